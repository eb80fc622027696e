"""The intermediate form: what the evaluator executes.

One small, frozen node a construct of Python, every node with its exact span. Plain data: no parser object survives
here, so that a lowered file can be cached and the evaluator never depends on a parser. Type annotations are kept only
where the evaluator reads them (parameters, class bodies).

Conventions:

* ``Expr`` and ``Stmt`` are unions; a body is a tuple of statements.
* Anything that Python allows and the evaluator has no use for becomes ``Opaque(reason)``.
* ``span`` is always the last field.
"""

from __future__ import annotations

from typing import TypeAlias, Union

from headlint.records import record
from headlint.span import Span

# ── expressions ──────────────────────────────────────────────────────────────────────────────────────────────────────


@record
class Const:
    """A literal. Adjacent string literals are joined; ``-1`` is an ``Operation`` like any other."""

    value: object
    span: Span


@record
class Name:
    name: str
    span: Span


@record
class Attribute:
    """``value.name``"""

    value: Expr
    name: str
    span: Span


@record
class Subscript:
    """``value[index]``; several indices are one tuple ``Display``, a slice is a ``Slice``."""

    value: Expr
    index: Expr
    span: Span


@record
class Slice:
    lower: Expr | None
    upper: Expr | None
    step: Expr | None
    span: Span


@record
class Argument:
    """An argument of a call or of a class statement. ``star`` is "", "*" or "**"; ``keyword`` is None if positional."""

    value: Expr
    keyword: str | None
    star: str
    span: Span


@record
class Call:
    function: Expr
    arguments: tuple[Argument, ...]
    span: Span


@record
class Operation:
    """An operator, by its name in the ``operator`` module: ``add``, ``matmul``, ``neg``, ``eq``, ``lt``, ``is_``,
    ``is_not``, ``contains`` (``a in b`` is ``contains`` with operands ``(b, a)``), ``not_contains``, ``not_``, ``and_``
    is the bitwise one. A chained comparison ``a < b < c`` is ``BoolOp("and", (a < b, b < c))``.
    """

    operator: str
    operands: tuple[Expr, ...]
    span: Span


@record
class BoolOp:
    """Short-circuit ``and`` / ``or`` over two or more operands."""

    operator: str
    operands: tuple[Expr, ...]
    span: Span


@record
class Conditional:
    """``body if test else orelse``"""

    test: Expr
    body: Expr
    orelse: Expr
    span: Span


@record
class Star:
    """``*value`` inside a display, an assignment target or a subscript."""

    value: Expr
    span: Span


@record
class Display:
    """A tuple, list or set; ``kind`` is "tuple", "list" or "set"."""

    kind: str
    items: tuple[Expr, ...]
    span: Span


@record
class DictDisplay:
    """``{key: value}``; the key of ``**other`` is None."""

    items: tuple[tuple[Expr | None, Expr], ...]
    span: Span


@record
class Clause:
    """``for target in iterable if conditions`` of a comprehension."""

    target: Expr
    iterable: Expr
    conditions: tuple[Expr, ...]
    span: Span


@record
class Comprehension:
    """``kind`` is "list", "set", "generator" or "dict"; ``key`` is None unless it is a dict."""

    kind: str
    key: Expr | None
    value: Expr
    clauses: tuple[Clause, ...]
    span: Span


@record
class Format:
    """An f-string: its literal parts (``Const`` of str) and its expressions, format specifications left out."""

    parts: tuple[Expr, ...]
    span: Span


@record
class Walrus:
    name: str
    value: Expr
    span: Span


@record
class Await:
    value: Expr
    span: Span


@record
class Yield:
    """``yield value`` (None if bare); ``delegated`` is ``yield from``."""

    value: Expr | None
    delegated: bool
    span: Span


@record
class Parameter:
    """A parameter. ``kind`` is "positional" (before ``/``), "plain", "keyword" (after ``*``), "*" or "**"."""

    name: str
    kind: str
    default: Expr | None
    annotation: Expr | None
    span: Span


@record
class Lambda:
    parameters: tuple[Parameter, ...]
    body: Expr
    span: Span


@record
class Opaque:
    """Something the evaluator does not model."""

    reason: str
    span: Span


Expr: TypeAlias = Union[
    Const, Name, Attribute, Subscript, Slice, Call, Operation, BoolOp, Conditional, Star, Display, DictDisplay,
    Comprehension, Format, Walrus, Await, Yield, Lambda, Opaque,
]  # fmt: skip


# ── statements ───────────────────────────────────────────────────────────────────────────────────────────────────────


