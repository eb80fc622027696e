"""Facts as plain data: what a finding carries for JSON and for the probe, which rebuilds the head and its loss from it.

A fact that is not known is ``{"unknown": reason}``, so that it cannot be confused with one that is None.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from headlint.facts import (
    Activation,
    Counts,
    Facts,
    Head,
    Loss,
    Metric,
    Numbering,
    Options,
    Prediction,
    Step,
    Subject,
    Switched,
    Target,
)
from headlint.findings import Model
from headlint.span import Place
from headlint.values import Unknown


def plain(value: Any) -> Any:
    """A fact as JSON-ready data. What JSON has no word for (infinity, bytes) is written as text."""
    match value:
        case Unknown(reason=reason):
            return {"unknown": reason}
        case float() if not math.isfinite(value):
            return str(value)
        case None | bool() | int() | float() | str():
            return value
        case tuple() | list():
            return [plain(each) for each in value]
        case Mapping():
            return {str(name): plain(each) for name, each in value.items()}
        case _:
            return repr(value)


def head(facts: Any) -> dict[str, Any]:
    """``activation`` and ``axis`` are those of the last activation, ``class_axis`` that of the channels; ``chain``: the
    calls from the producer to the loss."""
    if not isinstance(facts, Head):
        return {}
    activation = facts.peek("activation")
    known = isinstance(activation, Activation)
    chain = facts.peek("chain")
    return {
        "channels": plain(facts.peek("channels")),
        "domain": plain(facts.peek("domain")),
        "activation": plain(activation.peek("kind") if known else activation),
        "axis": plain(activation.peek("axis") if known else activation),
        "implicit_axis": plain(activation.peek("implicit_axis") if known else activation),
        "activation_name": plain(activation.peek("name") if known else activation),
        "framework": plain(facts.peek("framework")),
        "class_axis": plain(facts.peek("axis")),
        "bounds": plain(facts.peek("bounds")),
        "producer": plain(facts.peek("producer")),
        "chain": plain(chain) if isinstance(chain, Unknown) else [_step(step) for step in chain],
    }


def _step(step: Step) -> dict[str, Any]:
    """``divides``: of a view that splits the channels, as in ``Step``."""
    split = {"divides": list(step.divides)} if step.divides else {}
    return {"role": step.role, "name": step.name, "kind": step.kind, "arguments": plain(dict(step.arguments)), **split}


def model(found: Any, root: str, shown: Callable[[str], str]) -> Model:
    """A model that the reading found, as the probe builds it."""
    made = found.arguments
    arguments = plain(made) if isinstance(made, Unknown) else {str(name): plain(value) for name, value in made}
    places = [found.head.peek("place"), found.head.peek("channels_place")]
    chain = found.head.peek("chain")
    if not isinstance(chain, Unknown):
        places += [place for step in chain for place in (step.place, step.made)]
    known = frozenset(Place(shown(place.path), place.span) for place in places if isinstance(place, Place))
    name = found.name.rpartition(".")[2]
    return Model(name, found.path, root, arguments, found.element, head(found.head), known)


LOSS = (
    "name", "expects", "family", "over", "applies", "target_form", "min_channels", "class_axis", "weight_length",
    "weight_classes",
)  # fmt: skip


def loss(facts: Any) -> dict[str, Any]:
    """``options``: the constant arguments; one that is given and not constant is unknown."""
    if not isinstance(facts, Loss):
        return {}
    options = facts.peek("options")
    unsure = {name: {"unknown": "it is not constant"} for name in sorted(getattr(options, "unsure", ()))}
    given = plain(options) if isinstance(options, Unknown) else {**plain(dict(options)), **unsure}
    return {**{name: plain(facts.peek(name)) for name in LOSS}, "options": given}


def target(facts: Any) -> dict[str, Any]:
    if not isinstance(facts, Target):
        return {}
    return {name: plain(facts.peek(name)) for name in ("form", "classes", "dtype", "low", "high", "rank")}


USES: dict[type[Subject], tuple[str, ...]] = {
    Prediction: ("kind", "threshold", "axis"),
    Metric: ("name", "task", "expects", "options"),
    Switched: ("kind", "flag", "on"),
    Numbering: ("numbers",),
    Options: ("kind", "because", "shows"),
}


def use(subject: Facts) -> dict[str, Any]:
    """What a rule looked at that is no pair: a decision, a metric, a switch, the counts and options of a config."""
    if isinstance(subject, Counts):
        stated = subject.peek("of")
        return {"of": "counts", "numbers": plain(stated) if isinstance(stated, Unknown) else [n.number for n in stated]}
    fields = USES.get(type(subject), ())  # type: ignore[arg-type]
    if not fields:
        return {}
    return {"of": type(subject).__name__.lower(), **{name: plain(subject.peek(name)) for name in fields}}
