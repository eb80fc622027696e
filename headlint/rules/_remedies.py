"""What rules say would mend a mismatch. Where a place is not known there is no remedy, and the finding stays.

Safe is what leaves the numbers alone that the model gives to whoever calls it: a change of the loss, or of an
activation that stands inside the call of the loss, where nobody else sees its values.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from headlint.facts import Activation, Facts, Loss, Metric, Pair, Step
from headlint.remedies import Argument, Expect, Number, Remedy, Remove, Replace, Swap, Use
from headlint.rules._common import VALUES, look
from headlint.span import Place

Remedies = tuple[Remedy, ...]

# ── activations ──────────────────────────────────────────────────────────────────────────────────────────────────────


def without_activation(subject: Facts) -> Remedies:
    """The last activation goes; the one before as well, where that one has made probabilities already."""
    activation, kind = _use(look(subject, "head", "activation")), _kind(subject)
    if activation is None or kind == "identity":
        return ()
    last = (Remedy(f"remove the {_word(kind)}", _seen_by_the_loss_only(subject), (Remove(activation),)),)
    twice = look(subject, "head", "activation", "before") in ("probs", "unit", "log_probs")
    return (*last, *together(last, without_the_one_before(subject))) if twice else last


def without_the_one_before(subject: Facts) -> Remedies:
    """Of several activations the last but one goes: the step before it that applied another."""
    chain = look(subject, "head", "chain")
    steps = [step for step in chain if step.role == "activation"] if isinstance(chain, tuple) else []
    if len(steps) < 2:
        return ()
    step: Step = steps[-2]
    change = Remove(Use(step.name, step.place, step.made))
    return (Remedy(f"remove the first {_word(step.kind)}", False, (change,)),)


def other_activation(subject: Facts, kind: str) -> Remedies:
    """Another activation takes the place of the last one, over the channels if it normalises."""
    activation, axis = _use(look(subject, "head", "activation")), look(subject, "head", "axis")
    if activation is None or _kind(subject) == "identity":
        return ()
    change = Replace(activation, kind, axis if isinstance(axis, int) else None)
    return (Remedy(f"make the {_word(_kind(subject))} a {_word(kind)}", _seen_by_the_loss_only(subject), (change,)),)


def over_channels(subject: Facts, safe: bool = False) -> Remedies:
    """The last activation normalises over the axis of the channels."""
    activation, axis = _use(look(subject, "head", "activation")), look(subject, "head", "axis")
    if activation is None or not isinstance(axis, int):
        return ()
    change = Replace(activation, _kind(subject), axis)
    message = f"apply the {_word(_kind(subject))} over axis {axis}"
    return (Remedy(message, safe or _seen_by_the_loss_only(subject), (change,)),)


def activated(pair: Pair, kind: str) -> Remedies:
    """The layer that makes the values applies an activation, where it has an argument for it."""
    chain = look(pair, "head", "chain")
    producer = chain[0] if isinstance(chain, tuple) and chain and chain[0].role == "producer" else None
    if producer is None:
        return ()
    layer = Use(producer.name, producer.place, producer.made)
    return (Remedy(f"add a {_word(kind)}", False, (Argument(layer, "activation", kind),)),)


# ── losses ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def loss_expecting(pair: Pair, domain: str, applies: str = "", safe: bool = True) -> Remedies:
    """The loss takes values of another domain."""
    loss = _use(look(pair, "loss"))
    if loss is None:
        return ()
    return (Remedy(f"make the loss take {VALUES[domain]}", safe, (Expect(loss, "expects", domain, applies),)),)


def labels_in_form(pair: Pair, form: str) -> Remedies:
    """The loss takes labels of another form: "indices" or "dense"."""
    loss = _use(look(pair, "loss"))
    words = {"indices": "class indices", "dense": "labels with one column a class"}
    return (
        ()
        if loss is None
        else (Remedy(f"make the loss take {words[form]}", True, (Expect(loss, "target_form", form),)),)
    )


def loss_argument(pair: Pair, parameter: str, value: str | int | bool) -> Remedies:
    """The loss has another argument."""
    loss = _use(look(pair, "loss"))
    return () if loss is None else (Remedy(f"set {parameter}={value}", True, (Argument(loss, parameter, value),)),)


def swapped(pair: Pair) -> Remedies:
    """Predictions and labels change places."""
    loss = _use(look(pair, "loss"))
    return () if loss is None else (Remedy("swap predictions and labels", True, (Swap(loss),)),)


# ── metrics and numbers ──────────────────────────────────────────────────────────────────────────────────────────────


def metric_argument(metric: Metric, parameter: str, value: str | int | bool) -> Remedies:
    """The metric has another argument: what is measured changes, and nothing else."""
    found = _use(metric)
    return () if found is None else (Remedy(f"set {parameter}={value}", True, (Argument(found, parameter, value),)),)


def number(place: object, old: float, new: int, message: str) -> Remedies:
    """A number that is written out becomes another."""
    return (Remedy(message, False, (Number(place, old, new),)),) if isinstance(place, Place) else ()


# ── common ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def together(first: Remedies, second: Remedies) -> Remedies:
    """Two remedies at once, each with each. Where the first changes what the model returns, so do both."""
    return tuple(
        replace(one, message=f"{one.message} and {other.message}", safe=one.safe and other.safe,
                changes=(*one.changes, *other.changes))
        for one, other in product(first, second)
    )  # fmt: skip


def _use(facts: object) -> Use | None:
    """A loss, an activation or a metric as the project uses it."""
    if not isinstance(facts, (Activation, Loss, Metric)):
        return None
    name, place, made = (facts.peek(field) for field in ("name", "place", "made"))
    known = isinstance(name, str) and isinstance(place, Place) and isinstance(made, Place)
    return Use(name, place, made) if known else None


def _kind(subject: Facts) -> str:
    return str(look(subject, "head", "activation", "kind"))


def _word(kind: str) -> str:
    return kind.replace("_", "-")


def _seen_by_the_loss_only(subject: Facts) -> bool:
    """The activation is applied by a function that stands inside the call of the loss."""
    activation, loss = _use(look(subject, "head", "activation")), _use(look(subject, "loss"))
    if activation is None or loss is None or activation.place != activation.made:
        return False
    return _inside(activation.place, loss.place)


def _inside(inner: Place, outer: Place) -> bool:
    if inner.path != outer.path or inner == outer:
        return False
    begins = (inner.span.line, inner.span.column) >= (outer.span.line, outer.span.column)
    ends = (inner.span.end_line, inner.span.end_column) <= (outer.span.end_line, outer.span.end_column)
    return begins and ends
