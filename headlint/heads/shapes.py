"""Where axes go, and how many channels are left, when a value changes its shape.

Shapes are mostly not known. Two axes of a value are followed: its class axis (1 in images, -1 elsewhere) and the axis
along which a simplex sums to 1. A ``Change`` says what becomes of any axis: its ``Fate``. Two axes are compared with
``same_axis``, which says "not known" where a count from the front and one from the back may or may not meet.

An axis of size 1 that is squeezed away leaves ``channels == 1`` with an unknown axis: each value stands alone, as a
loss over elements wants it, and a loss over the class axis does not find one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from headlint.heads.axes import Axes, Axis, fewer, named, pushed, same_axis, touches, without
from headlint.heads.calls import Call
from headlint.heads.constants import integers, settled
from headlint.heads.flow import NO_SIMPLEX, Flow
from headlint.knowledge.combining import reduce
from headlint.knowledge.domains import unknown
from headlint.knowledge.rows import Domain, Keep
from headlint.values import Apply, Condition, Const, Item, Member, Sequence, Unknown, Value, just

GONE = Unknown("its axis is gone")
COUNTED = Unknown("some of its channels were taken")


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of an axis: "kept" (at ``axis``), "gone" (its size was 1), "reduced" (to one value made of all),
    "one" (a single position is left and the axis gone), "some" (``count`` positions are left), "unsure"."""

    what: Literal["kept", "gone", "reduced", "one", "some", "unsure"]
    axis: Axis = GONE
    count: int | Unknown = COUNTED


@dataclass(frozen=True, slots=True)
class Change:
    """A change of shape: the fate of an axis of a size, and what is known of the number of axes afterwards."""

    fate: Callable[[Axis, int | Unknown], Fate]
    rank: int | None = None
    deep: bool = False


UNSURE = Fate("unsure", Unknown("it is not known what became of its axis"))


def kept(axis: Axis) -> Fate:
    return Fate("kept", axis)


def lost(reason: str) -> Fate:
    """Kept somewhere."""
    return Fate("kept", Unknown(reason))


def changed(flow: Flow, change: Change) -> Flow:
    """A value after a change of shape."""
    of_class = change.fate(flow.axis, flow.channels)
    same = same_axis(flow.axis, flow.simplex, flow)
    of_simplex = of_class if same else change.fate(flow.simplex, Unknown("the size of that axis is not known"))
    return _simplex(_class(flow, of_class), of_simplex).but(rank=change.rank, deep=change.deep)


def _class(flow: Flow, fate: Fate) -> Flow:
    match fate.what:
        case "kept" | "gone":
            return flow.but(axis=fate.axis)
        case "one":
            return flow.but(channels=1, axis=fate.axis, counted=None)
        case "some":
            place = Unknown("it is counted by a slice")
            return flow.but(channels=fate.count, axis=fate.axis, channels_place=place, counted=None)
        case "reduced":
            return flow.uncounted("its class axis was reduced")
        case "unsure":
            return flow.uncounted("it is not known what became of its class axis")


def _simplex(flow: Flow, fate: Fate) -> Flow:
    match fate.what:
        case "kept" | "gone":
            return flow.but(simplex=fate.axis)
        case "unsure":
            return parts(flow, sure=False)
        case _:
            return parts(flow)


_PARTS: dict[Domain, Domain] = {"probs": "unit", "log_probs": "log_unit", "one_hot": "unit"}
"""What single members of a simplex are, once they are taken out of it."""


def parts(flow: Flow, sure: bool = True) -> Flow:
    """Some members of each simplex: they do not sum to 1 any more. Not ``sure``: perhaps they are whole ones."""
    numbers = flow.numbers
    if numbers.total is None and not numbers.normed and numbers.domain not in _PARTS:
        return flow
    if not sure:
        return flow.but(numbers=unknown("part of a distribution or a whole one"), simplex=NO_SIMPLEX)
    domain = numbers.domain if isinstance(numbers.domain, Unknown) else _PARTS.get(numbers.domain, numbers.domain)
    return flow.but(numbers=replace(numbers, domain=domain, total=None, normed=False), simplex=NO_SIMPLEX)


def reshaped(flow: Flow, keep: Keep, call: Call, path: Condition) -> Flow:
    """What a ``Keep`` does to the axes."""
    return _SHAPES[keep.shape](flow, keep, call, path)


# ── one function a shape ─────────────────────────────────────────────────────────────────────────────────────────────


def _same(flow: Flow, keep: Keep, call: Call, path: Condition) -> Flow:
    return flow


