"""Exact positions: a cursor that follows the syntax tree through the source text.

A libcst tree has no positions, and the provider that computes them doubles the cost of a parse. But the lowering
visits the tree in the order of the text, so it is enough to keep a cursor in the text: whoever consumes a token moves
the cursor over it, and a span is where the cursor stood before and after. Every token is compared with the text under
the cursor, so a wrong position cannot go unnoticed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import cast

from headlint.source import ir
from headlint.span import Span

_Match = Callable[[str, int], re.Match[str]]  # never None, for a gap may be empty
_GAP = cast(_Match, re.compile(r"(?:[ \t\f\n]+|#[^\n]*|\\\n)*").match)
_GAP_AND_SEPARATORS = cast(_Match, re.compile(r"(?:[ \t\f\n,;:=]+|#[^\n]*|\\\n)*").match)
_GAPS = frozenset(" \t\f\n#\\")
_GAPS_AND_SEPARATORS = _GAPS | frozenset(",;:=")
_COMMENT = re.compile(r"#[^\n]*")

_MARK = "headlint:"
_new = tuple.__new__

Start = tuple[int, int]
"""Line and column of a node's first character."""


class Lost(Exception):
    """The tree and the text disagree: a defect of the lowering, never of the file."""


class Cursor:
    """A place in a text whose lines all end in a line feed. Lines and columns count from 1."""

    __slots__ = ("_line_end", "_line_start", "_marked", "_text", "at", "comments", "line", "yields")

    def __init__(self, text: str) -> None:
        self._text = text + "\n\0"  # ends the last line and stops every gap
        self.at = 0
        self.line = 1
        self._line_start = -1  # one before the line, so that columns count from 1
        self._line_end = self._text.find("\n")
        self._marked = _MARK in text
        self.comments: list[ir.Comment] = []
        self.yields = False
        """Whether the function that is being read has yielded; kept here because the cursor goes everywhere."""

    # Moving.

    def seek(self) -> None:
        """Go to the next token that is no separator (``,`` ``;`` ``:`` ``=``): no expression and no statement starts
        with one, so they need not be consumed one by one."""
        if self._text[self.at] in _GAPS_AND_SEPARATORS:
            self._pass(_GAP_AND_SEPARATORS(self._text, self.at).end())

    def take(self, token: str) -> None:
        """Consume a token that stands after gaps and separators."""
        if self._text[self.at] in _GAPS_AND_SEPARATORS:
            self._pass(_GAP_AND_SEPARATORS(self._text, self.at).end())
        if not self._text.startswith(token, self.at):
            raise Lost(f"{token!r} expected at line {self.line}, column {self.at - self._line_start}")
        self.at += len(token)

    def skip(self) -> None:
        """Go to the next token, separator or not."""
        if self._text[self.at] in _GAPS:
            self._pass(_GAP(self._text, self.at).end())

    def take_next(self, token: str) -> None:
        """Consume the very next token, which may be or begin with a separator."""
        self.skip()
        if not self._text.startswith(token, self.at):
            raise Lost(f"{token!r} expected at line {self.line}, column {self.at - self._line_start}")
        self.at += len(token)

    def take_text(self, text: str) -> None:
        """Consume a piece of text that begins right here and may go over lines: a string, or a part of one."""
        if not self._text.startswith(text, self.at):
            raise Lost(f"{text[:20]!r} expected at line {self.line}, column {self.at - self._line_start}")
        self.at += len(text)
        if self.at > self._line_end:
            self._turn()

    def finish(self) -> None:
        """Check that nothing but a gap is left."""
        self.seek()
        if self.at != len(self._text) - 1:
            raise Lost(f"end of file expected at line {self.line}, column {self.at - self._line_start}")

    def _pass(self, end: int) -> None:
        """Go over a gap."""
        if end > self._line_end:
            if self._marked:
                self._remark(self.at, end)
            self.at = end
            self._turn()
        else:
            self.at = end

    def _turn(self) -> None:
        """Find the line that the cursor has come to."""
        while self.at > self._line_end:
            self.line += 1
            self._line_start = self._line_end
            end = self._text.find("\n", self._line_end + 1)
            self._line_end = end if end >= 0 else len(self._text)

    def _remark(self, start: int, end: int) -> None:
        """Keep the comments of a gap that speak to headlint."""
        for comment in _COMMENT.finditer(self._text, start, end):
            if _MARK in comment[0]:
                line = self.line + self._text.count("\n", start, comment.start())
                self.comments.append(self._comment(comment, line))

    def _comment(self, comment: re.Match[str], line: int) -> ir.Comment:
        before = self._text.rfind("\n", 0, comment.start())
        text, column = comment[0].rstrip(), comment.start() - before
        last, end = line, comment.end()
        if not self._text[before + 1 : comment.start()].strip():
            code = _GAP(self._text, end).end()
            if code < len(self._text) - 1:
                last, end = line + self._text.count("\n", end, code), self._text.find("\n", code)
        of = Span(line, 1, last, end - self._text.rfind("\n", 0, end))
        return ir.Comment(text, self.placed(of), self.placed(Span(line, column, line, column + len(text))))

    # Positions.

    def start(self) -> Start:
        """Where the next token starts."""
        if self._text[self.at] in _GAPS_AND_SEPARATORS:
            self._pass(_GAP_AND_SEPARATORS(self._text, self.at).end())
        return self.line, self.at - self._line_start

    def here(self) -> Start:
        """Where the cursor stands, gaps not skipped."""
        return self.line, self.at - self._line_start

    def span(self, start: Start) -> Span:
        """From ``start`` to the cursor."""
        return _new(Span, (*start, self.line, self.at - self._line_start))

    def placed(self, span: Span) -> Span:
        """A span of this text as the file counts."""
        return span


class PlacedCursor(Cursor):
    """A cursor in a text that stands somewhere in a file: ``place`` says where, for each of its spans."""

    __slots__ = ("_place",)

    def __init__(self, text: str, place: Callable[[Span], Span]) -> None:
        super().__init__(text)
        self._place = place

    def span(self, start: Start) -> Span:
        return self._place(super().span(start))

    def placed(self, span: Span) -> Span:
        return self._place(span)
