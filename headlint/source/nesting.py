"""Bounds on how deeply a source text may nest, checked before a parser sees it.

The native parser calls itself for every bracket, operator and block. A stack that runs over kills the process, and no
``except`` catches that. It also copies what it has parsed once a level, and tries every level of a ``match`` pattern
several times, so a small file can keep it busy for hours. Hence one quick pass over the text that measures both.

Measured with libcst 1.9: a bracket takes up to 9 kB of stack, a ``lambda`` 2.4 kB, any other link 1.5 kB, so the worst
text within the bounds needs less than 2 MB of the usual 8 MB. A unit of effort takes up to 60 µs.
"""

from __future__ import annotations

import re

from headlint.source.errors import Unreadable

MAX_BRACKETS = 100
"""Open brackets at one place (CPython allows 200; code written by people stays below 20)."""

MAX_BLOCKS = 100
"""Levels of indentation (CPython's own bound)."""

MAX_DEPTH = 400
"""Levels of the syntax tree at one place: blocks, ``elif``, brackets, operators, dots, adjacent strings."""

MAX_EFFORT = 2_000_000
"""The sum over brackets and commas of how often the parser copies or retries them."""

_RETRIES = 4  # how often the parser tries the inside of a bracket in a pattern

_LINKS = frozenset({"and", "await", "else", "for", "if", "in", "is", "lambda", "not", "or"})

_TOKEN = re.compile(
    r"""
      (?P<word>(?:and|await|else|for|if|in|is|lambda|not|or)\b)
    | (?P<format>(?:[fFtT][rR]?|[rR][fFtT])(?:\"{3}|'{3}|"|'))
    | [^\W\d]\w*
    | (?P<link>[-+*/%@&|^~<>.])
    | (?P<comma>[,;])
    | (?P<open>[(\[{])
    | (?P<close>[)\]}])
    | (?P<line>\n[ \t\f]*(?=[^\s#]))
    | (?P<string>
        \"{3} [^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)* \"{3}
      | '{3} [^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)* '{3}
      | "(?!"") [^"\\\n]*(?:\\.[^"\\\n]*)* "
      | '(?!'') [^'\\\n]*(?:\\.[^'\\\n]*)* '
      )
    | (?P<colon>:)
    | (?P<broken>["'])
    | 0[xX][\da-fA-F_]+ | 0[bB][01_]+ | \d[\d_]*(?:\.[\d_]*)?(?:[eE][-+]?\d[\d_]*)?[jJ]?
    | \#[^\n]*
    | \\.
    """,
    re.VERBOSE | re.DOTALL,
)


def check_nesting(text: str) -> None:
    pass
