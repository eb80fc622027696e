"""``headlint reproduce``: a finding as a script."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from headlint.cli.configured import configured
from headlint.cli.options import cache_options
from headlint.cli.output import write
from headlint.cli.probing import measurements, prober
from headlint.cli.run import checked, known_rules
from headlint.settings import meant

if TYPE_CHECKING:
    from headlint.findings import Finding


@click.command("reproduce")
@click.argument("place", metavar="PLACE")
@click.option("--rule", metavar="RULE", help="Which of several findings there.")
@click.option("--backend", type=click.Choice(("torch", "jax", "tensorflow")), default="torch", show_default=True,
              help="Keras' backend.")  # fmt: skip
@cache_options
def reproduce(place: str, rule: str | None, backend: str, cache: Path | bool) -> int:
    """Print a script that shows the numbers behind the finding at PLACE.

    PLACE is a file, or FILE:LINE. The script needs torch or Keras, and nothing of yours.
    """
    from headlint.probe.criteria import CRITERIA
    from headlint.probe.reproduce import script, wanted
    from headlint.probe.tails import NotProbed
    from headlint.probe.verdicts import tasks

    finding = _found(place, rule, cache)
    criterion = CRITERIA[finding.rule]
    where = f"{finding.place.path}:{finding.place.span.line}"
    try:
        *_, (task, yours, fixed) = tasks(
            finding.head, finding.loss, finding.target, finding.use, finding.rule, criterion
        )
        with prober(folder=measurements([Path(finding.place.path)], cache)) as asked:
            decided = (asked.probed(finding).probe or {}).get("fault")
        write(script(f"{where}, {finding.rule}", wanted(criterion, decided), task, yours, fixed, backend))
    except NotProbed as reason:
        raise click.ClickException(f"{where}: there is no script for {finding.rule}: {reason}") from reason
    return 0


def _found(place: str, rule: str | None, cache: Path | bool) -> Finding:
    """The finding at a place: the first one there of the rule that is asked for."""
    if rule is not None and rule not in known_rules():
        raise click.UsageError(f"--rule: there is no rule '{rule}'{meant(rule, known_rules())}")
    name, colon, line = place.rpartition(":")
    path, number = (name, int(line)) if colon and line.isdigit() else (place, None)
    report = checked([Path(path)], configured([Path(path)]), cache).report
    found = [
        finding
        for finding in report.findings
        if (rule is None or finding.rule == rule)
        and (number is None or finding.place.span.line <= number <= finding.place.span.end_line)
    ]
    if not found:
        lines = sorted({finding.place.span.line for finding in report.findings})
        known = f"there are findings in lines {', '.join(map(str, lines))}" if lines else "there are no findings"
        raise click.UsageError(f"{place}: no such finding; {known}")
    return found[0]
