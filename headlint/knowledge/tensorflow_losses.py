"""TensorFlow's own losses: ``tf.nn.*_with_logits``, ``tf.losses`` of TensorFlow 1, ``tf.contrib.losses``, TensorFlow
Addons. ``tf.losses`` of TensorFlow 2 is ``keras.losses`` (spellings of the rows there).

``tensorflow.compat.v1.*`` is read as ``tensorflow.*``. Positional arguments of ``*_with_logits``: labels come first
since TensorFlow 2; TensorFlow 1 forbade them; before 1.0 logits came first. Source:
https://www.tensorflow.org/api_docs/python/tf/nn, https://www.tensorflow.org/api_docs/python/tf/compat/v1/losses
"""

from __future__ import annotations

from dataclasses import replace

from headlint.knowledge.rows import Form, Measure, Row, Score, Table, Variant

_NN = "https://www.tensorflow.org/api_docs/python/tf/nn/"
_V1 = "https://www.tensorflow.org/api_docs/python/tf/compat/v1/losses/"
_CONTRIB = "https://github.com/tensorflow/tensorflow/blob/v1.15.0/tensorflow/contrib/losses/README.md"
_ADDONS = "https://www.tensorflow.org/addons/api_docs/python/tfa/losses/"
_NOTE = "tensorflow is not installed where the tests run"


def _score(family: str, expects: str, **more: object) -> Score:
    score = Score(family, expects, input="logits", target="labels", class_axis=-1)
    return replace(score, **more)  # type: ignore[arg-type]


_SOFTMAX = _score("cross_entropy", "logits", over="channels", applies="softmax", min_channels=2)
_SPARSE = replace(_SOFTMAX, target_form="indices")
_SIGMOID = _score("bce_logits", "logits", applies="sigmoid")
_CTC = _score("ctc", "logits", over="channels", applies="softmax", target_form="indices", min_channels=2)

_OPTIONS = "weights=1.0, scope=None, loss_collection='losses', reduction=...)"
_SMOOTH = "weights=1.0, label_smoothing=0, scope=None, loss_collection='losses', reduction=...)"


def _nn(name: str, signature: str, does: Score, *spellings: str, renamed: tuple[tuple[str, str], ...] = ()) -> Row:
    return Row(
        f"tensorflow.nn.{name}", signature, does, f"{_NN}{name}", checked=False, note=_NOTE, renamed=renamed,
        spellings=tuple(f"tensorflow.nn.{other}" for other in spellings),
    )  # fmt: skip


def _v1(name: str, signature: str, does: Score) -> Row:
    return Row(f"tensorflow.losses.{name}", signature, does, f"{_V1}{name}", checked=False, note=_NOTE)


def _contrib(name: str, signature: str, does: Score) -> Row:
    """``tf.contrib.losses`` (and ``slim.losses``) take the prediction first."""
    return Row(f"tensorflow.contrib.losses.{name}", signature, does, _CONTRIB, checked=False, note=_NOTE)


def _addon(name: str, signature: str, does: Score, form: Form = "layer") -> Row:
    return Row(
        f"tensorflow_addons.losses.{name}", signature, does, f"{_ADDONS}{name}", form, checked=False, note=_NOTE
    )  # fmt: skip


_KERAS_LIKE = Score("focal", "unit", input="y_pred", target="y_true", class_axis=-1,
                    call="(y_true, y_pred, sample_weight=None)",
                    variants=(Variant("from_logits", True, {"expects": "logits", "applies": "sigmoid"}),))  # fmt: skip
_MARGIN = replace(_KERAS_LIKE, family="margin", expects="any", variants=())

