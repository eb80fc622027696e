"""segmentation_models_pytorch: its losses, its models and the trainer's older losses and metrics.

Sources: https://smp.readthedocs.io/en/latest/losses.html, https://smp.readthedocs.io/en/latest/models.html, and the
package's own ``losses``, ``utils`` and ``base/modules.py`` (0.6.0).
"""

from __future__ import annotations

from dataclasses import replace

from headlint.knowledge import torch_losses
from headlint.knowledge.rows import GIVEN, Measure, Produce, Row, Score, Table, Variant

_SITE = "https://smp.readthedocs.io/en/latest/"
_CALL = "(y_pred, y_true)"

# ── losses ───────────────────────────────────────────────────────────────────────────────────────────────────────────

_MULTICLASS = Variant(
    "mode", "multiclass", {"over": "channels", "applies": "softmax", "target_form": "indices", "min_channels": 2}
)
_PROBABILITIES = Variant("from_logits", False, {"expects": "unit", "applies": "none"})


def _overlap(family: str) -> Score:
    """Sigmoid inside, or softmax where the classes exclude each other; neither with ``from_logits=False``."""
    return Score(
        family, "logits", "y_pred", "y_true", applies="sigmoid", call=_CALL, weight="class_weights",
        variants=(_MULTICLASS, _PROBABILITIES),
    )  # fmt: skip


_FOCAL = Score(
    "focal", "logits", "y_pred", "y_true", applies="sigmoid", call=_CALL, weight="class_weights",
    variants=(Variant("mode", "multiclass", {"target_form": "indices"}), _PROBABILITIES),
)  # fmt: skip
_LOVASZ = Score(
    "lovasz", "logits", "y_pred", "y_true", call=_CALL,
    variants=(_MULTICLASS, Variant("from_logits", False, {"expects": "any", "applies": "none"})),
)  # fmt: skip


def _loss(name: str, signature: str, does: Score, note: str = "") -> Row:
    page = f"{_SITE}losses.html#segmentation_models_pytorch.losses.{name}"
    return Row(f"segmentation_models_pytorch.losses.{name}", signature, does, page, "layer", note=note)


_DICE = "mode, classes=None, log_loss=False, from_logits=True, smooth=0.0, ignore_index=None, eps=1e-07"

_LOSSES = (
    _loss("DiceLoss", f"({_DICE}, class_weights=None)", _overlap("dice")),
    _loss("JaccardLoss", f"({_DICE}, class_weights=None)", _overlap("dice")),
    _loss("TverskyLoss", f"({_DICE}, alpha=0.5, beta=0.5, gamma=1.0, class_weights=None)", _overlap("dice")),
    _loss(
        "FocalLoss",
        "(mode, alpha=None, gamma=2.0, ignore_index=None, from_logits=True, eps=1e-07, reduction='mean', "
        "normalized=False, reduced_threshold=None, class_weights=None)",
        _FOCAL,
        note="a sigmoid for each class, in multiclass mode as well",
    ),
    _loss(
        "LovaszLoss", "(mode, per_image=False, ignore_index=None, from_logits=True)", _LOVASZ,
        note="a hinge on logits; softmax in multiclass mode",
    ),
    _loss(
        "SoftBCEWithLogitsLoss",
        "(weight=None, ignore_index=-100, reduction='mean', smooth_factor=None, pos_weight=None)",
        replace(torch_losses.BCE_LOGITS, input="y_pred", target="y_true", call=_CALL),
    ),
    _loss(
        "SoftCrossEntropyLoss",
        "(reduction='mean', smooth_factor=None, ignore_index=-100, dim=1)",
        replace(
            torch_losses.CROSS_ENTROPY, input="y_pred", target="y_true", call=_CALL, target_form="indices", weight=None
        ),
    ),
    _loss("MCCLoss", "(eps=1e-05)", Score("dice", "unit", "y_pred", "y_true", call=_CALL)),
)  # fmt: skip

