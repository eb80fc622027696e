"""Names that Keras accepts in place of functions and classes: ``compile(loss="mse")``, ``Dense(3, activation="relu")``.

All that ``keras.losses.get``, ``keras.activations.get`` and ``keras.metrics.get`` accept, and what Keras 1 and 2
accepted besides. Source: https://keras.io/api/losses/, https://keras.io/api/layers/activations/, https://keras.io/api/metrics/
"""

from __future__ import annotations


def _under(package: str, names: str) -> dict[str, str]:
    return {name: f"{package}.{name}" for name in names.split()}


_LOSS_CLASSES = """
    BinaryCrossentropy BinaryFocalCrossentropy CTC CategoricalCrossentropy CategoricalFocalCrossentropy CategoricalHinge
    Circle CosineSimilarity Dice Hinge Huber KLDivergence LogCosh MeanAbsoluteError MeanAbsolutePercentageError
    MeanSquaredError MeanSquaredLogarithmicError Poisson SparseCategoricalCrossentropy SquaredHinge Tversky
"""
_LOSS_FUNCTIONS = """
    binary_crossentropy binary_focal_crossentropy categorical_crossentropy categorical_focal_crossentropy
    categorical_hinge circle cosine_similarity ctc dice hinge huber kl_divergence log_cosh mean_absolute_error
    mean_absolute_percentage_error mean_squared_error mean_squared_logarithmic_error poisson
    sparse_categorical_crossentropy squared_hinge tversky
"""

_ABBREVIATED = {
    "bce": "binary_crossentropy",
    "kld": "kl_divergence",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "mse": "mean_squared_error",
    "msle": "mean_squared_logarithmic_error",
}
_EARLIER = {
    "kullback_leibler_divergence": "kl_divergence",
    "logcosh": "log_cosh",
    "cosine_proximity": "cosine_similarity",
    "cosine": "cosine_similarity",
    "huber_loss": "huber",
}

LOSSES: dict[str, str] = {
    **_under("keras.losses", _LOSS_CLASSES),
    **_under("keras.losses", _LOSS_FUNCTIONS),
    **{name: f"keras.losses.{meant}" for name, meant in _ABBREVIATED.items()},
    **{name.upper(): f"keras.losses.{meant}" for name, meant in _ABBREVIATED.items()},
    **{name: f"keras.losses.{meant}" for name, meant in _EARLIER.items()},
}
"""A loss by name. "crossentropy" and "ce" are missing on purpose: Keras chooses by the shape of the labels."""

_ACTIVATIONS = """
    celu elu exponential gelu glu hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh leaky_relu linear log_sigmoid
    log_softmax mish relu relu6 selu sigmoid silu soft_shrink softmax softplus softsign sparse_plus sparse_sigmoid
    sparsemax squareplus swish tanh tanh_shrink threshold
"""

ACTIVATIONS: dict[str, str] = {
    **_under("keras.activations", _ACTIVATIONS),
    **_under("keras.layers", "ELU LeakyReLU PReLU ReLU Softmax ThresholdedReLU"),
}
"""An activation by name; ``None`` means "linear". The class names are those that Keras 2 accepted as well."""

_METRIC_CLASSES = """
    AUC Accuracy BinaryAccuracy BinaryCrossentropy BinaryIoU CategoricalAccuracy CategoricalCrossentropy
    CategoricalHinge ConcordanceCorrelation CosineSimilarity F1Score FBetaScore FalseNegatives FalsePositives
    Hinge IoU KLDivergence LogCoshError Mean MeanAbsoluteError MeanAbsolutePercentageError MeanIoU
    MeanMetricWrapper MeanSquaredError MeanSquaredLogarithmicError OneHotIoU OneHotMeanIoU PearsonCorrelation
    Poisson Precision PrecisionAtRecall R2Score Recall RecallAtPrecision RootMeanSquaredError
    SensitivityAtSpecificity SparseCategoricalAccuracy SparseCategoricalCrossentropy
    SparseTopKCategoricalAccuracy SpecificityAtSensitivity SquaredHinge Sum TopKCategoricalAccuracy
    TrueNegatives TruePositives
"""


def _snake(name: str) -> str:
    """``TopKCategoricalAccuracy`` → ``top_k_categorical_accuracy``, as Keras spells it."""
    parts = ""
    for here, letter in enumerate(name):
        before, after = name[here - 1 : here], name[here + 1 : here + 2]
        if letter.isupper() and before and (not before.isupper() or after.islower()):
            parts += "_"
        parts += letter.lower()
    return parts


_METRIC_OF_LOSS = {
    "bce": "BinaryCrossentropy",
    "mae": "MeanAbsoluteError",
    "mape": "MeanAbsolutePercentageError",
    "mse": "MeanSquaredError",
    "msle": "MeanSquaredLogarithmicError",
}

METRICS: dict[str, str] = {
    **_under("keras.metrics", _METRIC_CLASSES),
    **{_snake(name): f"keras.metrics.{name}" for name in _METRIC_CLASSES.split()},
    **{name: f"keras.metrics.{meant}" for name, meant in _METRIC_OF_LOSS.items()},
    **{name.upper(): f"keras.metrics.{meant}" for name, meant in _METRIC_OF_LOSS.items()},
    "accuracy": "keras.metrics.accuracy",
    "acc": "keras.metrics.accuracy",
    "Accuracy": "keras.metrics.accuracy",
}
"""A metric by name. "accuracy" is a name of its own: ``compile`` turns it into the accuracy that fits the output's
width (binary for one unit, sparse or dense categorical for more)."""
