"""Several values joined into one: arithmetic, concatenation, choices, matrix products.

The numbers are ``knowledge.domains.combine``'s. Constants take no part in anything else: ``x * 20`` is a head that
``x`` is. Of several tensors the result keeps what they agree on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from headlint.facts import Activation
from headlint.heads.activations import changed_by, identity
from headlint.heads.axes import pushed, same_axis
from headlint.heads.calls import Call
from headlint.heads.constants import alternatives, integer, settled
from headlint.heads.flow import NO_SIMPLEX, NOWHERE, Flow, Traced, Tracing, nothing, same
from headlint.heads.make import columns, shape_of
from headlint.heads.steps import step
from headlint.knowledge import domains
from headlint.knowledge.domains import Range
from headlint.knowledge.rows import Combine, Dtype
from headlint.values import Cases, Condition, Sequence, Unknown, Value, just

MAX_OPERANDS = 64
"""More operands than this are not told apart."""

MAX_COMBINATIONS = 64
"""More combinations of the operands' alternatives than this are not followed."""

DIFFERENT = "its operands' channels differ"
"""Nothing can be said of ten channels plus two."""

_UNTOLD = "the operands are not known one by one"
Operands = tuple[Traced, ...]


@dataclass(frozen=True, slots=True)
class _Slots:
    """The slots of the operands. ``open``: some stand for any number of their like, because a loop filled the list."""

    slots: tuple[Cases, ...] = ()
    open: bool = False

    def and_(self, value: Value) -> _Slots:
        """With the operands that an argument holds: a list holds one an element, and two where it may hold many."""
        if not isinstance(value, Sequence):
            return replace(self, slots=(*self.slots, just(value)))
        items = value.items[: MAX_OPERANDS + 1]
        return _Slots((*self.slots, *items, *(items if value.open else ())), self.open or value.open)


def combined(tracer: Tracing, call: Call, effect: Combine, path: Condition) -> tuple[Traced, ...]:
    """The alternatives of what several values become together."""
    found: list[Traced] = []
    for given, when in _slots(call, effect, path):
        combinations = _combinations(tracer, given.slots, when)
        if combinations is None:
            found.append(Traced(nothing(_UNTOLD), when))
            continue
        for operands, both in combinations:
            spine = tuple(value for operand in operands for value in operand.spine)
            found.append(Traced(_joined(call, effect, operands, given.open, path), both, spine))
    return tracer.limited(found, path)


def _slots(call: Call, effect: Combine, path: Condition) -> list[tuple[_Slots, Condition]]:
    """The operands' slots, once for every alternative of the arguments that hold them."""
    expanded: list[tuple[_Slots, Condition]] = [(_Slots(), path)]
    for name in effect.inputs:
        slot = call.operand(name)
        if slot is not None:
            expanded = [
                (slots.and_(value), both) for slots, when in expanded for value, both in alternatives(slot, when)
            ]
    return expanded


def _combinations(
    tracer: Tracing, slots: tuple[Cases, ...], path: Condition
) -> list[tuple[Operands, Condition]] | None:
    """The operands' alternatives that can hold together; None if there are none or too many."""
    if not 0 < len(slots) <= MAX_OPERANDS:
        return None
    together: list[tuple[Operands, Condition]] = [((), path)]
    for slot in slots:
        together = [((*before, one), one.when) for before, when in together for one in tracer.trace(slot, when)]
        if len(together) > MAX_COMBINATIONS:
            return None
    return together


