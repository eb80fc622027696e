"""Room for functions that call themselves once a level of the syntax tree."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_FRAMES = 4000
"""Python frames for the deepest tree within the bounds of ``nesting``: up to five a level, with room to spare."""


@contextmanager
def deep_recursion() -> Iterator[None]:
    """Allow that many frames more than the caller may use."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(limit + _FRAMES)
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)
