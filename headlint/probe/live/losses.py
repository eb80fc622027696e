"""Losses as objects: which row of the tables speaks of one, and with which arguments it was made.

An object is known by what it is, never by its name: the row's name is looked up in the library and has to give the very
same function or class (or one that inherits its call).
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any

from headlint import knowledge
from headlint.knowledge.rows import Row, Score
from headlint.probe.by_hand import loss_facts
from headlint.probe.worker import build
from headlint.values import Const

CALLS = ("forward", "call", "__call__")
"""Where a class says what calling its objects does."""


def row_of(loss: Any) -> Row | None:
    """The row of a loss object or function; None if no table knows it."""
    if isinstance(loss, functools.partial):
        return row_of(loss.func)
    kinds = [loss] if _is_function(loss) else [kind for kind in type(loss).__mro__ if _calls_alike(type(loss), kind)]
    return next((row for kind in kinds for row in _named(kind)), None)


def _is_function(loss: Any) -> bool:
    return hasattr(loss, "__code__") or type(loss).__name__ == "builtin_function_or_method"


def _calls_alike(kind: type, base: type) -> bool:
    return all(getattr(kind, name, None) is getattr(base, name, None) for name in CALLS)


@functools.cache
def _scores() -> dict[str, list[Row]]:
    """All losses by the last part of their names."""
    found: dict[str, list[Row]] = {}
    for table in knowledge.tables():
        for row in table.rows:
            if isinstance(row.does, Score) and row.form in ("function", "layer"):
                found.setdefault(row.name.rpartition(".")[2], []).append(row)
    return found


def _named(kind: Any) -> Iterator[Row]:
    """The rows whose name, in the library, is this class or function."""
    package = str(getattr(kind, "__module__", "")).partition(".")[0]
    for row in _scores().get(getattr(kind, "__name__", ""), ()):
        if row.name.partition(".")[0] == package and _is(row.name, kind):
            yield row


def _is(name: str, kind: Any) -> bool:
    try:
        return build.found(name) is kind
    except build.CannotBuild:
        return False


def facts_of(loss: Any, row: Row) -> dict[str, Any]:
    """The facts of a loss object. Raises ``by_hand.Unsettled`` where they depend on what is not known."""
    return facts(row, dict(_arguments(loss, row)))


def facts(row: Row, given: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a loss with these arguments. Raises ``by_hand.Unsettled``."""
    assert isinstance(row.does, Score)
    shape = getattr(given.get(row.does.weight or ""), "shape", None)
    written = {name: _constant(value) for name, value in given.items()}
    options = {name: value for name, value in written.items() if not _is_default(row, name, value)}
    return loss_facts(row, options, int(shape[0]) if shape else None)


def _is_default(row: Row, name: str, value: Any) -> bool:
    default = knowledge.signature(row).default(name)
    return isinstance(default, Const) and type(default.value) is type(value) and default.value == value


def _arguments(loss: Any, row: Row) -> Iterator[tuple[str, Any]]:
    """The arguments that a loss was made with, read off its own configuration or its attributes."""
    if isinstance(loss, functools.partial):
        yield from loss.keywords.items()
        return
    if _is_function(loss):
        return
    config = loss.get_config() if hasattr(loss, "get_config") else None
    matters = {variant.parameter for variant in (*row.variants, *getattr(row.does, "variants", ()))}
    for name in knowledge.signature(row).names:
        held = [config[name]] if config is not None and name in config else _held(loss, name)
        if held:
            yield name, held[0]
        elif name in matters:
            yield name, {"unknown": f"the object does not say its {name}"}


def _held(loss: Any, name: str) -> list[Any]:
    """An attribute of an object, or of the one loss among its members that has it (MONAI's sums of two losses)."""
    if hasattr(loss, name):
        return [getattr(loss, name)]
    bound = getattr(loss, "_fn_kwargs", {})  # Keras' configuration does not tell of every argument
    if name in bound:
        return [bound[name]]
    members = list(loss.children()) if hasattr(loss, "children") else []
    return [getattr(member, name) for member in members if hasattr(member, name)][:1]


def _constant(value: Any) -> Any:
    """A constant, or that it is none. Tuples become lists, as in JSON."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, Mapping) and set(value) == {"unknown"}:
        return dict(value)
    if isinstance(value, (tuple, list)) and all(isinstance(each, (bool, int, float, str)) for each in value):
        return list(value)
    return {"unknown": "it is not constant"}
