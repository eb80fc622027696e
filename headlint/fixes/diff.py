"""What fixes change, as a patch that ``git apply`` and ``patch -p1`` take."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

_ESCAPES = {ord("\a"): "\\a", ord("\b"): "\\b", ord("\t"): "\\t", ord("\n"): "\\n", ord("\v"): "\\v", ord("\f"): "\\f",
            ord("\r"): "\\r", ord('"'): '\\"', ord("\\"): "\\\\"}  # fmt: skip


def patch(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> bytes:
    """A patch for files by their paths; empty if nothing changes. Bytes, for files have encodings of their own."""
    return b"".join(line for path in sorted(after) for line in _file(path, before[path], after[path]))


def _file(path: str, before: bytes, after: bytes) -> Iterator[bytes]:
    old, new = (_name(f"{side}/{path}").encode("utf-8", "surrogateescape") for side in "ab")
    for line in difflib.diff_bytes(difflib.unified_diff, _lines(before), _lines(after), old, new):
        if line.endswith(b"\n"):
            yield line
        else:
            yield line + b"\n\\ No newline at end of file\n"


def _lines(data: bytes) -> list[bytes]:
    """Lines as git has them: a lone carriage return or a form feed ends none."""
    *lines, last = data.split(b"\n")
    return [line + b"\n" for line in lines] + ([last] if last else [])


def _name(path: str) -> str:
    """A path as git writes it: one with a space is ended by a tab, one with stranger characters is quoted."""
    strange = any(ord(letter) < 32 or letter in '"\\\x7f' for letter in path)
    if strange:
        escaped = "".join(
            _ESCAPES.get(ord(letter), f"\\{ord(letter):03o}" if ord(letter) in (127, *range(32)) else letter)
            for letter in path
        )
        return f'"{escaped}"'
    return f"{path}\t" if " " in path else path
