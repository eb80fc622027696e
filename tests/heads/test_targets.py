"""What is known of labels."""

from __future__ import annotations

import pytest

from headlint.facts import Target
from headlint.values import Unknown
from tests.heads.trees import F, Tree, either, external, linear, nn, pair, parameter, torch, when, y


def target(labels: object) -> Target:
    return pair(F.mse_loss(linear(3), labels)).target


def known(labels: object, *fields: str) -> dict[str, object]:
    found = target(labels)
    return {name: value for name, value in found.items() if name in fields and not isinstance(value, Unknown)}


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (y, {}),
        (y.long(), {"dtype": "int"}),
        (y.float(), {"dtype": "float"}),
        (y.long().float(), {"dtype": "float"}),
        (y.to(torch.long), {"dtype": "int"}),
        (y.to(parameter("device"), torch.float32), {"dtype": "float"}),
        (y.to(parameter("device")), {}),
        (y.type(torch.LongTensor), {"dtype": "int"}),
        (y.type("torch.FloatTensor"), {"dtype": "float"}),
        (F.one_hot(y, 5), {"form": "one_hot", "classes": 5, "dtype": "int"}),
        (F.one_hot(y, 5).float(), {"form": "one_hot", "classes": 5, "dtype": "float"}),
        (F.one_hot(y), {"form": "one_hot", "dtype": "int"}),
        (y.argmax(1), {"form": "indices", "dtype": "int"}),
        (torch.max(y, 1)[1], {"form": "indices", "dtype": "int"}),
        (torch.randint(0, 3, (8,)), {"form": "indices", "classes": 3, "dtype": "int", "low": 0.0, "high": 2.0,
                                     "rank": "(N,)"}),
        ((y > 0.5).float(), {"form": "binary", "dtype": "float", "low": 0.0, "high": 1.0}),
        (torch.ones(8, 1), {"form": "binary", "low": 1.0, "high": 1.0}),
        (torch.zeros_like(y), {"form": "binary", "low": 0.0, "high": 0.0}),
        (torch.full((8,), 0.9), {"low": 0.9, "high": 0.9}),
        (torch.tensor([0, 2, 1]), {"form": "indices", "dtype": "int", "low": 0.0, "high": 2.0, "rank": "(N,)"}),
        (torch.tensor([1, 2, 2, 1]), {"form": "binary", "dtype": "int", "low": 1.0, "high": 2.0, "rank": "(N,)"}),
        (torch.tensor([-1, 1, 1]), {"form": "continuous", "dtype": "int", "low": -1.0, "high": 1.0, "rank": "(N,)"}),
        (torch.tensor([0.5, 12.0]), {"form": "continuous", "dtype": "float", "low": 0.5, "high": 12.0, "rank": "(N,)"}),
        (torch.tensor([[1.0], [2.5]]), {"form": "continuous", "dtype": "float", "low": 1.0, "high": 2.5,
                                        "rank": "(N, 1)"}),
        (torch.tensor([[0.2, 0.8], [0.5, 0.5]]), {"form": "probs", "dtype": "float", "low": 0.2, "high": 0.8,
                                                  "rank": "(N, C)"}),
        ([[0, 1], [1, 0]], {"form": "one_hot", "classes": 2, "dtype": "int", "low": 0.0, "high": 1.0,
                            "rank": "(N, C)"}),
        (torch.tensor([[1.0, 1.0], [1.0, 0.0]]), {"form": "multi_hot", "dtype": "float", "low": 0.0, "high": 1.0,
                                                  "rank": "(N, C)"}),
        (torch.tensor([[1, 0], [0, 1]]).float() * 2, {"dtype": "float", "low": 0.0, "high": 2.0, "rank": "(N, C)"}),
        (F.softmax(linear(3), dim=1), {"form": "probs"}),
        (F.log_softmax(linear(3), dim=1), {"form": "log_probs"}),
        (F.softmax(parameter("teacher"), dim=1).detach(), {"form": "probs"}),
        (y.view(-1), {"rank": "(N,)"}),
        (y.view(-1, 1), {"rank": "(N, 1)"}),
        (y.view(-1).unsqueeze(1), {"rank": "(N, 1)"}),
        (y.view(-1)[:, None], {"rank": "(N, 1)"}),
        (y.view(-1, 1).squeeze(1), {"rank": "(N,)"}),
        (y.view(-1, 1)[:, 0], {"rank": "(N,)"}),
        (y.long().type_as(linear(3)), {}),
        (y.long().to(linear(3).dtype), {}),
        (y.long() * 1.0, {"dtype": "float"}),
        (y.long() - 1, {"dtype": "int"}),
        (y.view(-1, 5), {"rank": "(N, C)"}),
    ],
)  # fmt: skip
def test_evidence(labels: object, expected: dict[str, object]) -> None:
    assert known(labels, "form", "classes", "dtype", "low", "high", "rank") == expected


def test_evidence_has_a_place() -> None:
    labels = F.one_hot(y, 5)
    assert target(labels).place == labels.value.place


def test_alternatives_must_agree() -> None:
    flag = parameter("soft")
    labels = either((F.one_hot(y, 5), when((flag, True))), (F.one_hot(y, 5).float(), when((flag, False))))
    assert known(labels, "form", "classes", "dtype") == {"form": "one_hot", "classes": 5}


def test_a_loss_without_a_target_knows_nothing_of_it() -> None:
    assert not pair(Tree(nn.TripletMarginLoss()(linear(3), y, y).value)).target.known("form")


def test_labels_are_found_where_they_come_from() -> None:
    """Only tables with label rows say this; the walk to them is what is tested."""
    rows = external("keras.datasets.mnist.load_data")()
    labels = rows[0][1]
    found = target(labels)
    assert set(dict(found.items())) == {"form", "classes", "dtype", "low", "high", "rank", "place"}
