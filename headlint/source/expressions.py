"""Lowering of names, numbers, access to parts, and operators. Importing this module fills the table of expressions."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

import headlint.source.calls
import headlint.source.displays
import headlint.source.strings  # noqa: F401
from headlint.source import ir
from headlint.source.cursor import Cursor, Start
from headlint.source.dispatch import LOWERINGS, expression, identifier, optional, take_name
from headlint.source.literals import literal

_SINGLETONS: dict[str, object] = {"None": None, "True": True, "False": False}

# The name in the ``operator`` module and the tokens of each operator.
_UNARY = {
    cst.Plus: ("pos", "+"),
    cst.Minus: ("neg", "-"),
    cst.BitInvert: ("invert", "~"),
    cst.Not: ("not_", "not"),
}
_BINARY = {
    cst.Add: ("add", "+"),
    cst.Subtract: ("sub", "-"),
    cst.Multiply: ("mul", "*"),
    cst.Divide: ("truediv", "/"),
    cst.FloorDivide: ("floordiv", "//"),
    cst.Modulo: ("mod", "%"),
    cst.Power: ("pow", "**"),
    cst.MatrixMultiply: ("matmul", "@"),
    cst.LeftShift: ("lshift", "<<"),
    cst.RightShift: ("rshift", ">>"),
    cst.BitAnd: ("and_", "&"),
    cst.BitOr: ("or_", "|"),
    cst.BitXor: ("xor", "^"),
}
_COMPARISON: dict[type[cst.BaseCompOp], tuple[str, tuple[str, ...]]] = {
    cst.Equal: ("eq", ("==",)),
    cst.NotEqual: ("ne", ("!=",)),
    cst.LessThan: ("lt", ("<",)),
    cst.LessThanEqual: ("le", ("<=",)),
    cst.GreaterThan: ("gt", (">",)),
    cst.GreaterThanEqual: ("ge", (">=",)),
    cst.Is: ("is_", ("is",)),
    cst.IsNot: ("is_not", ("is", "not")),
    cst.In: ("contains", ("in",)),
    cst.NotIn: ("not_contains", ("not", "in")),
}


def _name(c: Cursor, node: cst.Name, start: Start) -> ir.Expr:
    c.take(node.value)
    span = c.span(start)
    if node.value in _SINGLETONS:
        return ir.Const(_SINGLETONS[node.value], span)
    return ir.Name(identifier(node), span)


def _number(c: Cursor, node: cst.Integer | cst.Float | cst.Imaginary, start: Start) -> ir.Expr:
    c.take(node.value)
    return ir.Const(literal(node.value), c.span(start))


def _ellipsis(c: Cursor, node: cst.Ellipsis, start: Start) -> ir.Expr:
    c.take("...")
    return ir.Const(..., c.span(start))


def _attribute(c: Cursor, node: cst.Attribute, start: Start) -> ir.Expr:
    value = expression(c, node.value)
    c.take(".")
    name = take_name(c, node.attr)
    return ir.Attribute(value, name, c.span(start))


def _subscript(c: Cursor, node: cst.Subscript, start: Start) -> ir.Expr:
    value = expression(c, node.value)
    c.take("[")
    index = _index(c, node.slice)
    c.take("]")
    return ir.Subscript(value, index, c.span(start))


def _index(c: Cursor, elements: Sequence[cst.SubscriptElement]) -> ir.Expr:
    """What stands between the brackets of a subscript: a tuple if there is a comma or a star."""
    first = elements[0]
    single = len(elements) == 1 and not isinstance(first.comma, cst.Comma)
    if single and not (isinstance(first.slice, cst.Index) and first.slice.star):
        return _slice(c, first.slice)
    c.skip()
    start = c.here()
    items = []
    for element in elements:
        items.append(_slice(c, element.slice))
        if isinstance(element.comma, cst.Comma):
            c.take_next(",")
    return ir.Display("tuple", tuple(items), c.span(start))


def _slice(c: Cursor, node: cst.BaseSlice) -> ir.Expr:
    c.skip()
    start = c.here()
    if isinstance(node, cst.Slice):
        lower = optional(c, node.lower)
        c.take_next(":")
        upper = optional(c, node.upper)
        if isinstance(node.second_colon, cst.Colon):
            c.take_next(":")
        step = optional(c, node.step)
        return ir.Slice(lower, upper, step, c.span(start))
    assert isinstance(node, cst.Index)
    if not node.star:
        return expression(c, node.value)
    c.take("*")
    return ir.Star(expression(c, node.value), c.span(start))


def _unary(c: Cursor, node: cst.UnaryOperation, start: Start) -> ir.Expr:
    name, token = _UNARY[type(node.operator)]
    c.take(token)
    return ir.Operation(name, (expression(c, node.expression),), c.span(start))


def _binary(c: Cursor, node: cst.BinaryOperation, start: Start) -> ir.Expr:
    name, token = _BINARY[type(node.operator)]
    left = expression(c, node.left)
    c.take(token)
    right = expression(c, node.right)
    return ir.Operation(name, (left, right), c.span(start))


def _boolean(c: Cursor, node: cst.BooleanOperation, start: Start) -> ir.Expr:
    """``a and b and c`` is one node here, and nested to the left in libcst."""
    kind = type(node.operator)
    token = "and" if kind is cst.And else "or"
    rest: list[cst.BaseExpression] = []
    first: cst.BaseExpression = node
    while (
        isinstance(first, cst.BooleanOperation) and type(first.operator) is kind and (first is node or not first.lpar)
    ):
        rest.append(first.right)
        first = first.left
    operands = [expression(c, first)]
    for operand in reversed(rest):
        c.take(token)
        operands.append(expression(c, operand))
    return ir.BoolOp(token, tuple(operands), c.span(start))


def _comparison(c: Cursor, node: cst.Comparison, start: Start) -> ir.Expr:
    comparisons: list[ir.Expr] = []
    left_start, left = start, expression(c, node.left)
    for comparison in node.comparisons:
        name, tokens = _COMPARISON[type(comparison.operator)]
        for token in tokens:
            c.take_next(token)
        right_start = c.start()
        right = expression(c, comparison.comparator)
        operands = (right, left) if name.endswith("contains") else (left, right)
        comparisons.append(ir.Operation(name, operands, c.span(left_start)))
        left_start, left = right_start, right
    return comparisons[0] if len(comparisons) == 1 else ir.BoolOp("and", tuple(comparisons), c.span(start))


def _conditional(c: Cursor, node: cst.IfExp, start: Start) -> ir.Expr:
    body = expression(c, node.body)
    c.take("if")
    test = expression(c, node.test)
    c.take("else")
    orelse = expression(c, node.orelse)
    return ir.Conditional(test, body, orelse, c.span(start))


def _walrus(c: Cursor, node: cst.NamedExpr, start: Start) -> ir.Expr:
    assert isinstance(node.target, cst.Name)
    name = take_name(c, node.target)
    c.take_next(":=")
    return ir.Walrus(name, expression(c, node.value), c.span(start))


def _await(c: Cursor, node: cst.Await, start: Start) -> ir.Expr:
    c.take("await")
    return ir.Await(expression(c, node.expression), c.span(start))


def _yield(c: Cursor, node: cst.Yield, start: Start) -> ir.Expr:
    c.take("yield")
    c.yields = True
    if isinstance(node.value, cst.From):
        c.take("from")
        return ir.Yield(expression(c, node.value.item), True, c.span(start))
    return ir.Yield(optional(c, node.value), False, c.span(start))


LOWERINGS |= {
    cst.Name: _name,
    cst.Integer: _number,
    cst.Float: _number,
    cst.Imaginary: _number,
    cst.Ellipsis: _ellipsis,
    cst.Attribute: _attribute,
    cst.Subscript: _subscript,
    cst.UnaryOperation: _unary,
    cst.BinaryOperation: _binary,
    cst.BooleanOperation: _boolean,
    cst.Comparison: _comparison,
    cst.IfExp: _conditional,
    cst.NamedExpr: _walrus,
    cst.Await: _await,
    cst.Yield: _yield,
}
