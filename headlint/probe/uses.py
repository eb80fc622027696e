"""Decisions and metrics as tasks: the head as it is used, and how it should be."""

from __future__ import annotations

from typing import Any

from headlint import knowledge
from headlint.knowledge.rows import Measure
from headlint.probe.equivalents import FRAMEWORKS
from headlint.probe.scalars import is_scalar
from headlint.probe.tails import Facts, NotProbed, Tail, activations, by_kind, known

RIGHT = {"cross_entropy": "softmax", "nll": "softmax", "bce_logits": "sigmoid", "bce": "sigmoid"}
"""The activation that makes probabilities of what a loss trains."""


def used(head: Facts, loss: Facts, use: Facts, rule: str, channels: int) -> tuple[dict[str, Any], Tail, Tail]:
    """What is done, with the head as it is and with the corrected one."""
    framework = _framework(head, use)
    axis = 1 if framework == "torch" else -1
    steps, stand_in = activations(head, framework, axis)
    yours = {
        "framework": framework, "channels": channels, "layout": "flat", "steps": steps, "stand_in": stand_in,
        "loss": None, "target": {"form": "multi_hot", "classes": max(channels, 2), "read": "half"},
    }  # fmt: skip
    if use["of"] == "metric":
        task = _metric(use)
        right = "softmax" if use.get("expects") == "probs" and channels > 1 else "sigmoid"
        fixed = {**yours, "steps": [by_kind(right, framework, axis)]}
        if rule == "multiclass-metric-on-one-channel":
            fixed["channels"], fixed["steps"] = 2, [by_kind("softmax", framework, axis)]
        return task, yours, fixed
    return {"of": "decision"}, *_decided(yours, loss, use, rule, axis)


def _framework(head: Facts, use: Facts) -> str:
    named = FRAMEWORKS.get(str(known(use, "name")).partition(".")[0]) if use["of"] == "metric" else None
    framework = named or {"torch": "torch", "keras": "keras", "tensorflow": "keras"}.get(str(known(head, "framework")))
    if framework is None:
        raise NotProbed("the framework of the head is not known")
    return framework


def _decided(yours: Tail, loss: Facts, use: Facts, rule: str, axis: int) -> tuple[Tail, Tail]:
    kind, threshold = use["kind"], known(use, "threshold")
    decision = {"kind": kind, "axis": known(use, "axis"), "threshold": 0.5 if threshold is None else threshold}
    yours = {**yours, "decision": decision}
    if kind == "argmax":
        return yours, {**yours, "channels": max(yours["channels"], 2)}
    if rule == "activation-again-in-prediction":
        last = max(index for index, step in enumerate(yours["steps"]) if not is_scalar(step))
        return yours, {**yours, "steps": [*yours["steps"][:last], *yours["steps"][last + 1 :]]}
    right = RIGHT.get(str(known(loss, "family")), "sigmoid")
    return yours, {**yours, "steps": [by_kind(right, yours["framework"], axis)]}


def _metric(use: Facts) -> dict[str, Any]:
    row = knowledge.row(str(known(use, "name")))
    if row is None or not isinstance(row.does, Measure):
        raise NotProbed("the metric is not known")
    given = known(use, "options") or {}
    signature = knowledge.signature(row)
    accepted = set(signature.names) - {row.does.input, row.does.target, "dtype"}
    options = {name: value for name, value in given.items() if name in accepted or signature.options}
    return {
        "of": "metric", "name": row.name, "form": row.form, "options": options,
        "dense": "Categorical" in row.name and "Sparse" not in row.name,
    }  # fmt: skip
