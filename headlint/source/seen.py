"""What a run has read of the files on disk, so that a later run can tell whether anything is different."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHANGING = "changing"
"""Noted of a file that was read twice with different contents: it may change again."""


class Seen(dict[str, str]):
    """What was read, by its path: the digest of the contents, or why there were none."""

    def note(self, path: Path, said: bytes | str) -> None:
        told = digest(said)
        if self.setdefault(os.fspath(path), told) != told:
            self[os.fspath(path)] = CHANGING


_active: list[Seen] = []


@contextmanager
def recording() -> Iterator[Seen]:
    """Note everything that is read inside."""
    seen = Seen()
    _active.append(seen)
    try:
        yield seen
    finally:
        _active.remove(seen)


def note(path: Path, said: bytes | str) -> None:
    """A file was read: its contents, or why it could not be."""
    for seen in _active:
        seen.note(path, said)


def digest(said: bytes | str) -> str:
    """What is noted of a file's contents, or of why there are none."""
    return f"!{said}" if isinstance(said, str) else hashlib.sha256(said).hexdigest()
