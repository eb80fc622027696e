"""Lowering of Python's own expressions."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

from headlint.source import ir
from headlint.source.own.fstrings import pieces
from headlint.source.own.text import Text

UNARY = {ast.UAdd: "pos", ast.USub: "neg", ast.Invert: "invert", ast.Not: "not_"}
BINARY: dict[type[ast.operator], str] = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "truediv", ast.FloorDiv: "floordiv", ast.Mod: "mod",
    ast.Pow: "pow", ast.MatMult: "matmul", ast.LShift: "lshift", ast.RShift: "rshift", ast.BitAnd: "and_",
    ast.BitOr: "or_", ast.BitXor: "xor",
}  # fmt: skip
COMPARISON: dict[type[ast.cmpop], tuple[str, tuple[str, ...]]] = {
    ast.Eq: ("eq", ("==",)), ast.NotEq: ("ne", ("!=",)), ast.Lt: ("lt", ("<",)), ast.LtE: ("le", ("<=",)),
    ast.Gt: ("gt", (">",)), ast.GtE: ("ge", (">=",)), ast.Is: ("is_", ("is",)), ast.IsNot: ("is_not", ("is", "not")),
    ast.In: ("contains", ("in",)), ast.NotIn: ("not_contains", ("not", "in")),
}  # fmt: skip


def expression(t: Text, node: ast.expr) -> ir.Expr:
    """Lower an expression. Raises KeyError for a class that only libcst's side lowers."""
    return _LOWERINGS[type(node)](t, node)


def optional(t: Text, node: ast.expr | None) -> ir.Expr | None:
    return _LOWERINGS[type(node)](t, node) if node is not None else None


def expressions(t: Text, nodes: Sequence[ast.expr]) -> tuple[ir.Expr, ...]:
    return tuple([_LOWERINGS[type(node)](t, node) for node in nodes])


def _constant(t: Text, node: ast.Constant) -> ir.Expr:
    return ir.Const(node.value, t.span(node))


def _name(t: Text, node: ast.Name) -> ir.Expr:
    return ir.Name(node.id, t.span(node))


def _attribute(t: Text, node: ast.Attribute) -> ir.Expr:
    return ir.Attribute(expression(t, node.value), node.attr, t.span(node))


def _subscript(t: Text, node: ast.Subscript) -> ir.Expr:
    value = expression(t, node.value)
    return ir.Subscript(value, expression(t, node.slice), t.span(node))


def _slice(t: Text, node: ast.Slice) -> ir.Expr:
    lower, upper = optional(t, node.lower), optional(t, node.upper)
    return ir.Slice(lower, upper, optional(t, node.step), t.span(node))


def _call(t: Text, node: ast.Call) -> ir.Expr:
    function = expression(t, node.func)
    return ir.Call(function, arguments(t, t.end(node.func), node.args, node.keywords), t.span(node))


def arguments(
    t: Text, before: int, positional: Sequence[ast.expr], keywords: Sequence[ast.keyword]
) -> tuple[ir.Argument, ...]:
    """Arguments in the order of the text. ``before``: the end of what stands before their parentheses."""
    if not positional and not keywords:
        return ()
    nodes: list[Any] = [*positional, *keywords]
    if keywords and positional:
        nodes.sort(key=lambda node: (node.lineno, node.col_offset))
    if len(nodes) == 1 and type(nodes[0]) is ast.GeneratorExp:
        shared = _shares(t, before, nodes[0])
        if shared is not None:
            return (shared,)
    after = t.past(before, "(")
    lowered = []
    for node in nodes:
        kind = type(node)
        if kind is ast.keyword:
            star = "" if node.arg is not None else "**"
            lowered.append(ir.Argument(expression(t, node.value), node.arg, star, t.span(node)))
            after = t.end(node)
        elif kind is ast.Starred:
            lowered.append(ir.Argument(expression(t, node.value), None, "*", t.span(node)))
            after = t.end(node)
        else:
            value = expression(t, node)
            start, after = t.wrapped(after, node)
            inner = start == t.start(node)
            lowered.append(ir.Argument(value, None, "", value.span if inner else t.between(start, after)))
    return tuple(lowered)


