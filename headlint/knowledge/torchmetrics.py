"""torchmetrics: what its classification metrics take.

Binary and multilabel metrics take probabilities: scores outside 0..1 are passed through a sigmoid, but batch by batch,
so logits that happen to lie in 0..1 are not. Multiclass metrics that count take the argmax, which any scores have;
those that follow a curve take probabilities (softmax where a batch leaves 0..1).
Source: https://lightning.ai/docs/torchmetrics/stable/all-metrics.html (1.9).
"""

from __future__ import annotations

from headlint.knowledge.rows import Measure, Row, Table, Variant

_SITE = "https://lightning.ai/docs/torchmetrics/stable/classification/"

_COUNTED = ("Accuracy", "Precision", "Recall", "Specificity", "F1Score", "FBetaScore", "HammingDistance", "StatScores",
            "JaccardIndex", "MatthewsCorrCoef", "ConfusionMatrix", "NegativePredictiveValue", "CohenKappa",
            "ExactMatch")  # fmt: skip
_CURVES = ("AUROC", "AveragePrecision", "ROC", "PrecisionRecallCurve", "CalibrationError")
_MISSING = {"BinaryExactMatch", "MultilabelCohenKappa", "MultilabelCalibrationError"}

_PAGES = {
    "F1Score": "f1_score", "FBetaScore": "fbeta_score", "HammingDistance": "hamming_distance",
    "StatScores": "stat_scores", "JaccardIndex": "jaccard_index", "MatthewsCorrCoef": "matthews_corr_coef",
    "ConfusionMatrix": "confusion_matrix", "NegativePredictiveValue": "negative_predictive_value",
    "CohenKappa": "cohen_kappa", "ExactMatch": "exact_match", "AveragePrecision": "average_precision",
    "PrecisionRecallCurve": "precision_recall_curve", "CalibrationError": "calibration_error",
}  # fmt: skip
_FUNCTIONS = {**_PAGES, "MatthewsCorrCoef": "matthews_corrcoef"}


def _expected(task: str, curve: bool) -> str:
    if task == "multiclass":
        return "probs" if curve else "any"
    return "unit"


def _page(metric: str) -> str:
    return f"{_SITE}{_PAGES.get(metric, metric.lower())}.html"


def _by_task(metric: str, curve: bool) -> tuple[Row, Row]:
    """``Accuracy(task=...)`` and ``functional.accuracy(preds, target, task=...)``."""
    tasks = ("binary", "multiclass", "multilabel")
    variants = tuple(Variant("task", task, {"task": task, "expects": _expected(task, curve)}) for task in tasks)
    function = _FUNCTIONS.get(metric, metric.lower())
    return (
        Row(
            f"torchmetrics.{metric}", "(task, **options)", Measure("any"), _page(metric), "layer", variants=variants,
            spellings=(f"torchmetrics.classification.{metric}",),
        ),
        Row(
            f"torchmetrics.functional.{function}", "(preds, target, task, **options)", Measure("any"), _page(metric),
            variants=variants, spellings=(f"torchmetrics.functional.classification.{function}",),
        ),
    )  # fmt: skip


def _of_task(metric: str, task: str, curve: bool) -> tuple[Row, ...]:
    """``BinaryAccuracy()`` and ``functional.classification.binary_accuracy(preds, target)``."""
    name = f"{task.capitalize()}{metric}"
    if name in _MISSING:
        return ()
    first = "beta, " if metric == "FBetaScore" else ""
    does = Measure(_expected(task, curve), task=task)
    function = f"{task}_{_FUNCTIONS.get(metric, metric.lower())}"
    return (
        Row(f"torchmetrics.classification.{name}", f"({first}*rest, **options)", does, _page(metric), "layer"),
        Row(
            f"torchmetrics.functional.classification.{function}", f"(preds, target, {first}*rest, **options)", does,
            _page(metric), spellings=(f"torchmetrics.functional.{function}",),
        ),
    )  # fmt: skip


def _rows(metric: str, curve: bool) -> tuple[Row, ...]:
    tasks = ("binary", "multiclass", "multilabel")
    return (*_by_task(metric, curve), *(row for task in tasks for row in _of_task(metric, task, curve)))


TABLE = Table(
    "torchmetrics",
    (
        *(row for metric in _COUNTED for row in _rows(metric, curve=False)),
        *(row for metric in _CURVES for row in _rows(metric, curve=True)),
    ),
)
