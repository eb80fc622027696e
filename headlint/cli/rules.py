"""``headlint rules`` and ``headlint rule NAME``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from headlint.cli.options import table_option
from headlint.cli.output import write
from headlint.cli.run import known_rules
from headlint.settings import Format, meant

if TYPE_CHECKING:
    from headlint.rule import Rule


@click.command("rule")
@click.argument("name")
@table_option
def explain(name: str, output_format: Format) -> int:
    """Explain the rule NAME."""
    from headlint.pages import page
    from headlint.reports import json

    known = known_rules()
    if name not in known:
        raise click.UsageError(f"there is no rule '{name}'{meant(name, known)}")
    asked = known[name]
    if output_format == "json":
        write(json.dumps({**_about(asked), "page": page(asked)}))
    else:
        write(page(asked))
    return 0


@click.command("rules")
@table_option
def list_rules(output_format: Format) -> int:
    """List the rules."""
    from headlint.reports import heads, json

    rules = [_about(rule) for rule in known_rules().values()]
    if output_format == "json":
        write(json.dumps({"rules": rules}))
    else:
        write("".join(f"{line}\n" for line in heads.aligned([tuple(rule.values()) for rule in rules])))
    return 0


def _about(rule: Rule) -> dict[str, str]:
    return {"name": rule.name, "level": rule.level, "summary": rule.summary}
