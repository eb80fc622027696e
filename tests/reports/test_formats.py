"""The table of formats, and what all formats owe to text of scanned files."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from headlint.reports.formats import FORMATS, render
from headlint.settings import Format
from tests.reports.hostile import TEXTS, hostile
from tests.samples import BROKEN, DOUBLE_SOFTMAX, MAYBE, REDUNDANT, view

each_format = pytest.mark.parametrize("name", list(FORMATS))


def test_the_table_is_what_settings_name() -> None:
    assert tuple(FORMATS) == get_args(Format)


@each_format
def test_a_format_ends_with_a_line_end_or_is_empty(name: str) -> None:
    for seen in (view(), view(DOUBLE_SOFTMAX, MAYBE, REDUNDANT, errors=(BROKEN,))):
        said = render(name, seen)
        assert said == "" or said.endswith("\n")


@each_format
def test_everything_found_is_said(name: str) -> None:
    said = render(name, view(DOUBLE_SOFTMAX, MAYBE, REDUNDANT, errors=(BROKEN,)))
    for rule in ("softmax-before-cross-entropy", "implicit-softmax-axis", "redundant-log-softmax"):
        assert rule in said
    assert "print is a function" in said


@each_format
@pytest.mark.parametrize("text", TEXTS)
def test_no_control_character_of_a_scanned_file_is_printed(name: str, text: str) -> None:
    finding, error = hostile(text)
    said = render(name, view(finding, errors=(error,)))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\ud800-\udfff\ufffe]", said)
    said.encode("utf-8")


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"github"}))
@pytest.mark.parametrize("text", TEXTS)
def test_no_line_is_a_command_to_a_runner(name: str, text: str) -> None:
    finding, error = hostile(text)
    said = render(name, view(finding, errors=(error,)))
    for line in said.splitlines():
        assert not re.match(r"\s*::[a-z]", line)
        assert "##[" not in line
        assert "##vso[" not in line.removeprefix("##vso[task.logissue ")
