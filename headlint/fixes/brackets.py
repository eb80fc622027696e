"""What stands between brackets: the arguments of a call, the elements of a list. Taken out and put in by tokens.

The tree does not say where the commas are, nor which parentheses belong to an argument; the tokens do.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from headlint.fixes.code import Code, Piece, Token
from headlint.fixes.refused import Refused


@dataclass(frozen=True, slots=True)
class Part:
    """One argument or element, from its first token to its last; ``comma``: the comma behind it, if there is one."""

    start: int
    end: int
    comma: Token | None


@dataclass(frozen=True, slots=True)
class Bracketed:
    """The parts between the brackets of a call or a display, in the order of the text."""

    code: Code
    opened: Token
    closed: Token
    parts: tuple[Part, ...]

    def part_of(self, node: ast.expr | ast.keyword) -> Part:
        """The part in which a node stands."""
        start = self.code.start(node)
        for part in self.parts:
            if part.start <= start < part.end:
                return part
        raise Refused("an argument is not where it should be")

    def without(self, part: Part) -> tuple[Piece, ...]:
        """The parts without one of them, and without the comma that it leaves over."""
        index = self.parts.index(part)
        before = self.parts[index - 1] if index else None
        after = self.parts[index + 1] if index + 1 < len(self.parts) else None
        if self._has_its_lines(part):
            last = part.comma.end if part.comma else part.end
            lines = Piece(self.code.line_start(part.start), self.code.line_end(last), "")
            loose = before.comma if before is not None and part.comma is None else None
            return (lines,) if loose is None else (Piece(loose.start, loose.end, ""), lines)
        if before is not None:
            assert before.comma is not None
            if any(self.code.comments(before.end, part.start)):  # it speaks of what stays
                return Piece(before.comma.start, before.comma.end, ""), Piece(part.start, part.end, "")
            return (Piece(before.end, part.end, ""),)
        if after is not None:
            return (Piece(part.start, after.start, ""),)
        return (Piece(part.start, part.comma.end if part.comma else part.end, ""),)

    def _has_its_lines(self, part: Part) -> bool:
        """Whether nothing but the part, its comma and comments stands on its lines."""
        last = part.comma.end if part.comma else part.end
        begins = not self.code.between(self.code.line_start(part.start), part.start).strip()
        behind = self.code.between(last, self.code.line_end(last)).strip()
        return begins and (not behind or behind.startswith("#"))

    def with_last(self, text: str) -> tuple[Piece, ...]:
        """The parts and one more behind them, set as the last one is set."""
        if not self.parts:
            return (Piece(self.opened.end, self.opened.end, text),)
        last = self.parts[-1]
        alone = not self.code.between(self.code.line_start(last.start), last.start).strip()
        if alone and self._has_its_lines(last):
            gap = self.code.newline(last.start) + self.code.indent(last.start)
        else:
            gap = " "
        return (Piece(last.end, last.end, f",{gap}{text}"),)


def bracketed(code: Code, node: ast.expr) -> Bracketed:
    """The parts of a call, a list or a tuple in parentheses, whose last token is its closing bracket."""
    closed = code.token_at(code.end(node) - 1)
    if closed >= len(code.tokens) or code.tokens[closed].end != code.end(node) or closed not in code.brackets:
        raise Refused("it has no brackets")
    opened = code.brackets[closed]
    parts = tuple(_parts(code, opened, closed))
    return Bracketed(code, code.tokens[opened], code.tokens[closed], parts)


def _parts(code: Code, opened: int, closed: int) -> Iterator[Part]:
    index = first = opened + 1
    while index < closed:
        if index in code.brackets and code.brackets[index] > index:
            index = code.brackets[index]
        elif code.tokens[index].text == "lambda":
            index = _behind_parameters(code, index, closed)
        elif code.tokens[index].text == ",":
            yield Part(code.tokens[first].start, code.tokens[index - 1].end, code.tokens[index])
            first = index + 1
        index += 1
    if first < closed:
        yield Part(code.tokens[first].start, code.tokens[closed - 1].end, None)


def _behind_parameters(code: Code, index: int, closed: int) -> int:
    """The index of the colon that ends a lambda's parameters: its commas separate no arguments."""
    while index < closed and code.tokens[index].text != ":":
        index = code.brackets[index] + 1 if code.brackets.get(index, 0) > index else index + 1
    return index
