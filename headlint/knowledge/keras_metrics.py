"""Keras metrics: which of them look at probabilities.

A metric with a threshold compares scores with 0.5 (or with the thresholds given): it needs 0..1. The categorical
accuracies take the argmax, which any monotonous scores serve. Source: https://keras.io/api/metrics/
"""

from __future__ import annotations

from headlint.knowledge.rows import Keep, Measure, Row, Table, Variant

_SITE = "https://keras.io/api/metrics/"
_CALL = "(y_true, y_pred, sample_weight=None)"


def _measure(expects: str, task: str | None = None) -> Measure:
    return Measure(expects, input="y_pred", target="y_true", call=_CALL, task=task)


_ANY = _measure("any")
_BINARY = _measure("unit", "binary")
_UNIT = _measure("unit")
_PROBS = _measure("probs", "multiclass")
_CHOICE = _measure("any", "multiclass")
_FROM_LOGITS = (Variant("from_logits", True, {"expects": "logits"}),)


def _class(name: str, parameters: str, does: Measure, page: str, variants: tuple[Variant, ...] = ()) -> Row:
    return Row(
        f"keras.metrics.{name}", f"({parameters})", does, f"{_SITE}{page}_metrics/", "layer", variants=variants,
        spellings=(f"tensorflow.metrics.{name}",),
    )  # fmt: skip


def _function(name: str, signature: str, does: Measure, page: str) -> Row:
    return Row(f"keras.metrics.{name}", signature, does, f"{_SITE}{page}_metrics/")


def _thresholds(name: str) -> Row:
    return _class(name, "thresholds=None, name=None, dtype=None", _UNIT, "classification")


def _at(name: str, parameter: str) -> Row:
    given = f"{parameter}, num_thresholds=200, class_id=None, name=None, dtype=None"
    return _class(name, given, _UNIT, "classification")


_COUNTED = "thresholds=None, top_k=None, class_id=None, name=None, dtype=None"
_IOU = "ignore_class=None, sparse_y_true=True, sparse_y_pred=True, axis=-1"

