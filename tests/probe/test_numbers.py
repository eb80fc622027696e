"""Measured floors against closed forms, and what the accuracies of a training race say."""

from __future__ import annotations

import math
from typing import Any

import pytest

from headlint import maths
from headlint.probe.by_hand import facts
from headlint.probe.criteria import CRITERIA
from headlint.probe.verdicts import Prober
from tests.measured import workers


def probed(asked: Prober, channels: int, activation: str, loss: str, target: str | None = None, **options: Any) -> Any:
    head, scorer, labels = facts(channels, [activation], loss, target, options)
    return asked.verdict(head, scorer, labels, {})


WIDTHS = [("softmax", 1), ("sigmoid", 1), ("tanh", 2)]


@pytest.mark.parametrize(("activation", "width"), WIDTHS)
@pytest.mark.parametrize("channels", [2, 10, 100, 1000])
def test_cross_entropy_of_bounded_logits(channels: int, activation: str, width: int, quick: Prober) -> None:
    found = probed(quick, channels, activation, "torch.nn.CrossEntropyLoss")
    expected = maths.cross_entropy_floor(channels, width)
    assert found["verdict"] == "confirmed"
    assert found["yours"]["loss_floor"] == pytest.approx(expected, abs=1e-3)
    assert found["yours"]["closed_form"] == pytest.approx(expected)
    assert found["fixed"]["loss_floor"] == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize("channels", [2, 10])
def test_the_same_floor_on_every_backend_of_keras(channels: int, quick: Prober) -> None:
    found = probed(quick, channels, "softmax", "keras.losses.CategoricalCrossentropy", from_logits=True)
    for record in (found, *found["backends"]):
        assert record["yours"]["loss_floor"] == pytest.approx(maths.cross_entropy_floor(channels, 1), abs=1e-3)
    assert {found["backend"], *(record["backend"] for record in found["backends"])} >= {"torch", "jax"}


def test_double_sigmoid(quick: Prober) -> None:
    """Half of the labels are 1: the mean of 0.3133 and 0.6931."""
    found = probed(quick, 1, "sigmoid", "torch.nn.BCEWithLogitsLoss")
    negative, positive = maths.bce_with_logits_floor(0, 1)
    assert found["yours"]["positives"] == 0.5
    assert found["yours"]["loss_floor"] == pytest.approx((negative + positive) / 2, abs=1e-3)
    assert (negative, positive) == pytest.approx((0.6931, 0.3133), abs=1e-4)


def test_softmax_over_one_channel(quick: Prober) -> None:
    """The constant 1, against labels half of which are 0: 100 and 15.942 for each of these."""
    torch = probed(quick, 1, "softmax", "torch.nn.BCELoss")
    assert torch["yours"]["output"] == {"low": 1.0, "high": 1.0, "sum": 1.0, "constant": True, "finite": True}
    assert torch["yours"]["gradient"] == {"init": 0.0, "wrong": 0.0, "low": 0.0}
    assert torch["yours"]["loss_floor"] == pytest.approx(50, abs=1e-3)
    keras = probed(quick, 1, "softmax", "keras.losses.BinaryCrossentropy")
    for record in (keras, *keras["backends"]):
        assert record["yours"]["loss_floor"] == pytest.approx(15.942 / 2, abs=1e-3)
        assert record["yours"]["closed_form"] == pytest.approx(15.942 / 2, abs=1e-3)


def test_cross_entropy_of_one_channel(quick: Prober) -> None:
    found = probed(quick, 1, "none", "torch.nn.CrossEntropyLoss")
    assert (found["verdict"], found["fault"]) == ("confirmed", "no_gradient")
    assert found["yours"]["loss_floor"] == found["yours"]["gradient"]["init"] == 0


def test_softmax_of_two_labels_at_once(quick: Prober) -> None:
    found = probed(quick, 10, "softmax", "torch.nn.BCELoss", "multi_hot")
    assert found["verdict"] == "confirmed"
    assert found["yours"]["loss_floor"] == pytest.approx(maths.softmax_bce_floor(2, 10), abs=1e-3)


