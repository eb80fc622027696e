"""PyTorch: a model run as it trains and left as it was, and the activations that the autograd graph tells of.

The graph of an output says which functions made it, down to the layer with the weights that made the scores
(``grad_fn``, https://docs.pytorch.org/docs/stable/notes/autograd.html). Its leaves are the weights: with other ones in
their place for the time of a run, the same head gives other scores.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.modules.module import register_module_forward_pre_hook
from torch.overrides import TorchFunctionMode

SEED = 0
DRAWS = ((1, 1.0), (1, 30.0), (8, 5.0), (0, 2.0), (1, 300.0))
"""How many of the nearest layers get other weights (0: all), and how many times as spread as they are."""


@contextmanager
def untouched(train: bool) -> Iterator[None]:
    """Inside, every module that is called trains (or not), with weights that take gradients; afterwards each has its
    mode and its buffers again, and random numbers go on as if nothing had been."""
    modules: dict[nn.Module, tuple[bool, list[tuple[Tensor, Tensor]], list[nn.Parameter]]] = {}

    def before(module: nn.Module, inputs: Any) -> None:
        if module not in modules:
            buffers = [(one, one.detach().clone()) for one in module.buffers(recurse=False)]
            frozen = [one for one in module.parameters(recurse=False) if not one.requires_grad]
            modules[module] = module.training, buffers, [one for one in frozen if one.is_floating_point()]
            for parameter in modules[module][2]:
                parameter.requires_grad_(True)
            module.training = train

    states = random.getstate(), np.random.get_state()
    started = torch.cuda.is_initialized()  # type: ignore[no-untyped-call]
    devices = list(range(torch.cuda.device_count())) if started else []
    hook = register_module_forward_pre_hook(before)
    try:
        with torch.random.fork_rng(devices), torch.enable_grad():
            torch.manual_seed(SEED)
            yield
    finally:
        hook.remove()
        random.setstate(states[0])
        np.random.set_state(states[1])
        for module, (trained, buffers, frozen) in modules.items():
            module.training = trained
            for parameter in frozen:
                parameter.requires_grad_(False)
            with torch.no_grad():
                for buffer, kept in buffers:
                    buffer.copy_(kept)


def forward(model: Callable[..., Any], inputs: Any) -> Any:
    """What a model makes of a batch: a tuple or list is several arguments, a dict is arguments by name."""
    if isinstance(inputs, dict):
        return model(**inputs)
    return model(*inputs) if isinstance(inputs, (tuple, list)) else model(inputs)


class Watched(TorchFunctionMode):
    """Inside, the calls of torch's own losses are noted: (function, arguments, keyword arguments)."""

    def __init__(self, known: Callable[[Any], bool]) -> None:
        super().__init__()
        self.known, self.calls = known, list[tuple[Any, tuple[Any, ...], dict[str, Any]]]()

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        if self.known(func):
            self.calls.append((func, args, kwargs or {}))
        return func(*args, **(kwargs or {}))


# ── the graph ────────────────────────────────────────────────────────────────────────────────────────────────────────

KINDS = {
    "Softmax": "softmax", "LogSoftmax": "log_softmax", "Sigmoid": "sigmoid", "LogSigmoid": "log_sigmoid",
    "Tanh": "tanh", "Relu": "relu", "LeakyRelu": "leaky_relu", "Elu": "elu", "Gelu": "gelu", "Silu": "silu",
    "Mish": "mish", "Softplus": "softplus", "Hardsigmoid": "hard_sigmoid", "Hardswish": "hard_swish", "Exp": "exp",
    "Log": "log", "Abs": "abs",
}  # fmt: skip
"""Activations by the names of their nodes, as ``derivatives.yaml`` of PyTorch has them."""

KEEP = frozenset({
    "View", "UnsafeView", "ReshapeAlias", "Squeeze", "Unsqueeze", "Transpose", "T", "Permute", "Select", "Slice",
    "Clone", "ToCopy", "Alias", "Expand", "Movedim",
})  # fmt: skip
"""Nodes that leave the numbers as they are."""

PRODUCE = frozenset({
    "Addmm", "Mm", "Bmm", "Baddbmm", "Addbmm", "Convolution", "ConvolutionOverrideable", "NativeBatchNorm",
    "CudnnBatchNorm", "NativeLayerNorm", "NativeGroupNorm", "Embedding", "MkldnnLinear", "Linear",
})  # fmt: skip
"""Nodes whose numbers may be any."""


def chain(output: Tensor) -> list[dict[str, Any]] | None:
    """The activations between the scores and an output, the first one first: ``kind`` and ``arguments``. None if
    something else changes the numbers."""
    found: list[dict[str, Any]] = []
    node = output.grad_fn
    while node is not None:
        name = node.name().rstrip("0123456789").removesuffix("Backward")
        if name in PRODUCE:
            return found[::-1]
        if name in KINDS:
            found.append({"kind": _kind(name, node), "arguments": _arguments(name, node)})
        elif name not in KEEP:
            return None
        node = node.next_functions[0][0]
    return None


def _kind(name: str, node: Any) -> str:
    return "selu" if name == "Elu" and node._saved_scale != 1 else KINDS[name]


def _arguments(name: str, node: Any) -> dict[str, Any]:
    if name == "LeakyRelu":
        return {"negative_slope": float(node._saved_negative_slope)}
    return {"alpha": float(node._saved_alpha)} if name == "Elu" and node._saved_scale == 1 else {}


def leaves(output: Tensor) -> list[list[Tensor]]:
    """The weights that an output was made with, by the nodes that take them, the nearest to the output first."""
    found: list[list[Tensor]] = []
    seen: set[Any] = set()
    level = [output.grad_fn] if output.grad_fn is not None else []
    while level:
        below: list[Any] = []
        for node in level:
            ends = [following for following, _ in node.next_functions if following is not None]
            held = [end.variable for end in ends if hasattr(end, "variable") and end not in seen]
            found += [held] if held else []
            fresh = [end for end in dict.fromkeys(ends) if end not in seen and not hasattr(end, "variable")]
            seen.update(ends)
            below += fresh
        level = below
    return found


@contextmanager
def other(weights: Sequence[Tensor], spread: float, generator: torch.Generator) -> Iterator[None]:
    """Inside, these weights are random numbers, ``spread`` times as large as they are."""
    kept = [weight.data for weight in weights]
    try:
        for weight, held in zip(weights, kept, strict=True):
            size = float(held.float().std()) if held.numel() > 1 else 0.0
            drawn = torch.randn(held.shape, generator=generator) * spread * (size if size > 1e-3 else 0.1)
            weight.data = drawn.to(held)
        yield
    finally:
        for weight, held in zip(weights, kept, strict=True):
            weight.data = held


def various(made: Tensor, again: Callable[[], Tensor]) -> Iterator[Tensor]:
    """The output of ``again`` with other weights of those that ``made`` came from."""
    layers = leaves(made)
    generator = torch.Generator().manual_seed(SEED)
    for count, spread in DRAWS if layers else ():
        weights = [weight for layer in layers[: count or None] for weight in layer if weight.is_floating_point()]
        with other(weights, spread, generator):
            found = again().detach()
        yield found
