"""The pipeline: files → evaluated project → heads → findings. One line a step."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from headlint import judge, linking, plain, progress, suppress
from headlint.cellorder import Order, doubted
from headlint.configs.tables import DialectError, of_project
from headlint.evaluate import Evaluator
from headlint.faults import collecting
from headlint.files import Files, matches
from headlint.findings import Entry, FileError, Finding, Report, Stats, identify, order
from headlint.heads import NotUnderstood, Reading, read
from headlint.inventory import entries
from headlint.library import Knowledge
from headlint.linking import ConfigFiles, LinkedProject, without_data
from headlint.outcome import Cells, Lines, cells_of, file_at, lines_of
from headlint.outcome import Outcome as Outcome
from headlint.outcome import UsageError as UsageError
from headlint.outcome import requested as requested_paths
from headlint.project import CONFIG_SUFFIXES, Contents, Project
from headlint.root import find_root
from headlint.rule import all_rules
from headlint.settings import Settings
from headlint.source.read import NOTEBOOK, Unreadable, read_file
from headlint.span import Place

MAX_USERS = 40
"""Files that are executed only because they import what was asked for; the nearest come first."""

RECURSION = 12_000
"""Python frames that abstract execution may nest; its own limits end it long before."""


def check(
    paths: Sequence[Path],
    settings: Settings,
    cwd: Path,
    contents: Contents = read_file,
    everywhere: bool = False,
) -> Outcome:
    """Check files and directories. Paths limit what is reported (unless ``everywhere``: then what is found in the
    other files that were read counts as well); anything in the project may be read. ``contents``: what files contain,
    where that is not what is on disk.

    Raises ``UsageError`` if a path does not exist.
    """
    cwd = cwd.resolve()
    requested = requested_paths(paths, cwd, contents)
    library = Knowledge()
    base = settings.root or cwd
    sources = [base / source for source in settings.src]
    project = Project(find_root(requested, cwd), library.is_root, contents, sources)
    finder = _finder(settings, base)
    files = finder.among(requested)
    configs = _configs(project, finder, requested, settings)
    with collecting() as faults:
        reading = _evaluate(project, library, files, configs)
        rules = [rule for rule in all_rules().values() if settings.runs(rule.name)]
        judged = list(doubted(judge.judge(reading, rules), _orders(project)))
    files += configs.asked
    shown = _shown(project.root, cwd)
    own = {shown(project.relative(file)) for file in (*files, *configs.named)}
    lines, cells = lines_of(cwd, contents), cells_of(cwd, contents)

    def line_of(place: Place) -> str:
        return _line(lines, cells, Place(shown(place.path), place.span))

    named = identify(judged, {finding.place: line_of(finding.place) for finding in judged})
    speaking = [project.relative(file) for file in files if project.speaks(file)]
    kept, ignored, comments = suppress.split(named, speaking, project.comments, all_rules())
    stale = suppress.stale(comments, settings.runs, shown, partial(_content, cwd, contents))
    kept += identify(stale, {finding.place: line_of(finding.place) for finding in stale})
    by_file = _ignored_by_file(settings, base, cwd)
    concerning = [
        finding
        for finding in judge.moved(kept, shown)
        if settings.shows(finding) and (everywhere or _concerns(finding, own)) and not by_file(finding)
    ]
    findings = sorted((f for f in concerning if f.fingerprint not in settings.accepted), key=order)
    stating = {shown(project.relative(file)) for file in (*configs.asked, *configs.named)}
    inventory = tuple(entry for entry in entries(reading, shown) if everywhere or _stands_in(entry, own, stating))
    errors = tuple(
        FileError(shown(project.relative(file)), reason)
        for file, reason in sorted({**project.errors, **configs.errors}.items())
        if everywhere or shown(project.relative(file)) in own
    )
    errors += tuple(FileError(shown(fault.path), fault.said, fault=True) for fault in dict.fromkeys(faults))
    stats = replace(
        _stats(len(files), inventory),
        ignored=sum(_concerns(finding, own) for finding in judge.moved(ignored, shown)),
        accepted=len(concerning) - len(findings),
    )
    return Outcome(
        report=Report(tuple(findings), errors, stats),
        inventory=inventory,
        sources=lines,
        cell_of=lambda at: str(cells(at) or ""),
        files=frozenset(own),
        fingerprints=frozenset(finding.fingerprint for finding in (*named, *kept)),
        models=tuple(plain.model(model, str(project.root), shown) for model in reading.models),
    )


def files_of(paths: Sequence[Path], settings: Settings, cwd: Path) -> list[str]:
    """The files that a check looks at, as the user sees them. Raises ``UsageError`` if a path does not exist."""
    cwd = cwd.resolve()
    requested, finder = requested_paths(paths, cwd), _finder(settings, settings.root or cwd)
    project = Project(find_root(requested, cwd), Knowledge().is_root)
    files = [*finder.among(requested), *_configs(project, finder, requested, settings).asked]
    return sorted(Path(os.path.relpath(file, cwd)).as_posix() for file in files)


def _finder(settings: Settings, base: Path) -> Files:
    exclude = (*settings.exclude, *settings.extend_exclude)
    return Files(base, exclude, settings.respect_gitignore, settings.force_exclude)


def _ignored_by_file(settings: Settings, base: Path, cwd: Path) -> Callable[[Finding], bool]:
    """Whether the settings ignore a finding's rule in its file."""

    def ignored(finding: Finding) -> bool:
        path = Path(os.path.normpath(cwd / finding.place.path))
        return any(
            finding.rule in rules and matches(base, (pattern,), path) for pattern, rules in settings.per_file_ignores
        )

    return ignored