@record
class Evaluate:
    """An expression as a statement. Docstrings (a lone string) are kept: they are cheap and harmless."""

    value: Expr
    span: Span


@record
class Assign:
    """``targets[0] = targets[1] = value``. An annotated assignment has one target and an ``annotation``; without a
    value (``x: int``) ``value`` is None."""

    targets: tuple[Expr, ...]
    value: Expr | None
    annotation: Expr | None
    span: Span


@record
class Augment:
    """``target += value``; ``operator`` as in ``Operation``."""

    target: Expr
    operator: str
    value: Expr
    span: Span


@record
class Return:
    value: Expr | None
    span: Span


@record
class Jump:
    """``kind`` is "break", "continue" or "raise"."""

    kind: str
    span: Span


@record
class Assert:
    test: Expr
    span: Span


@record
class Delete:
    targets: tuple[Expr, ...]
    span: Span


@record
class Scope:
    """``global`` or ``nonlocal`` names."""

    kind: str
    names: tuple[str, ...]
    span: Span


@record
class If:
    test: Expr
    body: Body
    orelse: Body
    span: Span


@record
class For:
    target: Expr
    iterable: Expr
    body: Body
    orelse: Body
    span: Span


@record
class While:
    test: Expr
    body: Body
    orelse: Body
    span: Span


@record
class With:
    """``items`` are pairs of context expression and target (or None)."""

    items: tuple[tuple[Expr, Expr | None], ...]
    body: Body
    span: Span


@record
class Handler:
    """``except kinds as name``; ``kinds`` is None for a bare ``except``. ``except*`` is the same here."""

    kinds: Expr | None
    name: str | None
    body: Body
    span: Span


@record
class Try:
    body: Body
    handlers: tuple[Handler, ...]
    orelse: Body
    final: Body
    span: Span


@record
class Pattern:
    """A ``match`` pattern. ``kind``:

    * "value": equal to ``value`` (a literal or a dotted name); singletons ``None/True/False`` too;
    * "any": always matches, binding ``name`` if it is not None;
    * "or": one of ``parts``;
    * "as": ``parts[0]``, then binds ``name``;
    * "sequence": matches ``parts`` in order (a "star" part takes the rest, binding ``name``);
    * "class": an instance of ``value``; positional and keyword parts are dropped to their captures (``parts``);
    * "mapping": a mapping; ``parts`` as in "class".
    """

    kind: str
    value: Expr | None
    parts: tuple[Pattern, ...]
    name: str | None
    span: Span


@record
class MatchCase:
    pattern: Pattern
    guard: Expr | None
    body: Body
    span: Span


@record
class Match:
    subject: Expr
    cases: tuple[MatchCase, ...]
    span: Span


@record
class Define:
    """A ``def`` or ``async def``. ``span`` covers ``def name``; ``generator`` says whether its own body yields."""

    name: str
    parameters: tuple[Parameter, ...]
    body: Body
    decorators: tuple[Expr, ...]
    generator: bool
    span: Span


@record
class DefineClass:
    """A class statement: ``arguments`` are bases and keywords. ``span`` covers ``class name``."""

    name: str
    arguments: tuple[Argument, ...]
    body: Body
    decorators: tuple[Expr, ...]
    span: Span


@record
class Import:
    """``import module as alias``; without an alias the first part of ``module`` is bound."""

    module: str
    alias: str | None
    span: Span


@record
class ImportFrom:
    """``from module import name as alias``; ``level`` counts the leading dots; a star import has ``names == ()``."""

    module: str
    level: int
    names: tuple[tuple[str, str | None], ...]
    span: Span


Stmt: TypeAlias = Union[
    Evaluate, Assign, Augment, Return, Jump, Assert, Delete, Scope, If, For, While, With, Try, Match, Define,
    DefineClass, Import, ImportFrom,
]  # fmt: skip
Body: TypeAlias = tuple[Stmt, ...]


@record
class Comment:
    """A comment that speaks to headlint. ``of``: what it speaks of, all of the line that it stands on; a comment that
    has a line of its own speaks of the next line of code as well."""

    text: str
    of: Span
    span: Span


@record
class Module:
    """A lowered file. ``comments`` are those that speak to headlint (``# headlint: …``).

    A notebook has ``cells``: for each, where its statements begin in ``body``. ``problems`` says, in one line, which of
    them could not be read.
    """

    path: str
    body: Body
    comments: tuple[Comment, ...]
    cells: tuple[int, ...] = ()
    problems: str = ""
