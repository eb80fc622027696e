"""TensorFlow ops on values: activations, elementary functions, reductions, shapes, arithmetic, construction, decisions.

An op that is exported from several places (``tf.sigmoid``, ``tf.nn.sigmoid``, ``tf.math.sigmoid``) is one row.
``tensorflow.compat.v1.*`` is read as ``tensorflow.*``. Source: https://www.tensorflow.org/api_docs/python/tf
"""

from __future__ import annotations

from headlint.knowledge.rows import (
    Activate,
    Clip,
    Combine,
    Effect,
    Keep,
    Make,
    Opaque,
    Predict,
    Produce,
    Row,
    Table,
    Variant,
)

_SITE = "https://www.tensorflow.org/api_docs/python/tf/"
_NOTE = "tensorflow is not installed where the tests run"

_AXES = (("dim", "axis"), ("dimension", "axis"), ("squeeze_dims", "axis"), ("concat_dim", "axis"))
_REDUCED = (("keep_dims", "keepdims"), ("reduction_indices", "axis"))


def _op(
    name: str,
    signature: str,
    does: Effect,
    *spellings: str,
    renamed: tuple[tuple[str, str], ...] = (),
    variants: tuple[Variant, ...] = (),
) -> Row:
    return Row(
        f"tensorflow.{name}", signature, does, f"{_SITE}{name.replace('.', '/')}", checked=False, note=_NOTE,
        spellings=tuple(f"tensorflow.{other}" for other in spellings), renamed=renamed, variants=variants,
    )  # fmt: skip


def _activation(kind: str, *spellings: str, name: str = "") -> Row:
    """An activation of ``tf.nn``: its parameter is called ``features`` or ``x``, which no one names."""
    return _op(f"nn.{name or kind}", "(features, name=None)", Activate(kind), *spellings, renamed=(("x", "features"),))


def _math(name: str, kind: str = "", *more: str) -> Row:
    return _op(f"math.{name}", "(x, name=None)", Activate(kind or name), name, *more)


def _arithmetic(name: str, how: str, *spellings: str) -> Row:
    return _op(f"math.{name}", "(x, y, name=None)", Combine(how, ("x", "y")), name, *spellings)


def _reduction(name: str, how: str) -> Row:
    does = Keep("input_tensor", "reduces", ("axis",), how=how)
    signature = "(input_tensor, axis=None, keepdims=False, name=None)"
    return _op(f"math.reduce_{name}", signature, does, f"reduce_{name}", renamed=_REDUCED)


_ACTIVATIONS = (
    _op("nn.softmax", "(logits, axis=None, name=None)", Activate("softmax", "axis", -1), "math.softmax",
        "nn.softmax_v2", renamed=_AXES),
    _op("nn.log_softmax", "(logits, axis=None, name=None)", Activate("log_softmax", "axis", -1), "math.log_softmax",
        renamed=_AXES),
    _activation("sigmoid", "sigmoid", "math.sigmoid"),
    _activation("tanh", "tanh", "math.tanh"),
    _activation("relu"),
    _activation("relu6"),
    _activation("elu"),
    _activation("selu"),
    _activation("softplus", "math.softplus"),
    _activation("softsign", "math.softsign"),
    _op("nn.leaky_relu", "(features, alpha=0.2, name=None)", Activate("leaky_relu")),
    _op("nn.gelu", "(features, approximate=False, name=None)", Activate("gelu")),
    _op("nn.silu", "(features, beta=1.0)", Activate("silu"), "nn.swish"),
    _op("math.log_sigmoid", "(x, name=None)", Activate("log_sigmoid"), "log_sigmoid"),
    _op("math.l2_normalize", "(x, axis=None, epsilon=1e-12, name=None)", Activate("normalize", "axis"),
        "nn.l2_normalize", renamed=_AXES),
    _op("nn.crelu", "(features, axis=-1, name=None)", Keep("features", "regroups")),
)  # fmt: skip

_ELEMENTWISE = (
    *(_math(name) for name in ("exp", "expm1", "log", "log1p", "sqrt", "square", "abs", "sin", "cos", "sign", "erf")),
    _math("negative", "neg", "neg"),
    _math("reciprocal"),
    _math("atan"),
    _op("clip_by_value", "(t, clip_value_min, clip_value_max, name=None)",
        Clip("t", "clip_value_min", "clip_value_max")),
    _op("cast", "(x, dtype, name=None)", Keep("x", dtype_from="dtype"), "dtypes.cast"),
    _op("to_float", "(x, name='ToFloat')", Keep("x", dtype="float"), "to_double"),
    _op("to_int32", "(x, name='ToInt32')", Keep("x", dtype="int"), "to_int64"),
    _op("identity", "(input, name=None)", Keep("input")),
    _op("stop_gradient", "(input, name=None)", Keep("input")),
    _op("convert_to_tensor", "(value, dtype=None, dtype_hint=None, name=None)", Keep("value", dtype_from="dtype")),
    _op("debugging.check_numerics", "(tensor, message, name=None)", Keep("tensor"), "check_numerics"),
    _op("nn.dropout", "(x, rate=None, noise_shape=None, seed=None, name=None, **options)", Keep("x"),
        renamed=(("keep_prob", "rate"),)),
    _op("nn.bias_add", "(value, bias, data_format=None, name=None)", Keep("value", scales=True)),
    _op("nn.batch_normalization", "(x, mean, variance, offset, scale, variance_epsilon, name=None)",
        Keep("x", scales=True)),
    _op("nn.local_response_normalization", "(input, depth_radius=5, bias=1, alpha=1, beta=0.5, name=None)",
        Keep("input", scales=True), "nn.lrn"),
)  # fmt: skip

