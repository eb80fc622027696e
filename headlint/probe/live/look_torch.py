"""Looking at a PyTorch model with its loss: which values reach which loss, and what they are."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from headlint.knowledge.rows import Row, Score
from headlint.probe.live.check import NotSeen
from headlint.probe.live.looks import Look, samples
from headlint.probe.live.losses import facts, facts_of, row_of
from headlint.probe.live.of_torch import Watched, chain, forward, leaves, untouched, various
from headlint.probe.worker.measure import said


@dataclass(frozen=True, slots=True)
class Scored:
    """Values on their way into a loss that the tables know."""

    row: Row
    output: Tensor
    target: Tensor
    arguments: dict[str, Any] | None
    """Those of the call; None if the loss object has them."""


def looks(model: Callable[..., Any], loss: Any, inputs: Any, targets: Any) -> list[Look]:
    """One look for each of torch's losses that the model's output goes through. Raises ``NotSeen``."""
    if not callable(loss):
        raise TypeError(f"{type(loss).__name__} is no loss: a module or a function of output and targets is one")
    try:
        return _look(model, loss, inputs, targets, train=True)
    except _ModelRaises:
        pass  # normalisation over a batch of one, for example
    try:
        return _look(model, loss, inputs, targets, train=False)
    except _ModelRaises as raised:
        raise NotSeen(f"the model raises {raised}") from raised.__cause__


class _ModelRaises(Exception):
    pass


def _look(model: Callable[..., Any], loss: Any, inputs: Any, targets: Any, train: bool) -> list[Look]:
    with untouched(train):
        return [_one(model, loss, inputs, targets, number) for number in range(_count(model, loss, inputs, targets))]


def _count(model: Callable[..., Any], loss: Any, inputs: Any, targets: Any) -> int:
    return len(_run(model, loss, inputs, targets)[0])


def _one(model: Callable[..., Any], loss: Any, inputs: Any, targets: Any, number: int) -> Look:
    """The look at the ``number``-th loss that values go through."""

    def again() -> Tensor:
        scored = _run(model, loss, inputs, targets)[0]
        return scored[min(number, len(scored) - 1)].output

    scored, value, error = _run(model, loss, inputs, targets)
    one = scored[number]
    if not one.output.ndim or not one.output.numel():
        raise NotSeen("the output is one number" if not one.output.ndim else "the batch is empty")
    with torch.no_grad():
        target = one.target.detach().cpu().numpy()
    made = [one.output.detach(), *_others(one.output, again)]
    return Look(
        "torch",
        [_numbers(each) for each in made],
        chain(one.output),
        facts_of(loss, one.row) if one.arguments is None else facts(one.row, one.arguments),
        target,
        None if value is None else float(value.detach()),
        None if value is None else _gradient(value, one.output),
        error,
    )


def _numbers(output: Tensor) -> Any:
    few = output[: samples(output.shape)] if output.ndim else output
    return few.float().cpu().numpy()


def _others(output: Tensor, again: Callable[[], Tensor]) -> list[Tensor]:
    """Outputs under other weights, as far as the model can be run with them."""
    made: list[Tensor] = []
    with suppress(_ModelRaises, NotSeen):  # it asserts something of its numbers: what was seen until then is seen
        made.extend(various(output, again))
    return made


def _run(
    model: Callable[..., Any], loss: Any, inputs: Any, targets: Any
) -> tuple[list[Scored], Tensor | None, str | None]:
    """The known losses that the output goes through, the value of the whole, and what it raised instead."""
    try:
        output = forward(model, inputs)
    except Exception as raised:
        raise _ModelRaises(said(raised)) from raised
    value, error = None, None
    row = row_of(loss)
    with Watched(lambda function: row_of(function) is not None if row is None else False) as watched:
        try:
            value = loss(output, targets)
        except Exception as raised:
            error = said(raised)
    if row is not None:
        scored = [Scored(row, _tensor(output), _tensor(targets), None)]
    else:
        scored = [one for one in (_call(*call) for call in watched.calls) if one is not None]
    if not scored:
        raise NotSeen(
            f"the loss raises {error}" if error else f"no table knows {_name(loss)}, and it calls no loss that one does"
        )
    whole = isinstance(value, Tensor) and value.is_floating_point()
    return scored, value.float().mean() if whole and value is not None else None, error


def _call(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Scored | None:
    """A call of one of torch's losses."""
    row = row_of(function)
    assert row is not None
    assert isinstance(row.does, Score)
    try:
        given = dict(inspect.signature(function).bind(*args, **kwargs).arguments)
    except (TypeError, ValueError):
        return None
    output, target = given.pop(row.does.input, None), given.pop(row.does.target, None)
    if not isinstance(output, Tensor) or not isinstance(target, Tensor):
        return None
    return Scored(row, output, target, given)


def _tensor(given: Any) -> Tensor:
    if isinstance(given, Tensor):
        return given
    raise TypeError(
        f"a {type(given).__name__} stands where one tensor is wanted: hand a function that gives the head's output, "
        "as lambda x: model(x)[0]"
    )


def _name(loss: Any) -> str:
    return str(getattr(loss, "__qualname__", type(loss).__qualname__))


def _gradient(value: Tensor, output: Tensor) -> float | None:
    """The norm of the gradient by the weights next to the output."""
    weights = [weight for layer in leaves(output)[:1] for weight in layer if weight.requires_grad]
    if not value.requires_grad or not weights:
        return None
    try:
        found = torch.autograd.grad(value, weights, allow_unused=True)
    except RuntimeError:
        return None
    norm = math.sqrt(sum(float(one.double().square().sum()) for one in found if one is not None))
    return norm if math.isfinite(norm) else None
