"""JSON with positions, where they are wanted: a cursor walks in, and Python's own decoder takes the rest at full speed.

A string is taken apart into runs of characters that stand in the file as they are, and escapes, which do not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, cast

_blank = cast(Callable[[str, int], re.Match[str]], re.compile(r"[ \t\r\n]*").match)
_ESCAPE = re.compile(r"\\r\\n|\\u[dD][89aAbB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\u[\da-fA-F]{4}|\\.", re.DOTALL)
_LINE_ENDS = {r"\r\n": "\n", r"\r": "\n"}


class Part(NamedTuple):
    """Some of a string: ``text`` stands at ``begin:end`` of the file, as it is or as one escape."""

    text: str
    begin: int
    end: int


class Piece(NamedTuple):
    """A string, its line ends made line feeds. ``end`` is where its closing quote stands."""

    parts: tuple[Part, ...]
    end: int


class JsonText:
    """A cursor in a JSON text. Whoever is given a key or an item consumes its value before asking for the next."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._decode = json.JSONDecoder().raw_decode

    def members(self) -> Iterator[str]:
        """The keys of the object here, each with the cursor at its value; a value that is left is passed over. None
        if it is no object."""
        if self._peek() != "{":
            self.value()
            return
        self._at += 1
        if self._peek() == "}":
            self._at += 1
            return
        while True:
            self._expect('"', "Expecting property name enclosed in double quotes", step=0)
            key = self.value()
            self._expect(":", "Expecting ':' delimiter")
            self._peek()
            before = self._at
            yield key
            if self._at == before:
                self.value()
            if self._closes("}"):
                return

    def elements(self) -> Iterator[None]:
        """The items of the array here, each with the cursor at it; one that is left is passed over. None if it is no
        array."""
        if self._peek() != "[":
            self.value()
            return
        self._at += 1
        if self._peek() == "]":
            self._at += 1
            return
        while True:
            self._peek()
            before = self._at
            yield
            if self._at == before:
                self.value()
            if self._closes("]"):
                return

    def strings(self) -> Iterator[Piece]:
        """The string here, or the strings in the array here."""
        if self._peek() == '"':
            yield self._string()
            return
        for _ in self.elements():
            if self._peek() == '"':
                yield self._string()

    def value(self) -> Any:
        """The value here."""
        self._peek()
        value, self._at = self._decode(self._text, self._at)
        return value

    def finish(self) -> None:
        """Check that nothing is left."""
        if self._peek():
            raise json.JSONDecodeError("Extra data", self._text, self._at)

    def _string(self) -> Piece:
        begin = self._at + 1
        self.value()
        end = self._at - 1
        parts: list[Part] = []
        for escape in _ESCAPE.finditer(self._text, begin, end):
            start, stop = escape.span()
            if begin < start:
                parts.append(Part(self._text[begin:start], begin, start))
            parts.append(Part(_LINE_ENDS.get(escape[0]) or json.loads(f'"{escape[0]}"'), start, stop))
            begin = stop
        if begin < end:
            parts.append(Part(self._text[begin:end], begin, end))
        return Piece(tuple(parts), end)

    def _peek(self) -> str:
        """The next character that is not blank, "" at the end."""
        self._at = _blank(self._text, self._at).end()
        return self._text[self._at : self._at + 1]

    def _expect(self, char: str, complaint: str, step: int = 1) -> None:
        if self._peek() != char:
            raise json.JSONDecodeError(complaint, self._text, self._at)
        self._at += step

    def _closes(self, bracket: str) -> bool:
        """Whether the object or array ends here; else a comma is consumed."""
        if self._peek() == bracket:
            self._at += 1
            return True
        self._expect(",", "Expecting ',' delimiter")
        return False
