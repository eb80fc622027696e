"""What is known of a value at one point of its way from the producer to the loss.

A ``Flow`` is a ``Head`` in the making. It also knows things that no rule asks for and that shapes need: how many axes
there are, and the value that says the channel count where it is not constant.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Protocol, TypeVar

from headlint.facts import Activation, Head, Step
from headlint.knowledge.domains import Range
from headlint.knowledge.rows import Domain, Dtype
from headlint.records import record
from headlint.span import Place, Span
from headlint.values import Cases, Condition, Unknown, Value

T = TypeVar("T")

NOWHERE = Place("", Span(0, 0, 0, 0))
"""The place of a step that was recorded without one."""

MAX_SPINE = 128
"""Values that a trace remembers of its way; more are not needed to compare two ways."""

NO_SIMPLEX = Unknown("it does not sum to 1")
NOT_CAST = Unknown("nothing casts it")
DRAWN = Unknown("its values are drawn at random, and made by no model")


@record
class Flow:
    """``channels`` and ``axis`` as in ``Head``; an axis that is not there any more is Unknown.

    ``numbers``: domain and interval of the values; ``simplex``: the axis along which they sum to 1, if they do.
    ``rank``: the number of axes where it is known; ``deep``: there are surely axes beside batch and class.
    ``point``: the axes beside batch and class have one position (after global pooling).
    ``counted``: the value that the channel count is read from. ``dtype``: what the values were last cast to.
    ``drawn``: the values began as random numbers, which stand for whatever their author had in mind.
    """

    numbers: Range
    channels: int | Unknown
    axis: int | Unknown
    activation: Activation | Unknown
    producer: str | Unknown
    framework: str | Unknown
    chain: tuple[Step, ...] | Unknown
    place: Place | Unknown
    channels_place: Place | Unknown
    simplex: int | Unknown = NO_SIMPLEX
    rank: int | None = None
    deep: bool = False
    point: bool = False
    counted: Value | None = None
    dtype: Dtype | Unknown = NOT_CAST
    drawn: bool = False

    @property
    def channels_last(self) -> bool | Unknown:
        """Whether the class axis is the last of three or more."""
        if not self.deep and (self.rank or 0) < 3:
            return Unknown("it is not known to have more than two axes")
        if isinstance(self.axis, Unknown):
            return self.axis
        return self.axis == -1 if self.axis in (1, -1) else Unknown(f"its class axis is {self.axis}")

    @property
    def domain(self) -> Domain | Unknown:
        return self.numbers.domain

    @property
    def bounds(self) -> tuple[float, float] | Unknown:
        return self.numbers.domain if isinstance(self.numbers.domain, Unknown) else self.numbers.bounds

    def but(self, **changes: Any) -> Flow:
        return replace(self, **changes)

    def then(self, step: Step) -> Flow:
        """One step further on."""
        chain = self.chain if isinstance(self.chain, Unknown) else (*self.chain, step)
        return replace(self, chain=chain)

    def uncounted(self, reason: str) -> Flow:
        """The same values, with a class axis that is not known any more."""
        unknown = Unknown(reason)
        return replace(self, channels=unknown, axis=unknown, channels_place=unknown, counted=None)

    def head(self) -> Head:
        drawn = self.drawn and not isinstance(self.chain, Unknown) and _plain(self.activation)
        return Head(
            framework=self.framework,
            channels=self.channels,
            axis=self.axis,
            rank=Unknown("the number of its axes is not known") if self.rank is None else self.rank,
            channels_last=self.channels_last,
            domain=DRAWN if drawn else self.domain,
            bounds=DRAWN if drawn else self.bounds,
            activation=self.activation,
            producer=self.producer,
            chain=self.chain,
            place=self.place,
            channels_place=self.channels_place,
        )


@record
class Traced:
    """One alternative of a traced value: what is known of it, on which path it is the one, and the values that it went
    through, the traced one first."""

    flow: Flow
    when: Condition
    spine: tuple[Value, ...] = ()

    def head(self) -> Head:
        return self.flow.head()

    def through(self, value: Value) -> Traced:
        """The same alternative seen from one step further on."""
        return replace(self, spine=(value, *self.spine)[:MAX_SPINE])


def _plain(activation: Activation | Unknown) -> bool:
    return isinstance(activation, Activation) and activation.peek("kind") == "identity"


def nothing(reason: str) -> Flow:
    """A value of which nothing is known."""
    unknown = Unknown(reason)
    return Flow(Range(unknown), unknown, unknown, unknown, unknown, unknown, unknown, unknown, unknown)


def same(found: list[T], otherwise: str) -> T | Unknown:
    """What all agree on; the first Unknown among them, else ``Unknown(otherwise)``."""
    first = found[0]
    for one in found:
        if isinstance(one, Unknown):
            return one
    return first if all(one == first for one in found) else Unknown(otherwise)


class Tracing(Protocol):
    """What effects ask of the tracer."""

    def trace(self, cases: Cases | None, path: Condition) -> tuple[Traced, ...]:
        """The alternatives of a slot on ``path``."""

    def limited(self, found: Iterable[Traced], path: Condition) -> tuple[Traced, ...]:
        """These alternatives, or one unknown if they are too many."""
