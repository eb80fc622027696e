"""The folder on disk: entries by their names, each written whole or not at all, however many runs write at once."""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from functools import cache
from pathlib import Path

from headlint import __version__

NAME = ".headlint_cache"

KEPT_DAYS = 14
"""An entry that no run has used for so long is removed."""

_DAY = 24 * 3600.0

_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# A cache of headlint; see https://bford.info/cachedir/\n"


class Folder:
    """A cache folder. Nothing here raises: what cannot be read is not there, what cannot be written is left."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writes = True

    def read(self, kind: str, name: str) -> str | None:
        """The text of an entry that is whole; None if there is none."""
        path = self._path(kind, name)
        try:
            digest, _, text = path.read_text("utf-8").partition("\n")
            if digest != _digest(text):
                return None
            if time.time() - path.stat().st_mtime > _DAY:
                os.utime(path)  # it is in use
        except (OSError, ValueError):
            return None
        return text

    def write(self, kind: str, name: str, text: str) -> None:
        if not self._writes:
            return
        path = self._path(kind, name)
        fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
        try:
            if not path.parent.is_dir():
                self._make(path.parent)
            fresh.write_text(f"{_digest(text)}\n{text}", "utf-8")
            os.replace(fresh, path)
        except (OSError, ValueError):
            self._writes = False  # a full disk, a folder that only others may write
            with contextlib.suppress(OSError):
                fresh.unlink()

    def has(self, kind: str, name: str) -> bool:
        return self._path(kind, name).is_file()

    def shared(self) -> Folder:
        return self

    def tidy(self) -> None:
        """Once a day, remove what was not used for long."""
        tag = self.path / "CACHEDIR.TAG"
        now = time.time()
        try:
            if now - tag.stat().st_mtime < _DAY:
                return
            os.utime(tag)
            for entry in self.path.glob("*/*/*"):
                if now - entry.stat().st_mtime > KEPT_DAYS * _DAY:
                    entry.unlink()
        except OSError:
            return  # another run tidies, or nobody may

    def _path(self, kind: str, name: str) -> Path:
        return self.path / kind / name[:2] / name[2:]

    def _make(self, parent: Path) -> None:
        fresh = not self.path.is_dir()
        parent.mkdir(parents=True, exist_ok=True)
        if fresh:
            (self.path / "CACHEDIR.TAG").write_text(_TAG)
            (self.path / ".gitignore").write_text("*\n")


class Scratch:
    """Keeps nothing but what processes of the same run hand over to each other."""

    def __init__(self) -> None:
        self._folder: Folder | None = None

    def read(self, kind: str, name: str) -> str | None:
        return self._folder.read(kind, name) if self._folder is not None else None

    def write(self, kind: str, name: str, text: str) -> None:
        return

    def has(self, kind: str, name: str) -> bool:
        return False

    def shared(self) -> Folder:
        if self._folder is None:
            import tempfile

            self._folder = Folder(Path(tempfile.mkdtemp(prefix="headlint-")))
        return self._folder

    def remove(self) -> None:
        if self._folder is not None:
            import shutil

            shutil.rmtree(self._folder.path, ignore_errors=True)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@cache
def version() -> str:
    """What an entry depends on besides its own input: headlint (as installed, or as it is being worked on)."""
    package = Path(__file__).parent.parent
    digest = hashlib.sha256(__version__.encode())
    for directory, names, files in os.walk(package):
        names[:] = sorted(name for name in names if name != "__pycache__")
        for name in sorted(files):
            status = os.stat(os.path.join(directory, name))
            digest.update(f"{directory}/{name} {status.st_size} {status.st_mtime_ns}\n".encode("utf-8", "replace"))
    return digest.hexdigest()
