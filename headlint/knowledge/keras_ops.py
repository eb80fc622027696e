"""``keras.ops``: elementwise functions, reductions, shapes, arithmetic, construction, decisions.

Activations and cross-entropies of ``keras.ops`` stand in ``keras_activations`` and ``keras_losses``.
Source: https://keras.io/api/ops/
"""

from __future__ import annotations

from headlint.knowledge.rows import Activate, Clip, Combine, Effect, Keep, Make, Predict, Produce, Row, Table

_NUMPY = "https://keras.io/api/ops/numpy/"
_CORE = "https://keras.io/api/ops/core/"
_NN = "https://keras.io/api/ops/nn/"


def _numpy(name: str, signature: str, does: Effect, *spellings: str) -> Row:
    return Row(
        f"keras.ops.{name}", signature, does, _NUMPY, spellings=tuple(f"keras.ops.{other}" for other in spellings)
    )


def _elementary(name: str, kind: str = "") -> Row:
    return _numpy(name, "(x)", Activate(kind or name))


def _arithmetic(name: str, how: str, *spellings: str) -> Row:
    return _numpy(name, "(x1, x2)", Combine(how, ("x1", "x2")), *spellings)


def _reduction(name: str, how: str, more: str = "") -> Row:
    return _numpy(name, f"(x, axis=None, keepdims=False{more})", Keep("x", "reduces", ("axis",), how=how))


_ELEMENTWISE = (
    *(
        _elementary(name)
        for name in ("exp", "expm1", "log", "log1p", "sqrt", "square", "sin", "cos", "sign", "reciprocal", "erf")
    ),
    _numpy("abs", "(x)", Activate("abs"), "absolute"),
    _elementary("negative", "neg"),
    _elementary("arctan", "atan"),
    _numpy("clip", "(x, x_min, x_max)", Clip("x", "x_min", "x_max")),
    _numpy("nan_to_num", "(x, nan=0.0, posinf=None, neginf=None)", Keep("x")),
    _numpy("copy", "(x)", Keep("x")),
    _numpy("array", "(x, dtype=None)", Keep("x", dtype_from="dtype")),
    Row("keras.ops.cast", "(x, dtype)", Keep("x", dtype_from="dtype"), _CORE),
    Row("keras.ops.saturate_cast", "(x, dtype)", Keep("x", dtype_from="dtype"), _CORE),
    Row("keras.ops.convert_to_tensor", "(x, dtype=None, sparse=None, ragged=None)",
        Keep("x", dtype_from="dtype"), _CORE),
    Row("keras.ops.convert_to_numpy", "(x)", Keep("x"), _CORE),
    Row("keras.ops.stop_gradient", "(variable)", Keep("variable"), _CORE),
    Row("keras.ops.layer_normalization", "(x, gamma=None, beta=None, axis=-1, epsilon=None, **kwargs)",
        Keep("x", scales=True), _NN),
    Row("keras.ops.rms_normalization", "(x, scale=None, axis=-1, epsilon=None)", Keep("x", scales=True), _NN),
    Row("keras.ops.batch_normalization", "(x, mean, variance, axis, offset=None, scale=None, epsilon=0.001)",
        Keep("x", scales=True), _NN),
)  # fmt: skip

_REDUCTIONS = (
    _reduction("mean", "mean"),
    _reduction("sum", "sum"),
    _reduction("max", "max", ", initial=None"),
    _reduction("min", "min", ", initial=None"),
    _reduction("amax", "max"),
    _reduction("amin", "min"),
    _reduction("median", "median"),
    _reduction("prod", "prod", ", dtype=None"),
    _reduction("std", "std"),
    _reduction("var", "std"),
    _numpy("average", "(x, axis=None, weights=None)", Keep("x", "reduces", ("axis",), how="mean")),
    _numpy("norm", "(x, ord=None, axis=None, keepdims=False)", Keep("x", "reduces", ("axis",), how="norm")),
    Row("keras.ops.logsumexp", "(x, axis=None, keepdims=False)", Keep("x", "reduces", ("axis",), how="logsumexp"),
        _CORE),
)  # fmt: skip

