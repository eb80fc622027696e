"""Comments that accept findings.

``# headlint: ignore[rule] reason`` accepts the findings of a rule that have a place on the comment's line, be it the
loss, the activation or the channels; on a line of its own it speaks of the next line of code. ``# headlint:
file-ignore[rule] reason`` does so for a whole file. Several rules have commas between.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from headlint.facts import ALWAYS, Ignore
from headlint.findings import Finding, Fix
from headlint.rule import all_rules
from headlint.settings import meant
from headlint.source.ir import Comment
from headlint.source.read import Unreadable, source_encoding
from headlint.span import Edit, Place, Span

RULE = "unused-ignore"
"""The rule that looks at the comments themselves."""

VERBS = ("ignore", "file-ignore")
DIRECTIVE = re.compile(r"#\s*headlint:\s*(?P<verb>[\w-]+)[ \t]*(?P<list>\[(?P<rules>[^\]\n]*)\])?(?P<reason>[^#\n]*)")

CommentsOf = Callable[[str], Sequence[Comment]]
"""The comments of a file that speak to headlint, by its path."""


@dataclass(frozen=True, slots=True)
class _Directive:
    """One directive in a comment. ``of`` is what it speaks of, None for the whole file."""

    verb: str
    rules: tuple[str, ...]
    path: str
    of: Span | None
    place: Place

    def accepts(self, finding: Finding) -> bool:
        return finding.rule in self.rules and any(
            place.path == self.path and (self.of is None or _meet(self.of, place.span)) for place in _places(finding)
        )


def split(
    findings: Iterable[Finding], files: Iterable[str], comments_of: CommentsOf, known: Collection[str]
) -> tuple[list[Finding], list[Finding], list[Ignore]]:
    """The findings that no comment accepts, those that one does, and what is to be said of the comments in ``files``.

    ``known``: the names of all rules.
    """
    findings = tuple(findings)
    directives: dict[str, tuple[_Directive, ...]] = {}
    for path in {*files, *(place.path for finding in findings for place in _places(finding))}:
        directives[path] = tuple(_directives(path, comments_of(path)))
    kept: list[Finding] = []
    accepted: list[Finding] = []
    used: set[tuple[_Directive, str]] = set()
    for finding in findings:
        by = [
            one
            for path in {place.path for place in _places(finding)}
            for one in directives[path]
            if one.accepts(finding)
        ]
        used.update((one, finding.rule) for one in by)
        (accepted if by else kept).append(finding)
    facts = [fact for path in files for one in directives[path] for fact in _facts(one, used, known)]
    return kept, accepted, facts


def _places(finding: Finding) -> Iterator[Place]:
    yield finding.place
    yield from (related.place for related in finding.related)


def _meet(one: Span, other: Span) -> bool:
    return one[:2] <= max(other[2:], other[:2]) and other[:2] <= one[2:]


def _directives(path: str, comments: Iterable[Comment]) -> Iterator[_Directive]:
    for comment in comments:
        for found in DIRECTIVE.finditer(comment.text):
            of = None if found["verb"] == "file-ignore" else comment.of
            yield _Directive(found["verb"], names(found), path, of, Place(path, comment.span))


def names(directive: re.Match[str]) -> tuple[str, ...]:
    """The rules that a directive names."""
    return tuple(name for part in (directive["rules"] or "").split(",") if (name := part.strip()))


def _facts(directive: _Directive, used: set[tuple[_Directive, str]], known: Collection[str]) -> Iterator[Ignore]:
    place = directive.place
    if directive.verb not in VERBS:
        intended = meant(directive.verb, VERBS)
        if intended:  # else it is prose that happens to mention us
            yield _fact("", place, wrong=f"headlint does not understand '{directive.verb}'{intended}")
    elif not directive.rules:
        yield _fact("", place, wrong=f"this comment names no rule: write {directive.verb}[rule]")
    for rule in directive.rules if directive.verb in VERBS else ():
        wrong = "" if rule in known else f"there is no rule '{rule}'{meant(rule, known)}"
        yield _fact(rule, place, (directive, rule) in used, wrong)


def _fact(rule: str, place: Place, used: bool = False, wrong: str = "") -> Ignore:
    return Ignore(when=ALWAYS, mode="training", rule=rule, used=used, wrong=wrong, place=place)


def stale(
    comments: Iterable[Ignore],
    runs: Callable[[str], bool],
    shown: Callable[[str], str],
    content_of: Callable[[str], bytes | None],
) -> list[Finding]:
    """The findings about comments themselves. ``runs``: whether a rule was run, by its name; ``shown``: a path as the
    user sees it, by which ``content_of`` knows it."""
    found = []
    rule = all_rules()[RULE]
    for ignore in comments:
        if not runs(rule.name) or not (ignore.wrong or runs(ignore.rule)):
            continue
        for seen in rule.reports(ignore):
            fix = _fix(ignore, shown(seen.place.path), content_of)
            found.append(Finding(rule.name, rule.level, "certain", seen.message, seen.place, fix=fix))
    return found


def _fix(ignore: Ignore, path: str, content_of: Callable[[str], bytes | None]) -> Fix | None:
    data = content_of(path)
    if data is None:
        return None
    try:
        edit = removal(path, data, source_encoding(data), ignore.place.span, {ignore.rule})
    except (Unreadable, UnicodeDecodeError):  # a config in another encoding
        return None
    return Fix(f"remove {ignore.rule or 'the comment'}", True, (edit,))


# ── edits ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def without(rules: Collection[str], comment: str) -> str:
    """A comment without the directives, or names in them, that accept one of these rules ("" for those that name none
    or are not understood)."""

    def shortened(found: re.Match[str]) -> str:
        named = names(found)
        left = [name for name in named if name not in rules]
        if (named and left == list(named)) or (not named and "" not in rules):
            return found[0]
        return (
            f"# headlint: {found['verb']}[{', '.join(left)}]{found['reason']}"
            if left and found["verb"] in VERBS
            else ""
        )

    return DIRECTIVE.sub(shortened, comment).rstrip()


def removal(path: str, data: bytes, encoding: str, span: Span, rules: Collection[str]) -> Edit:
    """The edit that takes rules from the comment at a span of a file; the whole comment, and the line that it has for
    itself, if nothing is left of it."""
    start, end = offset(data, encoding, span.line, span.column), offset(data, encoding, span.end_line, span.end_column)
    left = without(rules, data[start:end].decode(encoding))
    if left:
        return Edit(path, start, end, left)
    while start and data[start - 1 : start] in (b" ", b"\t"):
        start -= 1
    before = data[:start].removeprefix(b"\xef\xbb\xbf")
    own_line = not before or before.endswith((b"\n", b"\r"))
    rest = re.compile(rb"[ \t]*(?:\r\n|\r|\n|\Z)").match(data, end)
    return Edit(path, start, rest.end() if own_line and rest else end, "")


def offset(data: bytes, encoding: str, line: int, column: int) -> int:
    """Where in a file's bytes a line and a column are, counted as places count."""
    starts = [0, *(found.end() for found in re.finditer(b"\r\n|\r|\n", data))]
    start = starts[line - 1] + (3 if line == 1 and data.startswith(b"\xef\xbb\xbf") else 0)
    end = starts[line] if line < len(starts) else len(data)
    return start + len(data[start:end].decode(encoding)[: column - 1].encode(encoding))
