"""``headlint probe`` and ``headlint heads --probe`` as a user runs them."""

from __future__ import annotations

import json

import pytest

from tests.probe.test_command import DEMO, headlint


def test_a_wrong_head() -> None:
    done = headlint("probe", "--channels", "10", "--activation", "softmax", "--loss", "torch.nn.CrossEntropyLoss")
    assert done.returncode == 1
    assert done.stdout.startswith("wrong: the loss cannot fall below 1.461, the corrected head reaches 0\n")
    lines = {line[:28].strip(): line[28:].split() for line in done.stdout.splitlines()}
    assert lines["the same in closed form"] == ["1.461", "0"]
    assert lines["right answers after training"] == ["100%", "100%"]


def test_a_right_head_in_json() -> None:
    done = headlint("probe", "--channels", "3", "--loss", "CrossEntropyLoss", "--output-format", "json")
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert found["probe"]["verdict"] == "refuted"
    assert found["loss"]["name"] == "torch.nn.CrossEntropyLoss"


def test_options_of_the_loss() -> None:
    asked = ("probe", "--channels", "4", "--activation", "softmax", "--loss", "keras.losses.categorical_crossentropy")
    assert headlint(*asked).returncode == 0
    done = headlint(*asked, "--option", "from_logits=True")
    assert (done.returncode, "cannot fall below" in done.stdout) == (1, True)


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        (("--loss", "CrossEntropyLos"), "there is no loss 'CrossEntropyLos'; did you mean CrossEntropyLoss?"),
        (("--loss", "CrossEntropyLoss", "--activation", "sofmax"), "there is no activation 'sofmax'"),
        (("--loss", "CrossEntropyLoss", "--option", "weigth=1"), "has no argument 'weigth'"),
        (("--loss", "CrossEntropyLoss", "--option", "weight"), "NAME=VALUE was expected"),
        (("--channels", "3"), "Missing option '--loss'"),
    ],
)
def test_what_is_not_known_is_said_in_one_line(args: tuple[str, ...], complaint: str) -> None:
    done = headlint("probe", *args)
    assert done.returncode == 2
    assert complaint in done.stderr
    assert done.stderr.count("\n") == 1


def test_every_pair_of_the_inventory() -> None:
    done = headlint("heads", "--probe", DEMO)
    assert done.returncode == 0
    rows = done.stdout.splitlines()
    assert rows[1].endswith("  probe")
    assert rows[2].endswith("  wrong: the loss cannot fall below 1.461, the corrected head reaches 0")
    assert rows[3].endswith("  fine")
