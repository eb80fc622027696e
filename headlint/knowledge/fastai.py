"""fastai: its losses, which flatten their input and otherwise are torch's.

Source: https://docs.fast.ai/losses.html.
"""

from __future__ import annotations

from dataclasses import replace

from headlint.knowledge.rows import Row, Score, Table
from headlint.knowledge.torch_losses import BCE, BCE_LOGITS, CROSS_ENTROPY, L1, MSE

_PACKAGES = ("vision.all", "text.all", "tabular.all", "collab", "basics", "layers", "vision", "text", "tabular")
"""Where star imports take them from, in version 2 and 1."""
_NOTE = "it pins older torch versions and is not installed beside the others"
_CALL = "(inp, targ, **kwargs)"
_LAST = replace(CROSS_ENTROPY, input="inp", target="targ", call=_CALL, class_axis=-1, target_form="indices")


def _flat(does: Score) -> Score:
    return replace(does, input="inp", target="targ", call=_CALL, weight=None)


def _loss(name: str, signature: str, does: Score, note: str = _NOTE) -> Row:
    return Row(
        f"fastai.losses.{name}", signature, does, f"https://docs.fast.ai/losses.html#{name.lower()}", "layer",
        spellings=tuple(f"fastai.{package}.{name}" for package in _PACKAGES), checked=False, note=note,
    )  # fmt: skip


TABLE = Table(
    "fastai",
    (
        _loss("CrossEntropyLossFlat", "(*args, axis=-1, weight=None, **kwargs)", _LAST),
        _loss(
            "LabelSmoothingCrossEntropy", "(eps=0.1, weight=None, reduction='mean')",
            replace(CROSS_ENTROPY, input="output", call="(output, target)", target_form="indices"),
        ),
        _loss("LabelSmoothingCrossEntropyFlat", "(*args, axis=-1, eps=0.1, weight=None, **kwargs)", _LAST),
        _loss(
            "FocalLossFlat", "(*args, gamma=2.0, axis=-1, weight=None, **kwargs)",
            replace(_LAST, family="focal", applies="softmax"),
        ),
        _loss("BCEWithLogitsLossFlat", "(*args, axis=-1, floatify=True, thresh=0.5, **kwargs)", _flat(BCE_LOGITS)),
        _loss("BCELossFlat", "(*args, axis=-1, floatify=True, **kwargs)", _flat(BCE)),
        _loss("MSELossFlat", "(*args, axis=-1, floatify=True, **kwargs)", _flat(MSE)),
        _loss("L1LossFlat", "(*args, axis=-1, floatify=True, **kwargs)", _flat(L1)),
        _loss(
            "DiceLoss", "(axis=1, smooth=1e-06, reduction='sum', square_in_union=False)",
            Score(
                "dice", "logits", "pred", "targ", over="channels", applies="softmax", target_form="indices",
                min_channels=2, call="(pred, targ)",
            ),
        ),
    ),
)  # fmt: skip
