"""Which heads reach which losses, and under which conditions: what looks wrong and is fine among them."""

from __future__ import annotations

import pytest

from headlint.facts import Pair
from headlint.values import Unknown
from tests.heads.trees import (
    F,
    Tree,
    conv,
    either,
    external,
    linear,
    nn,
    operator,
    pair,
    pairs,
    parameter,
    reading,
    torch,
    unknown,
    when,
    x,
    y,
)  # fmt: skip

ce, bce, with_logits, nll = nn.CrossEntropyLoss(), nn.BCELoss(), nn.BCEWithLogitsLoss(), nn.NLLLoss()
flag, mode = parameter("flag"), parameter("mode")
yes, no = when((flag, True)), when((flag, False))


def told(tree: Tree) -> list[tuple[str | None, str]]:
    """Domain and loss of every pair."""
    found = []
    for one in pairs(tree):
        domain = one.head.peek("domain")
        found.append((None if isinstance(domain, Unknown) else domain, one.loss.family))
    return found


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        # wrong
        (ce(F.softmax(linear(10), dim=1), y), ("probs", "cross_entropy")),
        (ce(torch.sigmoid(linear(10)), y), ("unit", "cross_entropy")),
        (ce(F.relu(linear(10)), y), ("nonneg", "cross_entropy")),
        (ce(F.log_softmax(linear(10), dim=1), y), ("log_probs", "cross_entropy")),
        (nll(F.softmax(linear(10), dim=1), y), ("probs", "nll")),
        (nll(linear(10), y), ("logits", "nll")),
        (with_logits(torch.sigmoid(linear(1)), y), ("unit", "bce_logits")),
        (bce(linear(1), y), ("logits", "bce")),
        (bce(torch.tanh(linear(1)), y), ("symmetric", "bce")),
        (F.cross_entropy(target=y, input=F.softmax(linear(10), dim=1)), ("probs", "cross_entropy")),
        # wrong inside one function, whatever comes in
        (ce(F.softmax(parameter("logits"), dim=1), y), ("probs", "cross_entropy")),
        (ce(nn.DataParallel(parameter("model"))(x).softmax(1), y), ("probs", "cross_entropy")),
        # right
        (nll(torch.log(F.softmax(linear(10), dim=1)), y), ("log_probs", "nll")),
        (nll(F.log_softmax(linear(10), dim=1), y), ("log_probs", "nll")),
        (bce(F.cosine_similarity(F.relu(linear(8)), F.relu(linear(8))), y), ("unit", "bce")),
        (bce(torch.log_softmax(linear(10), 1).exp(), y), ("probs", "bce")),
        (bce(F.softmax(linear(2), dim=1)[:, 1], y), ("unit", "bce")),
        (bce((torch.tanh(linear(1)) + 1) / 2, y), ("unit", "bce")),
        (ce(nn.Linear(8, 3)(F.softmax(linear(8), dim=1)), y), ("logits", "cross_entropy")),
        (ce(nn.Sequential, y), (None, "cross_entropy")),
        # not known
        (ce(parameter("outputs"), y), (None, "cross_entropy")),
        (ce(parameter("model")(x), y), (None, "cross_entropy")),
        (ce(parameter("batch")["logits"], y), (None, "cross_entropy")),
        (ce(x.logits, y), (None, "cross_entropy")),
    ],
)
def test_a_head_reaches_a_loss(tree: Tree, expected: tuple[str | None, str]) -> None:
    assert told(tree) == [expected]


def test_an_activation_after_the_loss_does_not_reach_it() -> None:
    logits = linear(1)
    scored = with_logits(logits, y)
    (only,) = pairs(scored, torch.sigmoid(logits))
    assert only.head.domain == "logits"


def test_of_several_outputs_the_loss_takes_the_one_it_gets() -> None:
    logits = linear(3)
    outputs = (F.softmax(logits, dim=1), logits)
    assert pair(ce(outputs[1], y)).head.domain == "logits"
    assert told(ce(outputs, y)) == [(None, "cross_entropy")]


def test_a_softmax_target_is_no_head() -> None:
    found = pair(F.kl_div(F.log_softmax(linear(10), dim=1), F.softmax(linear(10), dim=1)))
    assert found.head.domain == "log_probs"
    assert found.target.form == "probs"


def test_alternatives_of_one_branch_stay_together() -> None:
    binary = when((flag, True))
    head = either((torch.sigmoid(linear(1)), binary), (linear(3), no))
    assert [(one.head.domain, one.when) for one in pairs(bce(head, y), on=binary)] == [("unit", binary)]
    assert [(one.head.domain, one.when) for one in pairs(ce(head, y), on=no)] == [("logits", no)]


def test_what_an_equality_rules_out_is_left_out() -> None:
    is_a, is_b = operator("eq", mode, "a"), operator("eq", mode, "b")
    head = either((torch.sigmoid(linear(1)), when((is_a, True))), (linear(1), when((is_b, True))))
    assert told_on(bce(head, y), when((is_a, True))) == ["unit"]


def told_on(tree: Tree, on: object) -> list[str]:
    return [one.head.domain for one in pairs(tree, on=on)]  # type: ignore[arg-type]


