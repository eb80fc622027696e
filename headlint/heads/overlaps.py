"""Losses of overlap that are written out: ``1 - (2 * sum(p * t) + 1) / (sum(p) + sum(t) + 1)``.

Dice, Jaccard and Tversky have in common that the sum of a product is divided by something that consists of sums over
the same two values and of numbers. Numbers may be anything that has no part in either value: a smoothing term is often
a parameter. Nothing else that people write looks like this, so the quotient is read as a loss of these two values.
"""

from __future__ import annotations

from collections.abc import Iterator

from headlint import knowledge
from headlint.heads.calls import Call, call_of
from headlint.heads.constants import settled
from headlint.knowledge.rows import Activate, Clip, Combine, Keep
from headlint.values import Apply, Condition, Const, Item, Member, Parameter, Value, just

MAX_TERMS = 64
"""An expression of more parts than this is not looked through."""

ROW = "overlap.dice"
"""The row that says what such a loss expects."""


def overlap(quotient: Call, path: Condition) -> Call | None:
    """The loss that a quotient is; None if it is none."""
    effect, row = quotient.row.does, knowledge.row(ROW)
    if not isinstance(effect, Combine) or effect.how != "divide" or row is None:
        return None
    above, below = (settled(quotient.operand(name), path) for name in effect.inputs)
    if above is None or below is None:
        return None
    pair = _product(above, path)
    if pair is None or not _consists_of(below, pair, path):
        return None
    built = {"input": just(pair[0]), "target": just(pair[1])}
    return Call(row, quotient.value, built, {}, quotient.place, quotient.place)


def _product(value: Value, path: Condition) -> tuple[Value, Value] | None:
    """The two values whose product is summed in a numerator."""
    found = [factors for term in _terms(value, path) if (factors := _factors(term, path)) is not None]
    return found[0] if len(found) == 1 else None


def _terms(value: Value, path: Condition) -> Iterator[Value]:
    """The sums in a numerator, without the numbers that scale and smooth them."""
    waiting = [value]
    for _ in range(MAX_TERMS):
        if not waiting:
            return
        call = _call(waiting[-1])
        here = waiting.pop()
        if call is not None and isinstance(call.row.does, Combine) and call.row.does.how in ("add", "multiply"):
            waiting += _operands(call, path)
        else:
            yield here


def _factors(term: Value, path: Condition) -> tuple[Value, Value] | None:
    """``p`` and ``t`` of ``sum(p * t)``."""
    summed = _summed(term, path)
    call = _call(_bare(summed, path)) if summed is not None else None
    if call is None or not isinstance(call.row.does, Combine) or call.row.does.how != "multiply":
        return None
    factors = _operands(call, path)
    numbers = any(isinstance(factor, Const) for factor in factors)
    return (factors[0], factors[1]) if len(factors) == 2 and not numbers else None


def _summed(value: Value, path: Condition) -> Value | None:
    """What a sum runs over; several sums in a row are one."""
    found: Value | None = None
    for _ in range(MAX_TERMS):
        call = _call(value)
        effect = call.row.does if call is not None else None
        if call is None or not isinstance(effect, Keep) or effect.shape != "reduces" or effect.how != "sum":
            break
        inner = settled(call.input(effect.input), path)
        if inner is None:
            return None
        found = value = inner
    return found


def _bare(value: Value, path: Condition) -> Value:
    """A value without its absolute value."""
    call = _call(value)
    if call is not None and isinstance(call.row.does, Activate) and call.row.does.kind == "abs":
        return settled(call.input(), path) or value
    return value


def _consists_of(value: Value, pair: tuple[Value, Value], path: Condition) -> bool:
    """Whether a denominator is made of sums over both values, and of numbers."""
    used: set[Value] = set()
    waiting = [(value, False)]  # and whether a sum stands around it
    for _ in range(MAX_TERMS):
        if not waiting:
            return len(used) == 2
        here, inside = waiting.pop()
        if here in pair:
            if not inside:
                return False
            used.add(here)
            continue
        if _number(here):
            continue
        parts = _parts(here, path)
        if parts is None:
            return False
        waiting += [(part, inside or _summed(here, path) is not None) for part in parts]
    return False


def _parts(value: Value, path: Condition) -> list[Value] | None:
    """What an expression in a denominator is made of; None if it is something else than sums and products."""
    call = _call(value)
    if call is None:
        return None
    match call.row.does:
        case Combine(how="add" | "subtract" | "multiply" | "choose"):
            return _operands(call, path)
        case Keep(shape="same" | "reduces") | Activate(kind="abs" | "square" | "pow") | Clip():
            inner = settled(call.input(getattr(call.row.does, "input", None)), path)
            return None if inner is None else [inner]
        case _:
            return None


def _operands(call: Call, path: Condition) -> list[Value]:
    effect = call.row.does
    assert isinstance(effect, Combine)
    values = [settled(call.operand(name), path) for name in effect.inputs]
    return [value for value in values if value is not None]


def _number(value: Value) -> bool:
    """A number, or a name that no call made: ``smooth``, ``self.eps``, ``options["eps"]``."""
    match value:
        case Const() | Parameter():
            return True
        case Member():
            return knowledge.method(value.name) is None  # not ``x.T``
        case Item():
            return _number(value.value)
        case _:
            return False


def _call(value: Value) -> Call | None:
    found = call_of(value) if isinstance(value, Apply) else None
    return found if isinstance(found, Call) else None