def _shares(t: Text, before: int, node: ast.GeneratorExp) -> ir.Argument | None:
    """A generator as the only argument, if its parentheses are those of the call."""
    if t.past(before) != t.start(node):
        return None
    value = expression(t, node)
    return ir.Argument(value, None, "", value.span)


def _unary(t: Text, node: ast.UnaryOp) -> ir.Expr:
    return ir.Operation(UNARY[type(node.op)], (expression(t, node.operand),), t.span(node))


def _binary(t: Text, node: ast.BinOp) -> ir.Expr:
    left = expression(t, node.left)
    return ir.Operation(BINARY[type(node.op)], (left, expression(t, node.right)), t.span(node))


def _boolean(t: Text, node: ast.BoolOp) -> ir.Expr:
    return ir.BoolOp("and" if type(node.op) is ast.And else "or", expressions(t, node.values), t.span(node))


def _comparison(t: Text, node: ast.Compare) -> ir.Expr:
    if len(node.ops) == 1:
        name, _ = COMPARISON[type(node.ops[0])]
        left, right = expression(t, node.left), expression(t, node.comparators[0])
        return ir.Operation(name, (right, left) if name.endswith("contains") else (left, right), t.span(node))
    parts: list[ir.Expr] = []
    left = expression(t, node.left)
    start, end = t.wrapped(t.start(node), node.left)
    for op, comparator in zip(node.ops, node.comparators, strict=True):
        name, tokens = COMPARISON[type(op)]
        right = expression(t, comparator)
        next_start, end = t.wrapped(t.past(end, *tokens), comparator)
        operands = (right, left) if name.endswith("contains") else (left, right)
        parts.append(ir.Operation(name, operands, t.between(start, end)))
        start, left = next_start, right
    return ir.BoolOp("and", tuple(parts), t.span(node))


def _conditional(t: Text, node: ast.IfExp) -> ir.Expr:
    body, test = expression(t, node.body), expression(t, node.test)
    return ir.Conditional(test, body, expression(t, node.orelse), t.span(node))


def _starred(t: Text, node: ast.Starred) -> ir.Expr:
    return ir.Star(expression(t, node.value), t.span(node))


def _tuple(t: Text, node: ast.Tuple) -> ir.Expr:
    return ir.Display("tuple", expressions(t, node.elts), t.span(node))


def _list(t: Text, node: ast.List) -> ir.Expr:
    return ir.Display("list", expressions(t, node.elts), t.span(node))


def _set(t: Text, node: ast.Set) -> ir.Expr:
    return ir.Display("set", expressions(t, node.elts), t.span(node))


def _dict(t: Text, node: ast.Dict) -> ir.Expr:
    items = [(optional(t, key), expression(t, value)) for key, value in zip(node.keys, node.values, strict=True)]
    return ir.DictDisplay(tuple(items), t.span(node))


def _generator(t: Text, node: ast.GeneratorExp) -> ir.Expr:
    return _comprehension(t, node, "generator")


def _list_comprehension(t: Text, node: ast.ListComp) -> ir.Expr:
    return _comprehension(t, node, "list")


def _set_comprehension(t: Text, node: ast.SetComp) -> ir.Expr:
    return _comprehension(t, node, "set")


def _comprehension(t: Text, node: ast.GeneratorExp | ast.ListComp | ast.SetComp, kind: str) -> ir.Expr:
    value = expression(t, node.elt)
    return ir.Comprehension(kind, None, value, _clauses(t, t.end(node.elt), node.generators), t.span(node))


def _dict_comprehension(t: Text, node: ast.DictComp) -> ir.Expr:
    key, value = expression(t, node.key), expression(t, node.value)
    return ir.Comprehension("dict", key, value, _clauses(t, t.end(node.value), node.generators), t.span(node))


