"""How far a long run has come, for whoever wants to know."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Listener = Callable[[str, int, int], None]

_listeners: list[Listener] = []


def tell(what: str, total: int, done: int) -> None:
    """So many of so many are done."""
    for listener in _listeners:
        listener(what, total, done)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Hand what is told inside to a listener."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)
