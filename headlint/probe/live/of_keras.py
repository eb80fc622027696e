"""Keras: a model run as it trains, on whichever backend it stands, and the activations that its graph tells of.

``stateless_call`` computes with weights that are handed to it and changes none
(https://keras.io/api/models/model/), so the model stays as it is whatever is tried.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import keras
import numpy as np

from headlint import knowledge
from headlint.knowledge.rows import Activate, Keep, Produce, Row
from headlint.probe.worker.side import Array

SPREADS = (1.0, 4.0, 16.0, 64.0)
"""How many times as spread as they are the weights of each run are."""


@contextmanager
def untouched() -> Iterator[None]:
    """Afterwards random numbers go on as if nothing had been."""
    states = random.getstate(), np.random.get_state()
    try:
        yield
    finally:
        random.setstate(states[0])
        np.random.set_state(states[1])


def outputs(model: Any, inputs: Any) -> Iterator[Any]:
    """What the model makes of a batch with its own weights, then with others."""
    given = _tensors(inputs)
    if not model.built:
        raise TypeError("the model is not built: call it once, or give its first layer an input shape")
    draw = np.random.default_rng(0)
    kept = model.trainable_variables, model.non_trainable_variables
    for spread in (None, *SPREADS):
        trained, frozen = ([_value(one, spread, draw) for one in variables] for variables in kept)
        made, _ = model.stateless_call(trained, frozen, given, **_training(model))
        yield made


WEIGHTS = ("kernel", "bias", "embeddings", "gamma", "beta")
"""The variables that are weights where a layer is frozen; others of those that do not train are counts and means."""


def _value(variable: Any, spread: float | None, draw: np.random.Generator) -> Any:
    """What a variable holds, or random numbers in place of weights, ``spread`` times as large."""
    if spread is None or not (variable.trainable or variable.name in WEIGHTS):
        return variable.value
    weights = array(variable)
    size = float(weights.std()) if weights.size > 1 else 0.0
    other = draw.normal(size=weights.shape) * spread * (size if size > 1e-3 else 0.1)
    return keras.ops.convert_to_tensor(other.astype(weights.dtype))


def _training(model: Any) -> dict[str, bool]:
    return {"training": True} if getattr(model, "_call_has_training_arg", True) else {}


def _tensors(inputs: Any) -> Any:
    if isinstance(inputs, dict):
        return {name: _tensors(one) for name, one in inputs.items()}
    if isinstance(inputs, (tuple, list)) and not np.isscalar(inputs[0] if inputs else 0.0):
        return type(inputs)(_tensors(one) for one in inputs)
    return keras.ops.convert_to_tensor(inputs)


def array(tensor: Any) -> Array:
    return np.asarray(keras.ops.convert_to_numpy(tensor))


def compiled(model: Any) -> Any:
    """The loss that a model was compiled with. Raises TypeError if there is none, or one for each of its outputs."""
    loss = getattr(model, "loss", None)
    if isinstance(loss, (list, tuple)) and len(loss) == 1:
        loss = loss[0]
    if isinstance(loss, dict) and len(loss) == 1:
        (loss,) = loss.values()
    if loss is None or isinstance(loss, (list, tuple, dict)):
        raise TypeError("the model is not compiled with one loss: hand the loss of its output")
    return loss


def named(loss: Any) -> Any:
    """The function that Keras takes for the name of a loss. Raises ValueError if there is none."""
    return keras.losses.get(loss) if isinstance(loss, str) else loss


# ── the graph ────────────────────────────────────────────────────────────────────────────────────────────────────────


def chain(model: Any, inputs: Any) -> list[dict[str, Any]] | None:
    """The activations between the scores and the output, the first one first. None where something else in the model
    changes the numbers, or it cannot be followed."""
    made = getattr(model, "outputs", None)
    found = (_behind(made[0]) if len(made) == 1 else None) if made else _followed(model, inputs)
    return None if found is None else found[::-1]


def _followed(model: Any, inputs: Any) -> list[dict[str, Any]] | None:
    """The same for a model that is a class: its ``call`` is followed with symbols in place of tensors, and what its
    layers note of that is taken from them again."""
    layers = [model, *model._flatten_layers(include_self=False)]
    noted = [(layer, len(layer._inbound_nodes), len(layer._outbound_nodes)) for layer in layers]
    try:
        return _behind(model.call(keras.tree.map_structure(_symbol, _tensors(inputs))))
    except Exception:  # whatever it does with tensors and cannot do with symbols
        return None
    finally:
        for layer, before, behind in noted:
            del layer._inbound_nodes[before:], layer._outbound_nodes[behind:]


def _symbol(tensor: Any) -> Any:
    return keras.Input(batch_shape=tuple(tensor.shape), dtype=keras.backend.standardize_dtype(tensor.dtype))


def _behind(made: Any) -> list[dict[str, Any]] | None:
    """The activations behind a symbolic tensor, the last one first."""
    found: list[dict[str, Any]] = []
    while True:
        operation, index, _ = made._keras_history
        if isinstance(operation, keras.Model) and getattr(operation, "outputs", None):
            inner = _behind(operation.outputs[0])
            return None if inner is None else found + inner
        row = _row(operation)
        if row is None:
            return None
        if isinstance(row.does, Activate):
            found += _activations(operation, row)
        elif isinstance(row.does, Produce):
            return found + (_activations(operation, row) if hasattr(operation, "activation") else [])
        elif not isinstance(row.does, Keep):
            return None
        elif row.does.scales:
            return found
        node = operation._inbound_nodes[index]
        made = node.input_tensors[0]


def _row(operation: Any) -> Row | None:
    """The row of a layer, or of the function that an operation stands for: ``Softmax`` of keras.ops is ``softmax``."""
    name = type(operation).__name__
    if isinstance(operation, keras.layers.Layer):
        return knowledge.row(f"keras.layers.{name}")
    return knowledge.row(f"keras.ops.{re.sub('(?<!^)(?=[A-Z])', '_', name).lower()}")


def _activations(operation: Any, row: Row) -> list[dict[str, Any]]:
    if isinstance(row.does, Activate) and row.does.kind:
        slope = getattr(operation, "negative_slope", None) if row.does.kind == "leaky_relu" else None
        return [{"kind": row.does.kind, "arguments": {} if slope is None else {"negative_slope": float(slope)}}]
    applied = knowledge.row(f"keras.activations.{getattr(operation.activation, '__name__', 'linear')}")
    kind = applied.does.kind if applied is not None and isinstance(applied.does, Activate) else "not known"
    return [] if kind == "identity" else [{"kind": kind, "arguments": {}}]
