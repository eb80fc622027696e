"""Losses of torch: as layers (``torch.nn``) and as functions (``torch.nn.functional``).

Each meaning is written once; a layer's constructor and a function differ only in where the arguments go.
Source: https://docs.pytorch.org/docs/stable/nn.html#loss-functions.
"""

from __future__ import annotations

from dataclasses import replace

from headlint.knowledge._torch import DOCS, functional, layer
from headlint.knowledge.rows import Row, Score, Table, Variant

_REDUCED = "size_average=None, reduce=None, reduction='mean'"
"""The two first are the older spelling of the third."""

CROSS_ENTROPY = Score(
    "cross_entropy", "logits", over="channels", applies="log_softmax", target_form="either", min_channels=2,
    weight="weight",
)  # fmt: skip
NLL = Score("nll", "log_probs", over="channels", target_form="indices", min_channels=2, weight="weight")
BCE = Score("bce", "unit")
BCE_LOGITS = Score("bce_logits", "logits", applies="sigmoid", weight="pos_weight")
KL_DIV = Score(
    "kl_div", "log_probs", target_expects="probs",
    variants=(Variant("log_target", True, {"target_expects": "log_probs"}),),
)  # fmt: skip
MSE = Score("mse", "any")
L1 = Score("l1", "any")
POISSON = Score(
    "poisson", "logits", applies="exp",
    variants=(Variant("log_input", False, {"expects": "nonneg", "applies": "none"}),),
)  # fmt: skip
GAUSSIAN = Score("other", "any", call="(input, target, var)")
HINGE = Score("hinge", "any")
SOFT_MARGIN = Score("margin", "logits", applies="sigmoid")  # labels -1 and 1; log(1 + exp(-yx)) is BCE with logits
MULTILABEL_SOFT_MARGIN = Score("bce_logits", "logits", applies="sigmoid", weight="weight")
MULTILABEL_MARGIN = Score("margin", "any")  # labels are class indices, filled up with -1 to the input's shape
MULTI_MARGIN = Score("margin", "any", target_form="indices", min_channels=2, weight="weight")
COSINE = Score("cosine", "any", input="input1", call="(input1, input2, target)")
RANKING = Score("margin", "any", input="input1", call="(input1, input2, target)")
TRIPLET = Score("margin", "any", input="anchor", target="positive", call="(anchor, positive, negative)")
CTC = Score(
    "ctc", "log_probs", input="log_probs", target="targets", over="channels", target_form="indices", min_channels=2,
    class_axis=-1, call="(log_probs, targets, input_lengths, target_lengths)",
)  # fmt: skip
OWN_LAYER = Score("other", "any", target_form="indices", min_channels=2)  # contains the last linear layer itself

_LAYERS = (
    layer(
        "CrossEntropyLoss",
        "(weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean', label_smoothing=0.0)",
        CROSS_ENTROPY,
    ),
    layer("NLLLoss", "(weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean')", NLL),
    Row(
        "torch.nn.NLLLoss2d",
        "(weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean')",
        NLL,
        f"{DOCS}generated/torch.nn.NLLLoss.html",
        "layer",
        note="the older name for images",
    ),
    layer("BCELoss", f"(weight=None, {_REDUCED})", BCE, note="weight is one per element of the batch, not per class"),
    layer("BCEWithLogitsLoss", f"(weight=None, {_REDUCED}, pos_weight=None)", BCE_LOGITS),
    layer("KLDivLoss", f"({_REDUCED}, log_target=False)", KL_DIV),
    layer("MSELoss", f"({_REDUCED})", MSE),
    layer("L1Loss", f"({_REDUCED})", L1),
    layer("SmoothL1Loss", f"({_REDUCED}, beta=1.0)", L1),
    layer("HuberLoss", "(reduction='mean', delta=1.0)", L1),
    layer(
        "PoissonNLLLoss",
        "(log_input=True, full=False, size_average=None, eps=1e-08, reduce=None, reduction='mean')",
        replace(POISSON, input="log_input", call="(log_input, target)"),
    ),
    layer("GaussianNLLLoss", "(*, full=False, eps=1e-06, reduction='mean')", GAUSSIAN),
    layer("HingeEmbeddingLoss", f"(margin=1.0, {_REDUCED})", HINGE),
    layer("SoftMarginLoss", f"({_REDUCED})", SOFT_MARGIN),
    layer("MultiLabelSoftMarginLoss", f"(weight=None, {_REDUCED})", MULTILABEL_SOFT_MARGIN),
    layer("MultiLabelMarginLoss", f"({_REDUCED})", MULTILABEL_MARGIN),
    layer("MultiMarginLoss", f"(p=1, margin=1.0, weight=None, {_REDUCED})", MULTI_MARGIN),
    layer("CosineEmbeddingLoss", f"(margin=0.0, {_REDUCED})", COSINE),
    layer("MarginRankingLoss", f"(margin=0.0, {_REDUCED})", RANKING),
    layer("TripletMarginLoss", f"(margin=1.0, p=2.0, eps=1e-06, swap=False, {_REDUCED})", TRIPLET),
    layer(
        "TripletMarginWithDistanceLoss",
        "(*, distance_function=None, margin=1.0, swap=False, reduction='mean')",
        TRIPLET,
    ),
    layer("CTCLoss", "(blank=0, reduction='mean', zero_infinity=False)", CTC),
    layer(
        "AdaptiveLogSoftmaxWithLoss",
        "(in_features, n_classes, cutoffs, div_value=4.0, head_bias=False, device=None, dtype=None)",
        replace(OWN_LAYER, input="input_", target="target_", call="(input_, target_)"),
        note="its input are features",
    ),
    layer(
        "LinearCrossEntropyLoss",
        "(in_features, num_classes, *, out_features=(), bias=False, device=None, dtype=None, reduction='mean', "
        "weight=None, ignore_index=None, label_smoothing=0.0, options=None)",
        OWN_LAYER,
        note="its input are features",
    ),
)

