"""From text to the body of a module, by Python's own parser."""

from __future__ import annotations

from collections.abc import Callable

from headlint.source import ir
from headlint.source.own.fstrings import parsed
from headlint.source.own.statements import statements
from headlint.source.own.text import Refused as Refused
from headlint.source.own.text import Text
from headlint.span import Span


def body(text: str, place: Callable[[Span], Span] | None) -> ir.Body:
    """The statements of a text whose lines end in line feeds, and whose nesting is bounded.

    Raises Refused where the running Python cannot read it, or its tree says too little of where something stands.
    """
    try:
        return statements(Text(text, place), parsed(text).body)
    except (KeyError, SyntaxError):  # a class of nodes that is not lowered here, a literal that is none
        raise Refused from None
