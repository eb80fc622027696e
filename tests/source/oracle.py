"""The same lowering done a second way, from Python's own ``ast``: what the real one is compared with.

``ast`` says where every node stands, so equality with this is equality of all spans. Inside f-strings its positions
were wrong before Python 3.12, so both sides are compared there with ``blind`` spans.
"""

from __future__ import annotations

import ast
import dataclasses
import sys
from typing import Any, ClassVar

from headlint.source import ir
from headlint.span import Span

NOWHERE = Span(0, 0, 0, 0)


class Oracle:
    def __init__(self, text: str) -> None:
        self.lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self.tree = ast.parse("\n".join(self.lines))
        self.yields = False

    def module(self) -> ir.Body:
        return self.body(self.tree.body)

    # Spans.

    def column(self, line: int, offset: int) -> int:
        """``ast`` counts bytes from 0."""
        text = self.lines[line - 1]
        return offset + 1 if text.isascii() else len(text.encode()[:offset].decode()) + 1

    def span(self, node: Any) -> Span:
        return Span(
            node.lineno,
            self.column(node.lineno, node.col_offset),
            node.end_lineno,
            self.column(node.end_lineno, node.end_col_offset),
        )

    def joined(self, first: Span, last: Span) -> Span:
        return Span(first.line, first.column, last.end_line, last.end_column)

    # Expressions.

    def expr(self, node: ast.expr) -> Any:
        return getattr(self, type(node).__name__)(node, self.span(node))

    def maybe(self, node: ast.expr | None) -> Any:
        return self.expr(node) if node is not None else None

    def exprs(self, nodes: list[ast.expr]) -> tuple[Any, ...]:
        return tuple(self.expr(node) for node in nodes)

    def Constant(self, node: ast.Constant, span: Span) -> Any:
        return ir.Const(node.value, span)

    def Name(self, node: ast.Name, span: Span) -> Any:
        return ir.Name(node.id, span)

    def Attribute(self, node: ast.Attribute, span: Span) -> Any:
        return ir.Attribute(self.expr(node.value), node.attr, span)

    def Subscript(self, node: ast.Subscript, span: Span) -> Any:
        return ir.Subscript(self.expr(node.value), self.expr(node.slice), span)

    def Slice(self, node: ast.Slice, span: Span) -> Any:
        return ir.Slice(self.maybe(node.lower), self.maybe(node.upper), self.maybe(node.step), span)

    def Call(self, node: ast.Call, span: Span) -> Any:
        return ir.Call(self.expr(node.func), self.arguments(node.args, node.keywords), span)

    def arguments(self, args: list[ast.expr], keywords: list[ast.keyword]) -> tuple[ir.Argument, ...]:
        """In the order of the text. The span of a plain argument, parentheses included, is not to be had here."""
        lowered = []
        for node in sorted([*args, *keywords], key=lambda node: (node.lineno, node.col_offset)):
            if isinstance(node, ast.keyword):
                star = "" if node.arg is not None else "**"
                lowered.append(ir.Argument(self.expr(node.value), node.arg, star, self.span(node)))
            elif isinstance(node, ast.Starred):
                lowered.append(ir.Argument(self.expr(node.value), None, "*", self.span(node)))
            else:
                lowered.append(ir.Argument(self.expr(node), None, "", NOWHERE))
        return tuple(lowered)

    UNARY: ClassVar = {ast.UAdd: "pos", ast.USub: "neg", ast.Invert: "invert", ast.Not: "not_"}
    BINARY: ClassVar = {
        ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "truediv", ast.FloorDiv: "floordiv", ast.Mod: "mod",
        ast.Pow: "pow", ast.MatMult: "matmul", ast.LShift: "lshift", ast.RShift: "rshift", ast.BitAnd: "and_",
        ast.BitOr: "or_", ast.BitXor: "xor",
    }  # fmt: skip
    COMPARE: ClassVar = {
        ast.Eq: "eq", ast.NotEq: "ne", ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge", ast.Is: "is_",
        ast.IsNot: "is_not", ast.In: "contains", ast.NotIn: "not_contains",
    }  # fmt: skip

    def UnaryOp(self, node: ast.UnaryOp, span: Span) -> Any:
        return ir.Operation(self.UNARY[type(node.op)], (self.expr(node.operand),), span)

    def BinOp(self, node: ast.BinOp, span: Span) -> Any:
        return ir.Operation(self.BINARY[type(node.op)], (self.expr(node.left), self.expr(node.right)), span)

    def BoolOp(self, node: ast.BoolOp, span: Span) -> Any:
        return ir.BoolOp("and" if isinstance(node.op, ast.And) else "or", self.exprs(node.values), span)

    def Compare(self, node: ast.Compare, span: Span) -> Any:
        left, parts = self.expr(node.left), []
        for op, comparator in zip(node.ops, node.comparators, strict=True):
            name, right = self.COMPARE[type(op)], self.expr(comparator)
            operands = (right, left) if isinstance(op, (ast.In, ast.NotIn)) else (left, right)
            parts.append(ir.Operation(name, operands, span if len(node.ops) == 1 else NOWHERE))
            left = right
        return parts[0] if len(parts) == 1 else ir.BoolOp("and", tuple(parts), span)

    def IfExp(self, node: ast.IfExp, span: Span) -> Any:
        return ir.Conditional(self.expr(node.test), self.expr(node.body), self.expr(node.orelse), span)

    def Starred(self, node: ast.Starred, span: Span) -> Any:
        return ir.Star(self.expr(node.value), span)

    def Tuple(self, node: ast.Tuple, span: Span) -> Any:
        return ir.Display("tuple", self.exprs(node.elts), span)

    def List(self, node: ast.List, span: Span) -> Any:
        return ir.Display("list", self.exprs(node.elts), span)

    def Set(self, node: ast.Set, span: Span) -> Any:
        return ir.Display("set", self.exprs(node.elts), span)

    def Dict(self, node: ast.Dict, span: Span) -> Any:
        return ir.DictDisplay(
            tuple((self.maybe(k), self.expr(v)) for k, v in zip(node.keys, node.values, strict=True)), span
        )

    def GeneratorExp(self, node: ast.GeneratorExp, span: Span) -> Any:
        return ir.Comprehension("generator", None, self.expr(node.elt), self.clauses(node.generators), span)

    def ListComp(self, node: ast.ListComp, span: Span) -> Any:
        return ir.Comprehension("list", None, self.expr(node.elt), self.clauses(node.generators), span)

    def SetComp(self, node: ast.SetComp, span: Span) -> Any:
        return ir.Comprehension("set", None, self.expr(node.elt), self.clauses(node.generators), span)

    def DictComp(self, node: ast.DictComp, span: Span) -> Any:
        key, value = self.expr(node.key), self.expr(node.value)
        return ir.Comprehension("dict", key, value, self.clauses(node.generators), span)

    def clauses(self, nodes: list[ast.comprehension]) -> tuple[ir.Clause, ...]:
        return tuple(
            ir.Clause(self.expr(node.target), self.expr(node.iter), self.exprs(node.ifs), NOWHERE) for node in nodes
        )

    def JoinedStr(self, node: ast.JoinedStr, span: Span) -> Any:
        parts: list[Any] = []
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                parts.append(self.expr(part.value))
                self.visit_spec(part.format_spec)
                if part.format_spec is not None or part.conversion != -1:
                    parts.append(ir.Opaque("a format specification", NOWHERE))
            else:
                parts.append(self.expr(part))
        return ir.Format(tuple(parts), span)

    def visit_spec(self, spec: ast.expr | None) -> None:
        if spec is not None:
            self.expr(spec)

    def NamedExpr(self, node: ast.NamedExpr, span: Span) -> Any:
        return ir.Walrus(node.target.id, self.expr(node.value), span)

    def Await(self, node: ast.Await, span: Span) -> Any:
        return ir.Await(self.expr(node.value), span)

    def Yield(self, node: ast.Yield, span: Span) -> Any:
        self.yields = True
        return ir.Yield(self.maybe(node.value), False, span)

    def YieldFrom(self, node: ast.YieldFrom, span: Span) -> Any:
        self.yields = True
        return ir.Yield(self.expr(node.value), True, span)

    def Lambda(self, node: ast.Lambda, span: Span) -> Any:
        parameters, outer = self.parameters(node.args), self.yields
        body = self.expr(node.body)
        self.yields = outer
        return ir.Lambda(parameters, body, span)

    def parameters(self, node: ast.arguments) -> tuple[ir.Parameter, ...]:
        plain = [(arg, "positional") for arg in node.posonlyargs] + [(arg, "plain") for arg in node.args]
        defaults: list[Any] = [None] * (len(plain) - len(node.defaults)) + list(node.defaults)
        lowered = [self.parameter(a, kind, d) for (a, kind), d in zip(plain, defaults, strict=True)]
        if node.vararg is not None:
            lowered.append(self.parameter(node.vararg, "*", None))
        lowered += [self.parameter(a, "keyword", d) for a, d in zip(node.kwonlyargs, node.kw_defaults, strict=True)]
        if node.kwarg is not None:
            lowered.append(self.parameter(node.kwarg, "**", None))
        return tuple(lowered)

    def parameter(self, node: ast.arg, kind: str, default: ast.expr | None) -> ir.Parameter:
        return ir.Parameter(node.arg, kind, self.maybe(default), self.maybe(node.annotation), self.span(node))

    # Statements.

    def body(self, nodes: list[ast.stmt]) -> ir.Body:
        lowered: list[Any] = []
        for node in nodes:
            result = getattr(self, type(node).__name__)(node, self.span(node))
            lowered.extend(result if isinstance(result, list) else [result])
        return tuple(lowered)

    def Expr(self, node: ast.Expr, span: Span) -> Any:
        return ir.Evaluate(self.expr(node.value), span)

    def Assign(self, node: ast.Assign, span: Span) -> Any:
        return ir.Assign(self.exprs(node.targets), self.expr(node.value), None, span)

    def AnnAssign(self, node: ast.AnnAssign, span: Span) -> Any:
        return ir.Assign((self.expr(node.target),), self.maybe(node.value), self.expr(node.annotation), span)

    def AugAssign(self, node: ast.AugAssign, span: Span) -> Any:
        return ir.Augment(self.expr(node.target), self.BINARY[type(node.op)], self.expr(node.value), span)

    def Return(self, node: ast.Return, span: Span) -> Any:
        return ir.Return(self.maybe(node.value), span)

    def Pass(self, node: ast.Pass, span: Span) -> Any:
        return []

    def Break(self, node: ast.Break, span: Span) -> Any:
        return ir.Jump("break", span)

    def Continue(self, node: ast.Continue, span: Span) -> Any:
        return ir.Jump("continue", span)

    def Raise(self, node: ast.Raise, span: Span) -> Any:
        self.maybe(node.exc), self.maybe(node.cause)
        return ir.Jump("raise", span)

    def Assert(self, node: ast.Assert, span: Span) -> Any:
        self.maybe(node.msg)
        return ir.Assert(self.expr(node.test), span)

    def Delete(self, node: ast.Delete, span: Span) -> Any:
        return ir.Delete(self.exprs(node.targets), span)

    def Global(self, node: ast.Global, span: Span) -> Any:
        return ir.Scope("global", tuple(node.names), span)

    def Nonlocal(self, node: ast.Nonlocal, span: Span) -> Any:
        return ir.Scope("nonlocal", tuple(node.names), span)

    def TypeAlias(self, node: Any, span: Span) -> Any:
        value = ir.Opaque("a type alias", self.span(node.value))
        return ir.Assign((self.expr(node.name),), value, None, span)

    def Import(self, node: ast.Import, span: Span) -> Any:
        return [ir.Import(alias.name, alias.asname, self.span(alias)) for alias in node.names]

    def ImportFrom(self, node: ast.ImportFrom, span: Span) -> Any:
        star = node.names[0].name == "*"
        names = () if star else tuple((alias.name, alias.asname) for alias in node.names)
        return ir.ImportFrom(node.module or "", node.level, names, span)

    def If(self, node: ast.If, span: Span) -> Any:
        return ir.If(self.expr(node.test), self.body(node.body), self.body(node.orelse), span)

    def While(self, node: ast.While, span: Span) -> Any:
        return ir.While(self.expr(node.test), self.body(node.body), self.body(node.orelse), span)

    def For(self, node: ast.For, span: Span) -> Any:
        target, iterable = self.expr(node.target), self.expr(node.iter)
        return ir.For(target, iterable, self.body(node.body), self.body(node.orelse), span)

    AsyncFor = For

    def With(self, node: ast.With, span: Span) -> Any:
        items = tuple((self.expr(item.context_expr), self.maybe(item.optional_vars)) for item in node.items)
        return ir.With(items, self.body(node.body), span)

    AsyncWith = With

    def Try(self, node: ast.Try, span: Span) -> Any:
        handlers = tuple(
            ir.Handler(self.maybe(handler.type), handler.name, self.body(handler.body), self.span(handler))
            for handler in node.handlers
        )
        return ir.Try(self.body(node.body), handlers, self.body(node.orelse), self.body(node.finalbody), span)

    TryStar = Try

    def Match(self, node: ast.Match, span: Span) -> Any:
        cases = tuple(
            ir.MatchCase(self.pattern(case.pattern), self.maybe(case.guard), self.body(case.body), NOWHERE)
            for case in node.cases
        )
        return ir.Match(self.expr(node.subject), cases, span)

    def pattern(self, node: Any) -> ir.Pattern:
        span = self.span(node)
        patterns = lambda nodes: tuple(self.pattern(part) for part in nodes)  # noqa: E731
        match type(node).__name__:
            case "MatchValue":
                return ir.Pattern("value", self.expr(node.value), (), None, span)
            case "MatchSingleton":
                return ir.Pattern("value", ir.Const(node.value, span), (), None, span)
            case "MatchSequence":
                return ir.Pattern("sequence", None, patterns(node.patterns), None, span)
            case "MatchStar":
                return ir.Pattern("star", None, (), node.name, span)
            case "MatchMapping":
                rest = (ir.Pattern("star", None, (), node.rest, NOWHERE),) if node.rest is not None else ()
                return ir.Pattern("mapping", None, patterns(node.patterns) + rest, None, span)
            case "MatchClass":
                parts = patterns(node.patterns) + patterns(node.kwd_patterns)
                return ir.Pattern("class", self.expr(node.cls), parts, None, span)
            case "MatchAs" if node.pattern is None:
                return ir.Pattern("any", None, (), node.name, span)
            case "MatchAs":
                return ir.Pattern("as", None, (self.pattern(node.pattern),), node.name, span)
            case _:
                return ir.Pattern("or", None, patterns(node.patterns), None, span)

    def FunctionDef(self, node: ast.FunctionDef, span: Span) -> Any:
        decorators, parameters = self.exprs(node.decorator_list), self.parameters(node.args)
        outer, self.yields = self.yields, False
        body = self.body(node.body)
        generator, self.yields = self.yields, outer
        return ir.Define(node.name, parameters, body, decorators, generator, NOWHERE)

    AsyncFunctionDef = FunctionDef

    def ClassDef(self, node: ast.ClassDef, span: Span) -> Any:
        arguments = self.arguments(node.bases, node.keywords)
        return ir.DefineClass(node.name, arguments, self.body(node.body), self.exprs(node.decorator_list), NOWHERE)


