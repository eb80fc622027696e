"""A head described in words: the facts that a finding would carry."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from headlint import knowledge
from headlint.knowledge import domains
from headlint.knowledge.rows import Activate, Row, Score
from headlint.probe.tails import CANONICAL
from headlint.values import Const, Unknown, just

PACKAGES = ("torch.nn.", "torch.nn.functional.", "torch.", "keras.losses.", "keras.activations.", "keras.layers.",
            "keras.ops.", "monai.losses.", "segmentation_models_pytorch.losses.")  # fmt: skip
"""Where a bare name is looked for, in this order."""

FORMS = ("indices", "one_hot", "multi_hot", "probs", "binary", "continuous")


class NotDescribed(Exception):
    """Something named is not known. The message says what."""


def facts(
    channels: int | None, activations: Iterable[str], loss: str, target: str | None, options: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Head, loss and target as ``headlint.plain`` writes them."""
    scorer = _loss(loss, options)
    framework = "keras" if scorer["name"].startswith(("keras.", "tensorflow.")) else "torch"
    return (
        head_facts(channels, [activation(name, framework) for name in activations], framework),
        scorer,
        _target(target),
    )


def _named(name: str, kind: type, what: str) -> Row:
    for spelled in (name, *(package + name for package in PACKAGES)):
        row = knowledge.row(spelled)
        if row is not None and isinstance(row.does, kind):
            return row
    known = {row.name for table in knowledge.tables() for row in table.rows if isinstance(row.does, kind)}
    bare = {row.rpartition(".")[2] for row in known}
    close = difflib.get_close_matches(name, sorted(known | bare), n=1)
    raise NotDescribed(f"there is no {what} '{name}'{f'; did you mean {close[0]}?' if close else ''}")


def _loss(name: str, options: dict[str, Any]) -> dict[str, Any]:
    row = _named(name, Score, "loss")
    accepted = knowledge.signature(row).names
    for option in options:
        if option not in accepted:
            raise NotDescribed(f"{row.name} has no argument '{option}': it has {', '.join(accepted)}")
    try:
        return loss_facts(row, options)
    except Unsettled as reason:
        raise NotDescribed(str(reason)) from reason


class Unsettled(Exception):
    """What a loss takes depends on an argument that is not known. The message says on which."""


def loss_facts(row: Row, options: Mapping[str, Any], weight_length: int | None = None) -> dict[str, Any]:
    """The facts of a loss with these arguments, as ``headlint.plain`` writes them. An argument that is no constant is
    ``{"unknown": reason}``. Raises ``Unsettled``."""
    bound = {
        name: just(Unknown("it is no constant") if _unknown(value) else Const(value)) for name, value in options.items()
    }
    settled = knowledge.settle(row, bound)
    if not isinstance(settled, Score):
        assert isinstance(settled, Unknown)
        raise Unsettled(settled.reason)
    fields = ("family", "expects", "over", "applies", "target_form", "min_channels", "class_axis")
    none = {"unknown": "it has no class weights"}
    length = none if weight_length is None else weight_length
    return {"name": row.name, **{field: getattr(settled, field) for field in fields}, "options": dict(options),
            "weight_length": length, "weight_classes": none}  # fmt: skip


def _unknown(value: Any) -> bool:
    return isinstance(value, Mapping) and "unknown" in value


def activation(name: str, framework: str) -> dict[str, Any] | None:
    """One step of a chain; None for "none"."""
    if name in ("none", "identity", "linear", "logits"):
        return None
    kind = name.replace("-", "_")
    if kind in CANONICAL[framework]:
        row = knowledge.row(CANONICAL[framework][kind][0])
    else:
        row = _named(name, Activate, "activation")
    assert row is not None
    assert isinstance(row.does, Activate)
    return {"role": "activation", "name": row.name, "kind": row.does.kind, "arguments": {}}


def head_facts(channels: int | None, steps: list[dict[str, Any] | None], framework: str) -> dict[str, Any]:
    """The facts of a head with these activations, from the first to the last."""
    chain = [step for step in steps if step is not None]
    numbers = domains.of("logits")
    for step in chain:
        numbers = domains.through(step["kind"], numbers, None)
    unknown = {"unknown": "it is not given"}
    return {
        "channels": channels if channels is not None else unknown,
        "domain": numbers.domain if isinstance(numbers.domain, str) else unknown,
        "bounds": list(numbers.bounds),
        "class_axis": -1,
        "framework": framework,
        "producer": unknown,
        "axis": unknown,
        "chain": chain,
    }


def _target(form: str | None) -> dict[str, Any]:
    return {} if form is None else {"form": form}
