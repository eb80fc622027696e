"""Arithmetic with a number on the way to the loss: ``x + 1``, ``softmax(x) * 3``, ``1 - p``."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

SIGNS = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/"}
OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "add": operator.add, "subtract": operator.sub, "multiply": operator.mul, "divide": operator.truediv,
}  # fmt: skip
SIDES = {"a": "a", "b": "b", "input": "a", "other": "b", "x1": "a", "x2": "b", "x": "a", "y": "b"}
"""The operands of Python's operators, and of the functions of PyTorch, Keras and TensorFlow: left (a) or right (b)."""


def scalar_step(kind: str, arguments: Mapping[str, Any], axis: int) -> dict[str, Any] | None:
    """A step that combines the output with one number, on its left (``a``) or its right (``b``); None if it is not."""
    if kind not in SIGNS or len(arguments) != 1:
        return None
    ((name, number),) = arguments.items()
    if name not in SIDES or type(number) not in (int, float) or (kind == "divide" and number == 0):
        return None
    given = {SIDES[name]: number}
    return {"name": kind, "form": "kind", "input": "", "arguments": given, "kind": kind, "axis": axis}


def is_scalar(step: dict[str, Any]) -> bool:
    return step["kind"] in SIGNS


def applied(step: dict[str, Any], output: Any) -> Any:
    """The step's result. Works on the tensors of every framework."""
    combine, given = OPERATORS[step["kind"]], step["arguments"]
    return combine(given["a"], output) if "a" in given else combine(output, given["b"])


def spelled(step: dict[str, Any], output: str) -> str:
    """The step as code: ``(x * 3)``."""
    sign, given = SIGNS[step["kind"]], step["arguments"]
    return f"({given['a']!r} {sign} {output})" if "a" in given else f"({output} {sign} {given['b']!r})"


def spoken(step: dict[str, Any]) -> str:
    """The step among others: ``* 3``."""
    sign, given = SIGNS[step["kind"]], step["arguments"]
    return f"{given['a']} {sign}" if "a" in given else f"{sign} {given['b']}"
