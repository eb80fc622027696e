"""From text to the intermediate form by libcst, which reads more than the running Python does. The only door to it:
importing this module costs 0.2 s."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable

import libcst as cst

from headlint.source import ir
from headlint.source.cursor import Cursor, Lost, PlacedCursor
from headlint.source.errors import Unreadable
from headlint.source.python2 import rewritten
from headlint.source.recursion import deep_recursion
from headlint.source.statements import statements
from headlint.span import Span

_POSITION = re.compile(r"error at (\d+):(\d+)")


def lower_concrete(text: str, path: str, place: Callable[[Span], Span] | None = None) -> ir.Module:
    """``lower.lower`` of a text whose lines end in line feeds, and whose nesting is bounded."""
    try:
        tree, text = _readable(text)
        cursor = Cursor(text) if place is None else PlacedCursor(text, place)
        with deep_recursion():
            body = statements(cursor, tree.body)
        cursor.finish()
    except RecursionError:
        raise Unreadable("nested too deep") from None
    except SyntaxError as error:
        raise Unreadable(_complaint(rewritten(text), error)) from None
    except KeyError as error:  # a class that libcst has got since
        raise Unreadable(f"syntax that headlint does not know: {error}") from None
    except Lost as error:
        raise Unreadable(f"headlint lost its place in this file (please report this): {error}") from None
    return ir.Module(path, body, tuple(cursor.comments))


def _readable(text: str) -> tuple[cst.Module, str]:
    """The tree of a text, and the text that was parsed: the same, or what it says in Python 3 if it is Python 2."""
    try:
        return _parse(text), text
    except SyntaxError:
        newer = rewritten(text)
        if newer == text:
            raise
        return _parse(newer), newer


def _parse(text: str) -> cst.Module:
    """Parse. Raises SyntaxError for whatever libcst has against the text."""
    try:
        return cst.parse_module(text)
    except UnicodeEncodeError:
        raise Unreadable("bad encoding: the text holds half a character (a lone surrogate)") from None
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a Rust panic is no Exception
        raise SyntaxError(str(error)) from None


def _complaint(text: str, error: SyntaxError) -> str:
    """What is wrong with a text that libcst refuses, in Python's own words if Python refuses it as well."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "<source>", "exec", flags=0x400, dont_inherit=True)  # parse only
    except SyntaxError as refusal:
        return f"syntax error at line {refusal.lineno or 1}, column {refusal.offset or 1}: {refusal.msg}"
    except (MemoryError, RecursionError):
        return "nested too deep"
    except ValueError:
        pass
    position = _POSITION.search(str(error))
    where = f" at line {position[1]}, column {position[2]}" if position else ""
    return f"syntax that headlint's parser cannot read{where}"
