"""Bounds on how deeply a source text may nest, checked before a parser sees it.

The native parser calls itself for every bracket, operator and block. A stack that runs over kills the process, and no
``except`` catches that. It also copies what it has parsed once a level, and tries every level of a ``match`` pattern
several times, so a small file can keep it busy for hours. Hence one quick pass over the text that measures both.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import cast

from headlint.source.errors import Unreadable

# The stack that a level takes in libcst 1.9, in kB (measured in processes with little stack until they died).
_STRING = 1  # in a row of adjacent strings
_LINK = 2  # an operator, a dot, an ``elif``, a closed bracket with more behind it
_BRACKET = 7
_LAMBDA = 11
_BLOCK = 20

MAX_STACK = 1600
"""The stack that may be needed at one place, in kB: enough for 80 blocks or 800 operators. Threads and processes
usually have 8 MB, on Windows 2 MB. Of 13,000 files of installed libraries three need more, the others up to 950."""

MAX_BRACKETS = 100
"""Open brackets at one place. CPython allows 200; the same files have up to 30."""

MAX_EFFORT = 2_000_000
"""The sum over brackets and commas of how often the parser copies or retries them. A unit takes about 20 µs; the same
files have up to 350,000."""

_RETRIES = 4  # how often the parser may try the inside of a bracket in a pattern
_CODE, _FIELD, _SPECIFICATION, _TEXT = range(4)  # code; {code} in an f-string; {code:text}; text of an f-string

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

# What matters in the text of an f-string, by its quotes, and whether it is raw.
_TEXT_TOKEN = {
    (quotes, raw): re.compile(
        ("" if raw else r"\\N\{|") + r"\\[^{}]|\{\{|[{}]|" + quotes + ("" if len(quotes) == 3 else r"|\n"), re.DOTALL
    )
    for quotes in ("'", '"', "'''", '"""')
    for raw in (True, False)
}

# The first word of a line, which a lone backslash may move to a later line.
_FIRST_WORD = cast(Callable[[str, int], re.Match[str]], re.compile(r"((?:\\\n[ \t\f]*)*)(\w*)").match)

_Quotes = tuple[str, bool]  # the end of an f-string, and whether it is raw


def check_nesting(text: str) -> None:
    """Raise Unreadable if a parser could run out of stack or time on ``text``, whose lines end in line feeds; also if
    a string does not end, for what comes then cannot be measured."""
    _Scanner("\n" + text).scan()


