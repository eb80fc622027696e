"""What a config file says: scalars, lists and mappings, each with its place. Nothing is ever constructed from them.

A file's aliases make the tree a graph: equal parts are one node. A walk goes down declared paths, so it never expands
them; ``weight`` says how much there would be if it did.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias, Union

from headlint.span import Place

Key: TypeAlias = Union[str, int, float, bool, None]


@dataclass(frozen=True, slots=True, eq=False)
class Scalar:
    """A string, number, truth value or null. ``tag``: an application's own YAML tag ("!ref"), "" for none."""

    value: Any
    place: Place
    tag: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """A list."""

    items: tuple[Node, ...]
    place: Place
    tag: str = ""


class Entry(NamedTuple):
    """What stands under a key, and where the key stands."""

    node: Node
    key: Place


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """A mapping, in the order of the file. ``repeated``: places of keys that a later one of the same name replaces."""

    entries: Mapping[Key, Entry]
    place: Place
    tag: str = ""
    repeated: tuple[Place, ...] = ()


Node: TypeAlias = Union[Scalar, Items, Entries]


def children(node: Node) -> Iterator[Node]:
    if isinstance(node, Items):
        yield from node.items
    elif isinstance(node, Entries):
        yield from (entry.node for entry in node.entries.values())


def child(node: Node | None, key: str) -> Node | None:
    """What stands under a key of a mapping or at a position of a list, both written as a word of a path."""
    if isinstance(node, Entries):
        found = node.entries.get(key)
        if found is None and _is_number(key):
            found = node.entries.get(int(key))
        return found.node if found is not None else None
    if isinstance(node, Items) and _is_number(key) and -len(node.items) <= int(key) < len(node.items):
        return node.items[int(key)]
    return None


def key_place(node: Node | None, key: str) -> Place | None:
    """Where a key of a mapping stands."""
    found = node.entries.get(key) if isinstance(node, Entries) else None
    return found.key if found is not None else None


def plain(node: Node | None) -> Any:
    """The value of a scalar without a tag; None for anything else (and for null)."""
    return node.value if isinstance(node, Scalar) and not node.tag else None


def _is_number(key: str) -> bool:
    return key.removeprefix("-").isdecimal() and len(key) < 10
