"""Lowering of the patterns of a ``match`` statement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import libcst as cst

from headlint.source import ir
from headlint.source.cursor import Cursor, Start
from headlint.source.dispatch import expression, take_name


def pattern(c: Cursor, node: cst.MatchPattern) -> ir.Pattern:
    """Lower a pattern. As with expressions, parentheses around it are not part of its span, except a tuple's own."""
    if isinstance(node, (cst.MatchValue, cst.MatchSingleton)):
        value = expression(c, node.value)
        return ir.Pattern("value", value, (), None, value.span)
    parentheses = len(getattr(node, "lpar", ()))
    own = isinstance(node, cst.MatchTuple) and parentheses > 0
    for _ in range(parentheses - own):
        c.take("(")
    start = c.start()
    if own:
        c.take("(")
    lowered = _LOWERINGS[type(node)](c, node, start)
    for _ in range(parentheses - own):
        c.take(")")
    return lowered


def _tuple(c: Cursor, node: cst.MatchTuple, start: Start) -> ir.Pattern:
    parts = _elements(c, node.patterns)
    if node.lpar:
        c.take(")")
    return ir.Pattern("sequence", None, parts, None, c.span(start))


def _list(c: Cursor, node: cst.MatchList, start: Start) -> ir.Pattern:
    """A list, or a sequence without any brackets."""
    if node.lbracket is not None:
        c.take("[")
    parts = _elements(c, node.patterns)
    if node.rbracket is not None:
        c.take("]")
    elif isinstance(node.patterns[-1].comma, cst.Comma):
        c.take_next(",")
    return ir.Pattern("sequence", None, parts, None, c.span(start))


def _elements(c: Cursor, nodes: Sequence[cst.MatchSequenceElement | cst.MatchStar]) -> tuple[ir.Pattern, ...]:
    return tuple([_star(c, node) if isinstance(node, cst.MatchStar) else pattern(c, node.value) for node in nodes])


def _star(c: Cursor, node: cst.MatchStar) -> ir.Pattern:
    start = c.start()
    c.take("*")
    return ir.Pattern("star", None, (), _capture(c, node.name), c.span(start))


def _capture(c: Cursor, name: cst.Name | None) -> str | None:
    """The name that a pattern binds; None for ``_``."""
    if name is None:
        c.take("_")
        return None
    return take_name(c, name)


def _mapping(c: Cursor, node: cst.MatchMapping, start: Start) -> ir.Pattern:
    c.take("{")
    parts = []
    for element in node.elements:
        expression(c, element.key)
        parts.append(pattern(c, element.pattern))
    if node.rest is not None:
        rest = c.start()
        c.take("**")
        parts.append(ir.Pattern("star", None, (), take_name(c, node.rest), c.span(rest)))
    c.take("}")
    return ir.Pattern("mapping", None, tuple(parts), None, c.span(start))


def _class(c: Cursor, node: cst.MatchClass, start: Start) -> ir.Pattern:
    value = expression(c, node.cls)
    c.take("(")
    parts = [pattern(c, element.value) for element in node.patterns if isinstance(element, cst.MatchSequenceElement)]
    for keyword in node.kwds:
        take_name(c, keyword.key)
        parts.append(pattern(c, keyword.pattern))
    c.take(")")
    return ir.Pattern("class", value, tuple(parts), None, c.span(start))


def _as(c: Cursor, node: cst.MatchAs, start: Start) -> ir.Pattern:
    """``pattern as name``, a bare name, or ``_``."""
    if node.pattern is None:
        return ir.Pattern("any", None, (), _capture(c, node.name), c.span(start))
    part = pattern(c, node.pattern)
    c.take("as")
    name = _capture(c, node.name)
    return ir.Pattern("as", None, (part,), name, c.span(start))


def _or(c: Cursor, node: cst.MatchOr, start: Start) -> ir.Pattern:
    parts = []
    for element in node.patterns:
        parts.append(pattern(c, element.pattern))
        if isinstance(element.separator, cst.BitOr):
            c.take("|")
    return ir.Pattern("or", None, tuple(parts), None, c.span(start))


_LOWERINGS: dict[type, Callable[[Cursor, Any, Start], ir.Pattern]] = {
    cst.MatchTuple: _tuple,
    cst.MatchList: _list,
    cst.MatchMapping: _mapping,
    cst.MatchClass: _class,
    cst.MatchAs: _as,
    cst.MatchOr: _or,
}
