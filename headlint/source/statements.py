"""Lowering of statements and blocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import libcst as cst

import headlint.source.expressions  # noqa: F401  (fills the table of expressions)
from headlint.source import ir
from headlint.source.calls import arguments, parameters, type_parameters
from headlint.source.cursor import Cursor, Start
from headlint.source.dispatch import expression, optional, take_name
from headlint.source.patterns import pattern
from headlint.source.simple import SIMPLE, alias
from headlint.span import Span


def statements(c: Cursor, nodes: Sequence[cst.CSTNode]) -> ir.Body:
    """Lower the statements of a file or of a block."""
    lowered: list[ir.Stmt] = []
    for node in nodes:
        if isinstance(node, cst.SimpleStatementLine):
            _line(c, node.body, lowered)
        else:
            lowered.append(_COMPOUND[type(node)](c, node, c.start()))
    return tuple(lowered)


def _line(c: Cursor, nodes: Sequence[cst.BaseSmallStatement], lowered: list[ir.Stmt]) -> None:
    for node in nodes:
        lowered.extend(SIMPLE[type(node)](c, node, c.start()))


def _body(c: Cursor, node: cst.BaseSuite) -> ir.Body:
    c.take_next(":")
    if isinstance(node, cst.IndentedBlock):
        return statements(c, node.body)
    lowered: list[ir.Stmt] = []
    _line(c, node.body, lowered)  # type: ignore[arg-type]
    return tuple(lowered)


def _orelse(c: Cursor, node: cst.Else | None) -> ir.Body:
    if node is None:
        return ()
    c.take("else")
    return _body(c, node.body)


def _if(c: Cursor, node: cst.If, start: Start) -> ir.Stmt:
    """An ``if`` with its ``elif``s, which stand inside each other in the result."""
    heads: list[tuple[Start, ir.Expr, ir.Body]] = []
    keyword, rest = "if", node
    while True:
        c.take(keyword)
        test = expression(c, rest.test)
        heads.append((start, test, _body(c, rest.body)))
        if not isinstance(rest.orelse, cst.If):
            break
        keyword, rest, start = "elif", rest.orelse, c.start()
    orelse = _orelse(c, rest.orelse)
    for start, test, body in reversed(heads):
        lowered = ir.If(test, body, orelse, c.span(start))
        orelse = (lowered,)
    return lowered


def _while(c: Cursor, node: cst.While, start: Start) -> ir.Stmt:
    c.take("while")
    test = expression(c, node.test)
    body = _body(c, node.body)
    orelse = _orelse(c, node.orelse)
    return ir.While(test, body, orelse, c.span(start))


def _for(c: Cursor, node: cst.For, start: Start) -> ir.Stmt:
    if node.asynchronous is not None:
        c.take("async")
    c.take("for")
    target = expression(c, node.target)
    c.take("in")
    iterable = expression(c, node.iter)
    body = _body(c, node.body)
    orelse = _orelse(c, node.orelse)
    return ir.For(target, iterable, body, orelse, c.span(start))


def _with(c: Cursor, node: cst.With, start: Start) -> ir.Stmt:
    if node.asynchronous is not None:
        c.take("async")
    c.take("with")
    parenthesised = isinstance(node.lpar, cst.LeftParen)
    if parenthesised:
        c.take("(")
    items = tuple([_with_item(c, item) for item in node.items])
    if parenthesised:
        c.take(")")
    body = _body(c, node.body)
    return ir.With(items, body, c.span(start))


def _with_item(c: Cursor, node: cst.WithItem) -> tuple[ir.Expr, ir.Expr | None]:
    context = expression(c, node.item)
    if node.asname is None:
        return context, None
    c.take("as")
    return context, expression(c, node.asname.name)


def _try(c: Cursor, node: cst.Try | cst.TryStar, start: Start) -> ir.Stmt:
    c.take("try")
    body = _body(c, node.body)
    handlers = tuple([_handler(c, handler) for handler in node.handlers])
    orelse = _orelse(c, node.orelse)
    final: ir.Body = ()
    if node.finalbody is not None:
        c.take("finally")
        final = _body(c, node.finalbody.body)
    return ir.Try(body, handlers, orelse, final, c.span(start))


def _handler(c: Cursor, node: cst.ExceptHandler | cst.ExceptStarHandler) -> ir.Handler:
    start = c.start()
    c.take("except")
    if isinstance(node, cst.ExceptStarHandler):
        c.take("*")
    kinds = optional(c, node.type)
    name = alias(c, node.name)
    body = _body(c, node.body)
    return ir.Handler(kinds, name, body, c.span(start))


def _match(c: Cursor, node: cst.Match, start: Start) -> ir.Stmt:
    c.take("match")
    subject = expression(c, node.subject)
    c.take_next(":")
    cases = tuple([_case(c, case) for case in node.cases])
    return ir.Match(subject, cases, c.span(start))


def _case(c: Cursor, node: cst.MatchCase) -> ir.MatchCase:
    start = c.start()
    c.take("case")
    lowered = pattern(c, node.pattern)
    guard = None
    if node.guard is not None:
        c.take("if")
        guard = expression(c, node.guard)
    body = _body(c, node.body)
    return ir.MatchCase(lowered, guard, body, c.span(start))


# ── definitions ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _decorators(c: Cursor, nodes: Sequence[cst.Decorator]) -> tuple[ir.Expr, ...]:
    decorators = []
    for node in nodes:
        c.take("@")
        decorators.append(expression(c, node.decorator))
    return tuple(decorators)


def _define(c: Cursor, node: cst.FunctionDef, start: Start) -> ir.Stmt:
    decorators = _decorators(c, node.decorators)
    start = c.start()
    if node.asynchronous is not None:
        c.take("async")
    name, span = _head(c, "def", node.name, start)
    type_parameters(c, node.type_parameters)
    c.take("(")
    lowered = parameters(c, node.params)
    c.take(")")
    if node.returns is not None:
        c.take("->")
        expression(c, node.returns.annotation)
    outer, c.yields = c.yields, False
    body = _body(c, node.body)
    generator, c.yields = c.yields, outer
    return ir.Define(name, lowered, body, decorators, generator, span)


def _define_class(c: Cursor, node: cst.ClassDef, start: Start) -> ir.Stmt:
    decorators = _decorators(c, node.decorators)
    name, span = _head(c, "class", node.name, c.start())
    type_parameters(c, node.type_parameters)
    parenthesised = isinstance(node.lpar, cst.LeftParen)
    if parenthesised:
        c.take("(")
    lowered = arguments(c, [*node.bases, *node.keywords])
    if parenthesised:
        c.take(")")
    body = _body(c, node.body)
    return ir.DefineClass(name, lowered, body, decorators, span)


def _head(c: Cursor, keyword: str, node: cst.Name, start: Start) -> tuple[str, Span]:
    """``def name`` or ``class name``: what the span of a definition covers."""
    c.take(keyword)
    name = take_name(c, node)
    return name, c.span(start)


_COMPOUND: dict[type, Callable[[Cursor, Any, Start], ir.Stmt]] = {
    cst.If: _if,
    cst.While: _while,
    cst.For: _for,
    cst.With: _with,
    cst.Try: _try,
    cst.TryStar: _try,
    cst.Match: _match,
    cst.FunctionDef: _define,
    cst.ClassDef: _define_class,
}
