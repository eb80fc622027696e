"""Operators on values that are known: constants, containers, identities. What they cannot fold is recorded."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from headlint.evaluate.objects import (
    Arguments,
    Bound,
    Class,
    Container,
    Descriptor,
    Function,
    Instance,
    Method,
    Module,
    Partial,
)
from headlint.span import Span
from headlint.values import Apply, Cases, Const, External, Mapping, Sequence, Value, just

if TYPE_CHECKING:
    from headlint.evaluate.machine import Machine

MAX_TEXT = 10_000
"""Longest string, and largest factor of a repetition, that is folded."""

MAX_REPEATED = 256
"""Longest list that a repetition makes."""

_ON_CONSTANTS: dict[str, Callable[..., Any]] = {
    name: getattr(operator, name)
    for name in (
        "add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "neg", "pos", "invert", "lshift", "rshift", "and_",
        "or_", "xor", "eq", "ne", "lt", "le", "gt", "ge", "is_", "is_not", "not_", "contains",
    )
}  # fmt: skip
_ON_CONSTANTS["not_contains"] = lambda container, item: item not in container

_DEFINITE = (Instance, Function, Method, Class, Module, Container, Sequence, Mapping, Bound, Partial, Descriptor)
"""Values that are certainly not None, and equal only to themselves or their like."""

_SPECIAL = {
    "add": "__add__", "sub": "__sub__", "mul": "__mul__", "truediv": "__truediv__", "matmul": "__matmul__",
    "contains": "__contains__", "eq": "__eq__", "lt": "__lt__", "gt": "__gt__", "neg": "__neg__",
}  # fmt: skip


def fold(machine: Machine, name: str, values: list[Value], span: Span) -> Cases | None:
    """The result of an operator, or None if it has to be recorded."""
    if all(isinstance(value, Const) for value in values):
        return _constants(machine, name, [value.value for value in values if isinstance(value, Const)], span)
    if isinstance(values[0], Instance) and name in _SPECIAL:
        method = machine.class_attribute(values[0].cls.mro, _SPECIAL[name])
        function = method.single() if method is not None else None
        if isinstance(function, Function):
            return machine.call_function(function, Arguments.of(*values), span)
    if name == "not_":
        verdict = machine.truth(values[0])
        return None if verdict is None else just(Const(not verdict))
    if name in ("is_", "is_not", "eq", "ne"):
        same = _same(machine, *values)
        return None if same is None else just(Const(same is (name in ("is_", "eq"))))
    if name in ("contains", "not_contains"):
        inside = _contains(machine, *values)
        return None if inside is None else just(Const(inside is (name == "contains")))
    if name in ("add", "mul", "or_"):
        return _containers(machine, name, *values)
    return None


def _constants(machine: Machine, name: str, values: list[Any], span: Span) -> Cases | None:
    function = _ON_CONSTANTS.get(name)
    if function is None or not _reasonable(name, values):
        return None
    try:
        return just(Const(function(*values), machine.here(span)))
    except Exception:
        # Whatever this raises, the program would raise too: nothing is known of the result.
        return None


def _reasonable(name: str, values: list[Any]) -> bool:
    """Folding must not cost time or memory: no huge powers, shifts or repetitions."""
    if name in ("pow", "lshift"):
        return all(isinstance(value, (int, float)) and abs(value) <= 64 for value in values)
    if name in ("mul", "mod", "add"):
        texts = [len(value) for value in values if isinstance(value, (str, bytes))]
        numbers = [abs(value) for value in values if isinstance(value, int)]
        return not texts or max(texts) * max(numbers, default=1) <= MAX_TEXT
    return True


def _same(machine: Machine, left: Value, right: Value) -> bool | None:
    """Whether two values are equal; None if that is not known."""
    if left == right and isinstance(left, (*_DEFINITE, External, Const)):
        return True
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Const):
            if isinstance(other, _DEFINITE):
                return _equal_contents(machine, other, one)
            if one.value is None and _constructed(other):
                return False
    if isinstance(left, External) and isinstance(right, External):
        return False
    if isinstance(left, (Function, Class, Instance)) and isinstance(right, (Function, Class, External)):
        return False
    if isinstance(left, Container) and isinstance(right, (Container, Sequence)):
        a, b = machine.freeze(just(left)).single(), machine.freeze(just(right)).single()
        if isinstance(a, Sequence) and isinstance(b, Sequence) and len(a.items) != len(b.items):
            return False
        return True if a is not None and a == b else None
    return None


def _equal_contents(machine: Machine, value: Value, constant: Const) -> bool | None:
    """A container, an instance or a function against a constant: never equal (an Enum member is its constant)."""
    return False if not isinstance(value, Instance) or constant.value is None else None


def _constructed(value: Value) -> bool:
    """A call of a library's class or function gives an object; it is not None."""
    return isinstance(value, External) or (isinstance(value, Apply) and isinstance(value.callee, (External, Apply)))


def _contains(machine: Machine, container: Value, item: Value) -> bool | None:
    contents = machine.freeze(just(container)).single()
    if isinstance(contents, Mapping):
        members = [key for key, _ in contents.items]
    elif isinstance(contents, Sequence):
        singles = [cases.single() for cases in contents.items]
        members = [member for member in singles if member is not None]
        if len(members) < len(singles):
            return None
    else:
        return None
    if item in members:
        return True
    known = isinstance(item, (Const, *_DEFINITE, External)) and all(
        isinstance(member, (Const, *_DEFINITE, External)) for member in members
    )
    return False if known else None


def _containers(machine: Machine, name: str, left: Value, right: Value) -> Cases | None:
    first, second = (machine.freeze(just(value)).single() for value in (left, right))
    if name == "add" and isinstance(first, Sequence) and isinstance(second, Sequence):
        return _rebuilt(machine, Sequence(first.kind, first.items + second.items, first.open or second.open))
    if name == "mul":
        sequence, count = (first, second) if isinstance(first, Sequence) else (second, first)
        if isinstance(sequence, Sequence) and isinstance(count, Const) and isinstance(count.value, int):
            short = len(sequence.items) * count.value <= MAX_REPEATED
            return (
                _rebuilt(machine, Sequence(sequence.kind, sequence.items * max(count.value, 0), sequence.open))
                if short
                else None
            )
    if name == "or_" and isinstance(first, Mapping) and isinstance(second, Mapping):
        return _rebuilt(machine, Mapping(tuple({**dict(first.items), **dict(second.items)}.items())))
    return None


def _rebuilt(machine: Machine, contents: Sequence | Mapping) -> Cases:
    if isinstance(contents, Sequence) and contents.kind == "tuple":
        return just(contents)
    return just(machine.container(contents))
