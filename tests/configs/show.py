"""Trees as plain Python, so that tests can compare them."""

from __future__ import annotations

from typing import Any

from headlint.configs.document import Format, read
from headlint.configs.tree import Items, Node, Scalar


def plain(node: Node) -> Any:
    """Values without places; what has a tag of an application as (tag, value)."""
    value: Any
    if isinstance(node, Scalar):
        value = node.value
    elif isinstance(node, Items):
        value = [plain(item) for item in node.items]
    else:
        value = {key: plain(entry.node) for key, entry in node.entries.items()}
    return (node.tag, value) if node.tag else value


def one(text: str | bytes, kind: Format = "yaml") -> Node:
    """The only document of a file."""
    data = text.encode() if isinstance(text, str) else text
    (document,) = read(data, f"made.{kind}", kind)
    return document


def shown(text: str | bytes, kind: Format = "yaml") -> Any:
    return plain(one(text, kind))
