"""Labels of every form, and the scores that answer them rightly, wrongly or not at all.

All in the channels-last layout of the toy task, (N, C) or (N, H, W, C); ``laid`` brings them into the framework's.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from headlint.probe.worker.side import Array, Side

SIZE = 2
"""Height and width of images: losses over positions need some, and each costs time."""


def shape(tail: dict[str, Any], samples: int) -> tuple[int, ...]:
    inner = (SIZE, SIZE) if tail["layout"] == "image" else ()
    return (samples, *inner, tail["channels"])


class Labels:
    """``positive``: 1 where a channel is right, channels last; ``classes``: the index of the right one, where there is
    one; ``values``: what a regression should answer."""

    def __init__(self, tail: dict[str, Any], classes: Array, positive: Array, values: Array) -> None:
        self.tail = tail
        self.classes, self.positive, self.values = classes, positive, values

    def target(self, side: Side) -> Array:
        """The labels in the form that the tail's target has, as the framework lays them out."""
        want = self.tail["target"]
        form = want["form"]
        if form == "indices":
            array = self.classes
            return array[:, None] if want.get("column") and array.ndim == 3 else _typed(array, want, np.int64)
        if want.get("raveled"):
            return _typed(self.positive.reshape(-1), want, np.float32)
        dense = {
            "values": self.values,
            "probs": self.values,
            "log_probs": np.log(np.maximum(self.values, 1e-12)),
        }.get(form, self.positive)
        dense = _typed(dense, want, np.float32)
        if want.get("flat"):
            return dense[:, 0]
        return np.moveaxis(dense, -1, 1) if dense.ndim == 4 and not classes_last(side, self.tail) else dense


def classes_last(side: Side, tail: dict[str, Any]) -> bool:
    """Whether the classes of an image come out, and are told, on the last axis: where the framework looks for them, or
    ``elsewhere``."""
    return side.last != bool(tail["target"].get("elsewhere"))


def _typed(array: Array, want: dict[str, Any], otherwise: Any) -> Array:
    named = {"int": np.int64, "float": np.float32, "bool": np.bool_}.get(want.get("dtype") or "")
    return array.astype(named or otherwise)


def labels(tail: dict[str, Any], classes: Array) -> Labels:
    """The labels for class numbers, one a position; the other forms follow from them."""
    want, channels = tail["target"], tail["channels"]
    numbers = np.arange(channels)
    exclusive = (classes[..., None] == numbers).astype(np.float32)
    form = want["form"]
    named = np.array(want["labels"])[classes] if want.get("labels") else classes
    if form == "multi_hot":
        # the class and the one after the next: several hold at once, and each in some samples only
        also = (((classes + 2) % max(channels, 1))[..., None] == numbers).astype(np.float32)
        positive = (classes[..., None] % 2).astype(np.float32) if channels == 1 else np.maximum(exclusive, also)
    elif form == "index_column":
        positive = np.broadcast_to(named[..., None], (*classes.shape, channels)).astype(np.float32)
    else:
        positive = exclusive
    if form in ("probs", "log_probs"):
        values = _soft(exclusive)
    elif form == "values":
        spread = np.linspace(want["low"], want["high"], max(want["classes"], 2))
        values = np.broadcast_to(spread[classes][..., None], (*classes.shape, channels)).astype(np.float32)
    else:
        values = positive
    return Labels(tail, named, positive, values)


def _soft(exclusive: Array) -> Array:
    """Distributions that favour the class, each otherwise its own."""
    channels = exclusive.shape[-1]
    spread = np.exp(2 * exclusive + 0.5 * np.cos(np.arange(channels)))
    return (spread / spread.sum(-1, keepdims=True)).astype(np.float32)


def waves(*shape: int) -> Array:
    """Numbers in -1..1 that follow no class: what random numbers are for, but easily made again by hand."""
    return np.cos(np.arange(np.prod(shape, dtype=int))).reshape(shape).astype(np.float32)


def class_numbers(tail: dict[str, Any], samples: int) -> Array:
    """Class numbers for a batch: as many classes as fit into it twice, so that samples share their class."""
    inner = (SIZE, SIZE) if tail["layout"] == "image" else ()
    count = min(tail["target"]["classes"], max(samples // 2, 2))
    positions = np.arange(int(np.prod(inner, dtype=int)), dtype=np.int64)
    if tail["target"].get("elsewhere"):
        positions *= 0  # positions that compete with each other would all have to win
    return ((np.arange(samples)[:, None] + positions) % count).reshape(samples, *inner)


# ── scores that answer ───────────────────────────────────────────────────────────────────────────────────────────────


def answer(given: Labels, how: str, strength: float) -> Array:
    """Scores before any activation, channels last. ``how``: "right", "wrong" (sure of another class), "up" (all
    high), "low" (all low)."""
    form, positive = given.tail["target"]["form"], given.positive
    if how in ("up", "low"):
        return np.full(positive.shape, strength if how == "up" else -strength, np.float32)
    if form in ("probs", "log_probs"):
        scores = np.log(given.values)
        return scores if how == "right" else np.roll(scores, 1, axis=-1) * strength
    if form == "values":
        return given.values if how == "right" else (-given.values - strength).astype(np.float32)
    signed = (2 * positive - 1).clip(-1, 1) * strength
    if how == "right":
        return signed.astype(np.float32)
    other = -signed if form == "multi_hot" or positive.shape[-1] == 1 else np.roll(signed, 1, axis=-1)
    return other.astype(np.float32)


def laid(side: Side, scores: Array) -> Array:
    """Scores in the framework's layout."""
    return np.moveaxis(scores, -1, 1) if scores.ndim == 4 and not side.last else scores
