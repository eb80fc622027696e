"""Layers of torch that are neither activations nor losses: producers of fresh values, and those that keep a domain.

Sources: https://docs.pytorch.org/docs/stable/nn.html, https://docs.pytorch.org/docs/stable/nn.functional.html.
"""

from __future__ import annotations

from headlint.knowledge._torch import functional, layer
from headlint.knowledge.rows import Combine, Keep, Make, Opaque, Produce, Row, Table

SAME = Keep("input")
SAMPLES = Keep("input", "samples")
SAMPLES_TO = Keep("input", "samples", sizes="output_size")
REGROUPS = Keep("input", "regroups")
STANDARDIZES = Keep("input", scales=True)
STATE = Opaque("the state of a recurrent layer")
HIDDEN = Produce(
    None, domain="symmetric", gated=True
)  # o * tanh(c), or a mean of tanhs; twice as wide if bidirectional

_FACTORY = "device=None, dtype=None"

# ── producers ────────────────────────────────────────────────────────────────────────────────────────────────────────

_CONVOLUTION = (
    "kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True, padding_mode='zeros', device=None, dtype=None"
)
_TRANSPOSED = (
    "kernel_size, stride=1, padding=0, output_padding=0, groups=1, bias=True, dilation=1, padding_mode='zeros', "
    "device=None, dtype=None"
)


def _convolutions(dimensions: int) -> tuple[Row, ...]:
    d = f"{dimensions}d"
    sized = "(input, output_size=None)"
    counted = Produce("out_channels", axis=1, rank=dimensions + 2)
    uncounted = Produce(None, axis=1, rank=dimensions + 2)
    transposed = "(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1)"
    return (
        layer(f"Conv{d}", f"(in_channels, out_channels, {_CONVOLUTION})", counted),
        layer(f"ConvTranspose{d}", f"(in_channels, out_channels, {_TRANSPOSED})", counted, call=sized),
        layer(f"LazyConv{d}", f"(out_channels, {_CONVOLUTION})", counted),
        layer(f"LazyConvTranspose{d}", f"(out_channels, {_TRANSPOSED})", counted, call=sized),
        functional(
            f"conv{d}", "(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1)", uncounted
        ),
        functional(f"conv_transpose{d}", transposed, uncounted),
    )  # fmt: skip


_PRODUCERS = (
    layer("Linear", f"(in_features, out_features, bias=True, {_FACTORY})", Produce("out_features")),
    layer("LazyLinear", f"(out_features, bias=True, {_FACTORY})", Produce("out_features")),
    layer(
        "Bilinear", f"(in1_features, in2_features, out_features, bias=True, {_FACTORY})", Produce("out_features"),
        call="(input1, input2)",
    ),
    functional("linear", "(input, weight, bias=None)", Combine("matmul", ("input", "weight"))),
    functional("bilinear", "(input1, input2, weight, bias=None)", Produce(None)),
    layer(
        "Embedding",
        "(num_embeddings, embedding_dim, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, "
        f"sparse=False, _weight=None, _freeze=False, {_FACTORY})",
        Produce("embedding_dim"),
    ),
    layer(
        "EmbeddingBag",
        "(num_embeddings, embedding_dim, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, mode='mean', "
        f"sparse=False, _weight=None, include_last_offset=False, padding_idx=None, {_FACTORY})",
        Produce("embedding_dim"),
        call="(input, offsets=None, per_sample_weights=None)",
    ),
    functional(
        "embedding",
        "(input, weight, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False)",
        Produce(None, weights="weight"),
    ),
    Row(
        "torch.nn.Parameter", "(data=None, requires_grad=True)", Produce(None, weights="data"),
        "https://docs.pytorch.org/docs/stable/generated/torch.nn.parameter.Parameter.html",
        spellings=("torch.nn.parameter.Parameter",), note="training may make any real number of it",
    ),
)  # fmt: skip

# ── recurrence and attention ─────────────────────────────────────────────────────────────────────────────────────────

