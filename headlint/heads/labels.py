"""Where labels come from: the library call that made them, behind unpacking, iteration and indexing.

A data set is a nest of tuples, and its row says where in it the labels lie (``rows.Labels.at``). A *trail* is the way
from the call's result to a value; what only takes rows (a slice, a mask) leaves none.
"""

from __future__ import annotations

from dataclasses import dataclass

from headlint import knowledge
from headlint.heads.calls import Call, call_of
from headlint.heads.constants import NEXT, counts, integer, settled
from headlint.knowledge.rows import EACH, KEY, Keep, Labels
from headlint.values import Apply, Condition, Const, Item, Member, Sequence, SliceValue, Unknown, Value

MAX_STEPS = 32
"""Labels are looked for behind this many steps."""

Trail = tuple[int | str, ...]
"""Indices, keys and attribute names on the way from a call's result to a value in it; ``EACH`` is any index."""


class Key(str):
    """A column's key or number that is written in brackets, not an attribute's name."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A call of a ``Labels`` row whose labels a value is, or is made of.

    ``exact``: the value is what the row speaks of, not some rows of it. ``single``: it is that of one sample, an
    element of what the row speaks of; ``batched``: how often an axis was put in front of it again.
    """

    call: Call
    exact: bool
    single: bool
    batched: int

    def said(self) -> Labels | None:
        """What the row says for the arguments of the call; None where those that decide it are not known."""
        effect = knowledge.settle(self.call.row, self.call.built)
        return effect if isinstance(effect, Labels) else None


def origin(value: Value, path: Condition, through: bool = False) -> Origin | None:
    """The call that made the labels which a value consists of. ``through``: also behind casts and reshapes, where what
    is found does not say anything about the shape any more."""
    trail: Trail = ()
    changed, batched = False, 0
    for _ in range(MAX_STEPS):
        if isinstance(value, Item):
            more = _index(value, path)
            changed |= not more
            trail, value = more + trail, value.value
            continue
        if isinstance(value, Apply) and value.callee == NEXT and value.args:
            inner, trail = settled(value.args[0], path), (EACH, *trail)
        elif through and isinstance(value, Sequence) and len(value.items) == 1 and not trail:
            inner, batched = settled(value.items[0], path), batched + 1
        else:
            call = call_of(value)
            if isinstance(call, Unknown):
                if not isinstance(value, Member):
                    return None
                trail, value = (value.name, *trail), value.value
                continue
            does = call.row.does
            if isinstance(does, Labels):
                matching = [at for at in does.at if _leads(at, trail)]
                exact = [at for at in matching if len(at) == len(trail)]
                single = any(EACH in at for at in exact)
                return Origin(call, bool(exact) and not changed, single, batched) if matching else None
            if not isinstance(does, Keep):
                return None
            changed |= does.shape not in ("same", "batches") or does.dtype is not None or does.dtype_from is not None
            batched += does.shape == "batches"
            if changed and not through:
                return None
            inner = settled(call.input(does.input), path)
        if inner is None:
            return None
        value = inner
    return None


def _index(item: Item, path: Condition) -> Trail:
    """One index as part of a trail; a slice or a mask only takes rows."""
    index = settled(item.index, path)
    if isinstance(index, Sequence) and index.kind == "tuple" and len(index.items) == 2:
        column = settled(index.items[1], path)
        if isinstance(column, Const) and isinstance(column.value, (int, str)) and not isinstance(column.value, bool):
            return (Key(column.value),)
    if isinstance(index, Const) and isinstance(index.value, (int, str)):
        return (Key(index.value) if isinstance(index.value, str) else index.value,)
    rows = isinstance(index, (SliceValue, Sequence)) or (isinstance(index, Apply) and not counts(index))
    return () if rows else (EACH,)


def _leads(at: Trail, trail: Trail) -> bool:
    """Whether a trail leads to the labels, or to some rows of them."""
    if len(trail) < len(at) or any(isinstance(step, str) and step != EACH for step in trail[len(at) :]):
        return False
    return all(_meets(place, step) for place, step in zip(at, trail, strict=False))


def _meets(place: int | str, step: int | str) -> bool:
    if place == KEY:
        return isinstance(step, Key)
    return place == step or (place == EACH and not (isinstance(step, str) and step != EACH))


def class_count(call: Call, effect: Labels, path: Condition) -> int | None:
    """How many classes a call says there are."""
    if not isinstance(effect.classes, str):
        return effect.classes
    value = call.argument(effect.classes, path)
    return len(value.items) if isinstance(value, Sequence) else integer(value)
