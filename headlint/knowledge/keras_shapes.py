"""Keras layers through which values pass: dropout, normalisation, pooling, reshaping, merging, augmentation.

Source: https://keras.io/api/layers/
"""

from __future__ import annotations

from headlint.knowledge.rows import Combine, Keep, Row, Table, Variant

_SITE = "https://keras.io/api/layers/"
_TRAINING = "https://keras.io/api/models/model_training_apis/"
_CALL = "(inputs, *rest, **options)"

_SAME = Keep("inputs")
_SCALED = Keep("inputs", scales=True)
_SAMPLED = Keep("inputs", "samples")
_POOLED = Keep("inputs", "pools")
_CHANNELS_FIRST = (Variant("data_format", "channels_first", {"around": 1}),)
_MOVED = Keep("inputs", "moves")


def _layer(
    name: str, signature: str, does: Keep | Combine, page: str, *spellings: str, variants: tuple[Variant, ...] = ()
) -> Row:
    return Row(
        f"keras.layers.{name}", signature, does, f"{_SITE}{page}/", "layer", call=_CALL, variants=variants,
        spellings=tuple(f"keras.layers.{spelling}" for spelling in spellings),
    )  # fmt: skip


# ── values stay in place ─────────────────────────────────────────────────────────────────────────────────────────────

_NORMALIZED = "beta_regularizer=None, gamma_regularizer=None, beta_constraint=None, gamma_constraint=None"
_AFFINE = "center=True, scale=True, beta_initializer='zeros', gamma_initializer='ones'"
_PLACED = "regularization_layers"
_NORMAL = "normalization_layers"

_REGULARIZATION = (
    _layer("Dropout", "(rate, noise_shape=None, seed=None, **kwargs)", _SAME, f"{_PLACED}/dropout"),
    _layer("AlphaDropout", "(rate, noise_shape=None, seed=None, **kwargs)", _SAME, f"{_PLACED}/alpha_dropout"),
    _layer("GaussianDropout", "(rate, seed=None, **kwargs)", _SAME, f"{_PLACED}/gaussian_dropout"),
    _layer("GaussianNoise", "(stddev, seed=None, **kwargs)", _SCALED, f"{_PLACED}/gaussian_noise"),
    _layer("ActivityRegularization", "(l1=0.0, l2=0.0, **kwargs)", _SAME, f"{_PLACED}/activity_regularization"),
    _layer("SpatialDropout1D", "(rate, seed=None, name=None, dtype=None)", _SAME, f"{_PLACED}/spatial_dropout1d"),
    *(
        _layer(f"SpatialDropout{n}D", "(rate, data_format=None, seed=None, name=None, dtype=None)", _SAME,
               f"{_PLACED}/spatial_dropout{n}d")
        for n in (2, 3)
    ),
    _layer(
        "BatchNormalization",
        f"(axis=-1, momentum=0.99, epsilon=0.001, {_AFFINE}, moving_mean_initializer='zeros', "
        f"moving_variance_initializer='ones', {_NORMALIZED}, renorm=False, renorm_clipping=None, renorm_momentum=0.99, "
        "synchronized=False, **kwargs)",
        _SCALED, f"{_NORMAL}/batch_normalization", "experimental.SyncBatchNormalization",
    ),
    _layer("LayerNormalization", f"(axis=-1, epsilon=0.001, {_AFFINE}, {_NORMALIZED}, **kwargs)", _SCALED,
           f"{_NORMAL}/layer_normalization"),
    _layer("GroupNormalization", f"(groups=32, axis=-1, epsilon=0.001, {_AFFINE}, {_NORMALIZED}, **kwargs)", _SCALED,
           f"{_NORMAL}/group_normalization"),
    _layer("RMSNormalization", "(axis=-1, epsilon=1e-06, **kwargs)", _SCALED, f"{_NORMAL}/rms_normalization"),
    _layer("Normalization", "(axis=-1, mean=None, variance=None, invert=False, **kwargs)", _SCALED,
           "preprocessing_layers/numerical/normalization"),
    _layer("Rescaling", "(scale, offset=0.0, **kwargs)", _SCALED, "preprocessing_layers/image_preprocessing/rescaling"),
    Row("keras.trainers.weighted", "(y, class_weight)", Keep("y", weights="class_weight"), _TRAINING, checked=False,
        note="not a function of Keras by this name: what fit does with its class_weight"),
    _layer("Identity", "(**kwargs)", _SAME, "core_layers/identity"),
    _layer("Masking", "(mask_value=0.0, **kwargs)", _SAME, "core_layers/masking"),
)  # fmt: skip

