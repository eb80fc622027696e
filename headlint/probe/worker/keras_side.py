"""Keras, on whichever backend ``KERAS_BACKEND`` names: Keras fixes it when it is imported, so it is one a process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from headlint.probe.worker.side import Array, Scored, Side, Tensor

KINDS: dict[str, Callable[[Tensor, int], Tensor]] = {
    "softmax": lambda x, axis: keras.ops.softmax(x, axis),
    "log_softmax": lambda x, axis: keras.ops.log_softmax(x, axis),
    "sigmoid": lambda x, axis: keras.ops.sigmoid(x),
    "hard_sigmoid": lambda x, axis: keras.ops.hard_sigmoid(x),
    "log_sigmoid": lambda x, axis: keras.ops.log_sigmoid(x),
    "tanh": lambda x, axis: keras.ops.tanh(x),
    "softsign": lambda x, axis: keras.ops.softsign(x),
    "relu": lambda x, axis: keras.ops.relu(x),
    "relu6": lambda x, axis: keras.ops.relu6(x),
    "leaky_relu": lambda x, axis: keras.ops.leaky_relu(x),
    "elu": lambda x, axis: keras.ops.elu(x),
    "selu": lambda x, axis: keras.ops.selu(x),
    "gelu": lambda x, axis: keras.ops.gelu(x),
    "silu": lambda x, axis: keras.ops.silu(x),
    "softplus": lambda x, axis: keras.ops.softplus(x),
    "exp": lambda x, axis: keras.ops.exp(x),
    "log": lambda x, axis: keras.ops.log(x),
    "abs": lambda x, axis: keras.ops.abs(x),
    "square": lambda x, axis: keras.ops.square(x),
    "normalize": lambda x, axis: keras.ops.normalize(x, axis),
}


class _KerasSide:
    name = "keras"
    version = keras.__version__
    backend: str = keras.backend.backend()
    last = True

    def tensor(self, array: Array) -> Tensor:
        return keras.ops.convert_to_tensor(array)

    def array(self, tensor: Tensor) -> Array:
        return np.asarray(keras.ops.convert_to_numpy(tensor))

    def relu(self, tensor: Tensor) -> Tensor:
        return keras.ops.relu(tensor)

    def channels_first(self, tensor: Tensor) -> Tensor:
        return keras.ops.moveaxis(tensor, -1, 1)

    def channels_last(self, tensor: Tensor) -> Tensor:
        return keras.ops.moveaxis(tensor, 1, -1)

    def fitted(
        self, head: Callable[[Tensor], Tensor], loss: Any, scores: Array, target: Array, weights: dict[int, float]
    ) -> float:
        rows = keras.layers.Dense(scores.shape[1], use_bias=False)
        model = keras.Sequential([keras.Input((len(scores),)), rows, keras.layers.Lambda(head)])
        rows.set_weights([scores])
        model.compile(keras.optimizers.SGD(0.0), loss)
        return float(model.train_on_batch(np.eye(len(scores)), target, class_weight=weights))

    def mean(self, tensor: Tensor) -> Tensor:
        return keras.ops.mean(keras.ops.cast(tensor, "float32"))

    def by_kind(self, kind: str, axis: int) -> Callable[[Tensor], Tensor] | None:
        named = KINDS.get(kind)
        return None if named is None else lambda x: named(x, axis)

    def differentiable(self, loss: Callable[[list[Tensor], list[Tensor]], Tensor]) -> Scored:
        raise NotImplementedError


class _OnTorch(_KerasSide):
    def array(self, tensor: Tensor) -> Array:
        return np.asarray(tensor.detach().cpu()) if hasattr(tensor, "detach") else super().array(tensor)

    def differentiable(self, loss: Callable[[list[Tensor], list[Tensor]], Tensor]) -> Scored:
        from headlint.probe.worker.torch_side import gradients

        def scored(parameters: list[Array], data: list[Array]) -> tuple[float, list[Array]]:
            given = [self.tensor(array).requires_grad_() for array in parameters]
            value = loss(given, [self.tensor(array) for array in data])
            return float(value.detach()), gradients(value, given)

        return scored


class _OnJax(_KerasSide):
    def differentiable(self, loss: Callable[[list[Tensor], list[Tensor]], Tensor]) -> Scored:
        import jax

        both = jax.jit(jax.value_and_grad(loss))

        def scored(parameters: list[Array], data: list[Array]) -> tuple[float, list[Array]]:
            value, found = both([self.tensor(array) for array in parameters], [self.tensor(array) for array in data])
            return float(value), [np.asarray(gradient) for gradient in found]

        return scored


class _OnTensorflow(_KerasSide):
    def differentiable(self, loss: Callable[[list[Tensor], list[Tensor]], Tensor]) -> Scored:
        """In graph code, as ``fit`` runs it: there Keras looks for the logits behind an activation."""
        import tensorflow as tf

        def both(given: list[Any], data: list[Any]) -> Any:
            with tf.GradientTape() as tape:
                tape.watch(given)
                value = loss(given, data)
            return value, tape.gradient(value, given, unconnected_gradients=tf.UnconnectedGradients.ZERO)

        graph = tf.function(both)

        def scored(parameters: list[Array], data: list[Array]) -> tuple[float, list[Array]]:
            value, found = graph([self.tensor(array) for array in parameters], [self.tensor(array) for array in data])
            return float(value), [np.asarray(gradient) for gradient in found]

        return scored


def keras_side() -> Side:
    return {"torch": _OnTorch, "jax": _OnJax, "tensorflow": _OnTensorflow}[keras.backend.backend()]()