_REDUCTIONS = (
    _reduction("mean", "mean"),
    _reduction("sum", "sum"),
    _reduction("max", "max"),
    _reduction("min", "min"),
    _reduction("prod", "prod"),
    _reduction("std", "std"),
    _reduction("variance", "std"),
    _reduction("logsumexp", "logsumexp"),
    _op("norm", "(tensor, ord='euclidean', axis=None, keepdims=None, name=None)",
        Keep("tensor", "reduces", ("axis",), how="norm"), "linalg.norm"),
)  # fmt: skip

_SHAPES = (
    _op("reshape", "(tensor, shape, name=None)", Keep("tensor", "views", sizes="shape")),
    _op("squeeze", "(input, axis=None, name=None)", Keep("input", "squeezes", ("axis",)), renamed=_AXES),
    _op("expand_dims", "(input, axis=None, name=None)", Keep("input", "unsqueezes", ("axis",)), renamed=_AXES),
    _op("transpose", "(a, perm=None, conjugate=False, name='transpose')", Keep("a", "permutes", ("perm",))),
    _op("tile", "(input, multiples, name=None)", Keep("input", "regroups")),
    _op("broadcast_to", "(input, shape, name=None)", Keep("input", "moves")),
    _op("reverse", "(tensor, axis, name=None)", Keep("tensor", "samples")),
    _op("pad", "(tensor, paddings, mode='CONSTANT', constant_values=0, name=None)", Keep("tensor", "samples")),
    _op("slice", "(input_, begin, size, name=None)", Keep("input_", "regroups")),
    _op("split", "(value, num_or_size_splits, axis=0, num=None, name='split')", Keep("value", "slices", ("axis",))),
    _op("unstack", "(value, num=None, axis=0, name='unstack')", Keep("value", "selects", ("axis",)), "unpack"),
    _op("gather", "(params, indices, axis=0, batch_dims=0, name=None, **options)", Keep("params", "slices", ("axis",))),
    _op("boolean_mask", "(tensor, mask, axis=None, name='boolean_mask')", Keep("tensor", "samples")),
    _op("nn.max_pool", "(input, ksize, strides, padding, data_format=None, name=None)", Keep("input", "samples"),
        "nn.max_pool2d", "nn.avg_pool", "nn.avg_pool2d", renamed=(("value", "input"),)),
    _op("image.resize", "(images, size, method='bilinear', preserve_aspect_ratio=False, antialias=False, name=None)",
        Keep("images", "samples"), "image.resize_images"),
    *(
        _op(f"image.{name}", "(images, size, align_corners=False, name=None, half_pixel_centers=False)",
            Keep("images", "samples"), f"compat.v1.image.{name}")
        for name in ("resize_bilinear", "resize_nearest_neighbor", "resize_bicubic")
    ),
)  # fmt: skip

_MATMUL = (
    "(a, b, transpose_a=False, transpose_b=False, adjoint_a=False, adjoint_b=False, a_is_sparse=False, "
    "b_is_sparse=False, output_type=None, name=None)"
)
_CONV = "strides=..., padding='SAME', data_format=None, dilations=None, name=None, **options)"

