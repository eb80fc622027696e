"""Hugging Face transformers: what the models of the stubs are made of, and the loss that they compute from labels.

Source: https://huggingface.co/docs/transformers/model_doc/auto and ``transformers/loss/loss_utils.py`` of 5.24.
"""

from __future__ import annotations

from headlint.knowledge.rows import Opaque, Row, Score, Table, Variant

_SITE = "https://huggingface.co/docs/transformers/main_classes/"
_NOTE = "not installed beside the others"

_EXCLUSIVE = {"family": "cross_entropy", "over": "channels", "applies": "log_softmax", "target_form": "indices",
              "min_channels": 2}  # fmt: skip

_LOSS = Score(
    "other", "logits", "pooled_logits", "labels",
    variants=(
        Variant("problem_type", "regression", {"family": "mse", "expects": "any"}),
        Variant("problem_type", "single_label_classification", _EXCLUSIVE),
        Variant("problem_type", "multi_label_classification", {"family": "bce_logits", "applies": "sigmoid"}),
    ),
)  # fmt: skip
"""Without a problem type the type of the labels decides between the last two: floats are labels of many."""

TABLE = Table(
    "transformers",
    (
        Row("transformers.features", "(inputs)", Opaque("what a pretrained network makes of its inputs"), _SITE,
            checked=False, note="not a function of transformers: what the stubs have below their classifier"),
        Row("transformers.loss.ForSequenceClassificationLoss", "(labels, pooled_logits, problem_type=None, asked=None)",
            _LOSS, f"{_SITE}model", checked=False,
            note=f"{_NOTE}; problem_type is in its config, asked is what the code says of it"),
    ),
)  # fmt: skip
