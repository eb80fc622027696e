"""MONAI: losses that apply the activation their arguments name, and networks that end in bare scores.

Sources: https://docs.monai.io/en/stable/losses.html, https://docs.monai.io/en/stable/networks.html, and the package's
own ``losses`` and ``networks/nets`` (1.6.1).
"""

from __future__ import annotations

from headlint.knowledge.rows import GIVEN, Effect, Produce, Row, Score, Table, Variant

_SITE = "https://docs.monai.io/en/stable/"

# ── losses ───────────────────────────────────────────────────────────────────────────────────────────────────────────

_ONE_HOT = Variant("to_onehot_y", True, {"target_form": "indices"})
_ACTIVATED = (
    Variant("other_act", GIVEN, {"expects": "any"}),
    Variant("sigmoid", True, {"expects": "logits", "applies": "sigmoid"}),
    Variant("softmax", True, {"expects": "logits", "applies": "softmax", "over": "channels", "min_channels": 2}),
    _ONE_HOT,
)
"""Where no argument asks for an activation the loss takes probabilities as they are."""

OVERLAP = Score("dice", "unit", variants=_ACTIVATED)
WEIGHTED = Score("dice", "unit", weight="weight", variants=_ACTIVATED)
FOCAL = Score(
    "focal", "logits", applies="sigmoid", weight="weight",
    variants=(
        Variant("use_softmax", True, {"applies": "softmax", "over": "channels", "min_channels": 2}),
        _ONE_HOT,
    ),
)  # fmt: skip
NEIGHBOURS = Score(
    "cross_entropy", "logits", "inputs", "targets", over="channels", applies="log_softmax", target_form="indices",
    min_channels=2, call="(inputs, targets)",
)  # fmt: skip
WASSERSTEIN = Score("dice", "logits", over="channels", applies="softmax", target_form="indices", min_channels=2)

_ACTS = "include_background=True, to_onehot_y=False, sigmoid=False, softmax=False, other_act=None"
_HAUSDORFF = "alpha=2.0, include_background=False, to_onehot_y=False, sigmoid=False, softmax=False, other_act=None"
_SMOOTH = "smooth_nr=1e-05, smooth_dr=1e-05, batch=False"
_DICE = f"{_ACTS}, squared_pred=False, jaccard=False, reduction='mean', {_SMOOTH}"
_CLDICE = "iter_=3, alpha=0.5, smooth_nr=1.0, smooth_dr=1.0, smooth=0.0001"


def _loss(name: str, signature: str, does: Score, note: str = "", spellings: str = "") -> Row:
    spelled = tuple(f"monai.losses.{each}" for each in spellings.split())
    page = f"{_SITE}losses.html#{name.lower()}"
    return Row(f"monai.losses.{name}", signature, does, page, "layer", spellings=spelled, note=note)


