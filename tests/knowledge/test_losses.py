"""Losses run on real values: what a row says that a loss expects and applies is what the loss does.

A loss is given the best possible prediction in the domain that it expects, where it must be almost 0, and the same
prediction in the other domain, where it must be clearly worse. Losses that apply softmax do not change when the same
number is added to all classes; the others do.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import types
from collections.abc import Iterator
from typing import Any

import pytest

from headlint import knowledge
from headlint.knowledge.rows import GIVEN, Row, Score
from headlint.values import Const, just

torch = pytest.importorskip("torch")

CLASSES = 3
LABELS = torch.tensor([0, 1, 2, 1, 0, 2])
SCORES = [
    row
    for table in knowledge.tables()
    if table.framework == "torch"
    for row in table.rows
    if isinstance(row.does, Score)
]

REQUIRED: dict[str, Any] = {
    "mode": "multilabel", "margin": 1.0, "dist_matrix": torch.ones(CLASSES, CLASSES) - torch.eye(CLASSES),
    "classes": CLASSES, "dim": 2, "spatial_dims": 2,
}  # fmt: skip
ELSEWHERE = {
    "ctc": "aligns two sequences", "margin": "is about distances or signed labels", "cosine": "compares two embeddings",
    "hinge": "is about distances or signed labels", "other": "takes more than an input and a target",
}  # fmt: skip
"""Families whose best prediction is not a form of one-hot; test_every_loss_runs gives each its own arguments."""


@pytest.fixture(scope="module", autouse=True)
def packages() -> Iterator[None]:
    """segmentation_models_pytorch and timm need torchvision to be imported; their losses do not."""
    made = []
    for name in ("segmentation_models_pytorch", "timm"):
        spec = importlib.util.find_spec(name)
        if spec is not None and importlib.util.find_spec("torchvision") is None:
            shell = types.ModuleType(name)
            shell.__path__ = list(spec.submodule_search_locations or ())
            shell.__spec__ = spec
            sys.modules[name] = shell
            made.append(name)
    yield
    for module in [module for module in sys.modules if module.partition(".")[0] in made]:
        del sys.modules[module]


def loaded(row: Row) -> Any:
    module, _, name = row.name.rpartition(".")
    package = row.name.partition(".")[0]
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"{package} is not installed")
    return getattr(importlib.import_module(module), name)


def settled(row: Row, options: dict[str, Any]) -> Score:
    bound = {name: just(Const(value)) for name, value in options.items() if not isinstance(value, torch.Tensor)}
    effect = knowledge.settle(row, bound)
    assert isinstance(effect, Score)
    return effect


def variants() -> Iterator[tuple[Row, dict[str, Any]]]:
    """Every row with its defaults, and with each of its variants."""
    for row in SCORES:
        assert isinstance(row.does, Score)
        needed = {
            each.name: REQUIRED[each.name]
            for each in knowledge.signature(row).parameters
            if each.required and each.name in REQUIRED and row.form == "layer"
        }
        yield row, needed
        for variant in row.does.variants:
            if variant.equals is not GIVEN:
                yield row, {**needed, variant.parameter: variant.equals}


VARIANTS = list(variants())
NAMES = [
    f"{row.name}-{'-'.join(f'{k}={v}' for k, v in given.items() if k != 'dist_matrix')}" for row, given in VARIANTS
]


def shaped(values: Any, dense: bool) -> Any:
    """(N, C) as an image (1, C, H, W) with one row of pixels."""
    return values.t()[None, :, None, :].contiguous() if dense else values[None, None, :]


def in_domain(domain: str, sharp: float) -> Any:
    """The prediction of LABELS: one-hot in its form for a domain."""
    one_hot = torch.nn.functional.one_hot(LABELS, CLASSES).double()
    near = (one_hot * (1 - 1e-9) + 1e-10).clamp(1e-9, 1 - 1e-9)
    return {
        "logits": (one_hot - 0.5) * 2 * sharp,
        "unit": near,
        "probs": near,
        "log_probs": near.log(),
        "nonneg": one_hot,
        "any": one_hot,
    }[domain]


def is_image(row: Row) -> bool:
    return row.name.startswith(("segmentation_models_pytorch", "monai"))


def targets(row: Row, loss: Score, given: dict[str, Any]) -> Any:
    one_hot = torch.nn.functional.one_hot(LABELS, CLASSES).double()
    indices = loss.target_form != "dense"
    if not is_image(row):
        return LABELS if indices else one_hot
    if indices:
        pixels = shaped(LABELS, dense=False)
        keeps_axis = row.name.startswith("monai") and not row.name.endswith(("NACLLoss",))
        return pixels[:, None] if keeps_axis else pixels
    return shaped(one_hot, dense=True)


def value(row: Row, given: dict[str, Any], prediction: Any) -> float:
    """The loss of a prediction (N, C) of LABELS."""
    loss = settled(row, given)
    function = loaded(row)
    if row.name.startswith("segmentation_models_pytorch.losses.Soft") and row.name.endswith("CrossEntropyLoss"):
        given = {**given, "smooth_factor": 0.0}
    if row.name.startswith("timm") and "Smoothing" in row.name:
        given = {**given, "smoothing": 0.0}
    shape = (shaped(prediction, dense=True) if is_image(row) else prediction).float()
    goal = targets(row, loss, given)
    goal = goal.float() if goal.is_floating_point() else goal
    found = function(**given)(shape, goal) if row.form == "layer" else function(shape, goal, **given)
    return float(found.double().mean())


TOLERANT = {"timm.loss.LabelSmoothingCrossEntropy", "timm.loss.BinaryCrossEntropy", "timm.loss.JsdCrossEntropy",
            "timm.loss.AsymmetricLossSingleLabel", "monai.losses.NACLLoss", "monai.losses.HausdorffDTLoss",
            "monai.losses.LogHausdorffDTLoss", "monai.losses.BoundaryLoss", "monai.losses.SoftclDiceLoss",
            "monai.losses.SoftDiceclDiceLoss"}  # fmt: skip
"""Smoothing, regularisation, skeletons and distance maps keep these away from 0: they are only run."""
MIXED = {"monai.losses.DiceCELoss", "monai.losses.DiceFocalLoss", "monai.losses.GeneralizedDiceFocalLoss"}
"""Their other part always takes logits, so without an activation no input is right for both."""
CLASSIFYING = {"cross_entropy", "nll", "bce", "bce_logits", "dice", "focal", "lovasz", "kl_div"}


@pytest.mark.parametrize(("row", "given"), VARIANTS, ids=NAMES)
def test_a_loss_is_least_at_the_truth_in_the_domain_it_expects(row: Row, given: dict[str, Any]) -> None:
    loss = settled(row, given)
    if loss.family not in CLASSIFYING or row.name.endswith(("2d", "linear_cross_entropy")):
        pytest.skip(ELSEWHERE.get(loss.family, "compares numbers, not classes"))
    if loss.target_expects == "log_probs" or loss.expects == "any":
        pytest.skip("its target is a logarithm as well, or its input may be anything")
    best = value(row, given, in_domain(loss.expects, 40.0))
    assert best == pytest.approx(best)  # not nan
    if row.name in TOLERANT or (row.name in MIXED and loss.expects == "unit"):
        return
    assert best < 0.01, f"{best} at the truth"
    other = "unit" if loss.expects == "logits" else "logits"
    if loss.family == "bce" or (loss.family == "focal" and loss.expects == "unit"):
        return  # outside 0..1 they raise, or clip: there is nothing to compare
    worse = value(row, given, in_domain(other, 40.0))
    assert not abs(worse - best) < 0.005, f"the same in {other}"


@pytest.mark.parametrize(("row", "given"), VARIANTS, ids=NAMES)
def test_what_applies_softmax_does_not_see_a_shift(row: Row, given: dict[str, Any]) -> None:
    loss = settled(row, given)
    if loss.family not in CLASSIFYING - {"bce", "nll"} or row.name in TOLERANT or row.name.endswith("2d"):
        pytest.skip("nothing to shift")
    if row.name.endswith("linear_cross_entropy") or loss.expects != "logits":
        pytest.skip("nothing to shift")
    generator = torch.Generator().manual_seed(0)
    scores = torch.randn(len(LABELS), CLASSES, generator=generator, dtype=torch.float64)
    same = value(row, given, scores) == pytest.approx(value(row, given, scores + 1.5), abs=1e-5)
    if row.name not in MIXED:  # their activation is that of one of two parts
        assert same == (loss.applies in ("softmax", "log_softmax"))


OWN: dict[str, tuple[Any, ...]] = {
    "ctc": (torch.randn(12, 2, 5).log_softmax(-1), torch.tensor([[1, 2], [3, 4]]), torch.tensor([12, 12]),
            torch.tensor([2, 2])),
    "(input1, input2, target)": (torch.randn(6, 4), torch.randn(6, 4), torch.ones(6)),
    "ranking": (torch.randn(6), torch.randn(6), torch.ones(6)),
    "triplet": (torch.randn(6, 4), torch.randn(6, 4), torch.randn(6, 4)),
    "gaussian": (torch.randn(6, 1), torch.randn(6, 1), torch.rand(6, 1) + 0.1),
    "signed": (torch.randn(6, 3), torch.ones(6, 3)),
    "indices": (torch.randn(6, 3), torch.tensor([0, 1, 2, 1, 0, 2])),
    "filled": (torch.randn(6, 3), torch.tensor([[0, -1, -1]] * 6)),
}  # fmt: skip
WHICH = (
    ("ctc", "ctc"), ("CTC", "ctc"), ("osine", "(input1, input2, target)"), ("anking", "ranking"), ("riplet", "triplet"),
    ("aussian", "gaussian"), ("MultiLabelMargin", "filled"), ("multilabel_margin", "filled"),
    ("MultiMargin", "indices"), ("multi_margin", "indices"), ("SoftMargin", "signed"), ("soft_margin", "signed"),
    ("inge", "signed"),
)  # fmt: skip
FEATURES = {"torch.nn.AdaptiveLogSoftmaxWithLoss", "torch.nn.LinearCrossEntropyLoss",
            "torch.nn.functional.linear_cross_entropy"}  # fmt: skip


@pytest.mark.parametrize(
    "row", [row for row in SCORES if row.does.family not in CLASSIFYING], ids=lambda row: row.name
)  # fmt: skip
def test_every_other_loss_runs_on_what_its_call_says(row: Row) -> None:
    if row.name in FEATURES:
        pytest.skip("it contains the last layer: its input are features")
    own = next((OWN[key] for part, key in WHICH if part in row.name), (torch.randn(6, 3), torch.rand(6, 3)))
    names = [each.name for each in knowledge.call_signature(row).positional if each.required]
    if row.form == "layer":
        assert len(names) == len(own)
        found = loaded(row)()(**dict(zip(names, own, strict=True)))
    else:
        names = [each.name for each in knowledge.signature(row).positional if each.required]
        found = loaded(row)(**dict(zip(names, own, strict=True)))
    assert torch.isfinite(torch.as_tensor(found)).all()
    assert row.does.input in names and row.does.target in names


def test_poisson_takes_rates_or_their_logarithms() -> None:
    row = knowledge.row("torch.nn.functional.poisson_nll_loss")
    assert row is not None
    assert settled(row, {}).expects == "logits" and settled(row, {"log_input": False}).expects == "nonneg"
    rates, counts = torch.rand(6) + 0.5, torch.randint(0, 4, (6,)).float()
    as_logs = torch.nn.functional.poisson_nll_loss(rates.log(), counts)
    assert as_logs == pytest.approx(float(torch.nn.functional.poisson_nll_loss(rates, counts, log_input=False)))


def test_the_least_class_count_that_makes_sense() -> None:
    """Softmax cross-entropy over one class is 0 whatever goes in; binary cross-entropy is not."""
    one = torch.randn(6, 1)
    zeros = torch.zeros(6, dtype=torch.long)
    for name in ("torch.nn.CrossEntropyLoss", "torch.nn.MultiMarginLoss"):
        row = knowledge.row(name)
        assert row is not None and isinstance(row.does, Score) and row.does.min_channels == 2
        assert float(loaded(row)()(one, zeros)) == 0
    row = knowledge.row("torch.nn.BCEWithLogitsLoss")
    assert row is not None and isinstance(row.does, Score) and row.does.min_channels == 1
    assert float(loaded(row)()(one, torch.zeros(6, 1))) != 0


def test_class_weights_are_as_long_as_there_are_classes() -> None:
    """``weight`` names a parameter that takes one number for each class, and refuses another count."""
    for row in SCORES:
        assert isinstance(row.does, Score)
        if row.does.weight is None or not row.name.startswith("torch.nn.functional."):
            continue
        function, wrong = loaded(row), torch.ones(CLASSES + 1)
        prediction = torch.rand(6, CLASSES)
        goal = LABELS if row.does.target_form != "dense" else torch.rand(6, CLASSES)
        function(prediction, goal, **{row.does.weight: torch.ones(CLASSES)})
        with pytest.raises((RuntimeError, ValueError)):
            function(prediction, goal, **{row.does.weight: wrong})
