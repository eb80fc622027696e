"""Values that a call makes afresh: producers, constants, labels."""

from __future__ import annotations

from dataclasses import replace

from headlint.heads.activations import activated, chosen, identity
from headlint.heads.axes import Axes
from headlint.heads.calls import Call, call_of
from headlint.heads.constants import describe, integer, integers, number, numbers, settled
from headlint.heads.flow import NO_SIMPLEX, NOWHERE, Flow
from headlint.heads.labels import class_count
from headlint.heads.shapes import parts
from headlint.heads.steps import step
from headlint.knowledge import domains
from headlint.knowledge.domains import Range
from headlint.knowledge.rows import Domain, Keep, Labels, Make, Produce
from headlint.span import Place
from headlint.values import Apply, Condition, Const, External, Sequence, Unknown, Value

MAX_SHAPE_STEPS = 8
"""A shape is looked for behind this many calls (``Parameter(torch.randn(…))``)."""


def _fresh(call: Call, numbers: Range, path: Condition) -> Flow:
    """New values, without activation and with nothing known of their channels."""
    place = call.place or NOWHERE
    made = call.made or place
    uncounted = Unknown(f"{call.row.name} does not say how many channels there are")
    return Flow(
        numbers=numbers,
        channels=uncounted,
        axis=Unknown("its class axis is not known"),
        activation=identity(numbers.domain, place, made),
        producer=call.row.name,
        framework=call.framework,
        chain=(step(call, "producer", "", path),),
        place=place,
        channels_place=uncounted,
    )


# ── producers ────────────────────────────────────────────────────────────────────────────────────────────────────────


def produced(call: Call, effect: Produce, path: Condition) -> Flow:
    """What a layer with weights makes."""
    channels, counted = _channels(call, effect, path)
    flow = _fresh(call, domains.of(effect.domain), path).but(
        channels=channels,
        axis=effect.axis,
        channels_place=_counted_at(call, channels, counted),
        counted=None if isinstance(counted, Unknown) else counted,
        rank=effect.rank,
        deep=effect.axis == 1 or (effect.rank or 0) > 2,
    )
    flow = _finished(flow, call, effect.activation, path) if effect.activation else flow
    return _gated(flow) if effect.gated else flow


def _channels(call: Call, effect: Produce, path: Condition) -> tuple[int | Unknown, Value | None]:
    """The channel count and the value it is read from."""
    if effect.weights is not None:
        return columns(call.argument(effect.weights, path), path), None
    if effect.channels is None:
        return Unknown(f"{call.row.name} does not say how many channels there are"), None
    value = call.argument(effect.channels, path)
    if value is None:
        return Unknown(f"{effect.channels} of {call.row.name} is not given"), None
    count = _count(value, path)
    if count is None:
        return Unknown(f"{effect.channels} of {call.row.name} is {describe(value)}"), value
    return (count if count > 0 else Unknown(f"{call.row.name} has no classification layer")), value


def _count(value: Value, path: Condition) -> int | None:
    """A constant, or what the path says of a value: ``if n_classes == 1``."""
    if integer(value) is not None:
        return integer(value)
    for test, truth in path.literals:
        if truth and isinstance(test, Apply) and test.callee == External("operator.eq") and len(test.args) == 2:
            left, right = (settled(slot, path) for slot in test.args)
            if left == value and integer(right) is not None:
                return integer(right)
    return None


def _counted_at(call: Call, channels: int | Unknown, counted: Value | None) -> Place | Unknown:
    if isinstance(channels, Unknown):
        return channels
    written = counted.place if isinstance(counted, Const) else None
    return written or call.made or NOWHERE


def columns(weights: Value | None, path: Condition) -> int | Unknown:
    """The last entry of a weight's shape: as many channels come out of a product with it."""
    sizes = shape_of(weights, path)
    return (sizes[-1] if sizes else None) or Unknown("the shape of its weights is not known")


def shape_of(value: Value | None, path: Condition) -> Axes | None:
    """The sizes that a value was made with, None for one that is not known; None if it was not made with any."""
    for _ in range(MAX_SHAPE_STEPS):
        call = call_of(value) if value is not None else None
        if not isinstance(call, Call):
            break
        effect = call.row.does
        if isinstance(effect, Make) and effect.shape is not None:
            return integers(call.argument(effect.shape, path), path)
        if isinstance(effect, Produce) and effect.weights is not None:
            value = call.argument(effect.weights, path)
        elif isinstance(effect, Keep) and effect.shape == "same":
            value = settled(call.input(effect.input), path)
        else:
            break
    return None


def _finished(flow: Flow, call: Call, parameter: str, path: Condition) -> Flow:
    """The activation that a layer applies itself."""
    named = chosen(call, parameter, path)
    if named is None:
        return flow
    if isinstance(named, Unknown):
        return flow.but(numbers=Range(named), activation=named, place=named)
    return activated(flow, *named, path)


def _gated(flow: Flow) -> Flow:
    """Values scaled by gates in 0..1."""
    flow = parts(flow)
    return flow.but(numbers=domains.combine("multiply", [flow.numbers, domains.of("unit")]))


# ── constants and random values ──────────────────────────────────────────────────────────────────────────────────────