class _Scanner:
    """Measures the nesting of a text in one pass over its tokens.

    ``_depth`` is the stack that the parser needs at this token, if every link of a chain (``a.b``, ``a + b``,
    ``not a``) is one level below the one before. A comma or a new line ends a chain: the depth falls back to
    ``_base``, that of the bracket or the block around it.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._blocks: list[list[int]] = []  # [indentation, stack] of the blocks around this line
        self._around: list[tuple[int, int, int, int, int, int, _Quotes]] = []  # what held outside each open bracket
        self._base = self._depth = 0
        self._effort = 0
        self._weight = 1  # what a token adds to the effort
        self._retries = False  # inside a pattern
        self._matches = False  # there was a ``match``
        self._lambdas = self._fors = 0  # whose ``:`` or ``in`` is still to come: until then a comma ends no chain
        self._statement = 1  # where the last statement started
        self._mode = _CODE
        self._quotes: _Quotes = ("", False)  # of the f-string that we are in

    def scan(self) -> None:
        position: int | None = 0
        while position is not None:
            position = self._code(position) if self._mode < _SPECIFICATION else self._format(position)
        self._fall(0)
        if self._effort > MAX_EFFORT:
            raise Unreadable("nested too deep, over too much text")

    # Tokens.

    def _code(self, position: int) -> int | None:
        """Scan code until the text of an f-string begins, and say where; None at the end of the file."""
        for match in _TOKEN.finditer(self._text, position):
            kind = match.lastgroup
            if kind is None:
                continue
            if kind == "link":
                self._depth += _LINK
            elif kind == "string":
                self._depth += _STRING
            elif kind == "comma":
                self._comma()
            elif kind == "open":
                self._open(_CODE, ("", False))
            elif kind == "close":
                self._close()
            elif kind == "line":
                if not self._around:
                    self._line(match[0], match.end())
            elif kind == "word":
                self._word(match[0])
            elif kind == "colon":
                self._colon()
            elif kind == "format":
                prefix = match[0].rstrip("'\"")
                self._open(_TEXT, (match[0][len(prefix) :], len(prefix) == 2))
            else:
                raise self._endless(match.start())
            if self._mode >= _SPECIFICATION:
                return match.end()
        return None

    def _format(self, position: int) -> int | None:
        """Scan the text of an f-string until code begins, and say where."""
        for match in _TEXT_TOKEN[self._quotes].finditer(self._text, position):
            token, specification = match[0], self._mode == _SPECIFICATION
            if token == "{" or (specification and token in ("{{", "\\N{")):
                self._open(_FIELD, self._quotes)
                return match.start() + token.index("{") + 1
            if token == ("}" if specification else self._quotes[0]):
                self._close()
                if self._mode < _SPECIFICATION:
                    return match.end()
            elif token in ("\n", self._quotes[0]):
                break
        raise self._endless(position)

    def _word(self, word: str) -> None:
        self._depth += _LINK
        if word == "lambda":
            self._depth += _LAMBDA
            self._lambdas += 1
        elif word == "for":
            self._fors += 1
        elif word == "in":
            self._fors -= self._fors > 0
        elif word == "if" and not self._around:
            self._retries = False  # a guard: the pattern is over

    def _colon(self) -> None:
        if self._lambdas:
            self._lambdas -= 1
        elif self._mode == _FIELD:
            self._mode = _SPECIFICATION
        elif not self._around:
            self._retries = False  # the end of a pattern

    def _comma(self) -> None:
        self._effort += self._weight
        if not self._lambdas and not self._fors:
            self._fall(self._base)

    # Levels.

    def _open(self, mode: int, quotes: _Quotes) -> None:
        """Enter a bracket, an f-string, or a replacement field."""
        if len(self._around) >= MAX_BRACKETS:
            raise self._too_deep(f"more than {MAX_BRACKETS} brackets")
        self._around.append(
            (self._depth + _LINK, self._base, self._weight, self._lambdas, self._fors, self._mode, self._quotes)
        )
        self._base = self._depth = self._depth + _BRACKET
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
        if self._depth > MAX_STACK:
            raise self._too_deep("too many operators, brackets or blocks inside each other")
        self._depth = depth

    def _too_deep(self, what: str) -> Unreadable:
        line = self._text.count("\n", 0, self._statement)
        return Unreadable(f"nested too deep: {what} in the statement at line {line}")

    def _endless(self, position: int) -> Unreadable:
        line = self._text.count("\n", 0, position)
        column = position - self._text.rfind("\n", 0, position)
        return Unreadable(f"syntax error at line {line}, column {column}: this string does not end")

    def _line(self, indentation: str, start: int) -> None:
        """Begin a statement: find the blocks around it. A chain of ``elif`` is as deep as it is long."""
        self._statement = start
        continued, word = _FIRST_WORD(self._text, start).groups()
        blocks = self._blocks
        if continued:  # the word stands on a later line, who knows how far in: only ever count more
            deeper = word == "elif" and len(blocks) > 0
        else:
            width = len(indentation.rpartition("\f")[2].lstrip("\n").expandtabs())
            while blocks and blocks[-1][0] > width:
                self._base -= blocks.pop()[1]
            if not blocks or blocks[-1][0] < width:
                blocks.append([width, _BLOCK])
                self._base += _BLOCK
            elif word not in ("elif", "else"):
                self._base -= blocks[-1][1] - _BLOCK
                blocks[-1][1] = _BLOCK
            deeper = word == "elif"
        if deeper:
            blocks[-1][1] += _LINK
            self._base += _LINK
        self._fall(self._base)
        self._lambdas = self._fors = 0
        self._matches = self._matches or word == "match"
        self._retries = self._matches and word == "case"
