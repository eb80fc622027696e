"""A finding as a script: a few lines that need nothing but torch or Keras and show the same numbers.

The script writes out what ``worker.measure`` does: the same labels, the same scores to start from, the same descent. It
prints what the finding's criterion compares, for the head as it is and for the corrected one.
"""

from __future__ import annotations

from typing import Any

from headlint.probe import faults, script_data, script_keras, script_torch
from headlint.probe.criteria import Criterion
from headlint.probe.faults import Fault
from headlint.probe.scalars import is_scalar, spelled
from headlint.probe.tails import NotProbed, Tail
from headlint.probe.words import describe

PRINTS: dict[Fault, tuple[str, ...]] = {
    faults.raises: ("loss at the start",),
    faults.not_a_number: ("loss at the start",),
    faults.high_floor: ("lowest loss",),
    faults.bottomless: ("lowest loss",),
    faults.below: ("loss of raising every channel", "loss of the right answer"),
    faults.rewards_all: ("loss of raising every channel", "loss of the right answer"),
    faults.rewards_other: ("lowest loss", "loss of the right answer"),
    faults.blind: ("lowest loss", "lowest loss with one answer for all"),
    faults.unlearned: ("lowest loss",),
    faults.no_gradient: ("gradient at the start",),
    faults.dead_when_wrong: ("gradient when sure and wrong",),
    faults.dead_when_low: ("gradient when all is low",),
    faults.spare_channel: ("smallest gradient of the last channel",),
    faults.mixes_samples: ("output that changes when a sample is alone",),
    faults.squashed: ("output",),
    faults.unweighted: ("loss that tripled weights make",),
}
"""What a script prints for each inequality of a criterion."""

IN_RECORD: dict[str, tuple[str, ...]] = {
    "loss at the start": ("loss_start",),
    "lowest loss": ("loss_floor",),
    "lowest loss with one answer for all": ("loss_of_constant",),
    "loss of raising every channel": ("loss_of_all",),
    "loss of the right answer": ("loss_right",),
    "gradient at the start": ("gradient", "init"),
    "gradient when sure and wrong": ("gradient", "wrong"),
    "gradient when all is low": ("gradient", "low"),
    "smallest gradient of the last channel": ("least_of_last",),
    "output that changes when a sample is alone": ("alone",),
}
"""Where the printed numbers stand in a measurement."""


def wanted(criterion: Criterion, fault: str | None) -> list[str]:
    """What a script prints: the numbers of the inequality that decided, else of the first of the criterion."""
    decide = (faults.high_floor,) if criterion.harmless else criterion.decide
    decided = [one for one in decide if one.__name__ == fault]
    return list(PRINTS.get((decided or list(decide))[0], ()))


def script(title: str, prints: list[str], task: dict[str, Any], yours: Tail, fixed: Tail, backend: str) -> str:
    """The script. ``prints``: see ``wanted``. Raises ``NotProbed`` for what only the probe itself can build."""
    if yours["stand_in"] and yours["loss"] is not None:
        title += f" (measured on {yours['stand_in']})"
    side = script_torch if yours["framework"] == "torch" else script_keras
    lines = [f"# {title}: {spoken(yours)}, beside {spoken(fixed)}"]
    lines += [*side.imports(backend, modules(task, yours, fixed)), ""]
    tails = {"yours": yours, "fixed": fixed}
    heads = {name: (tail, head_of(tail, "scores")) for name, tail in tails.items()}
    if task.get("use", {}).get("of") == "decision":
        lines += script_data.decisions(heads, side.SPELLING)
    elif "use" in task:
        measured = {name: (tail, side.metric(task["use"], tail, head)) for name, (tail, head) in heads.items()}
        lines += script_data.metrics(measured, side.SPELLING)
    elif "loss that tripled weights make" in prints:
        scored = loss_of(yours, "output", "target", "np.ones({})")
        lines += script_keras.weights(yours, fixed, head_of(yours), scored)
    elif yours["loss"] is None:
        lines += script_data.outputs(heads, side.SPELLING)
    else:
        lines += _with_loss(prints, yours, fixed, side)
    return "\n".join([*lines, ""])


