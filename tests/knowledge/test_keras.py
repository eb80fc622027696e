"""The rows of Keras, TensorFlow, NumPy and scikit-learn: signatures, names, and what they claim, against the libraries.

TensorFlow and pandas cannot be installed beside the rest, so their rows are held to form alone.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "torch")

import pytest

from headlint import knowledge
from headlint.knowledge import domains, keras_names, labels
from headlint.knowledge.rows import Activate, Keep, Labels, Measure, Produce, Row, Score
from headlint.values import Const, just

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning", "ignore::SyntaxWarning")

np = pytest.importorskip("numpy")
keras = pytest.importorskip("keras")

TABLES = [table for table in knowledge.tables() if table.library in ("keras", "tensorflow", "labels", "numpy")]
ROWS = [row for table in TABLES for row in table.rows]
CHECKED = [row for row in ROWS if row.checked]
RUNNABLE = [row for row in CHECKED if not row.name.startswith("keras.backend.")]
"""What is left of the old ``keras.backend`` runs on TensorFlow only."""
STUBS = Path(knowledge.__file__).with_name("stubs")


def name_of(row: Row) -> str:
    return row.name


def resolve(name: str) -> Any:
    """The object of a qualified name; None if the installed version does not have it."""
    package, *parts = name.split(".")
    if name.startswith("keras.backend."):
        found = getattr(importlib.import_module("keras.src.legacy.backend"), parts[-1], None)
        if found is not None:
            return found
    found = pytest.importorskip(package)
    for part in parts:
        found = getattr(found, part, None) or _submodule(found, part)
    return found


def _submodule(parent: Any, name: str) -> Any:
    try:
        return importlib.import_module(f"{parent.__name__}.{name}")
    except (ImportError, AttributeError):
        return None


def signature_of(target: Any) -> str:
    signature = inspect.signature(target)
    parameters = [parameter.replace(annotation=parameter.empty) for parameter in signature.parameters.values()]
    return str(signature.replace(parameters=parameters, return_annotation=signature.empty))


# ── form ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("row", CHECKED, ids=name_of)
def test_the_signature_is_that_of_the_library(row: Row) -> None:
    target = resolve(row.name)
    assert target is not None, f"{row.name} does not exist"
    assert row.signature == signature_of(target)


@pytest.mark.parametrize("row", [row for row in CHECKED if row.spellings], ids=name_of)
def test_other_spellings_that_exist_have_the_same_signature(row: Row) -> None:
    for spelling in row.spellings:
        if spelling.split(".")[0] in ("keras", "sklearn") and (target := resolve(spelling)) is not None:
            assert row.signature == signature_of(target), spelling


@pytest.mark.parametrize("row", [row for row in ROWS if not row.checked], ids=name_of)
def test_a_row_that_is_not_checked_says_why(row: Row) -> None:
    assert row.note
    assert knowledge.signature(row) is not None


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_effects_name_parameters(row: Row) -> None:
    own = set(knowledge.signature(row).names)
    called = set(knowledge.call_signature(row).names) if row.form == "layer" else own
    effect = row.does
    named = [
        found
        for field in ("axis", "activation", "weights", "sizes", "dtype_from", "low", "high", "threshold", "weight",
                      "channels", "kind_from", "classes")
        if isinstance(found := getattr(effect, field, None), str)
    ]  # fmt: skip
    assert set(named) <= own
    assert set(getattr(effect, "axes", ())) <= own
    assert set(getattr(effect, "inputs", ())) <= called
    for field in ("input", "target"):
        assert getattr(effect, field, None) in called | {None}
    for variant in (*row.variants, *getattr(effect, "variants", ())):
        assert variant.parameter in own
        assert all(hasattr(effect, field) for field in variant.fields)
    for _, new in row.renamed:
        assert new in own


def test_no_two_rows_claim_one_name() -> None:
    names = [row.name for row in ROWS]
    assert len(names) == len(set(names))
    spelled = [spelling for row in ROWS for spelling in row.spellings]
    assert len(spelled) == len(set(spelled))
    assert not set(spelled) & set(names)


# ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────────

BASE_CLASSES = {"Loss", "LossFunctionWrapper", "Metric", "metric"}
"""Accepted by ``get`` only because it looks classes up by name; a model cannot be compiled with one."""


def test_all_names_of_losses_are_known() -> None:
    assert set(importlib.import_module("keras.src.losses").ALL_OBJECTS_DICT) - BASE_CLASSES <= set(keras_names.LOSSES)


def test_all_names_of_activations_are_known() -> None:
    known = set(keras_names.ACTIVATIONS)
    assert set(importlib.import_module("keras.src.activations").ALL_OBJECTS_DICT) <= known


def test_all_names_of_metrics_are_known() -> None:
    assert set(importlib.import_module("keras.src.metrics").ALL_OBJECTS_DICT) - BASE_CLASSES <= set(keras_names.METRICS)


@pytest.mark.parametrize("name", sorted(keras_names.LOSSES))
def test_a_loss_name_means_what_keras_makes_of_it(name: str) -> None:
    meant = keras_names.LOSSES[name]
    assert knowledge.row(meant) is not None
    spelled = knowledge.row(f"keras.losses.{name}")
    assert spelled is not None and spelled.name == meant, "the stub of keras.losses.get looks it up under this name"
    try:
        real = keras.losses.get(name)
    except ValueError:
        return  # a name of Keras 1 or 2
    expected = meant.rpartition(".")[2]
    assert expected in (getattr(real, "__name__", None), type(real).__name__)


@pytest.mark.parametrize("name", sorted(keras_names.ACTIVATIONS))
def test_an_activation_name_has_a_row(name: str) -> None:
    dense = knowledge.row("keras.layers.Dense")
    assert dense is not None
    meant = knowledge.activation(dense, name)
    assert meant is not None and isinstance(meant.does, Activate)
    assert meant.does.kind in domains.CURVES or meant.does.kind in domains.KINDS


def test_metrics_that_matter_have_rows() -> None:
    without = {"keras.metrics.Mean", "keras.metrics.Sum", "keras.metrics.MeanMetricWrapper"}
    for name, meant in keras_names.METRICS.items():
        assert meant in without or knowledge.row(meant) is not None, name


@pytest.mark.parametrize(
    ("written", "documented"),
    [
        ("tensorflow.keras.layers.Dense", "keras.layers.Dense"),
        ("tf_keras.layers.Dense", "keras.layers.Dense"),
        ("tensorflow.python.keras.layers.core.Dense", "keras.layers.Dense"),
        ("tensorflow.compat.v1.keras.layers.Dense", "keras.layers.Dense"),
        ("keras.src.layers.core.dense.Dense", "keras.layers.Dense"),
        ("keras.layers.core.Dense", "keras.layers.Dense"),
        ("keras.layers.convolutional.Convolution2D", "keras.layers.Conv2D"),
        ("keras.layers.advanced_activations.LeakyReLU", "keras.layers.LeakyReLU"),
        ("keras.layers.merge.concatenate", "keras.layers.concatenate"),
        ("keras.objectives.categorical_crossentropy", "keras.losses.categorical_crossentropy"),
        ("keras.src.losses.losses.SparseCategoricalCrossentropy", "keras.losses.SparseCategoricalCrossentropy"),
        ("keras.src.activations.activations.softmax", "keras.activations.softmax"),
        ("keras.ops.nn.softmax", "keras.activations.softmax"),
        ("keras.backend.softmax", "keras.activations.softmax"),
        ("keras.utils.np_utils.to_categorical", "keras.utils.to_categorical"),
        ("tensorflow.losses.BinaryCrossentropy", "keras.losses.BinaryCrossentropy"),
        ("tensorflow.losses.categorical_crossentropy", "keras.losses.categorical_crossentropy"),
        ("tensorflow.compat.v1.losses.softmax_cross_entropy", "tensorflow.losses.softmax_cross_entropy"),
        ("tensorflow.nn.softmax_cross_entropy_with_logits_v2", "tensorflow.nn.softmax_cross_entropy_with_logits"),
        ("tensorflow.sigmoid", "tensorflow.nn.sigmoid"),
        ("tensorflow.contrib.slim.fully_connected", "tensorflow.contrib.layers.fully_connected"),
        ("tf_slim.conv2d", "tensorflow.contrib.layers.conv2d"),
        ("sklearn.datasets.samples_generator.make_blobs", "sklearn.datasets.make_blobs"),
    ],
)
def test_spellings(written: str, documented: str) -> None:
    found = knowledge.row(written)
    assert found is not None and found.name == documented


@pytest.mark.parametrize(
    ("name", "given", "parameter"),
    [
        ("keras.layers.Dense", "output_dim", "units"),
        ("keras.layers.Conv2D", "nb_filter", "filters"),
        ("keras.layers.LSTM", "output_dim", "units"),
        ("keras.layers.LeakyReLU", "alpha", "negative_slope"),
        ("keras.utils.to_categorical", "nb_classes", "num_classes"),
        ("tensorflow.math.reduce_mean", "reduction_indices", "axis"),
    ],
)
def test_keywords_of_older_versions(name: str, given: str, parameter: str) -> None:
    row = knowledge.row(name)
    assert row is not None
    assert (given, parameter) in row.renamed
    assert parameter in knowledge.signature(row).names and given not in knowledge.signature(row).names


# ── what the rows claim ──────────────────────────────────────────────────────────────────────────────────────────────

SPREAD = np.random.default_rng(0).normal(scale=6.0, size=(200, 8)).astype("float32")
"""Any real numbers, eight channels."""

SLACK = 1e-4


def plain(value: Any) -> Any:
    """A tensor of any backend as an array."""
    return keras.ops.convert_to_numpy(value)


def applied(row: Row) -> Callable[[Any], Any]:
    """The activation of a row as a function of the values alone."""
    target = resolve(row.name)
    if row.form == "layer":
        return target() if row.name != "keras.layers.Activation" else target("softmax")  # type: ignore[no-any-return]
    needed = {"threshold": 0.0, "default_value": 0.0}
    given = {name: needed[name] for name in knowledge.signature(row).names if name in needed}
    return lambda x: target(x, **given)


def activations() -> list[Row]:
    return [row for row in RUNNABLE if isinstance(row.does, Activate) and row.does.kind]


def broken(row: Row) -> str:
    """Where the installed version does not do what it documents."""
    return "its sum is not 1 in Keras 3.15" if row.name.endswith("sparsemax") else ""


@pytest.mark.parametrize("row", activations(), ids=name_of)
def test_an_activation_makes_of_any_values_what_is_claimed(row: Row) -> None:
    assert isinstance(row.does, Activate)
    positive = row.does.kind in ("log", "log1p", "sqrt", "reciprocal")
    domain: Any = "nonneg" if positive else "logits"
    made = plain(applied(row)(np.abs(SPREAD) + 0.1 if positive else SPREAD))
    claimed = domains.through(row.does.kind, domains.of(domain))
    if not claimed.known:
        return  # nothing is claimed
    assert np.nanmin(made) >= claimed.low - SLACK
    assert np.nanmax(made) <= claimed.high + SLACK
    if claimed.total is not None and not broken(row):
        sums = made.sum(axis=row.does.implicit_axis)
        assert np.allclose(sums, claimed.total[0], atol=SLACK)
    if claimed.domain == "log_probs":
        assert np.allclose(np.exp(made).sum(axis=row.does.implicit_axis), 1, atol=SLACK)


PRODUCERS = [row for row in CHECKED if isinstance(row.does, Produce) and row.does.activation]
SHAPES = {1: (2, 6, 4), 2: (2, 6, 6, 4), 3: (2, 6, 6, 6, 4)}


def produce(row: Row, **options: Any) -> Any:
    """What a layer with three channels makes of random values."""
    assert isinstance(row.does, Produce) and row.does.channels
    bare = row.name.rpartition(".")[2]
    dimensions = next((n for n in (1, 2, 3) if f"{n}D" in bare), 0)
    shape: tuple[int, ...] = SHAPES.get(dimensions, (2, 6, 4) if bare in ("LSTM", "GRU", "SimpleRNN") else (2, 4))
    if "LSTM" in bare and dimensions:
        shape = (2, 3, *shape[1:])
    arguments: dict[str, Any] = {row.does.channels: 3, **options}
    if "kernel_size" in knowledge.signature(row).names:
        arguments["kernel_size"] = 2
    if bare == "EinsumDense":
        arguments["equation"], arguments["output_shape"] = "ab,bc->ac", 3
    if bare.endswith("Cell"):
        return resolve(row.name)(**arguments)(SPREAD[:2, :4], [np.zeros((2, 3), "float32")] * (1 + ("LSTM" in bare)))[0]
    return resolve(row.name)(**arguments)(np.random.default_rng(1).normal(scale=9.0, size=shape).astype("float32"))


@pytest.mark.parametrize("row", [row for row in PRODUCERS if row.does.channels], ids=name_of)  # type: ignore[union-attr]
def test_a_producer_has_the_channels_and_the_activation_that_are_claimed(row: Row) -> None:
    assert isinstance(row.does, Produce)
    made = plain(produce(row))
    assert made.shape[-1] == 3
    default = knowledge.default(row, "activation")
    assert isinstance(default, Const)
    assert row.does.gated <= (default.value == "tanh")
    if default.value == "tanh":
        assert np.abs(made).max() <= 1
    sums = plain(produce(row, activation="softmax")).sum(axis=-1)
    assert np.allclose(sums, 1, atol=SLACK) is not row.does.gated


CONVOLUTIONS = [row for row in PRODUCERS if isinstance(row.does, Produce) and "Conv" in row.name and row.does.rank]


@pytest.mark.parametrize("first", [False, True], ids=["channels last", "channels first"])
@pytest.mark.parametrize("row", [row for row in CONVOLUTIONS if row.does.channels], ids=name_of)  # type: ignore[union-attr]
def test_a_convolution_has_the_axes_that_are_claimed(row: Row, first: bool) -> None:
    given = {"data_format": just(Const("channels_first"))} if first else {}
    claimed = knowledge.settle(row, given)
    assert isinstance(claimed, Produce)
    made = plain(produce(row, **({"data_format": "channels_first"} if first else {})))
    assert made.ndim == claimed.rank and made.shape[claimed.axis] == 3


@pytest.mark.parametrize("first", [False, True], ids=["channels last", "channels first"])
@pytest.mark.parametrize("row", [row for row in CHECKED if "keras.layers.Global" in row.name], ids=name_of)
def test_global_pooling_leaves_the_channels_that_are_claimed(row: Row, first: bool) -> None:
    claimed = knowledge.settle(row, {"data_format": just(Const("channels_first"))} if first else {})
    assert isinstance(claimed, Keep) and claimed.shape == "pools"
    shape = SHAPES[int(row.name[-2])]
    made = resolve(row.name)(data_format="channels_first" if first else "channels_last")(np.zeros(shape, "float32"))
    assert plain(made).shape == (2, shape[claimed.around])


def trained(weights: Any, labels: list[int]) -> float:
    """The loss that a step of training reports: ln 4 times the weight, of a head of four zeros."""
    model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(4, "softmax", kernel_initializer="zeros")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    found = model.train_on_batch(np.zeros((len(labels), 8)), np.array(labels), class_weight=weights)
    return float(found) / math.log(4)


def test_what_keras_does_with_class_weights() -> None:
    """What the page of weight-of-wrong-length says of them."""
    assert trained({0: 3.0, 1: 2.0, 2: 2.0}, [3, 3]) == pytest.approx(1), "no number keeps a weight of 1"
    assert trained({0: 3.0, 1: 2.0, 2: 2.0, 3: 2.0, 4: 50.0}, [0, 1, 2, 3]) == pytest.approx(9 / 4), "no such class"
    assert trained({1: 5.0}, [1, 1]) == pytest.approx(5)
    with pytest.raises(AttributeError):
        trained([1.0, 2.0, 2.0, 2.0], [0])


def test_what_keras_does_with_labels_beyond_the_classes() -> None:
    """What the page of void-label-without-ignore-index says, on the torch backend."""
    scores = np.full((2, 3), 1 / 3, "float32")
    with pytest.raises(IndexError):
        keras.losses.SparseCategoricalCrossentropy()(np.array([0, 255]), scores)
    ignored = keras.losses.SparseCategoricalCrossentropy(ignore_class=255)(np.array([0, 255]), scores)
    assert float(ignored) == pytest.approx(math.log(3))


def test_keras_brings_regressions_to_one_shape() -> None:
    """What the page of broadcast-in-regression-loss says: as an object, as a function and in ``fit``."""
    row = np.arange(4.0)
    assert float(keras.losses.MeanSquaredError()(row, row[:, None])) == 0
    assert not plain(keras.losses.mean_absolute_error(row, row[:, None])).any()


LOGITS = np.random.default_rng(2).normal(scale=2.0, size=(32, 5)).astype("float32")
ONE_HOT = np.eye(5, dtype="float32")[np.random.default_rng(3).integers(0, 5, 32)]


def scores() -> list[Row]:
    return [row for row in RUNNABLE if isinstance(row.does, Score) and "from_logits" in knowledge.signature(row).names]


@pytest.mark.parametrize("row", scores(), ids=name_of)
def test_a_cross_entropy_applies_itself_what_the_variant_says(row: Row) -> None:
    """On the activated values it gives what it gives with from_logits on the plain ones."""
    effect = row.does
    assert isinstance(effect, Score)
    assert effect.expects in ("unit", "probs")
    variant = next(variant for variant in effect.variants if variant.parameter == "from_logits")
    assert variant.equals is True and variant.fields["expects"] == "logits"
    activate = getattr(keras.ops, str(variant.fields["applies"]))
    targets = ONE_HOT.argmax(-1) if effect.target_form == "indices" else ONE_HOT
    assert np.allclose(loss(row, targets, activate(LOGITS)), loss(row, targets, LOGITS, from_logits=True), atol=1e-3)
    assert not np.allclose(loss(row, targets, LOGITS), loss(row, targets, LOGITS, from_logits=True), atol=1e-3)


def loss(row: Row, targets: Any, values: Any, **options: Any) -> Any:
    effect = row.does
    assert isinstance(effect, Score)
    target = resolve(row.name)
    if row.form == "layer":
        return plain(target(**options)(targets, values))
    return plain(target(**{effect.target: targets, effect.input: values}, **options))


@pytest.mark.parametrize("row", [row for row in scores() if row.does.over == "channels"], ids=name_of)  # type: ignore[union-attr]
def test_a_loss_over_the_classes_has_nothing_to_say_of_one(row: Row) -> None:
    assert isinstance(row.does, Score)
    assert row.does.min_channels == 2
    targets = np.zeros(32) if row.does.target_form == "indices" else np.ones((32, 1), "float32")
    assert np.allclose(loss(row, targets, LOGITS[:, :1], from_logits=True), 0, atol=1e-5)


@pytest.mark.parametrize("row", [row for row in CHECKED if isinstance(row.does, Measure)], ids=name_of)
def test_a_metric_that_takes_any_scores_sees_no_activation(row: Row) -> None:
    """Accuracies that take the argmax are the same on logits and probabilities; those with a threshold are not."""
    assert isinstance(row.does, Measure)
    if row.does.task not in ("binary", "multiclass") or "num_classes" in knowledge.signature(row).names:
        pytest.skip("it says nothing about the kind of labels")
    sparse = "sparse" in row.name.lower()
    targets = ONE_HOT.argmax(-1) if sparse else ONE_HOT
    raw, activated = measure(row, targets, LOGITS), measure(row, targets, plain(keras.ops.sigmoid(LOGITS)))
    assert np.allclose(raw, activated, atol=1e-6) is (row.does.expects == "any")


def measure(row: Row, targets: Any, values: Any) -> Any:
    target = resolve(row.name)
    if row.form == "layer":
        return plain(target()(targets, values))
    return plain(target(targets, values))


# ── labels ───────────────────────────────────────────────────────────────────────────────────────────────────────────

OFFLINE = ("load_iris", "load_wine", "load_breast_cancer", "load_digits", "load_diabetes")


@pytest.mark.parametrize("name", OFFLINE)
def test_the_classes_of_a_data_set(name: str) -> None:
    datasets = pytest.importorskip("sklearn.datasets")
    row = knowledge.row(f"sklearn.datasets.{name}")
    assert row is not None and isinstance(row.does, Labels)
    found = getattr(datasets, name)().target
    if row.does.form == "continuous":
        assert len(np.unique(found)) > 100 and found.min() >= row.does.low
        return
    assert len(np.unique(found)) == row.does.classes
    assert (found.min(), found.max()) == (row.does.low, row.does.high)
    assert found.ndim == 1


@pytest.mark.parametrize(
    ("name", "options", "classes"),
    [
        ("make_classification", {"n_classes": 4, "n_informative": 6}, 4),
        ("make_classification", {}, 2),
        ("make_multilabel_classification", {}, 5),
        ("make_blobs", {"centers": 4}, 4),
        ("make_blobs", {}, 3),
        ("make_moons", {}, 2),
        ("make_circles", {}, 2),
    ],
)
def test_the_classes_of_a_generator(name: str, options: dict[str, Any], classes: int) -> None:
    datasets = pytest.importorskip("sklearn.datasets")
    row = knowledge.row(f"sklearn.datasets.{name}")
    assert row is not None
    found = getattr(datasets, name)(**options)[1]
    assert classes == (found.shape[1] if found.ndim == 2 else len(np.unique(found)))
    effect = settled(row, options)
    said = effect.classes
    if isinstance(said, str):
        default = knowledge.default(row, said)
        said = options.get(said, default.value if isinstance(default, Const) else None)
    assert said == classes
    assert (effect.form == "multi_hot") == (found.ndim == 2)


def settled(row: Row, options: dict[str, Any]) -> Labels:
    from headlint.values import just

    effect = knowledge.settle(row, {name: just(Const(value)) for name, value in options.items()})
    assert isinstance(effect, Labels)
    return effect


def test_regression_targets_have_no_bounds() -> None:
    row = knowledge.row("sklearn.datasets.make_regression")
    assert row is not None and isinstance(row.does, Labels)
    assert (row.does.low, row.does.high) == (-math.inf, math.inf)


def test_to_categorical_is_one_hot() -> None:
    made = keras.utils.to_categorical([0, 2, 1], num_classes=4)
    effect = next(row.does for row in labels.TABLE.rows if row.name == "keras.utils.to_categorical")
    assert isinstance(effect, Labels) and effect.form == "one_hot"
    assert made.shape == (3, 4) and (made.sum(-1) == 1).all()


# ── stubs ────────────────────────────────────────────────────────────────────────────────────────────────────────────

OWN_STUBS = sorted(
    path
    for package in (
        "keras",
        "tensorflow",
        "tflearn",
        "sklearn",
        "scikeras",
        "segmentation_models",
        "keras_hub",
        "keras_cv",
    )
    for path in (STUBS / package).rglob("*.py")
)


@pytest.mark.parametrize("path", OWN_STUBS, ids=lambda path: str(path.relative_to(STUBS)))
def test_a_stub_is_plain_python(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    compile(tree, str(path), "exec")
    assert ast.get_docstring(tree), "it says where the behaviour is documented"


def stub_functions(module: str) -> dict[str, ast.FunctionDef]:
    tree = ast.parse((STUBS / module / "__init__.py").read_text("utf-8"))
    found = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name) and node.value.id in found:
            found.update({target.id: found[node.value.id] for target in node.targets if isinstance(target, ast.Name)})
    return found


def test_the_applications_have_the_parameters_of_the_library() -> None:
    stubs = stub_functions("keras/applications")
    real = {name: found for name, found in vars(keras.applications).items() if inspect.isfunction(found)}
    assert real
    for name, function in real.items():
        ours = stubs[name].args
        padded = [inspect.Parameter.empty] * (len(ours.args) - len(ours.defaults))
        defaults = [*padded, *(ast.literal_eval(default) for default in ours.defaults)]
        written = {argument.arg: default for argument, default in zip(ours.args, defaults, strict=True)}
        theirs = {parameter.name: parameter.default for parameter in inspect.signature(function).parameters.values()}
        assert list(written) == list(theirs), name
        assert {**written, "name": None} == {**theirs, "name": None}, name


def test_the_metrics_that_the_stub_resolves_are_those_of_keras() -> None:
    tree = ast.parse((STUBS / "keras" / "__init__.py").read_text("utf-8"))
    assigned = next(
        node.value for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "_METRICS"
    )
    resolved = {name: f"keras.metrics.{cls}" for name, cls in ast.literal_eval(assigned).items()}
    assert resolved.items() <= keras_names.METRICS.items()
    threshold = {
        name
        for name, meant in keras_names.METRICS.items()
        if (row := knowledge.row(meant)) and isinstance(row.does, Measure) and row.does.expects in ("unit", "probs")
        and row.signature.startswith(("(name", "(thresholds", "(num_thresholds"))
    }  # fmt: skip
    without = {name for name in threshold if "Divergence" in name or "divergence" in name or name == "BCE"}
    assert threshold - without <= set(resolved)