_LOSSES = (
    _loss("DiceLoss", f"({_DICE}, weight=None, soft_label=False, ignore_index=None)", WEIGHTED, spellings="Dice"),
    _loss(
        "MaskedDiceLoss", f"({_DICE}, weight=None, soft_label=False)",
        Score("dice", "unit", weight="weight", variants=_ACTIVATED, call="(input, target, mask=None)"),
    ),
    _loss(
        "DiceCELoss", f"({_DICE}, weight=None, lambda_dice=1.0, lambda_ce=1.0, label_smoothing=0.0)", WEIGHTED,
        note="the activation is that of its Dice part; its cross-entropy always takes logits",
        spellings="dice_ce",
    ),
    _loss(
        "DiceFocalLoss", f"({_DICE}, gamma=2.0, weight=None, lambda_dice=1.0, lambda_focal=1.0, alpha=None)", WEIGHTED,
        note="the activation is that of its Dice part; its focal part always takes logits",
        spellings="dice_focal",
    ),
    _loss(
        "GeneralizedDiceLoss", f"({_ACTS}, w_type='square', reduction='mean', {_SMOOTH}, soft_label=False)", OVERLAP,
        spellings="generalized_dice",
    ),
    _loss(
        "GeneralizedDiceFocalLoss",
        f"({_ACTS}, w_type='square', reduction='mean', {_SMOOTH}, gamma=2.0, weight=None, lambda_gdl=1.0, "
        "lambda_focal=1.0)",
        WEIGHTED, spellings="generalized_dice_focal",
    ),
    _loss(
        "TverskyLoss",
        f"({_ACTS}, alpha=0.5, beta=0.5, reduction='mean', {_SMOOTH}, soft_label=False, ignore_index=None)", OVERLAP,
    ),
    _loss("MCCLoss", f"({_ACTS}, reduction='mean', smooth_nr=0.0, smooth_dr=1e-05, batch=False)", OVERLAP),
    _loss("BoundaryLoss", f"({_ACTS}, reduction='mean', batch=False)", OVERLAP),
    _loss("HausdorffDTLoss", f"({_HAUSDORFF}, reduction='mean', batch=False)", OVERLAP),
    _loss("LogHausdorffDTLoss", f"({_HAUSDORFF}, reduction='mean', batch=False)", OVERLAP),
    _loss("SoftclDiceLoss", f"({_CLDICE.replace('alpha=0.5, ', '')}, {_ACTS}, reduction='mean')", OVERLAP),
    _loss("SoftDiceclDiceLoss", f"({_CLDICE}, {_ACTS}, reduction='mean')", OVERLAP),
    _loss(
        "FocalLoss",
        "(include_background=True, to_onehot_y=False, gamma=2.0, alpha=None, weight=None, reduction='mean', "
        "use_softmax=False, ignore_index=None)",
        FOCAL,
    ),
    _loss(
        "GeneralizedWassersteinDiceLoss",
        "(dist_matrix, weighting_mode='default', reduction='mean', smooth_nr=1e-05, smooth_dr=1e-05)", WASSERSTEIN,
        spellings="generalized_wasserstein_dice",
    ),
    _loss(
        "NACLLoss", "(classes, dim, kernel_size=3, kernel_ops='mean', distance_type='l1', alpha=0.1, sigma=1.0)",
        NEIGHBOURS,
    ),
)  # fmt: skip

# ── networks ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_IMAGE = Produce("out_channels", axis=1)
_CLASSES = Produce("num_classes")
_BLOCKS = "strides, kernel_size=3, up_kernel_size=3"
_ORDER = "bias=True, adn_ordering='NDA'"
_UNIT = "kernel_size=3, num_res_units=2, act='PRELU', norm='INSTANCE'"


def _net(name: str, signature: str, does: Effect, spellings: str = "", call: str = "(x)") -> Row:
    spelled = tuple(f"monai.networks.nets.{each}" for each in spellings.split())
    page = f"{_SITE}networks.html#{name.lower()}"
    return Row(f"monai.networks.nets.{name}", signature, does, page, "layer", call=call, spellings=spelled)


def _densenet(name: str) -> Row:
    signature = (
        "(spatial_dims, in_channels, out_channels, init_features=64, growth_rate=32, block_config=..., "
        "pretrained=False, progress=True, **kwargs)"
    )
    return _net(name, signature, Produce("out_channels"), name.replace("Dense", "dense"))


