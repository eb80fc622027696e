"""Arithmetic with numbers between the last layer and the loss is rebuilt as it is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from headlint import maths
from headlint.check import check
from headlint.probe.reproduce import head_of
from headlint.probe.scalars import applied, scalar_step
from headlint.probe.verdicts import Prober
from headlint.settings import Settings

TORCH = """
import torch
from torch import nn
from torch.nn import functional as F

net = nn.Linear(64, 10)


def train(x, y):
    F.cross_entropy({head}, y).backward()
"""

KERAS = """
import keras
from keras import layers, ops

x = keras.Input((64,))
model = keras.Model(x, {head})
model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
"""


def probe(code: str, folder: Path, quick: Prober) -> dict[str, Any]:
    (folder / "tea.py").write_text(code)
    (finding,) = check([folder], Settings(), folder).report.findings
    found = quick.probed(finding).probe
    assert found is not None
    return dict(found)


@pytest.mark.parametrize(
    ("code", "width"),
    [
        (TORCH.format(head="torch.softmax(net(x) + 1, dim=1) * 3"), 3),
        (TORCH.format(head="2 * torch.softmax(net(x), dim=1) - 1"), 2),
        (TORCH.format(head="1 - torch.sigmoid(net(x)) / 2"), 0.5),
        (TORCH.format(head="torch.mul(torch.sigmoid(net(x)), 4)"), 4),
        (KERAS.format(head='3 * layers.Dense(10, activation="sigmoid")(x)'), 3),
        (KERAS.format(head='ops.multiply(layers.Dense(10, activation="softmax")(x), 2.5)'), 2.5),
    ],
)
def test_the_floor_is_that_of_the_width(code: str, width: float, tmp_path: Path, quick: Prober) -> None:
    found = probe(code, tmp_path, quick)
    assert (found["verdict"], found["stand_in"]) == ("confirmed", None)
    for record in (found, *found["backends"]):
        assert record["yours"]["loss_floor"] == pytest.approx(maths.cross_entropy_floor(10, width), abs=1e-3)


@pytest.mark.parametrize(
    ("kind", "arguments", "code", "value"),
    [
        ("add", {"b": 1}, "(x + 1)", 5),
        ("subtract", {"a": 1}, "(1 - x)", -3),
        ("subtract", {"other": 1}, "(x - 1)", 3),
        ("multiply", {"x2": 0.5}, "(x * 0.5)", 2),
        ("divide", {"b": 2}, "(x / 2)", 2),
        ("divide", {"a": 2}, "(2 / x)", 0.5),
    ],
)
def test_the_side_of_the_number_is_kept(kind: str, arguments: dict[str, float], code: str, value: float) -> None:
    step = scalar_step(kind, arguments, 1)
    assert step is not None
    assert head_of({"steps": [step]}) == code
    assert applied(step, 4) == value


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [
        ("add", {}),
        ("add", {"b": True}),
        ("add", {"b": {"unknown": "it is not constant"}}),
        ("add", {"other": 1, "alpha": 2}),
        ("divide", {"b": 0}),
        ("concatenate", {"b": 1}),
        ("multiply", {"weight": 2}),
    ],
)
def test_what_is_no_number_is_not_rebuilt(kind: str, arguments: dict[str, Any]) -> None:
    assert scalar_step(kind, arguments, 1) is None
