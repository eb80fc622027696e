"""The page of a rule, made of its docstring: what ``headlint rule NAME`` prints, what ``docs/rules/NAME.md`` holds, and
what reports carry along."""

from __future__ import annotations

import inspect

from headlint.findings import Guide
from headlint.rule import Rule, all_rules


def page(rule: Rule) -> str:
    """The whole page in Markdown."""
    return f"{rule.name} ({rule.level})\n\n{rule.page.strip()}\n"


def guide(rule: Rule) -> Guide:
    """The page and its parts, for reports."""
    why = inspect.cleandoc(rule.sections().get("Why", "")).partition("\n\n")[0]
    return Guide(rule.name, rule.level, rule.summary, " ".join(why.split()) or rule.summary, page(rule))


def guide_of(name: str) -> Guide | None:
    """The guide of a rule by its name, None if there is no such rule."""
    rule = all_rules().get(name)
    return None if rule is None else guide(rule)