def test_log_softmax_before_cross_entropy_is_harmless(quick: Prober, prober: Prober) -> None:
    found = probed(prober, 10, "log_softmax", "torch.nn.CrossEntropyLoss")
    assert found["verdict"] == "refuted"
    assert found["criterion"] == "floor, gradients and training are those of the corrected head"


@pytest.mark.parametrize("loss", ["torch.nn.CrossEntropyLoss", "keras.losses.CategoricalCrossentropy"])
def test_smoothed_labels_have_an_entropy(loss: str, quick: Prober) -> None:
    logits = {"from_logits": True} if loss.startswith("keras") else {}
    found = probed(quick, 10, "softmax", loss, label_smoothing=0.1, **logits)
    assert found["verdict"] == "confirmed"
    for record in (found, *found["backends"]):
        for side, width in (("yours", 1), ("fixed", math.inf)):
            floor = maths.cross_entropy_floor(10, width, 0.1)
            assert record[side]["closed_form"] == pytest.approx(floor)
            assert record[side]["loss_floor"] == pytest.approx(floor, abs=1e-3)


def test_what_stands_before_a_harmless_activation_is_not_its_matter(prober: Prober) -> None:
    head, scorer, labels = facts(3, ["relu", "log_softmax"], "torch.nn.CrossEntropyLoss", None, {})
    rule = "log-softmax-before-cross-entropy"
    found = prober.verdict(head, scorer, labels, {}, rule, CRITERIA[rule])
    assert (found["verdict"], found["fixed"]["describe"]) == ("confirmed", "relu → CrossEntropyLoss")


def test_two_exclusive_channels_are_a_binary_head(quick: Prober) -> None:
    assert probed(quick, 2, "softmax", "torch.nn.BCELoss", "one_hot")["verdict"] == "refuted"


def test_logits_into_nll_have_no_bottom(quick: Prober) -> None:
    found = probed(quick, 10, "none", "torch.nn.NLLLoss")
    assert (found["verdict"], found["fault"]) == ("confirmed", "bottomless")


def test_a_channel_count_that_is_not_known_is_measured_twice(quick: Prober) -> None:
    head, scorer, labels = facts(None, ["softmax"], "CrossEntropyLoss", None, {})
    found = quick.verdict(head, scorer, labels, {})
    assert {found["channels"], *(record["channels"] for record in found["backends"])} == {2, 100}
    assert found["criterion"].endswith("(the channel count is not known: measured with 2 and 100)")


def test_a_channel_count_that_is_not_known_is_that_of_the_labels(quick: Prober) -> None:
    head, scorer, labels = facts(None, ["log_softmax"], "CrossEntropyLoss", None, {})
    found = quick.verdict(head, scorer, {**labels, "form": "indices", "classes": 3}, {})
    assert (found["verdict"], found["channels"], found["backends"]) == ("refuted", 3, [])


def test_the_order_of_accuracies() -> None:
    """With many classes a double softmax and a rectifier cost accuracy, a sigmoid or tanh less; with ten they hide."""
    plan = {"steps": 300, "batch": 128, "test": 1000, "rate": 0.01, "noise": 0.5, "optimizer": "adam"}
    race = Prober(workers(), plan)
    right = {
        activation: probed(race, 100, activation, "torch.nn.CrossEntropyLoss")["yours"]["accuracy"]
        for activation in ("none", "sigmoid", "tanh", "softmax", "relu")
    }
    assert right["none"] > right["softmax"] + 0.02, right
    assert min(right["sigmoid"], right["tanh"]) > right["softmax"], right
    assert right["softmax"] > right["relu"] + 0.02, right
    few = probed(race, 10, "softmax", "torch.nn.CrossEntropyLoss")
    assert few["yours"]["accuracy"] == pytest.approx(few["fixed"]["accuracy"], abs=0.03)
