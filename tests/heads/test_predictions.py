"""Decisions, metrics, outputs, tasks."""

from __future__ import annotations

import pytest

from headlint.facts import Prediction
from headlint.heads import task
from headlint.values import Unknown
from tests.heads.trees import (
    F,
    Tree,
    conv,
    external,
    head,
    linear,
    nn,
    pair,
    parameter,
    reading,
    returned,
    torch,
    x,
    y,
)  # fmt: skip

ce, with_logits = nn.CrossEntropyLoss(), nn.BCEWithLogitsLoss()


def prediction(*trees: Tree) -> Prediction:
    (only,) = reading(*trees).predictions
    return only


def use(tree: Tree) -> Tree:
    """Something that uses a value."""
    return torch.sum(tree)


@pytest.mark.parametrize(
    ("tree", "kind", "axis"),
    [
        (linear(3).argmax(1), "argmax", 1),
        (torch.argmax(linear(3), dim=-1), "argmax", -1),
        (torch.argmax(linear(3)), "argmax", None),
        (use(linear(3).max(1)[1]), "argmax", 1),
        (use(torch.max(linear(3), 1).indices), "argmax", 1),
        (use(linear(3).topk(5, 1)[1]), "topk", 1),
    ],
)
def test_decisions_over_an_axis(tree: Tree, kind: str, axis: int | None) -> None:
    found = prediction(tree)
    assert found.kind == kind
    assert found.peek("axis") == axis if axis is not None else not found.known("axis")
    assert found.head.channels == 3


@pytest.mark.parametrize(
    "tree",
    [
        linear(1) > 0.5,
        linear(1) >= 0.5,
        linear(1).gt(0.5),
        torch.gt(linear(1), 0.5),
        external("operator.lt")(0.5, linear(1)),
    ],
)
def test_thresholds(tree: Tree) -> None:
    found = prediction(tree)
    assert (found.kind, found.threshold, found.head.domain) == ("threshold", 0.5, "logits")
    assert found.place == tree.value.place


def test_rounding_is_a_decision() -> None:
    found = prediction(torch.sigmoid(linear(1)).round())
    assert (found.kind, found.head.domain) == ("round", "unit")


def test_comparisons_of_other_things_are_no_predictions() -> None:
    assert reading(parameter("epoch") > 5).predictions == ()
    assert reading(linear(3).max(1)[0]).predictions == ()


def test_a_threshold_that_is_not_constant_is_not_known() -> None:
    assert not prediction(linear(1) > parameter("threshold")).known("threshold")


def test_the_loss_that_trains_the_same_scores() -> None:
    logits = linear(1)
    found = prediction(with_logits(logits, y), torch.sigmoid(logits) > 0.5)
    assert found.loss.family == "bce_logits"
    assert found.head.domain == "unit"


def test_the_same_layer_applied_to_other_data_is_trained_by_the_same_loss() -> None:
    """The forward pass has one place, however often it runs."""
    from headlint.values import Apply, Const

    layer = nn.Linear(64, 1)
    train = layer(x)
    assert isinstance(train.value, Apply)
    validate = Tree(Apply(layer.value, parameter("x_val").cases and (parameter("x_val").cases,), (), train.value.place))
    found = prediction(with_logits(train, y), validate > 0)
    assert found.loss.family == "bce_logits"
    assert Const(0) == Const(0)


def test_scores_without_a_loss() -> None:
    assert not prediction(linear(1) > 0.5).known("loss")


def test_several_losses_are_not_one() -> None:
    logits = linear(1)
    assert not prediction(with_logits(logits, y), F.mse_loss(logits, y), logits > 0).known("loss")


def test_metrics() -> None:
    metric = external("torchmetrics.Accuracy")(task="multiclass", num_classes=3)
    (found,) = reading(metric(linear(3), y)).metrics
    assert (found.name, found.task, found.head.channels) == ("torchmetrics.Accuracy", "multiclass", 3)
    (updated,) = reading(metric.update(linear(3), y)).metrics
    assert updated.task == "multiclass"
    (unsure,) = reading(external("torchmetrics.Accuracy")(task=parameter("task"))(linear(3), y)).metrics
    assert not unsure.known("task")


def test_outputs_of_models() -> None:
    logits = linear(3)
    found = returned("story.Net", (F.softmax(logits, dim=1), {"logits": logits, "features": [linear(64)]})).outputs
    assert [(one.head.domain, one.head.channels) for one in found] == [("probs", 3), ("logits", 3), ("logits", 64)]
    assert {one.model for one in found} == {"story.Net"}


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (ce(linear(10), y), "multiclass"),
        (ce(linear(2), y), "binary"),
        (with_logits(linear(1), y), "binary"),
        (with_logits(linear(14), y), "multilabel"),
        (F.mse_loss(linear(1), y), "regression"),
        (ce(conv(21), y), "multiclass segmentation"),
        (with_logits(conv(1), y), "binary segmentation"),
        (ce(torch.flatten(nn.AdaptiveAvgPool2d(1)(conv(10)), 1), y), "multiclass"),
        (ce(parameter("outputs"), y), ""),
        (F.hinge_embedding_loss(linear(1), y), ""),
    ],
)
def test_the_task_of_a_pair(tree: Tree, expected: str) -> None:
    found = pair(tree)
    assert task(found.head, found.loss) == expected


def test_the_task_of_a_head_without_a_loss() -> None:
    assert task(head(F.softmax(linear(10), dim=1))) == "multiclass"
    assert task(head(torch.sigmoid(linear(1)))) == "binary"
    assert task(head(linear(10))) == ""
    assert isinstance(head(x).peek("domain"), Unknown)
    assert task(head(x)) == ""
