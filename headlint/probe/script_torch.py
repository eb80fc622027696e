"""Scripts for torch."""

from __future__ import annotations

from typing import Any

from headlint.probe import script_data
from headlint.probe.script_data import Spelling
from headlint.probe.tails import Tail

SPELLING = Spelling(
    "torch", "torch.tensor({})", "{}", "{}", {"int": "{}.long()", "float": "{}.float()", "bool": "{}.bool()"}
)

FROM_START = {
    "loss at the start": "value(start)",
    "gradient at the start": "gradient(start).norm()",
    "lowest loss": "lowest(start)",
    "lowest loss with one answer for all": "lowest(start[:1])",
    "loss of raising every channel": "value(torch.full_like(start, 30.0))",
    "loss of the right answer": "value(right)",
    "gradient when sure and wrong": "gradient(wrong).norm()",
    "gradient when all is low": "gradient(torch.full_like(start, -4.0)).norm()",
    "smallest gradient of the last channel": "gradient(start)[:, -1].min()",
    "output that changes when a sample is alone": "(head(2 * start)[:1] - head(2 * start[:1])).abs().max()",
}
"""How each number is computed."""


def imports(backend: str, modules: list[str]) -> list[str]:
    return ["import torch", *(f"import {module}" for module in modules)]


def function(expressions: str) -> list[str]:
    """What computes the numbers of one head. The scores of every sample are free: no network could do better."""
    lines: list[str] = []
    if "alone" not in expressions:
        lines += [
            "    def value(scores):",
            "        return loss(head(scores), target).mean()",
        ]
    if "gradient(" in expressions:
        lines += [
            "    def gradient(scores):",
            "        scores = scores.clone().requires_grad_()",
            "        return torch.autograd.grad(value(scores), scores)[0]",
        ]
    if "lowest(" in expressions:
        lines += [
            "    def lowest(scores):",
            "        scores = scores.clone().requires_grad_()",
            "        adam = torch.optim.Adam([scores], lr=rate)",
            "        fall = torch.optim.lr_scheduler.LinearLR(adam, 1.0, 0.0, 300)",
            "        for _ in range(300):",
            "            adam.zero_grad(), value(scores.expand_as(start)).backward(), adam.step(), fall.step()",
            "        return value(scores.expand_as(start))",
        ]
    return lines


def labels(tail: Tail) -> list[str]:
    return script_data.labels(tail, SPELLING)


def given(tail: Tail) -> str:
    """What the activations are applied to, of the scores ``x``."""
    return "x"


def scorer(tail: Tail, called: str) -> str:
    """The loss as ``show`` takes it."""
    return f"lambda output, target: {called}"


def metric(use: dict[str, Any], tail: Tail, head: str) -> list[str]:
    """The lines that compute a metric as ``value``."""
    given = ", ".join(f"{name}={value!r}" for name, value in use["options"].items())
    target = "hot" if tail["channels"] == 1 else "labels"
    return [f"value = {use['name']}({given})({head}, {target})"]
