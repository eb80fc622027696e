"""What rules say would mend a mismatch. Where a place is not known there is no remedy, and the finding stays."""

from __future__ import annotations

from headlint.facts import Activation, Facts, Loss, Pair
from headlint.remedies import Expect, Remedy, Remove, Use
from headlint.rules._common import VALUES, look
from headlint.span import Place

Remedies = tuple[Remedy, ...]


def use(facts: object) -> Use | None:
    """A loss or an activation as the project uses it."""
    if not isinstance(facts, (Activation, Loss)):
        return None
    name, place, made = (facts.peek(field) for field in ("name", "place", "made"))
    known = isinstance(name, str) and isinstance(place, Place) and isinstance(made, Place)
    return Use(name, place, made) if known else None


def without_activation(subject: Facts) -> Remedies:
    """The activation goes. Where it stands in the call of the loss, nobody else sees its values."""
    activation = use(look(subject, "head", "activation"))
    if activation is None or look(subject, "head", "activation", "kind") == "identity":
        return ()
    kind = str(look(subject, "head", "activation", "kind")).replace("_", "-")
    return (Remedy(f"remove the {kind}", for_the_loss_only(subject), (Remove(activation),)),)


def for_the_loss_only(subject: Facts) -> bool:
    """The activation is applied by a function that stands inside the call of the loss."""
    activation, loss = use(look(subject, "head", "activation")), use(look(subject, "loss"))
    if activation is None or loss is None or activation.place != activation.made:
        return False
    return _inside(activation.place, loss.place)


def _inside(inner: Place, outer: Place) -> bool:
    if inner.path != outer.path or inner == outer:
        return False
    begins = (inner.span.line, inner.span.column) >= (outer.span.line, outer.span.column)
    ends = (inner.span.end_line, inner.span.end_column) <= (outer.span.end_line, outer.span.end_column)
    return begins and ends


def loss_expecting(pair: Pair, domain: str, applies: str = "") -> Remedies:
    """The loss takes values of another domain. What the model returns stays as it is."""
    loss = use(look(pair, "loss"))
    if loss is None:
        return ()
    return (Remedy(f"make the loss take {VALUES[domain]}", True, (Expect(loss, "expects", domain, applies),)),)