def _samples(flow: Flow, keep: Keep, call: Call, path: Condition) -> Flow:
    sizes = integers(call.argument(keep.sizes, path), path)
    return flow.but(point=bool(sizes) and set(sizes or ()) == {1})


def _pools(flow: Flow, keep: Keep, call: Call, path: Condition) -> Flow:
    """Global pooling. An axis that is not known to be another one than that of the channels is taken for it."""
    stays = _keeps_axes(call, path)
    if stays is not False:
        return flow.but(point=stays is True)
    if same_axis(flow.axis, keep.around, flow) is False:
        return changed(flow, Change(lambda axis, size: Fate("reduced"), 2))
    return _relaid(flow, -1 if isinstance(flow.axis, int) else flow.axis).but(rank=2, deep=False)


def _moves(flow: Flow, keep: Keep, call: Call, path: Condition) -> Flow:
    return changed(flow, Change(lambda axis, size: lost("its axes were moved")))


def _reduces(flow: Flow, keep: Keep, call: Call, path: Condition) -> Flow:
    axes = _axes(keep, call, path)
    stays = _keeps_axes(call, path)
    gone = () if stays else axes if stays is False else None
    along = flow.axis if isinstance(flow.simplex, Unknown) else flow.simplex
    over = True if axes == () else touches(along, axes, flow)
    numbers = reduce(keep.how, flow.numbers, over)

    def fate(axis: Axis, size: int | Unknown) -> Fate:
        touched = True if axes == () else touches(axis, axes, flow)
        if touched is not False:
            return Fate("reduced") if touched else UNSURE
        return kept(without(axis, gone, flow)) if gone is not None else lost("other axes may have gone away")

    rank, deep = (0, False) if axes == () else fewer(flow, gone)
    reduced = changed(flow, Change(fate, rank, deep))
    return reduced.but(numbers=numbers) if keep.how else reduced


def _squeezes(flow: Flow, keep: Keep, call: Call, path: Condition) -> Flow:
    axes = _axes(keep, call, path)

    def fate(axis: Axis, size: int | Unknown) -> Fate:
        touched = True if axes == () else touches(axis, axes, flow)
        if touched is not False and size == 1:
            return Fate("gone", Unknown("its class axis was squeezed away"))
        if touched is not False and isinstance(size, Unknown):
            return lost("perhaps its class axis was squeezed away")
        if touched or axes == ():
            return kept(axis if axis in (1, -1) else Unknown("other axes were squeezed away"))
        return kept(without(axis, axes or (), flow)) if touched is False else lost("an axis was squeezed away")

    rank = _squeezed_rank(flow, axes)
    return changed(_doubtful(flow, axes), Change(fate, rank, flow.deep and (rank or 0) > 2))


def _squeezed_rank(flow: Flow, axes: Axes | None) -> int | None:
    """Of (N,) and (N, C) it is known what a squeeze leaves: there is more than one sample."""
    if flow.rank == 1:
        return 1
    touched = True if axes == () else touches(flow.axis, axes, flow)
    if flow.rank != 2 or touched is None or isinstance(flow.channels, Unknown):
        return None
    return 1 if touched and flow.channels == 1 else 2


def _doubtful(flow: Flow, axes: Axes | None) -> Flow:
    """A softmax over axis 1 of a value that then loses its last axis: there were three, and it ran over another one."""
    activation = flow.activation
    if isinstance(activation, Unknown) or axes is None or -1 not in axes or activation.peek("axis") != 1:
        return flow
    return flow.but(activation=activation.but(axis_channels=Unknown("its axis is not the class axis")))


def _unsqueezes(flow: Flow, keep: Keep, call: Call, path: Condition) -> Flow:
    axes = _axes(keep, call, path)
    new = axes[0] if axes is not None and len(axes) == 1 else None

    def fate(axis: Axis, size: int | Unknown) -> Fate:
        return kept(pushed(axis, new, flow.rank))

    rank = None if flow.rank is None else flow.rank + 1
    more = changed(flow, Change(fate, rank, flow.deep or flow.rank == 2))
    return column(more) if flow.rank == 1 and new in (1, -1) else more


def column(flow: Flow) -> Flow:
    """With an axis of one position behind all others: (N, 1) of (N,)."""
    return flow.but(channels=1, axis=-1, counted=None)


