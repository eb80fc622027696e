"""The way of the values of a finding: where channels are set, scores made, activated, scored or decided on. It is what
code flows and the HTML report show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from headlint.facts import Activation, Facts, Head, Loss, Metric, Prediction, Step, Subject
from headlint.findings import Stage
from headlint.span import Place


def stages(subject: Subject, reported: Place) -> tuple[Stage, ...]:
    """The stages in the order of the values, each place once; of several layers that one call applies, each where it is
    made. Empty for a subject without a head. The last stage has its place for itself: Keras applies all layers where
    it is told the loss."""
    told: set[Place] = set()
    found: list[Stage] = []
    way = (*_made(subject), *_scored(subject), *_used(subject))
    for index, (kind, message, *places) in enumerate(way, 1):
        kept = set() if index == len(way) else set(way[-1][2:3])
        place = next((place for place in places if place not in told | kept and place.path), None)
        if place is not None:
            told.add(place)
            found.append(Stage(kind, place, message))
    if found and reported not in told:
        found.append(Stage("here", reported, "reported here"))
    return tuple(found)


def counted(channels: object) -> str:
    return f"{channels} channel{'' if channels == 1 else 's'}"


def _made(subject: Subject) -> Iterator[tuple[Any, ...]]:
    head = _field(subject, "head")
    if not isinstance(head, Head):
        return
    for place in _places(head, "channels_place"):
        yield "channels", counted(head.peek("channels")), place
    chain = head.peek("chain")
    steps = [step for step in (chain if isinstance(chain, tuple) else ()) if isinstance(step, Step)]
    for step in steps:
        if step.role in ("producer", "activation"):
            kind = "head" if step.role == "producer" else "activation"
            yield kind, _bare(step.name), step.place, step.made
    activation = head.peek("activation")
    if isinstance(activation, Activation) and not any(step.role == "activation" for step in steps):
        kind = activation.peek("kind")  # an argument of the layer
        if isinstance(kind, str) and kind != "identity":
            yield ("activation", kind, *_places(activation, "made"))


def _scored(subject: Subject) -> Iterator[tuple[Any, ...]]:
    loss = _field(subject, "loss")
    if isinstance(loss, Loss):
        places = _places(loss, "made", "place")
        if len(set(places)) > 1:
            yield "loss", f"{_bare(loss.peek('name'))} made", places[0]
        yield from (("loss", f"{_bare(loss.peek('name'))} applied", place) for place in places[-1:])


def _used(subject: Subject) -> Iterator[tuple[Any, ...]]:
    """What takes the head where no loss does."""
    if isinstance(subject, Prediction):
        yield from (("decision", str(subject.peek("kind")), place) for place in _places(subject, "place"))
    elif isinstance(subject, Metric):
        yield from (("metric", _bare(subject.peek("name")), place) for place in _places(subject, "place"))


def _field(subject: Subject, name: str) -> Any:
    return subject.peek(name) if name in subject._fields else None


def _places(facts: Facts, *fields: str) -> list[Place]:
    return [place for field in fields if isinstance(place := facts.peek(field), Place)]


def _bare(name: object) -> str:
    return str(name).rpartition(".")[2]
