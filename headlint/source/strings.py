"""Lowering of strings, f-strings, t-strings and their concatenations."""

from __future__ import annotations

from typing import Any

import libcst as cst

from headlint.source import ir
from headlint.source.cursor import Cursor, Start
from headlint.source.dispatch import LOWERINGS, expression
from headlint.source.literals import format_text, literal


def _string(c: Cursor, node: cst.SimpleString, start: Start) -> ir.Expr:
    c.take_text(node.value)
    return ir.Const(literal(node.value), c.span(start))


def _format(c: Cursor, node: cst.FormattedString, start: Start) -> ir.Expr:
    return ir.Format(_format_parts(c, node), c.span(start))


def _template(c: Cursor, node: Any, start: Start) -> ir.Expr:
    _format_parts(c, node)
    return ir.Opaque("a template string", c.span(start))


def _format_parts(c: Cursor, node: cst.FormattedString) -> tuple[ir.Expr, ...]:
    c.take_text(node.start)
    parts: list[ir.Expr] = []
    for part in node.parts:
        start, text = c.here(), _text(part)
        if text is None:
            parts.extend(_field(c, part))
        else:
            c.take_text(text)
            parts.append(ir.Const(format_text(node.start, text), c.span(start)))
    c.take_text(node.end)
    return tuple(parts)


def _text(part: Any) -> str | None:
    """The text of a literal part of an f-string or a t-string; None for a replacement field."""
    return getattr(part, "value", None)


def _field(c: Cursor, node: Any) -> list[ir.Expr]:
    """A replacement field. What changes how the value is shown (``!r``, ``:.2f``, ``=``) is an ``Opaque`` part behind
    it, so that nobody takes the plain text of the value for the result."""
    start = c.here()
    c.take_text("{")
    parts = [expression(c, node.expression)]
    if node.equal is not None:
        c.take_next("=")
    if node.conversion is not None:
        c.take("!")
        c.take(node.conversion)
    if node.format_spec is not None:
        c.take_next(":")
        for part in node.format_spec:
            text = _text(part)
            if text is None:
                _field(c, part)
            else:
                c.take_text(text)
        c.take_text("}")
    else:
        c.take("}")
    if node.equal is not None or node.conversion is not None or node.format_spec is not None:
        parts.append(ir.Opaque("a format specification", c.span(start)))
    return parts


def _concatenated(c: Cursor, node: cst.ConcatenatedString, start: Start) -> ir.Expr:
    """Adjacent literals: one constant, or one f-string when a piece is an f-string."""
    pieces: list[ir.Expr] = []
    rest: cst.BaseString = node
    while isinstance(rest, cst.ConcatenatedString):
        pieces.append(expression(c, rest.left))
        rest = rest.right
    pieces.append(expression(c, rest))
    span = c.span(start)
    values = [piece.value for piece in pieces if isinstance(piece, ir.Const)]
    if len(values) == len(pieces):
        return ir.Const((b"" if isinstance(values[0], bytes) else "").join(values), span)  # type: ignore[arg-type]
    if any(isinstance(piece, ir.Opaque) for piece in pieces):
        return ir.Opaque("a template string", span)
    return ir.Format(
        tuple(p for piece in pieces for p in (piece.parts if isinstance(piece, ir.Format) else (piece,))), span
    )


LOWERINGS |= {
    cst.SimpleString: _string,
    cst.FormattedString: _format,
    cst.ConcatenatedString: _concatenated,
}
if hasattr(cst, "TemplatedString"):  # libcst 1.8.3
    LOWERINGS[cst.TemplatedString] = _template
