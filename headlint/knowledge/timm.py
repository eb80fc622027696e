"""timm: models made by name, and losses.

Sources: https://huggingface.co/docs/timm/reference/models, and the package's own ``loss`` (1.0.31).
"""

from __future__ import annotations

from dataclasses import replace

from headlint.knowledge.rows import Effect, Produce, Row, Score, Table, Variant
from headlint.knowledge.torch_losses import BCE_LOGITS, CROSS_ENTROPY

_SITE = "https://huggingface.co/docs/timm/"
_INDICES = replace(CROSS_ENTROPY, input="x", call="(x, target)", target_form="indices", class_axis=-1, weight=None)


def _loss(name: str, signature: str, does: Score, **more: str) -> Row:
    source = f"https://github.com/huggingface/pytorch-image-models/tree/main/timm/loss#{name}"
    return Row(f"timm.loss.{name}", signature, does, source, "layer", **more)  # type: ignore[arg-type]


def _layer(name: str, signature: str, does: Effect) -> Row:
    source = "https://github.com/huggingface/pytorch-image-models/blob/main/timm/layers/classifier.py"
    return Row(f"timm.layers.{name}", signature, does, source, "layer", call="(x, *rest, **options)")


TABLE = Table(
    "timm",
    (
        Row(
            "timm.create_model",
            "(model_name, pretrained=False, pretrained_cfg=None, pretrained_cfg_overlay=None, checkpoint_path=None, "
            "cache_dir=None, scriptable=None, exportable=None, no_jit=None, *, num_classes=..., features_only=False, "
            "**kwargs)",
            Produce("num_classes"), f"{_SITE}reference/models#timm.create_model", "layer",
            variants=(
                Variant("num_classes", 0, {"channels": None}),
                Variant("features_only", True, {"channels": None}),
            ),
            call="(x, *rest, **options)", note="most models have 1000 classes unless told otherwise, not all",
        ),
        _layer("ClassifierHead", "(in_features, num_classes, **options)", Produce("num_classes")),
        _loss("LabelSmoothingCrossEntropy", "(smoothing=0.1)", _INDICES),
        _loss("SoftTargetCrossEntropy", "()", replace(_INDICES, target_form="dense")),
        _loss("JsdCrossEntropy", "(num_splits=3, alpha=12, smoothing=0.1)",
              replace(_INDICES, input="output", call="(output, target)")),
        _loss(
            "BinaryCrossEntropy",
            "(smoothing=0.1, target_threshold=None, weight=None, reduction='mean', sum_classes=False, pos_weight=None, "
            "smooth_dense=False)",
            replace(BCE_LOGITS, input="x", call="(x, target)", target_form="either"),
        ),
        _loss(
            "AsymmetricLossMultiLabel",
            "(gamma_neg=4, gamma_pos=1, clip=0.05, eps=1e-08, disable_torch_grad_focal_loss=False, smoothing=0.0, "
            "reduction='batchmean', weight=None, pos_weight=None)",
            Score("focal", "logits", "x", "y", applies="sigmoid", call="(x, y)"),
        ),
        _loss(
            "AsymmetricLossSingleLabel", "(gamma_pos=1, gamma_neg=4, eps=0.1, reduction='mean')",
            Score(
                "focal", "logits", "inputs", over="channels", applies="softmax", target_form="indices", min_channels=2,
                class_axis=-1, call="(inputs, target, reduction=None)",
            ),
        ),
    ),
)  # fmt: skip
