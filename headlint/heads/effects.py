"""What each effect of the tables makes of the values that come in: one function an effect.

Every function takes the tracer (to trace inputs), the call, the effect and the path, and gives the alternatives of the
result. What an effect does to the numbers is the algebra of ``knowledge.domains``, what it does to the axes is in
``shapes``; who made the values and what was applied last is kept here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from headlint import knowledge
from headlint.heads.activations import activated, changed_by, chosen, identity
from headlint.heads.calls import Call, call_of, splits
from headlint.heads.combine import combined
from headlint.heads.constants import describe, number, settled
from headlint.heads.flow import NO_SIMPLEX, NOWHERE, Flow, Traced, Tracing, nothing
from headlint.heads.make import labelled, made, produced
from headlint.heads.shapes import divided, reshaped
from headlint.heads.steps import step
from headlint.knowledge import domains
from headlint.knowledge.dtypes import dtype_of
from headlint.knowledge.rows import (
    Activate,
    Clip,
    Combine,
    Dtype,
    Effect,
    Keep,
    Labels,
    Make,
    Measure,
    Opaque,
    Predict,
    Produce,
    Score,
)
from headlint.values import Cases, Condition, Const, External, Member, Sequence, Unknown

Alternatives = tuple[Traced, ...]

ANOTHER = Unknown("it has the type of another tensor")


def results(tracer: Tracing, call: Call, path: Condition) -> Alternatives:
    """The alternatives of what a call gives."""
    row = call.row
    variants = [variant.parameter for variant in (*row.variants, *getattr(row.does, "variants", ()))]
    found: list[Traced] = []
    for one, when in splits(call, [*variants, *_deciding(row.does)], path):
        effect = knowledge.settle(row, one.built)
        if isinstance(effect, Unknown):
            found.append(Traced(nothing(effect.reason), when))
        else:
            found.extend(_EFFECTS[type(effect)](tracer, one, effect, when))
    return tracer.limited(found, path)


def output(tracer: Tracing, call: Call, effect: Effect, path: Condition) -> Alternatives:
    """The alternatives of one element of the tuple that a call gives."""
    found: list[Traced] = []
    for one, when in splits(call, _deciding(effect), path):
        found.extend(_EFFECTS[type(effect)](tracer, one, effect, when))
    return tracer.limited(found, path)


def _deciding(effect: Effect) -> tuple[str, ...]:
    """The parameters whose alternatives are told apart: they say what the values are."""
    named: tuple[Any, ...] = ()
    match effect:
        case Produce(channels=channels, activation=activation, weights=weights):
            named = (channels, activation, weights)
        case Activate(axis=axis, kind_from=kind):
            named = (axis, kind)
        case Make(value=value, channels=channels):
            named = (value, channels)
        case Clip(low=low, high=high):
            named = (low, high)
        case Labels(classes=classes):
            named = (classes,)
    return tuple(name for name in named if isinstance(name, str))


# ── one function an effect ───────────────────────────────────────────────────────────────────────────────────────────


def _each(tracer: Tracing, cases: Cases | None, path: Condition, change: Callable[[Flow], Flow]) -> Alternatives:
    """A change made to every alternative of an input."""
    return tuple(Traced(change(one.flow), one.when, one.spine) for one in tracer.trace(cases, path))


def _activate(tracer: Tracing, call: Call, effect: Activate, path: Condition) -> Alternatives:
    cases = call.input()
    if effect.kind_from is None:
        return _each(tracer, cases, path, lambda flow: _activated(flow, call, call, effect, path))
    named = chosen(call, effect.kind_from, path)
    if named is None:
        return tracer.trace(cases, path)
    if isinstance(named, Unknown):
        reason = named.reason
        return _each(tracer, cases, path, lambda flow: _of_unknown_kind(flow, reason))
    by, chosen_effect = named
    return _each(tracer, cases, path, lambda flow: _activated(flow, call, by, chosen_effect, path))


def _activated(flow: Flow, call: Call, by: Call, effect: Activate, path: Condition) -> Flow:
    after = activated(flow, by, effect, path)
    return after.then(step(call, "keep" if effect.kind == "identity" else "activation", effect.kind, path))


def _of_unknown_kind(flow: Flow, reason: str) -> Flow:
    unknown = Unknown(reason)
    return flow.but(numbers=domains.unknown(reason), activation=unknown, chain=unknown, place=unknown)


def _keep(tracer: Tracing, call: Call, effect: Keep, path: Condition) -> Alternatives:
    dtype = _dtype(call, effect, path)
    kept = step(call, "keep", effect.shape, path)

    def change(flow: Flow) -> Flow:
        after = reshaped(flow, effect, call, path)
        if effect.scales:
            after = _standardized(after, call)
        if isinstance(dtype, Unknown):
            after = after.but(dtype=dtype)
        elif dtype is not None:
            after = after.but(dtype=dtype, numbers=domains.cast(after.numbers, dtype))
        return after.then(replace(kept, divides=divided(flow, effect, call, path)))

    return _each(tracer, call.input(effect.input), path, change)


def _clip(tracer: Tracing, call: Call, effect: Clip, path: Condition) -> Alternatives:
    limits = [_limit(call, name, path) for name in (effect.low, effect.high)]

    def change(flow: Flow) -> Flow:
        low, high = limits
        if isinstance(low, Unknown) or isinstance(high, Unknown):
            return _of_unknown_kind(flow, "it is clipped to limits that are not known")
        if isinstance(flow.domain, Unknown):  # then it is not known whether that changes anything
            return _of_unknown_kind(flow, flow.domain.reason)
        numbers = domains.clip(flow.numbers, low, high)
        if numbers.domain == flow.domain:
            return flow.but(numbers=numbers).then(step(call, "keep", "clip", path))
        clipped = changed_by("clip", call.row.name, flow, numbers, call.place)
        return clipped.then(step(call, "activation", "clip", path))

    return _each(tracer, call.input(effect.input), path, change)


_DECIDED: dict[str, Dtype | Unknown] = {"threshold": "bool", "round": Unknown("rounding keeps the type")}
"""The types of decisions that are no indices."""


def _predict(tracer: Tracing, call: Call, effect: Predict, path: Condition) -> Alternatives:
    decided = domains.of("indices")
    numbers = replace(decided, high=1.0) if effect.kind == "threshold" else decided
    reason = "it is a decision, not a score"
    flow = nothing(reason).but(numbers=numbers, framework=call.framework, dtype=_DECIDED.get(effect.kind, "int"))
    return (Traced(flow, path),)


def _nothing(tracer: Tracing, call: Call, effect: Effect, path: Condition) -> Alternatives:
    reason = {Score: "is a loss", Measure: "is a metric"}.get(type(effect))
    said = f"{call.row.name} {reason}" if reason else getattr(effect, "reason", "it says nothing about a head")
    return (Traced(nothing(said), path),)


def _alone(make: Callable[..., Flow]) -> Callable[..., Alternatives]:
    """An effect that needs no input."""
    return lambda tracer, call, effect, path: (Traced(make(call, effect, path), path),)


_EFFECTS: dict[type, Callable[..., Alternatives]] = {
    Activate: _activate,
    Keep: _keep,
    Clip: _clip,
    Combine: combined,
    Produce: _alone(produced),
    Make: _alone(made),
    Labels: _alone(labelled),
    Predict: _predict,
    Score: _nothing,
    Measure: _nothing,
    Opaque: _nothing,
}


# ── parts of the above ───────────────────────────────────────────────────────────────────────────────────────────────


def _standardized(flow: Flow, call: Call) -> Flow:
    """After batch or layer norm nothing is left of an activation in front of it."""
    place = call.place or NOWHERE
    none = identity("logits", place, call.made or place)
    numbers = domains.standardize(flow.numbers)
    return flow.but(numbers=numbers, activation=none, place=place, simplex=NO_SIMPLEX, drawn=False)


def _dtype(call: Call, effect: Keep, path: Condition) -> Dtype | Unknown | None:
    """What a call casts to; None if it does not. ``y.to(scores)`` and ``y.to(scores.dtype)`` take over another's."""
    if effect.dtype == "another":
        return ANOTHER
    if effect.dtype is not None:
        return effect.dtype
    value = call.argument(effect.dtype_from, path)
    candidates = [settled(item, path) for item in value.items] if isinstance(value, Sequence) else [value]
    for candidate in candidates:
        name = candidate.name if isinstance(candidate, External) else getattr(candidate, "value", None)
        if isinstance(name, str) and (found := dtype_of(name)) is not None:
            return found
        if (isinstance(candidate, Member) and candidate.name == "dtype") or (
            candidate is not None and isinstance(call_of(candidate), Call)
        ):
            return ANOTHER
    return None


def _limit(call: Call, parameter: str | None, path: Condition) -> float | Unknown | None:
    """A limit; None if there is none."""
    value = call.argument(parameter, path)
    if value is None or value == Const(None):
        return None
    found = number(value)
    return Unknown(f"{parameter} is {describe(value)}") if found is None else float(found)
