"""Python 2 as far as Python 3 can say it: old networks were trained with it, and most of such a file is both.

What only Python 2 has is rewritten in place, character by character, so that every line and column stays where it is:
``print x`` becomes a tuple that evaluates ``x``, ``except E, e:`` loses its name, ``a <> b`` and `` `x` `` get their
newer spelling. Nothing is rewritten in strings and comments. Source: https://docs.python.org/3/whatsnew/3.0.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
      (?P<string>[bBuU]?[rR]?(?:\"{3}(?:\\.|[^\\])*?\"{3}|'{3}(?:\\.|[^\\])*?'{3}|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))
    | (?P<comment>\#[^\n]*)
    | (?P<word>[^\W\d]\w*)
    | (?P<number>\d[\w.]*)
    | (?P<space>(?:[ \t\f]|\\\n)+)
    | (?P<line>\n)
    | (?P<open>[(\[{])
    | (?P<close>[)\]}])
    | (?P<other><>|>>|.)
    """,
    re.VERBOSE | re.DOTALL,
)

_NOT_A_PRINT = frozenset("(=.,)[+-*/%:;") | {"\n", "", ">>"}
"""What follows ``print`` where it is a name or an empty statement; behind ``>>`` comes a file."""

_OCTAL = re.compile(r"0[0-7]+[lL]?$")
_LONG = re.compile(r"(?:0[xX][\da-fA-F]+|\d+)[lL]$")


@dataclass(slots=True)
class _Token:
    kind: str
    text: str
    start: int
    depth: int
    """Open brackets around it."""

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def rewritten(text: str) -> str:
    """The text with what only Python 2 has in a newer form, every other character in its place."""
    tokens = list(_tokens(text))
    made = list(text)
    for start, end, replacement in _changes(tokens):
        made[start:end] = replacement.ljust(end - start)
    return "".join(made)


def _tokens(text: str) -> Iterator[_Token]:
    depth = 0
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        depth -= kind == "close"
        yield _Token(kind, match[0], match.start(), depth)
        depth += kind == "open"


def _changes(tokens: list[_Token]) -> Iterator[tuple[int, int, str]]:
    """Stretches of text and what stands there instead; never longer than the stretch."""
    first, quoted = True, False
    for index, token in enumerate(tokens):
        match token.kind, token.text:
            case "word", "print" | "exec" if first:
                yield from _statement(tokens, index)
            case "word", "except" if first:
                yield from _unnamed(tokens, index)
            case "word", "raise" if first:
                yield from _bare(tokens, index)
            case "word", "lambda":
                yield from _unpacked(tokens, index)
            case "other", "<>":
                yield token.start, token.end, "!="
            case "other", "`":
                yield token.start, token.end, ")" if quoted else "("
                quoted = not quoted
            case "number", text if _OCTAL.match(text):
                yield token.start, token.end, str(int(text.rstrip("lL"), 8)).rjust(len(text))
            case "number", text if _LONG.match(text):
                yield token.start, token.end, text[:-1]
            case "string", text if text[:2].lower() == "ur":
                yield token.start, token.end, " " + text[1:]
        if token.kind not in ("space", "comment"):
            first = not token.depth and (token.kind == "line" or token.text in (";", ":"))


def _next(tokens: list[_Token], index: int) -> str:
    following = (token.text for token in tokens[index + 1 :] if token.kind not in ("space", "comment"))
    return next(following, "")


def _statement(tokens: list[_Token], index: int) -> Iterator[tuple[int, int, str]]:
    """``print a, b`` becomes ``(0),  a, b`` and ``exec code`` likewise; ``print >>file, a`` is ``(0)   >>file, a``."""
    token, following = tokens[index], _next(tokens, index)
    if following == ">>":
        yield token.start, token.end, "(0)"
    elif following not in _NOT_A_PRINT:
        yield token.start, token.end, "(0),"


def _until(tokens: list[_Token], index: int, end: str) -> tuple[list[_Token], list[int]]:
    """The tokens of a statement from ``index`` on until ``end`` stands outside of brackets (or the statement ends), and
    where among them a comma stands outside of brackets."""
    depth = tokens[index].depth
    taken: list[_Token] = []
    commas: list[int] = []
    for token in tokens[index + 1 :]:
        if token.kind == "comment" or (token.depth == depth and token.text in (end, "\n")):
            break
        if token.depth == depth and token.text == ",":
            commas.append(len(taken))
        taken.append(token)
    return taken, commas


def _unnamed(tokens: list[_Token], index: int) -> Iterator[tuple[int, int, str]]:
    """``except (A, B), e:`` becomes ``except (A, B)   :``"""
    taken, commas = _until(tokens, index, ":")
    if commas:
        yield taken[commas[-1]].start, taken[-1].end, ""


def _bare(tokens: list[_Token], index: int) -> Iterator[tuple[int, int, str]]:
    """``raise E, "text"`` becomes ``raise E``"""
    taken, commas = _until(tokens, index, ";")
    for token in taken[commas[0] :] if commas else ():
        if "\n" not in token.text:
            yield token.start, token.end, ""


def _unpacked(tokens: list[_Token], index: int) -> Iterator[tuple[int, int, str]]:
    """``lambda (a, b): a`` becomes ``lambda  a, b : a``"""
    taken, _ = _until(tokens, index, ":")
    inside, before = False, "lambda"
    for token in taken:
        outside = token.depth == tokens[index].depth
        if outside and token.text == "(" and before in ("lambda", ","):
            inside = True
            yield token.start, token.end, ""
        elif outside and token.text == ")" and inside:
            inside = False
            yield token.start, token.end, ""
        before = token.text if token.kind != "space" else before
