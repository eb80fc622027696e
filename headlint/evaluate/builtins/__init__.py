"""What Python itself brings: builtin functions and the parts of the standard library that move values around."""

from __future__ import annotations

import builtins as python
import math
from typing import TYPE_CHECKING

from headlint.evaluate.builtins import (  # noqa: F401  (they register themselves)
    constructors,
    documents,
    everywhere,
    iteration,
    kinds,
    passing,
)
from headlint.evaluate.builtins.registry import FUNCTIONS, fold_call
from headlint.evaluate.methods import call_method
from headlint.evaluate.objects import Arguments
from headlint.span import Span
from headlint.values import Cases

if TYPE_CHECKING:
    from headlint.evaluate.machine import Machine

FIELDS = {"dataclasses.field", "attr.ib", "attr.field", "attrs.field", "pydantic.Field"}
"""Calls that describe a field of a record class."""

_NAMES = frozenset(dir(python))


def is_builtin(name: str) -> bool:
    return name in _NAMES


def call(machine: Machine, name: str, arguments: Arguments, span: Span) -> Cases | None:
    """Call a function of the standard library; None if it is to be recorded."""
    function = FUNCTIONS.get(name)
    if function is not None:
        return function(machine, arguments, span)
    if name.startswith("math."):
        return fold_call(machine, getattr(math, name[5:], None), arguments, span)
    return None


__all__ = ["FIELDS", "call", "call_method", "is_builtin"]
