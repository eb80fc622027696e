"""Every rule has a criterion, and the numbers of the real frameworks say of every example what its page says."""

from __future__ import annotations

from pathlib import Path

import pytest

from headlint.facts import Ignore, Options
from headlint.probe import faults
from headlint.probe.criteria import CRITERIA
from headlint.probe.verdicts import Prober
from headlint.rule import all_rules
from tests.rules.examples import EXAMPLES, LOUD, Example
from tests.rules.test_examples import report

MEASURED = [
    example
    for example in EXAMPLES
    if example.section in LOUD and example.rule in CRITERIA and not CRITERIA[example.rule].beyond
]


def test_every_rule_has_a_criterion() -> None:
    missing = set(all_rules()) - set(CRITERIA)
    assert not missing, "headlint/probe/criteria.py says for every rule what decides"


def test_harmless_are_the_rules_that_only_inform() -> None:
    informing = {rule.name for rule in all_rules().values() if rule.level == "info"}
    assert {name for name, criterion in CRITERIA.items() if criterion.harmless} == informing


NOT_REBUILT = {"one-label-for-classes"}
"""A regression that nothing is wrong with but that it was not meant."""


HARMLESS_ON = {("void-label-without-ignore-index", "jax"): "refuted"}
"""Where a backend says otherwise, as the rule's page does: jax makes a row of zeros of a label beyond the classes."""


def test_little_is_not_measured() -> None:
    """The options of a config, which its own framework reads, and comments."""
    beyond = {name for name, criterion in CRITERIA.items() if criterion.beyond and name in all_rules()}
    assert {all_rules()[name].subject for name in beyond - NOT_REBUILT} == {Options, Ignore}


def test_all_errors_are_measured() -> None:
    """What only frameworks say that are not run is a warning."""
    errors = {rule.name for rule in all_rules().values() if rule.level == "error"}
    assert [name for name in errors if CRITERIA[name].beyond] == []
    assert "leaves such a finding open" in all_rules()["option-lacks-its-partner"].page


def test_no_error_is_lenient() -> None:
    errors = {rule.name for rule in all_rules().values() if rule.level == "error"}
    assert not {name for name, criterion in CRITERIA.items() if criterion.lenient} & errors


@pytest.mark.parametrize("example", MEASURED, ids=str)
def test_a_bad_example_is_confirmed(example: Example, prober: Prober, quick: Prober, tmp_path: Path) -> None:
    for finding in report(example, tmp_path).findings:
        races = CRITERIA[finding.rule].harmless or faults.unlearned in CRITERIA[finding.rule].decide
        probe = (prober if races else quick).probed(finding).probe
        assert probe is not None
        assert probe["verdict"] in (("confirmed", "open") if CRITERIA[finding.rule].lenient else ("confirmed",)), probe
        for other in probe.get("backends", ()):
            wanted = HARMLESS_ON.get((finding.rule, other["backend"]), probe["verdict"])
            assert other["verdict"] == wanted, other
