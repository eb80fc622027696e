"""Text from scanned files, made safe to print: a file name or a line of code must not drive the reader's terminal."""

from __future__ import annotations

import unicodedata


def visible(text: str) -> str:
    r"""``text`` in one line, with all that a terminal would act on, or that cannot be encoded, spelled out.

    Control characters, ANSI escapes, line ends, direction marks and lone surrogates (bytes of a file name that are not
    UTF-8) become ``\x1b``, ``\n``, ``\u202e``, ``\udcff``. Letters, marks and spaces of any script stay.
    """
    if text.isprintable():
        return text
    return "".join(char if _harmless(char) else char.encode("unicode_escape").decode("ascii") for char in text)


def _harmless(char: str) -> bool:
    return char.isprintable() or unicodedata.category(char) == "Zs"