# ── other positions ──────────────────────────────────────────────────────────────────────────────────────────────────

_POOL = "strides=None, padding='valid', data_format=None, name=None, **kwargs"
_BETWEEN = "reshaping_layers"


def _pools(n: int) -> tuple[Row, ...]:
    size = "2" if n == 1 else str((2,) * n)
    reduced = "(data_format=None, keepdims=False, **kwargs)"
    return (
        _layer(f"MaxPooling{n}D", f"(pool_size={size}, {_POOL})", _SAMPLED, f"pooling_layers/max_pooling{n}d",
               f"MaxPool{n}D"),
        _layer(f"AveragePooling{n}D", f"(pool_size, {_POOL})", _SAMPLED, f"pooling_layers/average_pooling{n}d",
               f"AvgPool{n}D"),
        _layer(f"GlobalMaxPooling{n}D", reduced, _POOLED, f"pooling_layers/global_max_pooling{n}d",
               f"GlobalMaxPool{n}D", variants=_CHANNELS_FIRST),
        _layer(f"GlobalAveragePooling{n}D", reduced, _POOLED, f"pooling_layers/global_average_pooling{n}d",
               f"GlobalAvgPool{n}D", variants=_CHANNELS_FIRST),
        _layer(f"AdaptiveMaxPooling{n}D", "(output_size, data_format=None, **kwargs)", _SAMPLED, "pooling_layers"),
        _layer(f"AdaptiveAveragePooling{n}D", "(output_size, data_format=None, **kwargs)", _SAMPLED, "pooling_layers"),
    )  # fmt: skip


_POSITIONS = (
    *_pools(1),
    *_pools(2),
    *_pools(3),
    _layer("UpSampling1D", "(size=2, **kwargs)", _SAMPLED, f"{_BETWEEN}/up_sampling1d"),
    _layer("UpSampling2D", "(size=(2, 2), data_format=None, interpolation='nearest', **kwargs)", _SAMPLED,
           f"{_BETWEEN}/up_sampling2d"),
    _layer("UpSampling3D", "(size=(2, 2, 2), data_format=None, **kwargs)", _SAMPLED, f"{_BETWEEN}/up_sampling3d"),
    _layer("ZeroPadding1D", "(padding=1, data_format=None, **kwargs)", _SAMPLED, f"{_BETWEEN}/zero_padding1d"),
    _layer("ZeroPadding2D", "(padding=(1, 1), data_format=None, **kwargs)", _SAMPLED, f"{_BETWEEN}/zero_padding2d"),
    _layer("ZeroPadding3D", "(padding=((1, 1), (1, 1), (1, 1)), data_format=None, **kwargs)", _SAMPLED,
           f"{_BETWEEN}/zero_padding3d"),
    _layer("Cropping1D", "(cropping=(1, 1), **kwargs)", _SAMPLED, f"{_BETWEEN}/cropping1d"),
    _layer("Cropping2D", "(cropping=((0, 0), (0, 0)), data_format=None, **kwargs)", _SAMPLED, f"{_BETWEEN}/cropping2d"),
    _layer("Cropping3D", "(cropping=((1, 1), (1, 1), (1, 1)), data_format=None, **kwargs)", _SAMPLED,
           f"{_BETWEEN}/cropping3d"),
    _layer(
        "Resizing",
        "(height, width, interpolation='bilinear', crop_to_aspect_ratio=False, pad_to_aspect_ratio=False, "
        "fill_mode='constant', fill_value=0.0, antialias=False, data_format=None, **kwargs)",
        _SAMPLED, "preprocessing_layers/image_preprocessing/resizing",
    ),
    _layer("CenterCrop", "(height, width, data_format=None, **kwargs)", _SAMPLED,
           "preprocessing_layers/image_preprocessing/center_crop"),
    _layer("RepeatVector", "(n, **kwargs)", _SAMPLED, f"{_BETWEEN}/repeat_vector"),
    _layer("Flatten", "(data_format=None, **kwargs)", Keep("inputs", "flattens"), f"{_BETWEEN}/flatten"),
    _layer("Reshape", "(target_shape, **kwargs)", _MOVED, f"{_BETWEEN}/reshape"),
    _layer("Permute", "(dims, **kwargs)", _MOVED, f"{_BETWEEN}/permute"),
)  # fmt: skip

