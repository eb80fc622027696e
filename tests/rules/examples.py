"""The examples on the rules' pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from headlint.rule import Rule, all_rules

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
            yield Example(rule.name, section, number, language, body)


EXAMPLES = [example for rule in all_rules().values() for example in examples_of(rule)]
