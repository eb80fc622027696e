"""Pairs: for every recorded call of a loss, each head that may reach it with each reading of the loss."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from headlint.facts import Head, Loss, Pair, Target
from headlint.faults import contained
from headlint.heads.axes import same_axis
from headlint.heads.calls import Call, call_of, effect_of
from headlint.heads.flow import NOWHERE, Traced
from headlint.heads.losses import losses
from headlint.heads.modes import mode
from headlint.heads.overlaps import overlap
from headlint.heads.reading import Alternative, Group, NotUnderstood
from headlint.heads.targets import target
from headlint.heads.trace import MAX_ALTERNATIVES, Tracer
from headlint.knowledge.rows import Combine, Score
from headlint.values import Apply, Cases, Condition, Event, External, Unknown

_OF_LABELS = ("one_hot", "indices", "constant")
SETITEM = External("operator.setitem")


def groups(tracer: Tracer, events: Iterable[Event]) -> tuple[tuple[Group, ...], tuple[NotUnderstood, ...]]:
    """The groups of all loss calls, equal ones once, and what was not understood of them."""
    found: dict[tuple[Pair, ...], Group] = {}
    missed: dict[NotUnderstood, None] = {}
    for event in events:
        with contained(event.path):
            call = _scoring(tracer, event)
            if call is not None:
                group = _group(tracer, event, call)
                found.setdefault(group.pairs, group)
                missed.update(dict.fromkeys(_missed(group)))
    return tuple(_without_copies(found.values())), tuple(missed)


def _scoring(tracer: Tracer, event: Event) -> Call | None:
    """The loss that an event is the call of."""
    effect = effect_of(event.value)
    if not isinstance(effect, Score) and not (isinstance(effect, Combine) and effect.how == "divide"):
        return None
    call = call_of(event.value)
    if isinstance(call, Unknown):
        return None
    if isinstance(call.row.does, Score):
        return call
    written_out = overlap(call, event.when)
    return None if written_out is None else _facing_model(tracer, written_out, event.when)


def _facing_model(tracer: Tracer, call: Call, path: Condition) -> Call | None:
    """A loss that treats its two values alike, with the one that a model made as its input; None if none or both are,
    or if something was written into them: what a mask of decisions leaves of scores is not known."""
    one, other = call.built["input"], call.built["target"]
    made = [_made_by_model(tracer, slot, path) for slot in (one, other)]
    if made[0] is made[1] or any(_written_into(tracer, slot, path) for slot in (one, other)):
        return None
    return call if made[0] else replace(call, built={"input": other, "target": one})


def _written_into(tracer: Tracer, slot: Cases, path: Condition) -> bool:
    return any(
        isinstance(value, Apply) and value.callee == SETITEM
        for traced in tracer.trace(slot, path)
        for value in traced.spine
    )


def _group(tracer: Tracer, event: Event, call: Call) -> Group:
    alternatives: list[Alternative] = []
    for loss, one, when in losses(call, event.through, event.when):
        effect = one.row.does
        assert isinstance(effect, Score)
        scored, labels = _slots(tracer, one, effect, when)
        for traced in tracer.trace(scored, when):
            pair = _pair(traced, loss, target(tracer, labels, traced.when))
            alternatives.append(Alternative(pair, traced.spine))
    return Group(call.place or NOWHERE, tuple(_merged(alternatives[:MAX_ALTERNATIVES])))


def _slots(tracer: Tracer, call: Call, effect: Score, path: Condition) -> tuple[Cases | None, Cases | None]:
    """The slots of input and target; where a library changed their order, the one with a producer is the input."""
    scored, labels = call.input(effect.input), call.operand(effect.target)
    swapped = effect.either_order and _positional(call) and not _made_by_model(tracer, scored, path)
    return (labels, scored) if swapped and _made_by_model(tracer, labels, path) else (scored, labels)


def _positional(call: Call) -> bool:
    return isinstance(call.value, Apply) and len(call.value.args) >= 2


def _made_by_model(tracer: Tracer, slot: Cases | None, path: Condition) -> bool:
    """Whether a layer made the values, or an activation was applied to them: labels have neither."""
    scores = [one.flow for one in tracer.trace(slot, path) if one.flow.domain not in _OF_LABELS]
    return any(not (isinstance(flow.producer, Unknown) and isinstance(flow.activation, Unknown)) for flow in scores)


def _pair(traced: Traced, loss: Loss, labels: Target) -> Pair:
    return Pair(when=traced.when, mode=mode(traced.when), head=_facing(traced, loss), loss=loss, target=labels)


def _facing(traced: Traced, loss: Loss) -> Head:
    """The head as a loss sees it: a class axis that the loss surely does not look at is none for it."""
    flow, axis, head = traced.flow, loss.peek("class_axis"), traced.head()
    if loss.peek("over") == "channels" and same_axis(flow.axis, axis, flow) is False:
        return head.but(axis=Unknown(f"axis {flow.axis} is not the one that {loss.name} takes for the classes"))  # type: ignore[no-any-return]
    return head


def _merged(alternatives: list[Alternative]) -> Iterable[Alternative]:
    """Alternatives with equal facts become one that holds under what their conditions have in common."""
    merged: dict[tuple[Head, Loss, Target], Alternative] = {}
    for one in alternatives:
        key = (one.pair.peek("head"), one.pair.peek("loss"), one.pair.peek("target"))
        if key in merged:
            known = merged[key]
            when = known.pair.when.common(one.pair.when)
            one = replace(known, pair=known.pair.but(when=when, mode=mode(when)))
        merged[key] = one
    return merged.values()


def _without_copies(found: Iterable[Group]) -> Iterable[Group]:
    """The same facts reached through other callers are one group."""
    kept: dict[tuple[tuple[Head, Loss, Target], ...], Group] = {}
    for group in found:
        key = tuple((pair.peek("head"), pair.peek("loss").but(through=()), pair.peek("target")) for pair in group.pairs)
        kept.setdefault(key, group)
    return kept.values()


def _missed(group: Group) -> Iterable[NotUnderstood]:
    for pair in group.pairs:
        domain = pair.peek("head").peek("domain")
        if isinstance(domain, Unknown):
            yield NotUnderstood(domain.reason, group.place)
