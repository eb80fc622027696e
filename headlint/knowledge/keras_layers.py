"""Keras layers that make fresh values: dense, convolutional, recurrent and attention layers, embeddings.

Parameters behind ``activation`` that say nothing about a head are written once, in the constants below.
Source: https://keras.io/api/layers/
"""

from __future__ import annotations

from headlint.knowledge.keras_names import ACTIVATIONS
from headlint.knowledge.rows import Labels, Opaque, Produce, Row, Table, Variant

_SITE = "https://keras.io/api/layers/"
_CORE = f"{_SITE}core_layers/"
_CONV = f"{_SITE}convolution_layers/"
_RECURRENT = f"{_SITE}recurrent_layers/"
_ATTENTION = f"{_SITE}attention_layers/"
_TEXT = f"{_SITE}preprocessing_layers/"

_REGULARIZED = (
    "kernel_initializer='glorot_uniform', bias_initializer='zeros', kernel_regularizer=None, bias_regularizer=None"
)
_CONSTRAINED = "kernel_constraint=None, bias_constraint=None"
_WEIGHTS = f"use_bias=True, {_REGULARIZED}, activity_regularizer=None, {_CONSTRAINED}"
_LORA = "lora_rank=None, lora_alpha=None"
_SEPARABLE = (
    "activation=None, use_bias=True, depthwise_initializer='glorot_uniform', pointwise_initializer='glorot_uniform', "
    "bias_initializer='zeros', depthwise_regularizer=None, pointwise_regularizer=None, bias_regularizer=None, "
    "activity_regularizer=None, depthwise_constraint=None, pointwise_constraint=None, bias_constraint=None, **kwargs"
)
_DEPTHWISE = (
    "activation=None, use_bias=True, depthwise_initializer='glorot_uniform', bias_initializer='zeros', "
    "depthwise_regularizer=None, bias_regularizer=None, activity_regularizer=None, depthwise_constraint=None, "
    "bias_constraint=None, **kwargs"
)
_START = (
    "use_bias=True, kernel_initializer='glorot_uniform', recurrent_initializer='orthogonal', bias_initializer='zeros'"
)
_REGULARIZERS = "kernel_regularizer=None, recurrent_regularizer=None, bias_regularizer=None"
_CONSTRAINTS = "kernel_constraint=None, recurrent_constraint=None, bias_constraint=None"
_DROPOUT = "dropout=0.0, recurrent_dropout=0.0"
_SEQUENCES = "return_sequences=False, return_state=False, go_backwards=False, stateful=False"
_STEPS = f"{_REGULARIZERS}, activity_regularizer=None, {_CONSTRAINTS}, {_DROPOUT}"
_CELL = f"{_REGULARIZERS}, {_CONSTRAINTS}, {_DROPOUT}"

_FILTERS = (
    ("nb_filter", "filters"),
    ("border_mode", "padding"),
    ("subsample", "strides"),
)
"""Keywords of Keras 1 (``nb_row`` and ``nb_col`` became one tuple, which no head depends on)."""
_UNITS = (("output_dim", "units"), ("init", "kernel_initializer"))
_GATED_UNITS = (*_UNITS, ("inner_activation", "recurrent_activation"))


_CHANNELS_FIRST = Variant("data_format", "channels_first", {"axis": 1})
"""https://keras.io/api/layers/convolution_layers/convolution2d/: where the class axis is, in images and sequences."""


def _conv(name: str, dimensions: int, order: str, groups: bool = False, *spellings: str) -> Row:
    """A convolution. ``order``: the parameters between padding and activation that are not the same in all of them."""
    strides = "1" if dimensions == 1 else str((1,) * dimensions)
    between = order.replace("dilation", f"dilation_rate={strides}")
    grouped = ", groups=1" if groups else ""
    return Row(
        f"keras.layers.{name}",
        f"(filters, kernel_size, strides={strides}, padding='valid', {between}{grouped}, activation=None, {_WEIGHTS}, "
        "**kwargs)",
        Produce("filters", activation="activation", rank=dimensions + 2), f"{_CONV}{name.lower()}/", "layer",
        spellings=(f"keras.layers.{name.replace('Conv', 'Convolution')}", *spellings), renamed=_FILTERS,
        variants=(_CHANNELS_FIRST,),
    )  # fmt: skip


def _separable(dimensions: int, strides: str, dilation: str) -> Row:
    return Row(
        f"keras.layers.SeparableConv{dimensions}D",
        f"(filters, kernel_size, strides={strides}, padding='valid', data_format=None, dilation_rate={dilation}, "
        f"depth_multiplier=1, {_SEPARABLE})",
        Produce("filters", activation="activation", rank=dimensions + 2), f"{_CONV}separable_convolution{dimensions}d/",
        "layer", spellings=(f"keras.layers.SeparableConvolution{dimensions}D",), renamed=_FILTERS,
        variants=(_CHANNELS_FIRST,),
    )  # fmt: skip


