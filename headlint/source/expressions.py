"""Lowering of expressions."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

import libcst as cst

from headlint.source import ir
from headlint.source.cursor import Cursor, Start
from headlint.source.literals import format_text, literal

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


def expression(c: Cursor, node: cst.BaseExpression) -> ir.Expr:
    """Lower an expression. The parentheses around it are not part of its span, except for a tuple or a generator
    expression, whose innermost pair belongs to it (as ``ast`` has it)."""
    kind = type(node)
    if not node.lpar:
        return _LOWERINGS[kind](c, node, c.start())
    own = kind is cst.Tuple or kind is cst.GeneratorExp
    outer = len(node.lpar) - own
    for _ in range(outer):
        c.take("(")
    start = c.start()
    if own:
        c.take("(")
    lowered = _LOWERINGS[kind](c, node, start)
    for _ in range(outer):
        c.take(")")
    return lowered


def optional(c: Cursor, node: cst.BaseExpression | None) -> ir.Expr | None:
    return expression(c, node) if node is not None else None


def identifier(node: cst.Name) -> str:
    """A name as Python compares it: ``ﬁ`` and ``fi`` are the same."""
    name = node.value
    return name if name.isascii() else unicodedata.normalize("NFKC", name)


def take_name(c: Cursor, node: cst.Name) -> str:
    """Consume a name that is no expression: of a parameter, a class, a keyword argument ..."""
    c.take(node.value)
    return identifier(node)


# ── names and literals ───────────────────────────────────────────────────────────────────────────────────────────────


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


# ── access and calls ─────────────────────────────────────────────────────────────────────────────────────────────────


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
        open_at = c.start()
        c.take("(")
        generator = _generator(c, alone, open_at, shared=True)
        return ir.Call(function, (ir.Argument(generator, None, "", generator.span),), c.span(start))
    c.take("(")
    lowered = arguments(c, node.args)
    c.take(")")
    return ir.Call(function, lowered, c.span(start))


# ── operators ────────────────────────────────────────────────────────────────────────────────────────────────────────


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


# ── displays and comprehensions ──────────────────────────────────────────────────────────────────────────────────────


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


def _generator(c: Cursor, node: cst.GeneratorExp, start: Start, shared: bool = False) -> ir.Comprehension:
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


# ── functions ────────────────────────────────────────────────────────────────────────────────────────────────────────


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
    outer, c.yields = c.yields, False
    lowered = parameters(c, node.params)
    c.take_next(":")
    body = expression(c, node.body)
    c.yields = outer
    return ir.Lambda(lowered, body, c.span(start))


_LOWERINGS: dict[type, Callable[[Cursor, Any, Start], ir.Expr]] = {
    cst.Name: _name,
    cst.Attribute: _attribute,
    cst.Call: _call,
    cst.SimpleString: _string,
    cst.Integer: _number,
    cst.Float: _number,
    cst.Imaginary: _number,
    cst.Ellipsis: _ellipsis,
    cst.FormattedString: _format,
    cst.ConcatenatedString: _concatenated,
    cst.Subscript: _subscript,
    cst.UnaryOperation: _unary,
    cst.BinaryOperation: _binary,
    cst.BooleanOperation: _boolean,
    cst.Comparison: _comparison,
    cst.IfExp: _conditional,
    cst.NamedExpr: _walrus,
    cst.Await: _await,
    cst.Yield: _yield,
    cst.StarredElement: _starred,
    cst.Tuple: _tuple,
    cst.List: _list,
    cst.Set: _set,
    cst.Dict: _dict,
    cst.GeneratorExp: _generator,
    cst.ListComp: _list_comprehension,
    cst.SetComp: _set_comprehension,
    cst.DictComp: _dict_comprehension,
    cst.Lambda: _lambda,
}
# Newer syntax, by the version of libcst that brought it.
for _kind, _lowering in (("TemplatedString", _template), ("StarredDictComp", _starred_dict_comprehension)):
    if hasattr(cst, _kind):
        _LOWERINGS[getattr(cst, _kind)] = _lowering  # type: ignore[assignment]