def _swaps(flow: Flow, keep: Keep, call: Call, path: Condition) -> Flow:
    axes = _axes(keep, call, path)
    if axes is None or len(axes) != 2 or axes[0] is None or axes[1] is None:
        return _moves(flow, keep, call, path)
    first, second = axes[0], axes[1]
    images = flow.rank is None and flow.axis == -1 and {first, second} == {1, 2}
    rank = 3 if images else flow.rank  # (N, T, C) becomes (N, C, T): with more axes people write a permutation

    def fate(axis: Axis, size: int | Unknown) -> Fate:
        if isinstance(axis, Unknown):
            return kept(axis)
        if rank:
            fronts = {first % rank: second % rank, second % rank: first % rank}
            return kept(named(fronts.get(axis % rank, axis % rank), rank))
        if axis in (first, second):
            return kept(second if axis == first else first)
        return kept(axis) if (axis < 0) == (first < 0) == (second < 0) else lost("its axes were swapped")

    return changed(flow, Change(fate, rank, flow.deep or images))


def _permutes(flow: Flow, keep: Keep, call: Call, path: Condition) -> Flow:
    axes = _axes(keep, call, path)
    rank = len(axes) if axes else 0
    order = [axis % rank for axis in axes or () if axis is not None]
    if not rank or sorted(order) != list(range(rank)):
        return _moves(flow, keep, call, path)

    def fate(axis: Axis, size: int | Unknown) -> Fate:
        if isinstance(axis, Unknown) or not -rank <= axis < rank:
            return lost("its axes were permuted")
        return kept(named(order.index(axis % rank), rank))

    return changed(flow, Change(fate, rank, rank > 2))


def _views(flow: Flow, keep: Keep, call: Call, path: Condition) -> Flow:
    value = call.argument(keep.sizes, path)
    sizes = integers(value, path)
    if sizes is None:
        return _split(flow, "its new shape is not known").but(rank=None, deep=False)
    last = _last(value, path)
    own = last is not None and last in _own_last_sizes(settled(call.input(keep.input), path))
    if own and same_axis(flow.axis, -1, flow):
        return _relaid(flow, -1).but(rank=len(sizes), deep=len(sizes) > 2)
    return _viewed(flow, sizes, last).but(rank=len(sizes), deep=len(sizes) > 2)


def divided(flow: Flow, keep: Keep, call: Call, path: Condition) -> tuple[int, int, int] | None:
    """What a view splits the channels of an image into: (N, A * B, H, W) becomes (N, A, B, H, W) or (N, A, B, H * W),
    (N, H, W, A * B) becomes (N, H, W, A, B). The sizes beside them are those of the image: none that is written out."""
    if keep.shape != "views" or flow.rank != 4 or isinstance(flow.channels, Unknown):
        return None
    sizes = integers(call.argument(keep.sizes, path), path) or ()
    if flow.axis == 1 and len(sizes) > 3 and sizes[3:] in ((None, None), (-1,)):
        parts, each = sizes[1:3]
    elif flow.axis == -1 and len(sizes) == 5 and sizes[1:3] == (None, None):
        parts, each = sizes[3:]
    else:
        return None
    return (flow.channels, parts, each) if parts and each and min(parts, each) > 0 else None


def _own_last_sizes(value: Value | None) -> tuple[Value, ...]:
    """How code spells the size of a value's last axis: ``x.size(-1)``, ``x.shape[-1]``."""
    if value is None:
        return ()
    minus_one = just(Const(-1))
    return Apply(Member(value, "size"), (minus_one,)), Item(Member(value, "shape"), minus_one)


def _viewed(flow: Flow, sizes: Axes, last: Value | None) -> Flow:
    if len(sizes) < 2:
        return _row(flow)
    if len(sizes) == 2 and sizes[-1] is not None and sizes[-1] > 0:
        return _columns(flow, sizes[-1], last)
    if last is not None and flow.counted == last:
        return _relaid(flow, -1)
    if len(sizes) == 2:
        return _rows(flow) if sizes[-1] == -1 else _split(flow, "its new shape is not known")
    axis = flow.axis
    stays = isinstance(axis, int) and -len(sizes) <= axis < len(sizes) and sizes[axis] == flow.channels
    return _relaid(flow, axis) if stays else _split(flow, "its channels were split by a view")


def _relaid(flow: Flow, axis: Axis) -> Flow:
    """A new layout in which the class axis stands at ``axis``; a simplex along it goes with it."""
    along = same_axis(flow.axis, flow.simplex, flow)
    return flow.but(axis=axis, simplex=axis if along else Unknown("a view changed its axes"))


def _split(flow: Flow, reason: str) -> Flow:
    return _relaid(flow, Unknown(reason)).uncounted(reason)


def _columns(flow: Flow, count: int, last: Value | None) -> Flow:
    """``view(-1, k)``: rows of k channels, whatever they were before."""
    laid = _relaid(flow, -1)
    if flow.channels == count:
        return laid
    place = last.place if isinstance(last, Const) and isinstance(flow.channels, int) else None
    return laid.but(channels=count, counted=None, channels_place=place or Unknown("it is counted by a view"))


