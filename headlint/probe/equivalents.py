"""What is measured in place of losses whose library is old, or none that the probe runs: the same formula elsewhere."""

from __future__ import annotations

from typing import Any

FRAMEWORKS = {
    "torch": "torch",
    "monai": "torch",
    "segmentation_models_pytorch": "torch",
    "torchvision": "torch",
    "torchmetrics": "torch",
    "keras": "keras",
}
"""Packages whose functions a worker calls, and the framework that they stand on."""

_LOGITS = {"from_logits": True}
_CATEGORICAL = ("keras.losses.categorical_crossentropy", _LOGITS)
_SPARSE = ("keras.losses.sparse_categorical_crossentropy", _LOGITS)
_BINARY = ("keras.losses.binary_crossentropy", _LOGITS)
_FOCAL: tuple[str, dict[str, Any]] = ("keras.losses.BinaryFocalCrossentropy", {})

_TENSORFLOW_1 = {
    "softmax_cross_entropy": _CATEGORICAL,
    "sparse_softmax_cross_entropy": _SPARSE,
    "sigmoid_cross_entropy": _BINARY,
    "log_loss": ("keras.losses.binary_crossentropy", {}),
    "mean_squared_error": ("keras.losses.mean_squared_error", {}),
    "absolute_difference": ("keras.losses.mean_absolute_error", {}),
    "huber_loss": ("keras.losses.huber", {}),
}

EQUIVALENTS: dict[str, tuple[str, dict[str, Any]]] = {
    "tensorflow.nn.softmax_cross_entropy_with_logits": _CATEGORICAL,
    "tensorflow.nn.sparse_softmax_cross_entropy_with_logits": _SPARSE,
    "tensorflow.nn.sigmoid_cross_entropy_with_logits": _BINARY,
    "tensorflow.nn.weighted_cross_entropy_with_logits": _BINARY,
    "tensorflow.contrib.seq2seq.sequence_loss": _SPARSE,
    **{f"tensorflow.losses.{name}": meant for name, meant in _TENSORFLOW_1.items()},
    **{f"tensorflow.contrib.losses.{name}": meant for name, meant in _TENSORFLOW_1.items()},
    "tensorflow_addons.losses.SigmoidFocalCrossEntropy": _FOCAL,
    "tensorflow_addons.losses.sigmoid_focal_crossentropy": _FOCAL,
    "torch.nn.NLLLoss2d": ("torch.nn.NLLLoss", {}),
    "keras.ops.binary_crossentropy": ("keras.losses.binary_crossentropy", {}),
    "keras.ops.categorical_crossentropy": ("keras.losses.categorical_crossentropy", {}),
    "keras.ops.sparse_categorical_crossentropy": ("keras.losses.sparse_categorical_crossentropy", {}),
    "keras.backend.sparse_categorical_crossentropy": ("keras.losses.sparse_categorical_crossentropy", {}),
    "keras.backend.binary_focal_crossentropy": ("keras.losses.binary_focal_crossentropy", {}),
    "keras.backend.categorical_focal_crossentropy": ("keras.losses.categorical_focal_crossentropy", {}),
    **{
        f"segmentation_models_pytorch.utils.losses.{name}": (f"torch.nn.{name}", {})
        for name in ("L1Loss", "MSELoss", "CrossEntropyLoss", "NLLLoss", "BCELoss", "BCEWithLogitsLoss")
    },
    "segmentation_models_pytorch.losses.SoftBCEWithLogitsLoss": ("torch.nn.BCEWithLogitsLoss", {}),
    "segmentation_models_pytorch.losses.SoftCrossEntropyLoss": ("torch.nn.CrossEntropyLoss", {}),
}


TRANSFORMERS = "transformers.loss.ForSequenceClassificationLoss"
SINGLE, MULTI = "single_label_classification", "multi_label_classification"
PROBLEMS = {SINGLE: "torch.nn.CrossEntropyLoss", MULTI: "torch.nn.BCEWithLogitsLoss", "regression": "torch.nn.MSELoss"}
"""The losses that a Hugging Face classifier makes by its problem type: ``transformers/loss/loss_utils.py``."""


def standing_for(name: str, options: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The loss that is measured for a loss, and its arguments."""
    if name == TRANSFORMERS and options.get("problem_type") in PROBLEMS:
        return PROBLEMS[options["problem_type"]], {}
    meant = EQUIVALENTS.get(name)
    return (name, options) if meant is None else (meant[0], {**options, **meant[1]})
