"""What is measured of a tail (activations and loss), on free scores: each sample's scores are parameters of their own.

Free scores are what the best network there could be would answer, so the lowest loss on them bounds every network's.
"""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from headlint.probe.worker import build
from headlint.probe.worker.adam import descend
from headlint.probe.worker.side import Array, Scored, Side, Tensor
from headlint.probe.worker.targets import answer, class_numbers, classes_last, labels, laid, shape, waves
from headlint.probe.worker.weights import weighed

SAMPLES = (16, 64)
"""The fewest and the most samples of a batch; two a class between them."""
STEPS = 300
STRENGTH = 4.0
"""Scores of -4 and 4: two exclusive classes with these are sure to 0.9997."""
FIRM = 30.0
"""Scores of -30 and 30: as sure as float32 can tell."""


def measure(side: Side, tail: dict[str, Any]) -> dict[str, Any]:
    """All numbers of a tail. What the framework raises is ``error``, and then the others are None."""
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            found = Measured(side, tail).all()
        except build.CannotBuild:
            raise
        except Exception as raised:
            found = {"error": said(raised)}
    found["warnings"] = sorted({" ".join(str(one.message).split())[:200] for one in warned if _own(one)})
    return found


def said(raised: BaseException) -> str:
    return f"{type(raised).__name__}: {' '.join(str(raised).split())[:240]}"


def _own(warning: warnings.WarningMessage) -> bool:
    """A warning about the head: those about the framework's own upkeep are not."""
    return issubclass(warning.category, (UserWarning, RuntimeWarning)) and "implicit" in str(warning.message).lower()


class Measured:
    def __init__(self, side: Side, tail: dict[str, Any]) -> None:
        self.side, self.tail = side, tail
        self.samples = min(max(2 * tail["target"]["classes"], SAMPLES[0]), SAMPLES[1])
        self.labels = labels(tail, class_numbers(tail, self.samples))
        self.head = build.steps(side, tail)
        self.scored: Scored | None = None

    def all(self) -> dict[str, Any]:
        found: dict[str, Any] = {"output": self.output(), **self.argmax(), "alone": self.alone()}
        if self.tail["loss"] is None:
            return found
        return {**found, **self.on_loss(), "weighed": weighed(self.side, self.tail)}

    # ── the output ───────────────────────────────────────────────────────────────────────────────────────────────────

    def output(self) -> dict[str, Any]:
        """Range and sums of the output over scores from faint to firm, and whether it depends on them at all."""
        made = [self._made(scores) for scores in self._various()]
        every = np.stack(made)
        finite = every[np.isfinite(every)]
        sums = np.stack([one.sum(self._class_axis(one)) for one in made])
        whole = bool(np.isfinite(sums).all() and np.ptp(sums) < 1e-3)
        return {
            "low": float(finite.min()) if finite.size else None,
            "high": float(finite.max()) if finite.size else None,
            "sum": round(float(sums.mean()), 6) if whole else None,
            "constant": bool(np.isfinite(every).all() and np.ptp(every) < 1e-6),
            "finite": bool(np.isfinite(every).all()),
        }

    def argmax(self) -> dict[str, Any]:
        """How often the output names the class that the scores name."""
        if self.tail["channels"] < 2:
            return {"argmax_agreement": None}
        scores = waves(*shape(self.tail, 256))
        made = self._made(scores)
        same = made.argmax(self._class_axis(made)) == scores.argmax(-1)
        return {"argmax_agreement": float(same.mean())}

    def alone(self) -> float | None:
        """How far the output of one sample alone lies from its output within a batch."""
        scores = waves(*shape(self.tail, self.samples))
        distance = np.abs(self._made(scores)[:1] - self._made(scores[:1]))
        return float(distance.max()) if np.isfinite(distance).all() else None

    def _various(self) -> list[Array]:
        faint = waves(*shape(self.tail, self.samples))
        return [faint, 10 * faint, *(answer(self.labels, how, FIRM) for how in ("right", "up", "low"))]

    def _made(self, scores: Array) -> Array:
        return np.asarray(self.side.array(self.head(self.side.tensor(laid(self.side, scores)))), np.float64)

    def _class_axis(self, output: Array) -> int:
        return 1 if output.ndim == 4 and not classes_last(self.side, self.tail) else -1

    # ── the loss ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def on_loss(self) -> dict[str, Any]:
        scorer = build.loss(self.side, self.tail)
        target = self.labels.target(self.side)

        def loss(parameters: list[Tensor], data: list[Tensor]) -> Tensor:
            return scorer(self.head(parameters[0]), data[0])

        scored = self.side.differentiable(loss)

        def at(scores: Array) -> tuple[float, Array]:
            value, (gradient,) = scored([laid(self.side, scores)], [target])
            return value, np.moveaxis(gradient, 1, -1) if gradient.ndim == 4 and not self.side.last else gradient

        faint = 0.5 * waves(*shape(self.tail, self.samples))
        start, at_init = at(faint)
        lowest, falling = descend(at, faint, self._pace(), STEPS)
        constant, _ = descend(self._shared(at), faint[:1], self._pace(), STEPS)
        firm = {how: at(answer(self.labels, how, FIRM))[0] for how in ("right", "up")}
        if self.tail["target"]["form"] != "values":
            lowest = min(value for value in (lowest, *firm.values()) if not math.isnan(value) or math.isnan(lowest))
        found = {
            "loss_start": start,
            "loss_floor": lowest,
            "falling": falling,
            "loss_of_constant": constant,
            "loss_right": None if self.tail["target"]["form"] == "values" else firm["right"],
            "loss_of_all": firm["up"],
            "gradient": {
                "init": _norm(at_init),
                "wrong": _norm(at(answer(self.labels, "wrong", STRENGTH))[1]),
                "low": _norm(at(answer(self.labels, "low", STRENGTH))[1]),
            },
            "raised_by_none": self._spare(at_init),
            "least_of_last": float(at_init[..., -1].min()),
            "positives": float(np.mean(self.labels.positive)),
        }
        return {name: _finite(value) for name, value in found.items()}

    def _pace(self) -> float:
        """The step of the descent: regression targets may be far away."""
        if self.tail["target"]["form"] != "values":
            return 0.5
        return max(0.5, float(np.abs(self.labels.values).max()) / 50)

    def _shared(self, at: Any) -> Any:
        """The loss of one answer for all samples."""

        def shared(row: Array) -> tuple[float, Array]:
            value, gradient = at(np.repeat(row, self.samples, axis=0))
            return value, gradient.sum(0, keepdims=True)

        return shared

    def _spare(self, gradient: Array) -> list[int]:
        """The channels that no label ever raises: their gradient is positive in every sample."""
        if self.tail["channels"] < 2:
            return []
        over = gradient.reshape(-1, self.tail["channels"])
        return [int(channel) for channel in np.flatnonzero((over > 0).all(0))][:8]


def _norm(gradient: Array) -> float:
    return float(np.sqrt(np.square(np.asarray(gradient, np.float64)).sum()))


def _finite(value: Any) -> Any:
    """JSON has no word for nan and infinity: a text."""
    if isinstance(value, dict):
        return {name: _finite(each) for name, each in value.items()}
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value
