"""From a finding's facts to the two tails of its rule. Most speak of a head and a loss, a few of something else."""

from __future__ import annotations

import ast
from collections.abc import Callable

from headlint import knowledge
from headlint.probe.backends import installed
from headlint.probe.by_hand import loss_facts
from headlint.probe.corrections import corrected
from headlint.probe.equivalents import MULTI, SINGLE, standing_for
from headlint.probe.tails import Facts, NotProbed, Tail, by_kind, known, tail_of

BOX_CLASSIFIER = {
    "name": "torch.nn.functional.cross_entropy", "expects": "logits", "family": "cross_entropy", "over": "channels",
    "applies": "log_softmax", "target_form": "either", "min_channels": 2, "class_axis": 1, "options": {},
}  # fmt: skip
"""How torchvision's detectors train the class of a box: ``fastrcnn_loss`` in torchvision/models/detection/roi_heads.py.
https://docs.pytorch.org/vision/stable/models/faster_rcnn.html"""


SPARSE = {
    **BOX_CLASSIFIER, "name": "keras.losses.sparse_categorical_crossentropy", "target_form": "indices",
    "class_axis": -1, "options": {"from_logits": True},
}  # fmt: skip


def tails(head: Facts, loss: Facts, target: Facts, use: Facts, rule: str, channels: int) -> tuple[Tail, Tail]:
    """The tail as it is and the corrected one."""
    special = SPECIAL.get(rule)
    if special is not None:
        return special(head, loss, target, use, channels)
    yours = tail_of(head, loss, target, channels)
    return yours, corrected(yours, loss, target, rule)


def _swapped(head: Facts, loss: Facts, target: Facts, use: Facts, channels: int) -> tuple[Tail, Tail]:
    """The model's output as the target, and the labels as the prediction."""
    labels = {"form": "one_hot"}
    bare = {"domain": "logits", "chain": []}
    right = corrected(tail_of(bare, loss, labels, channels), loss, labels, "")
    right["target"] = {"form": "one_hot", "classes": right["channels"], "read": "argmax"}
    return {**right, "loss": {**right["loss"], "swapped": True}}, right


def _all_with_all(head: Facts, loss: Facts, target: Facts, use: Facts, channels: int) -> tuple[Tail, Tail]:
    """A column of scores against a flat row of numbers."""
    yours = {**tail_of({"domain": "logits", "chain": []}, loss, {}, 1), "layout": "flat"}
    right = corrected(yours, loss, {}, "")
    return {**yours, "target": {**yours["target"], "flat": True}}, right


def _classes_elsewhere(head: Facts, loss: Facts, target: Facts, use: Facts, channels: int) -> tuple[Tail, Tail]:
    """Images whose classes lie on the axis that the framework's losses do not look at, and labels of the same shape or
    of the positions."""
    yours = {**tail_of(head, loss, target, channels), "layout": "image"}
    options = {name: value for name, value in yours["loss"]["options"].items() if name != "axis"}
    yours["loss"] = {**yours["loss"], "options": options}  # classes last and axis=1 is the mirror image
    right = {**corrected(yours, loss, target, ""), "layout": "image"}
    kind, axis = ("channels_last", -1) if yours["framework"] == "torch" else ("channels_first", 1)
    moved = {"name": kind, "form": "kind", "input": "", "arguments": {}, "kind": kind, "axis": axis}
    return {**yours, "steps": [*yours["steps"], moved], "target": {**yours["target"], "elsewhere": True}}, right


def _box_classifier(head: Facts, loss: Facts, target: Facts, use: Facts, channels: int) -> tuple[Tail, Tail]:
    bare = {"domain": "logits", "chain": []}
    yours = tail_of(bare, BOX_CLASSIFIER, {}, channels)
    return {**yours, "stand_in": "the classifier of the detector's boxes"}, corrected(yours, BOX_CLASSIFIER, {}, "")


def _switched(head: Facts, loss: Facts, target: Facts, use: Facts, channels: int) -> tuple[Tail, Tail]:
    """Where the flag is False probabilities come in, and the activation is applied to them."""
    frameworks = [backend.framework for backend in installed()]
    kind = known(use, "kind")
    if not frameworks or kind is None:
        raise NotProbed("no framework is installed" if kind else "the activation is not known")
    framework = frameworks[0]
    axis = 1 if framework == "torch" else -1
    squash = by_kind(kind.removeprefix("log_"), framework, axis)
    tail = {
        "framework": framework, "channels": channels, "layout": "flat", "loss": None,
        "stand_in": "the activation alone: the loss itself is the project's",
        "target": {"form": "one_hot" if channels > 1 else "multi_hot", "classes": max(channels, 2), "read": "half"},
    }  # fmt: skip
    last = by_kind(kind, framework, axis)
    return {**tail, "steps": [squash, last]}, {**tail, "steps": [last]}