TABLE = Table(
    "keras",
    (
        Row(
            "keras.metrics.accuracy", "(y_true, y_pred)", _measure("any", "auto"), f"{_SITE}accuracy_metrics/",
            spellings=("keras.metrics.acc",), checked=False,
            note="What compile makes of 'accuracy': BinaryAccuracy for one unit, which compares with 0.5, else one of "
            "the categorical accuracies, which take the argmax. There is no function of this name.",
        ),
        Row(
            "keras.metrics.get", "(identifier)", Keep("identifier"), _SITE,
            note="An object is handed back as it is; the stub of compile resolves names.",
        ),
        _class("Accuracy", "name='accuracy', dtype=None", _ANY, "accuracy"),
        _class("BinaryAccuracy", "name='binary_accuracy', dtype=None, threshold=0.5", _BINARY, "accuracy"),
        _class("CategoricalAccuracy", "name='categorical_accuracy', dtype=None", _CHOICE, "accuracy"),
        _class("SparseCategoricalAccuracy", "name='sparse_categorical_accuracy', dtype=None", _CHOICE, "accuracy"),
        _class("TopKCategoricalAccuracy", "k=5, name='top_k_categorical_accuracy', dtype=None", _CHOICE, "accuracy"),
        _class("SparseTopKCategoricalAccuracy",
               "k=5, name='sparse_top_k_categorical_accuracy', dtype=None, from_sorted_ids=False", _CHOICE, "accuracy"),
        _function("binary_accuracy", "(y_true, y_pred, threshold=0.5)", _BINARY, "accuracy"),
        _function("categorical_accuracy", "(y_true, y_pred)", _CHOICE, "accuracy"),
        _function("sparse_categorical_accuracy", "(y_true, y_pred)", _CHOICE, "accuracy"),
        _function("top_k_categorical_accuracy", "(y_true, y_pred, k=5)", _CHOICE, "accuracy"),
        _function("sparse_top_k_categorical_accuracy", "(y_true, y_pred, k=5, from_sorted_ids=False)", _CHOICE,
                  "accuracy"),
        _class(
            "AUC",
            "num_thresholds=200, curve='ROC', summation_method='interpolation', name=None, dtype=None, "
            "thresholds=None, multi_label=False, num_labels=None, label_weights=None, from_logits=False",
            _UNIT, "classification", _FROM_LOGITS,
        ),
        _class("Precision", _COUNTED, _UNIT, "classification"),
        _class("Recall", _COUNTED, _UNIT, "classification"),
        _thresholds("TruePositives"),
        _thresholds("TrueNegatives"),
        _thresholds("FalsePositives"),
        _thresholds("FalseNegatives"),
        _at("PrecisionAtRecall", "recall"),
        _at("RecallAtPrecision", "precision"),
        _at("SensitivityAtSpecificity", "specificity"),
        _at("SpecificityAtSensitivity", "sensitivity"),
        _class("F1Score", "average=None, threshold=None, name='f1_score', dtype=None", _ANY, "classification"),
        _class("FBetaScore", "average=None, beta=1.0, threshold=None, name='fbeta_score', dtype=None", _ANY,
               "classification"),
        _class("BinaryCrossentropy",
               "name='binary_crossentropy', dtype=None, from_logits=False, label_smoothing=0", _BINARY, "probabilistic",
               _FROM_LOGITS),
        _class("CategoricalCrossentropy",
               "name='categorical_crossentropy', dtype=None, from_logits=False, label_smoothing=0, axis=-1", _PROBS,
               "probabilistic", _FROM_LOGITS),
        _class("SparseCategoricalCrossentropy",
               "name='sparse_categorical_crossentropy', dtype=None, from_logits=False, ignore_class=None, axis=-1",
               _PROBS, "probabilistic", _FROM_LOGITS),
        _class("KLDivergence", "name='kl_divergence', dtype=None", _PROBS, "probabilistic"),
        _class("Poisson", "name='poisson', dtype=None", _ANY, "probabilistic"),
        _class("MeanSquaredError", "name='mean_squared_error', dtype=None", _ANY, "regression"),
        _class("RootMeanSquaredError", "name='root_mean_squared_error', dtype=None", _ANY, "regression"),
        _class("MeanAbsoluteError", "name='mean_absolute_error', dtype=None", _ANY, "regression"),
        _class("MeanAbsolutePercentageError", "name='mean_absolute_percentage_error', dtype=None", _ANY, "regression"),
        _class("MeanSquaredLogarithmicError", "name='mean_squared_logarithmic_error', dtype=None", _ANY, "regression"),
        _class("CosineSimilarity", "name='cosine_similarity', dtype=None, axis=-1", _ANY, "regression"),
        _class("LogCoshError", "name='logcosh', dtype=None", _ANY, "regression"),
        _class("R2Score",
               "class_aggregation='uniform_average', num_regressors=0, name='r2_score', dtype=None", _ANY,
               "regression"),
        _class("PearsonCorrelation", "name='pearson_correlation', dtype=None, axis=-1", _ANY, "correlation"),
        _class("ConcordanceCorrelation", "name='concordance_correlation', dtype=None, axis=-1", _ANY, "correlation"),
        _class("Hinge", "name='hinge', dtype=None", _ANY, "hinge"),
        _class("SquaredHinge", "name='squared_hinge', dtype=None", _ANY, "hinge"),
        _class("CategoricalHinge", "name='categorical_hinge', dtype=None", _ANY, "hinge"),
        _class("BinaryIoU", "target_class_ids=(0, 1), threshold=0.5, name=None, dtype=None", _BINARY, "segmentation"),
        _class("IoU", f"num_classes, target_class_ids, name=None, dtype=None, {_IOU}", _ANY, "segmentation"),
        _class("MeanIoU", f"num_classes, name=None, dtype=None, {_IOU}", _ANY, "segmentation"),
        _class("OneHotIoU",
               "num_classes, target_class_ids, name=None, dtype=None, ignore_class=None, sparse_y_pred=False, axis=-1",
               _CHOICE, "segmentation"),
        _class("OneHotMeanIoU",
               "num_classes, name=None, dtype=None, ignore_class=None, sparse_y_pred=False, axis=-1", _CHOICE,
               "segmentation"),
    ),
    framework="keras",
)  # fmt: skip
