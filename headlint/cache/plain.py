"""Plain data of dataclasses and named tuples, and back, by their annotations."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints


def plain(value: Any) -> Any:
    """JSON-ready data of a value: a dataclass is its name and its fields in order, a named tuple its items, a set is
    sorted. Raises TypeError for anything else."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if is_dataclass(value):
        return [type(value).__name__, *(plain(getattr(value, field.name)) for field in fields(value))]
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted((plain(item) for item in value), key=repr)
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no plain form")


def record(hint: Any, data: Any) -> Any:
    """What ``plain`` made the data of. Raises TypeError, ValueError or LookupError if it cannot be."""
    if hint is Any or hint is None or data is None:
        return data
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        kinds = [kind for kind in get_args(hint) if kind is not type(None)]
        return record(kinds[0] if len(kinds) == 1 else _meant(kinds, data), data)
    if origin in (tuple, frozenset):
        inner = get_args(hint)
        same = origin is frozenset or inner[-1] is ...
        return origin(
            record(inner[0] if same else kind, item) for kind, item in zip(data if same else inner, data, strict=True)
        )
    if isinstance(hint, type) and (is_dataclass(hint) or hasattr(hint, "_fields")):
        items = data
        if is_dataclass(hint):
            name, *items = data
            if name != getattr(hint, "__name__", ""):
                raise TypeError(f"not a {hint}")
        return hint(*[record(kind, item) for kind, item in zip(_hints(hint), items, strict=True)])
    return data


def _meant(kinds: list[Any], data: Any) -> Any:
    """Which of several types the data is of: dataclasses say so themselves."""
    named = {getattr(kind, "__name__", ""): kind for kind in kinds if is_dataclass(kind)}
    return named.get(data[0], Any) if named and isinstance(data, list) and data else Any


@cache
def _hints(kind: Any) -> tuple[Any, ...]:
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)] if is_dataclass(kind) else kind._fields
    return tuple(hints[name] for name in names)
