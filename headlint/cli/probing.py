"""What commands that probe share: their options, the run of the probe, and its progress on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from headlint.cli.options import PathsCommand
from headlint.cli.output import write

if TYPE_CHECKING:
    from headlint.cache import Folder
    from headlint.check import Outcome
    from headlint.findings import Finding, Report
    from headlint.probe.verdicts import Prober


T = TypeVar("T")


class ProbingCommand(PathsCommand):
    """``--probe=strict`` beside ``--probe``: click's own optional values would swallow a path that follows."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        end = args.index("--") if "--" in args else len(args)
        spelled = ["--probe-strict" if arg == "--probe=strict" else arg for arg in args[:end]]
        return super().parse_args(ctx, [*spelled, *args[end:]])


def probe_options(command: Callable[..., Any]) -> Callable[..., Any]:
    strict = click.option("--probe-strict", is_flag=True, hidden=True)
    plain = click.option(
        "--probe",
        is_flag=True,
        help="Prove every finding by numbers: rebuild the head and its loss in the real framework, nothing of yours. "
        "--probe=strict: exit with 1 where a finding stays open, with 2 without a framework.",
    )
    imports = click.option(
        "--probe-import",
        is_flag=True,
        help="RUNS CODE OF THE PROJECT: import, build and run the models as well, in a limited process.",
    )
    return plain(strict(imports(command)))


def probed(outcome: Outcome, strict: bool = False, imports: bool = False, folder: Folder | None = None) -> Outcome:
    """The outcome with every finding probed; what the numbers contradict is withdrawn. ``imports``: the project's own
    models are run as well. ``folder``: where measurements are kept."""
    findings = outcome.report.findings
    with prober(strict, folder) as probe:
        done = [probe.probed(finding) for finding in progress(findings)]
    if imports:
        from headlint.probe.models import imported
        from headlint.probe.sandbox import remark

        write("headlint: --probe-import runs code of this project\n", err=True)
        write(f"headlint: {remark()}\n" if remark() else "", err=True)
        done = [imported(finding, outcome.models) for finding in progress(done)]
    kept = tuple(finding for finding in done if not _refuted(finding))
    gone = tuple(finding for finding in done if _refuted(finding))
    return replace(outcome, report=replace(outcome.report, findings=kept, withdrawn=gone))


def fitted(outcome: Outcome, folder: Folder | None = None) -> Outcome:
    """The outcome with every pair of its inventory measured."""
    with prober(folder=folder) as probe:
        return replace(outcome, inventory=tuple(probe.fits(entry) for entry in progress(outcome.inventory)))


@contextmanager
def prober(strict: bool = False, folder: Folder | None = None) -> Iterator[Prober]:
    """Workers for all that is installed. Nothing installed is said in one line, and is wrong usage if ``strict``.
    ``folder``: where measurements are kept."""
    from headlint.probe.backends import installed
    from headlint.probe.host import Workers
    from headlint.probe.kept import Kept
    from headlint.probe.verdicts import Prober

    backends = installed()
    if not backends:
        line = "nothing to probe with: pip install 'headlint[torch]' or 'headlint[keras]'"
        if strict:
            raise click.UsageError(line)
        write(f"headlint: {line}\n", err=True)
    with Workers(backends) as workers:
        yield Prober(workers, kept=None if folder is None else Kept(folder))


def measurements(paths: Sequence[Path], cache: Path | bool) -> Folder | None:
    """The folder that measurements are kept in beside the results of a run; None without a cache."""
    if cache is False:
        return None
    from headlint.cached import folder_of

    return folder_of(paths, Path.cwd(), cache)


def progress(asked: Sequence[T]) -> Iterator[T]:
    """What is to be probed one by one, with a line that counts it on a terminal."""
    shown = sys.stderr is not None and sys.stderr.isatty()
    for count, one in enumerate(asked, 1):
        if shown:
            write(f"\rprobing {count} of {len(asked)}", err=True)
        yield one
    if shown and asked:
        write("\r\x1b[K", err=True)


def unsettled(report: Report) -> bool:
    """Whether a finding stays open."""
    return any((finding.probe or {}).get("verdict") == "open" for finding in report.findings)


def _refuted(finding: Finding) -> bool:
    return (finding.probe or {}).get("verdict") == "refuted"