def difference(lowered: Any, expected: Any, blind: bool = False) -> str | None:
    """The first difference, or None. A span that the oracle does not know (``NOWHERE``) equals any."""
    if isinstance(expected, Span):
        return None if blind or expected in (NOWHERE, lowered) else f"{lowered} is not {expected}"
    if type(lowered) is not type(expected):
        return f"{lowered!r:.200} is not {expected!r:.200}"
    if isinstance(expected, tuple):
        if len(lowered) != len(expected):
            return f"{lowered!r:.200} is not {expected!r:.200}"
        pairs = list(zip(lowered, expected, strict=True))
    elif isinstance(expected, ir.Format):
        blind = blind or sys.version_info < (3, 12)
        pairs = [(lowered.span, expected.span), *zip(_merged(lowered), _merged(expected), strict=True)]
    elif dataclasses.is_dataclass(expected):
        pairs = [(getattr(lowered, f.name), getattr(expected, f.name)) for f in dataclasses.fields(expected)]
    else:
        return None if repr(lowered) == repr(expected) else f"{lowered!r:.200} is not {expected!r:.200}"
    return next((found for pair in pairs if (found := difference(*pair, blind))), None)


def _merged(node: ir.Format) -> list[Any]:
    """The parts of an f-string with adjacent text joined, its position dropped. Where a part is formatted, the text
    does not matter (``ast`` turns ``{x=}`` into text and value)."""
    parts: list[Any] = []
    if any(isinstance(part, ir.Opaque) for part in node.parts):
        return [part for part in node.parts if not (isinstance(part, ir.Const) and isinstance(part.value, str))]
    for part in node.parts:
        if isinstance(part, ir.Const) and isinstance(part.value, str):
            if parts and isinstance(parts[-1], str):
                parts[-1] += part.value
            elif part.value:
                parts.append(part.value)
        else:
            parts.append(part)
    return parts
