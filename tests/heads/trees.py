"""Recorded trees written as the code that would record them: ``nn.Linear(64, 3)(x)``, ``F.softmax(x, dim=1)[:, 1]``.

Every call gets a place of its own, on a line that counts up. ``pairs`` and its kin take the last call of a story as
what was executed last, and everything it uses as executed before.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from headlint.facts import Head, Pair
from headlint.heads import Reading, Tracer, read
from headlint.span import Place, Span
from headlint.values import (
    ALWAYS,
    Apply,
    Case,
    Cases,
    Condition,
    Const,
    Event,
    External,
    Item,
    Mapping,
    Member,
    Parameter,
    Returned,
    Sequence,
    SliceValue,
    Unknown,
    Value,
    join,
    just,
)  # fmt: skip

_lines = count(1)


def _here() -> Place:
    line = next(_lines)
    return Place("story.py", Span(line, 1, line, 80))


class Tree:
    """A value in the making."""

    def __init__(self, value: Value | Cases) -> None:
        self.cases = value if isinstance(value, Cases) else just(value)

    @property
    def value(self) -> Value:
        return self.cases.cases[0].value

    def __getattr__(self, name: str) -> Tree:
        if name.startswith("__"):
            raise AttributeError(name)
        if isinstance(self.value, External):
            return Tree(External(f"{self.value.name}.{name}"))
        return Tree(Member(self.value, name))

    def __call__(self, *args: Any, **keywords: Any) -> Tree:
        named = tuple((name, slot(value)) for name, value in keywords.items())
        return Tree(Apply(self.value, tuple(map(slot, args)), named, _here()))

    def __getitem__(self, index: Any) -> Tree:
        return Tree(Item(self.value, slot(index), _here()))

    def __repr__(self) -> str:
        return " | ".join(show(case.value) for case in self.cases)

    def __iter__(self) -> Iterator[Tree]:
        raise TypeError("unpack with [0], [1]")


def _operator(name: str) -> Any:
    return lambda self, other: operator(name, self, other)


def _reflected(name: str) -> Any:
    return lambda self, other: operator(name, other, self)


for _name in ("add", "sub", "mul", "truediv", "matmul", "pow"):
    setattr(Tree, f"__{_name}__", _operator(_name))
    setattr(Tree, f"__r{_name}__", _reflected(_name))
for _name in ("gt", "ge", "lt", "le"):
    setattr(Tree, f"__{_name}__", _operator(_name))


def operator(name: str, *operands: Any) -> Tree:
    return Tree(Apply(External(f"operator.{name}"), tuple(map(slot, operands)), (), _here()))


def slot(value: Any) -> Cases:
    """Anything as the slot that would hold it."""
    if isinstance(value, Tree):
        return value.cases
    if isinstance(value, Cases):
        return value
    if isinstance(value, Value):
        return just(value)
    if isinstance(value, slice):
        return just(SliceValue(slot(value.start), slot(value.stop), slot(value.step)))
    if isinstance(value, (tuple, list)):
        return just(Sequence(type(value).__name__, tuple(map(slot, value))))
    if isinstance(value, dict):
        return just(Mapping(tuple((Const(key), slot(one)) for key, one in value.items())))
    return just(Const(value, _here()))


def many(*items: Any) -> Tree:
    """A list that a loop of unknown length filled with values like these."""
    return Tree(Sequence("list", tuple(map(slot, items)), True))


def external(name: str) -> Tree:
    return Tree(External(name))


def parameter(name: str, owner: str = "story.train") -> Tree:
    return Tree(Parameter(name, owner))


def unknown(reason: str = "too hard") -> Tree:
    return Tree(Unknown(reason))


def when(*literals: tuple[Any, bool]) -> Condition:
    return Condition(frozenset((slot(test).cases[0].value, truth) for test, truth in literals))


def either(*alternatives: tuple[Any, Condition]) -> Tree:
    """A slot that holds one thing or another."""
    return Tree(join(Case(case.value, both) for value, on in alternatives for case in slot(value)
                     if (both := on.and_(case.when)) is not None))  # fmt: skip


def show(value: Value) -> str:
    """A value as code."""
    match value:
        case Apply():
            given = [*value.args, *(one for _, one in value.keywords)]
            return f"{show(value.callee)}({', '.join(' | '.join(show(c.value) for c in one) for one in given)})"
        case External(name=name):
            return name.rpartition(".")[2]
        case Member():
            return f"{show(value.value)}.{value.name}"
        case Item():
            return f"{show(value.value)}[{' | '.join(show(c.value) for c in value.index)}]"
        case Sequence():
            return f"({', '.join(' | '.join(show(c.value) for c in one) for one in value.items)})"
        case SliceValue():
            return ":".join(show(one.cases[0].value) for one in (value.lower, value.upper, value.step))
        case Const():
            return repr(value.value)
        case Parameter(name=name):
            return name
        case _:
            return f"<{value}>"


# ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────────

torch = external("torch")
nn = torch.nn
F = torch.nn.functional
x, y = parameter("x"), parameter("y")


def linear(channels: Any, given: Tree = x) -> Tree:
    return nn.Linear(64, channels)(given)


def conv(channels: Any, given: Tree = x) -> Tree:
    return nn.Conv2d(64, channels, 1)(given)


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def events(*last: Tree, on: Condition = ALWAYS) -> tuple[Event, ...]:
    """Every call of some trees, inner ones first."""
    seen: dict[int, Value] = {}
    found: list[Event] = []

    def visit(value: Value) -> None:
        if id(value) in seen:
            return
        seen[id(value)] = value
        for part in parts(value):
            visit(part)
        if isinstance(value, Apply):
            found.append(Event(value, on))

    for tree in last:
        for case in tree.cases:
            visit(case.value)
    return tuple(found)


def parts(value: Value) -> Iterator[Value]:
    """The values that a value is made of."""
    if isinstance(value, Apply):
        yield value.callee
        slots = (*value.args, *(given for _, given in value.keywords))
    elif isinstance(value, Member):
        yield value.value
        return
    elif isinstance(value, Item):
        yield value.value
        slots = (value.index,)
    elif isinstance(value, Sequence):
        slots = value.items
    else:
        return
    for given in slots:
        for case in given:
            yield case.value


def reading(*last: Tree, on: Condition = ALWAYS) -> Reading:
    return read(events(*last, on=on))


def pairs(*last: Tree, on: Condition = ALWAYS) -> tuple[Pair, ...]:
    return reading(*last, on=on).pairs


def pair(*last: Tree, on: Condition = ALWAYS) -> Pair:
    (only,) = pairs(*last, on=on)
    return only


def heads(tree: Tree, on: Condition = ALWAYS) -> tuple[Head, ...]:
    return tuple(one.head() for one in Tracer().trace(tree.cases, on))


def head(tree: Tree, on: Condition = ALWAYS) -> Head:
    (only,) = heads(tree, on)
    return only


def returned(model: str, value: Any) -> Reading:
    return read((), (Returned(model, slot(value), ALWAYS),))
