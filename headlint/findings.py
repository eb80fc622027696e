"""Findings: what headlint says, and how it is identified without line numbers. The only thing that reports see."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from typing import Any, Literal

from headlint.records import record
from headlint.remedies import Remedy
from headlint.span import Edit, Place

Level = Literal["error", "warning", "info"]
Certainty = Literal["certain", "possible"]
LEVELS: tuple[Level, ...] = ("error", "warning", "info")


@record
class Related:
    """Another place that takes part in a finding, with what stands there."""

    place: Place
    message: str


@record
class Stage:
    """A step of the way that values take to a loss: where channels are set, scores made, activated, scored.

    ``kind`` is "channels", "head", "activation" or "loss"; "decision" or "metric" where something else takes the
    values, "here" for the reported place where it is none of these.
    """

    kind: str
    place: Place
    message: str


@record
class Fix:
    """Edits that remove a finding. Only a ``safe`` one is applied by ``--fix``."""

    message: str
    safe: bool
    edits: tuple[Edit, ...]


@record
class Finding:
    """One mismatch. ``head``, ``loss``, ``target``, ``use`` and ``probe`` are plain JSON-ready data: ``headlint.plain``
    says what the first four hold, ``headlint.probe`` the last one.

    ``related``: the other places that take part; ``flow``: all of them, and ``place``, in the order of the values.
    ``remedies``: what its rule says would mend it; ``fix``: what does, as edits, if fixes were asked for and one was
    proved.
    """

    rule: str
    level: Level
    certainty: Certainty
    message: str
    place: Place
    related: tuple[Related, ...] = ()
    head: Mapping[str, Any] = field(default_factory=dict)
    loss: Mapping[str, Any] = field(default_factory=dict)
    target: Mapping[str, Any] = field(default_factory=dict)
    use: Mapping[str, Any] = field(default_factory=dict)
    probe: Mapping[str, Any] | None = None
    remedies: tuple[Remedy, ...] = ()
    fix: Fix | None = None
    fingerprint: str = ""
    flow: tuple[Stage, ...] = ()


@record
class Model:
    """A class of the project that made a head, and how to build it: what ``--probe-import`` runs.

    ``name``: the class in its module, ``path``: the file as the project's root sees it, ``root``: that root.
    ``arguments``: constants by position (as text) and name, or ``{"unknown": reason}``. ``element``: where in what it
    returns the head stands. ``head``: as in ``Finding``; ``places``: where its head and its producer stand.
    """

    name: str
    path: str
    root: str
    arguments: Mapping[str, Any]
    element: tuple[int | str, ...]
    head: Mapping[str, Any]
    places: frozenset[Place]


@record
class FileError:
    """A file that could not be read, and why; or one over which headlint itself failed (``fault``): what it was at then
    is not checked."""

    path: str
    message: str
    fault: bool = False


@record
class Stats:
    """The coverage of a run, so that silence never looks like proof. ``unknown``: heads that were not understood;
    ``ignored``: findings that comments accept; ``accepted``: those that the baseline does."""

    files: int = 0
    heads: int = 0
    pairs: int = 0
    unknown: int = 0
    ignored: int = 0
    accepted: int = 0


@record
class Report:
    """Everything one run says. ``withdrawn``: the findings that a measurement contradicts; they count for nothing."""

    findings: tuple[Finding, ...]
    errors: tuple[FileError, ...]
    stats: Stats
    withdrawn: tuple[Finding, ...] = ()

    @property
    def faulty(self) -> bool:
        """Whether headlint itself failed over something."""
        return any(error.fault for error in self.errors)


@record
class Guide:
    """A rule as it is explained to people. ``why``: the first paragraph of its reasons, ``page``: all of it; both in
    Markdown."""

    name: str
    level: Level
    summary: str
    why: str
    page: str


@record
class Part:
    """One thing known of a head, as people read it ("10", "softmax over axis 1"), and where it stands in the code."""

    text: str
    place: Place | None = None


@record
class Entry:
    """A line of the inventory: a head that was understood, with its loss if one was found, or one that was not.

    ``place`` is where the head stands (or the loss whose head was not understood), ``task`` one of "binary",
    "multiclass", "multilabel", "detection" … or "" if it is not known. A part is None if it is not known or not there.
    ``reason`` says why a head was not understood, "" if it was. ``when``: the branch conditions, as people read them.
    ``facts``: ``head``, ``loss`` and ``target`` of a pair as in ``Finding``; ``probe`` as there.
    """

    place: Place
    task: str = ""
    channels: Part | None = None
    activation: Part | None = None
    loss: Part | None = None
    when: str = ""
    reason: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict, compare=False)
    probe: Mapping[str, Any] | None = field(default=None, compare=False)


def order(finding: Finding) -> tuple[Any, ...]:
    """Where a finding stands in the output: by path, position and rule."""
    return (finding.place, finding.rule, finding.message)


def identify(findings: Iterable[Finding], line_of: Mapping[Place, str]) -> tuple[Finding, ...]:
    """Give every finding its fingerprint: rule, path, text of its line, and the how-manieth of these it is.

    No line number takes part, so a finding keeps its identity when code above it moves.
    """
    seen: Counter[str] = Counter()
    named = []
    for finding in sorted(findings, key=order):
        text = " ".join(line_of.get(finding.place, "").split())
        stem = "\0".join((finding.rule, finding.place.path, text))
        digest = hashlib.sha256(f"{stem}\0{seen[stem]}".encode("utf-8", "backslashreplace")).hexdigest()[:32]
        seen[stem] += 1
        named.append(replace(finding, fingerprint=digest))
    return tuple(named)
