"""What fixes leave of every Bad example measures clean in the real frameworks: losses, decisions and metrics.

The other ways of writing that fixes know are measured where they are tested, by ``tests.fixes.story``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import headlint.check
from headlint.facts import Subject
from headlint.findings import Finding
from headlint.probe.criteria import CRITERIA
from headlint.probe.host import Worker
from headlint.probe.judgement import judged
from headlint.probe.tails import Tail
from headlint.probe.uses import used
from headlint.rule import Reports, Seen, all_rules
from tests.measured import not_clean, workers
from tests.rules.examples import SUFFIX, Example
from tests.rules.test_examples import report, written
from tests.rules.test_fixes import FIXABLE, fix

USED = [example for example in FIXABLE if CRITERIA[example.rule].use]
NO_FIX = "this one has no fix, as its page says"


def fixed(example: Example, folder: Path) -> Example:
    after = fix(example.text, SUFFIX[example.language], folder)
    if after.text == example.text:
        pytest.skip(NO_FIX)
    return example._replace(text=after.text)


@pytest.mark.parametrize("example", FIXABLE, ids=str)
def test_what_a_fix_leaves_measures_clean(example: Example, tmp_path: Path) -> None:
    written(fixed(example, tmp_path), tmp_path)
    assert not_clean(tmp_path) == []


@pytest.mark.parametrize("example", USED, ids=str)
def test_what_a_fix_leaves_is_used_as_the_corrected_head(
    example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rule has nothing to say of it any more, so one that speaks of everything tells the facts."""
    before, after = the_finding(example, tmp_path), fixed(example, tmp_path)
    rule = all_rules()[example.rule]
    monkeypatch.setattr(headlint.check, "all_rules", lambda: {rule.name: replace(rule, look=speak)})
    left = the_finding(after, tmp_path)
    criterion = CRITERIA[example.rule]
    asked, _, right = tails(before)
    task, yours, _ = tails(left)
    for worker in workers().of(yours["framework"]):
        mine = measured(worker, task, yours, right)["yours"]
        other = measured(worker, asked, yours, right)["fixed"]
        verdict = judged(mine, other, criterion, yours)
        assert verdict["verdict"] == "refuted", (verdict, mine, other)


def the_finding(example: Example, folder: Path) -> Finding:
    (finding,) = report(example, folder).findings
    return finding


def speak(subject: Subject) -> Reports:
    yield Seen(subject.place, "it is there")


def tails(finding: Finding) -> tuple[dict[str, Any], Tail, Tail]:
    return used(finding.head, finding.loss, finding.use, finding.rule, finding.head["channels"])


def measured(worker: Worker, task: dict[str, Any], yours: Tail, right: Tail) -> dict[str, Any]:
    answer = worker.ask({"use": task, "seed": 0, "race": {}, "tails": {"yours": yours, "fixed": right}})
    assert "measured" in answer, answer
    return dict(answer["measured"])
