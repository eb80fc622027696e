"""The value of a literal token."""

from __future__ import annotations

import ast
import re
import warnings
from functools import lru_cache

_OPENING = re.compile(r"""[rRuU]?('{3}|"{3}|['"])""").match
_ESCAPE = re.compile(r'\\.|"|\\\Z', re.DOTALL)


def literal(token: str) -> object:
    """The value of a number or a string as Python reads it. Raises SyntaxError for what Python refuses."""
    opening = _OPENING(token)
    if opening is not None and ("\\" not in token or token[0] in "rR"):
        return token[opening.end() : -len(opening[1])]
    return _evaluate(token)


def format_text(opening: str, text: str) -> str:
    """The value of a literal part of an f-string that starts with ``opening`` (prefix and quotes)."""
    text = text.replace("{{", "{").replace("}}", "}")
    if "\\" not in text or "r" in opening.lower():
        return text
    value = _evaluate('"""' + _ESCAPE.sub(_escape, text) + '"""')
    assert isinstance(value, str)
    return value


def _escape(match: re.Match[str]) -> str:
    """An escape as it stands; a quote escaped; a last, lonely backslash doubled (it stands before a ``{``)."""
    return match[0] if len(match[0]) == 2 else "\\" + match[0]


@lru_cache(maxsize=2048)
def _evaluate(token: str) -> object:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an unknown escape is none of our business
            return ast.literal_eval(token)
    except ValueError as error:  # a number of too many digits
        raise SyntaxError(str(error)) from error
