"""Lowering of displays and comprehensions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import libcst as cst

from headlint.source import ir
from headlint.source.cursor import Cursor, Start
from headlint.source.dispatch import LOWERINGS, expression


def _items(c: Cursor, elements: Sequence[cst.BaseElement]) -> tuple[ir.Expr, ...]:
    return tuple([_element(c, element) for element in elements])


def _element(c: Cursor, node: cst.BaseElement | cst.BaseExpression) -> ir.Expr:
    return expression(c, node.value if isinstance(node, cst.Element) else node)  # type: ignore[arg-type]


def _starred(c: Cursor, node: cst.StarredElement, start: Start) -> ir.Expr:
    c.take("*")
    return ir.Star(expression(c, node.value), c.span(start))


def _tuple(c: Cursor, node: cst.Tuple, start: Start) -> ir.Expr:
    items = _items(c, node.elements)
    if node.lpar:
        c.take(")")
    elif isinstance(node.elements[-1].comma, cst.Comma):
        c.take_next(",")
    return ir.Display("tuple", items, c.span(start))


def _list(c: Cursor, node: cst.List, start: Start) -> ir.Expr:
    c.take("[")
    items = _items(c, node.elements)
    c.take("]")
    return ir.Display("list", items, c.span(start))


def _set(c: Cursor, node: cst.Set, start: Start) -> ir.Expr:
    c.take("{")
    items = _items(c, node.elements)
    c.take("}")
    return ir.Display("set", items, c.span(start))


def _dict(c: Cursor, node: cst.Dict, start: Start) -> ir.Expr:
    c.take("{")
    items = tuple([_dict_item(c, element) for element in node.elements])
    c.take("}")
    return ir.DictDisplay(items, c.span(start))


def _dict_item(c: Cursor, node: cst.BaseDictElement) -> tuple[ir.Expr | None, ir.Expr]:
    if isinstance(node, cst.DictElement):
        key = expression(c, node.key)
        return key, expression(c, node.value)
    c.take("**")
    return None, expression(c, node.value)


def generator(c: Cursor, node: cst.GeneratorExp, start: Start, shared: bool = False) -> ir.Comprehension:
    value = _element(c, node.elt)
    clauses = _clauses(c, node.for_in)
    if node.lpar or shared:
        c.take(")")
    return ir.Comprehension("generator", None, value, clauses, c.span(start))


def _list_comprehension(c: Cursor, node: cst.ListComp, start: Start) -> ir.Expr:
    c.take("[")
    value = _element(c, node.elt)
    clauses = _clauses(c, node.for_in)
    c.take("]")
    return ir.Comprehension("list", None, value, clauses, c.span(start))


def _set_comprehension(c: Cursor, node: cst.SetComp, start: Start) -> ir.Expr:
    c.take("{")
    value = _element(c, node.elt)
    clauses = _clauses(c, node.for_in)
    c.take("}")
    return ir.Comprehension("set", None, value, clauses, c.span(start))


def _dict_comprehension(c: Cursor, node: cst.DictComp, start: Start) -> ir.Expr:
    c.take("{")
    key = expression(c, node.key)
    value = expression(c, node.value)
    clauses = _clauses(c, node.for_in)
    c.take("}")
    return ir.Comprehension("dict", key, value, clauses, c.span(start))


def _starred_dict_comprehension(c: Cursor, node: Any, start: Start) -> ir.Expr:
    c.take("{")
    c.take("**")
    expression(c, node.value)
    _clauses(c, node.for_in)
    c.take("}")
    return ir.Opaque("a dict comprehension that unpacks", c.span(start))


def _clauses(c: Cursor, node: cst.CompFor | None) -> tuple[ir.Clause, ...]:
    clauses = []
    while node is not None:
        start = c.start()
        if node.asynchronous is not None:
            c.take("async")
        c.take("for")
        target = expression(c, node.target)
        c.take("in")
        iterable = expression(c, node.iter)
        conditions = []
        for condition in node.ifs:
            c.take("if")
            conditions.append(expression(c, condition.test))
        clauses.append(ir.Clause(target, iterable, tuple(conditions), c.span(start)))
        node = node.inner_for_in
    return tuple(clauses)


LOWERINGS |= {
    cst.StarredElement: _starred,
    cst.Tuple: _tuple,
    cst.List: _list,
    cst.Set: _set,
    cst.Dict: _dict,
    cst.GeneratorExp: generator,
    cst.ListComp: _list_comprehension,
    cst.SetComp: _set_comprehension,
    cst.DictComp: _dict_comprehension,
}
if hasattr(cst, "StarredDictComp"):  # Python 3.15
    LOWERINGS[cst.StarredDictComp] = _starred_dict_comprehension
