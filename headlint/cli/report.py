"""From an outcome to what is printed, written to a file, or handed to CI."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headlint import __version__
from headlint.cli.output import encoding, paint, write
from headlint.settings import Settings

if TYPE_CHECKING:
    from headlint.findings import Guide
    from headlint.outcome import Outcome
    from headlint.reports.view import View
    from headlint.span import Place, Span

ROOTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR", "BUILD_SOURCESDIRECTORY")
"""Where GitHub, GitLab and Azure say that the repository lies."""

DOCS = "HEADLINT_DOCS_URL"
"""The address below which somebody keeps the pages of the rules (``docs/rules``)."""


def publish(outcome: Outcome, settings: Settings, file: Path | None) -> None:
    """Write the report to standard output or a file, and to the step summary of a GitHub workflow."""
    from headlint.reports import formats

    view = view_of(outcome, settings, to_file=file is not None)
    text = formats.render(settings.output_format, view)
    if file is None:
        write(text)
    else:
        _save(file, text, "w")
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if settings.output_format == "github" and summary:
        from headlint.reports import github

        _save(Path(summary), github.summary(view), "a")


def view_of(outcome: Outcome, settings: Settings, to_file: bool = False) -> View:
    from headlint.reports.paint import Paint
    from headlint.reports.view import View

    return View(
        report=outcome.report,
        inventory=outcome.inventory,
        lines_of=outcome.sources,
        bytes_of=_bytes_of,
        paint=Paint(settings.color == "always") if to_file else paint(settings),
        guide_of=_guide_of,
        cell_of=outcome.cell_of,
        cell_code_of=_cell_code_of(),
        docs=os.environ.get(DOCS, ""),
        base=base(os.environ, Path.cwd()),
        environment=os.environ,
        fail_level=settings.fail_level,
        version=__version__,
        encoding="utf-8" if to_file else encoding(),
    )


def _guide_of(rule: str) -> Guide | None:
    from headlint.pages import guide_of  # brings the rules, which few formats quote

    return guide_of(rule)


def base(environment: Mapping[str, str], here: Path) -> str:
    """The working directory as seen from the repository's root, "" if it is the root or CI tells no root."""
    for name in ROOTS:
        root = environment.get(name)
        if root and here.resolve().is_relative_to(Path(root).resolve()):
            found = here.resolve().relative_to(Path(root).resolve()).as_posix()
            return "" if found == "." else found
    return ""


def _cell_code_of() -> Callable[[Place], tuple[Sequence[str], Span] | None]:
    """The code of the cell that a place in a notebook stands in: people do not read JSON."""
    from headlint.outcome import cells_of

    cells = cells_of(Path.cwd())

    def code_of(place: Place) -> tuple[Sequence[str], Span] | None:
        seen = cells(place)
        return (seen.lines, seen.span) if seen is not None else None

    return code_of


def _bytes_of(path: str) -> bytes | None:
    try:
        return Path(path).read_bytes()
    except OSError:
        return None


def _save(file: Path, text: str, mode: str) -> None:
    """UTF-8 without a byte order mark, lines ended as they are in ``text`` on every system."""
    try:
        with file.open(mode, encoding="utf-8", errors="backslashreplace", newline="") as stream:
            stream.write(text)
    except OSError as failed:
        raise click.ClickException(f"{file} cannot be written: {failed.strerror}") from failed
