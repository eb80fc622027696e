"""What indexing does to the axes of a value: ``x[i]``, ``x[:, 1]``, ``x[..., :4]``, ``x[mask]``, ``x[:, -1, :]``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from headlint.heads.axes import Axis
from headlint.heads.constants import counts, integer, settled
from headlint.heads.flow import Flow
from headlint.heads.shapes import UNSURE, Change, Fate, changed, column, kept, lost
from headlint.values import Condition, Const, Sequence, SliceValue, Unknown, Value


@dataclass(frozen=True, slots=True)
class Part:
    """One entry of an index. "position" takes one position and removes the axis, "all" is a bare ``:``, "some" a slice
    with limits, "new" adds an axis, "rest" is ``...``; "rows" is a mask, a tensor or a number that is not constant;
    "unsure" may be any of these."""

    kind: Literal["position", "all", "some", "new", "rest", "rows", "unsure"]
    limits: slice | None = None

    @property
    def consumes(self) -> bool:
        return self.kind not in ("new", "rest")


def indexed(flow: Flow, index: Value | None, path: Condition) -> Flow:
    """A value after ``value[index]``; ``index`` is None where it may be several things."""
    if index is None:
        return changed(flow, Change(lambda axis, size: UNSURE))
    parts = _parts(index, path)
    kinds = [part.kind for part in parts]
    if kinds in (["all"], ["rest"]):
        return flow
    if "unsure" in kinds:
        return changed(flow, Change(lambda axis, size: UNSURE))

    def fate(axis: Axis, size: int | Unknown) -> Fate:
        return _fate(parts, axis, size, flow)

    taken = changed(flow, Change(fate, *_ranks(parts, flow)))
    return column(taken) if flow.rank == 1 and taken.rank == 2 and parts[-1].kind == "new" else taken


def _parts(index: Value, path: Condition) -> list[Part]:
    if isinstance(index, Sequence) and index.kind == "tuple":
        return [_part(settled(item, path), path) for item in index.items]
    return [_part(index, path)]


def _part(value: Value | None, path: Condition) -> Part:
    if isinstance(value, SliceValue):
        return _slice(value, path)
    if value is None or isinstance(value, Unknown):
        return Part("unsure")
    if value == Const(None):
        return Part("new")
    if value == Const(Ellipsis):
        return Part("rest")
    return Part("position" if integer(value) is not None or counts(value) else "rows")


def _slice(value: SliceValue, path: Condition) -> Part:
    limits = [settled(slot, path) for slot in (value.lower, value.upper, value.step)]
    if all(limit == Const(None) for limit in limits):
        return Part("all")
    if all(limit == Const(None) or integer(limit) is not None for limit in limits):
        return Part("some", slice(*(integer(limit) for limit in limits)))
    return Part("some")


def _fate(parts: list[Part], axis: Axis, size: int | Unknown, flow: Flow) -> Fate:
    if isinstance(axis, Unknown):
        first_only = len(parts) == 1 and parts[0].consumes
        return kept(axis) if first_only or all(part.kind in ("all", "new", "rest") for part in parts) else UNSURE
    if flow.rank:
        return _at_front(_spelled_out(parts, flow.rank), axis % flow.rank, size)
    return _at_back(parts, axis, size) if axis < 0 else _at_front(parts, axis, size)


def _at_front(parts: list[Part], axis: int, size: int | Unknown) -> Fate:
    """The fate of an axis counted from the front."""
    source = result = 0
    certain = True
    for part in parts:
        if part.kind == "rest":
            return UNSURE
        if part.kind == "new":
            result += 1
            continue
        if source == axis:
            return _taken(part, result if certain else Unknown("a mask may have removed axes"), size)
        certain = certain and part.kind != "rows"
        source, result = source + 1, result + (part.kind != "position")
    return kept(result + axis - source) if certain else lost("a mask may have removed axes")


def _at_back(parts: list[Part], axis: int, size: int | Unknown) -> Fate:
    """The fate of an axis counted from the back, of a value whose number of axes is not known."""
    kinds = [part.kind for part in parts]
    if "rest" in kinds:
        behind = parts[kinds.index("rest") + 1 :]
        if any(part.kind == "new" for part in behind):
            return UNSURE
        if -axis > len(behind):
            return kept(axis + sum(part.kind == "position" for part in behind))
        return _taken(behind[axis], axis, size)
    consuming = [part for part in parts if part.consumes]
    if len(consuming) < 2:  # a head has a batch axis in front of that one
        return kept(axis) if axis == -1 else UNSURE
    if axis == -1 and parts[-1].kind == "all":
        return kept(axis)
    return UNSURE


def _taken(part: Part, axis: Axis, size: int | Unknown) -> Fate:
    """The fate of the axis that a part takes from."""
    if part.kind == "all":
        return kept(axis)
    if part.kind == "position":
        return Fate("one")
    if part.kind == "rows":
        return Fate("some", axis)
    if isinstance(size, Unknown) or part.limits is None:
        return UNSURE  # ``[:, :10]`` of ten channels takes all of them
    count = len(range(*part.limits.indices(size)))
    return kept(axis) if count == size else Fate("some", axis, count)


def _spelled_out(parts: list[Part], rank: int) -> list[Part]:
    """The parts with ``...`` written as bare slices."""
    missing = rank - sum(part.consumes for part in parts)
    spelled: list[Part] = []
    for part in parts:
        spelled.extend([Part("all")] * missing if part.kind == "rest" else [part])
    return spelled


def _ranks(parts: list[Part], flow: Flow) -> tuple[int | None, bool]:
    """Rank and depth of the result."""
    if any(part.kind == "rows" for part in parts):
        return None, False
    if flow.rank is None:
        return None, flow.deep and all(part.kind in ("all", "some", "rest") for part in parts)
    rank = flow.rank + sum({"new": 1, "position": -1}.get(part.kind, 0) for part in parts)
    return rank, rank > 2
