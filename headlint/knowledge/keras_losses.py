"""Keras losses, as classes and as functions, and the cross-entropies of ``keras.ops`` and ``keras.backend``.

All cross-entropies take probabilities unless ``from_logits=True``. What they do with values that are no probabilities
(read in keras/src/backend/*/nn.py): the categorical ones divide by the sum over the classes and clip to 1e-7..1 - 1e-7,
the binary one clips. On the TensorFlow backend, outside of eager execution, all look for the activation that made the
values and compute from what went into it, whatever activation it was; torch and jax never do.

Source: https://keras.io/api/losses/
"""

from __future__ import annotations

from dataclasses import replace

from headlint.knowledge.rows import Row, Score, Table, Variant

_SITE = "https://keras.io/api/losses/"
_PROBABILISTIC = f"{_SITE}probabilistic_losses/"
_REGRESSION = f"{_SITE}regression_losses/"
_HINGE = f"{_SITE}hinge_losses/"
_OPS = "https://keras.io/api/ops/nn/"

_CALL = "(y_true, y_pred, sample_weight=None)"
_REDUCTION = "reduction='sum_over_batch_size'"

_BACKEND = (
    "With from_logits=False TensorFlow's graph code computes from the values before the last activation, whatever it "
    "is; torch and jax take the values as they are."
)


def _score(family: str, expects: str, **more: object) -> Score:
    """A Keras loss: targets first, classes on the last axis."""
    score = Score(family, expects, input="y_pred", target="y_true", class_axis=-1, call=_CALL)
    return replace(score, **more)  # type: ignore[arg-type]


def _from_logits(**fields: object) -> tuple[Variant, ...]:
    return (Variant("from_logits", True, {"expects": "logits", **fields}),)


_ON_AXIS_1 = Variant("axis", 1, {"class_axis": 1})

BINARY = _score(
    "bce", "unit", applies="log", variants=_from_logits(family="bce_logits", applies="sigmoid")
)  # fmt: skip
CATEGORICAL = _score(
    "cross_entropy", "probs", over="channels", applies="log", min_channels=2,
    variants=(*_from_logits(applies="softmax"), _ON_AXIS_1),
)  # fmt: skip
SPARSE = replace(CATEGORICAL, target_form="indices")
BINARY_FOCAL = _score("focal", "unit", variants=_from_logits(applies="sigmoid"))
CATEGORICAL_FOCAL = _score(
    "focal", "probs", over="channels", min_channels=2, variants=(*_from_logits(applies="softmax"), _ON_AXIS_1)
)  # fmt: skip
_SQUARED = _score("mse", "any")
_ABSOLUTE = _score("l1", "any")
_SIGNED = _score("hinge", "any")
_OTHER = _score("other", "any")

_FOCAL = "alpha=0.25, gamma=2.0, from_logits=False, label_smoothing=0.0, axis=-1"
_SMOOTH = "from_logits=False, label_smoothing=0.0, axis=-1"


def _class(name: str, parameters: str, does: Score, url: str, *spellings: str, note: str = "") -> Row:
    return Row(
        f"keras.losses.{name}", f"({parameters}, dtype=None)", does, url, "layer", note=note,
        spellings=(f"tensorflow.losses.{name}", *spellings),
    )  # fmt: skip


def _function(name: str, signature: str, does: Score, url: str, *spellings: str, note: str = "") -> Row:
    """A loss function; ``keras.metrics`` and ``tensorflow.losses`` hold the same object."""
    others = (f"keras.metrics.{name}", f"tensorflow.losses.{name}", f"tensorflow.metrics.{name}")
    return Row(f"keras.losses.{name}", signature, does, url, note=note, spellings=(*others, *spellings))


