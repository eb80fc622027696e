"""Activations of torch: as layers, as functions, as methods of a tensor.

Sources: https://docs.pytorch.org/docs/stable/nn.html#non-linear-activations-weighted-sum-nonlinearity,
https://docs.pytorch.org/docs/stable/nn.functional.html#non-linear-activation-functions,
https://docs.pytorch.org/docs/stable/torch.html#pointwise-ops.
"""

from __future__ import annotations

from headlint.knowledge._torch import both, function, functional, layer, special
from headlint.knowledge.rows import Activate, Clip, Row, Table, Variant

_SOFTMAX = Activate("softmax", axis="dim")
_LOG_SOFTMAX = Activate("log_softmax", axis="dim")
_NORMALIZE = Activate("normalize", axis="dim")
_HARD_TANH = Activate("hard_tanh", limits=("min_val", "max_val"))
_HARD = (Variant("hard", True, {"kind": "gumbel_softmax_hard"}),)
_SLOPES = "lower=0.125, upper=0.3333333333333333"
_POWERS = (
    Variant("exponent", 1, {"kind": "identity"}),
    Variant("exponent", 2, {"kind": "square"}),
    Variant("exponent", 0.5, {"kind": "sqrt"}),
    Variant("exponent", -1, {"kind": "reciprocal"}),
)

_LAYERS = (
    layer("Softmax", "(dim=None)", _SOFTMAX),
    layer("Softmax2d", "()", Activate("softmax", implicit_axis=1), note="over the channels of (N, C, H, W)"),
    layer("LogSoftmax", "(dim=None)", _LOG_SOFTMAX),
    layer("Softmin", "(dim=None)", Activate("softmin", axis="dim")),
    layer("Sigmoid", "()", Activate("sigmoid")),
    layer("Hardsigmoid", "(inplace=False)", Activate("hard_sigmoid")),
    layer("LogSigmoid", "()", Activate("log_sigmoid")),
    layer("Tanh", "()", Activate("tanh")),
    layer("Hardtanh", "(min_val=-1.0, max_val=1.0, inplace=False, min_value=None, max_value=None)", _HARD_TANH),
    layer("Softsign", "()", Activate("softsign")),
    layer("ReLU", "(inplace=False)", Activate("relu")),
    layer("ReLU6", "(inplace=False)", Activate("relu6")),
    layer("LeakyReLU", "(negative_slope=0.01, inplace=False)", Activate("leaky_relu")),
    layer("PReLU", "(num_parameters=1, init=0.25, device=None, dtype=None)", Activate("prelu")),
    layer("RReLU", f"({_SLOPES}, inplace=False)", Activate("rrelu")),
    layer("ELU", "(alpha=1.0, inplace=False)", Activate("elu")),
    layer("CELU", "(alpha=1.0, inplace=False)", Activate("celu")),
    layer("SELU", "(inplace=False)", Activate("selu")),
    layer("GELU", "(approximate='none')", Activate("gelu")),
    layer("SiLU", "(inplace=False)", Activate("silu")),
    layer("Mish", "(inplace=False)", Activate("mish")),
    layer("Hardswish", "(inplace=False)", Activate("hard_swish")),
    layer("Softplus", "(beta=1.0, threshold=20.0)", Activate("softplus")),
    layer("Hardshrink", "(lambd=0.5)", Activate("hard_shrink")),
    layer("Softshrink", "(lambd=0.5)", Activate("soft_shrink")),
    layer("Tanhshrink", "()", Activate("tanh_shrink")),
    layer("Threshold", "(threshold, value, inplace=False)", Activate("threshold")),
    layer("GLU", "(dim=-1)", Activate("glu"), note="half of the channels gate the other half"),
)

