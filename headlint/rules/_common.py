"""What several rules share: which losses are meant, and how heads, losses and consequences are put into words.

Two rules never speak about one cause. Where the conditions of two could meet, the one that has to know less speaks, and
says more where more is known: so taking knowledge away can only silence a rule, never make another one speak.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from headlint.facts import Facts, Head, Loss, NotKnown, Pair, Step
from headlint.maths import bce_with_logits_floor, cross_entropy_floor, sigmoid, softmax_ceiling

# ── which pairs ──────────────────────────────────────────────────────────────────────────────────────────────────────


def trains(pair: Pair) -> bool:
    """The pair stands in training. An activation that only runs in evaluation does not touch the training loss."""
    return pair.mode == "training"


def softmax_cross_entropy(loss: Loss) -> bool:
    """Cross-entropy over exclusive classes that applies softmax itself: takes logits."""
    return loss.family == "cross_entropy" and loss.expects == "logits"


def categorical_cross_entropy(loss: Loss) -> bool:
    """Cross-entropy (or a relative of it) over exclusive classes that only takes the logarithm: takes probabilities."""
    return loss.family in ("cross_entropy", "focal", "kl_div") and loss.expects == "probs" and loss.over == "channels"


def sigmoid_cross_entropy(loss: Loss) -> bool:
    """Binary cross-entropy that applies sigmoid itself: takes logits."""
    return loss.family in ("bce", "bce_logits") and loss.expects == "logits"


def binary_cross_entropy(loss: Loss) -> bool:
    """Binary cross-entropy (or binary focal loss) that only takes logarithms: takes values in 0..1."""
    return loss.family in ("bce", "focal") and loss.expects == "unit"


def agrees(pair: Pair) -> bool:
    """The head's domain is what the loss takes, so that what else is wrong with it is a cause of its own."""
    return pair.loss.expects in ("any", pair.head.domain)


VOID = (-1, 255)
"""The labels that data sets use for "no class": Pascal VOC, Cityscapes and others 255, scikit-learn -1."""


def needed(pair: Pair) -> int:
    """How many channels the labels ask for: one for each class, and one for the greatest class index that is not to be
    ignored, for class indices count from 0."""
    count, high = look(pair.target, "classes"), look(pair.target, "high")
    counts = [count] if isinstance(count, int) else []
    if look(pair.target, "form") == "indices" and isinstance(high, (int, float)) and high not in VOID and high < inf:
        counts += [] if high == pair.loss.options.get("ignore_index", -100) else [int(high) + 1]
    if not counts:
        raise NotKnown("nothing says how many classes the labels have")
    return max(counts)


# ── the head ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def classes(pair: Pair) -> int:
    """The channels along the axis that the loss takes for the classes. Not known where the class axis went away: a
    score for each position, squeezed from (N, L, 1) to (N, L), has one channel and L classes."""
    if not same_axis(pair.head.axis, pair.loss.class_axis):
        raise NotKnown("the channels do not lie along the loss's class axis")
    return pair.head.channels


def sigmoid_in_logs(head: Head) -> bool:
    """The last thing is log-sigmoid. Other logarithms of values in 0..1 may well be log-probabilities: mixtures are."""
    return head.domain == "log_unit" and head.activation.kind == "log_sigmoid"


def limits(head: Head) -> tuple[float, float]:
    """The interval that the head's values lie in."""
    if head.domain == "bounded":
        return head.bounds
    return {"probs": (0.0, 1.0), "unit": (0.0, 1.0), "symmetric": (-1.0, 1.0), "nonneg": (0.0, float("inf"))}[
        head.domain
    ]


def after_activation(head: Head) -> tuple[Step, ...]:
    """The steps between the last activation and the end of the chain."""
    steps = head.chain
    last = max((index for index, step in enumerate(steps) if step.role == "activation"), default=-1)
    return steps[last + 1 :]


def same_axis(one: int, other: int) -> bool:
    """Axis 1 and axis -1 are the same in (N, C), the layout of a classifier."""
    return one == other or {one, other} == {1, -1}


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────────