def _configs(project: Project, finder: Files, requested: Sequence[Path], settings: Settings) -> ConfigFiles:
    """The configs that are asked for: files that are named, and those of directories that hold a dialect's signs."""
    try:
        configs = ConfigFiles(project, of_project(settings.dialects))
    except DialectError as wrong:
        raise UsageError(f"{settings.file}: {wrong}" if settings.file else str(wrong)) from wrong
    candidates = finder.among(requested, CONFIG_SUFFIXES, CONFIG_SUFFIXES)
    configs.asked = [path for path in without_data(candidates, requested) if configs.recognised(path)]
    for path in candidates:
        if path in requested:
            configs.named.append(path)
            configs.documents(path)  # whoever names a file wants to know that it cannot be read
    return configs


def _evaluate(project: Project, library: Knowledge, files: Sequence[Path], configs: ConfigFiles) -> Reading:
    """Execute every file that matters to the requested ones: those that can hold a head or a loss, and whatever
    imports them; then the calls that configs stand for."""
    evaluator = Evaluator(LinkedProject(project, configs), library)
    linking.connect(evaluator, configs)
    with _room():
        executed = list(dict.fromkeys([*project.concerned(files, MAX_USERS), *configs.readers(files)]))
        project.lower_ahead(executed, partial(progress.tell, "files read", len(executed)))
        modules = [evaluator.load(project.source(file)) for file in executed]
        evaluator.run_mains()
        stated = linking.run(evaluator, configs, files)
        for done, module in enumerate(modules):
            progress.tell("modules executed", len(modules), done)
            evaluator.run_uncalled(module)
        evaluator.finish()
        project.finish()
        reading = replace(read(evaluator.events, evaluator.returned), stated=stated)
    cut = (NotUnderstood("its evaluation takes more steps than the limit", place) for place in evaluator.exhausted)
    return replace(reading, not_understood=(*reading.not_understood, *cut))


@contextmanager
def _room() -> Iterator[None]:
    """Room for deep recursion, and no garbage collection: the trees that are built here all stay alive."""
    limit, collecting = sys.getrecursionlimit(), gc.isenabled()
    sys.setrecursionlimit(max(limit, RECURSION))
    gc.disable()
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)
        if collecting:
            gc.enable()


def _orders(project: Project) -> Callable[[str], Order | None]:
    """The order of a notebook's cells by its path in the project."""

    @cache
    def order(path: str) -> Order | None:
        return Order(project.source(project.root / path).tree) if path.endswith(NOTEBOOK) else None

    return order


def _shown(root: Path, cwd: Path) -> Callable[[str], str]:
    """From a path relative to the root to one relative to the working directory, with ``/``."""

    @cache
    def shown(path: str) -> str:
        return Path(os.path.relpath(root / path, cwd)).as_posix()

    return shown


def _stands_in(entry: Entry, own: set[str], configs: set[str]) -> bool:
    """Whether a head, or the loss that scores it, stands in a file that was asked for, or a config that was asked for
    decides on its channels or its activation."""
    scored = entry.loss.place if entry.loss is not None else None
    if entry.place.path in own or (scored is not None and scored.path in own):
        return True
    stated = (part.place for part in (entry.channels, entry.activation) if part is not None)
    return any(place is not None and place.path in configs for place in stated)


def _concerns(finding: Finding, own: set[str]) -> bool:
    """Whether one of a finding's places lies in a file that was asked for."""
    return finding.place.path in own or any(related.place.path in own for related in finding.related)


def _content(cwd: Path, contents: Contents, path: str) -> bytes | None:
    try:
        return contents(file_at(cwd, path))
    except Unreadable:
        return None


def _line(lines: Lines, cells: Cells, place: Place) -> str:
    """The line of code that a place starts in; in a notebook the cell's, however its JSON is laid out."""
    inside = cells(place)
    if inside is not None:
        return inside.lines[inside.span.line - 1]
    text = lines(place.path)
    return text[place.span.line - 1] if text is not None and place.span.line <= len(text) else ""


def _stats(files: int, inventory: Sequence[Entry]) -> Stats:
    understood = [entry for entry in inventory if not entry.reason]
    pairs = sum(entry.loss is not None for entry in understood)
    return Stats(files, len(understood), pairs, len(inventory) - len(understood))
