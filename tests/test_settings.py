from __future__ import annotations

import dataclasses

import pytest

from headlint.findings import Finding, Level
from headlint.settings import Settings, SettingsError, meant, rule_names
from tests.samples import BROKEN, DOUBLE_SOFTMAX, MAYBE, REDUNDANT, report

RULES = ("softmax-before-cross-entropy", "implicit-softmax-axis", "redundant-log-softmax")


def test_without_wishes_every_finding_is_shown() -> None:
    assert all(Settings().shows(finding) for finding in (DOUBLE_SOFTMAX, MAYBE, REDUNDANT))


def test_ignore_is_taken_from_select() -> None:
    settings = Settings(select=frozenset(RULES[:2]), ignore=frozenset(RULES[1:]))
    assert [rule for rule in RULES if settings.runs(rule)] == [RULES[0]]
    assert settings.shows(DOUBLE_SOFTMAX)
    assert not settings.shows(MAYBE)


def test_min_certainty_leaves_out_what_is_only_possible() -> None:
    assert not Settings(min_certainty="certain").shows(MAYBE)
    assert Settings(min_certainty="certain").shows(REDUNDANT)


@pytest.mark.parametrize(
    ("finding", "level", "fails"),
    [
        (DOUBLE_SOFTMAX, "error", True),
        (DOUBLE_SOFTMAX, "info", True),
        (MAYBE, "error", False),
        (MAYBE, "warning", True),
        (REDUNDANT, "warning", False),
        (REDUNDANT, "info", True),
    ],
)
def test_a_finding_at_or_above_the_fail_level_fails(finding: Finding, level: Level, fails: bool) -> None:
    settings = Settings(fail_level=level)
    assert settings.fails(report(finding)) is fails
    assert not dataclasses.replace(settings, exit_zero=True).fails(report(finding))


def test_a_file_that_was_not_read_fails() -> None:
    assert Settings(fail_level="error").fails(report(errors=(BROKEN,)))
    assert not Settings(exit_zero=True).fails(report(errors=(BROKEN,)))
    assert not Settings(fail_level="info").fails(report())


def test_rule_names_come_one_by_one_or_with_commas() -> None:
    assert rule_names((f"{RULES[0]}, {RULES[1]},", RULES[2]), RULES, "--select") == frozenset(RULES)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("softmax_before_cross_entropy", "--ignore: there is no rule 'softmax_before_cross_entropy'; did you mean"),
        ("softmax-before-crossentropy", "did you mean 'softmax-before-cross-entropy'?"),
        ("E501", "--ignore: there is no rule 'E501'"),
        (" , ", "--ignore names no rule"),
        ("", "--ignore names no rule"),
    ],
)
def test_a_wrong_name_is_an_error(given: str, message: str) -> None:
    with pytest.raises(SettingsError) as wrong:
        rule_names((RULES[0], given) if given.strip(" ,") else (given,), RULES, "--ignore")
    assert message in str(wrong.value)


def test_nothing_is_suggested_for_what_is_far_off() -> None:
    assert meant("E501", RULES) == ""
