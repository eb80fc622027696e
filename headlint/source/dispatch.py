"""Lowering of any expression, by the table that the modules for the kinds of expressions fill."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

import libcst as cst

from headlint.source import ir
from headlint.source.cursor import Cursor, Start

LOWERINGS: dict[type, Callable[[Cursor, Any, Start], ir.Expr]] = {}
"""How each class of libcst is lowered: a function of the cursor, the node, and where the node starts."""


def expression(c: Cursor, node: cst.BaseExpression) -> ir.Expr:
    """Lower an expression. The parentheses around it are not part of its span, except for a tuple or a generator
    expression, whose innermost pair belongs to it (as ``ast`` has it)."""
    kind = type(node)
    if not node.lpar:
        return LOWERINGS[kind](c, node, c.start())
    own = kind is cst.Tuple or kind is cst.GeneratorExp
    outer = len(node.lpar) - own
    for _ in range(outer):
        c.take("(")
    start = c.start()
    if own:
        c.take("(")
    lowered = LOWERINGS[kind](c, node, start)
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
