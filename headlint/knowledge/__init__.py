"""What libraries do to the domain and the channels of a value: tables of facts, and how to look them up.

A table is a module of this package with a ``TABLE``; all are found by walking the package, when something is looked up
for the first time. See ``rows`` for what a row says, ``domains`` for the algebra, ``names`` for spellings.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache

from headlint.knowledge.names import PREFIXES, canonical
from headlint.knowledge.rows import GIVEN, Effect, Keep, Measure, Predict, Row, Score, Table, Variant
from headlint.knowledge.signature import Signature, parse
from headlint.knowledge.signature import bind as _bind
from headlint.values import Apply, Cases, Const, External, Sequence, Unknown, Value, just
from headlint.values import Mapping as Dict

_TABLE = b"\nTABLE = Table("
"""What a table's file contains; other modules of this package are not loaded for a look-up."""

TORCH_METHODS = "torch.Tensor."
_ARRAY_METHODS = ("numpy.ndarray.", "pandas.Series.", "scipy.sparse.csr_matrix.")

ARRAY_KEYWORDS = {"axis": "dim", "keepdims": "keepdim", "x": "input", "dim": "axis", "keepdim": "keepdims"}
"""torch takes NumPy's keywords as well as its own, and the Array API did it the other way round."""


@cache
def tables() -> tuple[Table, ...]:
    """Every table, by the name of its module."""
    modules = sorted(entry.name[:-3] for entry in os.scandir(__path__[0]) if _is_table(entry))
    return tuple(importlib.import_module(f"{__name__}.{module}").TABLE for module in modules)


def _is_table(entry: os.DirEntry[str]) -> bool:
    if not entry.name.endswith(".py"):
        return False
    with open(entry.path, "rb") as file:
        return _TABLE in file.read()


@cache
def _rows() -> dict[str, tuple[Row, Table]]:
    """Rows by name and by spelling; a name wins over a spelling."""
    found = {}
    for table in tables():
        for row in table.rows:
            for spelling in row.spellings:
                found[spelling] = row, table
    for table in tables():
        for row in table.rows:
            found[row.name] = row, table
    return found


@cache
def _constants() -> dict[str, object]:
    return {name: constant for table in tables() for name, constant in table.constants}


def row(name: str) -> Row | None:
    """The row of a qualified name, in any of its spellings; None if nothing is known of it."""
    found = _rows().get(name) or _rows().get(canonical(name))
    return found[0] if found else None


def method(name: str) -> Row | None:
    """The row of a tensor's method or attribute by its bare name: ``"softmax"`` → the row of torch.Tensor.softmax."""
    return next(iter(methods(name)), None)


@cache
def methods(name: str) -> tuple[Row, ...]:
    """The rows of a bare method name: a tensor's, and those of the arrays and data frames that labels come in."""
    found = (row(owner + name) for owner in (TORCH_METHODS, *_ARRAY_METHODS))
    return tuple(one for one in found if one is not None)


@cache
def roots() -> frozenset[str]:
    """The top-level packages that something is known of."""
    return frozenset(name.partition(".")[0] for name in [*_rows(), *(prefix for prefix, _ in PREFIXES)])


def table(of: Row) -> Table:
    """The table that a row stands in."""
    return _rows()[of.name][1]


def signature(of: Row) -> Signature:
    """The signature of a function, of a method (with ``self``), or of a layer's constructor."""
    return parse(of.signature)


def call_signature(of: Row) -> Signature:
    """The signature of a layer's call."""
    return parse(of.does.call if isinstance(of.does, (Score, Measure)) else of.call)


def bind(of: Row, args: tuple[Cases, ...], keywords: Iterable[tuple[str, Cases]] = ()) -> dict[str, Cases] | None:
    """What each parameter of a function, method or constructor got; absent means that its default holds.

    A method's receiver is the first of ``args``. None if the call does not fit the row's signature.
    """
    return _bind(parse(of.signature), args, keywords, {**ARRAY_KEYWORDS, **dict(of.renamed)})


def bind_call(of: Row, args: tuple[Cases, ...], keywords: Iterable[tuple[str, Cases]] = ()) -> dict[str, Cases] | None:
    """What each parameter of a layer's call got, as in ``bind``; for a function or method that is its only call."""
    if of.form != "layer":
        return bind(of, args, keywords)
    return _bind(call_signature(of), args, keywords, dict(of.renamed))


def default(of: Row, parameter: str) -> Value:
    """The constant that holds where a parameter is not given: a ``Const``, or Unknown."""
    return parse(of.signature).default(parameter)


def argument(of: Row, bound: Mapping[str, Cases], parameter: str) -> Cases:
    """What a parameter holds: what the call gave it, or its default."""
    return bound[parameter] if parameter in bound else just(default(of, parameter))


def input_of(of: Row) -> str | None:
    """The parameter of the (layer's) call through which the value comes in; None if there is none."""
    if isinstance(of.does, (Score, Measure, Keep, Predict)):
        return of.does.input
    called = call_signature(of) if of.form == "layer" else signature(of)
    return called.positional[0].name if called.positional else None


def activation(of: Row, name: str) -> Row | None:
    """What a library means by an activation given as a string: ``smp.Unet(activation="softmax2d")``."""
    meant = dict(table(of).activations).get(name)
    return None if meant is None else row(meant)


def settle(of: Row, bound: Mapping[str, Cases]) -> Effect | Unknown:
    """The effect of a row for given arguments: its variants are applied.

    Unknown if a parameter that a variant depends on is not one constant: split its cases first.
    """
    effect = of.does
    variants = of.variants + tuple(getattr(effect, "variants", ()))
    for variant in variants:
        applies = _applies(variant, argument(of, bound, variant.parameter))
        if applies is None:
            return Unknown(f"{variant.parameter} of {of.name} is not known")
        if applies:
            effect = replace(effect, **variant.fields)
    return effect


def _applies(variant: Variant, given: Cases) -> bool | None:
    """Whether a variant holds for an argument; None if that cannot be said."""
    only = given.single()
    if isinstance(only, External) and only.name in _constants():
        only = Const(_constants()[only.name])
    if isinstance(only, Const):
        if variant.equals is GIVEN:
            return only.value is not None and only.value is not False
        return bool(only.value == variant.equals)
    if variant.equals is GIVEN:
        return True if isinstance(only, (External, Apply, Sequence, Dict)) else None
    if isinstance(only, (Sequence, Dict)):
        return False
    return None


__all__ = [
    "Row", "Table", "activation", "argument", "bind", "bind_call", "call_signature", "canonical", "default", "input_of",
    "method", "roots", "row", "settle", "signature", "table", "tables",
]  # fmt: skip
