"""What weights by class number do where a model trains with them: how many times a loss grows when they are tripled."""

from __future__ import annotations

from typing import Any

import numpy as np

from headlint.probe.worker import build
from headlint.probe.worker.side import Array, Side

SAMPLES = 8


def weighed(side: Side, tail: dict[str, Any]) -> dict[str, float] | None:
    """By what is tripled and whose loss is looked at: that loss over the one with all weights at 1.

    The classes that tell most are looked at: the first one with a weight, and the first without. The weight of what is
    no class is tripled alone, and all classes are looked at.
    """
    numbers, count = tail["loss"]["class_weight"], max(tail["channels"], 2)
    if numbers is None:
        return None
    ones, threes = dict.fromkeys(numbers, 1.0), dict.fromkeys(numbers, 3.0)

    def times(classes: list[int], weights: dict[int, float]) -> float:
        return _loss(side, tail, classes, weights) / _loss(side, tail, classes, ones)

    found = {
        f"all weights leaves the loss of class {number}": times([number], threes) for number in _telling(numbers, count)
    }
    for number in [number for number in numbers if not 0 <= number < count][-1:]:
        found[f"the weight of class {number} leaves every loss"] = times(list(range(count)), {**ones, number: 3.0})
    return found


def _telling(numbers: list[int], count: int) -> list[int]:
    classes = range(count)
    return [*[one for one in classes if one in numbers][:1], *[one for one in classes if one not in numbers][:1]]


def _loss(side: Side, tail: dict[str, Any], classes: list[int], weights: dict[int, float]) -> float:
    """The loss that a step of training reports, of the same scores for every sample."""
    labels = np.resize(np.array(classes), max(SAMPLES, len(classes)))
    scores = np.zeros((len(labels), tail["channels"]), np.float32)
    return side.fitted(build.steps(side, tail), build.loss_object(tail), scores, _told(tail, labels), weights)


def _told(tail: dict[str, Any], labels: Array) -> Array:
    if tail["target"]["form"] == "indices" or tail["channels"] == 1:
        return labels
    return (labels[:, None] == np.arange(tail["channels"])).astype(np.float32)
