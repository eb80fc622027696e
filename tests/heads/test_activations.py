"""What the last nonlinearity is, and what the values are after it."""

from __future__ import annotations

import math

import pytest

from headlint.values import Unknown
from tests.heads.trees import F, Tree, conv, either, external, head, linear, nn, parameter, torch, unknown, when, x


@pytest.mark.parametrize(
    ("tree", "domain", "kind"),
    [
        (linear(3), "logits", "identity"),
        (F.softmax(linear(3), dim=1), "probs", "softmax"),
        (nn.Softmax(dim=1)(linear(3)), "probs", "softmax"),
        (nn.Softmax(dim=1).forward(linear(3)), "probs", "softmax"),
        (linear(3).softmax(1), "probs", "softmax"),
        (torch.softmax(linear(3), 1), "probs", "softmax"),
        (F.log_softmax(linear(3), dim=1), "log_probs", "log_softmax"),
        (linear(1).sigmoid(), "unit", "sigmoid"),
        (nn.Sigmoid()(linear(1)), "unit", "sigmoid"),
        (torch.tanh(linear(1)), "symmetric", "tanh"),
        (F.relu(linear(3)), "nonneg", "relu"),
        (nn.LeakyReLU(0.2)(linear(3)), "leaky", "leaky_relu"),
        (nn.ReLU6()(linear(3)), "bounded", "relu6"),
        (F.logsigmoid(linear(1)), "log_unit", "log_sigmoid"),
        (nn.Identity()(linear(3)), "logits", "identity"),
        (F.softmax(linear(3), dim=1).log(), "log_probs", "log"),
        (torch.log(F.softmax(linear(3), dim=1) + 1e-8), "log_probs", "log"),
        (torch.log(F.softmax(linear(3), dim=1).clamp(1e-7, 1 - 1e-7)), "log_probs", "log"),
        (F.log_softmax(linear(3), dim=1).exp(), "probs", "exp"),
        (torch.sigmoid(F.relu(linear(1))), "unit", "sigmoid"),
        (F.relu(torch.sigmoid(linear(1))), "unit", "relu"),
        (nn.BatchNorm1d(3)(F.relu(linear(3))), "logits", "identity"),
        (nn.Linear(3, 2)(F.softmax(linear(3), dim=1)), "logits", "identity"),
        (nn.Dropout(0.5)(F.softmax(linear(3), dim=1)), "probs", "softmax"),
        (torch.clamp(linear(1), 0, 1), "unit", "clip"),
        (linear(1).clamp(-10, 10), "logits", "identity"),
        (linear(3).clamp(min=0), "nonneg", "clip"),
    ],
)
def test_the_domain_follows_from_what_is_applied(tree: Tree, domain: str, kind: str) -> None:
    found = head(tree)
    assert (found.domain, found.activation.kind) == (domain, kind)
    assert found.producer == "torch.nn.Linear"
    assert found.framework == "torch"


def test_an_activation_knows_its_axis_and_how_many_values_it_normalises() -> None:
    activation = head(F.softmax(linear(7), dim=1)).activation
    assert (activation.axis, activation.axis_channels, activation.implicit_axis) == (1, 7, False)
    assert activation.before == "logits"
    assert activation.name == "torch.nn.functional.softmax"


def test_an_axis_that_is_not_written_is_guessed_by_the_library() -> None:
    activation = head(nn.Softmax()(linear(7))).activation
    assert activation.implicit_axis
    assert not activation.known("axis")
    assert activation.axis_channels == 7


def test_an_axis_with_a_documented_default_is_no_guess() -> None:
    activation = head(nn.Softmax2d()(conv(7))).activation
    assert (activation.axis, activation.implicit_axis, activation.axis_channels) == (1, False, 7)


def test_an_axis_that_is_not_constant_is_not_known() -> None:
    activation = head(nn.Softmax(dim=parameter("dim"))(linear(7))).activation
    assert (activation.kind, activation.implicit_axis) == ("softmax", False)
    assert not activation.known("axis")
    assert not activation.known("axis_channels")


def test_softmax_over_the_batch_says_so() -> None:
    activation = head(F.softmax(linear(7), dim=0)).activation
    assert activation.axis == 0
    assert not activation.known("axis_channels")


def test_softmax_over_the_last_axis_of_an_image_is_not_over_its_channels() -> None:
    activation = head(F.softmax(conv(1), dim=-1)).activation
    assert activation.axis == -1
    assert not activation.known("axis_channels")


def test_attention_scores_that_lose_their_last_axis_were_not_normalised_over_it() -> None:
    weights = F.softmax(linear(1), dim=1).squeeze(-1)
    assert not head(weights).activation.known("axis_channels")


