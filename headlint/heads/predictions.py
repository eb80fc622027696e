"""Decisions and metrics: heads that are read off or measured, and the losses that train the same scores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from headlint import knowledge
from headlint.facts import Loss, Metric, Prediction, Step
from headlint.faults import contained
from headlint.heads.calls import Call, call_of, effect_of, splits
from headlint.heads.constants import integer, number, settled
from headlint.heads.flow import NOWHERE, Traced
from headlint.heads.modes import mode
from headlint.heads.reading import Group
from headlint.heads.steps import options
from headlint.heads.trace import Tracer, picked
from headlint.knowledge import domains
from headlint.knowledge.rows import Measure, Predict
from headlint.values import Apply, Cases, Condition, Event, Member, Unknown, Value

# ── decisions ────────────────────────────────────────────────────────────────────────────────────────────────────────


def predictions(tracer: Tracer, events: Iterable[Event], scored: Iterable[Group]) -> tuple[Prediction, ...]:
    """Every decision on a head whose domain is known, or is said by the loss that takes the very same values."""
    trained = Trained(scored)
    found: dict[Prediction, None] = {}
    for call, effect, when in _decisions(events):
        with contained((call.place or NOWHERE).path):
            for one in tracer.trace(_scores(call, effect, when), when):
                traced = trained.taken_for_logits(one) if isinstance(one.flow.domain, Unknown) else one
                if traced is not None:
                    found[_prediction(traced, call, effect, trained)] = None
    return tuple(found)


def _decisions(events: Iterable[Event]) -> Iterator[tuple[Call, Predict, Condition]]:
    """Calls that decide, and elements of results that are decisions (``x.max(1)[1]``) where something uses them."""
    used: dict[int, Value] = {}
    for event in events:
        call = call_of(event.value) if isinstance(effect_of(event.value), Predict) else None
        if isinstance(call, Call) and isinstance(call.row.does, Predict) and not call.row.outputs:
            yield call, call.row.does, event.when
        for value in _operands(event.value):
            if id(value) in used:
                continue
            used[id(value)] = value
            element = picked(value, event.when)
            if element is not None and isinstance(element[1], Predict):
                yield element[0], element[1], event.when


def _operands(value: Apply) -> Iterator[Value]:
    """The elements that a call uses directly: as arguments, or as the receiver of a method."""
    if isinstance(value.callee, Member):
        yield value.callee.value
    for slot in (*value.args, *(slot for _, slot in value.keywords)):
        for case in slot:
            yield case.value


def _scores(call: Call, effect: Predict, path: Condition) -> Cases | None:
    """What is decided upon; ``0.5 < x`` is about ``x``."""
    slot = call.input(effect.input)
    if effect.threshold is not None and number(settled(slot, path)) is not None:
        return call.operand(effect.threshold)
    return slot


def _prediction(traced: Traced, call: Call, effect: Predict, trained: Trained) -> Prediction:
    return Prediction(
        when=traced.when,
        mode=mode(traced.when),
        head=traced.head(),
        kind=effect.kind,
        threshold=_threshold(call, effect, traced.when),
        axis=_axis(call, effect, traced.when),
        loss=trained.loss(traced),
        place=call.place or NOWHERE,
    )


def _threshold(call: Call, effect: Predict, path: Condition) -> float | Unknown:
    if effect.threshold is None:
        return Unknown("it compares with no threshold")
    for parameter in (effect.threshold, effect.input):
        found = number(call.argument(parameter, path))
        if found is not None:
            return float(found)
    return Unknown("its threshold is not constant")


def _axis(call: Call, effect: Predict, path: Condition) -> int | Unknown:
    found = integer(call.argument(effect.axis, path))
    return Unknown("it runs over no one axis") if found is None else found


# ── the losses that train the same scores ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Way:
    spine: tuple[Value, ...]
    producer: Step | None
    loss: Loss
    opaque: bool


class Trained:
    """Which loss trains which scores: by a value that both go through, or by the layer that makes them, constructed at
    one place (a model called once to train and once to validate, or compiled here and asked for predictions there)."""

    def __init__(self, scored: Iterable[Group]) -> None:
        self._ways = [
            _Way(
                one.spine,
                _producer(one.pair.peek("head").peek("chain")),
                one.pair.loss,
                isinstance(one.pair.peek("head").peek("domain"), Unknown),
            )
            for group in scored
            for one in group.alternatives
            if one.pair.mode == "training"
        ]

    def loss(self, traced: Traced) -> Loss | Unknown:
        own, producer = frozenset(traced.spine), _producer(traced.flow.chain)
        found = {
            _bare(way.loss): way.loss.but(through=())
            for way in self._ways
            if not own.isdisjoint(way.spine) or _one_layer(producer, way.producer)
        }
        if not found:
            return Unknown("no loss was found for these scores")
        return next(iter(found.values())) if len(found) == 1 else Unknown("several losses train these scores")

    def taken_for_logits(self, traced: Traced) -> Traced | None:
        """Scores whose making is not known, as what a loss that applies sigmoid takes them for: nothing is applied to
        them on the way there."""
        own = frozenset(traced.spine)
        opaque = [way for way in self._ways if way.spine and way.opaque and traced.spine]
        ways = [way for way in opaque if traced.spine[0] in way.spine or way.spine[0] in own]
        if not ways or not all(way.loss.peek("applies") == "sigmoid" for way in ways):
            return None
        return replace(traced, flow=traced.flow.but(numbers=domains.of("logits")))


def _bare(loss: Loss) -> Loss:
    """A loss without where it is called: Keras names it in ``compile`` and applies it in ``fit``."""
    nowhere: dict[str, Any] = {"through": (), "place": NOWHERE, "made": NOWHERE, "weight_classes": ()}
    return loss.but(**nowhere)  # type: ignore[no-any-return]


def _one_layer(one: Step | None, other: Step | None) -> bool:
    """Whether two producers are one layer, constructed once and called in two places, or one call of a function."""
    return one is not None and other is not None and _constructed(one) == _constructed(other)


def _constructed(step: Step) -> Step:
    """A step without what its call says. A function is made where it is called."""
    row = knowledge.row(step.name)
    own = knowledge.signature(row).names if row is not None else ()
    return replace(step, arguments=tuple(one for one in step.arguments if one[0] in own), place=step.made)


def _producer(chain: tuple[Step, ...] | Unknown) -> Step | None:
    return chain[0] if not isinstance(chain, Unknown) and chain and chain[0].role == "producer" else None


# ── metrics ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def metrics(tracer: Tracer, events: Iterable[Event]) -> tuple[Metric, ...]:
    """Every head that a metric of a library measures."""
    found: dict[Metric, None] = {}
    for event in events:
        call = call_of(event.value) if isinstance(effect_of(event.value), Measure) else None
        if not isinstance(call, Call) or not isinstance(call.row.does, Measure):
            continue
        with contained(event.path):
            for one, when in splits(call, [variant.parameter for variant in call.row.variants], event.when):
                for traced in tracer.trace(one.input(call.row.does.input), when):
                    found[_metric(traced, one, call.row.does)] = None
    return tuple(found)


def _metric(traced: Traced, call: Call, effect: Measure) -> Metric:
    settled_effect = knowledge.settle(call.row, call.built)
    unsaid = Unknown("its task is not said")
    return Metric(
        when=traced.when,
        mode=mode(traced.when),
        head=traced.head(),
        name=call.row.name,
        expects=settled_effect.expects if isinstance(settled_effect, Measure) else settled_effect,
        task=settled_effect.task or unsaid if isinstance(settled_effect, Measure) else settled_effect,
        options=options(call, traced.when, but=frozenset({effect.input, effect.target})),
        place=call.place or NOWHERE,
        made=call.made or call.place or NOWHERE,
    )
