"""A loss as it is called: the row's meaning after its arguments were looked at.

An argument that decides the meaning (``from_logits``, ``sigmoid``) and is not known makes the fields that it decides
unknown, and no others. Where it may be several constants, the loss has as many alternatives.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from headlint import knowledge
from headlint.facts import Loss
from headlint.heads.calls import Call, call_of, splits
from headlint.heads.constants import integers, settled
from headlint.heads.flow import NOWHERE
from headlint.heads.steps import options
from headlint.knowledge.rows import Combine, Keep, Make, Score, Variant
from headlint.values import Condition, Const, Mapping, Sequence, Unknown, Value

FIELDS = ("family", "expects", "over", "applies", "target_form", "min_channels", "class_axis")
"""The fields of a loss that a row's ``Score`` says."""

MAX_WRAPPED = 8
"""A literal class weight is looked for inside this many calls (``torch.tensor(weights).to(device)``)."""


def losses(call: Call, through: tuple[str, ...], path: Condition) -> Iterator[tuple[Loss, Call, Condition]]:
    """The alternatives of a loss, each with its call and the path on which it is the one."""
    effect = call.row.does
    assert isinstance(effect, Score)
    variants = (*call.row.variants, *effect.variants)
    for one, when in splits(call, [variant.parameter for variant in variants], path):
        yield _loss(one, effect, _settled(one, effect, variants), through, when), one, when


def _loss(call: Call, effect: Score, fields: dict[str, Any], through: tuple[str, ...], path: Condition) -> Loss:
    place = call.place or NOWHERE
    return Loss(
        name=call.row.name,
        **fields,
        options=options(call, path, but=frozenset({effect.input, effect.target})),
        weight_length=_weight_length(call, effect, path),
        weight_classes=_weight_classes(call, effect, path),
        place=place,
        made=call.made or place,
        through=through,
    )


def _settled(call: Call, effect: Score, variants: tuple[Variant, ...]) -> dict[str, Any]:
    """The fields of a score for the arguments of a call; the variants apply in order."""
    fields: dict[str, Any] = {name: getattr(effect, name) for name in FIELDS}
    for variant in variants:
        alone = replace(call.row, variants=(), does=replace(effect, variants=(variant,)))
        after = knowledge.settle(alone, call.built)
        for name, changed in variant.fields.items():
            if name not in fields or after is alone.does or fields[name] == changed:
                continue
            fields[name] = after if isinstance(after, Unknown) else changed
    return fields


def _weight_length(call: Call, effect: Score, path: Condition) -> int | Unknown:
    """The length of a literal class weight."""
    value = call.argument(effect.weight, path)
    if value is None or value == Const(None):
        return Unknown("it has no class weights")
    for _ in range(MAX_WRAPPED):
        if isinstance(value, Sequence):
            return Unknown("the length of its class weights is not known") if value.open else len(value.items)
        inner = call_of(value) if value is not None else None
        if not isinstance(inner, Call):
            break
        does = inner.row.does
        if isinstance(does, Make) and does.shape is not None:
            sizes = integers(inner.argument(does.shape, path), path)
            return sizes[0] if sizes and len(sizes) == 1 and sizes[0] else Unknown("its class weights are not literal")
        if isinstance(does, Combine) and does.how == "setitem":
            value = settled(inner.operand(does.inputs[0]), path)
            continue
        if not isinstance(does, Keep) or does.shape != "same":
            break
        value = settled(inner.input(does.input), path)
    return Unknown("its class weights are not literal")


def _weight_classes(call: Call, effect: Score, path: Condition) -> tuple[int, ...] | Unknown:
    """The class numbers of the weights that the labels come with."""
    value = settled(call.operand(effect.target), path)
    for _ in range(MAX_WRAPPED):
        inner = call_of(value) if value is not None else None
        does = inner.row.does if isinstance(inner, Call) else None
        if not isinstance(inner, Call) or not isinstance(does, Keep):
            break
        if does.weights is not None:
            return _numbered(inner.argument(does.weights, path))
        value = settled(inner.input(does.input), path)
    return Unknown("its labels come with no class weights")


def _numbered(weights: Value | None) -> tuple[int, ...] | Unknown:
    keys = [key.value for key, _ in weights.items if isinstance(key, Const)] if isinstance(weights, Mapping) else []
    if not isinstance(weights, Mapping) or not all(type(key) is int for key in keys) or len(keys) < len(weights.items):
        return Unknown("its class weights are not literal")
    return tuple(sorted(keys))
