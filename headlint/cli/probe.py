"""``headlint probe``: measure a head that is described by hand."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import click

from headlint.cli.options import FOUND, cache_options, table_option
from headlint.cli.output import encoding, write
from headlint.cli.probing import measurements, prober
from headlint.settings import Format

FORMS = ("indices", "one_hot", "multi_hot", "probs", "binary", "continuous")


@click.command("probe")
@click.option("--loss", required=True, metavar="NAME", help="As in torch.nn.CrossEntropyLoss; a bare name will do.")
@click.option("--channels", type=click.IntRange(1, 100_000), help="Output channels (default: a few and many).")
@click.option(
    "--activation", "activations", multiple=True, metavar="NAME",
    help="What stands before the loss: softmax, torch.nn.Tanh … (repeatable, in order; default: nothing).",
)  # fmt: skip
@click.option("--target", type=click.Choice(FORMS), help="What the labels are (default: what the loss takes).")
@click.option("--option", "options", multiple=True, metavar="NAME=VALUE", help="An argument of the loss (repeatable).")
@table_option
@cache_options
def probe(
    loss: str,
    channels: int | None,
    activations: tuple[str, ...],
    target: str | None,
    options: tuple[str, ...],
    output_format: Format,
    cache: Path | bool,
) -> int:
    """Measure a head and its loss beside the corrected head.

    Exit status: 0 if no fault shows, 1 if one does, 2 if it could not be measured.
    """
    from headlint.probe.by_hand import NotDescribed, facts
    from headlint.reports import json
    from headlint.reports.measured import measured

    try:
        head, scorer, labels = facts(channels, activations, loss, target, dict(map(_option, options)))
    except NotDescribed as wrong:
        raise click.UsageError(str(wrong)) from wrong
    with prober(strict=True, folder=measurements((), cache)) as asked:
        found = asked.verdict(head, scorer, labels, {})
    if output_format == "json":
        write(json.dumps({"probe": found, "head": head, "loss": scorer}))
    else:
        write(measured(found, encoding()))
    return {"confirmed": FOUND, "refuted": 0}.get(found["verdict"], 2)


def _option(given: str) -> tuple[str, Any]:
    """``ignore_index=255``: a Python literal, or text."""
    name, equals, value = given.partition("=")
    if not equals or not name:
        raise click.UsageError(f"--option {given}: NAME=VALUE was expected")
    try:
        return name, ast.literal_eval(value)
    except (ValueError, SyntaxError):
        return name, value
