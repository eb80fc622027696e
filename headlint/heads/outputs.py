"""What models return, and the task that a head is for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from headlint.facts import Head, Loss, Output
from headlint.faults import contained
from headlint.heads.constants import NotConstant, alternatives, plain, settled
from headlint.heads.modes import mode
from headlint.heads.reading import Model
from headlint.heads.trace import Tracer
from headlint.values import Cases, Condition, Mapping, Returned, Sequence, Unknown, just

MAX_NESTING = 4
"""Outputs inside more tuples and dicts than this are not told apart."""


def outputs(tracer: Tracer, returned: Iterable[Returned]) -> tuple[Output, ...]:
    """Every head that a model returns; the elements of tuples, lists and dicts each on their own."""
    found: dict[Output, None] = {}
    for one in returned:
        with contained(one.path):
            for slot, when, _ in _elements(one.value, one.when):
                for traced in tracer.trace(slot, when):
                    output = Output(when=traced.when, mode=mode(traced.when), head=traced.head(), model=one.model)
                    found[output] = None
    return tuple(found)


def models(tracer: Tracer, returned: Iterable[Returned]) -> tuple[Model, ...]:
    """The project's classes whose objects gave heads, with what they were built with."""
    found: dict[Model, None] = {}
    for one in returned:
        with contained(one.path):
            arguments = _arguments(one)
            for slot, when, element in _elements(one.value, one.when):
                for traced in tracer.trace(slot, when):
                    if not isinstance(traced.flow.domain, Unknown):
                        found[Model(one.model, one.path, arguments, element, traced.head())] = None
    return tuple(found)


def _arguments(one: Returned) -> tuple[tuple[int | str, object], ...] | Unknown:
    if one.built is None:
        return Unknown("what it was built with is not known")
    found = tuple((name, plain(settled(slot, one.when), one.when)) for name, slot in one.built)
    missing = next((name for name, constant in found if constant is NotConstant), None)
    return found if missing is None else Unknown(f"the argument {missing} that it was built with is not constant")


Element: TypeAlias = tuple[int | str, ...]


def _elements(cases: Cases, path: Condition, at: Element = ()) -> Iterator[tuple[Cases, Condition, Element]]:
    for value, when in alternatives(cases, path):
        slots: list[tuple[int | str, Cases]] | None = None
        if isinstance(value, Sequence):
            slots = list(enumerate(value.items))
        elif isinstance(value, Mapping):
            keys = [(getattr(key, "value", key), slot) for key, slot in value.items]
            slots = [(key if isinstance(key, (int, str)) else index, slot) for index, (key, slot) in enumerate(keys)]
        if slots is None or len(at) == MAX_NESTING:
            yield just(value), when, at
            continue
        for key, slot in slots:
            yield from _elements(slot, when, (*at, key))


def task(head: Head, loss: Loss | None = None) -> str:
    """What a head is for: "binary", "multiclass", "multilabel", "regression", each of the first three as
    "… segmentation" too; "" if that cannot be told. The loss says most of it, the channels the rest."""
    family = None if loss is None else loss.peek("family")
    channels, activation = head.peek("channels"), head.peek("activation")
    dense = " segmentation" if _dense(head) else ""
    if family in ("mse", "l1", "poisson"):
        return "regression"
    if family in ("cross_entropy", "nll") or (
        family == "focal" and loss is not None and loss.peek("over") == "channels"
    ):
        return _exclusive(channels) + dense if _exclusive(channels) else ""
    if family in ("bce", "bce_logits", "focal"):
        return _independent(channels) + dense if _independent(channels) else ""
    if family in ("dice", "lovasz"):
        return {"": "segmentation"}.get(_by_domain(head), f"{_by_domain(head)} segmentation")
    named = _by_domain(head) if family is None and activation is not None else ""
    return named + dense if named else ""


def _exclusive(channels: object) -> str:
    if not isinstance(channels, int) or channels < 2:
        return ""
    return "binary" if channels == 2 else "multiclass"


def _independent(channels: object) -> str:
    return "" if not isinstance(channels, int) else "binary" if channels == 1 else "multilabel"


def _by_domain(head: Head) -> str:
    """Without a loss, the activation tells: softmax makes classes exclude each other, sigmoid does not."""
    domain = head.peek("domain")
    if domain in ("probs", "log_probs"):
        return _exclusive(head.peek("channels"))
    return _independent(head.peek("channels")) if domain == "unit" else ""


def _dense(head: Head) -> bool:
    """Whether there is a score for every position of an image: channels first, and nothing pooled them away."""
    chain = head.peek("chain")
    if head.peek("axis") != 1 or not isinstance(chain, tuple):
        return False
    return not any(step.kind in ("reduces", "pools", "flattens", "squeezes", "views") for step in chain)