VALUES = {
    "logits": "logits",
    "probs": "probabilities",
    "log_probs": "log-probabilities",
    "unit": "values in 0..1",
    "log_unit": "logarithms of values in 0..1",
    "nonneg": "values without a negative side",
    "symmetric": "values in -1..1",
    "leaky": "values with a flattened negative side",
    "bounded": "bounded values",
}


def plain(name: str) -> str:
    """``torch.nn.CrossEntropyLoss`` as ``CrossEntropyLoss``."""
    return name.rpartition(".")[2]


def activation(head: Head) -> str:
    """The activation as a word, empty if there is none, it is not known, or its name would mislead (exp, log)."""
    kind = look(head, "activation", "kind")
    return "" if kind in (None, "identity", "exp", "log") else str(kind).replace("_", "-")


def goes(pair: Pair) -> str:
    """``softmax goes into CrossEntropyLoss``"""
    named = activation(pair.head)
    return f"{named or VALUES[pair.head.domain]} {'goes' if named else 'go'} into {plain(pair.loss.name)}"


def look(facts: Facts, *path: str) -> object | None:
    """A field of a field, for words only: None where any of them is not known."""
    found: object = facts
    for name in path:
        found = found.peek(name) if isinstance(found, Facts) and found.known(name) else None
    return found


def at_channels(head: Head, tell: Callable[[int], str], otherwise: str = "") -> str:
    """A sentence about the head's own channel count, ``otherwise`` where it (or, of one, its axis) is not known."""
    channels = look(head, "channels")
    if isinstance(channels, int) and (channels > 1 or head.known("axis")):
        return tell(channels)
    return otherwise


def floor_of(pair: Pair, width: float) -> str:
    """What cross-entropy cannot fall below on values from an interval of this width."""

    def tell(classes: int) -> str:
        if classes == 1:
            return "with one channel the loss is always 0"
        smoothing = smoothed(pair)
        lowest = cross_entropy_floor(classes, width, smoothing or 0.0)
        right = (
            "" if smoothing is None else f" (a right head reaches {cross_entropy_floor(classes, inf, smoothing):.4g})"
        )
        return f"with {classes} classes the loss cannot fall below {lowest:.4g}{right}"

    return at_channels(pair.head, tell, "the loss cannot get as low as it should, however right the head is")


def binary_floor_of(pair: Pair, low: float, high: float) -> str:
    """What a binary cross-entropy with logits cannot fall below on values in ``low..high``."""
    negative, positive = bce_with_logits_floor(low, high)
    right = " (a right head reaches 0)" if smoothed(pair) == 0 else ""
    return f"the loss cannot fall below {positive:.4g} for targets of 1 and {negative:.4g} for targets of 0{right}"


def smoothed(pair: Pair) -> float | None:
    """How much the loss smooths the labels, from 0 to 1; None if that is not known, or if they are no hard ones: then
    the floor holds as well, but even a right head does not reach 0."""
    try:
        smoothing = pair.loss.options.get("label_smoothing", 0)
    except NotKnown:
        return None
    soft = look(pair, "target", "form") in ("probs", "continuous")
    return None if soft or not isinstance(smoothing, (int, float)) or not 0 <= smoothing < 1 else smoothing


def flattened(head: Head, by: str) -> str:
    """What ``by``, sigmoid or softmax, makes of values that lie in 0..1 already."""
    if by == "sigmoid":
        return f"of 0..1 it makes {sigmoid(0):g}..{sigmoid(1):.4g}"
    lowered = "no class can get a high probability"
    return at_channels(
        head, lambda count: f"with {count} classes none gets above {softmax_ceiling(count, 1):.3g}", lowered
    )


def unless_tensorflow(pair: Pair) -> str:
    """Keras on TensorFlow computes from the logits that it finds behind an activation; the other backends do not."""
    keras = look(pair.head, "framework") == "keras" and pair.loss.name.startswith("keras.")
    return " on Keras' torch and jax backends; TensorFlow's graph code recovers the logits" if keras else ""
