"""What an execution keeps: enough to say the same, and no more."""

from __future__ import annotations

import gc
import shutil
from pathlib import Path

import pytest

from headlint import evaluate
from headlint.check import check
from headlint.settings import Settings
from headlint.values import ALWAYS, Apply, Condition, Const, External, Parameter, Value, forget, just

FIXTURES = Path(__file__).parents[2] / "fixtures"

MANY = """
import torch.nn as nn

class Box:
    def __init__(self, size):
        self.sizes = [size, {"half": size // 2}]

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.boxes = [Box(n) for n in range(20)]
        self.head = nn.Linear(3, 4)

    def forward(self, x):
        return self.head(x)

"""


def applied(depth: int) -> Value:
    value: Value = Const(1)
    for _ in range(depth):
        value = Apply(External("f"), (just(value),))
    return value


def twins(value: Value) -> int:
    """How far it is to the value that stands for this one."""
    steps = 0
    while (value := getattr(value, "_twin", None)) is not None:  # type: ignore[assignment]
        steps += 1
    return steps


def test_the_way_to_what_stands_for_equal_values_stays_short() -> None:
    first = applied(2)
    for _ in range(1000):
        assert applied(2) == first  # the new one on the left: the first is put below it every time
    assert twins(first) <= 2


def test_forgotten_conditions_say_what_they_said() -> None:
    tests = [Parameter(name, "f") for name in "abc"]
    conditions = [Condition(frozenset({(test, side)})) for test in tests for side in (True, False)]

    def said() -> list[object]:
        return [(a.and_(b), a.holds(test)) for a in conditions for b in conditions for test in tests]

    before = said()
    forget()
    assert said() == before
    assert conditions[0].and_(conditions[1]) is None and ALWAYS.and_(conditions[0]) is conditions[0]


def test_nothing_but_memory_keeps_a_condition() -> None:
    left, right = (Condition(frozenset({(Parameter(name, "g"), True)})) for name in "ab")
    both = left.and_(right)
    assert both is not None and both.literals
    known = id(both)
    del both
    assert id(left.and_(right)) == known
    forget()
    gc.collect()
    assert not any(condition.literals > left.literals for condition in gc.get_objects() if type(condition) is Condition)


@pytest.mark.parametrize("name", ["demo", "torch", "keras"])
def test_what_is_swept_was_not_needed(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = shutil.copytree(FIXTURES / name, tmp_path / name)
    (project / "pyproject.toml").touch()
    whole = check([project], Settings(), project)
    monkeypatch.setattr(evaluate, "SWEPT_FROM", 50)
    monkeypatch.setattr(evaluate.Evaluator, "swept_from", 50)
    swept = check([project], Settings(), project)
    assert (swept.report, swept.inventory, swept.models) == (whole.report, whole.inventory, whole.models)
    assert whole.report.findings


def test_the_store_does_not_grow_with_the_entry_points(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty functions that each make a net, and a loss in the file so that it matters."""
    functions = "".join(f"def make{n}():\n    return Net()(data)\n\n" for n in range(60))
    (tmp_path / "a.py").write_text(MANY + functions + "loss = nn.CrossEntropyLoss()\n")
    sizes: list[int] = []
    finish = evaluate.Evaluator.finish

    def measured(self: evaluate.Evaluator) -> None:
        sizes.append(len(self.store))
        finish(self)

    monkeypatch.setattr(evaluate.Evaluator, "finish", measured)
    check([tmp_path], Settings(), tmp_path)
    monkeypatch.setattr(evaluate, "SWEPT_FROM", 500)
    monkeypatch.setattr(evaluate.Evaluator, "swept_from", 500)
    check([tmp_path], Settings(), tmp_path)
    whole, swept = sizes
    assert swept < 1_100 < 3_000 < whole
