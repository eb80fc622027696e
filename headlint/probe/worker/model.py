"""A process that runs one model of a project: one task comes in, one answer goes out. It is limited by ``sandbox``.

The pipe to the host is moved to a descriptor of its own before the project's code is imported, so that whatever that
prints does not get between.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

SIZES = (32, 64, 224)
"""Heights and widths of images that are tried."""


def main() -> None:
    pipe = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    task = json.loads(sys.stdin.readline())
    try:
        answer: dict[str, Any] = {"measured": run(task)}
    except BaseException as raised:  # SystemExit of the project's code as well
        answer = {"open": f"{type(raised).__name__}: {' '.join(str(raised).split())[:300]}"}
    pipe.write(json.dumps(answer) + "\n")
    pipe.flush()
    os._exit(0)  # threads and exit handlers of the project's code have nothing more to say


def run(task: dict[str, Any]) -> dict[str, Any]:
    """Import the class, build it, run a small input through it, look at what comes out, and train it on that."""
    sys.path.insert(0, task["root"])
    made: Any = importlib.import_module(task["module"])
    for name in task["class"].split("."):
        made = getattr(made, name)
    given = task["arguments"]
    positional = [value for name, value in given.items() if name.isdigit()]
    model = made(*positional, **{name: value for name, value in given.items() if not name.isdigit()})
    inputs = forward(model)

    def again() -> Any:
        output = model(inputs)
        for key in task["element"]:
            output = output[key]
        return output

    output = again()
    return {**look(output, task), "loss": with_loss(model, again, inputs, output, task)}


def with_loss(model: Any, again: Callable[[], Any], inputs: Any, output: Any, task: dict[str, Any]) -> dict[str, Any]:
    """What the loss of the finding makes of the output; ``reason`` where it was not measured."""
    from headlint.probe.worker.trained import NotTrained, trained

    if task["tail"] is None:
        return {"reason": "the finding is about no loss that can be built"}
    if task["element"] and task["tail"]["framework"] != "torch":
        return {"reason": "its loss is not measured on one output of several"}
    try:
        return trained(model, again, inputs, _array(output), task["tail"])
    except NotTrained as reason:
        return {"reason": str(reason)}


def forward(model: Any) -> Any:
    """The first input that the model takes."""
    keras = sys.modules.get("keras")
    if keras is not None and isinstance(model, keras.Model):  # on torch it is a module as well
        return _first(model, _keras_inputs(model))
    import torch

    if isinstance(model, torch.nn.Module):
        torch.manual_seed(0)
        model.train()
        return _first(model, _torch_inputs(model))
    return _first(model, _keras_inputs(model))


def _first(model: Any, inputs: Iterator[Any]) -> Any:
    raised: Exception = ValueError("no input for its first layer is known")
    for one in inputs:
        try:
            model(one)
            return one
        except Exception as failed:
            raised = failed
    raise raised


def _torch_inputs(model: Any) -> Iterator[Any]:
    """Inputs for the first layer that has weights. Batches of 4: normalisation needs more than one sample."""
    import torch

    for layer in model.modules():
        if isinstance(layer, torch.nn.Embedding):
            yield torch.randint(layer.num_embeddings, (4, 8))
            return
        if isinstance(layer, torch.nn.Linear):
            yield torch.randn(4, layer.in_features)
            yield torch.randn(4, 8, layer.in_features)
            return
        if hasattr(layer, "in_channels") and hasattr(layer, "kernel_size"):
            axes = len(layer.kernel_size)
            for size in SIZES:
                yield torch.randn(4, layer.in_channels, *[size if axes < 3 else 32] * axes)
            return
        if isinstance(layer, torch.nn.RNNBase):
            yield torch.randn(4, 8, layer.input_size)
            return


def _keras_inputs(model: Any) -> Iterator[Any]:
    import numpy as np

    random = np.random.default_rng(0)
    shape = getattr(model, "input_shape", None)
    shapes = [shape[1:]] if shape else [(16,), (64,), (784,), (32, 32, 3), (28, 28, 1)]
    for one in shapes:
        yield random.normal(size=(4, *(size or 8 for size in one))).astype("float32")


def look(output: Any, task: dict[str, Any]) -> dict[str, Any]:
    """Channels, range and sums of a real output."""
    import numpy as np

    array = _array(output)
    axis = task["class_axis"] if -array.ndim <= task["class_axis"] < array.ndim else -1
    sums = {name: function(array).sum(axis) for name, function in (("itself", lambda x: x), ("exp", np.exp))}
    return {
        "shape": list(array.shape),
        "channels": int(array.shape[axis]) if array.ndim else 1,
        "low": float(array.min()),
        "high": float(array.max()),
        "sums_to_1": bool(np.allclose(sums["itself"], 1, atol=1e-3)),
        "exp_sums_to_1": bool(np.allclose(sums["exp"], 1, atol=1e-3)),
    }


def _array(output: Any) -> Any:
    import numpy as np

    return np.asarray(output.detach().cpu() if hasattr(output, "detach") else output, np.float64)


if __name__ == "__main__":
    main()
