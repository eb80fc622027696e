"""What the measurements ask of a framework. Everything else about it is its own business."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeAlias

Array: TypeAlias = Any
"""A NumPy array: what crosses the border between the measurements and a framework."""

Tensor: TypeAlias = Any
"""A tensor of the framework."""

Scored: TypeAlias = Callable[[list[Array], list[Array]], tuple[float, list[Array]]]
"""Parameters and data in, the loss and its gradients by the parameters out."""


class Side(Protocol):
    """A framework, with one of its backends."""

    name: str
    version: str
    backend: str
    last: bool
    """Whether the class axis of images is the last one."""

    def tensor(self, array: Array) -> Tensor: ...

    def array(self, tensor: Tensor) -> Array: ...

    def differentiable(self, loss: Callable[[list[Tensor], list[Tensor]], Tensor]) -> Scored:
        """The loss with its gradients, as the framework computes both."""

    def fitted(
        self, head: Callable[[Tensor], Tensor], loss: Any, scores: Array, target: Array, weights: dict[int, float]
    ) -> float:
        """The loss that a step of training reports, with weights by class number; ``loss``: see
        ``build.loss_object``. Raises ``CannotBuild`` where training has no such weights."""

    def relu(self, tensor: Tensor) -> Tensor: ...

    def channels_first(self, tensor: Tensor) -> Tensor:
        """(N, H, W, C) as (N, C, H, W)."""

    def channels_last(self, tensor: Tensor) -> Tensor:
        """(N, C, H, W) as (N, H, W, C)."""

    def mean(self, tensor: Tensor) -> Tensor: ...

    def by_kind(self, kind: str, axis: int) -> Callable[[Tensor], Tensor] | None:
        """An activation by its common name, for libraries that are not installed; None if there is none."""


def made(name: str) -> Side:
    """The side of a framework, with the backend that it is imported with."""
    if name == "torch":
        from headlint.probe.worker.torch_side import TorchSide

        return TorchSide()
    from headlint.probe.worker.keras_side import keras_side

    return keras_side()
