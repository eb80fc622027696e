"""Activations that a flag decides on: ``if from_logits: scores = sigmoid(scores)``."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

from headlint import knowledge
from headlint.facts import Switched
from headlint.heads.calls import Call, call_of, effect_of
from headlint.heads.constants import alternatives
from headlint.heads.flow import NOWHERE
from headlint.heads.modes import mode
from headlint.knowledge.rows import Activate, Clip, Combine, Keep, Score
from headlint.span import Place
from headlint.values import Apply, Cases, Condition, Event, External, Item, Literal, Member, Parameter, Value, just

KINDS = frozenset({"softmax", "sigmoid", "log_softmax", "log_sigmoid"})
"""Activations that make probabilities of logits, or their logarithms."""

FROM_LOGITS = KINDS | {"softplus", "exp"}
"""Functions that cross-entropies, written out, apply to logits."""

PASSING = frozenset({"neg", "abs"})
"""Functions that they apply before those."""

MAX_SOURCES = 64
"""A value that is made of more than this many others is not looked at further."""


_Taken: TypeAlias = tuple[Literal, Value]


@dataclass(frozen=True, slots=True)
class _Use:
    """A value that something is applied to, and when: an activation, by its kind."""

    kind: str
    value: Value
    when: Condition
    place: Place | None = None


def switched(events: Iterable[Event]) -> tuple[Switched, ...]:
    """Every activation that is applied under one truth value of a flag alone.

    Where the flag's other truth value treats the same value as logits, too (an activation, a loss that applies one, a
    call that is not understood), the flag decides on something else.
    """
    events = tuple(events)
    applied = [(use, flag) for event in events for flag in _flags(event.when) for use in _activations(event)]
    if not applied:
        return ()
    treated: dict[Value, list[_Use]] = {}
    for use in (use for event in events for use in _treatments(event)):
        treated.setdefault(use.value, []).append(use)
    asked: dict[Value, set[Literal]] = {}
    for use, flag in applied:
        asked.setdefault(use.value, set()).add(_flipped(flag))
    unread = _unread(events, asked)
    found: dict[Switched, None] = {}
    for use, flag in applied:
        flipped = _flipped(flag)
        opposite = Condition(use.when.literals - {flag} | {flipped})
        others = (*treated.get(use.value, ()), *unread.get((flipped, use.value), ()))
        if all(other.when.and_(opposite) is None for other in others):
            found[_switched(use, flag)] = None
    return tuple(found)


def _switched(use: _Use, flag: Literal) -> Switched:
    test, truth = flag
    assert isinstance(test, (Parameter, Member))
    return Switched(
        when=use.when,
        mode=mode(use.when),
        kind=use.kind,
        flag=test.name.lstrip("_"),
        on=truth,
        direct=isinstance(use.value, Parameter),
        place=use.place or NOWHERE,
    )


def _flags(when: Condition) -> list[Literal]:
    return [(test, truth) for test, truth in when.literals if isinstance(test, (Parameter, Member))]


def _flipped(flag: Literal) -> Literal:
    test, truth = flag
    return test, not truth


# ── what is applied to which values ──────────────────────────────────────────────────────────────────────────────────


def _activations(event: Event) -> Iterator[_Use]:
    """The values that an event makes probabilities of."""
    effect = effect_of(event.value)
    if not isinstance(effect, Activate) or effect.kind not in KINDS:
        return
    call = call_of(event.value)
    if isinstance(call, Call):
        for value, when in islice(_kept(call.input(), event.when), MAX_SOURCES):
            yield _Use(effect.kind, value, when, call.place)


def _treatments(event: Event) -> Iterator[_Use]:
    """The values that an event takes for logits, arithmetic on them seen through."""
    effect = effect_of(event.value)
    match effect:
        case Activate(kind=kind) if kind in FROM_LOGITS:
            pass
        case Keep(how="logsumexp") | Score():
            pass
        case _:
            return
    call = call_of(event.value)
    if isinstance(call, Call) and not (isinstance(effect, Score) and _takes_probabilities(call)):
        for value, when in islice(_reached(call.input(), event.when), MAX_SOURCES):
            yield _Use("", value, when)


def _takes_probabilities(call: Call) -> bool:
    """A loss that surely applies no activation itself."""
    settled = knowledge.settle(call.row, call.built)
    return isinstance(settled, Score) and settled.applies not in KINDS


def _unread(events: Iterable[Event], asked: Mapping[Value, Collection[Literal]]) -> dict[_Taken, list[_Use]]:
    """The values that are asked for as arguments of calls that are not understood, by the flag that decides on the
    call. What was handed in to be called (a loss, perhaps) counts for every flag if it takes the same value on both
    sides of it."""
    flags = frozenset(flag for some in asked.values() for flag in some)
    found: dict[_Taken, list[_Use]] = {}
    for event in events:
        handed_in = not isinstance(event.value.callee, (External, Member))
        if not handed_in and event.when.literals.isdisjoint(flags):
            continue
        if effect_of(event.value) is not None and isinstance(call_of(event.value), Call):
            continue
        slots = (*event.value.args, *(slot for _, slot in event.value.keywords))
        for value, when in (one for slot in slots for one in islice(_reached(slot, event.when), MAX_SOURCES)):
            for flag in asked.get(value, ()):
                if flag in event.when.literals or (handed_in and when.holds(flag[0]) is None):
                    found.setdefault((flag, value), []).append(_Use("", value, when))
    return found


# ── where values come from ───────────────────────────────────────────────────────────────────────────────────────────


def _kept(cases: Cases | None, path: Condition) -> Iterator[tuple[Value, Condition]]:
    """What a slot's values were before steps that only change their shape or type."""
    for value, when in alternatives(cases, path) if cases is not None else ():
        inner = _operands(value, arithmetic=False)
        if not inner:
            yield value, when
        for slot in inner:
            yield from _kept(slot, when)


def _reached(cases: Cases | None, path: Condition) -> Iterator[tuple[Value, Condition]]:
    """A slot's values, and all that they are computed from by arithmetic."""
    for value, when in alternatives(cases, path) if cases is not None else ():
        yield value, when
        for slot in _operands(value, arithmetic=True):
            yield from _reached(slot, when)


def _operands(value: Value, arithmetic: bool) -> tuple[Cases, ...]:
    """What a value was made of in a transparent step; a layer is none, it belongs to a model."""
    if isinstance(value, Item):
        key = value.index.constant()
        return () if key is not None and isinstance(key.value, str) else (just(value.value),)
    call = call_of(value) if isinstance(value, (Apply, Member)) else None
    if not isinstance(call, Call) or call.row.form == "layer":
        return ()
    slots: tuple[Cases | None, ...] = ()
    match call.row.does:
        case Keep(scales=False, how=how, input=given) if arithmetic or not how:
            slots = (call.input(given),)
        case Clip(input=given) if arithmetic:
            slots = (call.input(given),)
        case Activate(kind=kind) if arithmetic and kind in PASSING:
            slots = (call.input(),)
        case Combine(inputs=names) if arithmetic:
            slots = tuple(call.operand(name) for name in names)
    return tuple(slot for slot in slots if slot is not None)
