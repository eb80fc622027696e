"""Named budgets: reaching one is an unknown with its reason, and what matters is still found."""

from __future__ import annotations

from pathlib import Path

from headlint.evaluate import Limits
from headlint.values import Unknown
from tests.evaluate.story import evaluated

PLUMBING = """
import torch
from torch import nn

def converted(value, kind):
    if isinstance(value, list):
        return [converted(item, kind) for item in value]
    if kind == "tensor":
        return torch.as_tensor(value)
    return value

def classes():
    return 7

def model():
    return nn.Linear(3, classes())

parts = [converted([1, 2, 3], "tensor") for _ in range(40)]
last = converted(5, "other")
nets = [model() for _ in range(40)]
net = model()
stacks = [nn.Sequential(nn.ReLU(), nn.Flatten()) for _ in range(40)]
scores = nn.Sequential(nn.Linear(3, 7), nn.Softmax(1))(input)
"""


def held(name: str, tmp_path: Path, limits: Limits) -> object:
    made = evaluated({"main.py": PLUMBING}, tmp_path, limits=limits)
    (module,) = [module for path, module in made.modules.items() if path == "main.py"]
    cases = made.store.read(module.ident, name)
    assert cases is not None
    return cases.single()


def test_plumbing_is_not_executed_for_ever(tmp_path: Path) -> None:
    short = Limits(idle_steps=200, idle_call=5)
    assert held("last", tmp_path, Limits()) != held("last", tmp_path, short)
    last = held("last", tmp_path, short)
    assert isinstance(last, Unknown)
    assert last.reason == "converted was executed many times and never concerned a head"


def test_what_builds_layers_is_executed_however_often(tmp_path: Path) -> None:
    assert held("net", tmp_path, Limits(idle_steps=1)) == held("net", tmp_path, Limits())


def test_what_costs_little_a_call_is_executed_however_often(tmp_path: Path) -> None:
    assert "7" in repr(held("net", tmp_path, Limits(idle_steps=0)))


def test_a_container_holds_its_layers_however_many_there_were(tmp_path: Path) -> None:
    scores = held("scores", tmp_path, Limits(idle_steps=1, idle_call=1))
    assert "torch.nn.Softmax" in repr(scores)
    assert scores == held("scores", tmp_path, Limits())
