"""Tails in words: ``softmax → CrossEntropyLoss``."""

from __future__ import annotations

from typing import Any

from headlint.probe.scalars import is_scalar, spoken
from headlint.probe.tails import Tail


def describe(tail: Tail) -> str:
    steps = [spoken(step) if is_scalar(step) else step["kind"].replace("_", "-") for step in tail["steps"]]
    if not steps or is_scalar(tail["steps"][0]):
        steps.insert(0, "logits")
    return " → ".join([*steps, *([_loss(tail["loss"])] if tail["loss"] else [])])


def _loss(loss: dict[str, Any]) -> str:
    name = loss["name"].rpartition(".")[2]
    options = [f"{option}={value}" for option, value in loss["options"].items() if _telling(value)]
    return f"{name}({', '.join(options)})" if options else name


def _telling(value: object) -> bool:
    return value is not None and not isinstance(value, dict) and value != "batchmean"
