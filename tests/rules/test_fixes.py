"""What fixes do to the Bad examples is what the pages say, byte by byte; what comes out is clean, and a program."""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from headlint.findings import Finding
from headlint.fixing import fixed, with_fixes
from headlint.rule import Rule, all_rules
from headlint.settings import Settings
from tests.rules.examples import EXAMPLES, FIXES, LOUD, SUFFIX, Example, changes_of, examples_of
from tests.rules.test_examples import runs

BAD = [example for example in EXAMPLES if example.section in LOUD]
NO_FIX = "There is no fix"
FIXABLE = [example for example in BAD if changes_of(all_rules()[example.rule])]

each_rule = pytest.mark.parametrize("rule", list(all_rules().values()), ids=lambda rule: rule.name)


class After(NamedTuple):
    text: str
    left: tuple[Finding, ...]


def fix(text: str, suffix: str, folder: Path) -> After:
    path = folder / f"example{suffix}"
    path.write_text(text)
    done = fixed([path], Settings(unsafe_fixes=True), folder)
    assert path.read_text() == text, "nothing is written before all is done"
    return After(done.after.get(path.name, text.encode()).decode(), done.outcome.report.findings)


def changes(before: str, after: str) -> str:
    """The lines that differ, as a diff without anything around it."""
    lines = difflib.unified_diff(before.splitlines(True), after.splitlines(True), n=0)
    return "".join(line for line in lines if not re.match(r"---|\+\+\+|@@", line))


@each_rule
def test_fixes_are_what_the_page_says(rule: Rule, tmp_path: Path) -> None:
    bad = [example for example in examples_of(rule) if example.section in LOUD]
    done = [(example.text, fix(example.text, SUFFIX[example.language], tmp_path)) for example in bad]
    assert [changes(before, after.text) for before, after in done if after.text != before] == changes_of(rule)


@each_rule
def test_the_page_says_whether_fixes_are_safe(rule: Rule, tmp_path: Path) -> None:
    said = rule.sections()[FIXES]
    found = set()
    for example in (example for example in examples_of(rule) if example.section in LOUD):
        (tmp_path / f"example{SUFFIX[example.language]}").write_text(example.text)
        shown = with_fixes([tmp_path], Settings(), tmp_path).report.findings
        found |= {finding.fix.safe for finding in shown if finding.fix}
    assert ("Safe:" in said) >= (True in found) and ("Unsafe:" in said) >= (False in found)
    assert (NO_FIX in said) == (not found) == ("Safe:" not in said and "Unsafe:" not in said)


@pytest.mark.parametrize("example", FIXABLE, ids=str)
def test_what_a_fix_makes_is_clean_and_stays(example: Example, tmp_path: Path) -> None:
    after = fix(example.text, SUFFIX[example.language], tmp_path)
    if after.text != example.text:
        assert after.left == ()
        assert fix(after.text, SUFFIX[example.language], tmp_path).text == after.text


@pytest.mark.parametrize("example", [example for example in FIXABLE if example.language == "python"], ids=str)
def test_what_a_fix_makes_runs(example: Example, tmp_path: Path) -> None:
    after = fix(example.text, SUFFIX[example.language], tmp_path)
    runs(after.text, tmp_path)
