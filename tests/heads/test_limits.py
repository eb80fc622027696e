"""Budgets: what is too much is unknown, with the reason, and ends."""

from __future__ import annotations

import time

from headlint.heads.trace import MAX_ALTERNATIVES, MAX_DEPTH
from headlint.values import Unknown
from tests.heads.trees import F, Tree, either, head, heads, linear, nn, operator, pairs, parameter, torch, when, x, y


def reason(tree: Tree) -> str:
    found = head(tree).peek("domain")
    assert isinstance(found, Unknown)
    return found.reason


def test_a_producer_that_is_too_far_away_is_not_looked_for() -> None:
    near, far = linear(3), linear(3)
    for _ in range(MAX_DEPTH - 2):
        near = near.contiguous()
    for _ in range(MAX_DEPTH + 1):
        far = far.contiguous()
    assert head(near).channels == 3
    assert reason(far) == f"its producer is more than {MAX_DEPTH} steps away"


def test_layers_before_the_producer_do_not_count() -> None:
    network = x
    for _ in range(10 * MAX_DEPTH):
        network = nn.ReLU()(nn.Linear(64, 64)(network))
    assert head(network).channels == 64


def doubled(times: int) -> Tree:
    """Each step holds one of two activations of the last: 2 ** times alternatives."""
    tree = linear(3)
    for index in range(times):
        flag = parameter(f"flag{index}")
        tree = torch.clone(either((F.dropout(tree), when((flag, True))), (tree.contiguous(), when((flag, False)))))
    return tree


def test_too_many_alternatives_are_one_unknown() -> None:
    few, many = heads(doubled(4)), heads(doubled(12))
    assert len(few) == 16
    assert len(many) < MAX_ALTERNATIVES
    assert all(isinstance(one.peek("domain"), Unknown) for one in many)


def test_shared_values_are_traced_once() -> None:
    tree = linear(3)
    for _ in range(40):
        tree = tree + tree
    started = time.perf_counter()
    assert head(tree).domain == "logits"
    assert time.perf_counter() - started < 5


def test_choices_at_every_step_end() -> None:
    tree = linear(3)
    for index in range(60):
        flag = parameter(f"flag{index}")
        tree = torch.clone(either((F.relu(tree), when((flag, True))), (tree, when((flag, False)))))
    started = time.perf_counter()
    found = pairs(nn.CrossEntropyLoss()(tree, y))
    assert len(found) <= MAX_ALTERNATIVES
    assert not all(one.head.known("domain") for one in found)
    assert time.perf_counter() - started < 20


def test_a_long_list_of_parts_is_not_told_apart() -> None:
    assert not head(torch.cat([linear(1) for _ in range(100)], 1)).known("domain")
    assert head(torch.cat([linear(1) for _ in range(20)], -1)).channels == 20


def test_a_value_written_into_a_buffer_in_a_long_loop() -> None:
    buffer = torch.zeros(50, 3)
    for index in range(60):
        buffer = operator("setitem", buffer, index, F.softmax(linear(3), dim=-1))
    assert head(buffer).peek("domain") == "probs" or not head(buffer).known("domain")