def test_undecided_alternatives_are_pairs_of_one_group() -> None:
    found = reading(ce(either((F.softmax(linear(3), dim=1), yes), (linear(3), no)), y))
    (group,) = found.groups
    assert {one.head.domain: one.when for one in group.pairs} == {"probs": yes, "logits": no}
    assert found.pairs == group.pairs


def by_domain(found: tuple[Pair, ...], domain: str) -> Pair:
    return next(one for one in found if one.head.domain == domain)


def test_an_activation_that_a_branch_adds_is_a_switch() -> None:
    logits = linear(3)
    (group,) = reading(ce(either((F.softmax(logits, dim=1), yes), (logits, no)), y)).groups
    probs, raw = by_domain(group.pairs, "probs"), by_domain(group.pairs, "logits")
    assert group.siblings_without_activation(probs) == (raw,)
    assert group.siblings_without_activation(raw) == ()


def test_a_switch_is_seen_through_what_follows_it() -> None:
    logits = conv(3)
    (group,) = reading(ce(either((logits.softmax(1), yes), (logits, no)).view(-1, 3).float(), y)).groups
    (group,) = reading(ce(Tree_view(either((logits.softmax(1), yes), (logits, no))), y)).groups
    assert group.siblings_without_activation(by_domain(group.pairs, "probs")) == (by_domain(group.pairs, "logits"),)


def Tree_view(tree: Tree) -> Tree:
    """A function that keeps what its argument may be."""
    return torch.clone(tree)


def test_two_different_heads_are_no_switch() -> None:
    (group,) = reading(ce(either((F.softmax(linear(3), dim=1), yes), (conv(3), no)), y)).groups
    assert group.siblings_without_activation(by_domain(group.pairs, "probs")) == ()


def test_a_layer_between_is_no_switch() -> None:
    hidden = linear(3)
    (group,) = reading(ce(either((F.softmax(nn.Linear(3, 3)(hidden), dim=1), yes), (hidden, no)), y)).groups
    assert group.siblings_without_activation(by_domain(group.pairs, "probs")) == ()


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (when((parameter("self").training, False)), "evaluation"),
        (when((parameter("self").training, True)), "training"),
        (when((parameter("training"), False)), "evaluation"),
        (when((parameter("is_train"), False)), "evaluation"),
        (when((operator("not_", parameter("model").training), True)), "evaluation"),
        (when((operator("eq", parameter("self").phase, "test"), True)), "evaluation"),
        (when((operator("eq", parameter("phase"), "train"), False)), "evaluation"),
        (when((operator("ne", parameter("phase"), "train"), True)), "evaluation"),
        (when((operator("eq", "val", parameter("split")), True)), "evaluation"),
        (when((operator("eq", parameter("phase"), "train"), True)), "training"),
        (when((operator("eq", parameter("training"), False), True)), "evaluation"),
        (when((parameter("test"), True)), "evaluation"),
        (when((parameter("test"), False)), "training"),
        (when((parameter("verbose"), False)), "training"),
        (when((operator("eq", parameter("loss"), "bce"), True)), "training"),
    ],
)
def test_a_condition_may_say_that_the_model_is_not_training(condition: object, expected: str) -> None:
    head = either((F.softmax(linear(3), dim=1), condition))  # type: ignore[arg-type]
    assert pair(ce(head, y)).mode == expected


def test_a_loss_in_evaluation_is_in_evaluation() -> None:
    assert pair(ce(linear(3), y), on=when((parameter("model").training, False))).mode == "evaluation"


def test_equal_calls_are_one_group() -> None:
    scored = ce(linear(3), y)
    assert len(reading(scored, scored).groups) == 1


def test_the_same_facts_from_other_callers_are_one_group() -> None:
    from headlint.heads import read
    from headlint.values import Apply, Event

    applied = ce(linear(3), y).value
    assert isinstance(applied, Apply)
    events = [Event(applied, yes, ("a.train",)), Event(applied, no, ("b.train",))]
    assert len(read(events).groups) == 1


def test_alternatives_with_equal_facts_are_merged() -> None:
    logits = linear(3)
    (only,) = pairs(ce(either((logits, yes), (logits, no)), y))
    assert not only.when


def test_what_is_not_understood_says_why_and_where() -> None:
    scored = ce(external("somelib.net")(x), y)
    (missed,) = reading(scored).not_understood
    assert missed.reason == "calls somelib.net, which is not known"
    assert missed.place == scored.value.place


def test_a_loss_that_is_only_made_is_no_pair() -> None:
    assert pairs(ce) == ()


def test_losses_of_unknown_arguments_are_not_understood() -> None:
    assert pairs(F.cross_entropy()) == ()


def test_labels_in_the_input_slot_can_be_told() -> None:
    swapped = pair(ce(F.one_hot(y, 3), F.softmax(linear(3), dim=1)))
    assert swapped.head.domain == "one_hot"
    assert swapped.target.form == "probs"
    assert pair(ce(linear(3).argmax(1), linear(3))).head.domain == "indices"


def test_a_class_axis_that_the_loss_does_not_look_at_is_none_for_it() -> None:
    images_last = conv(1).permute(0, 2, 3, 1)
    found = pair(ce(images_last, y)).head
    assert found.channels == 1
    assert not found.known("axis")
    assert pair(with_logits(images_last, y)).head.axis == -1


def test_unknown_values_reach_a_loss_silently() -> None:
    assert told(ce(unknown("recursion"), y)) == [(None, "cross_entropy")]
