"""Layers as functions of TensorFlow 1: ``tf.layers``, ``tf.contrib.layers`` (which is ``slim``), and TFLearn.

``tf.contrib.layers`` applies relu unless it is told otherwise: its default ``activation_fn`` is the function
``tf.nn.relu``, which is written 'relu' here. Source: https://www.tensorflow.org/api_docs/python/tf/compat/v1/layers,
https://github.com/tensorflow/tensorflow/tree/v1.15.0/tensorflow/contrib/layers, http://tflearn.org/layers/core/
"""

from __future__ import annotations

from headlint.knowledge.keras_names import ACTIVATIONS
from headlint.knowledge.rows import Activate, Combine, Effect, Keep, Produce, Row, Table

_LAYERS = "https://www.tensorflow.org/api_docs/python/tf/compat/v1/layers/"
_CONTRIB = "https://github.com/tensorflow/tensorflow/tree/v1.15.0/tensorflow/contrib/layers"
_TFLEARN = "http://tflearn.org/layers/"
_NOTE = "TensorFlow 1"

_UNITS = Produce("units", activation="activation")
_FILTERS = Produce("filters", activation="activation")
_SAMPLED = Keep("inputs", "samples")
_AFTER = "activation=None, use_bias=True, **options)"


def _layer(name: str, cls: str, rest: str, does: Effect) -> tuple[Row, Row]:
    """A function of ``tf.layers`` and its class: the same parameters, the function's behind ``inputs``."""
    return (
        Row(f"tensorflow.layers.{name}", f"(inputs, {rest}", does, f"{_LAYERS}{name}", checked=False, note=_NOTE),
        Row(f"tensorflow.layers.{cls}", f"({rest}", does, f"{_LAYERS}{cls}", "layer", call="(inputs, *rest, **options)",
            checked=False, note=_NOTE),
    )  # fmt: skip


_CONVOLVED = f"filters, kernel_size, strides=1, padding='valid', data_format='channels_last', dilation_rate=1, {_AFTER}"
_TRANSPOSED = f"filters, kernel_size, strides=1, padding='valid', data_format='channels_last', {_AFTER}"
_POOLED = "pool_size, strides, padding='valid', data_format='channels_last', name=None)"

_TF_LAYERS = (
    *_layer("dense", "Dense", f"units, {_AFTER}", _UNITS),
    *(row for n in (1, 2, 3) for row in _layer(f"conv{n}d", f"Conv{n}D", _CONVOLVED, _FILTERS)),
    *_layer("separable_conv2d", "SeparableConv2D", _CONVOLVED, _FILTERS),
    *_layer("conv2d_transpose", "Conv2DTranspose", _TRANSPOSED, _FILTERS),
    *_layer("conv3d_transpose", "Conv3DTranspose", _TRANSPOSED, _FILTERS),
    *_layer("dropout", "Dropout", "rate=0.5, noise_shape=None, seed=None, training=False, name=None)", Keep("inputs")),
    *_layer("batch_normalization", "BatchNormalization", "axis=-1, momentum=0.99, epsilon=0.001, **options)",
            Keep("inputs", scales=True)),
    *_layer("flatten", "Flatten", "name=None, data_format='channels_last')", Keep("inputs", "flattens")),
    *(
        row
        for n in (1, 2, 3)
        for kind, cls in (("max", "Max"), ("average", "Average"))
        for row in _layer(f"{kind}_pooling{n}d", f"{cls}Pooling{n}D", _POOLED, _SAMPLED)
    ),
)  # fmt: skip


def _contrib(
    name: str, signature: str, does: Effect, *spellings: str, renamed: tuple[tuple[str, str], ...] = ()
) -> Row:
    return Row(
        f"tensorflow.contrib.layers.{name}", signature, does, _CONTRIB, checked=False, note=_NOTE, renamed=renamed,
        spellings=tuple(f"tensorflow.contrib.layers.{other}" for other in spellings),
    )  # fmt: skip


_RELU = "activation_fn='relu', **options)"
_OUTPUTS = Produce("num_outputs", activation="activation_fn")