_RECURRENT = "num_layers=1, bias=True, batch_first=False, dropout=0.0, bidirectional=False"
_STEP = "(input, hx=None)"
_MASKS = "tgt_mask=None, memory_mask=None, tgt_key_padding_mask=None, memory_key_padding_mask=None"
_TRANSFORMER = "dim_feedforward=2048, dropout=0.1, activation=..., layer_norm_eps=1e-05, batch_first=False"
_MODEL = Produce("d_model")

_SEQUENCES = (
    layer(
        "LSTM", f"(input_size, hidden_size, {_RECURRENT}, proj_size=0, {_FACTORY})", STATE, outputs=(HIDDEN, STATE),
        call=_STEP,
    ),
    layer(
        "GRU", f"(input_size, hidden_size, {_RECURRENT}, {_FACTORY})", STATE, outputs=(HIDDEN, HIDDEN), call=_STEP
    ),
    layer(
        "RNN",
        "(input_size, hidden_size, num_layers=1, nonlinearity='tanh', bias=True, batch_first=False, dropout=0.0, "
        f"bidirectional=False, {_FACTORY})",
        Opaque("tanh or relu, as its nonlinearity says"), call=_STEP,
    ),
    layer("LSTMCell", f"(input_size, hidden_size, bias=True, {_FACTORY})", STATE, outputs=(HIDDEN, STATE), call=_STEP),
    layer(
        "GRUCell", f"(input_size, hidden_size, bias=True, {_FACTORY})",
        Produce("hidden_size", domain="symmetric", gated=True), call=_STEP,
    ),
    layer(
        "MultiheadAttention",
        "(embed_dim, num_heads, dropout=0.0, bias=True, add_bias_kv=False, add_zero_attn=False, kdim=None, vdim=None, "
        f"batch_first=False, {_FACTORY})",
        Opaque("a pair of values and attention weights"),
        outputs=(Produce("embed_dim"), Make("probs")),
        call="(query, key, value, key_padding_mask=None, need_weights=True, attn_mask=None, average_attn_weights=True, "
        "is_causal=False)",
    ),
    functional(
        "scaled_dot_product_attention",
        "(query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None, enable_gqa=False)",
        Keep("value"), note="averages of the values",
    ),
    layer(
        "Transformer",
        "(d_model=512, nhead=8, num_encoder_layers=6, num_decoder_layers=6, dim_feedforward=2048, dropout=0.1, "
        "activation=..., custom_encoder=None, custom_decoder=None, layer_norm_eps=1e-05, batch_first=False, "
        f"norm_first=False, bias=True, {_FACTORY})",
        _MODEL,
        call="(src, tgt, src_mask=None, tgt_mask=None, memory_mask=None, src_key_padding_mask=None, "
        "tgt_key_padding_mask=None, memory_key_padding_mask=None, src_is_causal=None, tgt_is_causal=None, "
        "memory_is_causal=False)",
    ),
    layer(
        "TransformerEncoderLayer", f"(d_model, nhead, {_TRANSFORMER}, norm_first=False, bias=True, {_FACTORY})", _MODEL,
        call="(src, src_mask=None, src_key_padding_mask=None, is_causal=False)",
    ),
    layer(
        "TransformerDecoderLayer", f"(d_model, nhead, {_TRANSFORMER}, norm_first=False, bias=True, {_FACTORY})", _MODEL,
        call=f"(tgt, memory, {_MASKS}, tgt_is_causal=False, memory_is_causal=False)",
    ),
    layer(
        "TransformerEncoder", "(encoder_layer, num_layers, norm=None, enable_nested_tensor=True, mask_check=True)",
        Produce(None), call="(src, mask=None, src_key_padding_mask=None, is_causal=None)",
    ),
    layer(
        "TransformerDecoder", "(decoder_layer, num_layers, norm=None)", Produce(None),
        call=f"(tgt, memory, {_MASKS}, tgt_is_causal=None, memory_is_causal=False)",
    ),
)  # fmt: skip