def _depthwise(dimensions: int, strides: str) -> Row:
    return Row(
        f"keras.layers.DepthwiseConv{dimensions}D",
        f"(kernel_size, strides={strides}, padding='valid', depth_multiplier=1, data_format=None, "
        f"dilation_rate={strides}, {_DEPTHWISE})",
        Produce(None, activation="activation", rank=dimensions + 2), f"{_CONV}depthwise_convolution{dimensions}d/",
        "layer", variants=(_CHANNELS_FIRST,),
    )  # fmt: skip


def _recurrent(name: str, signature: str, channels: str | None = "units", *spellings: str) -> Row:
    return Row(
        f"keras.layers.{name}", signature, Produce(channels, activation="activation", gated=True),
        f"{_RECURRENT}{name.lower()}/", "layer", spellings=spellings, renamed=_GATED_UNITS,
    )  # fmt: skip


def _convlstm(dimensions: int) -> Row:
    return Row(
        f"keras.layers.ConvLSTM{dimensions}D",
        "(filters, kernel_size, strides=1, padding='valid', data_format=None, dilation_rate=1, activation='tanh', "
        f"recurrent_activation='sigmoid', {_START}, unit_forget_bias=True, {_STEPS}, seed=None, {_SEQUENCES}, "
        "**kwargs)",
        Produce("filters", activation="activation", gated=True), f"{_RECURRENT}conv_lstm{dimensions}d/", "layer",
        renamed=_FILTERS,
    )  # fmt: skip


_GATES = "units, activation='tanh', recurrent_activation='sigmoid'"
_WITH_DATA = "data_format=None, dilation"

_DENSE = (
    Row(
        "keras.layers.Dense",
        f"(units, activation=None, {_WEIGHTS}, {_LORA}, quantization_config=None, **kwargs)",
        Produce("units", activation="activation"), f"{_CORE}dense/", "layer", renamed=_UNITS,
    ),
    Row(
        "keras.layers.EinsumDense",
        f"(equation, output_shape, activation=None, bias_axes=None, {_REGULARIZED}, {_CONSTRAINED}, {_LORA}, "
        "gptq_unpacked_column_size=None, quantization_config=None, **kwargs)",
        Produce("output_shape", activation="activation"), f"{_CORE}einsum_dense/", "layer",
    ),
    Row(
        "keras.layers.Embedding",
        "(input_dim, output_dim, embeddings_initializer='uniform', embeddings_regularizer=None, "
        f"embeddings_constraint=None, mask_zero=False, weights=None, {_LORA}, quantization_config=None, **kwargs)",
        Produce("output_dim"), f"{_CORE}embedding/", "layer",
    ),
    Row(
        "keras.layers.MaxoutDense", "(output_dim, nb_feature=4, **kwargs)", Produce("output_dim"), _CORE, "layer",
        checked=False, note="Keras 1",
    ),
    Row(
        "keras.layers.Highway", "(init='glorot_uniform', activation=None, **kwargs)", Produce(None), _CORE, "layer",
        checked=False, note="Keras 1",
    ),
)  # fmt: skip

_CONVOLUTIONS = (
    _conv("Conv1D", 1, _WITH_DATA, True),
    _conv("Conv2D", 2, _WITH_DATA, True),
    _conv("Conv3D", 3, _WITH_DATA, True),
    _conv("Conv1DTranspose", 1, f"output_padding=None, {_WITH_DATA}"),
    _conv("Conv2DTranspose", 2, f"output_padding=None, {_WITH_DATA}", False, "keras.layers.Deconvolution2D",
          "keras.layers.Deconv2D"),
    _conv("Conv3DTranspose", 3, "data_format=None, output_padding=None, dilation", False,
          "keras.layers.Deconvolution3D", "keras.layers.Deconv3D"),
    _separable(1, "1", "1"),
    _separable(2, "(1, 1)", "(1, 1)"),
    _depthwise(1, "1"),
    _depthwise(2, "(1, 1)"),
    *(
        Row(
            name, "(filters, kernel_size, strides=1, padding='valid', data_format=None, activation=None, **kwargs)",
            Produce("filters", activation="activation"), _CONV, "layer", checked=False, renamed=_FILTERS, note=note,
        )
        for name, note in (
            ("keras.layers.LocallyConnected1D", "Keras 1 and 2"),
            ("keras.layers.LocallyConnected2D", "Keras 1 and 2"),
            ("keras.layers.AtrousConvolution1D", "Keras 1"),
            ("keras.layers.AtrousConvolution2D", "Keras 1"),
        )
    ),
)  # fmt: skip

