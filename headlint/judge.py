"""Rules applied to what was read: which mismatches there are, how certain they are, and where all of it stands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from headlint import plain
from headlint.facts import Activation, Facts, Head, Loss, NotKnown, Pair, Subject
from headlint.faults import contained
from headlint.findings import Certainty, Finding, Related, Stage
from headlint.heads.reading import Alternative, Group, Reading, labelled, scoring
from headlint.rule import Rule, Seen
from headlint.span import Place
from headlint.stages import counted, stages


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What one rule says of one alternative: what it saw, or whether it could not tell."""

    seen: tuple[Seen, ...]
    unsure: bool


def judge(reading: Reading, rules: Collection[Rule]) -> list[Finding]:
    """All findings, each mismatch once: the same places reached on several ways are one finding, the most certain. So
    is what is wrong with an output and its loss before anything is known of the labels, and still is when they come:
    Keras' ``compile`` and ``fit``. It stands where it comes first."""
    found: dict[tuple[Any, ...], Finding] = {}
    for finding in _findings(reading, rules):
        key = (finding.rule, finding.place, tuple(related.place for related in finding.related[:1]))
        known = found.get(key)
        if known is None or _weight(known) > _weight(finding):
            found[key] = finding
    return list(found.values())


def _weight(finding: Finding) -> tuple[Certainty, bool, bool]:
    """The less, the more a finding says."""
    return finding.certainty, not finding.head, not finding.remedies


def _findings(reading: Reading, rules: Collection[Rule]) -> Iterator[Finding]:
    told: _Told = {}
    by_subject: dict[type[Subject], list[Rule]] = {}
    for rule in rules:
        by_subject.setdefault(rule.subject, []).append(rule)
    for group in reading.groups:
        for rule in by_subject.get(Pair, ()):
            with contained(group.place.path):
                yield from _untold(list(_of_group(rule, group)), told)
    for subject in (*reading.outputs, *reading.predictions, *reading.metrics, *reading.switched, *reading.stated):
        for rule in by_subject.get(type(subject), ()):
            with contained(_file(subject)):
                yield from [_finding(rule, subject, seen, "certain") for seen in rule.reports(subject)]


_Told: TypeAlias = dict[tuple[Any, ...], Finding]
"""The findings of outputs whose labels are not known, by rule, file and what is scored."""


def _untold(found: list[tuple[Alternative, Finding]], told: _Told) -> Iterator[Finding]:
    """Findings without those that were told before the labels came; what is to be done may need the labels."""
    for alternative, finding in found:
        same = (finding.rule, finding.place.path, *scoring(alternative))
        first = told.get(same, finding)
        if not labelled(alternative.pair):
            told.setdefault(same, finding)
        if first.place == finding.place or finding.certainty < first.certainty:
            yield finding
        elif finding.remedies and not first.remedies:
            yield replace(first, remedies=finding.remedies)


def _file(subject: Subject) -> str:
    """The file that a subject is about."""
    about: Any = subject if "place" in subject._fields else subject.peek("head") if "head" in subject._fields else None
    place = about.peek("place") if isinstance(about, Facts) else None
    return place.path if isinstance(place, Place) else ""


def _of_group(rule: Rule, group: Group) -> Iterator[tuple[Alternative, Finding]]:
    """The alternatives at one loss call, judged together.

    A finding is certain if every alternative has it. An alternative that differs from a fitting one only by an
    activation that a condition switches on, or by its number of channels, is what its author provided for, and no
    finding. What only holds while the
    model does not train says nothing for or against what trains.
    """
    verdicts = [_look(rule, pair) for pair in group.pairs]
    looked = list(zip(group.alternatives, verdicts, strict=True))
    training = [(one, verdict) for one, verdict in looked if one.pair.peek("mode") == "training"] or looked
    fitting = [one.pair for one, verdict in training if not verdict.seen and not verdict.unsure]
    certainty: Certainty = "certain" if all(verdict.seen for _, verdict in training) else "possible"
    for alternative, verdict in looked:
        pair = alternative.pair
        provided = (*group.siblings_without_activation(pair), *group.siblings_of_another_width(pair))
        meant = verdict.seen and not any(other in fitting for other in provided)
        for seen in verdict.seen if meant else ():
            yield alternative, _finding(rule, pair, seen, certainty)


def _look(rule: Rule, subject: Subject) -> _Verdict:
    try:
        return _Verdict(tuple(rule.look(subject)), False)
    except NotKnown:
        return _Verdict((), True)


def _finding(rule: Rule, subject: Subject, seen: Seen, certainty: Certainty) -> Finding:
    head = subject.peek("head") if "head" in subject._fields else None
    loss = subject.peek("loss") if "loss" in subject._fields else None
    related = tuple(_related(seen, head, loss))
    target = subject.peek("target") if "target" in subject._fields else None
    facts = plain.head(head), plain.loss(loss), plain.target(target), plain.use(subject)
    flow = stages(subject, seen.place)
    return Finding(
        rule.name, rule.level, certainty, seen.message, seen.place, related, *facts, remedies=seen.remedies, flow=flow
    )


def _related(seen: Seen, head: Any, loss: Any) -> Iterator[Related]:
    """The places that take part besides the one that is pointed at, each once."""
    told = {seen.place}
    for related in (*seen.related, *_places(head, loss)):
        if related.place not in told and related.place.path:
            told.add(related.place)
            yield related


def _places(head: Any, loss: Any) -> Iterator[Related]:
    if isinstance(head, Head):
        activation = head.peek("activation")
        if isinstance(activation, Activation) and activation.peek("kind") != "identity":
            kind = activation.peek("kind")
            yield from _at(activation, "place", f"{kind} applied here")
            yield from _at(activation, "made", f"{kind} made here")
        yield from _at(head, "place", "head made here")
        yield from _at(head, "channels_place", f"{counted(head.peek('channels'))} set here")
    if isinstance(loss, Loss):
        name = str(loss.peek("name")).rpartition(".")[2]
        yield from _at(loss, "place", f"{name} applied here")
        yield from _at(loss, "made", f"{name} made here")


def _at(facts: Facts, field: str, message: str) -> Iterator[Related]:
    place = facts.peek(field)
    if isinstance(place, Place):
        yield Related(place, message)


def moved(findings: Iterable[Finding], shown: Callable[[str], str]) -> Iterator[Finding]:
    """Findings with every path as the user sees it."""

    def move(place: Place) -> Place:
        return Place(shown(place.path), place.span)

    for finding in findings:
        related = tuple(Related(move(one.place), one.message) for one in finding.related)
        flow = tuple(Stage(one.kind, move(one.place), one.message) for one in finding.flow)
        remedies = tuple(remedy.moved(move) for remedy in finding.remedies)
        yield replace(finding, place=move(finding.place), related=related, flow=flow, remedies=remedies)
