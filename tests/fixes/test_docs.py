"""``docs/fixes.md``: what it shows is what headlint prints, and its table says of every rule what the rule's page says.

``python -m tests.pages --update`` brings both up to date, as everything else that is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from headlint.rule import Rule, all_rules
from tests.pages import COMMAND, SHOWN, anew, printed
from tests.rules.examples import FIXES

PAGE = Path(__file__).parents[2] / "docs" / "fixes.md"
TABLE = re.compile(r"^\| rule \|.*\Z", re.MULTILINE | re.DOTALL)
NO_FIX = "There is no fix: "


def table() -> str:
    lines = [
        "| rule | safe fix | unsafe fix | if there is none, why |",
        "|---|---|---|---|",
        *map(row, all_rules().values()),
    ]
    return "".join(f"{line}\n" for line in lines)


def row(rule: Rule) -> str:
    said = " ".join(rule.sections()[FIXES].partition("```")[0].split())
    why = said.removeprefix(NO_FIX).partition(". ")[0].rstrip(".") if said.startswith(NO_FIX) else ""
    return f"| `{rule.name}` | {'yes' * ('Safe: ' in said)} | {'yes' * ('Unsafe: ' in said)} | {why} |"


def test_the_table_says_what_the_pages_say() -> None:
    found = TABLE.search(PAGE.read_text())
    assert found is not None and found[0] == table(), f"run: {COMMAND}"


def test_what_is_shown_is_what_headlint_prints() -> None:
    shown = {found["args"]: found["output"] for found in SHOWN.finditer(PAGE.read_text())}
    assert shown
    assert shown == {args: printed(args) for args in shown}


def test_every_option_named_exists() -> None:
    named = set(options(PAGE.read_text()))
    assert named and named <= set(options(printed("check --help")))


def options(text: str) -> Iterator[str]:
    return (found[0] for found in re.finditer(r"--[a-z][a-z-]+", text))


def made() -> str:
    """The page as it should be."""
    return anew(TABLE.sub("", PAGE.read_text(encoding="utf-8")) + table())