# ── normalisation: a learned scale and shift ─────────────────────────────────────────────────────────────────────────


def _normalisations() -> tuple[Row, ...]:
    batch = "eps=1e-05, momentum=0.1, affine=True, track_running_stats=True"
    instance = "eps=1e-05, momentum=0.1, affine=False, track_running_stats=False"
    tail = f"{_FACTORY}, *, bias=True"
    found = []
    for d in ("1d", "2d", "3d"):
        found += [
            layer(f"BatchNorm{d}", f"(num_features, {batch}, {tail})", STANDARDIZES),
            layer(f"LazyBatchNorm{d}", f"({batch}, {tail})", STANDARDIZES),
            layer(f"InstanceNorm{d}", f"(num_features, {instance}, {tail})", STANDARDIZES),
            layer(f"LazyInstanceNorm{d}", f"({batch}, {tail})", STANDARDIZES),
        ]
    return (
        *found,
        layer("SyncBatchNorm", f"(num_features, {batch}, process_group=None, {tail})", STANDARDIZES),
        layer("GroupNorm", f"(num_groups, num_channels, eps=1e-05, affine=True, {tail})", STANDARDIZES),
        layer(
            "LayerNorm", f"(normalized_shape, eps=1e-05, elementwise_affine=True, bias=True, {_FACTORY})", STANDARDIZES
        ),
        layer(
            "RMSNorm", f"(normalized_shape, eps=None, elementwise_affine=True, {_FACTORY})", Keep("x", scales=True),
            call="(x)",
        ),
        layer("LocalResponseNorm", "(size, alpha=0.0001, beta=0.75, k=1.0)", SAME),
        functional(
            "batch_norm",
            "(input, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-05)",
            STANDARDIZES,
        ),
        functional(
            "instance_norm",
            "(input, running_mean=None, running_var=None, weight=None, bias=None, use_input_stats=True, momentum=0.1, "
            "eps=1e-05)",
            STANDARDIZES,
        ),
        functional("group_norm", "(input, num_groups, weight=None, bias=None, eps=1e-05)", STANDARDIZES),
        functional("layer_norm", "(input, normalized_shape, weight=None, bias=None, eps=1e-05)", STANDARDIZES),
        functional("rms_norm", "(input, normalized_shape, weight=None, eps=None)", STANDARDIZES),
        functional("local_response_norm", "(input, size, alpha=0.0001, beta=0.75, k=1.0)", SAME),
    )  # fmt: skip


# ── transparent: dropout, pooling, padding, resizing, regrouping ─────────────────────────────────────────────────────


