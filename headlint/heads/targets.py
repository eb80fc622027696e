"""What is known of the labels that stand in a loss's target slot.

Two sources: the target traced as any value is (casts, one-hot, argmax, constants, softmax), and the library call that
its labels come from (``Labels`` rows: data sets, encoders), looked for behind unpacking, iteration and whatever only
casts or reshapes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from headlint import knowledge
from headlint.facts import Target
from headlint.heads.calls import Call, call_of
from headlint.heads.constants import alternatives, integer, settled
from headlint.heads.flow import NOWHERE, Flow, Tracing, same
from headlint.heads.trace import NEXT
from headlint.knowledge.rows import EACH, Keep, Labels
from headlint.values import Apply, Cases, Condition, Const, Item, Member, Sequence, SliceValue, Unknown, Value, just

FIELDS = ("form", "classes", "dtype", "low", "high", "rank", "place")

MAX_LABEL_STEPS = 32
"""Labels are looked for behind this many steps."""

Known = dict[str, Any]
"""Some fields of a target, without those that are not known."""

Trail = tuple[int | str, ...]
"""Indices, keys and attribute names on the way from a call's result to a value in it; ``EACH`` is any index."""


def target(tracer: Tracing, cases: Cases | None, path: Condition) -> Target:
    """What all alternatives of a target agree on."""
    found = [] if cases is None else list(_alternatives(tracer, cases, path))
    if not found:
        return Target(**dict.fromkeys(FIELDS, Unknown("the loss is called without a target")))
    agreed = {
        name: same([known.get(name, _unsaid(name)) for known in found], "it may be several things") for name in FIELDS
    }
    return Target(**agreed)


def _alternatives(tracer: Tracing, cases: Cases, path: Condition) -> Iterator[Known]:
    for value, when in alternatives(cases, path):
        for one in tracer.trace(just(value), when):
            seen = _seen(one.flow)
            known = {**_labels(value, one.when), **seen}
            yield {"place": getattr(value, "place", None) or NOWHERE, **known} if known else {}


def _unsaid(name: str) -> Unknown:
    return Unknown(f"nothing says the {name} of the target")


# ── seen in the value itself ─────────────────────────────────────────────────────────────────────────────────────────


def _seen(flow: Flow) -> Known:
    """What the traced target says of itself."""
    known: Known = {}
    form = _form(flow)
    if form:
        known["form"] = form
    if not isinstance(flow.dtype, Unknown):
        known["dtype"] = flow.dtype
    if flow.domain == "constant" and flow.numbers.low > -float("inf"):
        known |= {"low": flow.numbers.low, "high": flow.numbers.high}
    if flow.domain == "one_hot" and not isinstance(flow.channels, Unknown):
        known["classes"] = flow.channels
    rank = "(N,)" if flow.rank == 1 else _columns(flow) if flow.rank == 2 else ""
    return known | {"rank": rank} if rank else known


def _form(flow: Flow) -> str:
    domain, numbers = flow.domain, flow.numbers
    if domain == "indices":
        return "binary" if numbers.high <= 1 else "indices"
    if domain == "constant":
        if numbers.point in (0.0, 1.0):
            return "binary"
        counted = flow.dtype == "int" and numbers.low >= 0 and 1 < numbers.high < float("inf")
        return "indices" if counted else ""
    return domain if isinstance(domain, str) and domain in ("one_hot", "probs", "log_probs") else ""


def _columns(flow: Flow) -> str:
    if isinstance(flow.channels, Unknown):
        return ""
    return "(N, 1)" if flow.channels == 1 else "(N, C)"


# ── known from where the labels come ─────────────────────────────────────────────────────────────────────────────────


def _labels(value: Value, path: Condition) -> Known:
    """What the call says that the labels come from."""
    trail: Trail = ()
    for _ in range(MAX_LABEL_STEPS):
        if isinstance(value, Item):
            trail, value = _entered(value, path) + trail, value.value
            continue
        if isinstance(value, Apply) and value.callee == NEXT and value.args:
            inner, trail = settled(value.args[0], path), (EACH, *trail)
        else:
            call = call_of(value)
            if isinstance(call, Unknown):
                if not isinstance(value, Member):
                    return {}
                trail, value = (value.name, *trail), value.value
                continue
            if isinstance(call.row.does, Labels):
                return _said(call, trail, path)
            if not isinstance(call.row.does, Keep):
                return {}
            inner = settled(call.input(call.row.does.input), path)
        if inner is None:
            return {}
        value = inner
    return {}


def _entered(item: Item, path: Condition) -> Trail:
    """One index as part of a trail; a slice or a mask only takes rows."""
    index = settled(item.index, path)
    if isinstance(index, Const) and isinstance(index.value, (int, str)):
        return (index.value,)
    return () if isinstance(index, (SliceValue, Apply, Sequence)) else (EACH,)


def _said(call: Call, trail: Trail, path: Condition) -> Known:
    """The fields of a ``Labels`` row, if its labels lie where the trail leads; unsaid ones are those of its input."""
    effect = knowledge.settle(call.row, call.built)
    if not isinstance(effect, Labels) or not any(_leads(at, trail) for at in effect.at):
        return {}
    known: Known = {}
    if effect.input is not None:
        inner = settled(call.slot(effect.input), path)
        known = {} if inner is None else _labels(inner, path)
    said = {name: getattr(effect, name) for name in ("form", "dtype", "low", "high", "rank")}
    known |= {name: found for name, found in said.items() if found not in ("", None)}
    classes = _classes(call, effect, path)
    return known if classes is None else known | {"classes": classes}


def _classes(call: Call, effect: Labels, path: Condition) -> int | None:
    if not isinstance(effect.classes, str):
        return effect.classes
    value = call.argument(effect.classes, path)
    return len(value.items) if isinstance(value, Sequence) else integer(value)


def _leads(at: Trail, trail: Trail) -> bool:
    """Whether a trail leads to the labels, or to some rows of them."""
    if len(trail) < len(at) or any(isinstance(step, str) and step != EACH for step in trail[len(at) :]):
        return False
    return all(_meets(place, step) for place, step in zip(at, trail, strict=False))


def _meets(place: int | str, step: int | str) -> bool:
    return place == step or (place == EACH and not (isinstance(step, str) and step != EACH))
