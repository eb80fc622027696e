"""What a program's recorded calls give: pairs, outputs, predictions, metrics, switches, what was not understood."""

from __future__ import annotations

from headlint.facts import Head, Metric, Output, Pair, Prediction, Subject, Switched, Target
from headlint.heads.calls import Call, call_of
from headlint.knowledge.rows import Activate, Keep
from headlint.records import record
from headlint.span import Place
from headlint.values import Unknown, Value


@record
class NotUnderstood:
    """A loss whose head (or whose arguments) could not be read, and why."""

    reason: str
    place: Place


@record
class Alternative:
    """A pair, and the values that its head went through, the loss's input first."""

    pair: Pair
    spine: tuple[Value, ...]


@record
class Group:
    """All that one execution of a loss call may be: alternatives of head and loss under different conditions.

    A finding is certain if it holds for every alternative of its group.
    """

    place: Place
    alternatives: tuple[Alternative, ...]

    @property
    def pairs(self) -> tuple[Pair, ...]:
        return tuple(alternative.pair for alternative in self.alternatives)

    def siblings_without_activation(self, pair: Pair) -> tuple[Pair, ...]:
        """The alternatives that are ``pair`` without one of its activations: see ``is_switch``."""
        own = next(alternative for alternative in self.alternatives if alternative.pair == pair)
        return tuple(other.pair for other in self.alternatives if is_switch(own, other))

    def siblings_of_another_width(self, pair: Pair) -> tuple[Pair, ...]:
        """The alternatives that are ``pair`` with another number of channels: against the same labels, under a loss of
        the same name. Conditions that chose the labels may have chosen the channels as well, where equal numbers of
        several branches became one."""
        return tuple(
            other
            for other in self.pairs
            if other.peek("target") == pair.peek("target")
            and other.peek("loss").peek("name") == pair.peek("loss").peek("name")
            and other.peek("head").peek("producer") == pair.peek("head").peek("producer")
            and other.peek("head").peek("channels") != pair.peek("head").peek("channels")
        )


def scoring(alternative: Alternative) -> tuple[object, ...]:
    """What is scored, and by which loss: equal where the very same output is scored again."""
    loss = alternative.pair.peek("loss")
    return alternative.spine, loss.peek("name"), repr(loss.peek("options"))


def labelled(pair: Pair) -> bool:
    """Whether anything is known of the labels."""
    target = pair.peek("target")
    return isinstance(target, Target) and any(target.known(name) for name in target._fields)


@record
class Model:
    """A class of the project whose object gave a head. ``name``: its qualified name, ``path``: its file; ``arguments``:
    the constants that it was built with, by position or name, or why they are not known; ``element``: where in a tuple
    or dict that it returned the head stands."""

    name: str
    path: str
    arguments: tuple[tuple[int | str, object], ...] | Unknown
    element: tuple[int | str, ...]
    head: Head


@record
class Reading:
    """The facts of a program. ``pairs`` are those of all groups, each once; ``stated``: what its configs say that no
    code is needed for."""

    groups: tuple[Group, ...] = ()
    outputs: tuple[Output, ...] = ()
    predictions: tuple[Prediction, ...] = ()
    metrics: tuple[Metric, ...] = ()
    switched: tuple[Switched, ...] = ()
    stated: tuple[Subject, ...] = ()
    not_understood: tuple[NotUnderstood, ...] = ()
    models: tuple[Model, ...] = ()

    @property
    def pairs(self) -> tuple[Pair, ...]:
        return tuple(dict.fromkeys(pair for group in self.groups for pair in group.pairs))


def is_switch(pair: Alternative, sibling: Alternative) -> bool:
    """Whether ``sibling`` is the same head without an activation that ``pair`` has: ``if probs: x = softmax(x)``.

    Whoever writes such a switch means to choose; so where the sibling fits the loss, the pair is hardly meant. Both
    went through the same values, but for some that only ``pair`` went through: activations, and what is transparent.
    """
    if pair.pair.when == sibling.pair.when or pair.pair.peek("loss") != sibling.pair.peek("loss"):
        return False
    added = _added(pair.spine, sibling.spine)
    if not added or not sibling.spine:
        return False
    calls = [call_of(value) for value in added]
    effects = [call.row.does for call in calls if isinstance(call, Call)]
    transparent = len(effects) == len(added) and all(isinstance(effect, (Activate, Keep)) for effect in effects)
    return transparent and any(isinstance(effect, Activate) for effect in effects)


def _added(way: tuple[Value, ...], shorter: tuple[Value, ...]) -> list[Value] | None:
    """The values of a way that another does not go through; None if the other goes elsewhere."""
    added: list[Value] = []
    left = list(shorter)
    for value in way:
        if left and value == left[0]:
            left.pop(0)
        else:
            added.append(value)
    return None if left else added
