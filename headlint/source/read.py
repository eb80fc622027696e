"""Reading a Python file, whatever lies at its path."""

from __future__ import annotations

import codecs
import os
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from headlint.source import kept, seen
from headlint.source.errors import Unreadable as Unreadable

if TYPE_CHECKING:
    from headlint.source import ir

NOTEBOOK = ".ipynb"
"""The ending of notebooks. What reads them is only loaded when there is one."""

MAX_NOTEBOOK_BYTES = 64_000_000
"""Notebooks hold their pictures. They are larger than code, and read much faster."""

MAX_BYTES = 4_000_000
"""No larger file is read. The largest among 8,000 files of real projects has 0.5 MB."""

_COOKIE = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK = re.compile(rb"[ \t\f]*(?:#.*)?\r?$")
_QUADRATIC = frozenset({"idna", "punycode"})  # decoding takes time by the square of the length

_KINDS = (
    (stat.S_ISDIR, "a directory"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def read(path: Path, name: str) -> ir.Module:
    """Read and lower a file; ``name`` is what the module calls itself (``ir.Module.path``). Raises Unreadable."""
    return parse(read_file(path), name)


def parse(data: bytes, name: str) -> ir.Module:
    """Lower the content of a file, a notebook if its name says so; or take what was kept of it. Raises Unreadable."""
    module = kept.load(data, name)
    if module is None:
        module = _lowered(data, name)
        kept.store(data, name, module)
    return module


def _lowered(data: bytes, name: str) -> ir.Module:
    if name.endswith(NOTEBOOK):
        from headlint.source.notebook import lower_notebook

        return lower_notebook(data, name)
    from headlint.source.lower import lower

    return lower(decode_source(data), name)


def read_file(path: Path) -> bytes:
    """The content of a file to check: notebooks may be larger than code. Raises Unreadable."""
    return read_bytes(path, MAX_NOTEBOOK_BYTES if path.suffix == NOTEBOOK else MAX_BYTES)


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """The content of a regular file. Never blocks, and opens nothing that is not a regular file.

    All that headlint reads of what it checks is read here: see ``seen``."""
    try:
        data = _read_bytes(path, limit)
    except Unreadable as wrong:
        seen.note(path, str(wrong))
        raise
    seen.note(path, data)
    return data


def _read_bytes(path: Path, limit: int) -> bytes:
    try:
        _refuse_special(os.stat(path))  # before opening: to open a device may already set it going
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
        descriptor = os.open(path, flags)
        with open(descriptor, "rb") as file:
            _refuse_special(os.fstat(descriptor))  # again: another file may have taken its place
            data = file.read(limit + 1)
    except FileNotFoundError:
        raise Unreadable("does not exist") from None
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror or error}") from None
    except ValueError as error:  # a null character in the path
        raise Unreadable(f"cannot be read: {error}") from None
    if len(data) > limit:
        raise Unreadable(f"too large: more than {limit // 1_000_000} MB")
    return data


def _refuse_special(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        kind = next((name for test, name in _KINDS if test(status.st_mode)), "something else")
        raise Unreadable(f"not a regular file but {kind}")


def decode_source(data: bytes) -> str:
    """The text of a Python file: UTF-8, unless a byte order mark or a coding comment (PEP 263) says otherwise."""
    if b"\0" in data:
        raise Unreadable("contains a null byte")
    encoding = source_encoding(data)
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"bad encoding: line {line} is not {encoding} ({error.reason})") from None
    except (LookupError, UnicodeError) as error:
        raise Unreadable(f"bad encoding: {error}") from None
    if "\0" in text:
        raise Unreadable("contains a null byte")
    return text


def source_encoding(data: bytes) -> str:
    """The encoding that a file declares, as Python looks for it."""
    first, _, rest = data.removeprefix(codecs.BOM_UTF8).partition(b"\n")
    cookie = _COOKIE.match(first)
    if cookie is None and _BLANK.match(first):
        cookie = _COOKIE.match(rest.partition(b"\n")[0])
    if cookie is None:
        return "utf-8"
    declared = cookie[1].decode("ascii", "replace")
    name = _normal(declared)
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        raise Unreadable(f"bad encoding: {declared} is not known") from None
    if codec in _QUADRATIC:
        raise Unreadable(f"bad encoding: {declared} is not supported")
    if data.startswith(codecs.BOM_UTF8) and codec != "utf-8":
        raise Unreadable(f"bad encoding: {declared} is declared, but the byte order mark says UTF-8")
    return name


def _normal(declared: str) -> str:
    """Emacs adds the kind of line ending: ``utf-8-unix``, ``latin-1-dos``."""
    name = declared[:12].lower().replace("_", "-")
    for base in ("utf-8", "latin-1", "iso-8859-1", "iso-latin-1"):
        if name == base or name.startswith(base + "-"):
            return "utf-8" if base == "utf-8" else "iso-8859-1"
    return declared