# ── what the package's own trainer takes ─────────────────────────────────────────────────────────────────────────────

_OWN_CALL = "(y_pr, y_gt)"
_OWN_DICE = Score(
    "dice", "unit", "y_pr", "y_gt", call=_OWN_CALL,
    variants=(
        Variant("activation", GIVEN, {"expects": "any"}),
        Variant("activation", "sigmoid", {"expects": "logits", "applies": "sigmoid"}),
        Variant("activation", "softmax2d", {"expects": "logits", "applies": "softmax", "over": "channels"}),
    ),
)  # fmt: skip
_OWN_METRIC = Measure("unit", "y_pr", "y_gt", _OWN_CALL)
_GIVEN_METRIC = (Variant("activation", GIVEN, {"expects": "any"}),)


def _utility(module: str, name: str, signature: str, does: Score | Measure, variants: tuple[Variant, ...] = ()) -> Row:
    return Row(
        f"segmentation_models_pytorch.utils.{module}.{name}", signature, does, f"{_SITE}quickstart.html", "layer",
        variants=variants,
    )  # fmt: skip


def _as_in_torch(name: str, does: Score) -> Row:
    """Subclasses of torch's losses that only have a name for the progress bar."""
    row = next(row for row in torch_losses.TABLE.rows if row.name == f"torch.nn.{name}")
    return replace(
        _utility("losses", name, row.signature, does), checked=False, note="inherits its constructor from torch.nn"
    )


_THRESHOLD = "threshold=0.5, activation=None, ignore_channels=None, **kwargs"

_UTILITIES = (
    _utility("losses", "DiceLoss", "(eps=1.0, beta=1.0, activation=None, ignore_channels=None, **kwargs)", _OWN_DICE),
    _utility("losses", "JaccardLoss", "(eps=1.0, activation=None, ignore_channels=None, **kwargs)", _OWN_DICE),
    _as_in_torch("L1Loss", torch_losses.L1),
    _as_in_torch("MSELoss", torch_losses.MSE),
    _as_in_torch("CrossEntropyLoss", torch_losses.CROSS_ENTROPY),
    _as_in_torch("NLLLoss", torch_losses.NLL),
    _as_in_torch("BCELoss", torch_losses.BCE),
    _as_in_torch("BCEWithLogitsLoss", torch_losses.BCE_LOGITS),
    _utility("metrics", "IoU", f"(eps=1e-07, {_THRESHOLD})", _OWN_METRIC, _GIVEN_METRIC),
    _utility("metrics", "Fscore", f"(beta=1, eps=1e-07, {_THRESHOLD})", _OWN_METRIC, _GIVEN_METRIC),
    _utility("metrics", "Accuracy", f"({_THRESHOLD})", _OWN_METRIC, _GIVEN_METRIC),
    _utility("metrics", "Recall", f"(eps=1e-07, {_THRESHOLD})", _OWN_METRIC, _GIVEN_METRIC),
    _utility("metrics", "Precision", f"(eps=1e-07, {_THRESHOLD})", _OWN_METRIC, _GIVEN_METRIC),
)

# ── models ───────────────────────────────────────────────────────────────────────────────────────────────────────────

_ENCODER = "encoder_name='resnet34', encoder_depth=5, encoder_weights='imagenet'"
_TAIL = "in_channels=3, classes=1, activation=None"
_REST = "aux_params=None, **kwargs"
_UNET = f"({_ENCODER}, decoder_use_norm='batchnorm', decoder_channels=..., decoder_attention_type=None, "

