"""A short training race on a toy task that a right head learns: both tails start from the same weights, see the same
batches in the same order, and are asked on the same test samples."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from headlint.probe.worker import build
from headlint.probe.worker.adam import Adam
from headlint.probe.worker.side import Array, Side, Tensor
from headlint.probe.worker.targets import SIZE, Labels, classes_last, labels

FEATURES = 16
HIDDEN = 32
POINTS = 40
"""Points of a curve."""


def race(side: Side, tail: dict[str, Any], seed: int, plan: dict[str, Any]) -> dict[str, Any]:
    """Train two layers with this tail. ``plan``: steps, batch, rate, and the optimizer ("adam" or "sgd")."""
    random = np.random.default_rng(seed)
    task = _Task(tail, random, plan["noise"])
    parameters = _weights(random, tail["channels"])
    head, scorer = build.steps(side, tail), build.loss(side, tail)

    def scores(given: list[Tensor], inputs: Tensor) -> Tensor:
        made = side.relu(inputs @ given[0] + given[1]) @ given[2] + given[3]
        return side.channels_first(made) if len(made.shape) == 4 and not side.last else made

    def loss(given: list[Tensor], data: list[Tensor]) -> Tensor:
        return scorer(head(scores(given, data[0])), data[1])

    trained = side.differentiable(loss)
    adam = Adam(parameters, plan["rate"])
    tested, told = task.batch(plan["test"])
    losses: list[float] = []
    accuracies: list[float] = []
    every = max(plan["steps"] // POINTS, 1)

    def accuracy() -> float:
        tensors = [side.tensor(parameter) for parameter in parameters]
        return right(tail, side.array(head(scores(tensors, side.tensor(tested)))), told, side)

    for step in range(plan["steps"]):
        inputs, given = task.batch(plan["batch"])
        value, gradients = trained(parameters, [inputs, given.target(side)])
        if step % every == 0:
            losses.append(value)
            accuracies.append(accuracy())
        if not math.isfinite(value):
            break
        if plan["optimizer"] == "adam":
            parameters = adam.step(parameters, gradients, 1 - step / plan["steps"])
        else:
            parameters = [p - plan["rate"] * g for p, g in zip(parameters, gradients, strict=True)]
    return {
        "loss_curve": [round(value, 5) if math.isfinite(value) else str(value) for value in losses],
        "accuracy_curve": [round(value, 4) for value in accuracies],
        "accuracy": round(accuracy(), 4),
    }


class _Task:
    """Gaussian blobs, one a class; what each of the other forms of labels says follows from the class."""

    def __init__(self, tail: dict[str, Any], random: np.random.Generator, noise: float) -> None:
        self.tail, self.random, self.noise = tail, random, noise
        self.centers = random.normal(size=(tail["target"]["classes"], FEATURES)).astype(np.float32)

    def batch(self, samples: int) -> tuple[Array, Labels]:
        inner = (SIZE, SIZE) if self.tail["layout"] == "image" else ()
        classes = self.random.integers(len(self.centers), size=(samples, *inner))
        noise = self.noise * self.random.normal(size=(samples, *inner, FEATURES))
        return (self.centers[classes] + noise).astype(np.float32), labels(self.tail, classes)


def _weights(random: np.random.Generator, channels: int) -> list[Array]:
    """Two layers, as torch.nn.Linear starts them: uniform within 1/sqrt(inputs)."""

    def uniform(inputs: int, *size: int) -> Array:
        bound = 1 / math.sqrt(inputs)
        return random.uniform(-bound, bound, size).astype(np.float32)

    return [
        uniform(FEATURES, FEATURES, HIDDEN), uniform(FEATURES, HIDDEN),
        uniform(HIDDEN, HIDDEN, channels), uniform(HIDDEN, channels),
    ]  # fmt: skip


def right(tail: dict[str, Any], output: Array, told: Labels, side: Side) -> float:
    """The share of right answers, read off the output as its loss means it: the highest channel, or each channel on the
    right side of the threshold. A regression is right within a tenth of the targets' range."""
    output = np.moveaxis(output, 1, -1) if output.ndim == 4 and not classes_last(side, tail) else output
    read = tail["target"]["read"]
    if read == "value":
        spread = max(float(np.ptp(told.values)), 1e-6)
        return float((np.abs(output - told.values) < spread / 10).mean())
    if read == "argmax":
        return float((output.argmax(-1) == told.classes).mean())
    threshold = 0.0 if read == "sign" else 0.5
    if tail["target"]["form"] == "index_column":
        return float(((output[..., 0] > threshold) == told.classes).mean())
    return float(((output > threshold) == (told.positive > 0.5)).mean())
