"""An attribute of many objects at once: what a stub would need a loop over all that an object holds for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from headlint.evaluate.builtins.registry import argument, named
from headlint.evaluate.objects import Arguments, Class, Container, Instance
from headlint.span import Span
from headlint.values import NONE, Cases, Const, Mapping, Sequence, Value

if TYPE_CHECKING:
    from headlint.evaluate.machine import Machine

MAX_OBJECTS = 2_000
"""Objects beyond these keep their attribute."""


@named("headlint.set_everywhere")
def _set_everywhere(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    """``set_everywhere(owner, cls, name, value)``: the attribute of an object, and of every object of a class that it
    holds, itself or through others. It holds until the entry point ends: the order in which functions that nothing
    called are executed says nothing."""
    owner, cls, name = (argument(arguments, index) for index in range(3))
    if not isinstance(cls, Class) or not isinstance(name, Const) or len(arguments.positional) != 4:
        return None
    for held in _below(machine, owner, cls):
        cell = held.ident, str(name.value)
        machine.passing.setdefault(cell, machine.store.read(*cell))
        machine.store.write(*cell, arguments.positional[3])
    return NONE


def _below(machine: Machine, owner: Value | None, cls: Class) -> list[Instance]:
    found: dict[int, Instance] = {}
    containers: set[int] = set()
    waiting = [owner]
    while waiting and len(found) < MAX_OBJECTS:
        value = waiting.pop()
        if isinstance(value, Instance) and value.ident not in found and cls in value.cls.mro:
            found[value.ident] = value
            waiting += [each for name in machine.store.names(value.ident) for each in _cell(machine, value, name)]
        elif isinstance(value, Container) and value.ident not in containers:
            containers.add(value.ident)
            waiting += [each for held in machine.contents(value) or () for each in _elements(held.value)]
    return list(found.values())


def _cell(machine: Machine, owner: Instance, name: str) -> Iterator[Value]:
    yield from (case.value for case in machine.store.read(owner.ident, name) or ())


def _elements(contents: Value) -> Iterator[Value]:
    slots = contents.items if isinstance(contents, Sequence) else ()
    if isinstance(contents, Mapping):
        slots = tuple(slot for _, slot in contents.items)
    yield from (case.value for slot in slots for case in slot)
