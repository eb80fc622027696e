"""Looking at a Keras model with its loss."""

from __future__ import annotations

from typing import Any

import numpy as np

from headlint.probe.live import of_keras
from headlint.probe.live.check import NotSeen
from headlint.probe.live.looks import Look, samples
from headlint.probe.live.losses import facts_of, row_of
from headlint.probe.worker.measure import said


def look(model: Any, loss: Any, inputs: Any, targets: Any) -> Look:
    """Raises ``NotSeen``."""
    loss = of_keras.compiled(model) if loss is None else loss
    try:
        scorer = of_keras.named(loss)
    except ValueError as wrong:
        raise TypeError(f"Keras has no loss '{loss}'") from wrong
    row = row_of(scorer)
    if row is None:
        raise NotSeen(f"no table knows {getattr(scorer, '__qualname__', type(scorer).__qualname__)}")
    with of_keras.untouched():
        made = _outputs(model, inputs)
        if not made[0].shape or 0 in made[0].shape:
            raise NotSeen("the batch is empty" if made[0].shape else "the output is one number")
        value, error = _value(scorer, targets, made[0])
    outputs = [of_keras.array(one[: samples(one.shape)]) for one in made]
    return Look(
        "keras", outputs, of_keras.chain(model, inputs), facts_of(scorer, row), _labels(targets), value, None, error
    )


def _outputs(model: Any, inputs: Any) -> list[Any]:
    try:
        made = list(of_keras.outputs(model, inputs))
    except TypeError:
        raise
    except Exception as raised:
        raise NotSeen(f"the model raises {said(raised)}") from raised
    if not hasattr(made[0], "shape"):
        given = type(made[0]).__name__
        raise TypeError(
            f"the model gives a {given}: hand keras.Model(inputs, output) of the output that the loss takes"
        )
    return made


def _labels(targets: Any) -> Any:
    return of_keras.array(targets) if hasattr(targets, "shape") else np.asarray(targets)


def _value(scorer: Any, targets: Any, output: Any) -> tuple[float | None, str | None]:
    """The loss of the batch, or what it raised."""
    try:
        return float(np.mean(of_keras.array(scorer(targets, output)))), None
    except Exception as raised:
        return None, said(raised)
