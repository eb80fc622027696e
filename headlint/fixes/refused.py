"""The one way in which making a fix fails."""

from __future__ import annotations


class Refused(Exception):
    """A remedy cannot be made here. The message says why, as part of a sentence."""
