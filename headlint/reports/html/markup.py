"""HTML as text: what is not ``Markup`` is escaped, so nothing of a scanned file becomes a tag."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import NewType, TypeAlias, Union

from headlint.reports.escape import visible

Markup = NewType("Markup", str)
Child: TypeAlias = Union[str, "Iterable[str]"]

VOID = frozenset({"br", "meta", "input", "path", "line", "circle", "rect"})


def tag(name: str, /, *children: Markup, **attributes: object) -> Markup:
    """An element. ``class_`` is ``class``, ``_`` becomes ``-``, None and False are left out, True is bare."""
    given = "".join(_attribute(key, value) for key, value in attributes.items() if value is not None)
    if name in VOID:
        return Markup(f"<{name}{given}>" if name in ("br", "meta", "input") else f"<{name}{given}/>")
    return Markup(f"<{name}{given}>{''.join(children)}</{name}>")


def text(said: str) -> Markup:
    """Text of anyone, in one line."""
    return Markup(escape(visible(said)))


def joined(parts: Iterable[Markup], between: str = "") -> Markup:
    return Markup(between.join(parts))


def _attribute(key: str, value: object) -> str:
    if value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(visible(str(value)))}"'
