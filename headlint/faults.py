"""Faults of headlint itself: one costs what it happened in (an entry point, the call of a loss, a rule's look at a
head) and nothing else, and it is told."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

_PACKAGE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong over the file at ``path``, and where in headlint."""

    path: str
    said: str


_collectors: list[list[Fault]] = []


@contextmanager
def collecting() -> Iterator[list[Fault]]:
    """The faults that happen inside. Where nobody collects them they go their way."""
    found: list[Fault] = []
    _collectors.append(found)
    try:
        yield found
    finally:
        _collectors.pop()


class contained:
    """What is done inside ends with its fault; what comes after it does not. ``path``: the file that it is about;
    ``but``: what is no fault."""

    __slots__ = ("_but", "_path")

    def __init__(self, path: str, but: tuple[type[Exception], ...] = ()) -> None:
        self._path, self._but = path, but

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(fault, Exception) or isinstance(fault, self._but) or not _collectors:
            return False
        _collectors[-1].append(Fault(self._path, told(fault)))
        return True


def told(fault: Exception) -> str:
    """A fault in one line."""
    last = traceback.extract_tb(fault.__traceback__)[-1]
    own = Path(last.filename).is_relative_to(_PACKAGE.parent)
    where = Path(last.filename).relative_to(_PACKAGE.parent).as_posix() if own else Path(last.filename).name
    text = " ".join(str(fault).split())[:200]
    return f"{type(fault).__name__}{': ' if text else ''}{text} ({where}, line {last.lineno})"
