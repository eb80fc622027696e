"""F-strings. Before Python 3.12 the positions of what stands in one are wrong, and never are those of its texts, so its
fields are found in the text. All expressions of an f-string are parsed at once, as a tuple in which each stands where
it stands in the string."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from headlint.source import ir
from headlint.source.literals import format_text, literal
from headlint.source.own.text import GAP, Refused, Text
from headlint.span import Span

_OPENING = re.compile(r"""([A-Za-z]*)('''|\"""|'|")""")
_PLAIN = {
    "'": re.compile(r"[^'\\\n]*(?:\\.[^'\\\n]*)*'", re.DOTALL),
    '"': re.compile(r'[^"\\\n]*(?:\\.[^"\\\n]*)*"', re.DOTALL),
    "'''": re.compile(r"[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''", re.DOTALL),
    '"""': re.compile(r'[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""', re.DOTALL),
}
_TEXT = {
    (quotes, raw): re.compile(("" if raw else r"\\N\{[^{}]*\}|") + r"\\[^{}]|\{\{|\}\}|[{}]|" + quotes, re.DOTALL)
    for quotes in _PLAIN
    for raw in (True, False)
}
_CODE = re.compile(r"""[A-Za-z_]\w*(?!\w|['"])|[A-Za-z]*(?:'|")|[(\[{]|[)\]}]|[!=<>]=|[:=!,#]|\n""")
_CONVERSION = re.compile(r"![ \t]*[rsa][ \t]*").match
_SPECIFICATION = {quotes: re.compile(r"[{}\\\n]|" + quotes) for quotes in _PLAIN}

Lower = Callable[[Text, ast.expr], ir.Expr]


@dataclass(slots=True)
class _Field:
    """A replacement field: where it stands, and the expression in it. ``shown``: something changes how its value is
    shown."""

    start: int
    code: int
    code_end: int
    end: int = 0
    shown: bool = False


def pieces(t: Text, start: int, end: int, lower: Lower) -> Iterator[ir.Expr]:
    """The parts of the adjacent strings in a piece of a text."""
    while start < end:
        opening = _OPENING.match(t.text, start)
        if opening is None:
            raise Refused
        prefix, quotes = opening[1].lower(), opening[2]
        if "t" in prefix:
            raise Refused
        if "f" in prefix:
            parts, close = _scan(t.text, opening.end(), quotes, "r" in prefix)
            yield from _parts(t, opening[0], start, close, parts, lower)
        else:
            close = _plain_end(t.text, opening.end(), quotes)
            yield ir.Const(literal(t.text[start:close]), t.between(start, close))
        start = GAP(t.text, close).end()


def _parts(
    t: Text, opening: str, start: int, end: int, parts: list[tuple[int, int] | _Field], lower: Lower
) -> Iterator[ir.Expr]:
    fields = [part for part in parts if isinstance(part, _Field)]
    values = iter(_values(t, start, end, fields, lower) if fields else ())
    for part in parts:
        if isinstance(part, _Field):
            yield next(values)
            if part.shown:
                yield ir.Opaque("a format specification", t.between(part.start, part.end))
        else:
            yield ir.Const(format_text(opening, t.text[slice(*part)]), t.between(*part))


def _values(t: Text, start: int, end: int, fields: list[_Field], lower: Lower) -> list[ir.Expr]:
    """The expressions of an f-string's fields, lowered. They are parsed as a tuple that begins in a line of its own."""
    text, made, at = t.text, ["(0\n"], start
    for field in fields:
        made.append(_blank(text[at : field.start]) + "," + text[field.start + 1 : field.code_end])
        at = field.code_end
    made.append("\n)")
    line, column = t.position(start)

    def place(span: Span) -> Span:
        first, last = span.line + line - 2, span.end_line + line - 2
        moved = Span(
            first,
            span.column + (column - 1 if span.line == 2 else 0),
            last,
            span.end_column + (column - 1 if span.end_line == 2 else 0),
        )
        return t.placed(moved)

    code = "".join(made)
    tree = parsed(code)
    statement = tree.body[0] if len(tree.body) == 1 else None
    together = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(together, ast.Tuple) or len(together.elts) != len(fields) + 1:
        raise Refused
    inner = Text(code, place)
    lowered = [lower(inner, value) for value in together.elts[1:]]
    t.yields = t.yields or inner.yields
    return lowered


def _blank(text: str) -> str:
    """As many lines, and as many characters in the last one."""
    lines = text.split("\n")
    return "\n" * (len(lines) - 1) + " " * len(lines[-1])


def parsed(text: str) -> ast.Module:
    """The tree that Python's own parser makes of a text. Raises Refused if it makes none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an unknown escape is none of our business
            tree = compile(text, "<source>", "exec", flags=ast.PyCF_ONLY_AST, dont_inherit=True)
    except (SyntaxError, ValueError, MemoryError, RecursionError, OverflowError):
        raise Refused from None
    assert isinstance(tree, ast.Module)
    return tree


# ── where the fields are ─────────────────────────────────────────────────────────────────────────────────────────────


def _plain_end(text: str, start: int, quotes: str) -> int:
    found = _PLAIN[quotes].match(text, start)
    if found is None:
        raise Refused
    return found.end()


def _scan(text: str, start: int, quotes: str, raw: bool) -> tuple[list[tuple[int, int] | _Field], int]:
    """The texts and the fields of an f-string whose text begins at ``start``, and where the string ends."""
    parts: list[tuple[int, int] | _Field] = []
    at = begin = start
    pattern = _TEXT[quotes, raw]
    while (found := pattern.search(text, at)) is not None:
        token = found[0]
        if token == quotes or token == "{":
            if found.start() > begin:
                parts.append((begin, found.start()))
            if token == quotes:
                return parts, found.end()
            field = _field(text, found.start(), quotes, raw)
            parts.append(field)
            at = begin = field.end
        elif token == "}":
            break
        else:
            at = found.end()
    raise Refused


def _field(text: str, start: int, quotes: str, raw: bool) -> _Field:
    """The field that begins with the brace at ``start``."""
    field = _Field(start, start + 1, 0)
    at, depth = start + 1, 0
    while (found := _CODE.search(text, at)) is not None:
        token, at = found[0], found.end()
        if token[-1] in "'\"":
            at = _string_end(text, found.start())
        elif token in ("#", "lambda") or (token == "," and not depth):
            raise Refused  # a comment; a colon that is none; a tuple without parentheses
        elif depth:
            depth += (token in "([{") - (token in ")]}")
        elif token in "([{":
            depth = 1
        elif token == "=":
            field.code_end, field.shown = found.start(), True
            at = GAP(text, at).end()
            return _shown(text, at, field, quotes, raw)
        elif token in (":", "!", "}"):
            field.code_end = found.start()
            return _shown(text, found.start(), field, quotes, raw)
        elif token in (")", "]"):
            break
    raise Refused


def _shown(text: str, at: int, field: _Field, quotes: str, raw: bool) -> _Field:
    """Go over what may stand behind the expression: ``!r`` and ``:specification``, then the brace."""
    if text.startswith("!", at):
        field.shown = True
        conversion = _CONVERSION(text, at)
        if conversion is None:
            raise Refused
        at = conversion.end()
    if text.startswith(":", at):
        field.shown = True
        at = _specification(text, at + 1, quotes, raw)
    if not text.startswith("}", at):
        raise Refused
    field.end = at + 1
    return field


def _specification(text: str, at: int, quotes: str, raw: bool) -> int:
    """Where the brace stands that ends a specification."""
    while (found := _SPECIFICATION[quotes].search(text, at)) is not None:
        if found[0] == "{":
            at = _field(text, found.start(), quotes, raw).end
        elif found[0] == "}":
            return found.start()
        else:
            break
    raise Refused


def _string_end(text: str, start: int) -> int:
    """The end of a string that stands in an expression."""
    opening = _OPENING.match(text, start)
    if opening is None:
        raise Refused
    prefix, quotes = opening[1].lower(), opening[2]
    if "f" in prefix or "t" in prefix:
        return _scan(text, opening.end(), quotes, "r" in prefix)[1]
    return _plain_end(text, opening.end(), quotes)
