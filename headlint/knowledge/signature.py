"""Signatures as the tables write them, and what a recorded call binds to them.

Nothing of the library is imported: a signature is parsed once from its string, and a call is bound as Python would
bind it. A parameter that a call does not mention is absent from the result: its default holds.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from headlint.values import Cases, Const, Sequence, Unknown, Value, just

NO_DEFAULT = Unknown("it has no default")


@dataclass(frozen=True, slots=True)
class Parameter:
    """``default``: a ``Const``, or an ``Unknown`` where it is not a literal. ``integer``: it only takes ints."""

    name: str
    default: Value | None = None
    integer: bool = False

    @property
    def required(self) -> bool:
        return self.default is None


@dataclass(frozen=True, slots=True)
class Signature:
    """The parameters of a call, by the way they are given; ``rest`` and ``options`` are ``*args`` and ``**kwargs``."""

    positional: tuple[Parameter, ...]
    keyword_only: tuple[Parameter, ...]
    rest: str | None
    options: str | None

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        return self.positional + self.keyword_only

    @property
    def names(self) -> tuple[str, ...]:
        """All names, in order, ``*args`` and ``**kwargs`` included."""
        stars = [name for name in (self.rest, self.options) if name]
        return tuple(parameter.name for parameter in self.parameters) + tuple(stars)

    def default(self, name: str) -> Value:
        """The constant that holds where ``name`` is not given; Unknown if there is none."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter.default or NO_DEFAULT
        return NO_DEFAULT


@cache
def parse(text: str) -> Signature:
    """Read ``"(input, dim=None, *, dtype=None)"``. Raises SyntaxError or ValueError if it is not a signature."""
    function = ast.parse(f"def _{text}: ...").body[0]
    assert isinstance(function, ast.FunctionDef)
    given = function.args
    before = given.posonlyargs + given.args
    padding: list[ast.expr | None] = [None] * (len(before) - len(given.defaults))
    return Signature(
        tuple(map(_parameter, before, padding + list(given.defaults))),
        tuple(map(_parameter, given.kwonlyargs, given.kw_defaults)),
        given.vararg.arg if given.vararg else None,
        given.kwarg.arg if given.kwarg else None,
    )


def _parameter(argument: ast.arg, default: ast.expr | None) -> Parameter:
    integer = isinstance(argument.annotation, ast.Name) and argument.annotation.id == "int"
    return Parameter(argument.arg, None if default is None else _constant(default), integer)


def _constant(default: ast.expr) -> Value:
    """A literal as a ``Const``; ``...`` and containers stand for defaults that are not constants."""
    found = ast.literal_eval(default)
    if found is Ellipsis or isinstance(found, (tuple, list, dict, set)):
        return Unknown(f"its default is {ast.unparse(default)}")
    return Const(found)


def bind(
    signature: Signature,
    args: tuple[Cases, ...],
    keywords: Iterable[tuple[str, Cases]],
    renamed: Mapping[str, str],
) -> dict[str, Cases] | None:
    """What each parameter got; None if the call does not fit the signature.

    A keyword ``"*"`` (a ``*args`` that could not be unfolded) makes the positional parameters after ``args`` unknown,
    ``"**"`` makes every parameter that is not given unknown. ``renamed`` maps other keywords to parameters.
    """
    given = dict(keywords)
    unfolded, options = given.pop("*", None), given.pop("**", None)
    bound = dict(zip((parameter.name for parameter in signature.positional), args, strict=False))
    surplus = args[len(signature.positional) :]
    if surplus:
        if signature.rest is None:
            return None
        bound[signature.rest] = _gathered(surplus)
    accepted = set(signature.names)
    for keyword, cases in given.items():
        name = keyword if keyword in accepted else renamed.get(keyword, keyword)
        if name in bound or (name not in accepted and signature.options is None):
            return None
        bound[name] = cases
    if unfolded is not None:
        for parameter in signature.positional:
            bound.setdefault(parameter.name, just(Unknown("given by *args")))
        if signature.rest is not None:
            bound[signature.rest] = just(Unknown("given by *args"))
    if options is not None:
        for parameter in signature.parameters:
            bound.setdefault(parameter.name, just(Unknown("given by **kwargs")))
    for parameter in signature.parameters:
        if parameter.name not in bound:
            if parameter.required:
                return None
        elif parameter.integer and not _integers(bound[parameter.name]):
            return None
    return bound


def _gathered(surplus: tuple[Cases, ...]) -> Cases:
    """What ``*sizes`` holds. Libraries take ``view(2, 3)`` and ``view((2, 3))`` alike; one value that is neither an
    integer nor a sequence may be either, so it stays itself."""
    only = surplus[0].single() if len(surplus) == 1 else None
    if len(surplus) == 1 and not isinstance(only, Const):
        return surplus[0]
    return just(Sequence("tuple", surplus))


def _integers(cases: Cases) -> bool:
    """Whether a parameter got an int (or None, its default) in every case."""
    constants: list[Any] = [case.value for case in cases]
    return all(isinstance(each, Const) and (each.value is None or type(each.value) is int) for each in constants)
