"""Patterns of ``.gitignore`` (https://git-scm.com/docs/gitignore): what one line matches.

A line is asked of a file or directory itself, and not of what lies below it. Who walks a tree top down needs just
that: a directory that is left out is not entered, and what is taken in again is one entry and no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from typing import NamedTuple

MAX_DEEP = 3
"""How often a pattern may say ``**``. The time that a match takes grows with this power of a path's depth."""

_CLASSES = {"alpha": "a-zA-Z", "digit": "0-9", "alnum": "a-zA-Z0-9", "upper": "A-Z", "lower": "a-z", "space": r"\s"}
_TOKEN = re.compile(
    r"""
      (?P<star>\*+)
    | (?P<one>\?)
    | \[ (?P<not>[!^]?) (?P<set> \]? (?:\[:\w+:\]|\\.|[^\]\\])* ) \]
    | \\(?P<escaped>.)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_MEMBER = re.compile(r"\[:(?P<named>\w+):\]|\\(?P<escaped>.)|(?P<plain>.)", re.DOTALL)


class Line(NamedTuple):
    """A pattern. ``takes_in``: it starts with ``!``, and takes in again what it matches."""

    regex: re.Pattern[str]
    takes_in: bool
    directories_only: bool

    def matches(self, path: str, directory: bool) -> bool:
        """Whether it matches a path that is relative to the file it stands in, with ``/`` and none at its end."""
        return (directory or not self.directories_only) and self.regex.fullmatch(f"/{path}") is not None


@cache
def parsed(text: str) -> Line | None:
    """The pattern in a line, None for a comment, for nothing, and for what can match nothing."""
    line = re.sub(r"(?<!\\) +$", "", text)
    if line.startswith("#"):
        return None
    takes_in = line.startswith("!")
    pattern = line[takes_in:]
    directories_only = pattern.endswith("/")
    pattern = pattern.removesuffix("/")
    if not pattern:
        return None
    rooted = pattern.removeprefix("/") if "/" in pattern else f"**/{pattern}"
    try:
        return Line(re.compile("".join(_parts(rooted)), re.DOTALL), takes_in, directories_only)
    except (ValueError, re.error):
        return None


def _parts(pattern: str) -> Iterator[str]:
    """A regular expression for every part of a path that a pattern speaks of. Raises ValueError if it matches none."""
    names = [name for name, same in groupby(pattern.split("/")) for _ in ([name] if name == "**" else same)]
    if names.count("**") > MAX_DEEP:
        raise ValueError
    for number, name in enumerate(names):
        if name == "**":
            yield "(?:/[^/]+)" + ("+" if number == len(names) - 1 else "*")
        else:
            yield "/" + _name(name, f"part{number}_")


def _name(name: str, group: str) -> str:
    """A regular expression for one name. What a ``*`` takes is decided once, as in ``fnmatch``: the least that lets
    go on what stands before the next ``*``. Otherwise a row of them would take time without end."""
    fixed = [""]
    for token in _TOKEN.finditer(name):
        kind = token.lastgroup or ""
        if kind == "star":
            fixed.append("")
        elif kind == "one":
            fixed[-1] += "[^/]"
        elif kind == "set":
            fixed[-1] += f"(?!/)[{'^' * bool(token['not'])}{_MEMBER.sub(_member, token['set'])}]"
        elif token[0] in ("[", "\\"):
            raise ValueError  # a bracket that does not close, a backslash at the end
        else:
            fixed[-1] += re.escape(token[kind])
    first, *rest = fixed
    if not rest:
        return first
    middle = "".join(
        f"(?=(?P<{group}{number}>[^/]*?{piece}))(?P={group}{number})" for number, piece in enumerate(rest[:-1])
    )
    return f"{first}{middle}[^/]*{rest[-1]}"


def _member(token: re.Match[str]) -> str:
    """What stands in a bracket, as Python spells it."""
    if token["named"]:
        return _CLASSES.get(token["named"], "")
    char = token["escaped"] or token["plain"]
    return char if char == "-" and not token["escaped"] else re.escape(char)
