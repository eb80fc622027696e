"""What models return, and the task that a head is for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from headlint.facts import Head, Loss, Output
from headlint.heads.constants import alternatives
from headlint.heads.modes import mode
from headlint.heads.trace import Tracer
from headlint.values import Cases, Condition, Mapping, Returned, Sequence, just

MAX_NESTING = 4
"""Outputs inside more tuples and dicts than this are not told apart."""


def outputs(tracer: Tracer, returned: Iterable[Returned]) -> tuple[Output, ...]:
    """Every head that a model returns; the elements of tuples, lists and dicts each on their own."""
    found: dict[Output, None] = {}
    for one in returned:
        for slot, when in _elements(one.value, one.when):
            for traced in tracer.trace(slot, when):
                output = Output(when=traced.when, mode=mode(traced.when), head=traced.head(), model=one.model)
                found[output] = None
    return tuple(found)


def _elements(cases: Cases, path: Condition, nesting: int = 0) -> Iterator[tuple[Cases, Condition]]:
    for value, when in alternatives(cases, path):
        slots: tuple[Cases, ...] | None = None
        if isinstance(value, Sequence):
            slots = value.items
        elif isinstance(value, Mapping):
            slots = tuple(slot for _, slot in value.items)
        if slots is None or nesting == MAX_NESTING:
            yield just(value), when
            continue
        for slot in slots:
            yield from _elements(slot, when, nesting + 1)


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
    return not any(step.kind in ("reduces", "flattens", "squeezes", "views") for step in chain)
