"""Closed forms: the lowest loss that a tail can reach, where mathematics says it, to stand beside what was measured."""

from __future__ import annotations

import math

from headlint import maths
from headlint.knowledge import domains
from headlint.knowledge.domains import Range
from headlint.probe.tails import Tail

TOLD = {"from_logits", "reduction", "ignore_index", "label_smoothing"}
"""Options of a loss that the forms take in, or that do not change them."""


def closed_form(tail: Tail, positives: float | None) -> float | None:
    """The floor in nats; None where no closed form is known. ``positives``: the share of labels that hold."""
    loss, channels = tail["loss"], tail["channels"]
    if loss is None or tail["stand_in"] or set(loss["options"]) - TOLD:
        return None
    numbers = _range(tail)
    if numbers is None:
        return None
    smoothing = loss["options"].get("label_smoothing", 0)
    if loss["family"] == "cross_entropy" and tail["target"]["form"] in ("indices", "one_hot"):
        return _of_classes(loss["expects"], numbers, channels, smoothing)
    if loss["family"] in ("bce", "bce_logits") and tail["target"]["form"] in ("one_hot", "multi_hot") and not smoothing:
        return _of_labels(tail, numbers, positives)
    return None


def _range(tail: Tail) -> Range | None:
    """The interval and the sum of what reaches the loss."""
    numbers = domains.of("logits")
    for step in tail["steps"]:
        if step["kind"] == "clip" or set(step["arguments"]) - {"dim", "axis"} or 0 in step["arguments"].values():
            return None
        numbers = domains.through(step["kind"], numbers, None)
        if not isinstance(numbers.domain, str):
            return None
    return numbers


def _of_classes(expects: str, numbers: Range, channels: int, smoothing: float) -> float | None:
    if channels == 1:
        return 0.0
    if expects == "logits":
        return maths.cross_entropy_floor(channels, numbers.high - numbers.low, smoothing)
    exact = numbers.domain == "probs" and numbers.bounds == (0.0, 1.0)
    return maths.cross_entropy_floor(channels, math.inf, smoothing) if exact else None


def _of_labels(tail: Tail, numbers: Range, positives: float | None) -> float | None:
    channels, several = tail["channels"], tail["target"]["form"] == "multi_hot" and tail["channels"] > 2
    if positives is None:
        return None
    if tail["loss"]["expects"] == "logits":
        if several and numbers.domain == "probs":
            return None
        negative, positive = maths.bce_with_logits_floor(*numbers.bounds)
        return positives * positive + (1 - positives) * negative
    if numbers.domain == "probs" and channels == 1:
        clamp = maths.TORCH_LOG_CLAMP if tail["framework"] == "torch" else maths.KERAS_LOG_CLAMP
        return clamp * (1 - positives)
    if numbers.domain == "probs" and several:
        return maths.softmax_bce_floor(2, channels)
    return 0.0 if numbers.bounds == (0.0, 1.0) else None