def _joined(call: Call, effect: Combine, operands: Operands, many: bool, path: Condition) -> Flow:
    flows = [operand.flow for operand in operands]
    tensors = [flow for flow in flows if flow.domain != "constant"] or flows[:1]
    main = _without_biases(effect, operands, tensors)
    over = _over_channels(call, effect, tensors, path)
    ranges = [flow.numbers for flow in flows]
    if many and effect.how == "add":
        ranges = [domains.reduce("sum", one) for one in ranges]
    numbers = domains.combine(effect.how, ranges, over)
    alone = len(main) == 1 and effect.how not in ("matmul", "cosine", "einsum")
    made = main[0].but(numbers=numbers) if alone else _together(call, effect, tensors, numbers)
    if alone and len(tensors) > 1:
        made = _shifted(made, call)
    elif effect.how == "matmul" and shape_of(_weights(call, effect, path), path) is not None:
        made = made.but(producer=call.row.name, chain=(step(call, "producer", "", path),))
    made = made.but(dtype=_dtype(effect, flows))
    if isinstance(numbers.domain, Unknown) and not alone:
        made = made.but(activation=numbers.domain, place=numbers.domain)
    laid = _laid_out(made, call, effect, tensors, many, path)
    return laid.then(step(call, "combine", effect.how, path)) if alone else laid


def _without_biases(effect: Combine, operands: Operands, tensors: list[Flow]) -> list[Flow]:
    """What is left of the operands of a sum without vectors that were made with their shape: a layer's bias."""
    if effect.how not in ("add", "subtract") or len(tensors) < 2:
        return tensors
    biases = [one.flow for one in operands if one.spine and len(shape_of(one.spine[0], one.when) or ()) == 1]
    return [flow for flow in tensors if not any(flow is bias for bias in biases)] or tensors


def _shifted(flow: Flow, call: Call) -> Flow:
    """After a bias nothing is left of an activation whose values have become any real number."""
    place = call.place or NOWHERE
    return flow.but(activation=identity("logits", place, place), place=place) if flow.domain == "logits" else flow


def _weights(call: Call, effect: Combine, path: Condition) -> Value | None:
    return settled(call.operand(effect.inputs[-1]), path)


def _dtype(effect: Combine, flows: list[Flow]) -> Dtype | Unknown:
    """Integers stay integers among themselves, unless they are divided; one float makes floats of all."""
    types = [flow.dtype for flow in flows]
    if effect.how == "divide" or "float" in types:
        return "float"
    return same(types, "its operands' types differ")


# ── who made it, what was applied last ───────────────────────────────────────────────────────────────────────────────


def _together(call: Call, effect: Combine, tensors: list[Flow], numbers: Range) -> Flow:
    """What several tensors agree on."""
    several = "several values come together"
    flow = tensors[0].but(
        numbers=numbers,
        producer=same([tensor.producer for tensor in tensors], several),
        framework=same([tensor.framework for tensor in tensors], several),
        chain=Unknown(several),
    )
    return _applied_last(flow, call, effect, tensors)


def _applied_last(flow: Flow, call: Call, effect: Combine, tensors: list[Flow]) -> Flow:
    """The activation of a combination: that of the operands whose domain it has; none if its values are unbounded."""
    place = call.place or NOWHERE
    if flow.domain == "logits":
        return flow.but(activation=identity("logits", place, place), place=place)
    if effect.how == "cosine" or (effect.how == "matmul" and all(tensor.numbers.normed for tensor in tensors)):
        return changed_by("cosine", call.row.name, tensors[0], flow.numbers, call.place).but(
            producer=flow.producer, chain=flow.chain, dtype=flow.dtype
        )
    found: list[Activation] = []
    for tensor in tensors:
        if tensor.domain != flow.domain:
            continue
        if isinstance(tensor.activation, Unknown):
            return flow.but(activation=tensor.activation, place=tensor.activation)
        found.append(tensor.activation)
    if found and len({activation.peek("kind") for activation in found}) == 1:
        return flow.but(activation=found[0], place=found[0].peek("place"))
    several = Unknown("several activations come together")
    return flow.but(activation=several, place=several)


# ── channels ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _over_channels(call: Call, effect: Combine, tensors: list[Flow], path: Condition) -> bool | None:
    """Whether concatenate or stack runs along the class axis; None if that is not known."""
    if effect.how not in ("concatenate", "stack"):
        return None
    axis = _axis(call, effect, path)
    main = tensors[0]
    if axis is None or axis == 0:
        return None if axis is None else False
    if effect.how == "stack":
        return None if isinstance(main.simplex, Unknown) else False
    return same_axis(axis, main.axis if isinstance(main.simplex, Unknown) else main.simplex, main)