def _dropouts() -> tuple[Row, ...]:
    classes = ("Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "FeatureAlphaDropout")
    functions = ("dropout", "dropout1d", "dropout2d", "dropout3d")
    return (
        *(layer(name, "(p=0.5, inplace=False)", SAME) for name in classes),
        *(functional(name, "(input, p=0.5, training=True, inplace=False)", SAME) for name in functions),
        functional("alpha_dropout", "(input, p=0.5, training=False, inplace=False)", SAME),
        functional("feature_alpha_dropout", "(input, p=0.5, training=False, inplace=False)", SAME),
    )


def _pools(dimensions: int) -> tuple[Row, ...]:
    d = f"{dimensions}d"
    divisor = "" if dimensions == 1 else ", divisor_override=None"
    average = f"kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True{divisor}"
    window = "kernel_size, stride=None, padding=0, dilation=1"
    return (
        layer(f"AvgPool{d}", f"({average})", SAMPLES),
        layer(f"MaxPool{d}", f"({window}, return_indices=False, ceil_mode=False)", SAMPLES),
        layer(f"AdaptiveAvgPool{d}", "(output_size)", SAMPLES_TO),
        layer(f"AdaptiveMaxPool{d}", "(output_size, return_indices=False)", SAMPLES_TO),
        functional(f"avg_pool{d}", f"(input, {average})", SAMPLES),
        functional(f"max_pool{d}", f"(input, {window}, ceil_mode=False, return_indices=False)", SAMPLES),
        functional(f"adaptive_avg_pool{d}", "(input, output_size)", SAMPLES_TO),
        functional(f"adaptive_max_pool{d}", "(input, output_size, return_indices=False)", SAMPLES_TO),
        layer(f"ReflectionPad{d}", "(padding)", SAMPLES),
        layer(f"ReplicationPad{d}", "(padding)", SAMPLES),
        layer(f"CircularPad{d}", "(padding)", SAMPLES),
        layer(f"ZeroPad{d}", "(padding)", SAMPLES),
        layer(f"ConstantPad{d}", "(padding, value)", SAMPLES),
    )


_FRACTIONAL = "kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None"
_RESIZE = "size=None, scale_factor=None, mode='nearest', align_corners=None"
_WINDOW = "kernel_size, dilation=1, padding=0, stride=1"

_KEEPERS = (
    *(layer(f"FractionalMaxPool{d}", f"({_FRACTIONAL})", SAMPLES) for d in ("2d", "3d")),
    *(functional(f"fractional_max_pool{d}", f"(input, {_FRACTIONAL})", SAMPLES) for d in ("2d", "3d")),
    layer("Upsample", f"({_RESIZE}, recompute_scale_factor=None)", SAMPLES),
    layer("UpsamplingNearest2d", "(size=None, scale_factor=None)", SAMPLES),
    layer("UpsamplingBilinear2d", "(size=None, scale_factor=None)", SAMPLES),
    functional("interpolate", f"(input, {_RESIZE}, recompute_scale_factor=None, antialias=False)", SAMPLES),
    functional("upsample", f"(input, {_RESIZE})", SAMPLES),
    functional("upsample_nearest", "(input, size=None, scale_factor=None)", SAMPLES),
    functional("upsample_bilinear", "(input, size=None, scale_factor=None)", SAMPLES),
    functional(
        "grid_sample", "(input, grid, mode='bilinear', padding_mode='zeros', align_corners=None)", SAMPLES
    ),
    functional("pad", "(input, pad, mode='constant', value=None)", SAMPLES),
    layer("Identity", "(*args, **kwargs)", SAME),
    layer("ChannelShuffle", "(groups)", SAME),
    functional("channel_shuffle", "(input, groups)", SAME),
    layer("Flatten", "(start_dim=1, end_dim=-1)", Keep("input", "flattens", ("start_dim", "end_dim"))),
    layer("Unflatten", "(dim, unflattened_size)", Keep("input", "moves")),
    layer("PixelShuffle", "(upscale_factor)", REGROUPS),
    layer("PixelUnshuffle", "(downscale_factor)", REGROUPS),
    functional("pixel_shuffle", "(input, upscale_factor)", REGROUPS),
    functional("pixel_unshuffle", "(input, downscale_factor)", REGROUPS),
    layer("Fold", f"(output_size, {_WINDOW})", REGROUPS),
    layer("Unfold", f"({_WINDOW})", REGROUPS),
    functional("fold", f"(input, output_size, {_WINDOW})", REGROUPS),
    functional("unfold", f"(input, {_WINDOW})", REGROUPS),
    layer("CosineSimilarity", "(dim=1, eps=1e-08)", Combine("cosine", ("x1", "x2"), "dim"), call="(x1, x2)"),
    functional("cosine_similarity", "(x1, x2, dim=1, eps=1e-08)", Combine("cosine", ("x1", "x2"), "dim")),
    functional("one_hot", "(tensor, num_classes=-1)", Make("one_hot", channels="num_classes", dtype="int")),
)  # fmt: skip

TABLE = Table(
    "torch",
    (
        *_PRODUCERS,
        *(row for dimensions in (1, 2, 3) for row in _convolutions(dimensions)),
        *_SEQUENCES,
        *_normalisations(),
        *_dropouts(),
        *(row for dimensions in (1, 2, 3) for row in _pools(dimensions)),
        *_KEEPERS,
    ),
)
