"""JUnit XML, read by junitparser."""

from __future__ import annotations

import io
from typing import Any

import pytest
from junitparser import Error, Failure, JUnitXml

from headlint.findings import Finding
from headlint.reports.junit import render
from tests.reports.hostile import TEXTS, hostile
from tests.samples import BROKEN, DOUBLE_SOFTMAX, MAYBE, REDUNDANT, view


def read(*findings: Finding, **given: Any) -> JUnitXml:
    text = render(view(*findings, **given))
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n')
    return JUnitXml.fromfile(io.BytesIO(text.encode("utf-8")))


def test_a_suite_a_file_and_a_case_a_finding() -> None:
    found = read(DOUBLE_SOFTMAX, MAYBE, REDUNDANT, errors=(BROKEN,))
    assert [(suite.name, suite.tests, suite.failures, suite.errors) for suite in found] == [
        ("model.py", 2, 1, 0), ("old.py", 1, 0, 1), ("train.py", 1, 1, 0),
    ]  # fmt: skip
    assert (found.tests, found.failures, found.errors) == (4, 2, 1)
    (case,) = list(found)[2]
    assert (case.name, case.classname) == ("softmax-before-cross-entropy (2:12)", "train.py")
    (failure,) = case.result
    assert isinstance(failure, Failure)
    assert failure.type == "softmax-before-cross-entropy"
    assert failure.message.startswith("softmax goes into CrossEntropyLoss")
    assert failure.text.splitlines()[0] == "train.py:2:12"
    assert failure.text.splitlines()[-1] == "more: headlint rule softmax-before-cross-entropy"


def test_what_the_run_does_not_fail_for_passes() -> None:
    found = read(DOUBLE_SOFTMAX, MAYBE, REDUNDANT, fail_level="error")
    assert (found.tests, found.failures) == (3, 1)
    assert read(DOUBLE_SOFTMAX, MAYBE, REDUNDANT, fail_level="info").failures == 3


def test_a_clean_run_has_a_case_that_passes() -> None:
    ((case,),) = read()
    assert (case.name, case.result) == ("12 files, 7 heads, 5 pairs, 2 unknown", [])


@pytest.mark.parametrize("text", TEXTS)
def test_any_name_is_valid(text: str) -> None:
    finding, error = hostile(text)
    results = [result for suite in read(finding, errors=(error,)) for case in suite for result in case.result]
    assert {type(result) for result in results} == {Error, Failure}
    if text.isprintable() and "##" not in text:
        assert {result.message for result in results} == {f"said {text}", f"cannot be read: because {text}"}
