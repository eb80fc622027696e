"""The one way in which reading a file fails."""

from __future__ import annotations


class Unreadable(Exception):
    """A file that cannot be checked. ``reason`` says why, as one sentence without the file's name."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