def _with_loss(prints: list[str], yours: Tail, fixed: Tail, side: Any) -> list[str]:
    """What computes the numbers of a head and its loss, the labels, and the calls; the second time only the labels that
    are other ones."""
    shown = printed(prints, side.FROM_START)
    needs = {"start", "target"} | {name for name in ("right", "wrong") if any(f"({name})" in line for line in shown)}
    first, second = (script_data.used(side.labels(tail), needs) for tail in (yours, fixed))
    body = ["def show(name, head, loss, rate):", *side.function("".join(shown)), *shown, ""]
    return [
        *body, *first, _call("yours", yours, side), *script_data.changed(second, first), _call("fixed", fixed, side),
    ]  # fmt: skip


def _call(name: str, tail: Tail, side: Any) -> str:
    scored = side.scorer(tail, loss_of(tail, "output", "target", f"{side.SPELLING.prefix}.ones({{}})"))
    return f'show("{name}", lambda x: {head_of(tail, side.given(tail))}, {scored}, {rate(tail)})'


# ── expressions that both frameworks share ───────────────────────────────────────────────────────────────────────────


def head_of(tail: Tail, of: str = "x") -> str:
    """The activations applied to ``x``."""
    for step in tail["steps"]:
        given = ", ".join(f"{name}={value!r}" for name, value in step["arguments"].items())
        if step["form"] == "kind":
            of = _by_kind(step, of)
        elif step["form"] == "method":
            of = f"{of}.{step['name'].rpartition('.')[2]}({given})"
        elif step["form"] == "layer":
            of = f"{step['name']}({given})({of})"
        else:
            of = f"{step['name']}({', '.join(filter(None, [of, given]))})"
    return of


def _by_kind(step: dict[str, Any], of: str) -> str:
    if step["kind"] == "channels_last":
        return f"{of}.movedim(1, -1)"
    if step["kind"] == "channels_first":
        return f"keras.ops.moveaxis({of}, -1, 1)"
    if step["kind"] == "split":
        return f"{of}.reshape(len({of}), {step['arguments']['parts']}, {step['arguments']['each']})"
    if step["kind"] == "clip":
        return f"{of}.clip({step['arguments']['low']!r}, {step['arguments']['high']!r})"
    if is_scalar(step):
        return spelled(step, of)
    raise NotProbed(f"{step['name']} is not in a library that a script could use")


def loss_of(tail: Tail, output: str, target: str, ones: str) -> str:
    """The loss of an output and a target. ``ones``: how class weights are written, with ``{}`` for their count."""
    loss = tail["loss"]
    given = [
        f"{name}={ones.format(value['ones']) if isinstance(value, dict) else repr(value)}"
        for name, value in loss["options"].items()
    ]
    if loss["swapped"]:
        output, target = target, output
    if loss["form"] == "layer":
        operands = [target, output] if tail["framework"] == "keras" else [output, target]
        return f"{loss['name']}({', '.join(given)})({', '.join(operands)})"
    operands = [f"{loss['input']}={output}", f"{loss['target']}={target}"]
    return f"{loss['name']}({', '.join([*operands, *given])})"


def printed(prints: list[str], computed: dict[str, str]) -> list[str]:
    """The line that prints the numbers of one head; where the framework may raise an error, that."""
    said = "\\n".join(f"{{name}}: {title} {{{computed[title]}:.5g}}" for title in prints)
    line = f'    print(f"{said}")'
    if "loss at the start" not in prints:
        return [line]
    error = '        print(f"{name}: {type(error).__name__}: {error}"[:300])'
    return ["    try:", f"    {line}", "    except Exception as error:", error]


def modules(task: dict[str, Any], *tails: Tail) -> list[str]:
    """The modules that names stand in, besides torch and keras."""
    names = [step["name"] for tail in tails for step in tail["steps"] if step["form"] != "kind"]
    names += [tail["loss"]["name"] for tail in tails if tail["loss"]]
    names += [task["use"]["name"]] if "name" in task.get("use", {}) else []
    return sorted({name.rpartition(".")[0] for name in names if not name.startswith(("torch.", "keras."))})


def rate(tail: Tail) -> float:
    """The step of the descent."""
    want = tail["target"]
    return max(0.5, max(abs(want["low"]), abs(want["high"])) / 50) if want["form"] == "values" else 0.5


def spoken(tail: Tail) -> str:
    return describe(tail).replace("→", "->")
