"""From the facts that a finding carries to tails: what stands behind the last layer, up to the loss.

A tail is JSON-ready: ``channels``, ``layout`` ("flat": (N, C); "image": with positions), ``steps`` (activations),
``loss`` and ``target``. Only names that ``knowledge`` has a row for get into one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from headlint import knowledge
from headlint.knowledge import domains
from headlint.knowledge.rows import Activate, Clip, Keep, Produce, Row, Score
from headlint.probe.equivalents import FRAMEWORKS, standing_for
from headlint.probe.scalars import is_scalar, scalar_step
from headlint.probe.targets import target_of

Tail: TypeAlias = dict[str, Any]
Facts: TypeAlias = Mapping[str, Any]

MOST_CHANNELS = 1024
"""More channels than this cost time and show nothing new."""

DENSE = ("monai.", "segmentation_models_pytorch.")
"""Losses of these packages are for images."""

FLAT = ("reduces", "pools", "flattens", "views", "squeezes")
"""Steps behind which there are no images any more, most likely."""

IGNORED = frozenset({"inplace", "dtype", "_stacklevel", "name", "out", "device", "reduction", "reduce", "size_average",
                     "sample_weight", "weights", "scope", "loss_collection"})  # fmt: skip
"""Arguments that do not change what is measured: losses are averaged, whatever their reduction."""


class NotProbed(Exception):
    """The facts do not say enough to rebuild the tail. The message says what is missing."""


def known(facts: Facts, name: str) -> Any:
    """A fact, or None where it is not known (or not there)."""
    found = facts.get(name)
    return None if isinstance(found, Mapping) and set(found) == {"unknown"} else found


def needed(facts: Facts, name: str, of: str) -> Any:
    found = known(facts, name)
    if found is None:
        reason = facts.get(name, {}).get("unknown", "") if isinstance(facts.get(name), Mapping) else ""
        raise NotProbed(f"the {name.replace('_', ' ')} of the {of} is not known{f': {reason}' if reason else ''}")
    return found


def tail_of(head: Facts, loss: Facts, target: Facts, channels: int) -> Tail:
    """The tail as the project has it. ``channels``: its count, or the one to measure where it is not known."""
    channels = min(channels, MOST_CHANNELS)
    framework, scorer = _loss(loss)
    layout = _layout(head, loss) if framework == "torch" else "flat"
    axis = 1 if framework == "torch" else -1
    steps, stand_in = activations(head, framework, axis)
    return {
        "framework": framework,
        "channels": channels,
        "layout": layout,
        "steps": steps,
        "stand_in": stand_in,
        "loss": scorer,
        "target": target_of(loss, _told(head, loss, target, channels), channels),
    }


ASSUMED = {"bce": "one_hot", "bce_logits": "one_hot", "mse": "probs", "l1": "probs"}


def _told(head: Facts, loss: Facts, target: Facts, channels: int) -> dict[str, Any]:
    """What is known of the labels; where nothing says their form, a softmax says that they exclude each other."""
    told = {name: known(target, name) for name in target}
    if told.get("form") is None and channels > 1 and known(head, "domain") in ("probs", "log_probs"):
        assumed = ASSUMED.get(str(loss.get("family")))
        told["form"] = "log_probs" if assumed == "probs" and known(head, "domain") == "log_probs" else assumed
    return told


def _layout(head: Facts, loss: Facts) -> str:
    row = knowledge.row(known(head, "producer") or "")
    images = row is not None and isinstance(row.does, Produce) and (row.does.axis == 1 or (row.does.rank or 2) > 3)
    flattened = any(step["kind"] in FLAT for step in known(head, "chain") or ())
    return "image" if str(known(loss, "name")).startswith(DENSE) or (images and not flattened) else "flat"


# ── the loss ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _loss(loss: Facts) -> tuple[str, dict[str, Any]]:
    """The framework and the loss as it is built; in the framework that has it where its own library is not one."""
    name = needed(loss, "name", "loss")
    needed(loss, "expects", "loss")
    given = loss.get("options") or {}
    constants = {option: value for option, value in given.items() if not _unknown(value)}
    name, constants = standing_for(name, constants)
    row = knowledge.row(name)
    if row is None or not isinstance(row.does, Score):
        raise NotProbed(f"{name} is not in the tables")
    framework = FRAMEWORKS.get(name.partition(".")[0])
    if framework is None:
        raise NotProbed(f"{name} is of a framework that the probe does not run")
    accepted = set(knowledge.signature(row).names) - IGNORED - {row.does.input, row.does.target}
    options = {option: value for option, value in constants.items() if option in accepted}
    if name == "torch.nn.KLDivLoss" or name.endswith(".kl_div"):
        options["reduction"] = "batchmean"
    length = known(loss, "weight_length")
    if row.does.weight and isinstance(length, int):
        options[row.does.weight] = {"ones": length}
    elif row.does.weight in options and options[row.does.weight] is not None:
        del options[row.does.weight]
    numbered = known(loss, "weight_classes")
    return framework, {
        "name": name, "form": row.form, "options": options, "input": row.does.input, "target": row.does.target,
        "class_weight": sorted(numbered) if numbered else None,
        "swapped": False, "family": known(loss, "family"), "expects": known(loss, "expects"),
    }  # fmt: skip


def _unknown(value: Any) -> bool:
    return isinstance(value, Mapping) and "unknown" in value


# ── the activations ──────────────────────────────────────────────────────────────────────────────────────────────────

STANDS_FOR = {
    "probs": ("softmax",), "log_probs": ("log_softmax",), "unit": ("sigmoid",), "log_unit": ("log_sigmoid",),
    "symmetric": ("tanh",), "nonneg": ("relu",), "leaky": ("leaky_relu",), "logits": (), "one_hot": (),
}  # fmt: skip
"""Activations that make each domain: they stand in for a head that cannot be rebuilt step by step."""


def activations(head: Facts, framework: str, axis: int) -> tuple[list[dict[str, Any]], str | None]:
    """The activations of a head, or others that make the same domain, and then why."""
    domain = known(head, "domain")
    chain = known(head, "chain")
    if chain is not None:
        steps = _rebuilt(head, chain, framework, axis)
        if steps is not None and (domain is None or _makes(steps) in (domain, None)):
            return steps, None
    if domain == "bounded":
        low, high = known(head, "bounds") or (0.0, 1.0)
        if isinstance(low, str) or isinstance(high, str):
            raise NotProbed("the head cannot be rebuilt from what is known of it")
        return [{**by_kind("clip", framework, axis), "arguments": {"low": low, "high": high}}], "clipped to its bounds"
    if domain not in STANDS_FOR:
        raise NotProbed("the head cannot be rebuilt from what is known of it")
    return [by_kind(kind, framework, axis) for kind in STANDS_FOR[domain]], f"a head that makes {domain} as well"


def _rebuilt(head: Facts, chain: Any, framework: str, axis: int) -> list[dict[str, Any]] | None:
    """The chain's activations, and what is computed with numbers, as steps; None if something else in it changes the
    output."""
    steps: list[dict[str, Any]] = []
    own = _of_producer(head, chain)
    if own is not None:
        steps.append(_step(own, {}, framework, axis, known(head, "axis") if len(chain) == 1 else None))
    last = max((index for index, step in enumerate(chain) if step["role"] == "activation"), default=-1)
    for index, step in enumerate(chain):
        row = knowledge.row(step["name"])
        does = row.does if row is not None else None
        if isinstance(does, Keep) and does.scales:
            steps.clear()
        pooled = isinstance(does, Keep) and does.shape in ("reduces", "samples", "pools")
        scalar = scalar_step(step["kind"], step["arguments"], axis) if step["role"] == "combine" else None
        if scalar is not None:
            steps.append(scalar)
        elif step["role"] == "combine" or (pooled and steps):
            return None
        if step["role"] == "activation":
            if row is None:
                return None
            written = known(head, "axis") if index == last else _axis_of(step, row)
            written = None if _rebatched(chain[index + 1 :]) else written
            implicit = index == last and known(head, "implicit_axis") is True
            steps.append(_step(row, step, framework, axis, written, implicit))
    return steps


def _axis_of(step: Facts, row: Row) -> Any:
    """The axis that an activation is written with; None if there is none."""
    parameter = row.does.axis if isinstance(row.does, Activate) else None
    return known(step["arguments"], parameter) if parameter else None


def _rebatched(steps: Any) -> bool:
    """Whether a batch axis may be put before what had none: then axis 0 was that of the classes."""
    rows = [knowledge.row(step["name"]) for step in steps]
    shapes = {row.does.shape for row in rows if row is not None and isinstance(row.does, Keep)}
    return bool(shapes & {"unsqueezes", "views"}) or any(step["kind"] == "stack" for step in steps)


def _of_producer(head: Facts, chain: Any) -> Row | None:
    """The activation that the producer applies itself (``Dense(3, activation="softmax")``)."""
    if not chain:
        return None
    row = knowledge.row(chain[0]["name"])
    parameter = row.does.activation if row is not None and isinstance(row.does, Produce) else None
    if row is None or not parameter:
        return None
    named = chain[0]["arguments"].get(parameter)
    if isinstance(named, str):
        return knowledge.activation(row, named)
    if named is None and not any(step["role"] == "activation" for step in chain):
        applied = known(head, "activation_name")
        return knowledge.row(applied) if applied and applied != "identity" else None
    return None


def _step(
    row: Row, step: Facts, framework: str, axis: int, written: Any = None, implicit: bool = False
) -> dict[str, Any]:
    """One activation. The axis it normalises over is the class axis in the measured layout, or the batch."""
    does = row.does
    kind = step.get("kind") or (does.kind if isinstance(does, Activate) else "")
    parameter = knowledge.input_of(row) or ""
    accepted = set(knowledge.signature(row).names) - IGNORED - {parameter}
    arguments = {
        name: value for name, value in (step.get("arguments") or {}).items() if name in accepted and not _unknown(value)
    }
    over = 0 if written == 0 else axis
    if isinstance(does, Activate) and does.axis and not implicit:
        arguments[does.axis] = over
    name, form = row.name.rstrip("_"), str(row.form)
    if FRAMEWORKS.get(name.partition(".")[0]) != framework or (isinstance(does, Activate) and does.kind_from):
        form = "kind"
    if isinstance(does, Clip):
        low, high = (arguments.get(end or "") for end in (does.low, does.high))
        if form == "kind":
            arguments = {"low": low, "high": high}
    return {"name": name, "form": form, "input": parameter, "arguments": arguments, "kind": kind, "axis": over}


def _makes(steps: list[dict[str, Any]]) -> str | None:
    """The domain that a chain of activations makes of logits; None where that depends on more than their kinds."""
    numbers = domains.of("logits")
    for step in steps:
        limited = step["kind"] == "clip" or is_scalar(step)
        if limited or len(step["arguments"]) > 1 or not isinstance(numbers.domain, str):
            return None
        numbers = domains.through(step["kind"], numbers, None)
    return numbers.domain if isinstance(numbers.domain, str) else None


CANONICAL: dict[str, dict[str, tuple[str, str]]] = {
    "torch": {
        "softmax": ("torch.softmax", "dim"), "log_softmax": ("torch.log_softmax", "dim"),
        "sigmoid": ("torch.sigmoid", ""), "tanh": ("torch.tanh", ""), "relu": ("torch.relu", ""),
        "log_sigmoid": ("torch.nn.functional.logsigmoid", ""), "softplus": ("torch.nn.functional.softplus", ""),
        "leaky_relu": ("torch.nn.functional.leaky_relu", ""),
    },
    "keras": {
        "softmax": ("keras.ops.softmax", "axis"), "log_softmax": ("keras.ops.log_softmax", "axis"),
        "sigmoid": ("keras.ops.sigmoid", ""), "tanh": ("keras.ops.tanh", ""), "relu": ("keras.ops.relu", ""),
        "log_sigmoid": ("keras.ops.log_sigmoid", ""), "softplus": ("keras.ops.softplus", ""),
        "leaky_relu": ("keras.ops.leaky_relu", ""),
    },
}  # fmt: skip
"""The function that people would write for an activation, and its parameter for the axis."""


def by_kind(kind: str, framework: str, axis: int) -> dict[str, Any]:
    """An activation by its common name."""
    name, parameter = CANONICAL[framework].get(kind, ("", ""))
    if not name:
        return {"name": kind, "form": "kind", "input": "", "arguments": {}, "kind": kind, "axis": axis}
    arguments = {parameter: axis} if parameter else {}
    return {
        "name": name, "form": "function", "input": "input" if framework == "torch" else "x", "arguments": arguments,
        "kind": kind, "axis": axis,
    }  # fmt: skip