_RECURRENTS = (
    _recurrent(
        "LSTM",
        f"({_GATES}, {_START}, unit_forget_bias=True, {_STEPS}, seed=None, {_SEQUENCES}, unroll=False, "
        "use_cudnn='auto', **kwargs)",
        "units", "keras.layers.CuDNNLSTM",
    ),
    _recurrent(
        "GRU",
        f"({_GATES}, {_START}, {_STEPS}, seed=None, {_SEQUENCES}, unroll=False, reset_after=True, use_cudnn='auto', "
        "**kwargs)",
        "units", "keras.layers.CuDNNGRU",
    ),
    Row(
        "keras.layers.SimpleRNN",
        f"(units, activation='tanh', {_START}, {_STEPS}, {_SEQUENCES}, unroll=False, seed=None, **kwargs)",
        Produce("units", activation="activation"), f"{_RECURRENT}simple_rnn/", "layer", renamed=_UNITS,
    ),
    Row("keras.layers.RNN",
        f"(cell, {_SEQUENCES}, unroll=False, zero_output_for_mask=False, **kwargs)",
        Produce(None), f"{_RECURRENT}rnn/", "layer"),
    _recurrent("LSTMCell", f"({_GATES}, {_START}, unit_forget_bias=True, {_CELL}, seed=None, **kwargs)"),
    _recurrent("GRUCell", f"({_GATES}, {_START}, {_CELL}, reset_after=True, seed=None, **kwargs)"),
    _convlstm(1),
    _convlstm(2),
    _convlstm(3),
)  # fmt: skip

_ATTENTIONS = (
    Row(
        "keras.layers.MultiHeadAttention",
        "(num_heads, key_dim, value_dim=None, dropout=0.0, use_bias=True, output_shape=None, attention_axes=None, "
        f"sliding_window=None, flash_attention=None, {_REGULARIZED}, activity_regularizer=None, {_CONSTRAINED}, "
        "use_gate=False, seed=None, **kwargs)",
        Produce(None), f"{_ATTENTION}multi_head_attention/", "layer",
    ),
    Row(
        "keras.layers.GroupQueryAttention",
        "(head_dim, num_query_heads, num_key_value_heads, dropout=0.0, use_bias=True, sliding_window=None, "
        f"flash_attention=None, {_REGULARIZED}, activity_regularizer=None, {_CONSTRAINED}, use_gate=False, seed=None, "
        "**kwargs)",
        Produce(None), f"{_ATTENTION}group_query_attention/", "layer",
    ),
    Row("keras.layers.Attention", "(use_scale=False, score_mode='dot', dropout=0.0, seed=None, **kwargs)",
        Produce(None), f"{_ATTENTION}attention/", "layer"),
    Row("keras.layers.AdditiveAttention", "(use_scale=True, dropout=0.0, **kwargs)",
        Produce(None), f"{_ATTENTION}additive_attention/", "layer"),
)  # fmt: skip

_INPUTS = (
    Row(
        "keras.Input",
        "(shape=None, batch_size=None, dtype=None, sparse=None, ragged=None, batch_shape=None, name=None, tensor=None, "
        "optional=False)",
        Opaque("the input of a model"), f"{_CORE}input/", spellings=("keras.layers.Input",),
    ),
    Row(
        "keras.layers.InputLayer",
        "(shape=None, batch_size=None, dtype=None, sparse=None, ragged=None, batch_shape=None, input_tensor=None, "
        "optional=False, name=None, **kwargs)",
        Opaque("the input of a model"), f"{_CORE}input/", "layer", renamed=(("input_shape", "shape"),),
    ),
    Row(
        "keras.applications.classifier", "(units, activation=None)", Produce("units", activation="activation"),
        "https://keras.io/api/applications/", "layer", checked=False,
        note="not a layer of Keras by this name: what the stubs of the applications end in",
    ),
    Row(
        "keras.applications.features", "(inputs)", Opaque("what a pretrained network makes of an image"),
        "https://keras.io/api/applications/", checked=False,
        note="not a function of Keras: what the stubs of the applications have below their classifier",
    ),
    Row(
        "keras.layers.TextVectorization",
        "(max_tokens=None, standardize='lower_and_strip_punctuation', split='whitespace', ngrams=None, "
        "output_mode='int', output_sequence_length=None, pad_to_max_tokens=False, vocabulary=None, idf_weights=None, "
        "sparse=False, ragged=False, encoding='utf-8', name=None, **kwargs)",
        Opaque("encoded text"), f"{_TEXT}text/text_vectorization/", "layer",
    ),
    Row("keras.layers.CategoryEncoding", "(num_tokens=None, output_mode='multi_hot', sparse=False, **kwargs)",
        Labels("", classes="num_tokens"), f"{_TEXT}categorical/category_encoding/", "layer"),
)  # fmt: skip

TABLE = Table(
    "keras",
    (*_DENSE, *_CONVOLUTIONS, *_RECURRENTS, *_ATTENTIONS, *_INPUTS),
    framework="keras",
    activations=tuple(ACTIVATIONS.items()),
)
