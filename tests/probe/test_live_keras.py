"""``check_head`` on real networks of Keras: here on the torch backend, and in a process of its own on jax."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras
import numpy as np
from keras import layers, losses

from headlint.probe import HeadFault, assert_head, check_head
from tests.probe.test_command import ROOT

INPUTS = np.cos(np.arange(160.0)).reshape(20, 8).astype("float32")
KINDS = np.arange(20) % 10
ONE_HOT = np.eye(10, dtype="float32")[KINDS]
SEVERAL = np.maximum(ONE_HOT, np.roll(ONE_HOT, 3, 1))
YES = (np.arange(20) % 2)[:, None]

SPARSE, BINARY = losses.SparseCategoricalCrossentropy, losses.BinaryCrossentropy


def network(channels: int, activation: Any = None, *more: Any) -> Any:
    keras.utils.set_random_seed(channels)
    hidden = [layers.Dense(16, activation="relu"), layers.BatchNormalization(), layers.Dropout(0.5)]
    return keras.Sequential([keras.Input((8,)), *hidden, layers.Dense(channels, activation=activation), *more])


class Own(keras.Model):
    """A model that is a class: Keras has no graph of it."""

    def __init__(self, channels: int, activation: Any = None) -> None:
        super().__init__()
        self.hidden, self.scores = layers.Dense(16, activation="relu"), layers.Dense(channels, activation=activation)

    def call(self, x: Any) -> Any:
        return self.scores(self.hidden(x))


def own(channels: int, activation: Any = None) -> Any:
    keras.utils.set_random_seed(channels)
    model = Own(channels, activation)
    model(INPUTS)
    return model


def functional() -> Any:
    given = keras.Input((8,))
    return keras.Model(given, keras.ops.softmax(layers.Reshape((10,))(layers.Dense(10)(given))))


def compiled(model: Any, loss: Any) -> Any:
    model.compile(loss=loss)
    return model


def wrong() -> dict[str, tuple[Any, Any, Any]]:
    return {
        "softmax before logits": (network(10, "softmax"), SPARSE(from_logits=True), KINDS),
        "softmax as a layer": (network(10, None, layers.Softmax()), SPARSE(from_logits=True), KINDS),
        "softmax as a function": (functional(), SPARSE(from_logits=True), KINDS),
        "logits into probabilities": (network(10), "sparse_categorical_crossentropy", KINDS),
        "the compiled loss": (compiled(network(10), "sparse_categorical_crossentropy"), None, KINDS),
        "relu before logits": (network(10, "relu"), SPARSE(from_logits=True), KINDS),
        "relu before probabilities": (network(10, "relu"), "categorical_crossentropy", ONE_HOT),
        "tanh before probabilities": (network(10, "tanh"), "categorical_crossentropy", ONE_HOT),
        "class indices into one-hot": (network(10, "softmax"), "categorical_crossentropy", KINDS),
        "one-hot into class indices": (network(10, "softmax"), "sparse_categorical_crossentropy", ONE_HOT),
        "sigmoid before logits": (network(1, "sigmoid"), BINARY(from_logits=True), YES),
        "logits into binary": (network(1), "binary_crossentropy", YES),
        "softmax over one channel": (network(1, "softmax"), "binary_crossentropy", YES),
        "softmax of several labels": (network(10, "softmax"), "binary_crossentropy", SEVERAL),
        "numbers that sigmoid does not reach": (network(1, "sigmoid"), "mse", 5 * INPUTS[:, :1]),
        "a class: softmax before logits": (own(10, "softmax"), SPARSE(from_logits=True), KINDS),
        "a class: logits into probabilities": (own(10), "sparse_categorical_crossentropy", KINDS),
        "a class: relu": (own(10, "relu"), SPARSE(from_logits=True), KINDS),
    }


def right() -> dict[str, tuple[Any, Any, Any]]:
    return {
        "softmax": (network(10, "softmax"), "sparse_categorical_crossentropy", KINDS),
        "one-hot": (network(10, "softmax"), losses.CategoricalCrossentropy(), ONE_HOT),
        "logits": (network(10), SPARSE(from_logits=True), KINDS),
        "the compiled loss": (compiled(network(10), SPARSE(from_logits=True)), None, KINDS),
        "binary": (network(1, "sigmoid"), "binary_crossentropy", YES),
        "binary logits": (network(1), BINARY(from_logits=True), YES),
        "two exclusive channels": (network(2, "softmax"), "binary_crossentropy", np.eye(2)[KINDS % 2]),
        "several labels": (network(10, "sigmoid"), "binary_crossentropy", SEVERAL),
        "numbers": (network(1), "mse", 5 * INPUTS[:, :1]),
        "a class": (own(10, "softmax"), "sparse_categorical_crossentropy", KINDS),
        "a class: binary": (own(1, "sigmoid"), "binary_crossentropy", YES),
    }


WRONG, RIGHT = wrong(), right()


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_head_is_confirmed(name: str) -> None:
    model, loss, labels = WRONG[name]
    verdict = check_head(model, loss, INPUTS, labels)
    assert verdict.verdict == "confirmed", verdict
    assert verdict.advice
    assert (verdict.record["framework"], verdict.record["backend"]) == ("keras", keras.backend.backend())


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_head_is_clean_before_it_is_trained(name: str) -> None:
    model, loss, labels = RIGHT[name]
    assert check_head(model, loss, INPUTS, labels).verdict == "clean"


ON_JAX = ("softmax before logits", "logits into binary", "a class: relu"), ("softmax", "binary logits", "a class")


def test_on_jax() -> None:
    """Keras fixes its backend when it is imported."""
    code = (
        "import json; from tests.probe import test_live_keras as live; from headlint.probe import check_head\n"
        "cases = [live.WRONG[name] for name in live.ON_JAX[0]] + [live.RIGHT[name] for name in live.ON_JAX[1]]\n"
        "found = [check_head(model, loss, live.INPUTS, labels) for model, loss, labels in cases]\n"
        "print(json.dumps([[one.verdict, one.record['backend']] for one in found]))"
    )
    given = {**os.environ, "PYTHONPATH": str(ROOT), "KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=given, capture_output=True, encoding="utf-8")
    assert json.loads(done.stdout) == [["confirmed", "jax"]] * 3 + [["clean", "jax"]] * 3, done.stderr


@pytest.mark.parametrize("made", [network, own])
def test_nothing_of_the_model_changes(made: Any) -> None:
    model = compiled(made(10, "softmax"), SPARSE(from_logits=True))
    model.fit(INPUTS, KINDS, verbose=0)
    model.layers[0].trainable = False

    def state() -> tuple[list[Any], list[Any], Any]:
        every = [*model.weights, *model.optimizer.variables, *(v for layer in model.layers for v in layer.variables)]
        nodes = [(len(layer._inbound_nodes), len(layer._outbound_nodes), layer.trainable) for layer in model.layers]
        return [keras.ops.convert_to_numpy(one) for one in every], nodes, np.random.get_state()[1]

    before = state()
    assert check_head(model, None, INPUTS, KINDS).verdict == "confirmed"
    after = state()
    assert all(np.array_equal(one, other) for one, other in zip(before[0], after[0], strict=True))
    assert before[1] == after[1]
    assert np.array_equal(before[2], after[2])


def test_what_is_said() -> None:
    model, loss, labels = WRONG["softmax before logits"]
    with pytest.raises(HeadFault, match="let the model return its bare scores") as failed:
        assert_head(model, loss, INPUTS, labels)
    assert str(failed.value).startswith("softmax → SparseCategoricalCrossentropy(from_logits=True): the loss cannot")


@pytest.mark.parametrize(
    ("model", "loss", "complaint"),
    [
        (network(10), None, "the model is not compiled with one loss"),
        (network(10), "crossentropie", "Keras has no loss 'crossentropie'"),
        (Own(10), "mse", "the model is not built"),
    ],
)
def test_what_is_misused_is_said_in_one_line(model: Any, loss: Any, complaint: str) -> None:
    with pytest.raises(TypeError, match=complaint):
        check_head(model, loss, INPUTS, KINDS)