@pytest.mark.parametrize(
    ("tree", "domain"),
    [
        (F.softmax(x, dim=1), "probs"),
        (nn.Softmax(dim=1)(parameter("logits")), "probs"),
        (x.sigmoid(), "unit"),
        (F.log_softmax(unknown(), dim=1), "log_probs"),
        (external("somelib.backbone")(x).softmax(1), "probs"),
    ],
)
def test_softmax_of_anything_is_a_distribution(tree: Tree, domain: str) -> None:
    found = head(tree)
    assert found.domain == domain
    assert found.framework == "torch"
    assert not found.known("channels")
    assert not found.known("chain")
    assert not found.activation.known("before")


def test_relu_of_anything_may_be_anything_in_0_to_1() -> None:
    found = head(F.relu(x))
    assert not found.known("domain")
    assert not found.known("bounds")
    assert found.activation.kind == "relu"


def test_places_are_where_a_layer_is_applied_and_made() -> None:
    softmax, dense = nn.Softmax(dim=1), nn.Linear(64, 3)
    produced = dense(x)
    activated = softmax(produced)
    found = head(activated)
    assert found.place == found.activation.place == activated.value.place
    assert found.activation.made == softmax.value.place
    assert [step.role for step in found.chain] == ["producer", "activation"]
    assert found.chain[0].place == produced.value.place
    assert found.chain[0].made == dense.value.place
    assert head(produced).place == produced.value.place


def test_the_channel_count_stands_where_its_constant_is_written() -> None:
    dense = nn.Linear(64, 3)
    written = dense.value.args[1].constant()
    assert written is not None
    assert head(dense(x)).channels_place == written.place


def test_a_default_channel_count_stands_where_the_layer_is_made() -> None:
    layer = external("torchvision.models.resnet18")()
    found = head(layer(x))
    assert found.channels == 1000
    assert found.channels_place == layer.value.place


def test_layers_are_seen_through_transparent_wrappers() -> None:
    assert head(nn.Linear(64, 3).to(parameter("device"))(x)).channels == 3
    assert head(nn.Softmax(dim=1).cuda().forward(linear(3))).domain == "probs"


def test_the_steps_of_a_chain_carry_their_constant_arguments() -> None:
    steps = head(nn.Dropout(0.5)(F.softmax(linear(3), dim=1))).chain
    assert [step.kind for step in steps] == ["", "softmax", "same"]
    assert steps[0].argument("out_features") == 3
    assert steps[1].argument("dim") == 1
    assert steps[2].argument("p") == 0.5


def test_bounds_are_those_of_the_values() -> None:
    assert head(F.relu(linear(3))).bounds == (0.0, math.inf)
    assert head(nn.Hardtanh(-2.0, 3.0)(linear(1))).bounds == (-2.0, 3.0)
    assert not head(nn.Hardtanh(parameter("low"), 3.0)(linear(1))).known("domain")


def test_glu_halves_the_channels() -> None:
    found = head(F.glu(linear(8)))
    assert found.domain == "logits"
    assert not found.known("channels")


def test_a_recurrent_layer_gives_values_in_minus_one_to_one() -> None:
    lstm = nn.LSTM(32, 64)(x)
    assert head(lstm[0]).domain == "symmetric"
    assert head(nn.Linear(64, 5)(lstm[0])).channels == 5
    assert not head(lstm[1]).known("domain")
    assert not head(lstm).known("domain")


def test_channels_may_depend_on_a_branch() -> None:
    flag = parameter("binary")
    layer = nn.Linear(64, either((1, when((flag, True))), (3, when((flag, False)))))
    assert head(layer(x), when((flag, True))).channels == 1
    assert head(layer(x), when((flag, False))).channels == 3


def test_a_branch_may_say_the_channel_count() -> None:
    classes = parameter("n_classes")
    is_one = external("operator.eq")(classes, 1)
    assert head(linear(classes), when((is_one, True))).channels == 1
    assert not head(linear(classes), when((is_one, False))).known("channels")


def test_reasons_name_what_is_not_known() -> None:
    def reason(tree: Tree) -> str:
        found = head(tree).peek("domain")
        assert isinstance(found, Unknown)
        return found.reason

    assert reason(x) == "parameter x of story.train"
    assert reason(external("somelib.foo")(x)) == "calls somelib.foo, which is not known"
    assert "model of story.train" in reason(parameter("model")(x))
    assert "logits" in reason(x.logits)
    assert reason(unknown("too many cases")) == "too many cases"
    assert "not called" in reason(nn.Linear(64, 3))
    assert "do not fit" in reason(F.softmax())
    assert "torch.nn.CrossEntropyLoss" in reason(nn.CrossEntropyLoss()(x, x))


def test_a_module_of_unknown_kind_is_not_taken_for_a_tensor() -> None:
    """``net.softmax(h)`` with an opaque ``net`` is a submodule, not the method with ``h`` as its axis."""
    assert not head(parameter("net").softmax(linear(3))).known("domain")
