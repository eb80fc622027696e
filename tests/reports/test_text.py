from __future__ import annotations

import dataclasses
import re

import pytest

from headlint.findings import FileError, Fix, Related, Stats
from headlint.reports.paint import Paint
from headlint.reports.text import concise, coverage, full
from headlint.span import Place, Span
from tests.samples import BROKEN, CRITERION, DOUBLE_SOFTMAX, MAYBE, REDUNDANT, SOURCES, report, view

COLORED = Paint(True)


def test_full_shows_the_code_of_every_place() -> None:
    assert full(view(DOUBLE_SOFTMAX)) == (
        """\
error[softmax-before-cross-entropy]: softmax goes into CrossEntropyLoss, which applies softmax itself
 --> train.py:2:12
  |
2 |     loss = criterion(net(images), labels)
  |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
 ::: model.py:7:16
  |
7 |         return torch.softmax(self.out(x), dim=1)
  |                --------------------------------- softmax is applied here
  |
 ::: model.py:4:20
  |
4 |         self.out = nn.Linear(64, 10)
  |                    ----------------- 10 channels
  |
  = the loss cannot fall below 1.4612
  = fix (unsafe): remove the softmax
  = headlint rule softmax-before-cross-entropy

"""
    )


def test_a_known_address_of_the_pages_is_shown() -> None:
    said = full(view(DOUBLE_SOFTMAX, docs="https://docs.example/rules/"))
    assert "  = https://docs.example/rules/softmax-before-cross-entropy.md\n" in said


def test_places_in_notebooks_name_their_cell() -> None:
    said = full(view(DOUBLE_SOFTMAX, cell_of=lambda place: "cell 3, line 1" if place == CRITERION else ""))
    assert " --> train.py:2:12 (cell 3, line 1)\n" in said
    assert said.count("cell") == 1


def test_full_names_the_places_of_files_it_has_no_lines_of() -> None:
    assert full(view(DOUBLE_SOFTMAX, lines_of={"train.py": SOURCES["train.py"]}.get)).splitlines()[5:8] == [
        "  |",
        " ::: model.py:7:16: softmax is applied here",
        " ::: model.py:4:20: 10 channels",
    ]


def test_a_related_place_that_is_the_finding_s_own_labels_its_marks() -> None:
    finding = dataclasses.replace(MAYBE, related=(Related(MAYBE.place, "softmax is applied here"),))
    said = full(view(finding))
    assert said.count("model.py:7:16") == 1
    assert "  |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ softmax is applied here\n" in said


def test_the_margin_fits_the_widest_line_number() -> None:
    lines = ["pass"] * 1200
    finding = dataclasses.replace(
        MAYBE,
        place=Place("a.py", Span(7, 1, 7, 5)),
        related=(Related(Place("b.py", Span(1200, 1, 1200, 5)), "there"),),
    )
    said = full(view(finding, lines_of=lambda path: lines)).splitlines()
    assert "   7 | pass" in said
    assert "1200 | pass" in said
    assert {line.index("|") for line in said if "|" in line} == {5}


def test_full_says_what_is_only_possible_and_what_is_safe() -> None:
    finding = dataclasses.replace(MAYBE, fix=Fix("write dim=1", safe=True, edits=()))
    said = full(view(finding))
    assert said.startswith("warning[implicit-softmax-axis]: softmax without dim (possible)\n")
    assert "  = fix (safe): write dim=1\n" in said


def test_concise_has_a_line_for_each() -> None:
    assert concise(view(DOUBLE_SOFTMAX, MAYBE, REDUNDANT, errors=(BROKEN,))) == (
        "train.py:2:12: error[softmax-before-cross-entropy] softmax goes into CrossEntropyLoss, which applies softmax "
        "itself; the loss cannot fall below 1.4612\n"
        "model.py:7:16: warning[implicit-softmax-axis] softmax without dim (possible)\n"
        "model.py:7:16: info[redundant-log-softmax] log_softmax changes nothing\n"
        "old.py: unreadable: not Python 3: print is a function\n"
    )


def test_nothing_found_is_nothing_printed() -> None:
    assert full(view()) == ""
    assert concise(view()) == ""


def test_unread_files_stand_in_full_as_well() -> None:
    assert full(view(errors=(BROKEN,))) == ("old.py: unreadable: not Python 3: print is a function\n\n")


def test_text_of_scanned_files_cannot_drive_the_terminal() -> None:
    hostile = Place("evil\x1b[2J\n.py", Span(1, 1, 1, 5))
    finding = dataclasses.replace(
        MAYBE, place=hostile, message="name \x1b[8m", related=(Related(CRITERION, "label \x1b]0;title\x07"),)
    )
    lines = {hostile.path: ["code \x1b[1m"], CRITERION.path: SOURCES[CRITERION.path]}
    found = view(finding, errors=(FileError("bad\x1b.py", "because\x1b\n"),), lines_of=lines.get)
    for said in (full(found), concise(found)):
        assert "\x1b" not in said
        assert "\x07" not in said
        assert r"evil\x1b[2J\n.py:1:1" in said
        assert r"name \x1b[8m" in said
        assert r"bad\x1b.py: unreadable: because\x1b\n" in said
    assert r"code \x1b[1m" in full(found)
    assert r"label \x1b]0;title\x07" in full(found)


@pytest.mark.parametrize("finding", [DOUBLE_SOFTMAX, MAYBE, REDUNDANT])
def test_colour_adds_colour_and_nothing_else(finding: object) -> None:
    plain_view = view(finding, errors=(BROKEN,))  # type: ignore[arg-type]
    painted = view(finding, errors=(BROKEN,), paint=COLORED)  # type: ignore[arg-type]
    for colored, plain in ((full(painted), full(plain_view)), (concise(painted), concise(plain_view))):
        assert colored != plain
        assert re.sub(r"\x1b\[[\d;]*m", "", colored) == plain
        assert colored.count("\x1b[0m") * 2 == colored.count("\x1b[")


@pytest.mark.parametrize(
    ("stats", "unread", "said"),
    [
        (Stats(12, 7, 5, 2), 0, "12 files, 7 heads, 5 pairs, 2 unknown"),
        (Stats(1, 1, 1, 0), 0, "1 file, 1 head, 1 pair, 0 unknown"),
        (Stats(3, 0, 0, 0, ignored=4), 1, "3 files, 0 heads, 0 pairs, 0 unknown, 4 ignored, 1 unreadable"),
    ],
)
def test_coverage(stats: Stats, unread: int, said: str) -> None:
    assert coverage(report(errors=(BROKEN,) * unread, stats=stats)) == said