_CLASSES = (
    _class(
        "BinaryCrossentropy", f"{_SMOOTH}, {_REDUCTION}, name='binary_crossentropy'", BINARY, _PROBABILISTIC,
        note=_BACKEND,
    ),
    _class(
        "CategoricalCrossentropy", f"{_SMOOTH}, {_REDUCTION}, name='categorical_crossentropy'", CATEGORICAL,
        _PROBABILISTIC, note=_BACKEND,
    ),
    _class(
        "SparseCategoricalCrossentropy",
        f"from_logits=False, ignore_class=None, {_REDUCTION}, axis=-1, name='sparse_categorical_crossentropy'", SPARSE,
        _PROBABILISTIC, note=_BACKEND,
    ),
    _class(
        "BinaryFocalCrossentropy",
        f"apply_class_balancing=False, {_FOCAL}, {_REDUCTION}, name='binary_focal_crossentropy'", BINARY_FOCAL,
        _PROBABILISTIC,
    ),
    _class(
        "CategoricalFocalCrossentropy", f"{_FOCAL}, {_REDUCTION}, name='categorical_focal_crossentropy'",
        CATEGORICAL_FOCAL, _PROBABILISTIC,
    ),
    _class(
        "CategoricalGeneralizedCrossEntropy", f"q=0.5, {_REDUCTION}, name='categorical_generalized_cross_entropy'",
        _score("other", "probs", over="channels", min_channels=2, target_form="indices"), _PROBABILISTIC,
    ),
    _class("KLDivergence", f"{_REDUCTION}, name='kl_divergence'", _score("kl_div", "probs", over="channels"),
           _PROBABILISTIC),
    _class("Poisson", f"{_REDUCTION}, name='poisson'", _score("poisson", "nonneg"), _PROBABILISTIC),
    _class("CTC", f"{_REDUCTION}, name='ctc'", _score("ctc", "logits", over="channels", target_form="indices"),
           _PROBABILISTIC),
    _class("MeanSquaredError", f"{_REDUCTION}, name='mean_squared_error'", _SQUARED, _REGRESSION),
    _class("MeanAbsoluteError", f"{_REDUCTION}, name='mean_absolute_error'", _ABSOLUTE, _REGRESSION),
    _class("MeanAbsolutePercentageError", f"{_REDUCTION}, name='mean_absolute_percentage_error'", _ABSOLUTE,
           _REGRESSION),
    _class("MeanSquaredLogarithmicError", f"{_REDUCTION}, name='mean_squared_logarithmic_error'", _SQUARED,
           _REGRESSION),
    _class("Huber", f"delta=1.0, {_REDUCTION}, name='huber_loss'", _ABSOLUTE, _REGRESSION),
    _class("LogCosh", f"{_REDUCTION}, name='log_cosh'", _ABSOLUTE, _REGRESSION, "keras.losses.Logcosh"),
    _class("CosineSimilarity", f"axis=-1, {_REDUCTION}, name='cosine_similarity'", _score("cosine", "any"),
           _REGRESSION),
    _class("Hinge", f"{_REDUCTION}, name='hinge'", _SIGNED, _HINGE),
    _class("SquaredHinge", f"{_REDUCTION}, name='squared_hinge'", _SIGNED, _HINGE),
    _class("CategoricalHinge", f"{_REDUCTION}, name='categorical_hinge'",
           _score("hinge", "any", over="channels", min_channels=2), _HINGE),
    _class("Dice", f"{_REDUCTION}, name='dice', axis=None", _score("dice", "unit"), _SITE),
    _class("Tversky", f"alpha=0.5, beta=0.5, {_REDUCTION}, name='tversky', axis=None", _score("dice", "unit"), _SITE),
    _class("Circle", f"gamma=80.0, margin=0.4, remove_diagonal=True, {_REDUCTION}, name='circle'", _OTHER, _SITE),
)  # fmt: skip

