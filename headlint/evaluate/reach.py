"""What can still be reached between two entry points. The store holds the cells of every object that was ever made;
Python's own collector cannot tell which of them are garbage, for values name them by their idents."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from headlint.evaluate.objects import Arguments, Class, Container, Frame, Function, Instance, Module
from headlint.values import Case, Cases, Condition, Value

_OWNERS = (Module, Class, Function, Instance, Container, Frame)
_FOLLOWED = (Value, Cases, Case, Condition, Frame, Arguments, tuple, list, dict, frozenset)


def reached(roots: Iterable[object], cells: Callable[[int], Mapping[str, Cases | None]]) -> set[int]:
    """The idents of all that can be reached from some objects, through values and through the cells of the store."""
    idents: set[int] = set()
    seen: set[int] = set()
    waiting: list[Any] = [tuple(roots)]
    while waiting:
        for held in gc.get_referents(waiting.pop()):
            if isinstance(held, _FOLLOWED) and id(held) not in seen:
                seen.add(id(held))
                waiting.append(held)
                if isinstance(held, _OWNERS) and held.ident not in idents:
                    idents.add(held.ident)
                    waiting.append(tuple(cells(held.ident).values()))
    return idents
