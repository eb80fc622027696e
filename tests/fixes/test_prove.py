"""What a fix has to prove, and what happens to one that cannot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import headlint.check
import headlint.fixing
from headlint.findings import Entry, Finding, Fix, Part
from headlint.fixes.edits import Moves
from headlint.fixes.prove import Checked, improves
from headlint.fixing import Fixed, fixed, with_fixes
from headlint.settings import Settings
from headlint.span import Edit, Place, Span
from tests.fixes.story import BOTH

BEFORE = b"# \xc3\xb6\nbad(1)\ngood(2)\n"
EDITS = (Edit("a.py", 5, 8, "fine"), Edit("a.py", 0, 0, "first\r\n"))


def place(line: int, column: int = 1, path: str = "a.py") -> Place:
    return Place(path, Span(line, column, line, column + 3))


def finding(line: int, rule: str = "bad", path: str = "a.py", column: int = 1) -> Finding:
    return Finding(rule, "error", "certain", "it is", place(line, column, path))


def checked(*findings: Finding, scored: int = 1, unknown: int = 0, errors: int = 0) -> Checked:
    pairs = [Entry(place(1), loss=Part("loss", place(line))) for line in range(scored)]
    return Checked(findings, (*pairs, *(Entry(place(1), reason="so") for _ in range(unknown))), errors)


def better(old: Checked, new: Checked) -> bool:
    return improves([finding(2)], old, new, Moves({"a.py": BEFORE}, EDITS))


OLD = checked(finding(2), finding(3, "other"))


def test_the_finding_is_gone_and_the_others_have_moved() -> None:
    assert better(OLD, checked(finding(4, "other")))


@pytest.mark.parametrize(
    "new",
    [
        checked(finding(3), finding(4, "other")),  # still there, a line below
        checked(finding(4, "other"), finding(3, "new")),
        checked(finding(4, "other"), finding(4, "other")),
        checked(finding(4, "other"), finding(9, "bad", path="b.py")),
        checked(finding(3, "other")),  # where it was before the edits: another one
        checked(scored=0),
        checked(unknown=1),
        checked(errors=1),
    ],
)
def test_what_is_not_better(new: Checked) -> None:
    assert not better(OLD, new)


def test_one_of_two_at_a_place_may_go() -> None:
    twice = checked(finding(2), finding(2))
    assert better(twice, checked(finding(3)))
    assert not better(twice, twice)


def test_a_finding_that_was_not_there_proves_nothing() -> None:
    assert not better(checked(), checked())


@pytest.mark.parametrize(
    ("line", "column", "moved"),
    [(1, 1, (2, 1)), (1, 3, (2, 3)), (2, 1, (3, 1)), (2, 2, (3, 1)), (2, 4, (3, 5)), (3, 1, (4, 1))],
)
def test_places_move_with_the_edits_before_them(line: int, column: int, moved: tuple[int, int]) -> None:
    assert Moves({"a.py": BEFORE}, EDITS).start(place(line, column)) == ("a.py", *moved)


# ── of several fixes some may not hold ───────────────────────────────────────────────────────────────────────────────

MODEL = "from torch import nn\n\nmodel = nn.Sequential(nn.Linear(64, 10), nn.Softmax(dim=1))\n"
WRONG = "from torch import nn\n{model}\n\ndef train(x, y):\n    nn.CrossEntropyLoss()(model(x), y).backward()\n"
RIGHT = "import torch\n" + WRONG.replace("CrossEntropyLoss()(model(x)", "NLLLoss()(torch.log(model(x))")
KEPT = 3
"""The number of the model that somebody else needs as it is."""


def several(folder: Path, count: int = 6) -> dict[str, str]:
    files = {f"model_{number}.py": MODEL for number in range(count)}
    imports = {number: f"from model_{number} import model\n" for number in range(count)}
    files |= {f"train_{number}.py": WRONG.format(model=imports[number]) for number in range(count)}
    files["other.py"] = RIGHT.format(model=imports[KEPT])
    for name, text in files.items():
        (folder / name).write_text(text)
    return files


def test_one_that_does_not_hold_keeps_no_other_from_being_applied(tmp_path: Path) -> None:
    several(tmp_path)
    done = fixed([tmp_path], BOTH, tmp_path)
    assert set(done.after) == {f"model_{number}.py" for number in range(6)} - {f"model_{KEPT}.py"}
    assert [found.place.path for found in done.outcome.report.findings] == [f"train_{KEPT}.py"]
    assert done.count == 5


def test_proofs_have_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    several(tmp_path)
    monkeypatch.setattr(headlint.fixing, "MAX_PROOFS", 1)
    done = fixed([tmp_path], BOTH, tmp_path)
    assert (done.after, done.count) == ({}, 0)


# ── with the probe ───────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Verdict:
    probe: Mapping[str, Any] | None


@dataclass(frozen=True)
class Measures:
    """A probe that says of findings and of pairs what it was told to."""

    findings: str
    pairs: str

    def probed(self, finding: Finding) -> Verdict:
        return Verdict({"verdict": self.findings})

    def fits(self, entry: Entry) -> Verdict:
        assert entry.loss is not None and not entry.when
        return Verdict({"verdict": self.pairs})


STORY = (
    "import torch\n"
    + MODEL
    + "\nnn.CrossEntropyLoss()(model(torch.randn(8, 64)), torch.randint(10, (8,))).backward()\n"
)


@pytest.mark.parametrize(
    ("findings", "pairs", "applied"),
    [
        ("confirmed", "refuted", True),
        ("open", "refuted", True),
        ("confirmed", "confirmed", False),
        ("confirmed", "open", False),
        ("refuted", "refuted", False),
    ],
)
def test_a_fix_is_applied_if_what_it_leaves_measures_clean(
    findings: str, pairs: str, applied: bool, tmp_path: Path
) -> None:
    (tmp_path / "story.py").write_text(STORY)
    probe = Measures(findings, pairs)
    done: Fixed = fixed([tmp_path], BOTH, tmp_path, probe)
    assert bool(done.after) == applied
    (shown,) = with_fixes([tmp_path], Settings(), tmp_path, probe).report.findings
    assert isinstance(shown.fix, Fix) == applied


def test_who_was_not_checked_again_has_a_word_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More files use the model than are executed for a proof; the check of everything sees what they would lose."""
    several(tmp_path, count=KEPT + 1)
    monkeypatch.setattr(headlint.check, "MAX_USERS", 0)
    done = fixed([tmp_path], BOTH, tmp_path)
    assert {finding.rule for finding in done.outcome.report.findings} == {"softmax-before-cross-entropy"}
    assert (done.after, done.count) == ({}, 0)
