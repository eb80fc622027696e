"""Lowering of Python's own statements."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from headlint.source import ir
from headlint.source.own.expressions import BINARY, arguments, expression, expressions, optional, parameters
from headlint.source.own.text import Refused, Text
from headlint.span import Span

_GAP = r"(?:[ \t\f]|\\\n)+"
_HEAD = re.compile(rf"(?:async{_GAP})?(?:def|class){_GAP}\w+").match


def statements(t: Text, nodes: Sequence[ast.stmt]) -> ir.Body:
    """Lower the statements of a text or of a block. Raises KeyError for a class that only libcst's side lowers."""
    lowered: list[ir.Stmt] = []
    for node in nodes:
        lowered.extend(_LOWERINGS[type(node)](t, node))
    return tuple(lowered)


_Statements = Iterable[ir.Stmt]


def _evaluate(t: Text, node: ast.Expr) -> _Statements:
    return (ir.Evaluate(expression(t, node.value), t.span(node)),)


def _assign(t: Text, node: ast.Assign) -> _Statements:
    targets = expressions(t, node.targets)
    return (ir.Assign(targets, expression(t, node.value), None, t.span(node)),)


def _annotated(t: Text, node: ast.AnnAssign) -> _Statements:
    target, annotation = expression(t, node.target), expression(t, node.annotation)
    return (ir.Assign((target,), optional(t, node.value), annotation, t.span(node)),)


def _augmented(t: Text, node: ast.AugAssign) -> _Statements:
    target = expression(t, node.target)
    return (ir.Augment(target, BINARY[type(node.op)], expression(t, node.value), t.span(node)),)


def _return(t: Text, node: ast.Return) -> _Statements:
    return (ir.Return(optional(t, node.value), t.span(node)),)


def _pass(t: Text, node: ast.Pass) -> _Statements:
    return ()


def _break(t: Text, node: ast.Break) -> _Statements:
    return (ir.Jump("break", t.span(node)),)


def _continue(t: Text, node: ast.Continue) -> _Statements:
    return (ir.Jump("continue", t.span(node)),)


def _raise(t: Text, node: ast.Raise) -> _Statements:
    _look(t, node.exc)
    _look(t, node.cause)
    return (ir.Jump("raise", t.span(node)),)


def _assert(t: Text, node: ast.Assert) -> _Statements:
    test = expression(t, node.test)
    _look(t, node.msg)
    return (ir.Assert(test, t.span(node)),)


def _look(t: Text, node: ast.expr | None) -> None:
    """Go over an expression that is not kept: all that matters of it is whether it yields."""
    if node is not None and any(isinstance(part, (ast.Yield, ast.YieldFrom)) for part in ast.walk(node)):
        expression(t, node)


def _delete(t: Text, node: ast.Delete) -> _Statements:
    return (ir.Delete(expressions(t, node.targets), t.span(node)),)


def _global(t: Text, node: ast.Global) -> _Statements:
    return (ir.Scope("global", tuple(node.names), t.span(node)),)


def _nonlocal(t: Text, node: ast.Nonlocal) -> _Statements:
    return (ir.Scope("nonlocal", tuple(node.names), t.span(node)),)


def _import(t: Text, node: ast.Import) -> _Statements:
    return [ir.Import(alias.name, alias.asname, t.span(alias)) for alias in node.names]


def _import_from(t: Text, node: ast.ImportFrom) -> _Statements:
    names = () if node.names[0].name == "*" else tuple([(alias.name, alias.asname) for alias in node.names])
    return (ir.ImportFrom(node.module or "", node.level, names, t.span(node)),)


def _if(t: Text, node: ast.If) -> _Statements:
    test = expression(t, node.test)
    body = statements(t, node.body)
    return (ir.If(test, body, statements(t, node.orelse), t.span(node)),)


def _while(t: Text, node: ast.While) -> _Statements:
    test = expression(t, node.test)
    body = statements(t, node.body)
    return (ir.While(test, body, statements(t, node.orelse), t.span(node)),)


def _for(t: Text, node: ast.For | ast.AsyncFor) -> _Statements:
    target, iterable = expression(t, node.target), expression(t, node.iter)
    body = statements(t, node.body)
    return (ir.For(target, iterable, body, statements(t, node.orelse), t.span(node)),)


def _with(t: Text, node: ast.With | ast.AsyncWith) -> _Statements:
    items = [(expression(t, item.context_expr), optional(t, item.optional_vars)) for item in node.items]
    return (ir.With(tuple(items), statements(t, node.body), t.span(node)),)


def _try(t: Text, node: Any) -> _Statements:
    body = statements(t, node.body)
    handlers = []
    for handler in node.handlers:
        kinds = optional(t, handler.type)
        handlers.append(ir.Handler(kinds, handler.name, statements(t, handler.body), t.span(handler)))
    orelse, final = statements(t, node.orelse), statements(t, node.finalbody)
    return (ir.Try(body, tuple(handlers), orelse, final, t.span(node)),)


def _define(t: Text, node: ast.FunctionDef | ast.AsyncFunctionDef) -> _Statements:
    decorators, lowered = expressions(t, node.decorator_list), parameters(t, node.args)
    _look(t, node.returns)
    outer, t.yields = t.yields, False
    body = statements(t, node.body)
    generator, t.yields = t.yields, outer
    return (ir.Define(node.name, lowered, body, decorators, generator, _head(t, node)[1]),)


def _define_class(t: Text, node: ast.ClassDef) -> _Statements:
    decorators = expressions(t, node.decorator_list)
    if getattr(node, "type_params", ()):
        raise Refused  # they stand between the name and the parentheses
    end, span = _head(t, node)
    lowered = arguments(t, end, node.bases, node.keywords)
    return (ir.DefineClass(node.name, lowered, statements(t, node.body), decorators, span),)


def _head(t: Text, node: Any) -> tuple[int, Span]:
    """The end and the span of ``def name`` or ``class name``."""
    start = t.start(node)
    found = _HEAD(t.text, start)
    if found is None:
        raise Refused
    return found.end(), t.between(start, found.end())


_LOWERINGS: dict[type, Callable[[Text, Any], _Statements]] = {
    ast.Expr: _evaluate,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Return: _return,
    ast.Pass: _pass,
    ast.Break: _break,
    ast.Continue: _continue,
    ast.Raise: _raise,
    ast.Assert: _assert,
    ast.Delete: _delete,
    ast.Global: _global,
    ast.Nonlocal: _nonlocal,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.If: _if,
    ast.While: _while,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    ast.FunctionDef: _define,
    ast.AsyncFunctionDef: _define,
    ast.ClassDef: _define_class,
}
"""``match`` and ``type`` leave the text to libcst: rare statements, of which the tree gives few positions."""

if hasattr(ast, "TryStar"):  # Python 3.11
    _LOWERINGS[ast.TryStar] = _try