def _clauses(t: Text, before: int, nodes: Sequence[ast.comprehension]) -> tuple[ir.Clause, ...]:
    """``for target in iterable if condition``: these nodes have no positions of their own."""
    clauses = []
    for node in nodes:
        start = t.past(before)
        start = t.past(start, "async", "for") if node.is_async else t.past(start, "for")
        begin = t.text.rfind("async" if node.is_async else "for", 0, start)
        target, iterable = expression(t, node.target), expression(t, node.iter)
        _, end = t.wrapped(start, node.target)
        _, end = t.wrapped(t.past(end, "in"), node.iter)
        conditions = []
        for condition in node.ifs:
            conditions.append(expression(t, condition))
            _, end = t.wrapped(t.past(end, "if"), condition)
        clauses.append(ir.Clause(target, iterable, tuple(conditions), t.between(begin, end)))
        before = end
    return tuple(clauses)


def _format(t: Text, node: ast.JoinedStr) -> ir.Expr:
    """An f-string, or adjacent strings of which one is."""
    return ir.Format(tuple(pieces(t, t.start(node), t.end(node), expression)), t.span(node))


def _walrus(t: Text, node: ast.NamedExpr) -> ir.Expr:
    return ir.Walrus(node.target.id, expression(t, node.value), t.span(node))


def _await(t: Text, node: ast.Await) -> ir.Expr:
    return ir.Await(expression(t, node.value), t.span(node))


def _yield(t: Text, node: ast.Yield) -> ir.Expr:
    t.yields = True
    return ir.Yield(optional(t, node.value), False, t.span(node))


def _yield_from(t: Text, node: ast.YieldFrom) -> ir.Expr:
    t.yields = True
    return ir.Yield(expression(t, node.value), True, t.span(node))


def _lambda(t: Text, node: ast.Lambda) -> ir.Expr:
    lowered = parameters(t, node.args)
    outer, t.yields = t.yields, False
    body = expression(t, node.body)
    t.yields = outer
    return ir.Lambda(lowered, body, t.span(node))


def parameters(t: Text, node: ast.arguments) -> tuple[ir.Parameter, ...]:
    plain = [(arg, "positional") for arg in node.posonlyargs] + [(arg, "plain") for arg in node.args]
    defaults: list[ast.expr | None] = [None] * (len(plain) - len(node.defaults)) + node.defaults
    lowered = [_parameter(t, arg, kind, default) for (arg, kind), default in zip(plain, defaults, strict=True)]
    if node.vararg is not None:
        lowered.append(_parameter(t, node.vararg, "*", None))
    for arg, default in zip(node.kwonlyargs, node.kw_defaults, strict=True):
        lowered.append(_parameter(t, arg, "keyword", default))
    if node.kwarg is not None:
        lowered.append(_parameter(t, node.kwarg, "**", None))
    return tuple(lowered)


def _parameter(t: Text, node: ast.arg, kind: str, default: ast.expr | None) -> ir.Parameter:
    annotation = optional(t, node.annotation)
    return ir.Parameter(node.arg, kind, optional(t, default), annotation, t.span(node))


_LOWERINGS: dict[type, Callable[[Text, Any], ir.Expr]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Slice: _slice,
    ast.Call: _call,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.BoolOp: _boolean,
    ast.Compare: _comparison,
    ast.IfExp: _conditional,
    ast.Starred: _starred,
    ast.Tuple: _tuple,
    ast.List: _list,
    ast.Set: _set,
    ast.Dict: _dict,
    ast.GeneratorExp: _generator,
    ast.ListComp: _list_comprehension,
    ast.SetComp: _set_comprehension,
    ast.DictComp: _dict_comprehension,
    ast.JoinedStr: _format,
    ast.NamedExpr: _walrus,
    ast.Await: _await,
    ast.Yield: _yield,
    ast.YieldFrom: _yield_from,
    ast.Lambda: _lambda,
}
"""Classes that are not here (template strings, say) leave the text to libcst."""
