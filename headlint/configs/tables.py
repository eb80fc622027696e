"""The dialects that come with headlint, and those that a project adds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from headlint.configs.dialect import Dialect, DialectError, dialect

_TABLES = Path(__file__).with_name("dialects")


@cache
def built_in() -> tuple[Dialect, ...]:
    """Every table under ``dialects/``, by name."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return tuple(
        dialect(path.stem, yaml.load(path.read_text(encoding="utf-8"), Loader=loader))
        for path in sorted(_TABLES.glob("*.yaml"))
    )


def of_project(tables: Mapping[str, Any]) -> tuple[Dialect, ...]:
    """The dialects of a project's settings. Raises DialectError."""
    return tuple(dialect(name, table) for name, table in tables.items())


def signed(dialects: Iterable[Dialect], data: bytes, kind: str) -> tuple[Dialect, ...]:
    """The dialects whose signs a file of a format holds."""
    return tuple(one for one in dialects if kind in one.files and one.signed(data))


__all__ = ["DialectError", "built_in", "of_project", "signed"]
