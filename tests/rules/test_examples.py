"""Every Bad example is reported by its rule alone, every other one by none; and all of them are programs that run."""

from __future__ import annotations

import ast
import importlib.util
import os
import runpy
import warnings
from pathlib import Path

import pytest

from headlint.findings import Report
from headlint.settings import Settings
from tests.rules.examples import EXAMPLES, LOUD, SUFFIX, Example

os.environ.setdefault("KERAS_BACKEND", "torch")

LOUD_EXAMPLES = [example for example in EXAMPLES if example.section in LOUD]
SILENT_EXAMPLES = [example for example in EXAMPLES if example.section not in LOUD]
PROGRAMS = [example for example in EXAMPLES if example.language == "python"]


def written(example: Example, folder: Path) -> Path:
    path = folder / f"example{SUFFIX[example.language]}"
    path.write_text(example.text)
    return path


def report(example: Example, folder: Path) -> Report:
    from headlint.check import check

    checked = check([written(example, folder)], Settings(), cwd=folder).report
    assert not checked.errors
    return checked


@pytest.mark.parametrize("example", LOUD_EXAMPLES, ids=str)
def test_a_bad_example_is_reported_by_its_rule_alone(example: Example, tmp_path: Path) -> None:
    findings = report(example, tmp_path).findings
    assert {finding.rule for finding in findings} == {example.rule}
    assert all(finding.certainty == "certain" for finding in findings)


@pytest.mark.parametrize("example", SILENT_EXAMPLES, ids=str)
def test_a_good_example_is_not_reported(example: Example, tmp_path: Path) -> None:
    assert report(example, tmp_path).findings == ()


@pytest.mark.parametrize("example", PROGRAMS, ids=str)
def test_an_example_runs(example: Example, tmp_path: Path) -> None:
    runs(example.text, tmp_path)


def runs(text: str, folder: Path) -> None:
    """Run a program, if all that it imports is installed."""
    for library in libraries(text):
        if importlib.util.find_spec(library) is None:
            pytest.skip(f"{library} is not installed")
    program = folder / "program.py"
    program.write_text(text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        runpy.run_path(str(program))


def libraries(text: str) -> set[str]:
    """The top-level packages that a program imports."""
    nodes = list(ast.walk(ast.parse(text)))
    imports = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    froms = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    return {name.partition(".")[0] for name in imports | froms}
