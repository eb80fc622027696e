"""The corrected tail, which a finding's own is measured beside: the activation that the loss takes, labels in its form,
as many channels as it needs, and no option that contradicts them."""

from __future__ import annotations

from typing import Any

from headlint.probe.tails import Facts, Tail, by_kind, known
from headlint.probe.targets import EXCLUSIVE, REGRESSION, target_of

TAKES = {"logits": None, "any": None, "probs": "softmax", "unit": "sigmoid", "log_probs": "log_softmax",
         "nonneg": "softplus"}  # fmt: skip
"""The activation whose output a loss takes, by what it expects."""


def corrected(yours: Tail, loss: Facts, target: Facts, rule: str) -> Tail:
    """The tail as it should be: see ``SPECIAL`` for the rules whose correction is another one."""
    fixed = {**yours, "stand_in": None, "loss": _loss(yours, loss)}
    fixed["channels"] = _channels(yours, loss, target)
    fixed["steps"] = _harmless(yours, rule) or _activation(_takes(yours, loss), yours)
    fixed["target"] = _target(yours, fixed["channels"], loss)
    return SPECIAL.get(rule, lambda tail: tail)(fixed)


DROPPED = frozenset({"log-softmax-before-cross-entropy"})
KEPT = frozenset({"sigmoid-before-bce", "softmax-without-dim"})
"""Rules that only inform: the last activation goes, or stays with its axis written. What comes before it is not their
matter."""


def _harmless(yours: Tail, rule: str) -> list[dict[str, Any]]:
    """The steps of a head of which only the last is another one; empty where that does not apply."""
    if rule not in DROPPED | KEPT or len(yours["steps"]) < 2:
        return []
    *before, last = yours["steps"]
    return [*before, *_activation(last["kind"] if rule in KEPT else None, yours)]


def _takes(yours: Tail, loss: Facts) -> str | None:
    """The activation that the loss takes. Overlaps take masks that exclude each other as well as others."""
    last = yours["steps"][-1]["kind"] if yours["steps"] else None
    expects = str(known(loss, "expects"))
    exclusive = expects == "unit" and known(loss, "family") == "dice" and last == "softmax"
    return "softmax" if exclusive else TAKES.get(expects)


def _activation(kind: str | None, tail: Tail) -> list[dict[str, Any]]:
    axis = 1 if tail["framework"] == "torch" else -1
    return [] if kind is None else [by_kind(kind, tail["framework"], axis)]


def _loss(yours: Tail, loss: Facts) -> dict[str, Any]:
    """Without labels that it ignores, and with class weights of the right length: none; by number, one a class."""
    options = yours["loss"]["options"]
    kept = {
        name: value
        for name, value in options.items()
        if name not in ("ignore_index", "ignore_class") and not isinstance(value, dict)
    }
    numbered = None if yours["loss"]["class_weight"] is None else list(range(max(yours["channels"], 2)))
    return {**yours["loss"], "options": kept, "swapped": False, "class_weight": numbered}


def _channels(yours: Tail, loss: Facts, target: Facts) -> int:
    """As many as there are classes, where the loss compares them; two where it compares and there was one."""
    channels, classes = yours["channels"], known(target, "classes")
    if known(loss, "over") == "channels" or yours["target"]["form"] == "index_column":
        least = known(loss, "min_channels") or 1
        count = classes if isinstance(classes, int) else channels
        return max(int(min(count, 1024)), least) if yours["target"]["form"] != "index_column" else channels
    return int(channels)


def _target(yours: Tail, channels: int, loss: Facts) -> dict[str, Any]:
    """Labels in the form that the loss wants, of the kind that they are."""
    want = yours["target"]
    if want["form"] in ("values", "probs", "log_probs") and loss.get("family") in REGRESSION:
        return dict(want)
    same = loss.get("family") not in EXCLUSIVE and want["form"] in ("one_hot", "multi_hot")
    told: dict[str, Any] = {"form": want["form"]} if same else {}
    soft = want["form"] == "probs" and loss.get("family") == "cross_entropy" and loss.get("target_form") != "indices"
    if loss.get("family") in REGRESSION or soft:
        told = {"form": want["form"]}
    return target_of(loss, told, channels)


# ── rules whose correction is another one ────────────────────────────────────────────────────────────────────────────


def _cross_entropy(fixed: Tail) -> Tail:
    """Classes are learned with a cross-entropy on logits."""
    name, options = {
        "torch": ("torch.nn.functional.cross_entropy", {}),
        "keras": ("keras.losses.categorical_crossentropy", {"from_logits": True}),
    }[fixed["framework"]]
    names = ("input", "target") if fixed["framework"] == "torch" else ("y_pred", "y_true")
    loss = {"name": name, "form": "function", "options": options, "input": names[0], "target": names[1],
            "swapped": False, "class_weight": None, "family": "cross_entropy", "expects": "logits"}  # fmt: skip
    return {**fixed, "steps": [], "loss": loss}


SPECIAL = {"regression-loss-for-classes": _cross_entropy}
