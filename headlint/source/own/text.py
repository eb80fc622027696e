"""A text and the positions in it: from those of Python's own parser to spans, and what stands between its nodes.

A tree of ``ast`` leaves out some places that have spans here: parentheses around an expression, the keyword of a
clause, the name behind ``def``. They are found in the text, from the nodes around them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from typing import Any, cast

from headlint.span import Span

GAP = cast("Callable[[str, int], re.Match[str]]", re.compile(r"(?:[ \t\f\n]+|#[^\n]*|\\\n)*").match)
_PAST_CLOSED = cast("Callable[[str, int], re.Match[str]]", re.compile(r"(?:[ \t\f\n)]+|#[^\n]*|\\\n)*").match)
_OPENED = re.compile(r"#[^\n]*|(\()")
_new = tuple.__new__
_LINES = tuple(range(20_000))
"""Numbers of lines. Python's own parser makes one anew for every node; a tree has a third less to keep with these."""


class Refused(Exception):
    """A text that another parser has to look at."""


class Text:
    """A text whose lines end in line feeds. ``place``: where in the file a span of the text stands, if the text is not
    all of it."""

    __slots__ = ("_ascii", "_lines", "_place", "_starts", "text", "yields")

    def __init__(self, text: str, place: Callable[[Span], Span] | None = None) -> None:
        self.text = text
        self._place = place
        self._ascii = text.isascii()
        self._lines = [] if self._ascii else text.split("\n")
        self._starts: list[int] = []
        self.yields = False
        """Whether the function that is being read has yielded; kept here because the text goes everywhere."""

    def span(self, node: Any) -> Span:
        """Where a node stands."""
        line, end_line = node.lineno, node.end_lineno
        if end_line < 20_000:
            line, end_line = _LINES[line], _LINES[end_line]
        if self._ascii:
            span = _new(Span, (line, node.col_offset + 1, end_line, node.end_col_offset + 1))
        else:
            span = _new(
                Span,
                (
                    line,
                    self._column(line, node.col_offset) + 1,
                    end_line,
                    self._column(end_line, node.end_col_offset) + 1,
                ),
            )
        return span if self._place is None else self._place(span)

    def placed(self, span: Span) -> Span:
        """A span of this text as the file counts."""
        return span if self._place is None else self._place(span)

    def start(self, node: Any) -> int:
        """How many characters stand before a node."""
        return self._at(node.lineno, node.col_offset)

    def end(self, node: Any) -> int:
        """How many characters stand before the end of a node."""
        return self._at(node.end_lineno, node.end_col_offset)

    def between(self, start: int, end: int) -> Span:
        """The span of a piece of the text."""
        return self.placed(Span(*self.position(start), *self.position(end)))

    def position(self, at: int) -> tuple[int, int]:
        """The line and the column of a character."""
        starts = self._line_starts()
        line = bisect_right(starts, at)
        return line, at - starts[line - 1] + 1

    def wrapped(self, after: int, node: Any) -> tuple[int, int]:
        """The piece that a node takes with the parentheses around it. ``after``: where the token before these ends."""
        start, end = self._at(node.lineno, node.col_offset), self._at(node.end_lineno, node.end_col_offset)
        if self.text.find("(", after, start) < 0:
            return start, end
        opened = [found.start() for found in _OPENED.finditer(self.text, after, start) if found[1]]
        for _ in opened:
            end = GAP(self.text, end).end()
            if not self.text.startswith(")", end):
                raise Refused
            end += 1
        return (opened[0] if opened else start), end

    def past(self, start: int, *tokens: str) -> int:
        """The end of tokens that stand behind a node which ends at ``start``, and behind what closes around it."""
        end = _PAST_CLOSED(self.text, start).end()
        for token in tokens:
            end = GAP(self.text, end).end()
            if not self.text.startswith(token, end):
                raise Refused
            end += len(token)
        return end

    def _column(self, line: int, offset: int) -> int:
        """Python's own parser counts bytes of UTF-8."""
        text = self._lines[line - 1]
        return offset if text.isascii() else len(text.encode()[:offset].decode())

    def _at(self, line: int, offset: int) -> int:
        return self._line_starts()[line - 1] + (offset if self._ascii else self._column(line, offset))

    def _line_starts(self) -> list[int]:
        if not self._starts:
            text, starts, at = self.text, [0], 0
            while (at := text.find("\n", at) + 1) > 0:
                starts.append(at)
            self._starts = starts
        return self._starts
