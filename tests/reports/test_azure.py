from __future__ import annotations

import re

import pytest

from headlint.reports.azure import render
from headlint.reports.escape import visible
from tests.reports.hostile import TEXTS, hostile
from tests.samples import BROKEN, DOUBLE_SOFTMAX, MAYBE, REDUNDANT, view

COMMAND = re.compile(r"##vso\[task\.logissue (?P<properties>[^\]]*)\](?P<message>.*)")


def parsed(line: str) -> tuple[dict[str, str], str]:
    """A logging command as the agent reads it."""
    found = COMMAND.fullmatch(line)
    assert found
    pieces = [piece.split("=", 1) for piece in found["properties"].split(";") if piece]
    return {name: decoded(value) for name, value in pieces}, found["message"]


def decoded(value: str) -> str:
    for escaped, char in (("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%AZP25", "%")):
        value = value.replace(escaped, char)
    return value


def test_errors_and_warnings_are_issues_and_a_remark_is_a_line() -> None:
    lines = render(view(DOUBLE_SOFTMAX, MAYBE, REDUNDANT, errors=(BROKEN,))).splitlines()
    assert [parsed(line)[0]["type"] for line in lines[:3]] == ["error", "error", "warning"]
    assert parsed(lines[1])[0] == {
        "type": "error", "sourcepath": "train.py", "linenumber": "2", "columnnumber": "12",
        "code": "softmax-before-cross-entropy",
    }  # fmt: skip
    assert lines[3].startswith("model.py:7:16: info[redundant-log-softmax] log_softmax changes nothing")


@pytest.mark.parametrize("text", TEXTS)
def test_a_line_is_one_command_whatever_files_are_called(text: str) -> None:
    finding, error = hostile(text)
    lines = render(view(finding, errors=(error,))).split("\n")
    assert lines.pop() == ""
    assert len(lines) == 2
    for line in lines:
        properties, _ = parsed(line)
        assert set(properties) == {"type", "sourcepath", "linenumber", "columnnumber", "code"}
    if visible(text) == text:
        assert parsed(lines[0])[0]["sourcepath"] in (f"{text}.py", f"bad {text}.py")
