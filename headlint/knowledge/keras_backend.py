"""``keras.backend`` as Keras 1 and 2 had it (Keras 3 keeps it for old code; its public ``keras.backend`` is smaller).

Its activations stand in ``keras_activations``, its cross-entropies in ``keras_losses``.
Source: https://www.tensorflow.org/api_docs/python/tf/compat/v1/keras/backend
"""

from __future__ import annotations

from headlint.knowledge.rows import Activate, Clip, Combine, Effect, Keep, Make, Predict, Row, Table

_SITE = "https://www.tensorflow.org/api_docs/python/tf/compat/v1/keras/backend/"


def _row(name: str, signature: str, does: Effect) -> Row:
    return Row(f"keras.backend.{name}", signature, does, f"{_SITE}{name}")


def _elementary(name: str, kind: str = "") -> Row:
    return _row(name, "(x)", Activate(kind or name))


def _reduction(name: str, how: str) -> Row:
    return _row(name, "(x, axis=None, keepdims=False)", Keep("x", "reduces", ("axis",), how=how))


TABLE = Table(
    "keras",
    (
        *(_elementary(name) for name in ("exp", "log", "sqrt", "square", "abs", "sign", "sin", "cos")),
        _row("clip", "(x, min_value, max_value)", Clip("x", "min_value", "max_value")),
        _row("cast", "(x, dtype)", Keep("x", dtype_from="dtype")),
        _row("cast_to_floatx", "(x)", Keep("x", dtype="float")),
        _row("stop_gradient", "(variables)", Keep("variables")),
        _row("dropout", "(x, level, noise_shape=None, seed=None)", Keep("x")),
        _row("bias_add", "(x, bias, data_format=None)", Keep("x", scales=True)),
        _row("batch_normalization", "(x, mean, var, beta, gamma, axis=-1, epsilon=0.001)", Keep("x", scales=True)),
        _reduction("mean", "mean"),
        _reduction("sum", "sum"),
        _reduction("max", "max"),
        _reduction("min", "min"),
        _reduction("prod", "prod"),
        _reduction("std", "std"),
        _reduction("var", "std"),
        Row(
            "keras.backend.logsumexp", "(x, axis=None, keepdims=False)",
            Keep("x", "reduces", ("axis",), how="logsumexp"), f"{_SITE}logsumexp", checked=False, note="Keras 2",
        ),
        _row("flatten", "(x)", Keep("x", "moves")),
        _row("batch_flatten", "(x)", Keep("x", "flattens")),
        _row("reshape", "(x, shape)", Keep("x", "views", sizes="shape")),
        _row("squeeze", "(x, axis)", Keep("x", "squeezes", ("axis",))),
        _row("expand_dims", "(x, axis=-1)", Keep("x", "unsqueezes", ("axis",))),
        _row("permute_dimensions", "(x, pattern)", Keep("x", "permutes", ("pattern",))),
        _row("transpose", "(x)", Keep("x", "swaps")),
        _row("reverse", "(x, axes)", Keep("x", "samples")),
        _row("tile", "(x, n)", Keep("x", "regroups")),
        _row("repeat", "(x, n)", Keep("x", "samples")),
        _row("gather", "(reference, indices)", Keep("reference", "samples")),
        _row(
            "resize_images", "(x, height_factor, width_factor, data_format, interpolation='nearest')",
            Keep("x", "samples"),
        ),
        _row("dot", "(x, y)", Combine("matmul", ("x", "y"))),
        _row("batch_dot", "(x, y, axes=None)", Combine("matmul", ("x", "y"))),
        _row("concatenate", "(tensors, axis=-1)", Combine("concatenate", ("tensors",), axis="axis")),
        _row("stack", "(x, axis=0)", Combine("stack", ("x",), axis="axis")),
        _row("maximum", "(x, y)", Combine("choose", ("x", "y"))),
        _row("minimum", "(x, y)", Combine("choose", ("x", "y"))),
        _row(
            "switch", "(condition, then_expression, else_expression)",
            Combine("choose", ("then_expression", "else_expression")),
        ),
        _row("zeros", "(shape, dtype=None, name=None)", Make("constant", 0.0, shape="shape")),
        _row("ones", "(shape, dtype=None, name=None)", Make("constant", 1.0, shape="shape")),
        _row("zeros_like", "(x, dtype=None, name=None)", Make("constant", 0.0)),
        _row("ones_like", "(x, dtype=None, name=None)", Make("constant", 1.0)),
        _row("one_hot", "(indices, num_classes)", Make("one_hot", channels="num_classes")),
        _row("eye", "(size, dtype=None, name=None)", Make("one_hot", channels="size")),
        _row("constant", "(value, dtype=None, shape=None, name=None)", Make("constant", "value", shape="shape")),
        _row("variable", "(value, dtype=None, name=None, constraint=None)", Keep("value")),
        _row(
            "random_normal", "(shape, mean=0.0, stddev=1.0, dtype=None, seed=None)", Make("logits", shape="shape")
        ),
        _row(
            "random_uniform", "(shape, minval=0.0, maxval=1.0, dtype=None, seed=None)", Make("logits", shape="shape")
        ),
        _row("argmax", "(x, axis=-1)", Predict("argmax", "x", "axis")),
        _row("round", "(x)", Predict("round", "x")),
        _row("greater", "(x, y)", Predict("threshold", "x", threshold="y")),
        _row("greater_equal", "(x, y)", Predict("threshold", "x", threshold="y")),
        Row(
            "keras.backend.epsilon", "()", Make("constant", 1e-7), "https://keras.io/api/utils/config_utils/",
            spellings=("keras.config.epsilon",),
        ),
    ),
    framework="keras",
)  # fmt: skip
