"""PyTorch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

from headlint.probe.worker.build import CannotBuild
from headlint.probe.worker.side import Array, Scored, Tensor

KINDS: dict[str, Callable[[Tensor, int], Tensor]] = {
    "softmax": lambda x, axis: torch.softmax(x, axis),
    "log_softmax": lambda x, axis: torch.log_softmax(x, axis),
    "softmin": lambda x, axis: F.softmin(x, axis),
    "sigmoid": lambda x, axis: torch.sigmoid(x),
    "hard_sigmoid": lambda x, axis: F.hardsigmoid(x),
    "log_sigmoid": lambda x, axis: F.logsigmoid(x),
    "tanh": lambda x, axis: torch.tanh(x),
    "softsign": lambda x, axis: F.softsign(x),
    "relu": lambda x, axis: torch.relu(x),
    "relu6": lambda x, axis: F.relu6(x),
    "leaky_relu": lambda x, axis: F.leaky_relu(x),
    "elu": lambda x, axis: F.elu(x),
    "selu": lambda x, axis: F.selu(x),
    "gelu": lambda x, axis: F.gelu(x),
    "silu": lambda x, axis: F.silu(x),
    "mish": lambda x, axis: F.mish(x),
    "hard_swish": lambda x, axis: F.hardswish(x),
    "softplus": lambda x, axis: F.softplus(x),
    "exp": lambda x, axis: torch.exp(x),
    "log": lambda x, axis: torch.log(x),
    "abs": lambda x, axis: torch.abs(x),
    "square": lambda x, axis: torch.square(x),
    "normalize": lambda x, axis: F.normalize(x, dim=axis),
}


class TorchSide:
    name = backend = "torch"
    version = torch.__version__.partition("+")[0]
    last = False

    def tensor(self, array: Array) -> Tensor:
        return torch.from_numpy(np.ascontiguousarray(array))

    def array(self, tensor: Tensor) -> Array:
        return tensor.detach().numpy()

    def differentiable(self, loss: Callable[[list[Tensor], list[Tensor]], Tensor]) -> Scored:
        def scored(parameters: list[Array], data: list[Array]) -> tuple[float, list[Array]]:
            given = [self.tensor(array).requires_grad_() for array in parameters]
            value = loss(given, [self.tensor(array) for array in data])
            return float(value.detach()), gradients(value, given)

        return scored

    def fitted(
        self, head: Callable[[Tensor], Tensor], loss: Any, scores: Array, target: Array, weights: dict[int, float]
    ) -> float:
        raise CannotBuild("PyTorch has no weights by class number")

    def relu(self, tensor: Tensor) -> Tensor:
        return torch.relu(tensor)

    def channels_first(self, tensor: Tensor) -> Tensor:
        return torch.movedim(tensor, -1, 1)

    def channels_last(self, tensor: Tensor) -> Tensor:
        return torch.movedim(tensor, 1, -1)

    def mean(self, tensor: Tensor) -> Tensor:
        return tensor.float().mean()

    def by_kind(self, kind: str, axis: int) -> Callable[[Tensor], Tensor] | None:
        named = KINDS.get(kind)
        return None if named is None else lambda x: named(x, axis)


def gradients(value: Any, parameters: list[Any]) -> list[Array]:
    """The gradients of a loss; zeros where it does not depend on a parameter."""
    if not value.requires_grad:
        return [np.zeros(tuple(parameter.shape), np.float32) for parameter in parameters]
    found = torch.autograd.grad(value, parameters, allow_unused=True)
    return [
        np.zeros(tuple(parameter.shape), np.float32) if gradient is None else gradient.numpy()
        for parameter, gradient in zip(parameters, found, strict=True)
    ]
