"""Values in configs: the word or the number changes, the quotes and all around it stay."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from headlint.fixes.edits import applied
from headlint.fixes.make import Maker
from headlint.fixes.refused import Refused
from headlint.remedies import Argument, Change, Expect, Number, Remedy, Remove, Replace, Use
from headlint.span import Place, Span
from tests.fixes.story import mend

SOFTMAX, TANH = "torch.nn.Softmax", "keras.activations.tanh"
NLL, BCE = "torch.nn.NLLLoss", "torch.nn.BCELoss"


def made(name: str, value: str, text: str, path: str) -> Use:
    place = at(value, text, path)
    return Use(name, Place("train.py", Span(1, 1, 1, 9)), place)


def at(value: str, text: str, path: str) -> Place:
    line, column = next((n, row.index(value)) for n, row in enumerate(text.splitlines(), 1) if value in row)
    return Place(path, Span(line, column + 1, line, column + 1 + len(value)))


def changed(text: str, path: str, change: Change) -> str:
    edits = Maker(lambda path: text.encode()).edits(Remedy("", True, (change,)))
    return applied(text.encode(), edits).decode()


@pytest.mark.parametrize(
    ("name", "value", "kind", "after"),
    [
        (SOFTMAX, "softmax", "sigmoid", "sigmoid"),
        (SOFTMAX, "Softmax", "log_softmax", "LogSoftmax"),
        (SOFTMAX, "'softmax'", "log_softmax", "'log_softmax'"),
        (SOFTMAX, "torch.nn.Softmax", "sigmoid", "torch.nn.Sigmoid"),
        (TANH, '"tanh"', "sigmoid", '"sigmoid"'),
    ],
)
def test_another_activation(name: str, value: str, kind: str, after: str) -> None:
    text = f"# größer\nmodel: {{act: {value}, classes: 3}}  # softmax\n"
    use = made(name, value, text, "a.yaml")
    assert changed(text, "a.yaml", Replace(use, kind)) == text.replace(f"act: {value}", f"act: {after}")


@pytest.mark.parametrize(("path", "text"), [("a.yaml", "act: 'softmax' # x\n"), ("a.json", '{"act": "softmax"}\n')])
def test_no_activation(path: str, text: str) -> None:
    value = "'softmax'" if path == "a.yaml" else '"softmax"'
    after = changed(text, path, Remove(made(SOFTMAX, value, text, path)))
    assert after == text.replace(value, "null")


@pytest.mark.parametrize(
    ("name", "value", "domain", "after"),
    [
        (NLL, "torch.nn.NLLLoss", "logits", "torch.nn.CrossEntropyLoss"),
        (BCE, "nn.BCELoss", "logits", "nn.BCEWithLogitsLoss"),
        (BCE, "BCELoss", "logits", "BCEWithLogitsLoss"),
    ],
)
def test_another_loss(name: str, value: str, domain: str, after: str) -> None:
    text = f"loss:\r\n  _target_: {value}\r\n"
    use = made(name, value, text, "a.yml")
    assert changed(text, "a.yml", Expect(use, "expects", domain)) == text.replace(value, after)


def test_another_number() -> None:
    text = "classes: 5  # 5\n"
    assert changed(text, "a.yaml", Number(at("5", text, "a.yaml"), 5, 4)) == "classes: 4  # 5\n"


@pytest.mark.parametrize(
    "change",
    [
        Replace(made(SOFTMAX, "soft", "act: soft\n", "a.yaml"), "sigmoid"),
        Expect(made(NLL, "soft", "act: soft\n", "a.yaml"), "expects", "logits"),
        Number(at("soft", "act: soft\n", "a.yaml"), 5, 4),
        Argument(made(NLL, "soft", "act: soft\n", "a.yaml"), "weight", 3),
        Remove(made(SOFTMAX, "act: soft", "act: soft\n", "a.yaml")),
    ],
)
def test_what_is_not_understood_is_left_alone(change: Change) -> None:
    with pytest.raises(Refused):
        changed("act: soft\n", "a.yaml", change)


def test_a_model_that_keras_has_written(tmp_path: Path) -> None:
    dense = {"module": "keras.layers", "class_name": "Dense"}
    layers = [
        {"module": "keras.layers", "class_name": "InputLayer", "config": {"batch_shape": [None, 64]}},
        {**dense, "config": {"units": 1, "activation": "softmax", "use_bias": True}},
    ]
    model = {
        "module": "keras",
        "class_name": "Sequential",
        "config": {"name": "sequential", "layers": layers},
        "compile_config": {"optimizer": "adam", "loss": "binary_crossentropy"},
    }
    text = json.dumps(model, indent=2)
    done = mend({"model.json": text}, tmp_path)
    assert done.outcome.report.findings == ()
    assert done.after == {"model.json": text.replace('"softmax"', '"sigmoid"').encode()}
