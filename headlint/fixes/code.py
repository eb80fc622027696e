"""One Python file as bytes, text, tokens and syntax tree, all by the same offsets.

Edits are made from what really stands in the file, so every position is an offset of a character in its text: line
endings, form feeds, tabs and comments stay what they are, because nothing is ever printed from a tree. The tree is
Python's own: it gives exact positions, which libcst only computes from text that it has put together anew.
"""

from __future__ import annotations

import ast
import bisect
import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from headlint.fixes.layout import LINE, layout, parsed
from headlint.fixes.refused import Refused
from headlint.span import Edit, Span

_GAPS = frozenset(
    {tokenize.NL, tokenize.COMMENT, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
)
_OPENING = {")": "(", "]": "[", "}": "{"}


class Piece(NamedTuple):
    """The characters ``start:end`` of a file's text become ``text``."""

    start: int
    end: int
    text: str


class Token(NamedTuple):
    kind: int
    text: str
    start: int
    end: int


class Code:
    """A file. Raises Refused if it is not the Python of the interpreter that headlint runs on."""

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self._layout = layout(path, data)
        self.text = self._layout.text
        self._starts = [0, *(found.end() for found in LINE.finditer(self.text))]
        self._lines = LINE.split(self.text)
        tree = parsed("\n".join(self._lines))
        if tree is None:
            raise Refused(f"{path} is not the Python that headlint runs on")
        self.tree = tree

    # Positions.

    def offset(self, line: int, column: int) -> int:
        """Where a line (from 1) and a column (from 1, in characters) are in the text."""
        return self._starts[line - 1] + column - 1

    def line_of(self, offset: int) -> int:
        return bisect.bisect_right(self._starts, offset)

    def line_start(self, offset: int) -> int:
        """Where the line of an offset starts."""
        return self._starts[self.line_of(offset) - 1]

    def line_end(self, offset: int) -> int:
        """Where the next line starts, or the end of the text."""
        line = self.line_of(offset)
        return self._starts[line] if line < len(self._starts) else len(self.text)

    def newline(self, offset: int) -> str:
        """How the line of an offset ends."""
        end = self.line_end(offset)
        found = re.search("(?:\r\n|\r|\n)$", self.text[self.line_start(offset) : end])
        return found[0] if found else "\n"

    def indent(self, offset: int) -> str:
        """The white space before the first token of an offset's line."""
        start = self.line_start(offset)
        found = re.match(r"[ \t\f]*", self.text[start:])
        return found[0] if found else ""

    def start(self, node: ast.expr | ast.stmt | ast.alias | ast.keyword) -> int:
        return self._at(node.lineno, node.col_offset)

    def end(self, node: ast.expr | ast.stmt | ast.alias | ast.keyword) -> int:
        assert node.end_lineno is not None and node.end_col_offset is not None
        return self._at(node.end_lineno, node.end_col_offset)

    def _at(self, line: int, octets: int) -> int:
        """``ast`` counts columns in bytes of UTF-8."""
        written = self._lines[line - 1]
        column = octets if written.isascii() else len(written.encode()[:octets].decode())
        return self._starts[line - 1] + column

    def between(self, start: int, end: int) -> str:
        return self.text[start:end]

    # The tree.

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        return {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    @cached_property
    def _expressions(self) -> dict[tuple[int, int], ast.expr]:
        found: dict[tuple[int, int], ast.expr] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.expr):
                found.setdefault((self.start(node), self.end(node)), node)
        return found

    def expression(self, span: Span) -> ast.expr:
        """The expression that has exactly this span."""
        where = self._layout.offsets(span)
        if where not in self._expressions:
            raise Refused(f"no expression stands at {self.path}:{span.line}:{span.column}")
        return self._expressions[where]

    def statement(self, node: ast.AST) -> ast.stmt:
        """The statement that a node is part of."""
        while not isinstance(node, ast.stmt):
            node = self.parents[node]
        return node

    def owns_its_lines(self, node: ast.stmt) -> bool:
        """Whether nothing but a statement, and comments, stands on its lines."""
        start, end = self.start(node), self.end(node)
        behind = self.text[end : self.line_end(end)].strip()
        return not self.text[self.line_start(start) : start].strip() and (not behind or behind.startswith("#"))

    def without_statement(self, node: ast.stmt) -> tuple[Piece, ...]:
        """The file without a statement: its lines go, or ``pass`` takes its place where a block would be empty."""
        if not self.owns_its_lines(node):
            raise Refused("the statement shares its line with another")
        parent = self.parents[node]
        blocks = [getattr(parent, name, None) for name in ("body", "orelse", "finalbody")]
        if [node] in blocks:
            return (Piece(self.start(node), self.end(node), "pass"),)
        return (Piece(self.line_start(self.start(node)), self.line_end(self.end(node)), ""),)

    # Tokens.

    @cached_property
    def all_tokens(self) -> list[Token]:
        """Every token, comments and line ends included."""
        read = io.StringIO("\n".join(self._lines)).readline
        try:
            return [
                Token(each.type, each.string, self._token_edge(*each.start), self._token_edge(*each.end))
                for each in tokenize.generate_tokens(read)
            ]
        except (tokenize.TokenError, SyntaxError, IndexError):
            raise Refused(f"{self.path} cannot be cut into tokens") from None

    def _token_edge(self, line: int, column: int) -> int:
        return len(self.text) if line > len(self._starts) else self.offset(line, column + 1)

    @cached_property
    def tokens(self) -> list[Token]:
        """The tokens that mean something, in order."""
        return [token for token in self.all_tokens if token.kind not in _GAPS]

    @cached_property
    def _token_starts(self) -> list[int]:
        return [token.start for token in self.tokens]

    def token_at(self, start: int) -> int:
        """The index of the first token that starts at or after an offset."""
        return bisect.bisect_left(self._token_starts, start)

    @cached_property
    def brackets(self) -> dict[int, int]:
        """From the index of each bracket's token to that of its partner."""
        found: dict[int, int] = {}
        waiting: list[int] = []
        for index, token in enumerate(self.tokens):
            if token.kind != tokenize.OP:
                continue
            if token.text in "([{":
                waiting.append(index)
            elif token.text in _OPENING and waiting:
                opened = waiting.pop()
                found[opened], found[index] = index, opened
        return found

    def comments(self, start: int, end: int) -> Iterator[Token]:
        return (token for token in self.all_tokens if token.kind == tokenize.COMMENT and start <= token.start < end)

    # Edits.

    def edits(self, pieces: Iterable[Piece]) -> tuple[Edit, ...]:
        """Pieces of text as pieces of the file's bytes."""
        return tuple(
            Edit(self.path, *self._layout.octets(piece.start, piece.end), self._layout.written(piece.text))
            for piece in sorted(pieces)
        )
