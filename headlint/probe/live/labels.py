"""What labels are, by what a batch of them holds: the facts that ``probe.targets`` takes."""

from __future__ import annotations

from typing import Any

import numpy as np

from headlint.probe.worker.side import Array


def labels(target: Array, output: Array, axis: int, ignored: object, exclusive: bool) -> dict[str, Any]:
    """The facts of a target, as ``headlint.plain`` writes them. ``output``: what it is compared with, its classes on
    ``axis``; ``ignored``: the label that the loss leaves out, if there is one; ``exclusive``: whether the loss compares
    the channels with each other."""
    made = np.asarray(target)
    kept = made[made != ignored] if ignored is not None and made.dtype.kind in "iu" else made
    if not kept.size:
        return {}
    dtype = {"i": "int", "u": "int", "b": "bool"}.get(made.dtype.kind, "float")
    low, high = float(kept.min()), float(kept.max())
    channels = output.shape[axis] if output.ndim > 1 else 1
    known: dict[str, Any] = {"dtype": dtype, "rank": _rank(made)}
    if _beside(made, output, axis) and channels > 1:
        return {**known, **_per_class(made.astype(np.float64), axis, low, high)}
    if dtype != "float" or (kept == np.round(kept)).all():
        column = channels == 1 and not (exclusive and made.ndim < output.ndim)
        return {**known, **(_yes_or_no(low, high) if column else _numbers(low, high, channels))}
    return {**known, "form": "continuous", "low": low, "high": high}


def _rank(made: Array) -> str:
    if made.ndim < 2:
        return "(N,)"
    return "(N, 1)" if made.shape[-1] == 1 and made.ndim == 2 else "(N, C)"


def _beside(made: Array, output: Array, axis: int) -> bool:
    """Whether there is a label for every channel, and not one for all of them."""
    return bool(made.ndim == output.ndim and made.shape[axis] == output.shape[axis])


def _per_class(made: Array, axis: int, low: float, high: float) -> dict[str, Any]:
    one = np.allclose(made.sum(axis), 1, atol=1e-3)
    if np.isin(made, (0.0, 1.0)).all():
        return {"form": "one_hot" if one else "multi_hot", "classes": made.shape[axis]}
    if one and low >= 0:
        return {"form": "probs"}
    if high <= 0 and np.allclose(np.exp(made).sum(axis), 1, atol=1e-3):
        return {"form": "log_probs"}
    return {"form": "continuous", "low": low, "high": high}


def _yes_or_no(low: float, high: float) -> dict[str, Any]:
    """Whole numbers for one channel."""
    if low < 0:
        return {"form": "continuous", "low": low, "high": high}
    return {"form": "binary", "low": low, "high": high} if high <= 1 else {"form": "indices", "classes": int(high) + 1}


def _numbers(low: float, high: float, channels: int) -> dict[str, Any]:
    """Whole numbers that name one of the channels, or none of them."""
    if low >= 0 and high < channels:
        return {"form": "indices"}
    return {"form": "indices", "low": low, "high": high}
