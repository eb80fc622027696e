"""Colour, where the reader wants it."""

from __future__ import annotations

CODES = {"error": "1;31", "warning": "1;33", "info": "1;36", "strong": "1", "quiet": "34"}
"""Select Graphic Rendition parameters by role; the three levels of a finding are roles."""


class Paint:
    """Wraps text in the colour of a role, or leaves it as it is."""

    def __init__(self, on: bool) -> None:
        self.on = on

    def __call__(self, role: str, text: str) -> str:
        return f"\x1b[{CODES[role]}m{text}\x1b[0m" if self.on and text else text
