"""How much of a config is read. Beyond that it is no config that a person wrote, and the file is refused in words."""

from __future__ import annotations

from headlint.source.errors import Unreadable

MAX_BYTES = 1_000_000
"""No larger file is read. The largest of 7,700 YAML files in 190 projects has 0.45 MB."""

MAX_DEPTH = 100
"""Lists and mappings inside each other. Keras models nest deepest: 20."""

MAX_VALUES = 100_000
"""Values of a document, with every alias written out."""

MAX_MERGED = 100_000
"""Entries that the merge keys (``<<``) of a document bring."""

MAX_DIGITS = 100
"""A longer number is text: to convert it takes time by the square of its length."""


def too_deep(line: int) -> Unreadable:
    return Unreadable(f"line {line}: nested more than {MAX_DEPTH} levels deep")


def too_many(counted: str = "") -> Unreadable:
    """``counted``: how, where that needs to be said."""
    return Unreadable(f"holds more than {MAX_VALUES:,} values{counted}")
