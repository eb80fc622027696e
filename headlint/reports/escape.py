"""Text from scanned files, made safe to print: a file name or a line of code must not drive what reads it."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

COMMAND = re.compile(r"#(?=#(?:vso)?\[)")
"""How commands start that Azure's agent and GitHub's runner look for anywhere in a line of a log."""


def visible(text: str) -> str:
    r"""``text`` in one line, with all that a terminal or a CI log would act on, or that cannot be encoded, spelled out.

    Control characters, ANSI escapes, line ends, direction marks and lone surrogates (bytes of a file name that are not
    UTF-8) become ``\x1b``, ``\n``, ``\u202e``, ``\udcff``; ``##[`` and ``##vso[`` become ``\x23#[``. Letters, marks and
    spaces of any script stay.
    """
    if "##" in text:
        text = COMMAND.sub(r"\\x23", text)
    if text.isprintable():
        return text
    return "".join(char if _harmless(char) else char.encode("unicode_escape").decode("ascii") for char in text)


def _harmless(char: str) -> bool:
    return char.isprintable() or unicodedata.category(char) == "Zs"


def scalars(text: str) -> str:
    """``text`` for strict readers of JSON: bytes of a file name that are not UTF-8 become U+FFFD."""
    return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)


def as_json(content: Any, indent: int | None = 2) -> str:
    """JSON in ASCII, in which no CI log finds a command."""
    return json.dumps(content, indent=indent).replace("##", r"\u0023#") + "\n"
