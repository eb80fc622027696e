"""Reading constants out of recorded arguments.

An argument is a slot of alternatives. Under the path of the call usually one of them is left; where several are, the
argument is not known.
"""

from __future__ import annotations

from collections.abc import Iterator

from headlint.heads.modes import possible
from headlint.values import Apply, Cases, Condition, Const, External, Item, Member, Parameter, Sequence, Unknown, Value

NEXT = External("builtins.next")
"""What the evaluator records for an element of something it iterates over."""


def alternatives(cases: Cases, path: Condition) -> Iterator[tuple[Value, Condition]]:
    """The values of a slot that can hold where ``path`` does, each with the path it then holds on."""
    for case in cases:
        both = path.and_(case.when)
        if both is not None and possible(both):
            yield case.value, both


def settled(cases: Cases | None, path: Condition) -> Value | None:
    """The one value a slot has on ``path``; None where there is no slot or several values are left."""
    if cases is None:
        return None
    left = [value for value, _ in alternatives(cases, path)]
    return left[0] if len(left) == 1 else None


def number(value: Value | None) -> int | float | None:
    """A constant number (a bool is none)."""
    if isinstance(value, Const) and isinstance(value.value, (int, float)) and not isinstance(value.value, bool):
        return value.value
    return None


def integer(value: Value | None) -> int | None:
    found = number(value)
    return found if isinstance(found, int) else None


def counts(value: Value) -> bool:
    """Whether a value that is not constant is surely a number: ``int(i)``, an element of ``range(n)``."""
    if not isinstance(value, Apply) or not isinstance(value.callee, External):
        return False
    if value.callee == NEXT and value.args:
        iterated = value.args[0].single()
        return isinstance(iterated, Apply) and iterated.callee == External("builtins.range")
    return value.callee.name in ("builtins.int", "builtins.len", "random.randrange", "random.randint")


def integers(value: Value | None, path: Condition) -> tuple[int | None, ...] | None:
    """The ints in an int or a sequence of ints, None for each that is not constant; None if their count is not known.

    Variable arguments arrive as a sequence, so ``view(-1, 3)`` and ``view((-1, 3))`` read the same.
    """
    if not isinstance(value, Sequence):
        return None if value is None or integer(value) is None else (integer(value),)
    if value.open:
        return None
    items = [settled(item, path) for item in value.items]
    if len(items) == 1 and isinstance(items[0], Sequence):
        return integers(items[0], path)
    return tuple(integer(item) for item in items)


def plain(value: Value | None, path: Condition) -> object:
    """A constant as Python data: a scalar, or a tuple of such; ``NotConstant`` if it is neither."""
    if isinstance(value, Const):
        return value.value
    if isinstance(value, Sequence) and not value.open:
        items = tuple(plain(settled(item, path), path) for item in value.items)
        return NotConstant if NotConstant in items else items
    return NotConstant


class NotConstant:
    """Marks what ``plain`` cannot say; the class itself is the mark."""


def numbers(value: Value | None, path: Condition) -> tuple[float, ...] | None:
    """A number, or all numbers of a nested literal sequence in a row; None if it is anything else."""
    if isinstance(value, Const):
        found = value.value if isinstance(value.value, bool) else number(value)
        return None if found is None else (float(found),)
    if not isinstance(value, Sequence) or not value.items or value.open:
        return None
    found_in = [numbers(settled(item, path), path) for item in value.items]
    flat: list[float] = []
    for part in found_in:
        if part is None:
            return None
        flat.extend(part)
    return tuple(flat)


def describe(value: Value, depth: int = 3) -> str:
    """A value in words, for the reason of an unknown: "parameter x of train", "what foo.bar gives"."""
    match value:
        case Unknown(reason=reason):
            return reason
        case Parameter(name=name, owner=owner):
            return f"parameter {name} of {owner}"
        case External(name=name):
            return name
        case Const(value=constant):
            return f"the constant {constant!r}"
        case Member(value=inner, name=name):
            return f"{describe(inner, depth - 1)}.{name}" if depth else name
        case Item(value=inner):
            return f"an element of {describe(inner, depth - 1)}" if depth else "an element"
        case Apply(callee=callee):
            return f"what {describe(callee, depth - 1)} gives" if depth else "the result of a call"
        case Sequence(kind=kind):
            return f"a {kind}"
        case _:
            return f"a {type(value).__name__.lower()}"
