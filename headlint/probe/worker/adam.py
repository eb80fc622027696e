"""Adam (https://arxiv.org/abs/1412.6980), with a step that falls to 0, and the same numbers in every framework."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from headlint.probe.worker.side import Array


class Adam:
    def __init__(self, parameters: list[Array], rate: float) -> None:
        self.rate, self.steps = rate, 0
        self.mean = [np.zeros_like(parameter) for parameter in parameters]
        self.square = [np.zeros_like(parameter) for parameter in parameters]

    def step(self, parameters: list[Array], gradients: list[Array], share: float = 1.0) -> list[Array]:
        """The parameters after one step of ``share`` of the rate."""
        self.steps += 1
        moved = []
        for index, (parameter, gradient) in enumerate(zip(parameters, gradients, strict=True)):
            self.mean[index] = 0.9 * self.mean[index] + 0.1 * gradient
            self.square[index] = 0.999 * self.square[index] + 0.001 * np.square(gradient)
            mean = self.mean[index] / (1 - 0.9**self.steps)
            square = self.square[index] / (1 - 0.999**self.steps)
            moved.append((parameter - share * self.rate * mean / (np.sqrt(square) + 1e-8)).astype(np.float32))
        return moved


def descend(loss: Callable[[Array], tuple[float, Array]], start: Array, rate: float, steps: int) -> tuple[float, bool]:
    """The lowest loss on the way down, and whether it was still falling as fast at the end: then it has no bound."""
    scores, adam, seen = start.astype(np.float32), Adam([start], rate), []
    for step in range(steps):
        value, gradient = loss(scores)
        seen.append(value)
        if not math.isfinite(value) or not np.isfinite(gradient).all():
            break
        (scores,) = adam.step([scores], [gradient], 1 - step / steps)
    finite = [value for value in seen if math.isfinite(value)]
    if not finite:
        return math.nan, False
    half = min(finite[: len(finite) // 2] or finite)
    return min(finite), half - min(finite) > 1 + 0.1 * abs(finite[0]) and min(finite) < -5
