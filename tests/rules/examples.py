"""The examples on the rules' pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from headlint.rule import Rule, all_rules

FIXES = "Fix safety"
LOUD, SILENT = ("Bad",), ("Good", "When this is fine")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SUFFIX = {"python": ".py", "yaml": ".yaml"}


class Example(NamedTuple):
    """One fenced block: whose, in which section, the how-manieth there, in which language."""

    rule: str
    section: str
    number: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.rule} {self.section.lower()} {self.number}"


def examples_of(rule: Rule) -> Iterator[Example]:
    for section, text in rule.sections().items():
        for number, (language, body) in enumerate(FENCE.findall(text), 1):
            if section != FIXES:
                yield Example(rule.name, section, number, language, body)


def changes_of(rule: Rule) -> list[str]:
    """What the page says that fixes do to the Bad examples, as the changed lines of a diff, in their order."""
    fences = FENCE.findall(rule.sections()[FIXES])
    assert all(language == "diff" for language, _ in fences)
    return [body for _, body in fences]


EXAMPLES = [example for rule in all_rules().values() for example in examples_of(rule)]
