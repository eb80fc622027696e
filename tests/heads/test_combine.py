"""Several values joined into one."""

from __future__ import annotations

import pytest

from headlint.values import Unknown
from tests.heads.trees import F, Tree, conv, external, head, linear, many, nn, operator, parameter, torch, x


def domain(tree: Tree) -> str | None:
    found = head(tree).peek("domain")
    return None if isinstance(found, Unknown) else str(found)


def channels(tree: Tree) -> int | None:
    found = head(tree).peek("channels")
    return found if isinstance(found, int) else None


probs = F.softmax(linear(3), dim=-1)
embedding = F.normalize(F.relu(linear(32)))


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        # arithmetic with constants
        ((torch.tanh(linear(1)) + 1) / 2, "unit"),
        (1 - torch.sigmoid(linear(1)), "unit"),
        (linear(3) * 20, "logits"),
        (linear(3) / 0.07, "logits"),
        (probs + 1e-7, "probs"),
        (probs * 100, "bounded"),
        (-1 * F.relu(linear(3)), "log_unit"),
        (torch.tanh(linear(1)) * 30, "logits"),
        # several tensors
        (linear(3) + linear(3), "logits"),
        (linear(3) + F.relu(linear(3)), "logits"),
        ((probs + F.softmax(linear(3), dim=-1)) / 2, "probs"),
        (F.relu(linear(3)) + F.relu(linear(3)), "nonneg"),
        (torch.sigmoid(linear(3)) * torch.sigmoid(linear(3)), "unit"),
        (torch.sigmoid(linear(3)) * linear(3), "logits"),
        # what is not known stays so
        (probs + x, None),
        (linear(3) * x, None),
        (linear(3) / linear(3).norm(), None),
        (linear(3) - linear(3).logsumexp(1), None),
        (F.log_softmax(linear(3), -1) + F.log_softmax(linear(3), -1), None),
        # concatenation
        (torch.cat([linear(3), linear(4)], 1), "logits"),
        (torch.cat([probs, probs], 0), "probs"),
        (torch.cat([torch.sigmoid(linear(2)), linear(2)], -1), None),
        (torch.cat([torch.sigmoid(linear(2)), torch.sigmoid(linear(3)), torch.sigmoid(linear(1))], -1), "unit"),
        (torch.cat(parameter("outputs"), 0), None),
        (torch.stack([linear(3), linear(3)], 0), "logits"),
        # choices
        (torch.where(parameter("mask"), linear(3), linear(3)), "logits"),
        (linear(3).masked_fill(parameter("mask"), float("-inf")), "logits"),
        (torch.where(parameter("mask"), probs, linear(3)), None),
        # products
        (torch.matmul(linear(3), nn.Parameter(torch.randn(3, 10))), "logits"),
        (linear(3) @ linear(3), "logits"),
        (probs.bmm(F.one_hot(parameter("y"), 5)), "probs"),
        (F.cosine_similarity(F.relu(linear(32)), F.relu(linear(32))), "unit"),
        (F.cosine_similarity(linear(32), linear(32)), "symmetric"),
        (torch.matmul(embedding, embedding.t()), "unit"),
        (torch.matmul(F.normalize(linear(32)), F.normalize(linear(32)).t()), "symmetric"),
        (torch.matmul(F.normalize(linear(32)), F.normalize(linear(32)).t()) / 0.07, "logits"),
    ],
)
def test_the_domain_of_a_combination(tree: Tree, expected: str | None) -> None:
    assert domain(tree) == expected


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (linear(3) * 20, 3),
        (linear(10) + linear(1), 10),
        (linear(10) + linear(10), 10),
        (linear(10) + linear(parameter("c")), 10),
        (linear(1) + linear(parameter("c")), None),
        (linear(10) + linear(4), None),
        (torch.cat([linear(3), linear(4)], -1), 7),
        (torch.cat([conv(3), conv(4)], 1), 7),
        (torch.cat([linear(3), linear(3)], 0), 3),
        (torch.cat([linear(3), linear(4)], 1), None),
        (torch.cat([linear(3), linear(parameter("c"))], -1), None),
        (torch.stack([linear(3), linear(3)], 0), 3),
        (torch.where(parameter("mask"), linear(3), linear(3)), 3),
        (F.cosine_similarity(linear(3), linear(3)), None),
    ],
)
def test_the_channels_of_a_combination(tree: Tree, expected: int | None) -> None:
    assert channels(tree) == expected


def test_a_scaled_activation_is_still_the_activation() -> None:
    found = head((torch.tanh(linear(1)) + 1) / 2)
    assert found.activation.kind == "tanh"
    assert found.bounds == (0.0, 1.0)
    assert [step.role for step in found.chain] == ["producer", "activation", "combine", "combine"]


def test_a_cosine_is_an_activation_of_its_own() -> None:
    found = head(F.cosine_similarity(F.relu(linear(32)), F.relu(linear(32))))
    assert found.activation.kind == "cosine"
    assert found.activation.name == "torch.nn.functional.cosine_similarity"


def test_a_sum_of_unbounded_values_has_no_activation() -> None:
    added = linear(3) + F.relu(linear(3))
    found = head(added)
    assert found.activation.kind == "identity"
    assert found.place == added.value.place
    assert not found.known("chain")


def test_weights_over_one_hot_labels_are_class_probabilities() -> None:
    """Matching networks: attention over the support set's labels."""
    found = head(probs.bmm(F.one_hot(parameter("y"), 5)))
    assert (found.domain, found.activation.kind) == ("probs", "softmax")


def test_an_empty_buffer_takes_the_domain_of_what_is_written_into_it() -> None:
    buffer = torch.zeros(parameter("n"), 3)
    assert domain(operator("setitem", buffer, parameter("i"), probs)) == "probs"
    assert domain(operator("setitem", operator("setitem", buffer, 0, probs), 1, linear(3))) is None


def test_part_of_a_value_replaced_by_another_domain_is_not_known() -> None:
    """Detection heads decode boxes in place: sigmoid for some channels, raw values for others."""
    raw = conv(85)
    decoded = operator("setitem", raw, (..., slice(0, 2)), torch.sigmoid(raw[..., 0:2]))
    assert domain(decoded) is None


def test_a_probability_beside_its_complement_may_be_a_distribution() -> None:
    p = torch.sigmoid(linear(1))
    assert domain(torch.cat([1 - p, p], 1)) is None
    assert domain(torch.log(torch.cat([1 - p, p], 1))) is None


def test_a_list_filled_in_a_loop_holds_any_number_of_its_like() -> None:
    assert channels(torch.cat(many(linear(3)), 0)) == 3
    assert channels(torch.cat(many(linear(3)), -1)) is None
    assert channels(torch.stack(many(linear(3)), 0)) == 3
    assert domain(torch.cat(many(linear(3)), -1)) == "logits"
    assert domain(torch.cat(many(probs), 0)) == "probs"
    assert domain(torch.cat(many(probs), -1)) is None
    assert domain(torch.stack(many(probs), 0).mean(0)) == "probs"
    assert domain(external("builtins.sum")(many(torch.sigmoid(linear(3))))) == "nonneg"
    assert domain(external("builtins.sum")(many(linear(3)))) == "logits"


def test_a_sum_over_a_list_adds_its_elements() -> None:
    assert domain(external("builtins.sum")([linear(3), linear(3)])) == "logits"
    assert domain(external("builtins.sum")(parameter("outputs"))) is None
