"""rdjson, read as reviewdog's protocol says: https://github.com/reviewdog/reviewdog/blob/master/proto/rdf/reviewdog.proto."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import jsonschema
import pytest

from headlint.findings import Finding, Fix
from headlint.reports.rdjson import render
from headlint.span import Edit, Place, Span
from tests.reports.hostile import TEXTS, hostile
from tests.samples import BROKEN, DOUBLE_SOFTMAX, MAYBE, REDUNDANT, content, view


def message(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


TEXT, NUMBER = {"type": "string"}, {"type": "integer", "minimum": 1}
POSITION = message(["line"], line=NUMBER, column=NUMBER)
RANGE = message(["start"], start=POSITION, end=POSITION)
SCHEMA = message(
    ["diagnostics"],
    source=message(["name"], name=TEXT, url=TEXT),
    severity=TEXT,
    diagnostics={
        "type": "array",
        "items": message(
            ["message", "location"],
            message=TEXT,
            location=message(["path"], path=TEXT, range=RANGE),
            severity={"enum": ["UNKNOWN_SEVERITY", "ERROR", "WARNING", "INFO"]},
            source=message(["name"], name=TEXT, url=TEXT),
            code=message(["value"], value=TEXT, url=TEXT),
            suggestions={"type": "array", "items": message(["range", "text"], range=RANGE, text=TEXT)},
            original_output=TEXT,
        ),
    },
)


def diagnostics(*findings: Finding, **given: Any) -> list[dict[str, Any]]:
    document = json.loads(render(view(*findings, **given)))
    jsonschema.validate(document, SCHEMA)
    for found in document["diagnostics"]:
        for suggestion in found.get("suggestions", ()):
            # reviewdog refuses a suggestion for other lines than those of its diagnostic.
            lines = [
                (span["start"]["line"], span["end"]["line"])
                for span in (found["location"]["range"], suggestion["range"])
            ]
            assert lines[0] == lines[1]
    return document["diagnostics"]


def applied(text: bytes, suggestion: dict[str, Any]) -> bytes:
    """The file after the suggestion was accepted."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    start, end = (
        starts[suggestion["range"][end]["line"] - 1] + suggestion["range"][end]["column"] - 1
        for end in ("start", "end")
    )
    return text[:start] + suggestion["text"].encode() + text[end:]


def test_a_diagnostic() -> None:
    first, *_ = diagnostics(dataclasses.replace(DOUBLE_SOFTMAX, fix=None), docs="https://docs.example/rules")
    assert first["location"] == {
        "path": "train.py",
        "range": {"start": {"line": 2, "column": 12}, "end": {"line": 2, "column": 42}},
    }
    assert first["severity"] == "ERROR"
    assert first["code"] == {
        "value": "softmax-before-cross-entropy",
        "url": "https://docs.example/rules/softmax-before-cross-entropy.md",
    }
    assert first["message"].splitlines()[1] == "softmax is applied here: model.py:7:16"


def test_everything_is_a_diagnostic() -> None:
    found = diagnostics(MAYBE, REDUNDANT, errors=(BROKEN,))
    assert [(one["code"]["value"], one["severity"]) for one in found] == [
        ("unreadable", "ERROR"), ("implicit-softmax-axis", "WARNING"), ("redundant-log-softmax", "INFO"),
    ]  # fmt: skip
    assert diagnostics() == []


def test_columns_count_bytes() -> None:
    line = "größe = '🙂', f(x)"
    column = line.index("f(x)") + 1
    finding = dataclasses.replace(MAYBE, place=Place("a.py", Span(1, column, 1, column + 4)))
    (found,) = diagnostics(finding, lines_of={"a.py": [line]}.get)
    assert found["location"]["range"]["start"]["column"] == len(line[: column - 1].encode()) + 1


SOURCE = "größe = 1\r\nloss = criterion(softmax(x), y)  # 量\r\nnext_line()\r\n".encode()


def fixed(*edits: tuple[bytes, bytes], line: int = 2) -> list[dict[str, Any]]:
    """The diagnostics of a finding in a line of ``SOURCE`` with a fix that replaces these pieces."""
    made = tuple(Edit("a.py", SOURCE.index(old), SOURCE.index(old) + len(old), new.decode()) for old, new in edits)
    finding = dataclasses.replace(
        MAYBE, place=Place("a.py", Span(line, 1, line, 5)), fix=Fix("take softmax away", False, made)
    )
    lines = SOURCE.decode().split("\r\n")
    return diagnostics(finding, lines_of={"a.py": lines}.get, bytes_of={"a.py": SOURCE}.get)


def test_a_fix_at_the_finding_is_its_suggestion() -> None:
    (found,) = fixed((b"softmax(x)", b"x"))
    (suggestion,) = found["suggestions"]
    assert suggestion["text"] == "loss = criterion(x, y)  # 量"
    assert applied(SOURCE, suggestion) == SOURCE.replace(b"softmax(x)", b"x")


def test_several_edits_are_one_suggestion() -> None:
    (found,) = fixed((b"softmax(", b""), (b"), y)", b", y)"))
    (suggestion,) = found["suggestions"]
    assert applied(SOURCE, suggestion) == SOURCE.replace(b"softmax(x)", b"x")


def test_a_fix_elsewhere_is_a_diagnostic_of_its_own() -> None:
    first, second = fixed((b"softmax(x)", b"x"), line=1)
    assert "suggestions" not in first
    assert second["location"]["range"]["start"] == {"line": 2, "column": 1}
    assert second["severity"] == "INFO"
    assert second["message"] == "fix (unsafe): take softmax away\nfor implicit-softmax-axis at a.py:1:1"
    assert applied(SOURCE, second["suggestions"][0]) == SOURCE.replace(b"softmax(x)", b"x")


def test_a_whole_line_can_go() -> None:
    _, second = fixed((b"loss = criterion(softmax(x), y)  # \xe9\x87\x8f\r\n", b""), line=1)
    assert applied(SOURCE, second["suggestions"][0]) == SOURCE.replace(SOURCE.splitlines(keepends=True)[1], b"")


def test_half_a_fix_is_not_suggested() -> None:
    two_files = Fix("both", True, (Edit("model.py", 1, 2, "x"), Edit("train.py", 1, 2, "x")))
    (found,) = diagnostics(dataclasses.replace(DOUBLE_SOFTMAX, fix=two_files))
    assert "suggestions" not in found
    assert "fix (safe): both" in found["message"]


def test_a_file_that_is_not_utf_8_or_gone_has_no_suggestion() -> None:
    for held in (b"\xff\xfe" * 200, None):
        (found,) = diagnostics(DOUBLE_SOFTMAX, bytes_of=lambda path, held=held: held)
        assert "suggestions" not in found


def test_a_patch_is_no_suggestion() -> None:
    long = b"x\n" * 200
    fix = Fix("all", True, (Edit("train.py", 0, 1, "y"), Edit("train.py", 398, 399, "y")))
    (found,) = diagnostics(dataclasses.replace(DOUBLE_SOFTMAX, fix=fix), bytes_of=lambda path: long)
    assert "suggestions" not in found


def test_samples_bytes_are_their_lines() -> None:
    assert content("train.py") is not None and content("nowhere.py") is None


@pytest.mark.parametrize("text", TEXTS)
def test_any_name_is_valid(text: str) -> None:
    finding, error = hostile(text)
    assert len(diagnostics(finding, errors=(error,))) == 3
