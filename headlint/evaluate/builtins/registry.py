"""Where the functions that the evaluator knows are found by name, and what many of them need."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from headlint.evaluate.objects import Arguments
from headlint.span import Span
from headlint.values import Cases, Const, Value, just

if TYPE_CHECKING:
    from headlint.evaluate.machine import Machine

Builtin = Callable[["Machine", Arguments, Span], "Cases | None"]
"""What a call gives; None where a record of it says as much."""

FUNCTIONS: dict[str, Builtin] = {}
"""By qualified name."""


def named(*names: str) -> Callable[[Builtin], Builtin]:
    """Register a function under its qualified names."""

    def register(function: Builtin) -> Builtin:
        for name in names:
            FUNCTIONS[name] = function
        return function

    return register


def fold_call(machine: Machine, function: Any, arguments: Arguments, span: Span) -> Cases | None:
    """Call a pure function if all arguments are constants."""
    constants = [cases.constant() for cases in arguments.positional]
    if not callable(function) or arguments.keywords or any(constant is None for constant in constants):
        return None
    try:
        return just(Const(function(*(constant.value for constant in constants if constant)), machine.here(span)))
    except Exception:
        # The program would raise as well.
        return None


def argument(arguments: Arguments, position: int = 0, name: str = "") -> Value | None:
    """An argument by position or keyword, if it is there and can only be one thing."""
    cases = arguments.get(position, name)
    return cases.single() if cases is not None else None
