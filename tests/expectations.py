"""What the comments of a fixture expect of it.

``# finding: rule`` stands on the line where a finding begins, ``# related: rule`` on the line of one of its related
places (the activation), ``# head: channels=3 activation=softmax`` on the line of a loss call and states what is known
of the head that it scores. Several rules have commas between; several comments may share a line. A comment that has a
line of its own speaks of the next line of code. In a notebook every comment stands on the line that it speaks of.
"""

from __future__ import annotations

import re
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

_COMMENT = re.compile(r"#\s*(finding|related|head):\s*([^#]*)")

Where = tuple[str, int, str]
"""A file relative to the fixture, with ``/``; a line; the name of a rule."""


@dataclass(frozen=True)
class Expected:
    """The findings and related places of a fixture, and the facts of the heads at its loss calls."""

    findings: frozenset[Where] = frozenset()
    related: frozenset[Where] = frozenset()
    heads: Mapping[tuple[str, int], Mapping[str, str]] = field(default_factory=dict)

    @property
    def rules(self) -> frozenset[str]:
        return frozenset(rule for _, _, rule in self.findings | self.related)


def expected(fixture: Path) -> Expected:
    """What the comments in all files of a fixture say."""
    findings, related, heads = set(), set(), {}
    for file in files(fixture):
        path = file.relative_to(fixture).as_posix()
        for line, kind, text in _READERS[file.suffix](file):
            if kind == "head":
                heads[path, line] = dict(fact.split("=") for fact in text.split())
            else:
                places = findings if kind == "finding" else related
                places |= {(path, line, rule.strip()) for rule in text.split(",")}
    return Expected(frozenset(findings), frozenset(related), heads)


def _in_notebook(file: Path) -> Iterator[tuple[int, str, str]]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        code = line.rstrip(",").rstrip('"').removesuffix("\\n")
        yield from ((number, kind, text.strip()) for kind, text in _COMMENT.findall(code))


def files(fixture: Path) -> list[Path]:
    """The files of a fixture that headlint reads."""
    return sorted(file for file in fixture.rglob("*") if file.suffix in _READERS)


def _in_yaml(file: Path) -> Iterator[tuple[int, str, str]]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        yield from ((number, kind, text.strip()) for kind, text in _COMMENT.findall(line))


def _beside(file: Path) -> Iterator[tuple[int, str, str]]:
    said = file.with_name(f"{file.name}.expected")
    for line in said.read_text(encoding="utf-8").splitlines() if said.exists() else ():
        number, text = line.split(": ", 1)
        yield from ((int(number), kind, text.strip()) for kind, text in _COMMENT.findall(f"# {text}"))


def _comments(file: Path) -> Iterator[tuple[int, str, str]]:
    """Each expectation of a file: the line it speaks of, its kind and its text."""
    pending: list[tuple[str, str]] = []
    with tokenize.open(file) as source:
        for token in tokenize.generate_tokens(source.readline):
            if token.type == tokenize.COMMENT:
                found = [(kind, text.strip()) for kind, text in _COMMENT.findall(token.string)]
                if token.line[: token.start[1]].strip():
                    yield from ((token.start[0], kind, text) for kind, text in found)
                else:
                    pending += found
            elif pending and token.type not in (tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT):
                yield from ((token.start[0], kind, text) for kind, text in pending)
                pending = []
    assert not pending, f"{file}: a comment at the end speaks of no line"


_READERS = {".py": _comments, ".ipynb": _in_notebook, ".yaml": _in_yaml, ".yml": _in_yaml, ".json": _beside}
