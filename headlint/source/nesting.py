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
"""Levels of the syntax tree at one place: blocks, ``elif``, brackets, operators, dots."""

MAX_STRINGS = 1000
"""Adjacent string literals."""

MAX_EFFORT = 2_000_000
"""The sum over brackets and commas of how often the parser copies or retries them."""

_RETRIES = 4  # how often the parser may try the inside of a bracket in a pattern
_CODE, _FIELD, _SPECIFICATION, _TEXT = range(4)  # code; {code} in an f-string; {code:text}; text of an f-string
_TABS = str.expandtabs

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

_TEXT_TOKEN = {
    quotes: re.compile(r"\\[^{}]|\{\{|[{}]|" + quotes + ("" if len(quotes) == 3 else r"|\n"), re.DOTALL)
    for quotes in ("'", '"', "'''", '"""')
}


def check_nesting(text: str) -> None:
    """Raise Unreadable if a parser could run out of stack or time on ``text`` (whose lines end in line feeds)."""
    _Scanner("\n" + text).scan()


class _Scanner:
    """Measures the nesting of a text in one pass over its tokens.

    ``_depth`` is the depth of the syntax tree at this token, if every link of a chain (``a.b``, ``a + b``, ``not a``)
    is one level below the one before. A comma or a new line ends a chain: the depth falls back to ``_base``, that of
    the bracket or the block around it.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._blocks: list[list[int]] = []  # [indentation, branches so far] of the blocks around this line
        self._around: list[tuple[int, int, int, int, int, int, str]] = []  # what held outside of each open bracket
        self._base = self._depth = 0
        self._strings = 0  # in a row, or at least in one chain
        self._effort = 0
        self._weight = 1  # what a token adds to the effort
        self._retries = False  # inside a pattern
        self._matches = False  # there was a ``match``
        self._lambdas = self._fors = 0  # whose ``:`` or ``in`` is still to come: until then a comma ends no chain
        self._mode = _CODE
        self._quotes = ""  # the end of the f-string that we are in

    def scan(self) -> None:
        position: int | None = 0
        while position is not None:
            position = self._code(position) if self._mode < _SPECIFICATION else self._format(position)
        self._fall(0)
        if self._effort > MAX_EFFORT:
            raise Unreadable("nested too deep, over too much text")

    def _code(self, position: int) -> int | None:
        """Scan code until text of an f-string begins, and say where; None at the end."""
        for match in _TOKEN.finditer(self._text, position):
            kind = match.lastgroup
            if kind is None:
                continue
            if kind == "link":
                self._depth += 1
            elif kind == "string":
                self._strings += 1
            elif kind == "comma":
                self._comma()
            elif kind == "open":
                self._open(_CODE, "")
            elif kind == "close":
                self._close()
            elif kind == "line":
                if not self._around:
                    self._line(match)
            elif kind == "word":
                self._word(match[0])
            elif kind == "colon":
                self._colon()
            elif kind == "format":
                self._open(_TEXT, match[0].lstrip("fFtTrR"))
            else:  # a string that does not end: no parser gets to see the tokens of this file
                return None
            if self._mode >= _SPECIFICATION:
                return match.end()
        return None

    def _format(self, position: int) -> int | None:
        """Scan text of an f-string until code begins, and say where; None at the end."""
        for match in _TEXT_TOKEN[self._quotes].finditer(self._text, position):
            token = match[0]
            if token == "{":
                self._open(_FIELD, self._quotes)
            elif token == "{{" and self._mode == _SPECIFICATION:
                self._open(_FIELD, self._quotes)
                return match.end() - 1
            elif token == "}" and self._mode == _SPECIFICATION or token == self._quotes and self._mode == _TEXT:
                self._close()
            elif token == "\n" or token == self._quotes:  # an f-string that does not end
                return None
            if self._mode < _SPECIFICATION:
                return match.end()
        return None

    def _open(self, mode: int, quotes: str) -> None:
        if len(self._around) >= MAX_BRACKETS:
            raise Unreadable(f"nested too deep: more than {MAX_BRACKETS} brackets")
        self._depth += 1
        self._around.append(
            (self._depth, self._base, self._weight, self._lambdas, self._fors, self._mode, self._quotes)
        )
        self._base = self._depth
        self._weight = self._weight * _RETRIES if self._retries else self._weight + 1
        self._effort += self._weight
        self._lambdas = self._fors = 0
        self._mode, self._quotes = mode, quotes

    def _close(self) -> None:
        if self._around:
            depth, self._base, self._weight, self._lambdas, self._fors, self._mode, self._quotes = self._around.pop()
            self._fall(depth)

    def _fall(self, depth: int) -> None:
        """End a chain."""
        if self._depth > MAX_DEPTH:
            raise Unreadable(f"nested too deep: more than {MAX_DEPTH} levels")
        if self._strings > MAX_STRINGS:
            raise Unreadable(f"nested too deep: more than {MAX_STRINGS} adjacent strings")
        self._depth = depth
        self._strings = 0

    def _comma(self) -> None:
        self._effort += self._weight
        if not self._lambdas and not self._fors:
            self._fall(self._base)

    def _word(self, word: str) -> None:
        self._depth += 1
        if word == "lambda":
            self._lambdas += 1
        elif word == "for":
            self._fors += 1
        elif word == "in":
            self._fors -= self._fors > 0
        elif word == "if" and not self._around:
            self._retries = False  # a guard

    def _colon(self) -> None:
        if self._lambdas:
            self._lambdas -= 1
        elif self._mode == _FIELD:
            self._mode = _SPECIFICATION
        elif not self._around:
            self._retries = False  # the end of a pattern

    def _line(self, match: re.Match[str]) -> None:
        """Begin a statement: find the blocks around it, a chain of ``elif`` being as deep as it is long."""
        width, start, blocks = len(_TABS(match[0])) - 1, match.end(), self._blocks
        while blocks and blocks[-1][0] > width:
            self._base -= blocks.pop()[1]
        if not blocks or blocks[-1][0] < width:
            blocks.append([width, 1])
            self._base += 1
        elif self._text.startswith("elif", start):
            blocks[-1][1] += 1
            self._base += 1
        elif not self._text.startswith("else", start):
            self._base -= blocks[-1][1] - 1
            blocks[-1][1] = 1
        if len(blocks) > MAX_BLOCKS:
            raise Unreadable(f"nested too deep: more than {MAX_BLOCKS} levels of indentation")
        self._fall(self._base)
        self._lambdas = self._fors = 0
        self._matches = self._matches or self._text.startswith("match", start)
        self._retries = self._matches and self._text.startswith("case", start)
