"""Scripts for torch."""

from __future__ import annotations

from typing import Any

from headlint.probe.reproduce import classes, head_of, loss_of, printed, rate, samples
from headlint.probe.tails import Tail

FROM_START = {
    "loss at the start": "at(start)[0].item()",
    "gradient at the start": "at(start)[1].norm().item()",
    "lowest loss": "lowest(start)",
    "lowest loss with one answer for all": "lowest(start[:1])",
    "loss of raising every channel": "at(torch.full_like(start, 30.0))[0].item()",
    "loss of the right answer": "at(right)[0].item()",
    "gradient when sure and wrong": "at(wrong)[1].norm().item()",
    "gradient when all is low": "at(torch.full_like(start, -4.0))[1].norm().item()",
    "smallest gradient of the last channel": "at(start)[1][:, -1].min().item()",
    "output that changes when a sample is alone": "(head(2 * start)[:1] - head(2 * start[:1])).abs().max().item()",
}
"""How each number is computed."""


def imports(backend: str, modules: list[str]) -> list[str]:
    return ["import torch", *(f"import {module}" for module in modules)]


def function(wanted: list[str]) -> list[str]:
    """What prints the numbers of one head. The scores of every sample are free: no network could do better."""
    lines = ["def show(name, head, loss, rate):"]
    if any("at(" in FROM_START[title] for title in wanted):
        lines += [
            "    def at(scores):",
            "        scores = scores.clone().requires_grad_()",
            "        value = loss(head(scores), target).mean()",
            "        return value, torch.autograd.grad(value, scores)[0]",
        ]
    if any("lowest(" in FROM_START[title] for title in wanted):
        lines += [
            "    def lowest(scores):",
            "        scores = scores.clone().requires_grad_()",
            "        adam = torch.optim.Adam([scores], lr=rate)",
            "        fall = torch.optim.lr_scheduler.LinearLR(adam, 1.0, 0.0, 300)",
            "        for _ in range(300):",
            "            value = loss(head(scores.expand_as(start)), target).mean()",
            "            adam.zero_grad(), value.backward(), adam.step(), fall.step()",
            "        return value.item()",
        ]
    return [*lines, *printed(wanted, FROM_START)]


def labels(tail: Tail) -> list[str]:
    """The labels, and the scores that are read off them."""
    count, channels, form = samples(tail), tail["channels"], tail["target"]["form"]
    positions = count * (4 if tail["layout"] == "image" else 1)
    last = f".view({count}, 2, 2, {channels}).movedim(-1, 1)" if tail["layout"] == "image" else ""
    numbers = f"torch.arange({count})"
    step = 0 if tail["target"].get("elsewhere") else 1
    numbers = f"({numbers}[:, None] + {step} * torch.arange(4)).view(-1)" if positions > count else numbers
    lines = [f"classes = {numbers} % {classes(tail)}"]
    if form in ("probs", "log_probs"):
        lines.append(f"target = (2 * torch.eye({channels})[classes] + 0.5 * torch.arange({channels}).cos()).softmax(1)")
        lines.append("right, wrong = target.log(), 4 * target.log().roll(1, 1)")
        lines += ["target = target.log()"] if form == "log_probs" else []
    elif form == "values":
        low, high = tail["target"]["low"], tail["target"]["high"]
        spread = f"torch.linspace({low!r}, {high!r}, {max(tail['target']['classes'], 2)})"
        lines.append(f"target = {spread}[classes, None].repeat(1, {channels})")
        lines.append("right, wrong = target, -target - 4")
        lines += ["target = target[:, 0]"] if tail["target"].get("flat") else []
    else:
        lines.append(f"hot = {_hot(tail)}{last}")
        shape = ".movedim(1, -1)" if tail["target"].get("elsewhere") and tail["target"]["form"] != "indices" else ""
        lines.append(f"target = {_target(tail, count)}{shape}")
        other = "hot < 1" if form == "multi_hot" or channels == 1 else "hot.roll(1, 1) > 0"
        lines.append(f"right, wrong = torch.where(hot > 0, 30.0, -30.0), torch.where({other}, 4.0, -4.0)")
    lines.append(f"start = 0.5 * torch.arange({positions * channels}.0).cos().view({positions}, {channels}){last}")
    return lines


