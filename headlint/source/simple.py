"""Lowering of simple statements, those that fit on a line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import libcst as cst

from headlint.source import ir
from headlint.source.calls import type_parameters
from headlint.source.cursor import Cursor, Start
from headlint.source.dispatch import expression, optional, take_name

Statements = Iterable[ir.Stmt]

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
    type_parameters(c, node.type_parameters)
    value_start = c.start()
    expression(c, node.value)
    value = ir.Opaque("a type alias", c.span(value_start))
    return (ir.Assign((name,), value, None, c.span(start)),)


# ── imports ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _import(c: Cursor, node: cst.Import, start: Start) -> Statements:
    c.take("import")
    return [_import_module(c, item) for item in node.names]


def _import_module(c: Cursor, node: cst.ImportAlias) -> ir.Import:
    """One module; its span is that of the alias, for a statement may import several."""
    start = c.start()
    module = _dotted(c, node.name)
    bound = alias(c, node.asname)
    return ir.Import(module, bound, c.span(start))


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
        names = [(_dotted(c, item.name), alias(c, item.asname)) for item in node.names]
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


def alias(c: Cursor, node: cst.AsName | None) -> str | None:
    if node is None:
        return None
    c.take("as")
    assert isinstance(node.name, cst.Name)
    return take_name(c, node.name)


SIMPLE: dict[type, Callable[[Cursor, Any, Start], Iterable[ir.Stmt]]] = {
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
if hasattr(cst, "LazyImport"):  # Python 3.15
    SIMPLE |= {cst.LazyImport: _lazy_import, cst.LazyImportFrom: _lazy_import_from}
