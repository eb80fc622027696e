"""What is done with an output beside training it: decisions and metrics, of the head as it is and of the right one."""

from __future__ import annotations

from typing import Any

import numpy as np

from headlint.probe.worker import build
from headlint.probe.worker.measure import said
from headlint.probe.worker.side import Array, Side
from headlint.probe.worker.targets import waves

SAMPLES = 512


def use(side: Side, task: dict[str, Any]) -> dict[str, Any]:
    """``task["use"]``: a decision (``kind``, ``threshold``, ``axis``) or a metric (``name``, ``options``, ``form``)."""
    told, tails = task["use"], task["tails"]
    if told["of"] == "metric":
        return {name: _metric(side, tail, told) for name, tail in tails.items()}
    scores = {channels: 3 * waves(SAMPLES, channels) for channels in _channels(tails)}
    decided = {
        name: _decided(_output(side, tail, scores[tail["channels"]]), tail["decision"]) for name, tail in tails.items()
    }
    same = decided["yours"] == decided["fixed"] if decided["yours"].shape == decided["fixed"].shape else np.array([])
    return {
        name: {
            "answers": sorted({int(answer) for answer in made.reshape(-1)})[:8],
            "positive": float(made.mean()) if made.size else None,
            "agreement": float(same.mean()) if same.size else None,
        }
        for name, made in decided.items()
    }


def _channels(tails: dict[str, Any]) -> list[int]:
    return sorted({tail["channels"] for tail in tails.values()})


def _output(side: Side, tail: dict[str, Any], scores: Array) -> Array:
    return np.asarray(side.array(build.steps(side, tail)(side.tensor(scores))))


def _decided(output: Array, decision: dict[str, Any]) -> Array:
    if decision["kind"] == "argmax":
        return output.argmax(decision["axis"])
    return (output > decision["threshold"]).astype(int)


def _metric(side: Side, tail: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """The metric of right and of wrong answers, and of right ones whose scores all lie in 0..1."""
    channels = tail["channels"]
    labels = np.arange(SAMPLES) % max(channels, 2)
    hot = (labels[:, None] if channels == 1 else labels[:, None] == np.arange(channels)) > 0
    signed, faint = np.where(hot, 3.0, -3.0), np.where(hot, 0.7, 0.3)
    found: dict[str, Any] = {}
    try:
        for name, scores in (("right", signed), ("wrong", -signed), ("faint", faint)):
            output = _output(side, tail, scores.astype(np.float32))
            found[name] = _value(side, told, output, labels, channels)
    except build.CannotBuild:
        raise
    except Exception as raised:
        found["error"] = said(raised)
    return found


def _value(side: Side, told: dict[str, Any], output: Array, labels: Array, channels: int) -> float:
    made = build.found(told["name"])
    target = labels[:, None] if channels == 1 else labels
    if told["dense"]:
        target = (labels[:, None] == np.arange(channels)).astype(np.int64)
    if side.name == "keras":
        return _of_keras(side, made, told, output, target)
    one, other = side.tensor(output), side.tensor(target.reshape(-1, 1) if channels == 1 else target)
    value = made(**told["options"])(one, other) if told["form"] == "layer" else made(one, other, **told["options"])
    return float(value.float().mean())


def _of_keras(side: Side, made: Any, told: dict[str, Any], output: Array, target: Array) -> float:
    if told["form"] != "layer":
        return float(np.mean(side.array(made(target, side.tensor(output), **told["options"]))))
    metric = made(**told["options"])
    metric.update_state(target, output)
    return float(np.mean(side.array(metric.result())))
