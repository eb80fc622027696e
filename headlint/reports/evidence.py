"""What the probe measured, in a few lines: the verdict with the number that decided, and both training races."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from headlint.reports.escape import visible

BLOCKS, PLAIN = "▁▂▃▄▅▆▇█", "_.,-~=*#"
POINTS = 20
"""Columns of a curve."""

SPELLED = {"→": "->", "·": "|"}


def evidence(probe: Mapping[str, Any], encoding: str = "utf-8") -> Iterator[str]:
    """The lines for a finding's probe, as far as it has them, in characters that ``encoding`` has."""
    rich = _has(encoding, BLOCKS + "".join(SPELLED))
    for line in (_verdict(probe), *_model(probe), *_races(probe, BLOCKS if rich else PLAIN)):
        yield line if rich else "".join(SPELLED.get(char, char) for char in line)


def _has(encoding: str, characters: str) -> bool:
    try:
        characters.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _verdict(probe: Mapping[str, Any]) -> str:
    criterion = visible(str(probe.get("criterion") or ""))
    if probe.get("verdict") == "open":
        return f"probe: open: {visible(str(probe.get('reason') or criterion))}"
    return f"probe: {probe.get('verdict')}: {criterion} ({measured_with(probe)})"


def _model(probe: Mapping[str, Any]) -> Iterator[str]:
    """What the project's own model gave, where it was run."""
    model = probe.get("model")
    if isinstance(model, Mapping) and model.get("verdict") == "confirmed":
        channels, low, high = model.get("channels"), model.get("low"), model.get("high")
        whole = ", sums to 1" if model.get("sums_to_1") else ""
        yield f"model: built and run: {channels} channels, {low:.3g}..{high:.3g}{whole}{_loss(model.get('loss'))}"
    elif isinstance(model, Mapping):
        yield f"model: {model.get('verdict')}: {visible(str(model.get('reason')))}"


def _loss(loss: Any) -> str:
    """What the loss made of the model's output, where it was put to it."""
    if not isinstance(loss, Mapping):
        return ""
    if loss.get("error"):
        return f"; its loss raises {visible(str(loss['error']))}"
    start, lowest = loss.get("start"), loss.get("lowest")
    if not isinstance(start, (int, float)):
        return ""
    after = f", {lowest:.3g} after {loss.get('steps')} steps" if isinstance(lowest, (int, float)) else ""
    return f"; its loss is {start:.3g}{after}"


def measured_with(probe: Mapping[str, Any]) -> str:
    """``torch 2.13.0``, ``keras 3.15.1 on jax``, and what else a stranger has to know to measure the same."""
    if not probe.get("framework"):
        return "the project's own model"
    framework, backend = str(probe.get("framework")), probe.get("backend")
    parts = [f"{framework} {probe.get('version')}" + (f" on {backend}" if backend != framework else "")]
    if probe.get("stand_in"):
        parts.append(f"measured on {probe['stand_in']}")
    parts.append(f"seed {probe.get('seed')}")
    return visible(", ".join(parts))


def _races(probe: Mapping[str, Any], ramp: str) -> Iterator[str]:
    """Both loss curves on one scale, with where they end and how many answers are right then."""
    sides = {name: _numbers(probe.get(name)) for name in ("yours", "fixed")}
    every = [value for curve in sides.values() for value in curve]
    if not all(sides.values()) or max(every) == min(every):
        return
    for name, curve in sides.items():
        drawn = sparkline(curve, min(every), max(every), ramp)
        side = probe[name]
        share = side.get("accuracy")
        right = f", {share:.0%} right" if isinstance(share, (int, float)) else ""
        yield f"{name} {drawn} {curve[-1]:.2f}{right}  {visible(str(side.get('describe', '')))}"


def _numbers(side: Any) -> list[float]:
    """A loss curve up to where it stops being a number."""
    curve = (side.get("loss_curve") or []) if isinstance(side, Mapping) else []
    return [float(value) for value in curve if isinstance(value, (int, float)) and math.isfinite(value)]


def sparkline(curve: Sequence[float], low: float, high: float, ramp: str) -> str:
    """A curve in one line; ``low`` and ``high`` are the ends of the scale."""
    count = min(len(curve), POINTS)
    picked = [curve[round(index * (len(curve) - 1) / max(count - 1, 1))] for index in range(count)]
    return "".join(ramp[min(int((value - low) / (high - low) * len(ramp)), len(ramp) - 1)] for value in picked)
