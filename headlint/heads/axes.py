"""Arithmetic on axes that are counted from the front or from the back, of values whose number of axes may not be known.

Two axes are compared with ``same_axis``, which says "not known" where a count from the front and one from the back may
or may not meet. Heads have a batch axis and a class axis at least.
"""

from __future__ import annotations

from headlint.heads.flow import Flow
from headlint.values import Unknown

Axis = int | Unknown
Axes = tuple[int | None, ...]
"""Axes that a call names, None for each that is not constant."""


def same_axis(one: Axis, other: Axis, flow: Flow) -> bool | None:
    """Whether two axes of a value are the same; None if that depends on how many axes it has."""
    if isinstance(one, Unknown) or isinstance(other, Unknown):
        return None
    if one == other:
        return True
    if (one < 0) == (other < 0):
        return False
    if flow.rank:
        return one % flow.rank == other % flow.rank
    if {one, other} == {0, -1}:
        return False  # a head has at least a batch and a class axis
    return False if flow.deep and {one, other} == {1, -1} else None


def touches(axis: Axis, axes: Axes | None, flow: Flow) -> bool | None:
    """Whether ``axis`` is among ``axes``."""
    if axes is None or isinstance(axis, Unknown):
        return None
    answers = [None if other is None else same_axis(axis, other, flow) for other in axes]
    return True if True in answers else None if None in answers else False


def without(axis: Axis, axes: Axes, flow: Flow) -> Axis:
    """Where an axis stands after others went away."""
    if isinstance(axis, Unknown) or None in axes:
        return Unknown("other axes went away")
    gone = [other for other in axes if other is not None]
    if flow.rank:
        front = axis % flow.rank
        return named(front - sum(other % flow.rank < front for other in gone), flow.rank - len(gone))
    if any((other < 0) != (axis < 0) and (other, axis) not in _HARMLESS for other in gone):
        return Unknown("other axes went away")
    if axis < 0:
        return axis + sum(axis < other < 0 for other in gone)
    return axis - sum(0 <= other < axis for other in gone)


_HARMLESS = frozenset({(0, -1), (1, -1), (2, -1), (-1, 1), (-2, 1)})
"""(gone, kept) counted from different sides, where the count of the kept one stays right: it is the last one, or one
that stands before those that go."""


def pushed(axis: Axis, new: int | None, rank: int | None) -> Axis:
    """Where an axis stands after a new one came in at ``new``."""
    if new is None or isinstance(axis, Unknown):
        return Unknown("an axis was added")
    if rank == 0:
        return Unknown("a scalar has no axis")
    if rank is not None:
        front, place = axis % rank, new % (rank + 1)
        return named(front + 1 if front >= place else front, rank + 1)
    if (new < 0) == (axis < 0):
        behind = axis <= new if axis < 0 else axis >= new
        return axis + (-1 if axis < 0 else 1) * behind
    return axis if (new, axis) in {(0, -1), (1, -1), (-1, 1), (-1, 0)} else Unknown("an axis was added")


def fewer(flow: Flow, axes: Axes | None) -> tuple[int | None, bool]:
    """Rank and depth after ``axes`` went away."""
    if axes == ():
        return flow.rank, flow.deep
    if flow.rank is None or axes is None:
        return None, False
    return flow.rank - len(axes), flow.rank - len(axes) > 2


def named(front: int, rank: int) -> int:
    """An axis counted from the front, called -1 if it is the last."""
    return -1 if front == rank - 1 else front
