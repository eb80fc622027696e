"""What a comment says to headlint: directives, and what they speak of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from headlint.findings import Finding
from headlint.source.ir import Comment
from headlint.span import Place, Span

VERBS = ("ignore", "file-ignore")
DIRECTIVE = re.compile(r"#\s*headlint:\s*(?P<verb>[\w-]+)[ \t]*(?P<list>\[(?P<rules>[^\]\n]*)\])?(?P<reason>[^#\n]*)")


@dataclass(frozen=True, slots=True)
class Directive:
    """One directive in a comment. ``of`` is what it speaks of, None for the whole file; ``place`` is the comment's."""

    verb: str
    rules: tuple[str, ...]
    of: Span | None
    place: Place

    def accepts(self, finding: Finding) -> bool:
        """Whether it speaks of a place of the finding, and names its rule."""
        return finding.rule in self.rules and any(
            place.path == self.place.path and (self.of is None or meet(self.of, place.span))
            for place in places(finding)
        )


def directives(path: str, comments: Iterable[Comment]) -> Iterator[Directive]:
    """The directives in the comments of a file."""
    for comment in comments:
        for found in DIRECTIVE.finditer(comment.text):
            of = None if found["verb"] == "file-ignore" else comment.of
            yield Directive(found["verb"], names(found), of, Place(path, comment.span))


def names(directive: re.Match[str]) -> tuple[str, ...]:
    """The rules that a directive names."""
    return tuple(name for part in (directive["rules"] or "").split(",") if (name := part.strip()))


def places(finding: Finding) -> Iterator[Place]:
    """All places that take part in a finding."""
    yield finding.place
    yield from (related.place for related in finding.related)


def meet(one: Span, other: Span) -> bool:
    """Whether two spans of a file have something in common, or touch."""
    return one[:2] <= other[2:] and other[:2] <= one[2:]
