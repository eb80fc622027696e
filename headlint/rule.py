"""What a rule is: one file under ``rules/``, one function, one docstring that is its page and its test.

    @rule(level="error")
    def softmax_before_cross_entropy(pair: Pair) -> Reports:
        '''Softmax before a cross-entropy that applies softmax itself.

        Why: …
        '''
        if pair.head.domain == "probs" and pair.loss.expects == "logits" and pair.loss.over == "channels":
            yield Seen(pair.loss.place, f"softmax goes into {pair.loss.name}, which applies log-softmax itself")

The annotation of the first parameter says what the rule looks at: ``Pair``, ``Output``, ``Prediction``, ``Metric``
or ``Switched``.
The name of the file, of the function and (in kebab case) of the rule are one and the same.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, get_type_hints

from headlint.facts import NotKnown, Subject
from headlint.findings import Level, Related
from headlint.remedies import Remedy
from headlint.span import Place


@dataclass(frozen=True, slots=True)
class Seen:
    """What a rule saw: the place to point at, the sentence, places beyond the head's and the loss's own, and what
    would mend it, the best first."""

    place: Place
    message: str
    related: tuple[Related, ...] = ()
    remedies: tuple[Remedy, ...] = ()


Reports = Iterator[Seen]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its kebab name, its level, the kind of subject it looks at and the function that does."""

    name: str
    level: Level
    subject: type[Subject]
    look: Callable[[Any], Reports]
    page: str

    @property
    def summary(self) -> str:
        return self.page.strip().splitlines()[0]

    def sections(self) -> dict[str, str]:
        """The docstring's parts by heading: "Why", "Bad", "Good", "When this is fine", "Fix safety" …"""
        parts = re.split(r"^([A-Z][A-Za-z -]+):[ \t]*$", inspect.cleandoc(self.page), flags=re.MULTILINE)
        return {title.strip(): text.strip("\n") for title, text in zip(parts[1::2], parts[2::2], strict=True)}

    def reports(self, subject: Subject) -> Iterator[Seen]:
        """What the rule says of a subject; silence where it needs a fact that is not known."""
        try:
            yield from tuple(self.look(subject))
        except NotKnown:
            return


def rule(level: Level) -> Callable[[Callable[[Any], Reports]], Rule]:
    """Make a rule of a function."""

    def make(look: Callable[[Any], Reports]) -> Rule:
        subject = next(iter(get_type_hints(look).values()))
        return Rule(look.__name__.replace("_", "-"), level, subject, look, look.__doc__ or "")

    return make


@cache
def all_rules() -> dict[str, Rule]:
    """Every rule by name, found by walking the ``rules`` package."""
    package = importlib.import_module("headlint.rules")
    found: dict[str, Rule] = {}
    for module in sorted(info.name for info in pkgutil.iter_modules(package.__path__)):
        if module.startswith("_"):
            continue
        made = getattr(importlib.import_module(f"headlint.rules.{module}"), module)
        found[made.name] = made
    return found
