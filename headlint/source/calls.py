"""Lowering of calls and lambdas: what stands between the parentheses of a call or of a definition."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from headlint.source import ir
from headlint.source.cursor import Cursor, Start
from headlint.source.dispatch import LOWERINGS, expression, optional, take_name
from headlint.source.displays import generator


def arguments(c: Cursor, nodes: Sequence[cst.Arg]) -> tuple[ir.Argument, ...]:
    return tuple([_argument(c, node) for node in nodes])


def _argument(c: Cursor, node: cst.Arg) -> ir.Argument:
    start = c.start()
    if node.star:
        c.take(node.star)
    keyword = take_name(c, node.keyword) if node.keyword is not None else None
    value = expression(c, node.value)
    return ir.Argument(value, keyword, node.star, c.span(start))


def _call(c: Cursor, node: cst.Call, start: Start) -> ir.Expr:
    function = expression(c, node.func)
    alone = node.args[0].value if len(node.args) == 1 else None
    if isinstance(alone, cst.GeneratorExp) and not alone.lpar:  # it shares the parentheses of the call
        opening = c.start()
        c.take("(")
        value = generator(c, alone, opening, shared=True)
        return ir.Call(function, (ir.Argument(value, None, "", value.span),), c.span(start))
    c.take("(")
    lowered = arguments(c, node.args)
    c.take(")")
    return ir.Call(function, lowered, c.span(start))


def parameters(c: Cursor, node: cst.Parameters) -> tuple[ir.Parameter, ...]:
    lowered = [_parameter(c, parameter, "positional") for parameter in node.posonly_params]
    if node.posonly_params:
        c.take("/")
    lowered += [_parameter(c, parameter, "plain") for parameter in node.params]
    if isinstance(node.star_arg, cst.Param):
        c.take("*")
        lowered.append(_parameter(c, node.star_arg, "*"))
    elif isinstance(node.star_arg, cst.ParamStar):
        c.take("*")
    lowered += [_parameter(c, parameter, "keyword") for parameter in node.kwonly_params]
    if node.star_kwarg is not None:
        c.take("**")
        lowered.append(_parameter(c, node.star_kwarg, "**"))
    return tuple(lowered)


def _parameter(c: Cursor, node: cst.Param, kind: str) -> ir.Parameter:
    """A parameter; its span covers the name and the annotation."""
    start = c.start()
    name = take_name(c, node.name)
    annotation = expression(c, node.annotation.annotation) if node.annotation is not None else None
    span = c.span(start)
    return ir.Parameter(name, kind, optional(c, node.default), annotation, span)


def _lambda(c: Cursor, node: cst.Lambda, start: Start) -> ir.Expr:
    c.take("lambda")
    lowered = parameters(c, node.params)
    c.take_next(":")
    outer, c.yields = c.yields, False
    body = expression(c, node.body)
    c.yields = outer
    return ir.Lambda(lowered, body, c.span(start))


def type_parameters(c: Cursor, node: cst.TypeParameters | None) -> None:
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


LOWERINGS |= {cst.Call: _call, cst.Lambda: _lambda}
