"""Losses after their arguments were looked at."""

from __future__ import annotations

import pytest

from headlint.facts import Loss, NotKnown
from headlint.values import Unknown
from tests.heads.trees import F, Tree, either, external, linear, nn, pair, pairs, parameter, torch, when, y


def loss(tree: Tree) -> Loss:
    return pair(tree).loss


def test_a_layer_and_a_function_mean_the_same() -> None:
    layer, function = loss(nn.CrossEntropyLoss()(linear(3), y)), loss(F.cross_entropy(linear(3), y))
    for field in ("family", "expects", "over", "applies", "target_form", "min_channels", "class_axis"):
        assert getattr(layer, field) == getattr(function, field)
    assert (layer.family, layer.expects, layer.over) == ("cross_entropy", "logits", "channels")


def test_forward_is_a_call() -> None:
    assert loss(nn.BCELoss().forward(linear(1), y)).family == "bce"


def test_a_loss_may_be_made_elsewhere() -> None:
    criterion = nn.BCEWithLogitsLoss()
    applied = criterion(linear(1), y)
    found = loss(applied)
    assert found.place == applied.value.place
    assert found.made == criterion.value.place


def test_a_loss_on_a_device_is_the_loss() -> None:
    assert loss(nn.CrossEntropyLoss().to(parameter("device"))(linear(3), y)).family == "cross_entropy"


def test_constant_arguments_are_options() -> None:
    options = loss(nn.CrossEntropyLoss(ignore_index=255, reduction=parameter("how"))(linear(3), y)).options
    assert options["ignore_index"] == 255
    assert options.get("label_smoothing", 0.0) == 0.0
    assert "label_smoothing" not in options


def test_an_argument_that_is_not_constant_has_not_its_default() -> None:
    options = loss(nn.CrossEntropyLoss(ignore_index=parameter("void"))(linear(3), y)).options
    with pytest.raises(NotKnown):
        options.get("ignore_index", -100)
    with pytest.raises(NotKnown):
        options["ignore_index"]
    with pytest.raises(NotKnown):
        assert "ignore_index" in options


def test_options_leave_out_input_and_target() -> None:
    assert loss(F.cross_entropy(linear(3), 1)).options == {}


@pytest.mark.parametrize(
    ("weight", "length"),
    [
        ([0.2, 0.8], 2),
        (torch.tensor([0.2, 0.8]), 2),
        (torch.tensor([0.2, 0.8]).to(parameter("device")), 2),
        (torch.FloatTensor([0.2, 0.3, 0.5]).cuda(), 3),
        (torch.ones(5), 5),
        (parameter("weight"), None),
        (torch.tensor(parameter("weight")), None),
        (None, None),
    ],
)
def test_the_length_of_a_literal_class_weight(weight: object, length: int | None) -> None:
    found = loss(nn.CrossEntropyLoss(weight=weight)(linear(3), y)).peek("weight_length")
    assert (None if isinstance(found, Unknown) else found) == length


def test_pos_weight_is_the_class_weight_of_bce_with_logits() -> None:
    assert loss(nn.BCEWithLogitsLoss(pos_weight=torch.tensor([3.0]))(linear(1), y)).weight_length == 1


def test_an_argument_decides_the_meaning() -> None:
    def expects(**arguments: object) -> str:
        return loss(nn.PoissonNLLLoss(**arguments)(linear(1), y)).expects

    assert expects() == "logits"
    assert expects(log_input=False) == "nonneg"


def test_an_unknown_argument_makes_the_fields_unknown_that_it_decides() -> None:
    found = loss(nn.PoissonNLLLoss(log_input=parameter("log"))(linear(1), y))
    assert not found.known("expects")
    assert not found.known("applies")
    assert found.family == "poisson"
    assert found.target_form == "dense"


def test_an_argument_may_differ_by_branch() -> None:
    flag = parameter("log")
    argument = either((True, when((flag, True))), (False, when((flag, False))))
    found = pairs(nn.PoissonNLLLoss(log_input=argument)(linear(1), y))
    assert [(one.loss.expects, one.when) for one in found] == [
        ("logits", when((flag, True))),
        ("nonneg", when((flag, False))),
    ]


def test_unfolded_keywords_decide_what_they_may_hold() -> None:
    layer = external("torch.nn.PoissonNLLLoss")(**{"**": parameter("options")})
    assert not loss(layer(linear(1), y)).known("expects")


def test_a_loss_remembers_whose_call_it_went_through() -> None:
    from headlint.heads import read
    from headlint.values import ALWAYS, Apply, Event

    applied = F.cross_entropy(linear(3), y).value
    assert isinstance(applied, Apply)
    (found,) = read([Event(applied, ALWAYS, ("losses.Focal", "losses.Focal.forward"))]).pairs
    assert found.loss.through == ("losses.Focal", "losses.Focal.forward")
