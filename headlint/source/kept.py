"""Lowered files that are kept from run to run. What keeps them is handed in: nothing here knows of a disk."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from headlint.source import ir

KIND = "lowered"


class Keeper(Protocol):
    """Where texts are kept, by kind and name."""

    def read(self, kind: str, name: str) -> str | None:
        """The text that was kept."""

    def write(self, kind: str, name: str, text: str) -> None:
        """Keep a text."""

    def has(self, kind: str, name: str) -> bool:
        """Whether something is kept, whole or not."""

    def shared(self) -> Keeper:
        """What other processes may keep texts in, so that this one finds them."""


_keepers: list[Keeper] = []


@contextmanager
def keeping(keeper: Keeper) -> Iterator[None]:
    """Take what is kept, and keep what is lowered, inside."""
    _keepers.append(keeper)
    try:
        yield
    finally:
        _keepers.pop()


def load(data: bytes, name: str) -> ir.Module | None:
    """The lowered form of a file, if it is kept."""
    if not _keepers:
        return None
    from headlint.source.encode import decode

    text = _keepers[-1].read(KIND, _digest(data, name))
    try:
        return decode(text) if text is not None else None
    except ValueError:
        return None


def store(data: bytes, name: str, module: ir.Module) -> None:
    """Keep the lowered form of a file."""
    if _keepers:
        from headlint.source.encode import encode

        try:
            _keepers[-1].write(KIND, _digest(data, name), encode(module))
        except ValueError:
            return  # nested too deep for the codec


def holds(keeper: Keeper, data: bytes, name: str) -> bool:
    """Whether the lowered form of a file is kept."""
    return keeper.has(KIND, _digest(data, name))


def active() -> Keeper | None:
    """What keeps lowered files now."""
    return _keepers[-1] if _keepers else None


def _digest(data: bytes, name: str) -> str:
    from headlint.source.encode import VERSION

    return hashlib.sha256(b"\0".join((VERSION, name.encode("utf-8", "surrogateescape"), data))).hexdigest()
