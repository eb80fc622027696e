"""Edits of comments that speak to headlint: what is without effect is taken out, and what is accepted is put in.

Positions are those of the file's bytes, and nothing outside of a comment is ever touched.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from headlint.configs.document import comments as config_comments
from headlint.configs.document import format_of
from headlint.findings import Finding, order
from headlint.source import notebook
from headlint.source.ir import Comment
from headlint.source.read import NOTEBOOK, Unreadable, parse, source_encoding
from headlint.span import Edit, Span
from headlint.suppress.directives import DIRECTIVE, VERBS, meet, names, places

_MARK = b"\xef\xbb\xbf"
_LINE_END = re.compile(b"\r\n|\r|\n")


def without(rules: Collection[str], comment: str) -> str:
    """A comment without the directives, or names in them, that accept one of these rules ("" for those that name none
    or are not understood)."""

    def shortened(found: re.Match[str]) -> str:
        named = names(found)
        left = [name for name in named if name not in rules]
        if (named and left == list(named)) or (not named and "" not in rules):
            return found[0]
        kept = left and found["verb"] in VERBS
        return f"# headlint: {found['verb']}[{', '.join(left)}]{found['reason']}" if kept else ""

    return DIRECTIVE.sub(shortened, comment).rstrip()


def removal(path: str, data: bytes, span: Span, rules: Collection[str]) -> Edit:
    """The edit that takes rules from the comment at a span of a file; the whole comment, and the line that it has for
    itself, if nothing is left of it."""
    start, end = _offset(data, span.line, span.column), _offset(data, span.end_line, span.end_column)
    left = without(rules, data[start:end].decode(source_encoding(data)))
    if left:
        return Edit(path, start, end, left)
    while start and data[start - 1 : start] in (b" ", b"\t"):
        start -= 1
    before = data[:start].removeprefix(_MARK)
    own_line = not before or before.endswith((b"\n", b"\r"))
    rest = re.compile(rb"[ \t]*(?:\r\n|\r|\n|\Z)").match(data, end)
    return Edit(path, start, rest.end() if own_line and rest else end, "")


def with_ignores(path: str, data: bytes, findings: Iterable[Finding]) -> tuple[bytes, list[Finding]]:
    """A file's bytes with comments that accept findings, and those that have no line there for a comment: inside of
    strings, before a backslash and in JSON there is none."""
    missed: list[Finding] = []
    for finding in sorted(findings, key=order, reverse=True):  # from the end, so that no place moves
        starts = [start for place in places(finding) if place.path == path for start in _lines_of(place.span)]
        changed = (new for start in starts if (new := _with_ignore(path, data, start, finding.rule)) is not None)
        new = next(changed, None)
        if new is None:
            missed.append(finding)
        else:
            data = new
    return data, missed


def _lines_of(span: Span) -> Iterator[Span]:
    """A place in every line of a span."""
    yield Span(span.line, span.column, span.line, span.column)
    yield from (Span(line, 1, line, 1) for line in range(span.line + 1, span.end_line + 1))


def _with_ignore(path: str, data: bytes, at: Span, rule: str) -> bytes | None:
    """A file with a comment on the line of a place that accepts a rule, None if the line takes none."""
    comments, problems = _heard(path, data)
    position, text = _room(path, data, comments, at, rule)
    new = data[:position] + text.encode("ascii") + data[position:]
    comments, more_problems = _heard(path, new)
    accepted = any(
        meet(comment.of, at) and rule in names(found)
        for comment in comments
        for found in DIRECTIVE.finditer(comment.text)
    )
    return new if accepted and more_problems == problems else None


def _room(path: str, data: bytes, comments: Iterable[Comment], at: Span, rule: str) -> tuple[int, str]:
    """What to put where: a name into the directive that the line has, else a comment at its end."""
    for comment in comments:
        for found in DIRECTIVE.finditer(comment.text):
            if found["verb"] == "ignore" and found["list"] and meet(comment.of, at):
                return _offset(data, comment.span.line, comment.span.column + found.end("rules")), f", {rule}"
    return _end_of_line(path, data, at), f"  # headlint: ignore[{rule}]"


def _end_of_line(path: str, data: bytes, at: Span) -> int:
    """Where in the bytes the line of a place ends; in a notebook that of its cell."""
    if path.endswith(NOTEBOOK):
        for cell in notebook.read_notebook(data).cells:
            inside = cell.find(at) if cell.runs else None
            if inside is not None:
                column = len(cell.lines[inside.line - 1]) + 1
                end = cell.place(Span(inside.line, column, inside.line, column))
                return _offset(data, end.line, end.column)
    end_of_line = _LINE_END.search(data, _offset(data, at.line, 1))
    return end_of_line.start() if end_of_line else len(data)


def _heard(path: str, data: bytes) -> tuple[Sequence[Comment], str]:
    """The comments of a file that speak to headlint, and what of it cannot be read, positions left out."""
    kind = format_of(Path(path))
    if kind is not None:
        return config_comments(data, kind), ""
    try:
        module = parse(data, path)
    except Unreadable as wrong:
        return (), wrong.reason
    return module.comments, re.sub(r"\d+", "", module.problems)


def _offset(data: bytes, line: int, column: int) -> int:
    """Where in a file's bytes a line and a column are, counted as places count."""
    encoding = source_encoding(data)
    starts = [0, *(found.end() for found in _LINE_END.finditer(data))]
    start = starts[line - 1] + (len(_MARK) if line == 1 and data.startswith(_MARK) else 0)
    end = starts[line] if line < len(starts) else len(data)
    return start + len(data[start:end].decode(encoding)[: column - 1].encode(encoding))
