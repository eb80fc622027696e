"""Activations of Keras as functions (``keras.activations``, ``keras.ops``, ``keras.backend``) and as layers.

Source: https://keras.io/api/layers/activations/, https://keras.io/api/layers/activation_layers/
"""

from __future__ import annotations

from headlint.knowledge.keras_names import ACTIVATIONS
from headlint.knowledge.rows import GIVEN, Activate, Row, Table, Variant

_FUNCTIONS = "https://keras.io/api/layers/activations/"
_LAYERS = "https://keras.io/api/layers/activation_layers/"
_OPS = "https://keras.io/api/ops/nn/"


_LIMITED = (Variant("max_value", GIVEN, {"kind": "limited relu"}), Variant("max_value", 6, {"kind": "relu6"}))
"""``max_value`` makes another activation of relu: one of its own, unless the limit is 6."""


def _function(name: str, signature: str, does: Activate, *also: str) -> Row:
    """An activation function, which ``keras.ops`` holds under the same name; ``also``: other packages that do."""
    spellings = (f"keras.ops.{name}", *(f"{package}.{name}" for package in also))
    return Row(f"keras.activations.{name}", signature, does, _FUNCTIONS, spellings=spellings)


def _op(package: str, name: str, signature: str, does: Activate) -> Row:
    return Row(f"keras.{package}.{name}", signature, does, _OPS)


def _layer(name: str, signature: str, does: Activate, page: str, renamed: tuple[tuple[str, str], ...] = ()) -> Row:
    return Row(f"keras.layers.{name}", signature, does, f"{_LAYERS}{page}/", "layer", renamed=renamed)


_BACKEND = "keras.backend"

TABLE = Table(
    "keras",
    (
        _function("softmax", "(x, axis=-1)", Activate("softmax", "axis", -1), _BACKEND),
        _function("log_softmax", "(x, axis=-1)", Activate("log_softmax", "axis", -1)),
        _function("sparsemax", "(x, axis=-1)", Activate("sparsemax", "axis", -1)),
        _function("sigmoid", "(x)", Activate("sigmoid"), _BACKEND),
        _function("hard_sigmoid", "(x)", Activate("hard_sigmoid"), _BACKEND),
        _function("sparse_sigmoid", "(x)", Activate("sparse_sigmoid")),
        _function("log_sigmoid", "(x)", Activate("log_sigmoid")),
        _function("tanh", "(x)", Activate("tanh"), _BACKEND),
        _function("hard_tanh", "(x)", Activate("hard_tanh")),
        _function("softsign", "(x)", Activate("softsign"), _BACKEND),
        _function("softplus", "(x)", Activate("softplus"), _BACKEND),
        _function("squareplus", "(x, b=4)", Activate("squareplus")),
        _function("sparse_plus", "(x)", Activate("sparse_plus")),
        _function("relu6", "(x)", Activate("relu6")),
        _function("leaky_relu", "(x, negative_slope=0.2)", Activate("leaky_relu")),
        _function("elu", "(x, alpha=1.0)", Activate("elu"), _BACKEND),
        _function("celu", "(x, alpha=1.0)", Activate("celu")),
        _function("selu", "(x)", Activate("selu")),
        _function("silu", "(x)", Activate("silu")),
        _function("swish", "(x)", Activate("silu")),
        _function("hard_silu", "(x)", Activate("hard_swish")),
        _function("hard_swish", "(x)", Activate("hard_swish")),
        _function("mish", "(x)", Activate("mish")),
        _function("glu", "(x, axis=-1)", Activate("glu", "axis", -1)),
        _function("soft_shrink", "(x, threshold=0.5)", Activate("soft_shrink")),
        _function("hard_shrink", "(x, threshold=0.5)", Activate("hard_shrink")),
        _function("tanh_shrink", "(x)", Activate("tanh_shrink")),
        _function("threshold", "(x, threshold, default_value)", Activate("threshold")),
        Row(
            "keras.activations.relu", "(x, negative_slope=0.0, max_value=None, threshold=0.0)", Activate("relu"),
            _FUNCTIONS, renamed=(("alpha", "negative_slope"),), variants=_LIMITED, note="leaky with negative_slope",
        ),
        Row("keras.activations.gelu", "(x, approximate=False)", Activate("gelu"), _FUNCTIONS),
        Row("keras.activations.linear", "(x)", Activate("identity"), _FUNCTIONS),
        Row("keras.activations.exponential", "(x)", Activate("exp"), _FUNCTIONS),
        _op("ops", "relu", "(x)", Activate("relu")),
        _op("ops", "gelu", "(x, approximate=True)", Activate("gelu")),
        _op("ops", "normalize", "(x, axis=-1, order=2, epsilon=None)", Activate("normalize", "axis", -1)),
        Row(
            "keras.backend.relu", "(x, alpha=0.0, max_value=None, threshold=0.0)", Activate("relu"), _OPS,
            variants=_LIMITED,
        ),
        _op("backend", "l2_normalize", "(x, axis=None)", Activate("normalize", "axis")),
        _layer("Activation", "(activation, **kwargs)", Activate("", kind_from="activation"), "activation"),
        _layer("Softmax", "(axis=-1, **kwargs)", Activate("softmax", "axis", -1), "softmax"),
        Row(
            "keras.layers.ReLU", "(max_value=None, negative_slope=0.0, threshold=0.0, **kwargs)", Activate("relu"),
            f"{_LAYERS}relu/", "layer", variants=_LIMITED, renamed=(("alpha", "negative_slope"),),
        ),
        _layer(
            "LeakyReLU", "(negative_slope=0.3, **kwargs)", Activate("leaky_relu"), "leaky_relu",
            (("alpha", "negative_slope"),),
        ),
        _layer("ELU", "(alpha=1.0, **kwargs)", Activate("elu"), "elu"),
        _layer(
            "PReLU",
            "(alpha_initializer='Zeros', alpha_regularizer=None, alpha_constraint=None, shared_axes=None, **kwargs)",
            Activate("prelu"), "prelu",
        ),
        Row(
            "keras.layers.ThresholdedReLU", "(theta=1.0, **kwargs)", Activate("relu"), f"{_LAYERS}relu/", "layer",
            checked=False, note="Keras 1 and 2",
        ),
        Row(
            "keras.layers.UnitNormalization", "(axis=-1, **kwargs)", Activate("normalize", "axis", -1),
            "https://keras.io/api/layers/normalization_layers/unit_normalization/", "layer",
        ),
    ),
    framework="keras",
    activations=tuple(ACTIVATIONS.items()),
)  # fmt: skip
