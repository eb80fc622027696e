"""The inventory: every head and pair that was understood, as people read it, and every one that was not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from headlint import plain
from headlint.facts import Activation, Head, Loss, Output, Pair, Subject
from headlint.findings import Entry, Part
from headlint.heads import Reading, task
from headlint.heads.reading import labelled, scoring
from headlint.span import Place, Span
from headlint.values import Unknown

_NOWHERE = Place("", Span(1, 1, 1, 1))


def entries(reading: Reading, shown: Callable[[str], str]) -> Iterator[Entry]:
    """One entry a pair, one a head that a model returns without a loss, one a loss whose head was not understood."""
    told: set[Entry] = set()
    scored: set[Place] = set()
    for pair, labels in _scored(reading):
        scored.update(_places(pair.peek("head")))
        yield from _once(_moved(_of_pair(pair, labels), shown), told)
    for output in reading.outputs:
        if not scored.intersection(_places(output.peek("head"))) and _understood(output.peek("head")):
            yield from _once(_moved(_of_output(output), shown), told)
    for missed in reading.not_understood:
        yield from _once(_moved(Entry(missed.place, reason=missed.reason), shown), told)


def _scored(reading: Reading) -> Iterator[tuple[Pair, Any]]:
    """Every pair, with its labels. An output that a loss scores before anything is known of the labels, and again when
    they come, is one pair, where it comes first: Keras' ``compile`` tells the loss, and ``fit`` the labels."""
    first: dict[tuple[object, ...], Place] = {}
    labels: dict[tuple[object, ...], Any] = {}
    kept: list[tuple[Pair, tuple[object, ...]]] = []
    for group in reading.groups:
        for alternative in group.alternatives:
            pair, same = alternative.pair, (group.place.path, *scoring(alternative))
            if not labelled(pair):
                first.setdefault(same, group.place)
            if first.get(same, group.place) == group.place or not alternative.spine:
                kept.append((pair, same))
            else:
                labels.setdefault(same, pair.peek("target"))
    for pair, same in dict.fromkeys(kept):
        yield pair, pair.peek("target") if labelled(pair) else labels.get(same, pair.peek("target"))


def _once(entry: Entry, told: set[Entry]) -> Iterator[Entry]:
    if entry not in told and entry.place.path:
        told.add(entry)
        yield entry


def _of_pair(pair: Pair, labels: Any) -> Entry:
    head, loss = pair.peek("head"), pair.peek("loss")
    if not _understood(head):
        domain = head.peek("domain") if isinstance(head, Head) else head
        return Entry(_place(loss, "place"), loss=_loss(loss), reason=getattr(domain, "reason", "the head is not known"))
    said = task(head, loss)
    return Entry(
        _place(head, "place", _place(loss, "place")),
        said if isinstance(said, str) else "",
        _channels(head),
        _activation(head, _place(loss, "place")),
        _loss(loss),
        _when(pair),
        facts={"head": plain.head(head), "loss": plain.loss(loss), "target": plain.target(labels)},
    )


def _of_output(output: Output) -> Entry:
    head = output.peek("head")
    return Entry(_place(head, "place"), "", _channels(head), _activation(head), None, _when(output))


def _understood(head: Any) -> bool:
    return isinstance(head, Head) and head.known("domain")


def _places(head: Any) -> Iterator[Place]:
    if isinstance(head, Head):
        yield from (place for field in ("place", "channels_place") if isinstance(place := head.peek(field), Place))


def _place(facts: Any, field: str, otherwise: Place = _NOWHERE) -> Place:
    place = facts.peek(field) if not isinstance(facts, Unknown) else None
    return place if isinstance(place, Place) else otherwise


def _channels(head: Head) -> Part | None:
    channels = head.peek("channels")
    if isinstance(channels, Unknown):
        return None
    place = head.peek("channels_place")
    return Part(str(channels), place if isinstance(place, Place) else None)


def _activation(head: Head, scored: Place = _NOWHERE) -> Part | None:
    """The activation where it is applied, or where it is made if the library applies it in the call that scores it."""
    activation = head.peek("activation")
    if not isinstance(activation, Activation) or not activation.known("kind"):
        return None
    if activation.kind == "identity":
        return Part("none")
    axis = activation.peek("axis")
    over = f" over axis {axis}" if isinstance(axis, int) else ""
    applied = _place(activation, "place")
    return Part(f"{activation.kind}{over}", _place(activation, "made", applied) if applied == scored else applied)


def _loss(loss: Any) -> Part | None:
    if not isinstance(loss, Loss) or not loss.known("name"):
        return None
    return Part(loss.name.rpartition(".")[2], _place(loss, "place"))


def _when(subject: Subject) -> str:
    return "evaluation only" if subject.peek("mode") == "evaluation" else ""


def _moved(entry: Entry, shown: Callable[[str], str]) -> Entry:
    def part(held: Part | None) -> Part | None:
        return Part(held.text, place(held.place)) if held is not None and held.place is not None else held

    def place(at: Place) -> Place:
        return Place(shown(at.path), at.span) if at.path else at

    return replace(
        entry, place=place(entry.place), channels=part(entry.channels), activation=part(entry.activation),
        loss=part(entry.loss),
    )  # fmt: skip
