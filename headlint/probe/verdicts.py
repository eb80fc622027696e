"""Verdicts: findings and pairs, measured and judged by their criteria."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from headlint.findings import Entry, Finding
from headlint.probe.backends import missing
from headlint.probe.closed import closed_form
from headlint.probe.criteria import BY_HAND, CRITERIA, Criterion
from headlint.probe.judgement import judged, left_open, together
from headlint.probe.kept import Kept
from headlint.probe.subjects import tails
from headlint.probe.tails import MOST_CHANNELS, Facts, NotProbed, Tail, known
from headlint.probe.uses import used
from headlint.probe.words import describe

SEED = 0
RACE = {"steps": 120, "batch": 64, "test": 256, "rate": 0.02, "noise": 0.3, "optimizer": "adam"}
"""The training race: steps, samples a batch, samples tested on, Adam's rate, spread of the toy task's classes."""

PLAUSIBLE = {"channels": (2, 100), "elements": (1, 20)}
"""Channel counts that are measured where the head's is not known: the smallest and the largest plausible one."""


class Worker(Protocol):
    """What measures: a process (``host.Worker``), or the program that asks (``live``)."""

    about: dict[str, Any]

    def start(self) -> None: ...

    def ask(self, task: Mapping[str, Any]) -> dict[str, Any]: ...


class Workers(Protocol):
    def of(self, framework: str) -> Sequence[Worker]: ...


class Prober:
    """Measures with the workers of a run; equal facts are measured once. ``kept``: what earlier runs measured."""

    def __init__(self, workers: Workers, race: Mapping[str, Any] | None = None, kept: Kept | None = None) -> None:
        self.workers, self.race, self.kept = workers, dict(RACE if race is None else race), kept
        self._known: dict[str, dict[str, Any]] = {}

    def probed(self, finding: Finding) -> Finding:
        """The finding with its verdict."""
        criterion = CRITERIA.get(finding.rule)
        if criterion is None:
            return replace(finding, probe=left_open(Criterion("no criterion decides"), "its rule has no criterion"))
        found = self.verdict(finding.head, finding.loss, finding.target, finding.use, finding.rule, criterion)
        return replace(finding, probe=found)

    def fits(self, entry: Entry) -> Entry:
        """A pair of the inventory with its verdict: "refuted" if no fault shows."""
        if not entry.facts or entry.when:
            return entry
        facts = entry.facts
        return replace(entry, probe=self.verdict(facts["head"], facts["loss"], facts["target"], {}))

    def verdict(
        self, head: Facts, loss: Facts, target: Facts, use: Facts, rule: str = "", criterion: Criterion = BY_HAND
    ) -> dict[str, Any]:
        """The verdict on facts; see ``findings.Finding.probe`` for its form."""
        key = json.dumps([head, loss, target, use, rule, SEED, self.race], sort_keys=True)
        if key not in self._known:
            held = self.kept.read(key) if self.kept is not None else None
            self._known[key] = held or self._fresh(key, head, loss, target, use, rule, criterion)
        return self._known[key]

    def _fresh(
        self, key: str, head: Facts, loss: Facts, target: Facts, use: Facts, rule: str, criterion: Criterion
    ) -> dict[str, Any]:
        try:
            if criterion.beyond:
                raise NotProbed(criterion.beyond)
            found = self._verdict(head, loss, target, use, rule, criterion)
        except NotProbed as reason:
            return left_open(criterion, str(reason))
        if self.kept is not None:
            self.kept.write(key, found)
        return found

    def _verdict(
        self, head: Facts, loss: Facts, target: Facts, use: Facts, rule: str, criterion: Criterion
    ) -> dict[str, Any]:
        records: list[dict[str, Any]] = []
        asked = list(tasks(head, loss, target, use, rule, criterion))
        for task, yours, fixed in asked:
            records += self._measured({**task, "seed": SEED, "race": self.race}, yours, fixed, criterion)
        return together(records, len(asked) > 1)

    def _measured(self, task: dict[str, Any], yours: Tail, fixed: Tail, criterion: Criterion) -> list[dict[str, Any]]:
        """One record a backend."""
        workers = self.workers.of(yours["framework"])
        if not workers:
            raise NotProbed(missing(yours["framework"]))
        for worker in workers:
            worker.start()
        task = {**task, "tails": {"yours": yours, "fixed": fixed}}
        return [_record(worker, worker.ask(task), yours, fixed, criterion) for worker in workers]


def tasks(
    head: Facts, loss: Facts, target: Facts, use: Facts, rule: str, criterion: Criterion
) -> Iterator[tuple[dict[str, Any], Tail, Tail]]:
    """What is measured, with the tail as it is and the corrected one: once for every channel count that comes into
    question. Raises ``NotProbed``."""
    for count in _counts(head, loss, target, use, rule):
        if criterion.use:
            task, yours, fixed = used(head, loss, use, rule, count)
            yield {"use": task}, yours, fixed
        else:
            yield {}, *tails(head, loss, target, use, rule, count)


OWN_COUNT = ("broadcast-in-regression-loss", "channels-last-into-cross-entropy", "channels-split-unevenly")
"""Rules for which the channel count is not what the loss takes for the classes, or does not matter."""


def _counts(head: Facts, loss: Facts, target: Facts, use: Facts, rule: str) -> tuple[int, ...]:
    """The head's channel count along the axis of the loss's classes, or plausible ones: as many as the labels have
    classes, or else a few and many."""
    if use.get("of") in ("counts", "numbering", "options") or rule in OWN_COUNT:
        return (known(head, "channels") or 4,)
    channels, exclusive = known(head, "channels"), known(loss, "over") == "channels"
    axes = {known(head, "class_axis"), known(loss, "class_axis")}
    elsewhere = exclusive and len(axes) > 1 and axes != {1, -1}
    if isinstance(channels, int) and channels > 0 and not elsewhere:
        return (channels,)
    exclusive = exclusive or "softmax" in str(known(use, "kind"))
    classes = known(target, "classes")
    if exclusive and isinstance(classes, int) and classes > 1:
        return (min(classes, MOST_CHANNELS),)
    return PLAUSIBLE["channels" if exclusive else "elements"]


# ── records ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _record(
    worker: Worker, answer: Mapping[str, Any], yours: Tail, fixed: Tail, criterion: Criterion
) -> dict[str, Any]:
    about = {**worker.about, "seed": SEED, "channels": yours["channels"], "stand_in": yours["stand_in"]}
    if "measured" not in answer:
        return {**left_open(criterion, str(answer.get("open", "the worker said nothing"))), **about}
    measured = answer["measured"]
    mine, right = _side(yours, measured["yours"]), _side(fixed, measured["fixed"])
    return {**judged(mine, right, criterion, yours), **about, "yours": mine, "fixed": right}


def _side(tail: Tail, measured: Mapping[str, Any]) -> dict[str, Any]:
    return {"describe": describe(tail), "closed_form": closed_form(tail, measured.get("positives")), **measured}
