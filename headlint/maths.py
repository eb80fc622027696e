"""Closed forms: what a mismatched head can reach at best. Losses in nats, as the frameworks report them."""

from __future__ import annotations

import math

TORCH_LOG_CLAMP = 100.0
"""``torch.nn.BCELoss`` clamps its logarithms at -100. https://docs.pytorch.org/docs/stable/generated/torch.nn.BCELoss.html"""

KERAS_LOG_CLAMP = 23 * math.log(2)
"""Keras clips probabilities to 1 - 1e-7, which in float32 is 1 - 2**-23; the torch and jax backends take the log of the
rest: 15.942."""


def softplus(x: float) -> float:
    """ln(1 + e^x), without overflow."""
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def sigmoid(x: float) -> float:
    """1 / (1 + e^-x), without overflow."""
    return math.exp(-softplus(-x))


def cross_entropy_floor(channels: int, width: float, smoothing: float = 0.0) -> float:
    """The lowest softmax cross-entropy over ``channels`` classes on values from an interval of length ``width``.

    The loss of class y is ln Σ_j e^(x_j - x_y). It falls in x_y and rises in every other x_j, so the best that
    the interval allows is x_y at its upper end and all others at its lower end: ln(1 + (channels - 1)·e^-width). A
    softmax reaches that point too (a one-hot vector), so for softmax and sigmoid outputs the width is 1.

    ``smoothing``: ε of smoothed labels, t_y = 1 - ε + ε/C and t_o = ε/C for every other class. The best distance
    between x_y and the others is then ln(t_y/t_o), or the whole width if that is less, and the loss there is
    ln(1 + (channels - 1)·e^-d) + (1 - t_y)·d. Without bounds that is the entropy of the labels.
    """
    others = smoothing * (channels - 1) / channels
    distance = width
    if others > 0:
        distance = min(width, max(math.log((1 - others) * (channels - 1) / others), 0.0))
    return math.log1p((channels - 1) * math.exp(-distance)) + (others * distance if others else 0.0)


def softmax_ceiling(channels: int, width: float) -> float:
    """The highest probability that softmax gives one of ``channels`` values from an interval of length ``width``:
    e^width / (e^width + channels - 1). Minus its logarithm is ``cross_entropy_floor``.
    """
    return math.exp(-cross_entropy_floor(channels, width))


def bce_with_logits_floor(low: float, high: float) -> tuple[float, float]:
    """The lowest binary cross-entropy with logits on values in ``low..high``: for target 0 and for target 1.

    The loss of a logit x is ln(1 + e^x) for target 0 and ln(1 + e^-x) for target 1: rising and falling, so the ends
    of the interval decide. On sigmoid outputs (0..1): 0.6931 and 0.3133.
    """
    return softplus(low), softplus(-high)


def softmax_bce_floor(positives: int, channels: int) -> float:
    """The lowest mean binary cross-entropy of a softmax over ``channels`` labels, ``positives`` of which hold at once.

    All mass on the positives makes the terms of the others 0. The positives share a sum of 1, and -Σ ln p is least
    where they share it evenly: p = 1/k each, so the sum is k·ln k and the mean over the channels (k·ln k)/C.
    """
    return positives * math.log(positives) / channels