def made(call: Call, effect: Make, path: Condition) -> Flow:
    """Constants, random values, one-hot rows."""
    flow = _fresh(call, _numbers(call, effect, path), path).but(drawn=effect.domain in ("unit", "logits"))
    if effect.domain == "one_hot":
        flow = flow.but(axis=-1, simplex=-1)
    if effect.dtype is not None:
        flow = flow.but(dtype=effect.dtype)
    count = integer(call.argument(effect.channels, path)) if effect.channels else None
    if count is not None and count > 0:
        return flow.but(channels=count, channels_place=call.place or NOWHERE)
    if effect.bounds is not None:
        return _drawn(flow, call, effect.bounds, path)
    sizes = shape_of(call.value, path)
    if effect.domain in ("logits", "constant") and sizes is not None and len(sizes) == 1 and sizes[-1]:
        return flow.but(channels=sizes[-1], axis=-1, rank=1, channels_place=call.place or NOWHERE)
    return _sized(flow, sizes, call.place)


def _drawn(flow: Flow, call: Call, parameter: str, path: Condition) -> Flow:
    """Random integers: ``randint(10, (8,))``, ``randint(0, 10, (8,))``."""
    flow = flow.but(dtype="int")
    given = call.argument(parameter, path)
    if not isinstance(given, Sequence) or given.open or len(given.items) not in (2, 3):
        return flow
    *limits, shape = [settled(item, path) for item in given.items]
    flow = _sized(flow, integers(shape, path) if isinstance(shape, Sequence) else None, call.place)
    bounds = [integer(limit) for limit in limits]
    low, high = bounds if len(bounds) == 2 else (0, bounds[0])
    if low is None or high is None or low < 0 or high <= low:
        return flow
    return flow.but(numbers=replace(flow.numbers, low=float(low), high=float(high - 1)))


def _sized(flow: Flow, sizes: tuple[int | None, ...] | None, place: Place | None) -> Flow:
    """A value whose shape is written out. The class axis of more than two axes may be any of them."""
    if not sizes:
        return flow
    flow = flow.but(rank=len(sizes), deep=len(sizes) > 2)
    if len(sizes) == 2 and sizes[-1]:
        return flow.but(axis=-1, channels=sizes[-1], channels_place=place or NOWHERE)
    return flow


def _numbers(call: Call, effect: Make, path: Condition) -> Range:
    constant = effect.value
    if isinstance(constant, str):
        value = call.argument(constant, path)
        found = _spread(value, path)
        return domains.of(effect.domain) if found is None else found
    return domains.of(effect.domain) if constant is None else domains.number(constant)


def _spread(value: Value | None, path: Condition) -> Range | None:
    """A number, or the range of a literal list of numbers."""
    literal = numbers(value, path)
    return None if literal is None else Range("constant", min(literal), max(literal))


def literal(value: Value, path: Condition) -> Flow | None:
    """A number or a nested list of numbers, used as a tensor; None if it is neither."""
    spread = _spread(value, path)
    if spread is None:
        return None
    unknown = Unknown("it is written out")
    whole = all(float(one).is_integer() for one in spread.bounds) and not _has_floats(value, path)
    flow = Flow(
        spread,
        unknown,
        unknown,
        unknown,
        unknown,
        unknown,
        unknown,
        unknown,
        unknown,
        dtype="int" if whole else "float",
    )
    return _sized(flow, _sizes(value, path), None)


def _sizes(value: Value | None, path: Condition) -> tuple[int, ...]:
    """The shape of a nested list of numbers, by its first elements."""
    if not isinstance(value, Sequence) or not value.items:
        return ()
    return (len(value.items), *_sizes(settled(value.items[0], path), path))


def _has_floats(value: Value | None, path: Condition) -> bool:
    if isinstance(value, Sequence):
        return any(_has_floats(settled(item, path), path) for item in value.items)
    return isinstance(number(value), float)


# ── labels ───────────────────────────────────────────────────────────────────────────────────────────────────────────

_LABEL_DOMAINS: dict[str, Domain] = {
    "indices": "indices",
    "binary": "indices",
    "one_hot": "one_hot",
    "multi_hot": "unit",
    "probs": "probs",
}


def labelled(call: Call, effect: Labels, path: Condition) -> Flow:
    """Labels, seen as a head: enough to tell that they are none."""
    domain = _LABEL_DOMAINS.get(effect.form)
    numbers = Range(Unknown(f"{call.row.name} makes labels")) if domain is None else domains.of(domain)
    if effect.form == "binary" and not isinstance(numbers.domain, Unknown):
        numbers = replace(numbers, high=1.0)
    flow = _fresh(call, numbers, path).but(activation=Unknown("labels, not scores"), simplex=NO_SIMPLEX)
    count = class_count(call, effect, path)
    if effect.rank == "(N, C)" and count is not None:
        flow = flow.but(channels=count)
    if effect.dtype is not None:
        flow = flow.but(dtype=effect.dtype)
    flow = flow.but(**_AXES.get(effect.rank, {}))
    return _sized(flow, integers(call.argument(effect.shape, path), path) if effect.shape else None, call.place)


_AXES: dict[str, dict[str, int]] = {
    "()": {"rank": 0},
    "(N,)": {"rank": 1},
    "(N, 1)": {"rank": 2, "channels": 1, "axis": -1},
    "(N, C)": {"rank": 2, "axis": -1},
}
"""What ``rows.Labels.rank`` says of the axes."""
