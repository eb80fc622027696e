"""From text to the intermediate form: by Python's own parser, or by libcst where that says too little.

libcst reads what newer and older Pythons wrote, and keeps comments. It takes ten times as long, and importing it 0.2 s.
"""

from __future__ import annotations

from collections.abc import Callable

from headlint.source import ir, own
from headlint.source.errors import Unreadable
from headlint.source.nesting import check_nesting
from headlint.source.recursion import deep_recursion
from headlint.span import Span

MARK = "headlint:"
"""What a comment that speaks to headlint begins with."""


def lower(text: str, path: str, place: Callable[[Span], Span] | None = None) -> ir.Module:
    """Lower the text of a Python file (3.0 to 3.14, and what of 2 can be said in it). ``path`` is only noted.
    ``place``: where in the file a span of the text stands, if the text is not all of it.

    Raises Unreadable if the text is no Python that can be read.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    try:
        check_nesting(text)
        if MARK not in text:
            with deep_recursion():
                return ir.Module(path, own.body(text, place), ())
    except RecursionError:
        raise Unreadable("nested too deep") from None
    except own.Refused:
        pass
    from headlint.source.concrete import lower_concrete

    return lower_concrete(text, path, place)