def _hot(tail: Tail) -> str:
    """1 where a channel is right."""
    channels, form = tail["channels"], tail["target"]["form"]
    if form == "index_column":
        named = f"torch.tensor({tail['target']['labels']})[classes]" if tail["target"].get("labels") else "classes"
        return f"{named}[:, None].float().repeat(1, {channels})"
    if form == "multi_hot" and channels == 1:
        return "(classes % 2)[:, None].float()"
    if form == "multi_hot":
        eye = f"torch.eye({channels})"
        return f"({eye}[classes] + {eye}[(classes + 2) % {channels}]).clamp(max=1)"
    return f"(classes[:, None] == torch.arange({channels})).float()"


def _target(tail: Tail, count: int) -> str:
    want = tail["target"]
    cast = {"int": ".long()", "float": ".float()", "bool": ".bool()"}.get(want.get("dtype") or "", "")
    if want["form"] != "indices":
        return f"hot{cast}"
    numbers = f"torch.tensor({want['labels']})[classes]" if want.get("labels") else "classes"
    if tail["layout"] == "image":
        numbers += f".view({count}, {'1, ' if want.get('column') else ''}2, 2)"
    return numbers + cast


def call(name: str, tail: Tail) -> str:
    scorer = loss_of(tail, "output", "target", "torch.ones({})")
    return f'show("{name}", lambda x: {head_of(tail)}, lambda output, target: {scorer}, {rate(tail)})'


def outputs(yours: Tail, fixed: Tail) -> list[str]:
    """The ends of the outputs."""
    channels = yours["channels"]
    lines = [f"scores = 30 * torch.arange({16 * channels}.0).cos().view(16, {channels})"]
    for name, tail in (("yours", yours), ("fixed", fixed)):
        lines.append(f"output = {head_of(tail, 'scores')}")
        lines.append(f'print(f"{name}: output {{output.min():.3g}}..{{output.max():.3g}}")')
    return lines


def uses(use: dict[str, Any], yours: Tail, fixed: Tail) -> list[str]:
    """Decisions, or metrics, of the same scores."""
    lines: list[str] = []
    if use["of"] == "decision":
        for name, tail in (("yours", yours), ("fixed", fixed)):
            channels, told = tail["channels"], tail["decision"]
            lines.append(f"scores = 3 * torch.arange({512 * channels}.0).cos().view(512, {channels})")
            decide = f".argmax({told['axis']})" if told["kind"] == "argmax" else f" > {told['threshold']!r}"
            lines.append(f"{name} = ({head_of(tail, 'scores')}){decide}")
            lines.append(f'print("{name}: answers", {name}.unique().int().tolist())')
        if yours["channels"] == fixed["channels"]:
            lines.append('print(f"agreement {(yours == fixed).float().mean():.4f}")')
        return lines
    given = ", ".join(f"{name}={value!r}" for name, value in use["options"].items())
    for name, tail in (("yours", yours), ("fixed", fixed)):
        channels = tail["channels"]
        target = "labels[:, None]" if channels == 1 else "labels"
        hot = target if channels == 1 else f"labels[:, None] == torch.arange({channels})"
        lines += [
            f"labels = torch.arange(512) % {max(channels, 2)}",
            f"right = torch.where(({hot}) > 0, 3.0, -3.0)",
            f"faint = torch.where(({hot}) > 0, 0.7, 0.3)",
            'for name, scores in {"right": right, "wrong": -right, "faint": faint}.items():',
            f"    value = {use['name']}({given})({head_of(tail, 'scores')}, {target})",
            f'    print(f"{name}: metric of {{name}} scores {{value:.4f}}")',
        ]
    return lines
