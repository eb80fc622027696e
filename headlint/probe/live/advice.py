"""What to do about a head that does not fit: the difference between two tails, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from headlint.probe.tails import Tail

LABELS = {
    "indices": "class indices", "one_hot": "one-hot labels", "multi_hot": "a 0 or 1 for every channel",
    "probs": "probabilities", "log_probs": "log-probabilities", "values": "numbers that the head can reach",
    "index_column": "one number a sample",
}  # fmt: skip


def advice(yours: Tail, fixed: Tail, loss: Mapping[str, Any]) -> str:
    """What turns one tail into the other."""
    name = str(loss["name"]).rpartition(".")[2]
    if yours["channels"] != fixed["channels"]:
        return f"give the head {fixed['channels']} channels, or another loss: {name} compares channels with each other"
    axes = [[step["axis"] for step in tail["steps"]] for tail in (yours, fixed)]
    mine, right = (_names(tail) for tail in (yours, fixed))
    if mine != right and not right:
        applied = str(loss["applies"]).replace("_", "-")
        reason = f"{name} applies {applied} itself" if applied != "none" else f"{name} takes any numbers"
        return f"let the model return its bare scores (logits): {reason}"
    if mine != right:
        return f"let the model end in {' and '.join(right)}: that is what {name} takes"
    if axes[0] != axes[1]:
        return f"apply {mine[-1]} over the class axis, not over the batch"
    if yours["layout"] == "flat" and yours["target"].get("flat"):
        return "give output and labels one shape, as with output.squeeze(1)"
    if yours["target"] != fixed["target"]:
        return f"{name} takes {_labels(fixed)}"
    length = [option["ones"] for option in yours["loss"]["options"].values() if isinstance(option, dict)]
    if length and length[0] != yours["channels"]:
        return f"give {name} a weight for each of the {yours['channels']} channels"
    return f"give {name} labels of the shape and type that it takes: {_labels(fixed)}"


def _labels(tail: Tail) -> str:
    """The labels that a tail takes, in words."""
    form, classes = tail["target"]["form"], tail["target"]["classes"]
    numbers = f" from 0 to {classes - 1}, as integers" if form == "indices" else ""
    return f"{LABELS[form]}{numbers}"


def _names(tail: Tail) -> list[str]:
    return [str(step["kind"]).replace("_", "-") for step in tail["steps"]]