def _rows(flow: Flow) -> Flow:
    """``view(n, -1)``: every axis behind the batch becomes one."""
    if flow.rank == 2 or flow.point:
        return flow
    likely = flow.rank is None and not flow.deep and flow.axis == -1
    if likely and isinstance(flow.channels, int) and flow.channels > 1:
        return flow  # it had two axes: class scores of a sequence are not flattened into one row
    return _split(flow, "its axes were flattened into one")


def _row(flow: Flow) -> Flow:
    """``view(-1)``: one long row of elements; how many channels they came from is still so."""
    return _relaid(flow, Unknown("it was flattened into one row"))


def _flattens(flow: Flow, keep: Keep, call: Call, path: Condition) -> Flow:
    axes = _axes(keep, call, path)
    match axes:
        case (0, -1):
            return _row(flow).but(rank=1, deep=False)
        case (1, -1):
            return _rows(flow).but(rank=2, deep=False)
        case (int(first), -1) if first > 1 and flow.axis == 1:
            return _relaid(flow, 1).but(rank=first + 1, deep=True)
        case (0, int(last)) if last > 0 and flow.axis == -1 and flow.deep:
            return _relaid(flow, -1).but(rank=None, deep=False)
        case _:
            return _split(flow, "its axes were flattened").but(rank=None, deep=False)


def _selects(flow: Flow, keep: Keep, call: Call, path: Condition) -> Flow:
    axes = _axes(keep, call, path)

    def fate(axis: Axis, size: int | Unknown) -> Fate:
        touched = touches(axis, axes, flow)
        if touched is not False:
            return Fate("one") if touched else UNSURE
        return kept(without(axis, axes or (), flow))

    return changed(flow, Change(fate, *fewer(flow, axes)))


def _slices(flow: Flow, keep: Keep, call: Call, path: Condition) -> Flow:
    axes = _axes(keep, call, path)

    def fate(axis: Axis, size: int | Unknown) -> Fate:
        touched = touches(axis, axes, flow)
        return kept(axis) if touched is False else Fate("some", axis) if touched else UNSURE

    return changed(flow, Change(fate, flow.rank, flow.deep))


def batched(flow: Flow) -> Flow:
    """Many samples behind each other, along a new axis in front."""
    if flow.rank == 0:
        return flow.but(rank=1)
    rank = None if flow.rank is None else flow.rank + 1
    return changed(flow, Change(lambda axis, size: kept(pushed(axis, 0, flow.rank)), rank, (rank or 0) > 2))


def alone(flow: Flow) -> Flow:
    """A list of one: a number becomes (1,)."""
    more = batched(flow)
    return column(more) if flow.rank == 0 else more


def _batches(flow: Flow, keep: Keep, call: Call, path: Condition) -> Flow:
    return batched(flow)


def _regroups(flow: Flow, keep: Keep, call: Call, path: Condition) -> Flow:
    return _split(flow, "its channels were counted anew")


_SHAPES: dict[str, Callable[[Flow, Keep, Call, Condition], Flow]] = {
    "same": _same,
    "samples": _samples,
    "pools": _pools,
    "moves": _moves,
    "reduces": _reduces,
    "squeezes": _squeezes,
    "unsqueezes": _unsqueezes,
    "views": _views,
    "swaps": _swaps,
    "permutes": _permutes,
    "flattens": _flattens,
    "selects": _selects,
    "slices": _slices,
    "regroups": _regroups,
    "batches": _batches,
}


# ── axes ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _axes(keep: Keep, call: Call, path: Condition) -> Axes | None:
    """The axes a shape speaks of: () where none is given, None where they are not known."""
    found: list[int | None] = []
    for parameter in keep.axes:
        value = call.argument(parameter, path)
        if value is None or value == Const(None):
            continue
        axes = integers(value, path)
        if axes is None:
            return None
        found.extend(axes)
    return tuple(found)


def _keeps_axes(call: Call, path: Condition) -> bool | None:
    """Whether reduced axes stay, with one position; None if that is not known."""
    for name in ("keepdim", "keepdims"):
        value = call.argument(name, path)
        if value is not None:
            return value.value is True if isinstance(value, Const) else None
    return False


def _last(value: Value | None, path: Condition) -> Value | None:
    """What stands in the last size of a view."""
    if not isinstance(value, Sequence) or not value.items:
        return None
    last = settled(value.items[-1], path)
    return _last(last, path) if len(value.items) == 1 and isinstance(last, Sequence) else last
