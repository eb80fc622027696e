"""Lowering of statements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import libcst as cst

from headlint.source import ir
from headlint.source.cursor import Cursor, Start
from headlint.source.expressions import arguments, expression, identifier, optional, parameters, take_name
from headlint.source.patterns import pattern
from headlint.span import Span

# The token of each augmented assignment; the operator's name goes without its "in place" form.
_AUGMENTED = {
    cst.AddAssign: ("add", "+="),
    cst.SubtractAssign: ("sub", "-="),
    cst.MultiplyAssign: ("mul", "*="),
    cst.DivideAssign: ("truediv", "/="),
    cst.FloorDivideAssign: ("floordiv", "//="),
    cst.ModuloAssign: ("mod", "%="),
    cst.PowerAssign: ("pow", "**="),
    cst.MatrixMultiplyAssign: ("matmul", "@="),
    cst.LeftShiftAssign: ("lshift", "<<="),
    cst.RightShiftAssign: ("rshift", ">>="),
    cst.BitAndAssign: ("and_", "&="),
    cst.BitOrAssign: ("or_", "|="),
    cst.BitXorAssign: ("xor", "^="),
}

Statements = Iterable[ir.Stmt]


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
        lowered.extend(_SIMPLE[type(node)](c, node, c.start()))


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


# ── simple statements ────────────────────────────────────────────────────────────────────────────────────────────────


def _evaluate(c: Cursor, node: cst.Expr, start: Start) -> Statements:
    value = expression(c, node.value)
    return (ir.Evaluate(value, c.span(start)),)


def _assign(c: Cursor, node: cst.Assign, start: Start) -> Statements:
    targets = tuple([expression(c, target.target) for target in node.targets])
    value = expression(c, node.value)
    return (ir.Assign(targets, value, None, c.span(start)),)


def _annotated(c: Cursor, node: cst.AnnAssign, start: Start) -> Statements:
    target = expression(c, node.target)
    annotation = expression(c, node.annotation.annotation)
    value = optional(c, node.value)
    return (ir.Assign((target,), value, annotation, c.span(start)),)


def _augmented(c: Cursor, node: cst.AugAssign, start: Start) -> Statements:
    target = expression(c, node.target)
    operator, token = _AUGMENTED[type(node.operator)]
    c.take(token)
    value = expression(c, node.value)
    return (ir.Augment(target, operator, value, c.span(start)),)


def _return(c: Cursor, node: cst.Return, start: Start) -> Statements:
    c.take("return")
    value = optional(c, node.value)
    return (ir.Return(value, c.span(start)),)


def _pass(c: Cursor, node: cst.Pass, start: Start) -> Statements:
    c.take("pass")
    return ()


def _break(c: Cursor, node: cst.Break, start: Start) -> Statements:
    c.take("break")
    return (ir.Jump("break", c.span(start)),)


def _continue(c: Cursor, node: cst.Continue, start: Start) -> Statements:
    c.take("continue")
    return (ir.Jump("continue", c.span(start)),)


def _raise(c: Cursor, node: cst.Raise, start: Start) -> Statements:
    c.take("raise")
    optional(c, node.exc)
    if node.cause is not None:
        c.take("from")
        expression(c, node.cause.item)
    return (ir.Jump("raise", c.span(start)),)


def _assert(c: Cursor, node: cst.Assert, start: Start) -> Statements:
    c.take("assert")
    test = expression(c, node.test)
    optional(c, node.msg)
    return (ir.Assert(test, c.span(start)),)


def _delete(c: Cursor, node: cst.Del, start: Start) -> Statements:
    c.take("del")
    target = expression(c, node.target)
    bare = isinstance(node.target, cst.Tuple) and not node.target.lpar
    targets = target.items if bare and isinstance(target, ir.Display) else (target,)
    return (ir.Delete(targets, c.span(start)),)


def _global(c: Cursor, node: cst.Global, start: Start) -> Statements:
    c.take("global")
    names = tuple([take_name(c, item.name) for item in node.names])
    return (ir.Scope("global", names, c.span(start)),)


def _nonlocal(c: Cursor, node: cst.Nonlocal, start: Start) -> Statements:
    c.take("nonlocal")
    names = tuple([take_name(c, item.name) for item in node.names])
    return (ir.Scope("nonlocal", names, c.span(start)),)


def _type_alias(c: Cursor, node: cst.TypeAlias, start: Start) -> Statements:
    """``type X = ...`` binds a name to something that no head is made of."""
    c.take("type")
    name = expression(c, node.name)
    _type_parameters(c, node.type_parameters)
    value_start = c.start()
    expression(c, node.value)
    value = ir.Opaque("a type alias", c.span(value_start))
    return (ir.Assign((name,), value, None, c.span(start)),)


def _type_parameters(c: Cursor, node: cst.TypeParameters | None) -> None:
    """Go over ``[T: bound = default, *Ts, **P]``."""
    if node is None:
        return
    c.take("[")
    for item in node.params:
        parameter = item.param
        if isinstance(parameter, cst.TypeVarTuple):
            c.take("*")
        elif isinstance(parameter, cst.ParamSpec):
            c.take("**")
        take_name(c, parameter.name)
        if isinstance(parameter, cst.TypeVar):
            optional(c, parameter.bound)
        if item.default is not None:
            c.take(item.star)
            expression(c, item.default)
    c.take("]")


# ── imports ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _import(c: Cursor, node: cst.Import, start: Start) -> Statements:
    c.take("import")
    return [_import_alias(c, alias) for alias in node.names]


def _import_alias(c: Cursor, node: cst.ImportAlias) -> ir.Import:
    """One module; its span is that of the alias, for a statement may import several."""
    start = c.start()
    module = _dotted(c, node.name)
    alias = _alias(c, node.asname)
    return ir.Import(module, alias, c.span(start))


def _import_from(c: Cursor, node: cst.ImportFrom, start: Start) -> Statements:
    c.take("from")
    for _ in node.relative:
        c.take(".")
    module = _dotted(c, node.module) if node.module is not None else ""
    c.take("import")
    if node.lpar is not None:
        c.take("(")
    names: list[tuple[str, str | None]] = []
    if isinstance(node.names, cst.ImportStar):
        c.take("*")
    else:
        names = [(_dotted(c, alias.name), _alias(c, alias.asname)) for alias in node.names]
    if node.rpar is not None:
        c.take(")")
    return (ir.ImportFrom(module, len(node.relative), tuple(names), c.span(start)),)


def _lazy_import(c: Cursor, node: Any, start: Start) -> Statements:
    c.take("lazy")
    return _import(c, node, start)


def _lazy_import_from(c: Cursor, node: Any, start: Start) -> Statements:
    c.take("lazy")
    return _import_from(c, node, start)


def _dotted(c: Cursor, node: cst.BaseExpression) -> str:
    names = []
    while isinstance(node, cst.Attribute):
        names.append(node.attr)
        node = node.value
    assert isinstance(node, cst.Name)
    dotted = take_name(c, node)
    for name in reversed(names):
        c.take(".")
        dotted += "." + take_name(c, name)
    return dotted


def _alias(c: Cursor, node: cst.AsName | None) -> str | None:
    if node is None:
        return None
    c.take("as")
    assert isinstance(node.name, cst.Name)
    return take_name(c, node.name)


# ── compound statements ──────────────────────────────────────────────────────────────────────────────────────────────


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
    name = _alias(c, node.name)
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
    _type_parameters(c, node.type_parameters)
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
    _type_parameters(c, node.type_parameters)
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


_SIMPLE: dict[type, Callable[[Cursor, Any, Start], Statements]] = {
    cst.Expr: _evaluate,
    cst.Assign: _assign,
    cst.AnnAssign: _annotated,
    cst.AugAssign: _augmented,
    cst.Return: _return,
    cst.Pass: _pass,
    cst.Break: _break,
    cst.Continue: _continue,
    cst.Raise: _raise,
    cst.Assert: _assert,
    cst.Del: _delete,
    cst.Global: _global,
    cst.Nonlocal: _nonlocal,
    cst.TypeAlias: _type_alias,
    cst.Import: _import,
    cst.ImportFrom: _import_from,
}
# Newer syntax than the oldest libcst that is supported.
for _kind, _lowering in (("LazyImport", _lazy_import), ("LazyImportFrom", _lazy_import_from)):
    if hasattr(cst, _kind):
        _SIMPLE[getattr(cst, _kind)] = _lowering

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
