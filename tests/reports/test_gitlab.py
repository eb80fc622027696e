from __future__ import annotations

import dataclasses
import json
import re
from typing import Any

import pytest

from headlint.findings import Finding
from headlint.reports.gitlab import render
from tests.reports.hostile import TEXTS, hostile
from tests.samples import BROKEN, DOUBLE_SOFTMAX, MAYBE, REDUNDANT, view


def issues(*findings: Finding, **given: Any) -> list[dict[str, Any]]:
    """The issues that GitLab keeps: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format."""
    text = render(view(*findings, **given))
    assert not text.startswith("\ufeff")
    kept: dict[str, dict[str, Any]] = {}
    for issue in json.loads(text):
        assert all(isinstance(issue[key], str) and issue[key] for key in ("description", "check_name", "fingerprint"))
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert re.fullmatch(r"[^/].*", issue["location"]["path"], re.DOTALL)
        assert not issue["location"]["path"].startswith("./")
        assert isinstance(issue["location"]["lines"]["begin"], int)
        kept[issue["fingerprint"]] = issue
    return list(kept.values())


def test_an_issue() -> None:
    assert issues(DOUBLE_SOFTMAX) == [
        {
            "description": "softmax goes into CrossEntropyLoss, which applies softmax itself; the loss cannot fall "
            "below 1.4612; softmax is applied here: model.py:7:16; 10 channels: model.py:4:20; fix (unsafe): remove "
            "the softmax; more: headlint rule softmax-before-cross-entropy",
            "check_name": "softmax-before-cross-entropy",
            "fingerprint": DOUBLE_SOFTMAX.fingerprint,
            "severity": "critical",
            "location": {"path": "train.py", "lines": {"begin": 2, "end": 2}},
        }
    ]


def test_no_issue_swallows_another() -> None:
    found = issues(DOUBLE_SOFTMAX, MAYBE, REDUNDANT, *[DOUBLE_SOFTMAX] * 3, errors=(BROKEN, BROKEN))
    assert len(found) == 8
    assert [issue["severity"] for issue in found].count("critical") == 6


def test_the_same_issue_keeps_its_fingerprint_when_it_moves() -> None:
    moved = dataclasses.replace(
        DOUBLE_SOFTMAX, place=dataclasses.replace(DOUBLE_SOFTMAX).place._replace(span=MAYBE.place.span)
    )
    assert issues(moved)[0]["fingerprint"] == issues(DOUBLE_SOFTMAX)[0]["fingerprint"]


def test_nothing_found_is_an_empty_list() -> None:
    assert issues() == []


@pytest.mark.parametrize("text", TEXTS)
def test_any_name_is_valid(text: str) -> None:
    finding, error = hostile(text)
    first, second = issues(finding, errors=(error,))
    if "\udcff" not in text:
        assert {first["location"]["path"], second["location"]["path"]} == {f"{text}.py", f"bad {text}.py"}
