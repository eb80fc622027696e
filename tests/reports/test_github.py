from __future__ import annotations

import dataclasses
import re
from html import unescape

import pytest

from headlint.findings import Finding
from headlint.reports.escape import visible
from headlint.reports.github import LONGEST, render, summary
from headlint.span import Place, Span
from tests.reports.hostile import TEXTS, hostile
from tests.samples import BROKEN, DOUBLE_SOFTMAX, MAYBE, REDUNDANT, view

COMMAND = re.compile(r"::(?P<type>error|warning|notice) (?P<properties>[^:]*)::(?P<message>.*)")


def parsed(line: str) -> tuple[str, dict[str, str], str]:
    """A workflow command as the runner reads it: https://github.com/actions/runner, ActionCommand.cs."""
    assert line.startswith("::")
    head, _, message = line[2:].partition("::")
    name, _, rest = head.partition(" ")
    properties = dict(piece.split("=", 1) for piece in rest.split(","))
    for escaped, char in (("%3A", ":"), ("%2C", ",")):
        properties = {key: value.replace(escaped, char) for key, value in properties.items()}
    return name, {key: decoded(value) for key, value in properties.items()}, decoded(message)


def decoded(text: str) -> str:
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def test_an_annotation_says_where_what_and_where_else() -> None:
    assert render(view(DOUBLE_SOFTMAX)) == (
        "::error file=train.py,line=2,col=12,endColumn=42,title=headlint%3A softmax-before-cross-entropy::softmax goes "
        "into CrossEntropyLoss, which applies softmax itself; the loss cannot fall below 1.4612%0Asoftmax is applied "
        "here: model.py:7:16%0A10 channels: model.py:4:20%0Afix (unsafe): remove the softmax%0Amore: headlint rule "
        "softmax-before-cross-entropy\n"
    )


def test_the_types_and_the_worst_first() -> None:
    lines = render(view(REDUNDANT, MAYBE, DOUBLE_SOFTMAX, errors=(BROKEN,))).splitlines()
    assert [parsed(line)[0] for line in lines] == ["error", "error", "warning", "notice"]
    assert parsed(lines[0])[1] == {
        "file": "old.py", "line": "1", "col": "1", "endColumn": "1", "title": "headlint: unreadable",
    }  # fmt: skip


def test_a_span_of_several_lines_has_no_columns() -> None:
    finding = dataclasses.replace(MAYBE, place=Place("a.py", Span(2, 5, 4, 3)))
    (line,) = render(view(finding)).splitlines()
    assert parsed(line)[1] == {"file": "a.py", "line": "2", "endLine": "4", "title": "headlint: implicit-softmax-axis"}


def many(finding: Finding, number: int) -> list[Finding]:
    return [dataclasses.replace(finding, place=Place(f"f{n}.py", Span(n, 1, n, 2))) for n in range(1, number + 1)]


@pytest.mark.parametrize(
    ("errors", "warnings", "remarks", "shown", "said"),
    [
        (10, 10, 10, (10, 10, 10), None),
        (11, 10, 9, (10, 10, 10), "1 error more than GitHub shows"),
        (11, 0, 10, (10, 0, 10), "1 error, 1 notice more than GitHub shows"),
        (1000, 30, 500, (10, 10, 10), "990 errors, 20 warnings, 491 notices more than GitHub shows"),
    ],
)
def test_no_more_than_github_shows(
    errors: int, warnings: int, remarks: int, shown: tuple[int, int, int], said: str | None
) -> None:
    found = [*many(DOUBLE_SOFTMAX, errors), *many(MAYBE, warnings), *many(REDUNDANT, remarks)]
    lines = render(view(*found)).splitlines()
    types = [parsed(line)[0] for line in lines]
    assert (types.count("error"), types.count("warning"), types.count("notice")) == shown
    assert parsed(lines[-1])[2].startswith(said) if said else "GitHub shows" not in lines[-1]


@pytest.mark.parametrize("text", TEXTS)
def test_a_line_is_one_command_whatever_files_are_called(text: str) -> None:
    finding, error = hostile(text)
    lines = render(view(finding, errors=(error,))).split("\n")
    assert lines.pop() == ""
    assert len(lines) == 2
    for line in lines:
        assert COMMAND.fullmatch(line)
        name, properties, message = parsed(line)
        assert name == "error"
        assert set(properties) == {"file", "line", "col", "endColumn", "title"}
        assert message.startswith(("said ", "cannot be read: because "))


def test_a_name_of_many_signs_arrives_as_it_is() -> None:
    finding, _ = hostile("a,b;c:d]e%f 100%0A")
    _, properties, message = parsed(render(view(finding)).splitlines()[0])
    assert properties["file"] == "a,b;c:d]e%f 100%0A.py"
    assert message.startswith("said a,b;c:d]e%f 100%0A\n")


def test_a_message_is_as_long_as_github_takes() -> None:
    finding = dataclasses.replace(MAYBE, message="x%" * 5000)
    (line,) = render(view(finding)).splitlines()
    assert len(parsed(line)[2]) == LONGEST


def test_paths_are_seen_from_the_root_of_the_repository() -> None:
    for path, seen in (("a.py", "sub/dir/a.py"), ("../a.py", "sub/a.py"), ("../../a.py", "a.py")):
        finding = dataclasses.replace(MAYBE, place=Place(path, MAYBE.place.span))
        assert parsed(render(view(finding, base="sub/dir")).splitlines()[0])[1]["file"] == seen


def test_the_summary_has_a_row_for_each() -> None:
    said = summary(view(MAYBE, DOUBLE_SOFTMAX, errors=(BROKEN,)))
    assert said.splitlines()[0] == "### headlint: 2 errors, 1 warning"
    assert "12 files, 7 heads, 5 pairs, 2 unknown, 1 unreadable" in said
    rows = [line for line in said.splitlines() if line.startswith(("| error", "| warning"))]
    assert len(rows) == 3
    assert "softmax goes into CrossEntropyLoss" in unescape(rows[1])


def test_the_summary_says_that_nothing_was_found() -> None:
    assert summary(view()).splitlines()[0] == "### headlint: nothing found"


def test_the_summary_links_to_the_commit_that_is_checked() -> None:
    where = {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "me/it", "GITHUB_SHA": "abc"}
    assert 'href="https://github.com/me/it/blob/abc/sub/train.py#L2"' in summary(
        view(DOUBLE_SOFTMAX, environment=where, base="sub")
    )


@pytest.mark.parametrize("text", TEXTS)
def test_a_row_stays_a_row_and_has_no_markup_of_others(text: str) -> None:
    finding, error = hostile(text)
    said = summary(view(finding, errors=(error,)))
    rows = said.splitlines()[6:8]
    for row in rows:
        assert row.count("|") == 4
        bare = re.sub(r"</?b>|<br>", "", row)
        assert not re.search(r"[<>`*\[\]!]", bare)
    if visible(text) == text:
        assert text in unescape(rows[1])


def test_the_summary_is_as_long_as_github_takes() -> None:
    said = summary(view(*many(DOUBLE_SOFTMAX, 5000)))
    assert len(said.encode()) < 2**20
    assert re.search(r"\| \| \| and \d+ more \|", said.splitlines()[-2])
