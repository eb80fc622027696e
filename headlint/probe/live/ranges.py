"""What the numbers of an output say: of which domain they are, as far as many different weights show it.

A network before its training gives numbers close to 0, and those of one batch may all lie in 0..1 by chance. So outputs
under several weights are looked at together, some of them large: what stays within bounds then is bounded.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from headlint.probe.worker.side import Array

FULL = 0.1
"""How close to both of its ends a bounded output has to come before it is taken for one."""

ZEROS = 0.05
"""The share of exact zeros from which on an output that is never negative is a rectifier's."""


@dataclass(frozen=True, slots=True)
class Shown:
    """``domain``: as in ``knowledge.rows.Domain``, None if the numbers do not tell. ``axis``: over which a simplex sums
    to 1, the class axis or 0, the batch. ``zeros``: whether it is a rectifier's output."""

    domain: str | None
    low: float
    high: float
    axis: int | None = None
    zeros: bool = False


def shown(outputs: Sequence[Array], axis: int) -> Shown:
    """What outputs under different weights are. ``axis``: that of the classes."""
    every = [np.asarray(one, np.float64) for one in outputs]
    finite = [made for made in every if made.size and np.isfinite(made).all()]
    if not finite:
        return Shown(None, math.nan, math.nan)
    low, high = min(float(made.min()) for made in finite), max(float(made.max()) for made in finite)
    for domain, sums, within in (("probs", _sums, low >= -1e-5), ("log_probs", _sums_of_exp, high <= 1e-5)):
        whole = [place for place in (axis, 0) if within and all(_are_one(sums(one, place)) for one in finite)]
        if whole:
            return Shown(domain, low, high, whole[0])
    return Shown(_interval(low, high, len(finite)), low, high, zeros=low == 0 and _zeros(finite) >= ZEROS)


def _interval(low: float, high: float, runs: int) -> str | None:
    """The domain by the interval alone. One run alone tells what is outside of an interval, and not what is inside."""
    if low < -1.001 and high > 1.001:
        return "logits"
    if low >= 0 and high > 1.001:
        return "nonneg"
    if runs < 2:
        return None
    if low >= 0 and high <= 1.001:
        return "unit" if low < FULL and high > 1 - FULL else None
    if low >= -1.001 and high <= 1.001:
        return "symmetric" if low < FULL - 1 and high > 1 - FULL else None
    return "log_unit" if high <= 0 and low < -1.001 and high > -FULL else None


def _sums(made: Array, axis: int) -> Array:
    return made.sum(axis) if made.ndim > 1 or axis == 0 else made


def _sums_of_exp(made: Array, axis: int) -> Array:
    return _sums(np.exp(np.minimum(made, 0.0)), axis)


def _are_one(sums: Array) -> bool:
    return bool(np.allclose(sums, 1, atol=2e-3))


def _zeros(finite: Sequence[Array]) -> float:
    every = np.concatenate([made.reshape(-1) for made in finite])
    return float((every == 0).mean())
