"""A config file as text: its format, its encoding, its tree, its comments."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import Literal, TypeAlias

from headlint.configs.caps import MAX_BYTES
from headlint.configs.tree import Node
from headlint.source.errors import Unreadable
from headlint.source.ir import Comment
from headlint.span import Span

Format: TypeAlias = Literal["yaml", "json", "ini"]

SUFFIXES: dict[str, Format] = {".yaml": "yaml", ".yml": "yaml", ".json": "json", ".ini": "ini", ".cfg": "ini"}

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip

_BREAKS = str.maketrans("\x85\u2028\u2029", "   ")
"""What YAML 1.1 counts as the end of a line, and nothing else does."""

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
_INDENT_BY_TAB = re.compile(r"^([ ]*)\t+(?=[ \t]*(?:#|$))", re.MULTILINE)
_COMMENT = re.compile(r"(?:^|(?<=[ \t]))#.*$", re.MULTILINE)


def format_of(path: Path) -> Format | None:
    return SUFFIXES.get(path.suffix.lower())


def read(data: bytes, path: str, kind: Format) -> tuple[Node, ...]:
    """The documents of a file, none if it is the template of one. Raises Unreadable."""
    if len(data) > MAX_BYTES:
        raise Unreadable(f"too large for a config: more than {MAX_BYTES // 1_000_000} MB")
    text = decode(data)
    try:
        return _parse(text, path, kind)
    except Unreadable:
        if _TEMPLATE.search(text):
            return ()  # the text of a program that writes configs
        raise


def _parse(text: str, path: str, kind: Format) -> tuple[Node, ...]:
    # The readers are imported when they are needed: most runs read Python only.
    if kind == "json":
        from headlint.configs.json_reader import read_json

        return read_json(text, path) if text.strip() else ()
    if kind == "ini":
        from headlint.configs.ini_reader import read_ini

        return read_ini(text, path)
    from headlint.configs.yaml_reader import read_yaml

    return read_yaml(_CONTROLS.sub(" ", _INDENT_BY_TAB.sub(_spaces, text.translate(_BREAKS))), path)


def _spaces(match: re.Match[str]) -> str:
    """Tabs on a line without content: YAML forbids them, PyYAML's parsers disagree, and no reader sees them."""
    return " " * len(match[0])


def decode(data: bytes) -> str:
    """The text: Unicode as its byte order mark says, else UTF-8. What is neither is replaced, as people who read
    configs with ``errors="ignore"`` do: a comment in another encoding is no reason to refuse a file."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace").removeprefix("\ufeff")
    if b"\0" in data:
        raise Unreadable("contains a null byte")
    return data.decode("utf-8", "replace")


def comments(data: bytes, kind: Format) -> tuple[Comment, ...]:
    """The comments of a YAML file that speak to headlint, as those of Python do; none of a file that cannot be read."""
    found = {line: text.rstrip() for line, text in all_comments(data, kind).items() if "headlint:" in text}
    lines = re.split("\r\n|\r|\n", decode(data)) if found else []
    return tuple(_placed(lines, line, text) for line, text in found.items())


def _placed(lines: list[str], line: int, text: str) -> Comment:
    """A comment with its places; one that stands alone speaks of the next line that says something as well."""
    column, last = lines[line - 1].index(text) + 1, line
    if not lines[line - 1][: column - 1].strip():
        code = (at for at in range(line, len(lines)) if lines[at].strip() and not lines[at].lstrip().startswith("#"))
        last = next(code, line - 1) + 1
    of = Span(line, 1, last, len(lines[last - 1]) + 1)
    return Comment(text, of, Span(line, column, line, column + len(text)))


def all_comments(data: bytes, kind: Format) -> dict[int, str]:
    """The comments of a YAML file by their line, from the ``#`` on; none of a file that cannot be read."""
    if kind != "yaml" or b"#" not in data or len(data) > MAX_BYTES:
        return {}
    from headlint.configs.yaml_reader import text_spans

    try:
        text = decode(data).translate(_BREAKS)
        covered = text_spans(_CONTROLS.sub(" ", text))
    except Unreadable:
        return {}
    found: dict[int, str] = {}
    lines = re.split("\r\n|\r|\n", text)
    for number, line in enumerate(lines, 1):
        for match in _COMMENT.finditer(line):
            if not any(start <= (number, match.start() + 1) < end for start, end in covered.get(number, ())):
                found[number] = match[0]
                break
    return found


__all__ = ["SUFFIXES", "Format", "all_comments", "comments", "decode", "format_of", "read"]