# ── several values ───────────────────────────────────────────────────────────────────────────────────────────────────

_MERGE = "merging_layers"


def _merge(name: str, how: str) -> tuple[Row, Row]:
    """A merging layer and the function of the same name."""
    page = f"{_MERGE}/{name.lower()}"
    return (
        _layer(name, "(**kwargs)", Combine(how, ("inputs",)), page),
        Row(f"keras.layers.{name.lower()}", "(inputs, **kwargs)", Combine(how, ("inputs",)), f"{_SITE}{page}/"),
    )


_MERGES = (
    *_merge("Add", "add"),
    *_merge("Subtract", "subtract"),
    *_merge("Multiply", "multiply"),
    *_merge("Average", "weighted_sum"),
    *_merge("Maximum", "choose"),
    *_merge("Minimum", "choose"),
    _layer("Concatenate", "(axis=-1, **kwargs)", Combine("concatenate", ("inputs",), axis="axis"),
           f"{_MERGE}/concatenate"),
    Row("keras.layers.concatenate", "(inputs, axis=-1, **kwargs)", Combine("concatenate", ("inputs",), axis="axis"),
        f"{_SITE}{_MERGE}/concatenate/"),
    _layer("Dot", "(axes, normalize=False, **kwargs)", Combine("matmul", ("inputs",)), f"{_MERGE}/dot"),
    Row("keras.layers.dot", "(inputs, axes=-1, **kwargs)", Combine("matmul", ("inputs",)), f"{_SITE}{_MERGE}/dot/"),
)  # fmt: skip

# ── augmentation ─────────────────────────────────────────────────────────────────────────────────────────────────────

_IMAGES = "preprocessing_layers/image_augmentation"
_FILL = "fill_mode='reflect', interpolation='bilinear', seed=None, fill_value=0.0, data_format=None, **kwargs"

_AUGMENTATIONS = (
    _layer("RandomFlip", "(mode='horizontal_and_vertical', seed=None, data_format=None, **kwargs)", _SAMPLED,
           f"{_IMAGES}/random_flip"),
    _layer("RandomRotation", f"(factor, {_FILL})", _SAMPLED, f"{_IMAGES}/random_rotation"),
    _layer("RandomTranslation", f"(height_factor, width_factor, {_FILL})", _SAMPLED, f"{_IMAGES}/random_translation"),
    _layer("RandomZoom", f"(height_factor, width_factor=None, {_FILL})", _SAMPLED, f"{_IMAGES}/random_zoom"),
    _layer("RandomCrop", "(height, width, seed=None, data_format=None, name=None, **kwargs)", _SAMPLED,
           f"{_IMAGES}/random_crop"),
)  # fmt: skip

TABLE = Table("keras", (*_REGULARIZATION, *_POSITIONS, *_MERGES, *_AUGMENTATIONS), framework="keras")
