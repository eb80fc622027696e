"""What a run may cost, and who pays for it."""

from __future__ import annotations

from pathlib import Path

from headlint.evaluate import Limits
from headlint.values import External
from tests.evaluate.story import evaluated, render

STORY = """
import probe

def own(x):
    probe.see(x)

if __name__ == "__main__":
    total = 0
    for number in [1, 2, 3, 4, 5, 6, 7, 8, 9]:
        total = total + number * number
"""


MODULES = {
    "main.py": "import probe, first, big, small\nprobe.see(first.last, big.last, small.N)",
    "first.py": "last = 0\nfor n in [1, 2, 3, 4, 5, 6, 7, 8, 9]:\n    last = n * n * n * n * n * n\n",
    "big.py": "last = 0\nfor n in [1, 2, 3, 4, 5, 6, 7, 8]:\n    last = n * n * n * n * n * n\n",
    "small.py": "N = 3\n",
}


def test_a_run_without_steps_still_executes_small_modules(tmp_path: Path) -> None:
    def held(limits: Limits) -> list[str]:
        evaluator = evaluated(MODULES, tmp_path, limits=limits)
        return [render(cases) for event in evaluator.events for cases in event.value.args]

    assert held(Limits()) == ["531441", "262144", "3"]
    first, big, small = held(Limits(run_steps=1, file_steps=20))
    assert (first, small) == ("531441", "3")
    assert big != "262144"


def test_a_program_leaves_steps_for_functions_that_it_does_not_call(tmp_path: Path) -> None:
    evaluator = evaluated({"main.py": STORY}, tmp_path, limits=Limits(run_steps=60, file_steps=0))
    assert evaluator.spent > 60
    assert [event.value.callee for event in evaluator.events] == [External("probe.see")]
