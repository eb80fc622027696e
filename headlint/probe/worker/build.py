"""Activations and losses of real libraries, built from their qualified names and constant arguments.

A name is imported as it stands: only names that the tables of ``knowledge`` know get here (see ``tails``), never the
project's own.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import partial
from typing import Any

from headlint.probe.scalars import applied, is_scalar
from headlint.probe.worker.side import Side, Tensor


class CannotBuild(Exception):
    """Something is not there in the installed library. The message says what."""


def found(name: str) -> Any:
    """The object of a qualified name: the longest importable module, then attributes."""
    parts = name.split(".")
    for cut in range(len(parts) - 1, 0, -1):
        try:
            value = importlib.import_module(".".join(parts[:cut]))
        except ImportError:
            continue
        for attribute in parts[cut:]:
            if not hasattr(value, attribute):
                break
            value = getattr(value, attribute)
        else:
            return value
    raise CannotBuild(f"{name} is not in what is installed here")


def activation(side: Side, step: dict[str, Any]) -> Callable[[Tensor], Tensor]:
    """One activation. ``form``, ``input``: as in the row of the tables; ``kind``: its common name."""
    name, arguments = step["name"], step["arguments"]
    if step["form"] != "kind":
        try:
            return _use(name, step["form"], step["input"], arguments)
        except (CannotBuild, TypeError):  # an older or newer version of the library
            pass
    if step["kind"] in ("channels_first", "channels_last"):
        return side.channels_first if step["kind"] == "channels_first" else side.channels_last
    if step["kind"] == "split":
        parts, each = arguments["parts"], arguments["each"]
        return lambda x: x.reshape(x.shape[0], parts, each).reshape(x.shape)
    if step["kind"] == "clip":
        low, high = arguments["low"], arguments["high"]
        return lambda x: x.clip(low, high)
    if is_scalar(step):
        return lambda x: applied(step, x)
    made = side.by_kind(step["kind"], step["axis"])
    if made is None:
        raise CannotBuild(f"{name} is not in what is installed here")
    return made


def _use(name: str, form: str, parameter: str, arguments: dict[str, Any]) -> Callable[[Tensor], Tensor]:
    if form == "method":
        method = name.rpartition(".")[2]
        return lambda x: getattr(x, method)(**arguments)
    made = found(name)
    if form == "layer":
        layer: Callable[[Tensor], Tensor] = made(**arguments)
        return layer
    return lambda x: made(**{parameter: x}, **arguments)


def steps(side: Side, tail: dict[str, Any]) -> Callable[[Tensor], Tensor]:
    """All activations of a head, one after the other."""
    chain = [activation(side, step) for step in tail["steps"]]

    def applied(scores: Tensor) -> Tensor:
        for step in chain:
            scores = step(scores)
        return scores

    return applied


def loss(side: Side, tail: dict[str, Any]) -> Callable[[Tensor, Tensor], Tensor]:
    """The loss of an output and a target, its mean where it gives one number a sample."""
    spec = tail["loss"]
    options = {name: _option(side, value) for name, value in spec["options"].items()}
    made = found(spec["name"])
    scorer = made(**options) if spec["form"] == "layer" else made
    bound = {} if spec["form"] == "layer" else options
    one, other = (spec["target"], spec["input"]) if spec["swapped"] else (spec["input"], spec["target"])

    def scored(output: Tensor, target: Tensor) -> Tensor:
        value = scorer(**{one: output, other: target}, **bound)
        return value if len(value.shape) == 0 else side.mean(value)

    return scored


def loss_object(tail: dict[str, Any]) -> Any:
    """The loss as a model is compiled with it."""
    spec = tail["loss"]
    made = found(spec["name"])
    if spec["form"] == "layer":
        return made(**spec["options"])
    return partial(made, **spec["options"]) if spec["options"] else made


def _option(side: Side, value: Any) -> Any:
    """A constant; ``{"ones": n}`` is a class weight of that length."""
    if isinstance(value, dict) and "ones" in value:
        import numpy as np

        return side.tensor(np.ones(value["ones"], np.float32))
    return value
