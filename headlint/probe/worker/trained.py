"""A project's own model with its loss: what the loss is of a real output, and how far training on one batch brings it
down. The lowest loss that free scores reach behind the same activations, with the same labels, stands beside it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from headlint.probe.worker import build
from headlint.probe.worker.adam import descend
from headlint.probe.worker.measure import said
from headlint.probe.worker.side import Array, Side, Tensor, made
from headlint.probe.worker.targets import Labels, labels, laid, waves

STEPS = 60
SECONDS = 10.0
RATE = 0.02


class NotTrained(Exception):
    """The loss cannot be put to the output. The message says why."""


def trained(model: Any, again: Callable[[], Any], given: Any, output: Array, tail: dict[str, Any]) -> dict[str, Any]:
    """``start``, ``lowest``, ``floor``, ``gradient``, ``steps``; of a loss that raises only ``error``. ``again``: runs
    the model on ``given``; ``output``: what it gave. Raises ``NotTrained``."""
    side = made(tail["framework"])
    told = _labels(tail, output, side)
    try:
        if side.name == "torch":
            found = _torch(model, again, build.loss(side, tail), side.tensor(told.target(side)))
        else:
            found = _keras(model, given, build.loss(side, tail), told.target(side))
    except build.CannotBuild as reason:
        raise NotTrained(str(reason)) from reason
    except Exception as raised:
        return {"error": said(raised)}
    return {**found, "floor": _floor(side, told), "error": None}


def _labels(tail: dict[str, Any], output: Array, side: Side) -> Labels:
    """Labels of the form that the facts say, for every position of an output."""
    if output.ndim not in (2, 4):
        raise NotTrained(f"its loss is not measured on an output of {output.ndim} axes")
    axis = 1 if output.ndim == 4 and not side.last else -1
    inner = np.moveaxis(output, axis, -1).shape[:-1]
    shaped = {**tail, "channels": output.shape[axis], "layout": "image" if output.ndim == 4 else "flat"}
    kinds = min(tail["target"]["classes"], max(int(np.prod(inner)) // 2, 2))
    return labels(shaped, np.arange(int(np.prod(inner))).reshape(inner) % kinds)


def _torch(model: Any, again: Callable[[], Any], loss: Callable[..., Any], target: Tensor) -> dict[str, Any]:
    import torch

    weights = [weight for weight in model.parameters() if weight.requires_grad]
    adam = torch.optim.Adam(weights, lr=RATE)
    seen: list[float] = []
    norm, end = None, time.monotonic() + SECONDS
    while len(seen) < STEPS and time.monotonic() < end:
        adam.zero_grad()
        value = loss(again(), target)
        seen.append(float(value.detach()))
        if not math.isfinite(seen[-1]) or not value.requires_grad:
            break
        value.backward()
        if norm is None:
            norm = math.sqrt(sum(float(one.grad.double().square().sum()) for one in weights if one.grad is not None))
        adam.step()
    return _seen(seen, norm)


def _keras(model: Any, given: Any, loss: Callable[..., Any], target: Array) -> dict[str, Any]:
    import keras

    model.compile(keras.optimizers.Adam(RATE), loss=lambda labels, output: loss(output, labels))
    done = model.fit(given, target, epochs=STEPS, batch_size=len(target), verbose=0)
    return _seen([float(value) for value in done.history["loss"]], None)


def _seen(losses: list[float], gradient: float | None) -> dict[str, Any]:
    finite = [value for value in losses if math.isfinite(value)]
    start = losses[0] if math.isfinite(losses[0]) else str(losses[0])
    return {"start": start, "lowest": min(finite, default=None), "gradient": gradient, "steps": len(losses)}


def _floor(side: Side, told: Labels) -> float | None:
    """The lowest loss of free scores behind the activations that the facts tell of."""
    head, scorer, target = build.steps(side, told.tail), build.loss(side, told.tail), told.target(side)

    def loss(parameters: list[Tensor], data: list[Tensor]) -> Tensor:
        return scorer(head(parameters[0]), data[0])

    scored = side.differentiable(loss)

    def at(scores: Array) -> tuple[float, Array]:
        value, (gradient,) = scored([laid(side, scores)], [target])
        return value, np.moveaxis(gradient, 1, -1) if gradient.ndim == 4 and not side.last else gradient

    lowest, falling = descend(at, 0.5 * waves(*told.positive.shape), 0.5, 200)
    return None if falling or not math.isfinite(lowest) else lowest