def _axis(call: Call, effect: Combine, path: Condition) -> int | None:
    return integer(call.argument(effect.axis, path))


def _laid_out(flow: Flow, call: Call, effect: Combine, tensors: list[Flow], many: bool, path: Condition) -> Flow:
    """The class axis and the channels of a combination."""
    flow = flow if flow.numbers.total is not None or flow.domain == "log_probs" else flow.but(simplex=NO_SIMPLEX)
    match effect.how:
        case "concatenate":
            return _side_by_side(flow, _axis(call, effect, path), tensors, many)
        case "stack":
            return _stacked(flow, _axis(call, effect, path), tensors)
        case "matmul" | "cosine" | "einsum":
            dots = flow.uncounted("it is made of dot products").but(
                rank=None, deep=False, simplex=Unknown("dot products")
            )
            weights = _weights(call, effect, path) if effect.how == "matmul" else None
            count = columns(weights, path)
            return dots if isinstance(count, Unknown) else dots.but(channels=count, axis=-1)
        case "setitem" if len(tensors) > 1 or tensors[0].axis != -1:
            return flow if _agree(tensors) else flow.uncounted("it was written into a buffer")
        case _:
            return _broadcast(flow, tensors)


def _side_by_side(flow: Flow, axis: int | None, tensors: list[Flow], many: bool) -> Flow:
    along = None if axis is None else False if axis == 0 else same_axis(axis, tensors[0].axis, tensors[0])
    if along is False:
        return flow if _agree(tensors) else flow.uncounted("its parts differ")
    if many:
        return flow.uncounted("it is made of any number of parts")
    counts = [tensor.channels for tensor in tensors]
    known = [count for count in counts if not isinstance(count, Unknown)]
    if along is None or len(known) < len(counts) or len({tensor.axis for tensor in tensors}) > 1:
        return flow.uncounted("it is made of parts")
    return flow.but(channels=sum(known), counted=None, channels_place=Unknown("it is the sum of its parts"))


def _stacked(flow: Flow, new: int | None, tensors: list[Flow]) -> Flow:
    rank = None if flow.rank is None else flow.rank + 1
    if not _agree(tensors) or isinstance(flow.axis, Unknown):
        return flow.uncounted("it is a stack of parts").but(rank=rank, deep=False)
    axis, simplex = pushed(flow.axis, new, flow.rank), pushed(flow.simplex, new, flow.rank)
    return flow.but(axis=axis, simplex=simplex, rank=rank, deep=flow.rank is not None or flow.deep)


def _broadcast(flow: Flow, tensors: list[Flow]) -> Flow:
    """Elementwise: a single channel spreads over several, and several are what they are."""
    if len(tensors) == 1:
        return flow
    ranks = [tensor.rank for tensor in tensors if tensor.rank is not None]
    flow = flow.but(rank=max(ranks) if len(ranks) == len(tensors) else None)
    counts = [tensor.channels for tensor in tensors]
    known = {count for count in counts if not isinstance(count, Unknown)}
    most = max(known, default=0)
    if len(known - {1}) > 1:
        return flow.uncounted(DIFFERENT)
    if not known or (most == 1 and len(known) < len(set(counts))):
        return flow.uncounted("its operands' channels are not known")
    wide = [tensor for tensor in tensors if tensor.channels != 1] or tensors
    axis = same([tensor.axis for tensor in wide], "its operands' class axes differ")
    place = wide[0].channels_place if len(wide) == 1 else Unknown("its operands are counted at several places")
    deep = all(tensor.deep for tensor in wide)
    return flow.but(channels=most, axis=axis, channels_place=place, counted=None, deep=deep)


def _agree(tensors: list[Flow]) -> bool:
    first = tensors[0]
    return all((tensor.channels, tensor.axis) == (first.channels, first.axis) for tensor in tensors)