def _split(head: Facts, loss: Facts, target: Facts, use: Facts, channels: int) -> tuple[Tail, Tail]:
    """A view that splits the channels into parts, and as many channels as the parts hold."""
    split = [step["divides"] for step in known(head, "chain") or () if step.get("divides")]
    uneven = [(count, parts, each) for count, parts, each in split if parts * each != count]
    framework = {"torch": "torch", "keras": "keras", "tensorflow": "keras"}.get(str(known(head, "framework")))
    if not uneven or framework is None:
        raise NotProbed("the view is not known")
    count, parts, each = uneven[0]
    step = {**by_kind("split", framework, 1), "arguments": {"parts": parts, "each": each}}
    yours = {
        "framework": framework, "channels": count, "layout": "flat", "loss": None, "steps": [step], "stand_in": None,
        "target": {"form": "multi_hot", "classes": 2, "read": "half"},
    }  # fmt: skip
    return yours, {**yours, "channels": parts * each}


def _exclusive(head: Facts, loss: Facts, target: Facts, use: Facts, channels: int) -> tuple[Tail, Tail]:
    """The framework's own loss with both options, and with the last of them alone."""
    call = ast.parse(known(use, "shows") or "None", mode="eval").body
    row = knowledge.row(ast.unparse(call.func)) if isinstance(call, ast.Call) else None
    if row is None or not isinstance(call, ast.Call):
        raise NotProbed("its framework is none that the probe runs")
    options = {str(one.arg): ast.literal_eval(one.value) for one in call.keywords}
    alone = dict([*options.items()][1:])
    bare = {"domain": "logits", "chain": []}
    yours, right = (tail_of(bare, loss_facts(row, given), {}, 3) for given in (options, alone))
    return {**yours, "stand_in": ast.unparse(call)}, right


def _by_problem_type(head: Facts, loss: Facts, target: Facts, use: Facts, channels: int) -> tuple[Tail, Tail]:
    """The loss that a Hugging Face classifier chooses, and what it makes of the labels: ``labels.view(-1)`` for one
    class a sample. https://github.com/huggingface/transformers/blob/main/src/transformers/loss/loss_utils.py"""
    asked = known(loss, "options").get("problem_type")
    chosen = asked or (SINGLE if known(target, "dtype") == "int" else MULTI)
    name, _ = standing_for(str(known(loss, "name")), {"problem_type": chosen})
    row = knowledge.row(name)
    assert row is not None
    taken = loss_facts(row, {})
    yours = tail_of(head, taken, target, channels)
    right = corrected(yours, taken, target, "")
    if chosen == SINGLE:
        yours["target"] = {**yours["target"], "raveled": True}
    return yours, right


def _two_labels(head: Facts, loss: Facts, target: Facts, use: Facts, channels: int) -> tuple[Tail, Tail]:
    """Where nothing says that one label holds at a time, two do."""
    told = target if known(target, "form") else {**target, "form": "multi_hot"}
    yours = tail_of(head, loss, told, channels)
    return yours, corrected(yours, loss, told, "")


def _counted(channels: int, labels: list[int]) -> tuple[Tail, Tail]:
    """Classes that are trained as most are: with a cross-entropy on bare scores."""
    named = {backend.framework for backend in installed()}
    loss = BOX_CLASSIFIER if "torch" in named or not named else SPARSE
    bare = {"domain": "logits", "chain": []}
    yours = tail_of(bare, loss, {}, channels)
    yours["target"] = {"form": "indices", "classes": len(labels), "read": "argmax", "labels": labels}
    right = tail_of(bare, loss, {}, len(labels))
    stand_in = f"{channels} channels against the labels {', '.join(map(str, labels[:8]))}"
    return {**yours, "stand_in": stand_in}, corrected(right, loss, {}, "")


def _counts(head: Facts, loss: Facts, target: Facts, use: Facts, channels: int) -> tuple[Tail, Tail]:
    numbers = known(use, "numbers")
    if not numbers:
        raise NotProbed("the counts are not known")
    return _counted(min(*numbers, 1000), list(range(min(max(numbers), 1024))))


def _numbered(head: Facts, loss: Facts, target: Facts, use: Facts, channels: int) -> tuple[Tail, Tail]:
    numbers = sorted(known(use, "numbers") or [])
    if not 0 < len(numbers) <= 1024:
        raise NotProbed("the numbers are not known, or too many")
    return _counted(len(numbers), numbers)


SPECIAL: dict[str, Callable[[Facts, Facts, Facts, Facts, int], tuple[Tail, Tail]]] = {
    "labels-as-predictions": _swapped,
    "softmax-before-bce": _two_labels,
    "channels-split-unevenly": _split,
    "exclusive-options-together": _exclusive,
    "labels-against-problem-type": _by_problem_type,
    "class-counts-differ": _counts,
    "broadcast-in-regression-loss": _all_with_all,
    "channels-last-into-cross-entropy": _classes_elsewhere,
    "class-numbers-with-gaps": _numbered,
    "detector-with-only-background": _box_classifier,
    "from-logits-inverted": _switched,
}
