"""Heads in a running program: the model, its loss and a batch, measured as the head probe measures what it rebuilds.

The real output is looked at (``ranges``), the loss is recognised by the tables (``losses``), the labels by what they
hold (``labels``). What follows from that are the facts that a finding carries, so they are measured and judged by the
same code and the same criteria. Nothing of the model is changed: see ``of_torch`` and ``of_keras``.
"""

from __future__ import annotations

import sys
import warnings
from typing import Any

from headlint.probe.live.verdict import HeadFault as HeadFault
from headlint.probe.live.verdict import HeadNotMeasured as HeadNotMeasured
from headlint.probe.live.verdict import Verdict as Verdict


def check_head(model: Any, loss: Any, inputs: Any, targets: Any) -> Verdict:
    """Whether a model's head fits its loss: "confirmed" (a fault was measured), "clean" or "open", with the numbers.

    PyTorch: ``model`` is a module or any function of tensors, ``loss`` a module or a function of output and targets.
    Keras: ``model`` is a Keras model, ``loss`` an object, a function, a name, or None for the one that the model was
    compiled with. ``inputs`` and ``targets`` are one batch, as training gets it; a tuple of inputs is given as several
    arguments in PyTorch, a dict by name. The model is run some times as it trains, with other weights too, and left as
    it was: weights, mode, buffers, gradients and random numbers. Raises TypeError for what is neither.
    """
    if not {"torch", "keras"} & set(sys.modules):
        raise TypeError(f"{type(model).__name__} is no model: neither PyTorch nor Keras has been imported")
    from headlint.probe.live.check import checked

    return checked(model, loss, inputs, targets)


def assert_head(model: Any, loss: Any, inputs: Any, targets: Any, *, strict: bool = False) -> None:
    """Raise ``HeadFault``, an AssertionError, if the head does not fit its loss; see ``check_head``. What could not be
    measured is warned of (``HeadNotMeasured``), or raises as well if ``strict``."""
    __tracebackhide__ = True  # pytest shows the test that failed, and not this line
    verdict = check_head(model, loss, inputs, targets)
    if verdict.verdict == "confirmed" or (strict and not verdict):
        raise HeadFault(verdict)
    if not verdict:
        warnings.warn(HeadNotMeasured(verdict.sentence), stacklevel=2)