_CONTRIB_LAYERS = (
    _contrib("fully_connected", f"(inputs, num_outputs, {_RELU}", _OUTPUTS, "relu"),
    _contrib("linear", "(inputs, num_outputs, activation_fn=None, **options)", _OUTPUTS),
    _contrib(
        "conv2d",
        "(inputs, num_outputs, kernel_size, stride=1, padding='SAME', data_format=None, rate=1, activation_fn='relu', "
        "**options)",
        _OUTPUTS, "convolution", "convolution2d", "convolution1d", "conv1d", "conv3d",
    ),
    _contrib(
        "conv2d_transpose",
        "(inputs, num_outputs, kernel_size, stride=1, padding='SAME', data_format='NHWC', activation_fn='relu', "
        "**options)",
        _OUTPUTS, "convolution2d_transpose",
    ),
    _contrib(
        "separable_conv2d",
        "(inputs, num_outputs, kernel_size, depth_multiplier=1, stride=1, padding='SAME', data_format='NHWC', rate=1, "
        "activation_fn='relu', **options)",
        _OUTPUTS, "separable_convolution2d",
    ),
    _contrib("softmax", "(logits, scope=None)", Activate("softmax", None, -1)),
    _contrib("flatten", "(inputs, outputs_collections=None, scope=None)", Keep("inputs", "flattens")),
    _contrib("dropout", "(inputs, keep_prob=0.5, **options)", Keep("inputs")),
    _contrib("batch_norm",
             "(inputs, decay=0.999, center=True, scale=False, epsilon=0.001, activation_fn=None, **options)",
             Keep("inputs", scales=True)),
    _contrib("layer_norm", "(inputs, center=True, scale=True, activation_fn=None, **options)",
             Keep("inputs", scales=True)),
    _contrib("max_pool2d", "(inputs, kernel_size, stride=2, padding='VALID', **options)", _SAMPLED, "avg_pool2d"),
)  # fmt: skip


def _tflearn(module: str, name: str, signature: str, does: Effect) -> Row:
    return Row(
        f"tflearn.{name}", signature, does, f"{_TFLEARN}{module}/", checked=False, note="TFLearn 0.5",
        spellings=(f"tflearn.layers.{module}.{name}",),
    )  # fmt: skip


_LINEAR = "activation='linear', **options)"
_INCOMING = Keep("incoming", "samples")
_TO_UNITS = Produce("n_units", activation="activation")

_TFLEARN_LAYERS = (
    _tflearn("core", "fully_connected", f"(incoming, n_units, {_LINEAR}", _TO_UNITS),
    _tflearn("core", "single_unit", f"(incoming, {_LINEAR}", Produce(None, activation="activation")),
    _tflearn("core", "activation", "(incoming, activation='linear', name='activation')",
             Activate("", kind_from="activation")),
    _tflearn("core", "dropout", "(incoming, keep_prob, noise_shape=None, name='Dropout')", Keep("incoming")),
    _tflearn("core", "reshape", "(incoming, new_shape, name='Reshape')", Keep("incoming", "views", sizes="new_shape")),
    _tflearn("core", "flatten", "(incoming, name='Flatten')", Keep("incoming", "flattens")),
    *(
        _tflearn("conv", name, f"(incoming, nb_filter, filter_size, strides=1, padding='same', {_LINEAR}",
                 Produce("nb_filter", activation="activation"))
        for name in ("conv_1d", "conv_2d", "conv_3d", "atrous_conv_2d")
    ),
    _tflearn("conv", "conv_2d_transpose",
             f"(incoming, nb_filter, filter_size, output_shape=None, strides=1, padding='same', {_LINEAR}",
             Produce("nb_filter", activation="activation")),
    *(
        _tflearn("conv", name, "(incoming, kernel_size, strides=None, padding='same', name=None)", _INCOMING)
        for name in ("max_pool_1d", "max_pool_2d", "max_pool_3d", "avg_pool_1d", "avg_pool_2d", "avg_pool_3d")
    ),
    _tflearn("conv", "global_avg_pool", "(incoming, name='GlobalAvgPool')", _INCOMING),
    _tflearn("conv", "global_max_pool", "(incoming, name='GlobalMaxPool')", _INCOMING),
    _tflearn("normalization", "batch_normalization", "(incoming, **options)", Keep("incoming", scales=True)),
    _tflearn("normalization", "local_response_normalization", "(incoming, **options)", Keep("incoming", scales=True)),
    *(
        _tflearn("recurrent", name, "(incoming, n_units, activation='tanh', **options)",
                 Produce("n_units", activation="activation", gated=True))
        for name in ("lstm", "gru", "simple_rnn")
    ),
    _tflearn("recurrent", "bidirectional_rnn", "(incoming, rnncell_fw, rnncell_bw, **options)", Produce(None)),
    _tflearn("embedding_ops", "embedding", "(incoming, input_dim, output_dim, **options)", Produce("output_dim")),
    _tflearn("merge_ops", "merge", "(tensors_list, mode, axis=1, name='Merge')",
             Combine("concatenate", ("tensors_list",), axis="axis")),
    *(
        Row(f"tflearn.activations.{kind}", "(x)", Activate(kind, None, -1 if kind == "softmax" else None),
            "http://tflearn.org/activations/", checked=False, note="TFLearn 0.5", spellings=(f"tflearn.{kind}",))
        for kind in (
            "softmax", "sigmoid", "tanh", "relu", "relu6", "leaky_relu", "prelu", "elu", "softplus", "softsign"
        )
    ),
)  # fmt: skip

TABLE = Table(
    "tensorflow",
    (*_TF_LAYERS, *_CONTRIB_LAYERS, *_TFLEARN_LAYERS),
    framework="tensorflow",
    activations=tuple(ACTIVATIONS.items()),
)
