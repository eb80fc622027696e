"""What is known of the labels that stand in a loss's target slot.

Two sources: the target traced as any value is (casts, one-hot, argmax, constants, softmax), and the library call that
its labels come from (``Labels`` rows: data sets, encoders), looked for behind unpacking, iteration and whatever only
casts or reshapes.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import Any, cast

from headlint.facts import Target
from headlint.heads.calls import Call, call_of
from headlint.heads.constants import alternatives, numbers, settled
from headlint.heads.flow import NOWHERE, Flow, Traced, Tracing, same
from headlint.heads.labels import class_count, origin
from headlint.knowledge.rows import Keep
from headlint.values import Cases, Condition, Const, Item, Sequence, SliceValue, Unknown, Value, just

FIELDS = ("form", "classes", "dtype", "low", "high", "rank", "place")

Known = dict[str, Any]
"""Some fields of a target, without those that are not known."""


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
            seen, labels = _seen(one), _labels(value, one.when)
            if _table(one.flow) and labels.get("form") in ("indices", "binary"):
                labels = {name: fact for name, fact in labels.items() if name not in ("form", "classes")}
            known = {**labels, **seen}
            yield {"place": getattr(value, "place", None) or NOWHERE, **known} if known else {}


def _unsaid(name: str) -> Unknown:
    return Unknown(f"nothing says the {name} of the target")


# ── seen in the value itself ─────────────────────────────────────────────────────────────────────────────────────────


def _seen(target: Traced) -> Known:
    """What the traced target says of itself."""
    flow = target.flow
    known: Known = {}
    form = _written_form(target) or _form(flow)
    if form:
        known["form"] = form
    if not isinstance(flow.dtype, Unknown):
        known["dtype"] = flow.dtype
    if flow.domain in ("constant", "indices") and max(map(abs, flow.numbers.bounds)) < inf:
        known |= {"low": flow.numbers.low, "high": flow.numbers.high}
    if form == "one_hot" and not isinstance(flow.channels, Unknown):
        known["classes"] = flow.channels
    if flow.domain == "indices" and not _table(flow) and flow.numbers.low == 0 and 1 < flow.numbers.high < inf:
        known["classes"] = int(flow.numbers.high) + 1
    alike = flow.domain == "constant" and flow.numbers.point is not None  # one number for all: its shape says nothing
    rank = "" if alike else {1: "(N,)", 2: _columns(flow)}.get(flow.rank or 0, "")
    return known | {"rank": rank} if rank else known


def _form(flow: Flow) -> str:
    domain, spread = flow.domain, flow.numbers
    if domain == "indices" and _table(flow):
        return "multi_hot" if spread.bounds == (0.0, 1.0) else ""
    if domain == "indices":
        return "binary" if spread.high <= 1 else "indices"
    if domain == "constant" and (spread.point in (0.0, 1.0) or (flow.dtype == "int" and spread.bounds == (0.0, 1.0))):
        return "binary"
    return domain if isinstance(domain, str) and domain in ("one_hot", "probs", "log_probs") else ""


def _written_form(target: Traced) -> str:
    """The form of a literal list of numbers that is only cast or reshaped. Whole numbers from 0 on are classes; two
    that follow each other are two of them."""
    *way, literal = target.spine or (None,)
    if not isinstance(literal, Sequence) or not all(_transparent(value) for value in way):
        return ""
    rows = _rows(literal, target.when)
    written = {number for row in rows for number in row}
    if not written:
        return ""
    low, high = min(written), max(written)
    if len(rows[0]) > 1 and low >= 0 and all(len(row) == len(rows[0]) for row in rows):
        if written <= {0.0, 1.0}:
            return "one_hot" if all(sum(row) == 1 for row in rows) else "multi_hot"
        return "probs" if all(abs(sum(row) - 1) < 1e-6 for row in rows) else ""
    if len(rows[0]) > 1 or low == high:
        return ""
    if target.flow.dtype == "int" and low >= 0:
        return "binary" if high - low == 1 else "indices"
    return "" if written <= {0.0, 1.0} else "continuous"


def _transparent(value: Value | None) -> bool:
    """Whether the rows of a value are still those of what it was made from."""
    if isinstance(value, Item):
        index = value.index.single()
        parts = [part.single() for part in index.items[1:]] if isinstance(index, Sequence) else []
        return index is not None and all(part == Const(None) or _whole(part) for part in parts)
    call = call_of(value) if value is not None else None
    return isinstance(call, Call) and isinstance(call.row.does, Keep)


def _whole(part: Value | None) -> bool:
    """A bare ``:``."""
    none = just(Const(None))
    return isinstance(part, SliceValue) and part.lower == part.upper == part.step == none


def _rows(literal: Sequence, path: Condition) -> list[tuple[float, ...]]:
    """The rows of a literal list; each number of a flat one is a row."""
    rows = [numbers(settled(item, path), path) for item in literal.items]
    return [] if None in rows else cast(list[tuple[float, ...]], rows)


def _table(flow: Flow) -> bool:
    """Whether there is a number for each of several columns: none of them is the class of a sample."""
    return flow.rank == 2 and _columns(flow) == "(N, C)"


def _columns(flow: Flow) -> str:
    if isinstance(flow.channels, Unknown):
        return ""
    return "(N, 1)" if flow.channels == 1 else "(N, C)"


# ── known from where the labels come ─────────────────────────────────────────────────────────────────────────────────


def _labels(value: Value, path: Condition) -> Known:
    """What the call says that the labels come from; what it does not say is said of its input."""
    found = origin(value, path, through=True)
    effect = None if found is None else found.said()
    if found is None or effect is None:
        return {}
    known: Known = {}
    if effect.input is not None:
        inner = settled(found.call.slot(effect.input), path)
        known = {} if inner is None else _labels(inner, path)
    said = {name: getattr(effect, name) for name in ("form", "dtype", "low", "high")}
    known |= {name: found for name, found in said.items() if found not in ("", None)}
    classes = class_count(found.call, effect, path)
    return known if classes is None else known | {"classes": classes}
