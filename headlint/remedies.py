"""Remedies: what would mend a mismatch, as plain data.

A rule knows facts and no source. So it does not say how a file is to be edited, but what should be otherwise at which
places: this activation is not applied, that loss takes logits. ``headlint.fixes`` knows Python and makes edits of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeAlias, Union

from headlint.records import record
from headlint.span import Place


@record
class Use:
    """A library's function or layer as the project uses it. ``name``: qualified; ``place``: where it is applied;
    ``made``: where its layer is constructed or its name is given (the same for a function)."""

    name: str
    place: Place
    made: Place


@record
class Remove:
    """An activation is not applied any more."""

    activation: Use


@record
class Replace:
    """Another activation is applied. ``kind``: its common name ("sigmoid"); ``axis``: what it normalises over, None if
    it does not normalise or keeps the axis of the one before."""

    activation: Use
    kind: str
    axis: int | None = None


@record
class Expect:
    """A loss takes what it does not take now: ``field`` ("expects", "target_form", "target_expects") of its row has
    ``value``. ``applies``: what the loss applies then, "" where that does not matter."""

    loss: Use
    field: str
    value: str
    applies: str = ""


@record
class Argument:
    """A parameter of a call gets a value; where that is its default, the argument goes."""

    call: Use
    parameter: str
    value: str | int | float | bool | None


@record
class Number:
    """A number that is written at a place, or directly in the call or comparison there, becomes another."""

    place: Place
    old: float
    new: float


@record
class Swap:
    """What is scored and what it is scored against change places in the call of a loss."""

    loss: Use


Change: TypeAlias = Union[Remove, Replace, Expect, Argument, Number, Swap]


@record
class Remedy:
    """Changes that together mend a mismatch, at once or not at all. ``message``: what they do, as an order ("remove
    the softmax"). ``safe``: whoever calls the model gets the same numbers from it as before."""

    message: str
    safe: bool
    changes: tuple[Change, ...]

    def moved(self, move: Callable[[Place], Place]) -> Remedy:
        """The same with other places: findings are made with the project's paths and shown with the user's."""
        return replace(self, changes=tuple(_moved(change, move) for change in self.changes))


def _moved(data: Any, move: Callable[[Place], Place]) -> Any:
    """Plain data with other places in it, however deep."""
    if isinstance(data, Place):
        return move(data)
    if is_dataclass(data) and not isinstance(data, type):
        return replace(data, **{field.name: _moved(getattr(data, field.name), move) for field in fields(data)})
    return data
