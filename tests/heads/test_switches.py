"""Activations that a flag decides on."""

from __future__ import annotations

import pytest

from headlint.facts import Switched
from headlint.heads import read
from headlint.values import ALWAYS, Condition
from tests.heads.trees import F, Tree, either, events, external, linear, nn, parameter, torch, unknown, when, x, y

flag = parameter("from_logits", "story.Loss.__init__")
ON, OFF = when((flag, True)), when((flag, False))


def switched(*calls: tuple[Tree, Condition]) -> tuple[Switched, ...]:
    """What is read of these calls alone, not of those that made what they are given."""
    return read(event for tree, on in calls for event in events(tree, on=on)[-1:]).switched


def decided(*calls: tuple[Tree, Condition]) -> Switched:
    (only,) = switched(*calls)
    return only


@pytest.mark.parametrize(
    ("tree", "kind"),
    [
        (torch.sigmoid(x), "sigmoid"),
        (x.softmax(1), "softmax"),
        (F.log_softmax(x, dim=1), "log_softmax"),
        (nn.LogSigmoid()(x), "log_sigmoid"),
        (external("keras.ops.sigmoid")(x), "sigmoid"),
    ],
)
def test_an_activation_of_a_parameter(tree: Tree, kind: str) -> None:
    found = decided((tree, OFF))
    assert (found.kind, found.flag, found.on, found.direct) == (kind, "from_logits", False, True)
    assert found.place == tree.value.place
    assert (found.when, found.mode) == (OFF, "training")


def test_the_truth_value_under_which_it_is_applied() -> None:
    assert decided((torch.sigmoid(x), ON)).on is True


@pytest.mark.parametrize("test", [parameter("options")._from_logits, parameter("_from_logits")])
def test_a_flag_by_its_bare_name(test: Tree) -> None:
    assert decided((torch.sigmoid(x), when((test, False)))).flag == "from_logits"


def test_each_flag_on_the_way_decides() -> None:
    found = switched((torch.sigmoid(x), when((flag, False), (parameter("training"), False))))
    assert {(one.flag, one.mode) for one in found} == {("from_logits", "evaluation"), ("training", "evaluation")}


@pytest.mark.parametrize(
    "given", [x.view(-1), x.float().contiguous(), x[:, 1], x.detach().permute(0, 2, 1), x.squeeze(1)]
)
def test_shape_and_type_are_seen_through(given: Tree) -> None:
    assert decided((torch.sigmoid(given), OFF)).direct


@pytest.mark.parametrize(
    "given", [linear(3), x * 2, nn.BatchNorm1d(3)(x), nn.Dropout()(x), x["logits"], x.logsumexp(1), unknown()]
)
def test_what_something_else_made_is_not_direct(given: Tree) -> None:
    assert not decided((torch.sigmoid(given), OFF)).direct


@pytest.mark.parametrize("tree", [torch.relu(x), torch.tanh(x), x.log(), torch.argmax(x, 1), nn.Sigmoid()])
def test_other_calls_are_no_switches(tree: Tree) -> None:
    assert switched((tree, OFF)) == ()


@pytest.mark.parametrize("test", [parameter("kind") > 1, external("torch.cuda.is_available")()])
def test_other_tests_are_no_flags(test: Tree) -> None:
    assert switched((torch.sigmoid(x), when((test, False)))) == ()


def test_no_test_no_switch() -> None:
    assert switched((torch.sigmoid(x), ALWAYS)) == ()


# ── the other side of the flag ───────────────────────────────────────────────────────────────────────────────────────

TAKES_LOGITS = [
    torch.sigmoid(x),
    x.float().sigmoid(),
    torch.sigmoid(x / 2),
    torch.sigmoid((x - y).clamp(-8, 8)),
    F.softmax(x, dim=1),
    F.softplus(x),
    torch.exp(-1 * x.abs()),
    x.logsumexp(1),
    F.binary_cross_entropy_with_logits(x, y),
    nn.CrossEntropyLoss()(x, y),
    external("keras.losses.BinaryCrossentropy")(from_logits=True)(y, x),
    external("keras.losses.BinaryCrossentropy")(from_logits=parameter("f"))(y, x),
]
NO_SIGN_OF_LOGITS = [
    torch.log(x),
    x.clamp(0, 1),
    x.sum(),
    F.binary_cross_entropy(x, y),
    external("keras.losses.BinaryCrossentropy")()(y, x),
    torch.exp(-1 * F.binary_cross_entropy(x, y)),
    torch.sigmoid(y),
]


@pytest.mark.parametrize("other", TAKES_LOGITS, ids=str)
def test_where_both_sides_take_logits_the_flag_decides_on_something_else(other: Tree) -> None:
    assert not any(one.kind == "sigmoid" and not one.on for one in switched((torch.sigmoid(x), OFF), (other, ON)))
    assert not any(not one.on for one in switched((torch.sigmoid(x), OFF), (other, ALWAYS)))


@pytest.mark.parametrize("other", NO_SIGN_OF_LOGITS, ids=str)
def test_what_the_other_side_does_besides_does_not_matter(other: Tree) -> None:
    assert (False, True) in {(one.on, one.direct) for one in switched((torch.sigmoid(x), OFF), (other, ON))}


def test_what_happens_on_another_path_does_not_matter() -> None:
    kind = parameter("kind")
    binary, several = when((flag, False), (kind, True)), when((flag, True), (kind, False))
    assert {one.on for one in switched((torch.sigmoid(x), binary), (x.softmax(1), several))} == {False, True}


def test_what_comes_after_the_switch_sees_both_sides() -> None:
    after = either((torch.sigmoid(x), OFF), (x, ON))
    assert decided((torch.sigmoid(x), OFF), (torch.log(after), ALWAYS)).on is False
    assert switched((torch.sigmoid(x), OFF), (F.binary_cross_entropy_with_logits(after, y), ALWAYS)) == ()


@pytest.mark.parametrize("other", [external("elsewhere.score")(x), parameter("score")(y, input=x.float())], ids=str)
def test_a_call_that_is_not_understood_may_take_logits(other: Tree) -> None:
    assert switched((torch.sigmoid(x), OFF), (other, ON)) == ()
    assert decided((torch.sigmoid(x), OFF), (other, OFF)).on is False


def test_what_is_handed_in_to_be_called_may_be_a_loss_on_logits() -> None:
    handed_in, after = parameter("loss"), either((torch.sigmoid(x), OFF), (x, ON))
    assert switched((handed_in(x, y), ALWAYS), (torch.sigmoid(x), OFF)) == ()
    assert decided((torch.sigmoid(x), OFF), (handed_in(after, y), ALWAYS)).on is False
    assert decided((external("elsewhere.show")(x), ALWAYS), (torch.sigmoid(x), OFF)).on is False


def test_a_call_that_does_not_take_the_value_says_nothing() -> None:
    assert decided((torch.sigmoid(x), OFF), (external("elsewhere.score")(y), ON)).on is False