_SHAPES = (
    _numpy("reshape", "(x, newshape)", Keep("x", "views", sizes="newshape")),
    _numpy("ravel", "(x)", Keep("x", "moves")),
    _numpy("squeeze", "(x, axis=None)", Keep("x", "squeezes", ("axis",))),
    _numpy("expand_dims", "(x, axis)", Keep("x", "unsqueezes", ("axis",))),
    _numpy("transpose", "(x, axes=None)", Keep("x", "permutes", ("axes",))),
    _numpy("swapaxes", "(x, axis1, axis2)", Keep("x", "swaps", ("axis1", "axis2"))),
    _numpy("moveaxis", "(x, source, destination)", Keep("x", "moves")),
    _numpy("broadcast_to", "(x, shape)", Keep("x", "moves")),
    _numpy("flip", "(x, axis=None)", Keep("x", "samples")),
    _numpy("roll", "(x, shift, axis=None)", Keep("x", "samples")),
    _numpy("repeat", "(x, repeats, axis=None)", Keep("x", "regroups")),
    _numpy("tile", "(x, repeats)", Keep("x", "regroups")),
    _numpy("pad", "(x, pad_width, mode='constant', constant_values=None)", Keep("x", "samples")),
    _numpy("take", "(x, indices, axis=None)", Keep("x", "slices", ("axis",))),
    _numpy("take_along_axis", "(x, indices, axis=None)", Keep("x", "slices", ("axis",))),
    _numpy("split", "(x, indices_or_sections, axis=0)", Keep("x", "slices", ("axis",))),
    Row("keras.ops.slice", "(inputs, start_indices, shape)", Keep("inputs", "regroups"), _CORE),
    Row("keras.ops.unstack", "(x, num=None, axis=0)", Keep("x", "selects", ("axis",)), _CORE),
    Row("keras.ops.average_pool", "(inputs, pool_size, strides=None, padding='valid', data_format=None)",
        Keep("inputs", "samples"), _NN),
    Row("keras.ops.max_pool", "(inputs, pool_size, strides=None, padding='valid', data_format=None)",
        Keep("inputs", "samples"), _NN),
    Row("keras.ops.rearrange", "(tensor, pattern, **axes_lengths)", Keep("tensor", "moves"),
        "https://keras.io/api/ops/einops/"),
)  # fmt: skip

_COMBINATIONS = (
    _arithmetic("add", "add"),
    _arithmetic("subtract", "subtract"),
    _arithmetic("multiply", "multiply"),
    _arithmetic("divide", "divide", "true_divide"),
    _arithmetic("divide_no_nan", "divide"),
    _arithmetic("maximum", "choose", "fmax"),
    _arithmetic("minimum", "choose", "fmin"),
    _arithmetic("matmul", "matmul", "dot"),
    _numpy("tensordot", "(x1, x2, axes=2)", Combine("matmul", ("x1", "x2"))),
    _numpy("einsum", "(subscripts, *operands, **kwargs)", Combine("matmul", ("operands",))),
    _numpy("where", "(condition, x1=None, x2=None)", Combine("choose", ("x1", "x2"))),
    _numpy("concatenate", "(xs, axis=0)", Combine("concatenate", ("xs",), axis="axis")),
    _numpy("stack", "(x, axis=0)", Combine("stack", ("x",), axis="axis")),
    Row("keras.ops.conv",
        "(inputs, kernel, strides=1, padding='valid', data_format=None, dilation_rate=1)",
        Produce(None, weights="kernel"), _NN),
)  # fmt: skip

_CONSTRUCTIONS = (
    _numpy("zeros", "(shape, dtype=None)", Make("constant", 0.0, shape="shape")),
    _numpy("ones", "(shape, dtype=None)", Make("constant", 1.0, shape="shape")),
    _numpy("full", "(shape, fill_value, dtype=None)", Make("constant", "fill_value", shape="shape")),
    _numpy("zeros_like", "(x, dtype=None)", Make("constant", 0.0)),
    _numpy("ones_like", "(x, dtype=None)", Make("constant", 1.0)),
    _numpy("full_like", "(x, fill_value, dtype=None)", Make("constant", "fill_value")),
    _numpy("eye", "(N, M=None, k=0, dtype=None)", Make("one_hot", channels="N")),
    Row("keras.ops.one_hot", "(x, num_classes, axis=-1, dtype=None, sparse=False)",
        Make("one_hot", channels="num_classes"), _NN),
    Row("keras.ops.multi_hot", "(inputs, num_classes=None, axis=-1, dtype=None, sparse=False, **kwargs)",
        Make("unit", channels="num_classes"), _NN),
    Row("keras.random.normal", "(shape, mean=0.0, stddev=1.0, dtype=None, seed=None)", Make("logits", shape="shape"),
        "https://keras.io/api/random/random_ops/"),
    Row("keras.random.uniform", "(shape, minval=0.0, maxval=1.0, dtype=None, seed=None)", Make("logits", shape="shape"),
        "https://keras.io/api/random/random_ops/"),
    Row("keras.Variable",
        "(initializer, shape=None, dtype=None, trainable=True, autocast=True, aggregation='none', "
        "synchronization='auto', name=None, layout=None, **kwargs)",
        Make("logits", shape="shape"), "https://keras.io/api/utils/"),
)  # fmt: skip

_DECISIONS = (
    _numpy("argmax", "(x, axis=None, keepdims=False)", Predict("argmax", "x", "axis")),
    _numpy("round", "(x, decimals=0)", Predict("round", "x")),
    Row("keras.ops.top_k", "(x, k, sorted=True)", Predict("topk", "x"), "https://keras.io/api/ops/core/"),
    *(
        _numpy(name, "(x1, x2)", Predict("threshold", "x1", threshold="x2"))
        for name in ("greater", "greater_equal", "less", "less_equal")
    ),
)  # fmt: skip

TABLE = Table(
    "keras",
    (*_ELEMENTWISE, *_REDUCTIONS, *_SHAPES, *_COMBINATIONS, *_CONSTRUCTIONS, *_DECISIONS),
    framework="keras",
)