_NETS = (
    _net(
        "UNet",
        f"(spatial_dims, in_channels, out_channels, channels, {_BLOCKS}, num_res_units=0, act='PRELU', "
        f"norm='INSTANCE', dropout=0.0, {_ORDER})",
        _IMAGE, "Unet",
    ),
    _net(
        "AttentionUnet", f"(spatial_dims, in_channels, out_channels, channels, {_BLOCKS}, dropout=0.0)", _IMAGE
    ),
    _net(
        "BasicUNet",
        "(spatial_dims=3, in_channels=1, out_channels=2, features=..., act=..., norm=..., bias=True, dropout=0.0, "
        "upsample='deconv')",
        _IMAGE, "BasicUnet basicunet",
    ),
    _net(
        "DynUNet",
        "(spatial_dims, in_channels, out_channels, kernel_size, strides, upsample_kernel_size, filters=None, "
        "dropout=None, norm_name=..., act_name=..., deep_supervision=False, deep_supr_num=1, res_block=False, "
        "trans_bias=False)",
        _IMAGE, "DynUnet",
    ),
    _net(
        "SegResNet",
        "(spatial_dims=3, init_filters=8, in_channels=1, out_channels=2, dropout_prob=None, act=..., norm=..., "
        "norm_name='', num_groups=8, use_conv_final=True, blocks_down=..., blocks_up=..., "
        "upsample_mode='nontrainable')",
        _IMAGE,
    ),
    _net(
        "VNet",
        "(spatial_dims=3, in_channels=1, out_channels=1, act=..., dropout_prob=0.5, dropout_prob_down=0.5, "
        "dropout_prob_up=..., dropout_dim=3, bias=False)",
        _IMAGE,
    ),
    _net(
        "UNETR",
        "(in_channels, out_channels, img_size, feature_size=16, hidden_size=768, mlp_dim=3072, num_heads=12, "
        "proj_type='conv', norm_name='instance', conv_block=True, res_block=True, dropout_rate=0.0, spatial_dims=3, "
        "qkv_bias=False, save_attn=False)",
        _IMAGE, call="(x_in)",
    ),
    _net("SwinUNETR", "(in_channels, out_channels, patch_size=2, **options)", _IMAGE, call="(x_in)"),
    _net(
        "FlexibleUNet",
        "(in_channels, out_channels, backbone, pretrained=False, decoder_channels=..., spatial_dims=2, norm=..., "
        "act=..., dropout=0.0, decoder_bias=False, upsample='nontrainable', pre_conv='default', interp_mode='nearest', "
        "is_pad=True)",
        _IMAGE, "FlexUNet", call="(inputs)",
    ),
    *(_densenet(f"DenseNet{depth}") for depth in (121, 169, 201, 264)),
    _net(
        "EfficientNetBN",
        "(model_name, pretrained=True, progress=True, spatial_dims=2, in_channels=3, num_classes=1000, norm=..., "
        "adv_prop=False)",
        _CLASSES, call="(inputs)",
    ),
    *(
        _net(f"resnet{depth}", "(pretrained=False, progress=True, *, num_classes=400, **kwargs)", _CLASSES)
        for depth in (10, 18, 34, 50, 101, 152, 200)
    ),
    _net(
        "TorchVisionFCModel",
        "(model_name='resnet18', num_classes=1, dim=2, in_channels=None, use_conv=False, pool=..., bias=True, "
        "pretrained=False, fc_name='fc', node_name='', weights=None, **kwargs)",
        _CLASSES,
    ),
    _net(
        "Classifier", f"(in_shape, classes, channels, strides, {_UNIT}, dropout=None, bias=True, last_act=None)",
        Produce("classes", activation="last_act"),
    ),
    _net(
        "Discriminator", f"(in_shape, channels, strides, {_UNIT}, dropout=0.25, bias=True, last_act='SIGMOID')",
        Produce(None, activation="last_act"),
    ),
)  # fmt: skip

_ACTIVATIONS = {
    "sigmoid": "Sigmoid", "softmax": "Softmax", "logsoftmax": "LogSoftmax", "tanh": "Tanh", "relu": "ReLU",
    "leakyrelu": "LeakyReLU", "prelu": "PReLU", "relu6": "ReLU6", "elu": "ELU", "selu": "SELU", "celu": "CELU",
    "gelu": "GELU", "mish": "Mish",
}  # fmt: skip

TABLE = Table(
    "monai",
    (*_LOSSES, *_NETS),
    activations=tuple(
        (spelled, f"torch.nn.{name}")
        for lower, name in _ACTIVATIONS.items()
        for spelled in (lower, lower.upper(), name)
    ),
)