_FUNCTIONS = (
    functional(
        "cross_entropy",
        "(input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean', "
        "label_smoothing=0.0)",
        CROSS_ENTROPY,
    ),
    functional(
        "nll_loss",
        "(input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction='mean')",
        NLL,
        spellings=("torch.nn.functional.nll_loss2d",),
    ),
    functional("binary_cross_entropy", f"(input, target, weight=None, {_REDUCED})", BCE),
    functional(
        "binary_cross_entropy_with_logits", f"(input, target, weight=None, {_REDUCED}, pos_weight=None)", BCE_LOGITS
    ),
    functional("kl_div", f"(input, target, {_REDUCED}, log_target=False)", KL_DIV),
    functional("mse_loss", f"(input, target, {_REDUCED}, weight=None)", MSE),
    functional("l1_loss", f"(input, target, {_REDUCED}, weight=None)", L1),
    functional("smooth_l1_loss", f"(input, target, {_REDUCED}, beta=1.0)", L1),
    functional("huber_loss", "(input, target, reduction='mean', delta=1.0, weight=None)", L1),
    functional(
        "poisson_nll_loss",
        "(input, target, log_input=True, full=False, size_average=None, eps=1e-08, reduce=None, reduction='mean')",
        POISSON,
    ),
    functional("gaussian_nll_loss", "(input, target, var, full=False, eps=1e-06, reduction='mean')", GAUSSIAN),
    functional("hinge_embedding_loss", f"(input, target, margin=1.0, {_REDUCED})", HINGE),
    functional("soft_margin_loss", f"(input, target, {_REDUCED})", SOFT_MARGIN),
    functional("multilabel_soft_margin_loss", f"(input, target, weight=None, {_REDUCED})", MULTILABEL_SOFT_MARGIN),
    functional("multilabel_margin_loss", f"(input, target, {_REDUCED})", MULTILABEL_MARGIN),
    functional("multi_margin_loss", f"(input, target, p=1, margin=1.0, weight=None, {_REDUCED})", MULTI_MARGIN),
    functional("cosine_embedding_loss", f"(input1, input2, target, margin=0, {_REDUCED})", COSINE),
    functional("margin_ranking_loss", f"(input1, input2, target, margin=0, {_REDUCED})", RANKING),
    functional(
        "triplet_margin_loss",
        f"(anchor, positive, negative, margin=1.0, p=2, eps=1e-06, swap=False, {_REDUCED})",
        TRIPLET,
    ),
    functional(
        "triplet_margin_with_distance_loss",
        "(anchor, positive, negative, *, distance_function=None, margin=1.0, swap=False, reduction='mean')",
        TRIPLET,
    ),
    functional(
        "ctc_loss",
        "(log_probs, targets, input_lengths, target_lengths, blank=0, reduction='mean', zero_infinity=False)",
        CTC,
    ),
    functional(
        "linear_cross_entropy",
        "(input, linear_weight, target, *, linear_bias=None, weight=None, reduction='mean', ignore_index=None, "
        "label_smoothing=0.0, options=None)",
        OWN_LAYER,
        note="its input are features",
    ),
)

TABLE = Table("torch", (*_LAYERS, *_FUNCTIONS))