_COMBINATIONS = (
    _arithmetic("add", "add"),
    _arithmetic("subtract", "subtract", "sub"),
    _arithmetic("multiply", "multiply", "mul"),
    _arithmetic("divide", "divide", "div", "math.truediv", "truediv"),
    _arithmetic("divide_no_nan", "divide", "div_no_nan"),
    _arithmetic("maximum", "choose"),
    _arithmetic("minimum", "choose"),
    _op("math.add_n", "(inputs, name=None)", Combine("add", ("inputs",)), "add_n"),
    _op("linalg.matmul", _MATMUL, Combine("matmul", ("a", "b")), "matmul", "batch_matmul"),
    _op("tensordot", "(a, b, axes, name=None)", Combine("matmul", ("a", "b"))),
    _op("einsum", "(equation, *inputs, **kwargs)", Combine("matmul", ("inputs",))),
    _op("concat", "(values, axis, name='concat')", Combine("concatenate", ("values",), axis="axis"), renamed=_AXES),
    _op("stack", "(values, axis=0, name='stack')", Combine("stack", ("values",), axis="axis"), "pack"),
    _op("where", "(condition, x=None, y=None, name=None)", Combine("choose", ("x", "y"))),
    _op("cond", "(pred, true_fn=None, false_fn=None, name=None)", Opaque("a branch in the graph")),
    _op("nn.conv2d", f"(input, filters, {_CONV}", Produce(None, weights="filters"), renamed=(("filter", "filters"),)),
    _op("nn.conv1d", f"(input, filters, {_CONV}", Produce(None, weights="filters"), renamed=(("value", "input"),)),
    _op("nn.conv3d", f"(input, filters, {_CONV}", Produce(None, weights="filters"), renamed=(("filter", "filters"),)),
    _op("nn.atrous_conv2d", "(value, filters, rate, padding, name=None)", Produce(None, weights="filters")),
    _op("nn.conv2d_transpose", f"(input, filters, output_shape, {_CONV}", Produce(None),
        renamed=(("filter", "filters"), ("value", "input"))),
    _op("nn.xw_plus_b", "(x, weights, biases, name=None)", Produce(None, weights="weights")),
    _op("nn.relu_layer", "(x, weights, biases, name=None)", Produce(None, weights="weights", domain="nonneg")),
    _op("nn.embedding_lookup", "(params, ids, max_norm=None, name=None, **options)", Produce(None, weights="params")),
)  # fmt: skip

_CONSTRUCTIONS = (
    _op("zeros", "(shape, dtype=..., name=None)", Make("constant", 0.0, shape="shape")),
    _op("ones", "(shape, dtype=..., name=None)", Make("constant", 1.0, shape="shape")),
    _op("fill", "(dims, value, name=None)", Make("constant", "value", shape="dims")),
    _op("zeros_like", "(input, dtype=None, name=None)", Make("constant", 0.0), renamed=(("tensor", "input"),)),
    _op("ones_like", "(input, dtype=None, name=None)", Make("constant", 1.0), renamed=(("tensor", "input"),)),
    _op("constant", "(value, dtype=None, shape=None, name='Const')", Make("constant", "value", shape="shape")),
    _op("eye", "(num_rows, num_columns=None, batch_shape=None, dtype=..., name=None)",
        Make("one_hot", channels="num_rows"), "linalg.eye"),
    _op("one_hot", "(indices, depth, on_value=None, off_value=None, axis=None, dtype=None, name=None)",
        Make("one_hot", channels="depth")),
    _op("random.normal", "(shape, mean=0.0, stddev=1.0, dtype=..., seed=None, name=None)",
        Make("logits", shape="shape"), "random_normal"),
    _op("random.truncated_normal", "(shape, mean=0.0, stddev=1.0, dtype=..., seed=None, name=None)",
        Make("logits", shape="shape"), "truncated_normal"),
    _op("random.uniform", "(shape, minval=0, maxval=None, dtype='float32', seed=None, name=None)",
        Make("logits", shape="shape"), "random_uniform",
        variants=tuple(Variant("dtype", name, {"domain": "indices", "dtype": "int"}) for name in ("int32", "int64"))),
    _op("Variable",
        "(initial_value=None, trainable=None, validate_shape=True, caching_device=None, name=None, "
        "variable_def=None, dtype=None, import_scope=None, constraint=None, **options)",
        Produce(None, weights="initial_value")),
    _op("get_variable",
        "(name, shape=None, dtype=None, initializer=None, regularizer=None, trainable=None, collections=None, "
        "**options)",
        Make("logits", shape="shape"), "contrib.framework.model_variable"),
    _op("placeholder", "(dtype, shape=None, name=None)", Opaque("what is fed into the graph")),
    _op("placeholder_with_default", "(input, shape, name=None)", Opaque("what is fed into the graph")),
)  # fmt: skip

_DECISIONS = (
    _op("math.argmax", "(input, axis=None, output_type=..., name=None)", Predict("argmax", "input", "axis"), "argmax",
        "arg_max", renamed=_AXES),
    _op("math.top_k", "(input, k=1, sorted=True, name=None)", Predict("topk", "input"), "nn.top_k"),
    _op("math.round", "(x, name=None)", Predict("round", "x"), "round"),
    *(
        _op(f"math.{name}", "(x, y, name=None)", Predict("threshold", "x", threshold="y"), name)
        for name in ("greater", "greater_equal", "less", "less_equal")
    ),
)  # fmt: skip

TABLE = Table(
    "tensorflow",
    (*_ACTIVATIONS, *_ELEMENTWISE, *_REDUCTIONS, *_SHAPES, *_COMBINATIONS, *_CONSTRUCTIONS, *_DECISIONS),
    framework="tensorflow",
    constants=tuple((f"tensorflow.{name}", name) for name in ("int32", "int64")),
)
