"""The page of a rule, made of its docstring: what ``headlint rule NAME`` prints, what ``docs/rules/NAME.md`` holds, and
what reports carry along."""

from __future__ import annotations

import inspect
from collections.abc import Iterable

from headlint.facts import Subject
from headlint.findings import Guide, Level
from headlint.probe.criteria import CRITERIA
from headlint.rule import Rule, all_rules

TITLES = {"Why": "Why this is wrong"}
"""Sections whose heading says more than the word in the docstring; the others keep theirs."""

MEASURED = "What the probe measures"
LAST = (MEASURED, "Known misses")

LEVELS: dict[Level, str] = {
    "error": "training or its result is wrong",
    "warning": "legal, but almost never meant",
    "info": "harmless, but not what it looks like",
}


def page(rule: Rule) -> str:
    """The whole page in Markdown."""
    sections = rule.sections()
    parts = [
        f"# {rule.name}",
        _markdown(rule.summary),
        f"Level **{rule.level}**: {LEVELS[rule.level]}. Looks at {_words(rule.subject)}.",
    ]
    sections[MEASURED] = _measured(rule)
    for title in [*(title for title in sections if title not in LAST), *(title for title in LAST if title in sections)]:
        parts += [f"## {TITLES.get(title, title)}", _markdown(sections[title])]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def index(rules: Iterable[Rule]) -> str:
    """The list of all pages in Markdown."""
    parts = [
        "# Rules",
        "`headlint rule NAME` prints the page of a rule. Levels: "
        + "; ".join(f"**{level}**, {meaning}" for level, meaning in LEVELS.items())
        + ".",
        table(rules, ""),
    ]
    return "\n\n".join(parts) + "\n"


def table(rules: Iterable[Rule], below: str) -> str:
    """A line a rule, each with a link to its page in the folder ``below``."""
    rows = [f"| [{rule.name}]({below}{rule.name}.md) | {rule.level} | {_markdown(rule.summary)} |" for rule in rules]
    return "\n".join(["| rule | level | what it reports |", "|---|---|---|", *rows])


def guide(rule: Rule) -> Guide:
    """The page and its parts, for reports."""
    why = rule.sections().get("Why", "").strip().partition("\n\n")[0]
    return Guide(rule.name, rule.level, rule.summary, " ".join(_markdown(why).split()) or rule.summary, page(rule))


def guide_of(name: str) -> Guide | None:
    """The guide of a rule by its name, None if there is no such rule."""
    rule = all_rules().get(name)
    return None if rule is None else guide(rule)


def _measured(rule: Rule) -> str:
    """What decides whether a finding of the rule is confirmed, from the probe's own table."""
    criterion = CRITERIA.get(rule.name)
    if criterion is None:
        return "Nothing: what the rule reports can be read off what is written, there is no head to run."
    if criterion.harmless:
        verdict = f"It confirms that the numbers are right: {criterion.claim}."
    elif criterion.lenient:
        verdict = (
            f"It confirms the finding if {criterion.claim}, else it leaves it open: the rule warns of what is legal."
        )
    else:
        verdict = f"It confirms the finding if {criterion.claim}, and withdraws it if not."
    what = "and what is done with its output " if criterion.use else ""
    return (
        f"``headlint check --probe`` builds this head {what}in the framework that is installed, the corrected one "
        f"beside it, and measures both. {verdict}"
    )


def _words(subject: type[Subject]) -> str:
    """What a rule looks at: the first sentence of its subject's docstring."""
    said = " ".join(inspect.getdoc(subject).split()).partition(". ")[0].removesuffix(".")  # type: ignore[union-attr]
    return _markdown(said[0].lower() + said[1:])


def _markdown(text: str) -> str:
    """Docstrings write code as `` ``x`` ``, which Markdown reads too; one backtick is how people write it there."""
    blocks = text.split("```")
    return "```".join(block.replace("``", "`") if number % 2 == 0 else block for number, block in enumerate(blocks))
