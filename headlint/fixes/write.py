"""Fixed files written to disk: all of them or none, each as a whole, with the mode that it had."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from headlint.source.read import Unreadable, read_file


class NotWritten(Exception):
    """The fixed files were not written. The message says why, in one line."""


def write(before: Mapping[Path, bytes], after: Mapping[Path, bytes]) -> None:
    """Write files. ``before``: what they contained when the fixes were made.

    New contents are put beside the files first and then take their places, so that a full disk or a crash leaves no
    half file, and a fix that touches two files touches both or none. Raises NotWritten if a file has changed since, or
    cannot be written.
    """
    targets = {path: Path(os.path.realpath(path)) for path in after}  # a link goes on pointing where it did
    ready: dict[Path, Path] = {}
    done: list[Path] = []
    path = Path()
    try:
        for path in targets:
            ready[path] = _beside(targets[path], after[path])
        for path in targets:
            _unchanged(path, before[path])
        for path in targets:
            os.replace(ready[path], targets[path])
            done.append(path)
    except OSError as failed:
        for written in done:
            os.replace(_beside(targets[written], before[written]), targets[written])
        raise NotWritten(f"{path} cannot be written: {failed.strerror}; nothing was fixed") from None
    finally:
        for new in ready.values():
            new.unlink(missing_ok=True)


def _unchanged(path: Path, before: bytes) -> None:
    try:
        now = read_file(path)
    except Unreadable as wrong:
        raise NotWritten(f"{path} {wrong}; nothing was fixed") from None
    if now != before:
        raise NotWritten(f"{path} has changed while it was checked; nothing was fixed")


def _beside(target: Path, data: bytes) -> Path:
    """The new content in a file of its own in the same directory."""
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".headlint", dir=target.parent)
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, os.stat(target).st_mode & 0o7777)
    except BaseException:
        os.unlink(name)
        raise
    return Path(name)
