"""What was seen of a live head and its loss, and the facts that follow from it, as a finding carries them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from headlint import knowledge
from headlint.knowledge.domains import NORMALISING
from headlint.probe.by_hand import activation, head_facts
from headlint.probe.live.labels import labels
from headlint.probe.live.ranges import Shown, shown
from headlint.probe.tails import CANONICAL, known
from headlint.probe.worker.side import Array
from headlint.values import Const

MOST_NUMBERS = 4_000_000
"""More of an output say nothing new and cost memory: then its first samples stand for all."""

UNTOLD = {"unknown": "its output does not tell what was applied to the scores"}

BROADCAST = "broadcast-in-regression-loss"
"""The rule for a column of scores against a flat row of numbers: its tails are its own."""


@dataclass(frozen=True, slots=True)
class Look:
    """A head as it reaches a loss. ``outputs``: under the model's own weights, then under others; ``chain``: its
    activations, None if the graph does not tell; ``loss``: the facts of the loss; ``target``: the labels of the batch.
    ``value`` and ``gradient``: the loss of the batch, and the norm of its gradient by the last weights; ``error``: what
    the loss raised instead."""

    framework: str
    outputs: Sequence[Array]
    chain: Sequence[Mapping[str, Any]] | None
    loss: Mapping[str, Any]
    target: Array
    value: float | None = None
    gradient: float | None = None
    error: str | None = None

    @property
    def axis(self) -> int:
        """The axis of the classes in the outputs."""
        dimensions = self.outputs[0].ndim
        if self.framework == "keras" or dimensions < 3:
            return 0 if dimensions < 2 and known(self.loss, "over") == "channels" else -1
        return 1 if known(self.loss, "over") == "channels" or dimensions > 3 else -1

    @property
    def channels(self) -> int:
        made = self.outputs[0]
        return int(made.shape[self.axis]) if made.ndim > 1 or self.axis == 0 else 1

    def shown(self) -> Shown:
        return shown(self.outputs, self.axis)

    def head(self) -> dict[str, Any]:
        """The facts of the head: by its graph where that tells all, else by its numbers."""
        seen = self.shown()
        made = _of_chain(self.chain, self.channels, self.framework) if self.chain is not None else None
        if made is None or (seen.domain in ("probs", "log_probs", "unit") and known(made, "domain") != seen.domain):
            made = _of_numbers(seen, self.channels, self.framework)
        if seen.axis == 0 and self.axis != 0:
            made |= {"axis": 0, "chain": _over_batch(made["chain"])}
        elif self.chain and self.chain[-1]["kind"] in NORMALISING and seen.axis is None:
            made |= {"chain": UNTOLD, "domain": UNTOLD}  # it normalises over an axis that is neither
        return made

    def labels(self) -> dict[str, Any]:
        exclusive = known(self.loss, "over") == "channels"
        return labels(self.target, self.outputs[0], self.axis, self._ignored(), exclusive)

    def _ignored(self) -> Any:
        options = self.loss["options"]
        for name in ("ignore_index", "ignore_class"):
            if name in options:
                return known(options, name)
        row = knowledge.row(str(self.loss["name"]))
        default = knowledge.signature(row).default("ignore_index") if row is not None else None
        return default.value if isinstance(default, Const) else None

    def rule(self) -> str:
        """The rule whose tails are to be measured; "" for the tail as it is."""
        column, row = self.outputs[0].shape, self.target.shape
        flat = len(column) == 2 and column[1] == 1 and len(row) == 1 and row[0] > 1
        return BROADCAST if flat and known(self.loss, "family") in ("mse", "l1") else ""

    def seen(self) -> dict[str, Any]:
        """What the model gave for this batch, as the model probe writes it."""
        made = np.asarray(self.outputs[0], np.float64)
        sums = made.sum(self.axis) if made.ndim > 1 else made
        return {
            "verdict": "confirmed", "reason": None, "shape": list(made.shape), "channels": self.channels,
            "low": float(made.min()), "high": float(made.max()), "sums_to_1": bool(np.allclose(sums, 1, atol=1e-3)),
            "loss": {"start": self.value, "gradient": self.gradient, "error": self.error},
        }  # fmt: skip


def samples(shape: Sequence[int]) -> int:
    """How many samples of an output are looked at."""
    each = max(int(np.prod(shape[1:])), 1)
    return max(min(int(shape[0]), MOST_NUMBERS // each), 1) if shape else 1


def _of_chain(chain: Sequence[Mapping[str, Any]], channels: int, framework: str) -> dict[str, Any] | None:
    """The facts by the activations of a graph; None if one of them is not known."""
    steps = []
    for step in chain:
        if step["kind"] not in CANONICAL[framework] and _function(step["kind"], framework) is None:
            return None
        made = activation(_function(step["kind"], framework) or step["kind"], framework)
        steps.append(None if made is None else {**made, "arguments": dict(step["arguments"])})
    return head_facts(channels, steps, framework)


def _over_batch(chain: Any) -> Any:
    """Activations that normalise over the first axis."""
    if not isinstance(chain, list):
        return chain
    return [
        {**step, "arguments": {**step["arguments"], "dim": 0, "axis": 0}} if step["kind"] in NORMALISING else step
        for step in chain
    ]


FUNCTIONS = {
    "torch": {
        "elu": "torch.nn.functional.elu", "selu": "torch.selu", "gelu": "torch.nn.functional.gelu",
        "silu": "torch.nn.functional.silu", "mish": "torch.nn.functional.mish", "exp": "torch.exp", "log": "torch.log",
        "abs": "torch.abs", "hard_sigmoid": "torch.nn.functional.hardsigmoid",
        "hard_swish": "torch.nn.functional.hardswish",
    },
    "keras": {
        "elu": "keras.ops.elu", "selu": "keras.ops.selu", "gelu": "keras.ops.gelu", "silu": "keras.ops.silu",
        "exp": "keras.ops.exp", "log": "keras.ops.log", "abs": "keras.ops.abs", "relu6": "keras.ops.relu6",
        "hard_sigmoid": "keras.ops.hard_sigmoid", "softsign": "keras.ops.softsign",
    },
}  # fmt: skip
"""The functions of activations that ``tails.CANONICAL`` has none for."""


def _function(kind: str, framework: str) -> str | None:
    name = FUNCTIONS[framework].get(kind)
    return name if name is not None and knowledge.row(name) is not None else None


def _of_numbers(seen: Shown, channels: int, framework: str) -> dict[str, Any]:
    """The facts by what the output shows: a domain, and the activations only where the numbers leave no choice."""
    made = head_facts(channels, [activation("relu", framework)] if seen.zeros else [], framework)
    if seen.domain == "logits" or (seen.domain == "nonneg" and seen.zeros):
        return made
    untold = UNTOLD if seen.domain is None else seen.domain
    return {**made, "domain": untold, "bounds": [seen.low, seen.high], "chain": UNTOLD}
