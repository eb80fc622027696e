"""Patterns of ``.gitignore`` (https://git-scm.com/docs/gitignore): what one line matches.

A line is asked of a file or directory itself, and not of what lies below it. Who walks a tree top down needs just
that: a directory that is left out is not entered, and what is taken in again is one entry and no more.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

_CLASSES = {"alpha": "a-zA-Z", "digit": "0-9", "alnum": "a-zA-Z0-9", "upper": "A-Z", "lower": "a-z", "space": r"\s"}
_TOKEN = re.compile(
    r"""
      (?P<middle>/\*\*/)
    | (?P<trailing>/\*\*$)
    | (?P<star>\*+)
    | (?P<one>\?)
    | \[ (?P<not>[!^]?) (?P<set> \]? (?:\[:\w+:\]|\\.|[^\]\\])* ) \]
    | \\(?P<escaped>.)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_MEANS = {"middle": "/(?:.+/)?", "trailing": "/.+", "star": "[^/]*", "one": "[^/]"}


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
    """The pattern in a line, None for a comment or nothing."""
    line = re.sub(r"(?<!\\) +$", "", text)
    if not line or line.startswith("#"):
        return None
    takes_in = line.startswith("!")
    pattern = line[takes_in:]
    directories_only = pattern.endswith("/")
    pattern = pattern.removesuffix("/")
    if not pattern:
        return None
    rooted = pattern if pattern.startswith("/") else f"/{pattern}" if "/" in pattern else f"/**/{pattern}"
    regex = _regex(rooted)
    return None if regex is None else Line(re.compile(regex, re.DOTALL), takes_in, directories_only)


def _regex(pattern: str) -> str | None:
    """What a pattern matches, as a regular expression; None if it can match nothing."""
    pieces = []
    for token in _TOKEN.finditer(pattern):
        kind = token.lastgroup or ""
        if kind in _MEANS:
            pieces.append(_MEANS[kind])
        elif kind == "set":
            pieces.append(f"(?!/)[{'^' * bool(token['not'])}{_set(token['set'])}]")
        elif token[0] in ("[", "\\"):
            return None  # a bracket that does not close, a backslash at the end
        else:
            pieces.append(re.escape(token[kind]))
    try:
        re.compile("".join(pieces))
    except re.error:
        return None
    return "".join(pieces)


def _set(members: str) -> str:
    """The inside of a bracket, as Python spells it."""

    def member(token: re.Match[str]) -> str:
        if token["named"]:
            return _CLASSES.get(token["named"], "")
        char = token["escaped"] or token["plain"]
        return char if char == "-" and not token["escaped"] else re.escape(char)

    return re.sub(r"\[:(?P<named>\w+):\]|\\(?P<escaped>.)|(?P<plain>.)", member, members, flags=re.DOTALL)