TABLE = Table(
    "tensorflow",
    (
        _nn("softmax_cross_entropy_with_logits", "(labels, logits, axis=-1, name=None)",
            replace(_SOFTMAX, either_order=True), "softmax_cross_entropy_with_logits_v2"),
        _nn("sparse_softmax_cross_entropy_with_logits", "(labels, logits, name=None)",
            replace(_SPARSE, either_order=True)),
        _nn("sigmoid_cross_entropy_with_logits", "(labels=None, logits=None, name=None)",
            replace(_SIGMOID, either_order=True), renamed=(("targets", "labels"),)),
        _nn("weighted_cross_entropy_with_logits", "(labels=None, logits=None, pos_weight=None, name=None)",
            replace(_SIGMOID, weight="pos_weight"), renamed=(("targets", "labels"),)),
        _nn("ctc_loss",
            "(labels, logits, label_length=None, logit_length=None, logits_time_major=True, unique=None, "
            "blank_index=None, name=None, **options)",
            _CTC, "ctc_loss_v2", renamed=(("inputs", "logits"), ("sequence_length", "label_length"))),
        _v1("softmax_cross_entropy", f"(onehot_labels, logits, {_SMOOTH}", replace(_SOFTMAX, target="onehot_labels")),
        _v1("sparse_softmax_cross_entropy", f"(labels, logits, {_OPTIONS}", _SPARSE),
        _v1("sigmoid_cross_entropy", f"(multi_class_labels, logits, {_SMOOTH}",
            replace(_SIGMOID, target="multi_class_labels")),
        _v1("log_loss", "(labels, predictions, weights=1.0, epsilon=1e-07, scope=None, loss_collection='losses', "
            "reduction=...)", _score("bce", "unit", input="predictions", applies="log")),
        _v1("absolute_difference", f"(labels, predictions, {_OPTIONS}", _score("l1", "any", input="predictions")),
        _v1("huber_loss", "(labels, predictions, weights=1.0, delta=1.0, scope=None, loss_collection='losses', "
            "reduction=...)", _score("l1", "any", input="predictions")),
        _v1("mean_pairwise_squared_error", "(labels, predictions, weights=1.0, scope=None, loss_collection='losses')",
            _score("mse", "any", input="predictions")),
        _v1("hinge_loss", f"(labels, logits, {_OPTIONS}", _score("hinge", "any")),
        _v1("cosine_distance", "(labels, predictions, axis=None, weights=1.0, scope=None, loss_collection='losses', "
            "reduction=..., dim=None)", _score("cosine", "any", input="predictions")),
        _contrib("softmax_cross_entropy", "(logits, onehot_labels, weights=1.0, label_smoothing=0, scope=None)",
                 replace(_SOFTMAX, target="onehot_labels")),
        _contrib("sparse_softmax_cross_entropy", "(logits, labels, weights=1.0, scope=None)", _SPARSE),
        _contrib("sigmoid_cross_entropy", "(logits, multi_class_labels, weights=1.0, label_smoothing=0, scope=None)",
                 replace(_SIGMOID, target="multi_class_labels")),
        _contrib("log_loss", "(predictions, labels=None, weights=1.0, epsilon=1e-07, scope=None)",
                 _score("bce", "unit", input="predictions", applies="log")),
        _contrib("mean_squared_error", "(predictions, labels=None, weights=1.0, scope=None)",
                 _score("mse", "any", input="predictions")),
        _contrib("absolute_difference", "(predictions, labels=None, weights=1.0, scope=None)",
                 _score("l1", "any", input="predictions")),
        _contrib("hinge_loss", "(logits, labels=None, scope=None)", _score("hinge", "any")),
        Row("tensorflow.contrib.seq2seq.sequence_loss",
            "(logits, targets, weights, average_across_timesteps=True, average_across_batch=True, "
            "softmax_loss_function=None, name=None, **options)",
            replace(_SPARSE, target="targets"), "https://www.tensorflow.org/addons/api_docs/python/tfa/seq2seq/sequence_loss",
            checked=False, note=_NOTE, spellings=("tensorflow_addons.seq2seq.sequence_loss",)),
        _addon("SigmoidFocalCrossEntropy",
               "(from_logits=False, alpha=0.25, gamma=2.0, reduction='none', name='sigmoid_focal_crossentropy')",
               _KERAS_LIKE),
        _addon("sigmoid_focal_crossentropy", "(y_true, y_pred, alpha=0.25, gamma=2.0, from_logits=False)", _KERAS_LIKE,
               "function"),
        _addon("ContrastiveLoss", "(margin=1.0, reduction=..., name='contrastive_loss')", _MARGIN),
        _addon("TripletSemiHardLoss", "(margin=1.0, distance_metric='L2', name=None, **kwargs)",
               replace(_MARGIN, target_form="indices")),
        _addon("TripletHardLoss", "(margin=1.0, soft=False, distance_metric='L2', name=None, **kwargs)",
               replace(_MARGIN, target_form="indices")),
        Row("tensorflow.metrics.auc",
            "(labels, predictions, weights=None, num_thresholds=200, metrics_collections=None, "
            "updates_collections=None, curve='ROC', name=None, summation_method='trapezoidal', thresholds=None)",
            Measure("unit", input="predictions", target="labels", call="(labels, predictions)"),
            "https://www.tensorflow.org/api_docs/python/tf/compat/v1/metrics/auc", checked=False, note=_NOTE),
        Row("tensorflow.metrics.accuracy",
            "(labels, predictions, weights=None, metrics_collections=None, updates_collections=None, name=None)",
            Measure("any", input="predictions", target="labels", call="(labels, predictions)"),
            "https://www.tensorflow.org/api_docs/python/tf/compat/v1/metrics/accuracy", checked=False, note=_NOTE),
    ),
    framework="tensorflow",
)  # fmt: skip
