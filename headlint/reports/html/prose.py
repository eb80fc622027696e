"""The Markdown of rule pages as HTML: headings, paragraphs, code, emphasis, links. No more is used there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headlint.reports.html.markup import Markup, joined, tag, text

INLINE = re.compile(
    r"`(?P<code>[^`]+)`|\*\*(?P<strong>[^*]+)\*\*|\[(?P<label>[^\]]*)\]\((?P<address>https?://[^)\s]+)\)"
)


def prose(page: str, level: int) -> Markup:
    """A page below a heading of ``level - 1``; its own title is left out."""
    return joined(_blocks(page, level))


def _blocks(page: str, level: int) -> Iterator[Markup]:
    for number, piece in enumerate(re.split(r"^```\w*\n(.*?)^```$", page, flags=re.MULTILINE | re.DOTALL)):
        if number % 2:
            lines = [text(line) for line in piece.rstrip("\n").split("\n")]
            yield tag("pre", tag("code", joined(lines, "\n")), class_="example", tabindex=0)
        else:
            yield from _written(piece, level)


def _written(piece: str, level: int) -> Iterator[Markup]:
    for block in re.split(r"\n{2,}", piece.strip()):
        heading = re.fullmatch(r"(#+) (.*)", block)
        if heading is None and block:
            yield tag("p", inline(" ".join(block.split())))
        elif heading is not None and len(heading[1]) > 1:
            yield tag(f"h{level}", inline(heading[2]))


def inline(said: str) -> Markup:
    """A sentence with code, emphasis and links to other sites."""
    parts, position = [], 0
    for found in INLINE.finditer(said):
        parts.append(text(said[position : found.start()]))
        if found["code"]:
            parts.append(tag("code", text(found["code"])))
        elif found["strong"]:
            parts.append(tag("strong", text(found["strong"])))
        else:
            parts.append(tag("a", text(found["label"]), href=found["address"]))
        position = found.end()
    return joined([*parts, text(said[position:])])
