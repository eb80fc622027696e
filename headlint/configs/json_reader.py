"""JSON → tree with positions, which the standard library's decoder does not keep. Accepts what ``json.load`` does."""

from __future__ import annotations

import re
from bisect import bisect_right
from json import JSONDecodeError, decoder
from typing import Any

from headlint.configs.caps import MAX_DEPTH, MAX_DIGITS, MAX_VALUES, too_deep, too_many
from headlint.configs.tree import Entries, Entry, Items, Key, Node, Scalar
from headlint.source.errors import Unreadable
from headlint.span import Place, Span

_scan_string: Any = decoder.scanstring  # type: ignore[attr-defined]  # (text, index behind the quote) → (string, end)
_BLANKS = frozenset(" \t\n\r")
_SPACE = re.compile(r"[ \t\n\r]*")
_ATOM = re.compile(r"(?P<number>-?(?:0|[1-9]\d*)(?P<fraction>(?:\.\d+)?(?:[eE][-+]?\d+)?))|(?P<word>-?[A-Za-z]+)")
_LINE = re.compile(r"\r\n|\r|\n")
_WORDS: dict[str, Any] = {
    "null": None, "true": True, "false": False, "NaN": float("nan"), "Infinity": float("inf"),
    "-Infinity": float("-inf"),
}  # fmt: skip


def read_json(text: str, path: str) -> tuple[Node, ...]:
    """The value of a file. Raises Unreadable."""
    reader = _Reader(text, path)
    try:
        return (reader.read(),)
    except _Wrong as wrong:
        raise Unreadable(f"is not JSON: line {reader.line(wrong.at)}: {wrong}") from None


class _Wrong(Exception):
    def __init__(self, said: str, at: int) -> None:
        super().__init__(said)
        self.at = at


class _Open:
    """A list or object that has not ended: where it begins, and what it holds so far."""

    def __init__(self, start: int, is_object: bool) -> None:
        self.start = start
        self.is_object = is_object
        self.items: list[Node] = []
        self.entries: dict[Key, Entry] = {}
        self.repeated: list[Place] = []
        self.key: tuple[str, Place] | None = None
        self.empty = True


class _Reader:
    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path
        self.starts = [0, *(match.end() for match in _LINE.finditer(text))]
        self._move_to(0)

    def line(self, offset: int) -> int:
        return bisect_right(self.starts, offset)

    def read(self) -> Node:
        stack: list[_Open] = []
        at, count = self._space(0), 0
        while True:
            # A value begins here, or the list or object that is open ends.
            char = self.text[at : at + 1]
            done: Node | None = None
            if stack and stack[-1].empty and char == ("}" if stack[-1].is_object else "]"):
                done, at = self._close(stack.pop(), at + 1), at + 1
            else:
                if stack and stack[-1].is_object:
                    at = self._key(stack[-1], at)
                    char = self.text[at : at + 1]
                if char and char in "{[":
                    if len(stack) >= MAX_DEPTH:
                        raise too_deep(self.line(at))
                    stack.append(_Open(at, char == "{"))
                    at = self._space(at + 1)
                else:
                    done, at = self._atom(at)
            count += 1
            if count > MAX_VALUES:
                raise too_many()
            while done is not None:
                at = self._space(at)
                if not stack:
                    if at < len(self.text):
                        raise _Wrong("there is something behind the value", at)
                    return done
                self._put(stack[-1], done)
                done, at = self._next(stack, at)

    def _next(self, stack: list[_Open], at: int) -> tuple[Node | None, int]:
        """Behind a value: a comma and the next one, or the end of what is open."""
        closing = "}" if stack[-1].is_object else "]"
        char = self.text[at : at + 1]
        if char == closing:
            return self._close(stack.pop(), at + 1), at + 1
        if char != ",":
            raise _Wrong(f"',' or '{closing}' is missing", at)
        return None, self._space(at + 1)

    def _put(self, opened: _Open, node: Node) -> None:
        opened.empty = False
        if opened.key is None:
            opened.items.append(node)
            return
        name, place = opened.key
        if name in opened.entries:
            opened.repeated.append(opened.entries[name].key)
        opened.entries[name] = Entry(node, place)

    def _close(self, opened: _Open, end: int) -> Node:
        place = self._place(opened.start, end)
        if opened.is_object:
            return Entries(opened.entries, place, "", tuple(opened.repeated))
        return Items(tuple(opened.items), place)

    def _key(self, opened: _Open, at: int) -> int:
        if self.text[at : at + 1] != '"':
            raise _Wrong("a name in double quotes is missing", at)
        name, end = self._string(at)
        opened.key = name, self._place(at, end)
        at = self._space(end)
        if self.text[at : at + 1] != ":":
            raise _Wrong("':' is missing behind a name", at)
        return self._space(at + 1)

    def _atom(self, at: int) -> tuple[Scalar, int]:
        if self.text[at : at + 1] == '"':
            value, end = self._string(at)
            return Scalar(value, self._place(at, end)), end
        match = _ATOM.match(self.text, at)
        if match is None or (match["word"] and match["word"] not in _WORDS):
            raise _Wrong("a value is missing", at)
        return Scalar(_value(match), self._place(at, match.end())), match.end()

    def _string(self, at: int) -> tuple[str, int]:
        try:
            value, end = _scan_string(self.text, at + 1)
        except JSONDecodeError as wrong:
            raise _Wrong(wrong.msg.lower().removesuffix(" at").removesuffix(" starting"), at) from None
        return value, end

    def _space(self, at: int) -> int:
        if self.text[at : at + 1] not in _BLANKS:
            return at
        match = _SPACE.match(self.text, at)
        return match.end() if match is not None else at

    def _place(self, start: int, end: int) -> Place:
        if start < self.began or start >= self.ends:
            self._move_to(start)
        first, column = self.at, start - self.began + 1
        if end > self.ends:
            self._move_to(end)
        return Place(self.path, Span(first, column, self.at, end - self.began + 1))

    def _move_to(self, offset: int) -> None:
        """Make the line that an offset lies in the current one: most places lie in the same as the one before."""
        self.at = self.line(offset)
        self.began = self.starts[self.at - 1]
        self.ends = self.starts[self.at] if self.at < len(self.starts) else len(self.text) + 1


def _value(match: re.Match[str]) -> Any:
    if match["word"]:
        return _WORDS[match["word"]]
    text = match["number"]
    if len(text) > MAX_DIGITS:
        return text
    return float(text) if match["fraction"] else int(text)