_MODELS: dict[str, str] = {
    "Unet": f"{_UNET}decoder_interpolation='nearest', {_TAIL}, {_REST})",
    "UnetPlusPlus": f"{_UNET}decoder_interpolation='nearest', {_TAIL}, {_REST})",
    "MAnet": f"({_ENCODER}, decoder_use_norm='batchnorm', decoder_channels=..., decoder_pab_channels=64, "
    f"decoder_interpolation='nearest', {_TAIL}, {_REST})",
    "Linknet": f"({_ENCODER}, decoder_use_norm='batchnorm', {_TAIL}, {_REST})",
    "FPN": f"({_ENCODER}, decoder_pyramid_channels=256, decoder_segmentation_channels=128, "
    "decoder_merge_policy='add', decoder_dropout=0.2, decoder_interpolation='nearest', "
    f"{_TAIL}, upsampling=4, {_REST})",
    "PSPNet": "(encoder_name='resnet34', encoder_weights='imagenet', encoder_depth=3, psp_out_channels=512, "
    f"decoder_use_norm='batchnorm', psp_dropout=0.2, {_TAIL}, upsampling=8, {_REST})",
    "PAN": f"({_ENCODER}, encoder_output_stride=16, decoder_channels=32, decoder_interpolation='bilinear', "
    f"{_TAIL}, upsampling=4, {_REST})",
    "DeepLabV3": f"({_ENCODER}, encoder_output_stride=8, decoder_channels=256, decoder_atrous_rates=..., "
    f"decoder_aspp_separable=False, decoder_aspp_dropout=0.5, {_TAIL}, upsampling=None, {_REST})",
    "DeepLabV3Plus": f"({_ENCODER}, encoder_output_stride=16, decoder_channels=256, decoder_atrous_rates=..., "
    f"decoder_aspp_separable=True, decoder_aspp_dropout=0.5, {_TAIL}, upsampling=4, {_REST})",
    "UPerNet": f"({_ENCODER}, decoder_channels=256, decoder_use_norm='batchnorm', {_TAIL}, upsampling=4, {_REST})",
    "Segformer": f"({_ENCODER}, decoder_segmentation_channels=256, {_TAIL}, upsampling=4, {_REST})",
    "DPT": "(encoder_name='tu-vit_base_patch16_224.augreg_in21k', encoder_depth=4, encoder_weights='imagenet', "
    "encoder_output_indices=None, decoder_readout='cat', decoder_intermediate_channels=..., "
    f"decoder_fusion_channels=256, {_TAIL}, {_REST})",
}

_MASKS = Produce("classes", axis=1, activation="activation", head="segmentation_head.0")


def _model(name: str, signature: str) -> Row:
    page = f"{_SITE}models.html#segmentation_models_pytorch.{name}"
    return Row(f"segmentation_models_pytorch.{name}", signature, _MASKS, page, "layer", call="(x)")


_NETWORKS = (
    *(_model(name, signature) for name, signature in _MODELS.items()),
    Row(
        "segmentation_models_pytorch.create_model",
        "(arch, encoder_name='resnet34', encoder_weights='imagenet', in_channels=3, classes=1, *, activation=None, "
        "**kwargs)",
        _MASKS, f"{_SITE}models.html", "layer", call="(x)",
    ),
    Row(
        "segmentation_models_pytorch.base.SegmentationHead",
        "(in_channels, out_channels, kernel_size=3, activation=None, upsampling=1)",
        Produce("out_channels", axis=1, activation="activation"), f"{_SITE}models.html", "layer",
    ),
)  # fmt: skip

TABLE = Table(
    "segmentation_models_pytorch",
    (*_LOSSES, *_UTILITIES, *_NETWORKS),
    activations=(
        ("identity", "torch.nn.Identity"),
        ("sigmoid", "torch.nn.Sigmoid"),
        ("softmax2d", "torch.nn.Softmax2d"),
        ("softmax", "torch.nn.Softmax"),
        ("logsoftmax", "torch.nn.LogSoftmax"),
        ("tanh", "torch.nn.Tanh"),
    ),
    constants=tuple(
        (f"segmentation_models_pytorch.losses.{mode.upper()}_MODE", mode)
        for mode in ("binary", "multiclass", "multilabel")
    ),
)
