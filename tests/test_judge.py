"""Alternatives of one loss call are judged together."""

from __future__ import annotations

from headlint.facts import Pair
from headlint.heads.reading import Alternative, Group, Reading
from headlint.judge import judge
from headlint.rule import all_rules
from tests.rules.made import at, pair


def found(*pairs: Pair) -> list[tuple[str, str]]:
    group = Group(at(4), tuple(Alternative(one, ()) for one in pairs))
    findings = judge(Reading(groups=(group,)), [all_rules()["too-few-channels"]])
    return [(finding.rule, finding.certainty) for finding in findings]


def test_labels_of_one_data_set_against_the_width_for_another() -> None:
    """What chose the labels may have chosen the width as well: a width that fits them is provided for."""
    narrow, wide = pair("logits", "CE", channels=10, classes=100), pair("logits", "CE", channels=100, classes=100)
    assert found(narrow) == [("too-few-channels", "certain")]
    assert found(narrow, wide) == []


def test_another_head_provides_for_nothing() -> None:
    narrow = pair("logits", "CE", channels=10, classes=100)
    assert found(narrow, pair("logits", "CE", channels=100, classes=100, producer="torch.nn.Conv2d"))
    assert found(narrow, pair("logits", "CE", channels=100, classes=50))
