"""The arguments of a call by the parameters of what it calls: read, set, taken away, exchanged."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from headlint import knowledge
from headlint.fixes.brackets import Bracketed, bracketed
from headlint.fixes.code import Code, Piece
from headlint.fixes.refused import Refused
from headlint.knowledge.rows import Row
from headlint.values import Const


class Call:
    """A call of ``row``. ``bound``: how many of its positional parameters are given by other means (the ``self`` of a
    method). ``called``: it is the call of a layer's object, not its construction."""

    def __init__(self, code: Code, node: ast.Call, row: Row, *, bound: int = 0, called: bool = False) -> None:
        self.code, self.node, self.row = code, node, row
        self._signature = knowledge.call_signature(row) if called else knowledge.signature(row)
        self._bound = bound
        self._renamed = {**knowledge.ARRAY_KEYWORDS, **dict(row.renamed)}

    def argument(self, parameter: str) -> ast.expr | None:
        """What a parameter is given; None if it is not given."""
        names = [each.name for each in self._signature.positional][self._bound :]
        if parameter in names:
            position = names.index(parameter)
            before = self.node.args[: position + 1]
            if any(isinstance(each, ast.Starred) for each in before):
                raise Refused(f"{parameter} may be given by *arguments")
            if position < len(self.node.args):
                return self.node.args[position]
        for keyword in self.node.keywords:
            if keyword.arg is not None and self._means(keyword.arg) == parameter:
                return keyword.value
        if any(keyword.arg is None for keyword in self.node.keywords):
            raise Refused(f"{parameter} may be given by **arguments")
        return None

    def _means(self, keyword: str) -> str:
        return keyword if keyword in self._signature.names else self._renamed.get(keyword, keyword)

    def with_argument(self, parameter: str, value: object) -> tuple[Piece, ...]:
        """The call with a parameter that has a value: set, replaced, or taken away where that is its default."""
        given = self.argument(parameter)
        default = self._signature.default(parameter)
        if isinstance(default, Const) and default.value == value and type(default.value) is type(value):
            return () if given is None else self.without([given])
        if given is not None:
            return (Piece(self.code.start(given), self.code.end(given), literal(value, self._quote(given))),)
        if parameter not in {each.name for each in self._signature.parameters}:
            raise Refused(f"{self.row.name} has no parameter {parameter}")
        return self._brackets().with_last(f"{parameter}={literal(value)}")

    def _quote(self, given: ast.expr) -> str:
        first = self.code.text[self.code.start(given)]
        return first if first in "'\"" else '"'

    def without(self, arguments: Iterable[ast.expr]) -> tuple[Piece, ...]:
        """The call without arguments. One that others follow by position cannot go."""
        found = self._brackets()
        pieces: list[Piece] = []
        for value in arguments:
            if value in self.node.args:
                if value is not self.node.args[-1]:
                    raise Refused("other arguments follow it by position")
                pieces += found.without(found.part_of(value))
            else:
                keyword = next(each for each in self.node.keywords if each.value is value)
                pieces += found.without(found.part_of(keyword))
        return tuple(pieces)

    def exchanged(self, first: str, second: str) -> tuple[Piece, ...]:
        """The call with the values of two parameters in each other's place."""
        one, other = self.argument(first), self.argument(second)
        if one is None or other is None:
            raise Refused("one of the two arguments is not given")
        spans = [(self.code.start(each), self.code.end(each)) for each in (one, other)]
        texts = [self.code.between(*span) for span in spans]
        return Piece(*spans[0], texts[1]), Piece(*spans[1], texts[0])

    def given(self) -> list[tuple[str | None, ast.expr]]:
        """The arguments, each with the parameter that it is for (None if it cannot be said)."""
        names = [each.name for each in self._signature.positional][self._bound :]
        by_position: list[tuple[str | None, ast.expr]] = [
            (names[index] if index < len(names) else None, each) for index, each in enumerate(self.node.args)
        ]
        return by_position + [(each.arg and self._means(each.arg), each.value) for each in self.node.keywords]

    def _brackets(self) -> Bracketed:
        return bracketed(self.code, self.node)


def literal(value: object, quote: str = '"') -> str:
    """A constant as people write it."""
    return f"{quote}{value}{quote}" if isinstance(value, str) else repr(value)


def number(code: Code, node: ast.expr, old: float, new: float) -> tuple[Piece, ...]:
    """A number that stands at a node, or directly in its call or comparison, becomes another."""
    if isinstance(node, ast.Compare):
        candidates = [node.left, *node.comparators]
    elif isinstance(node, ast.Call):
        candidates = [*node.args, *(keyword.value for keyword in node.keywords)]
    else:
        candidates = [node]
    found = [each for each in candidates if isinstance(each, ast.Constant) and _is_number(each.value, old)]
    if len(found) != 1:
        raise Refused(f"{old:g} is not written where it is used")
    return (Piece(code.start(found[0]), code.end(found[0]), repr(new)),)


def _is_number(value: object, wanted: float) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value == wanted
