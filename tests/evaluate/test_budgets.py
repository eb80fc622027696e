"""What a run may cost, and who pays for it."""

from __future__ import annotations

from pathlib import Path

from headlint.evaluate import Limits
from headlint.values import External
from tests.evaluate.story import evaluated

STORY = """
import probe

def own(x):
    probe.see(x)

if __name__ == "__main__":
    total = 0
    for number in [1, 2, 3, 4, 5, 6, 7, 8, 9]:
        total = total + number * number
"""


def test_a_program_leaves_steps_for_functions_that_it_does_not_call(tmp_path: Path) -> None:
    evaluator = evaluated({"main.py": STORY}, tmp_path, limits=Limits(run_steps=60, file_steps=0))
    assert evaluator.spent > 60
    assert [event.value.callee for event in evaluator.events] == [External("probe.see")]
