"""Every fixture is checked as a project of its own; what is found must be what its comments say, and no more."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from headlint.check import Outcome, check
from headlint.findings import Entry, Finding
from headlint.rule import all_rules
from headlint.settings import Settings
from tests.expectations import Expected, Where, expected, files

ROOT = Path(__file__).parent.parent / "fixtures"
FIXTURES = sorted(
    path for framework in ROOT.iterdir() if framework.is_dir() for path in framework.iterdir() if path.is_dir()
)
PROJECTS = [fixture for fixture in FIXTURES if len(files(fixture)) > 1]


def name(fixture: Path) -> str:
    return fixture.relative_to(ROOT).as_posix()


@cache
def alone(fixture: Path) -> Path:
    """A copy of a fixture outside this repository: a project of its own, with no other code around it."""
    copy = Path(tempfile.mkdtemp(prefix="fixture-")) / fixture.name
    shutil.copytree(fixture, copy)
    atexit.register(shutil.rmtree, copy.parent, ignore_errors=True)
    return copy


@cache
def outcome(fixture: Path) -> Outcome:
    """The whole fixture, checked once for all tests."""
    return check([alone(fixture)], Settings(), cwd=alone(fixture))


@cache
def wanted(fixture: Path) -> Expected:
    return expected(fixture)


def loud(finding: Finding) -> bool:
    return finding.level != "info"


def where(finding: Finding) -> Where:
    return finding.place.path, finding.place.span.line, finding.rule


@pytest.mark.parametrize("fixture", FIXTURES, ids=name)
def test_finds_what_the_comments_say(fixture: Path) -> None:
    """All findings of level error and warning are expected ones; those of level info count where one is expected."""
    found = outcome(fixture).report.findings
    counted = {where(finding) for finding in found if loud(finding) or where(finding) in wanted(fixture).findings}
    assert counted == wanted(fixture).findings
    assert not outcome(fixture).report.errors


@pytest.mark.parametrize("fixture", [f for f in FIXTURES if wanted(f).related], ids=name)
def test_points_at_the_activation(fixture: Path) -> None:
    found = {
        (related.place.path, related.place.span.line, finding.rule)
        for finding in outcome(fixture).report.findings
        for related in finding.related
    }
    assert wanted(fixture).related <= found


@pytest.mark.parametrize("fixture", [f for f in FIXTURES if wanted(f).heads], ids=name)
def test_understands_the_heads(fixture: Path) -> None:
    """A silent fixture proves little if its head was not understood: the facts of the pairs are stated as well."""
    entries = outcome(fixture).inventory
    for (path, line), facts in wanted(fixture).heads.items():
        scored = [entry for entry in entries if _scored_at(entry, path, line)]
        known = [_facts(entry) for entry in scored]
        assert any(facts.items() <= entry.items() for entry in known), f"{path}:{line}: {facts} not in {known}"


def _scored_at(entry: Entry, path: str, line: int) -> bool:
    place = entry.loss.place if entry.loss is not None else None
    return place is not None and (place.path, place.span.line) == (path, line)


def _facts(entry: Entry) -> dict[str, str]:
    """An entry's facts as the comments spell them: an activation by its kind, "identity" for none."""
    facts = {}
    if entry.channels is not None:
        facts["channels"] = entry.channels.text.split()[0]
    if entry.activation is not None:
        kind = entry.activation.text.split()[0]
        facts["activation"] = "identity" if kind == "none" else kind
    return facts


@pytest.mark.parametrize("fixture", PROJECTS, ids=name)
def test_one_file_and_the_whole_agree(fixture: Path) -> None:
    """Checking one file gives the findings that the whole project has in it, at their own or at a related place."""
    together = outcome(fixture).report.findings
    for file in files(alone(fixture)):
        path = file.relative_to(alone(fixture)).as_posix()
        single = check([file], Settings(), cwd=alone(fixture)).report.findings
        assert _bare(single) == _bare(finding for finding in together if _touches(finding, path)), path


def _touches(finding: Finding, path: str) -> bool:
    return path in {finding.place.path, *(related.place.path for related in finding.related)}


def _bare(findings: Iterable[Finding]) -> set[tuple[object, ...]]:
    """Findings without what depends on the other findings of a run."""
    return {(f.rule, f.level, f.certainty, f.message, f.place, f.related) for f in findings}


def test_comments_name_rules_that_exist() -> None:
    named = {rule for fixture in FIXTURES for rule in wanted(fixture).rules}
    assert named <= set(all_rules())


def test_there_are_as_many_silent_fixtures_as_loud_ones() -> None:
    loud_ones = sum(bool(wanted(fixture).findings) for fixture in FIXTURES)
    assert abs(2 * loud_ones - len(FIXTURES)) <= len(FIXTURES) // 5