_FUNCTIONS = (
    _function("binary_crossentropy", f"(y_true, y_pred, {_SMOOTH})", BINARY, _PROBABILISTIC, "keras.losses.bce",
              "keras.losses.BCE", note=_BACKEND),
    _function("categorical_crossentropy", f"(y_true, y_pred, {_SMOOTH})", CATEGORICAL, _PROBABILISTIC, note=_BACKEND),
    _function(
        "sparse_categorical_crossentropy", "(y_true, y_pred, from_logits=False, ignore_class=None, axis=-1)", SPARSE,
        _PROBABILISTIC, note=_BACKEND,
    ),
    _function("binary_focal_crossentropy", f"(y_true, y_pred, apply_class_balancing=False, {_FOCAL})", BINARY_FOCAL,
              _PROBABILISTIC),
    _function("categorical_focal_crossentropy", f"(y_true, y_pred, {_FOCAL})", CATEGORICAL_FOCAL, _PROBABILISTIC),
    Row("keras.losses.categorical_generalized_cross_entropy", "(y_true, y_pred, q)",
        _score("other", "probs", over="channels", min_channels=2, target_form="indices"), _PROBABILISTIC),
    _function("kl_divergence", "(y_true, y_pred)", _score("kl_div", "probs", over="channels"), _PROBABILISTIC,
              "keras.losses.KLD", "keras.losses.kullback_leibler_divergence", "keras.losses.kld"),
    _function("poisson", "(y_true, y_pred)", _score("poisson", "nonneg"), _PROBABILISTIC),
    Row("keras.losses.ctc", "(y_true, y_pred)", _score("ctc", "logits", over="channels", target_form="indices"),
        _PROBABILISTIC),
    replace(
        _function("mean_squared_error", "(y_true, y_pred)", _SQUARED, _REGRESSION, "keras.losses.MSE",
                  "keras.losses.mse"),
        renamed=(("labels", "y_true"), ("predictions", "y_pred")),  # tf.losses.mean_squared_error of TensorFlow 1
    ),
    _function("mean_absolute_error", "(y_true, y_pred)", _ABSOLUTE, _REGRESSION, "keras.losses.MAE",
              "keras.losses.mae"),
    _function("mean_absolute_percentage_error", "(y_true, y_pred)", _ABSOLUTE, _REGRESSION, "keras.losses.MAPE",
              "keras.losses.mape"),
    _function("mean_squared_logarithmic_error", "(y_true, y_pred)", _SQUARED, _REGRESSION, "keras.losses.MSLE",
              "keras.losses.msle"),
    _function("huber", "(y_true, y_pred, delta=1.0)", _ABSOLUTE, _REGRESSION, "keras.losses.huber_loss"),
    _function("log_cosh", "(y_true, y_pred)", _ABSOLUTE, _REGRESSION, "keras.losses.logcosh"),
    Row("keras.losses.cosine_similarity", "(y_true, y_pred, axis=-1)", _score("cosine", "any"), _REGRESSION,
        spellings=("keras.losses.cosine_proximity", "keras.losses.cosine", "tensorflow.losses.cosine_similarity")),
    _function("hinge", "(y_true, y_pred)", _SIGNED, _HINGE),
    _function("squared_hinge", "(y_true, y_pred)", _SIGNED, _HINGE),
    _function("categorical_hinge", "(y_true, y_pred)", _score("hinge", "any", over="channels", min_channels=2), _HINGE),
    Row("keras.losses.dice", "(y_true, y_pred, axis=None)", _score("dice", "unit"), _SITE),
    Row("keras.losses.tversky", "(y_true, y_pred, alpha=0.5, beta=0.5, axis=None)", _score("dice", "unit"), _SITE),
    Row("keras.losses.circle",
        "(y_true, y_pred, ref_labels=None, ref_embeddings=None, remove_diagonal=True, gamma=80, margin=0.4)", _OTHER,
        _SITE),
)  # fmt: skip


def _raw(score: Score) -> Score:
    """The same loss where its parameters are called ``target`` and ``output``."""
    return replace(score, input="output", target="target")


_RAW = (
    Row("keras.ops.binary_crossentropy", "(target, output, from_logits=False)", _raw(BINARY), _OPS,
        spellings=("keras.backend.binary_crossentropy",), note=_BACKEND),
    Row("keras.ops.categorical_crossentropy", "(target, output, from_logits=False, axis=-1)", _raw(CATEGORICAL), _OPS,
        spellings=("keras.backend.categorical_crossentropy",), note=_BACKEND),
    Row("keras.ops.sparse_categorical_crossentropy", "(target, output, from_logits=False, axis=-1)", _raw(SPARSE), _OPS,
        note=_BACKEND),
    Row("keras.backend.sparse_categorical_crossentropy",
        "(target, output, from_logits=False, axis=-1, ignore_class=None)", _raw(SPARSE), _OPS, note=_BACKEND),
    Row("keras.backend.binary_focal_crossentropy",
        "(target, output, apply_class_balancing=False, alpha=0.25, gamma=2.0, from_logits=False)", _raw(BINARY_FOCAL),
        _OPS),
    Row("keras.backend.categorical_focal_crossentropy",
        "(target, output, alpha=0.25, gamma=2.0, from_logits=False, axis=-1)", _raw(CATEGORICAL_FOCAL), _OPS),
    Row("keras.ops.ctc_loss", "(target, output, target_length, output_length, mask_index=0)",
        _raw(_score("ctc", "logits", over="channels", target_form="indices")), _OPS),
    Row("keras.backend.ctc_batch_cost", "(y_true, y_pred, input_length, label_length)",
        _score("ctc", "probs", over="channels", target_form="indices"), _OPS),
)  # fmt: skip

TABLE = Table("keras", (*_CLASSES, *_FUNCTIONS, *_RAW), framework="keras")