_FUNCTIONS = (
    functional("softmax", "(input, dim=None, _stacklevel=3, dtype=None)", _SOFTMAX),
    functional("log_softmax", "(input, dim=None, _stacklevel=3, dtype=None)", _LOG_SOFTMAX),
    functional("softmin", "(input, dim=None, _stacklevel=3, dtype=None)", Activate("softmin", axis="dim")),
    functional(
        "gumbel_softmax", "(logits, tau=1, hard=False, eps=1e-10, dim=-1)", Activate("gumbel_softmax", axis="dim"),
        variants=_HARD,
    ),
    functional(
        "normalize", "(input, p=2.0, dim=1, eps=1e-12, out=None)", _NORMALIZE,
        variants=(Variant("p", 1, {"kind": "normalize_l1"}),),
    ),
    functional("sigmoid", "(input)", Activate("sigmoid")),
    functional("hardsigmoid", "(input, inplace=False)", Activate("hard_sigmoid")),
    functional("logsigmoid", "(input)", Activate("log_sigmoid")),
    functional("tanh", "(input)", Activate("tanh")),
    functional("hardtanh", "(input, min_val=-1.0, max_val=1.0, inplace=False)", _HARD_TANH),
    functional("hardtanh_", "(input, min_val=-1.0, max_val=1.0)", _HARD_TANH),
    functional("softsign", "(input)", Activate("softsign")),
    functional("relu", "(input, inplace=False)", Activate("relu")),
    functional("relu_", "(input)", Activate("relu")),
    functional("relu6", "(input, inplace=False)", Activate("relu6")),
    functional("leaky_relu", "(input, negative_slope=0.01, inplace=False)", Activate("leaky_relu")),
    functional("leaky_relu_", "(input, negative_slope=0.01)", Activate("leaky_relu")),
    functional("prelu", "(input, weight)", Activate("prelu")),
    functional("rrelu", f"(input, {_SLOPES}, training=False, inplace=False)", Activate("rrelu")),
    functional("rrelu_", f"(input, {_SLOPES}, training=False, generator=None)", Activate("rrelu")),
    functional("elu", "(input, alpha=1.0, inplace=False)", Activate("elu")),
    functional("elu_", "(input, alpha=1.0)", Activate("elu")),
    functional("celu", "(input, alpha=1.0, inplace=False)", Activate("celu")),
    functional("celu_", "(input, alpha=1.0)", Activate("celu")),
    functional("selu", "(input, inplace=False)", Activate("selu")),
    functional("selu_", "(input)", Activate("selu")),
    functional("gelu", "(input, approximate='none')", Activate("gelu")),
    functional("silu", "(input, inplace=False)", Activate("silu")),
    functional("mish", "(input, inplace=False)", Activate("mish")),
    functional("hardswish", "(input, inplace=False)", Activate("hard_swish")),
    functional("softplus", "(input, beta=1, threshold=20)", Activate("softplus")),
    functional("hardshrink", "(input, lambd=0.5)", Activate("hard_shrink")),
    functional("softshrink", "(input, lambd=0.5)", Activate("soft_shrink")),
    functional("tanhshrink", "(input)", Activate("tanh_shrink")),
    functional("threshold", "(input, threshold, value, inplace=False)", Activate("threshold")),
    functional("threshold_", "(input, threshold, value)", Activate("threshold")),
    functional("glu", "(input, dim=-1)", Activate("glu"), note="half of the channels gate the other half"),
    function("celu", "(input, alpha=1.0)", Activate("celu")),
    function("selu", "(input)", Activate("selu")),
    function("rrelu", f"(input, {_SLOPES}, training=False, generator=None)", Activate("rrelu")),
    function("threshold", "(input, threshold, value)", Activate("threshold")),
    special("softmax", "(input, dim, dtype=None)", _SOFTMAX),
    special("log_softmax", "(input, dim, *, dtype=None)", _LOG_SOFTMAX),
    special("expit", "(input)", Activate("sigmoid")),
    special("logit", "(input, eps=None)", Activate("logit")),
    special("expm1", "(input)", Activate("expm1")),
    special("log1p", "(input)", Activate("log1p")),
    special("erf", "(input)", Activate("erf")),
)  # fmt: skip


def _elementary() -> tuple[Row, ...]:
    """Functions of one tensor that exist three times: ``torch.exp(x)``, ``x.exp()``, in place ``x.exp_()``."""
    kinds = "sigmoid tanh relu exp log log1p expm1 sqrt square abs neg reciprocal erf sin cos atan sign"
    names = {kind: kind for kind in kinds.split()} | {"absolute": "abs", "negative": "neg", "arctan": "atan"}
    return tuple(row for name, kind in names.items() for row in both(name, "(input)", Activate(kind), inplace=True))


_METHODS = (
    *both("softmax", "(input, dim, dtype=None)", _SOFTMAX),
    *both("log_softmax", "(input, dim, dtype=None)", _LOG_SOFTMAX),
    *both("prelu", "(input, weight)", Activate("prelu")),
    *both("hardshrink", "(input, lambd=0.5)", Activate("hard_shrink")),
    *both("logit", "(input, eps=None)", Activate("logit"), inplace=True),
    *both("pow", "(input, exponent)", Activate("pow"), inplace=True, variants=_POWERS),
    *both("clamp", "(input, min=None, max=None)", Clip(), inplace=True),
    *both("clip", "(input, min=None, max=None)", Clip(), inplace=True),
    *both("clamp_min", "(input, min)", Clip(high=None), inplace=True),
    *both("clamp_max", "(input, max)", Clip(low=None), inplace=True),
)

TABLE = Table("torch", (*_LAYERS, *_FUNCTIONS, *_elementary(), *_METHODS))
