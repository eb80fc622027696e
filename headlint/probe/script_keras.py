"""Scripts for Keras, the same on every backend: the scores are the weights of a layer, and ``fit`` moves them."""

from __future__ import annotations

from typing import Any

from headlint.probe import script_data
from headlint.probe.script_data import Spelling, classes, samples
from headlint.probe.tails import Tail

SPELLING = Spelling(
    "np", "np.array({})", "keras.ops.convert_to_numpy({})", '({}).astype("float32")',
    {"int": '{}.astype("int64")', "float": '{}.astype("float32")', "bool": '{}.astype("bool")'},
)  # fmt: skip

FROM_START = {
    "loss at the start": "fit(start)[1]",
    "gradient at the start": "gradient(start)",
    "lowest loss": "lowest(start)",
    "lowest loss with one answer for all": "lowest(start[:1])",
    "loss of raising every channel": "fit(np.full_like(start, 30.0))[1]",
    "loss of the right answer": "fit(right)[1]",
    "gradient when sure and wrong": "gradient(wrong)",
    "gradient when all is low": "gradient(np.full_like(start, -4.0))",
    "smallest gradient of the last channel": "(start - fit(start, keras.optimizers.SGD(1.0), 1)[0])[:, -1].min()",
    "output that changes when a sample is alone": "alone(2 * start)",
}


def imports(backend: str, modules: list[str]) -> list[str]:
    lines = ["import os", f'os.environ["KERAS_BACKEND"] = "{backend}"', "import keras, numpy as np"]
    return [*lines, *(f"import {module}" for module in modules)]


def function(expressions: str) -> list[str]:
    lines: list[str] = []
    if "alone" not in expressions:
        lines += [
            '    def fit(scores, optimizer="sgd", steps=0):  # every sample has a row of weights of its own',
            "        inputs = np.eye(len(start)) if len(scores) > 1 else np.ones((len(start), 1))",
            "        layer = keras.layers.Dense(start.shape[1], use_bias=False)",
            "        model = keras.Sequential([keras.Input(inputs.shape[1:]), layer, keras.layers.Lambda(head)])",
            "        layer.set_weights([scores])",
            "        model.compile(optimizer, loss)",
            "        model.fit(inputs, target, epochs=steps, batch_size=len(start), shuffle=False, verbose=0)",
            "        return layer.get_weights()[0], model.evaluate(inputs, target, len(start), verbose=0)",
        ]
    if "lowest(" in expressions:
        lines += [
            "    def lowest(scores):",
            "        fall = keras.optimizers.schedules.PolynomialDecay(rate, 300, 0.0)",
            "        return fit(scores, keras.optimizers.Adam(fall, epsilon=1e-8), 300)[1]",
        ]
    if "gradient(" in expressions:
        lines += [
            "    def gradient(scores):",
            "        return np.linalg.norm(scores - fit(scores, keras.optimizers.SGD(1.0), 1)[0])",
        ]
    if "alone(" in expressions:
        lines += [
            "    def alone(scores):",
            "        return np.abs(keras.ops.convert_to_numpy(head(scores)[:1] - head(scores[:1]))).max()",
        ]
    return lines


def labels(tail: Tail) -> list[str]:
    return _of_images(tail) if tail["layout"] == "image" else script_data.labels(tail, SPELLING)


def _of_images(tail: Tail) -> list[str]:
    """One-hot labels of images of 2 x 2; the scores of an image stand in one row."""
    count, channels, elsewhere = samples(tail), tail["channels"], tail["target"].get("elsewhere")
    moved = ".transpose(0, 3, 1, 2)" if elsewhere else ""
    numbers = f"(np.arange({count})[:, None] + {0 if elsewhere else 1} * np.arange(4)) % {classes(tail)}"
    return [
        f"hot = np.eye({channels})[{numbers}].reshape({count}, {4 * channels})",
        f"target = hot.reshape({count}, 2, 2, {channels}){moved}",
        f"other = np.roll(hot.reshape({count}, 4, {channels}), 1, 2).reshape(hot.shape)",
        "right, wrong = np.where(hot > 0, 30.0, -30.0), np.where(other > 0, 4.0, -4.0)",
        'start = (0.5 * np.cos(np.arange(hot.size)).reshape(hot.shape)).astype("float32")',
    ]


def given(tail: Tail) -> str:
    return f"keras.ops.reshape(x, (-1, 2, 2, {tail['channels']}))" if tail["layout"] == "image" else "x"


def scorer(tail: Tail, called: str) -> str:
    return f"lambda target, output: {called}"


def metric(use: dict[str, Any], tail: Tail, head: str) -> list[str]:
    given = ", ".join(f"{name}={value!r}" for name, value in use["options"].items())
    target = "hot" if use["dense"] or tail["channels"] == 1 else "labels"
    return [
        f"metric = {use['name']}({given})",
        f"metric.update_state({target}, {head})",
        "value = float(keras.ops.mean(metric.result()))",
    ]


def weights(yours: Tail, fixed: Tail, head: str, scored: str) -> list[str]:
    """What becomes of the loss when weights by number are tripled: all of them, then each alone. ``head``: the
    expression of its output of ``x``; ``scored``: that of the loss."""
    channels = yours["channels"]
    given, right = yours["loss"]["class_weight"], fixed["loss"]["class_weight"]
    hot = "labels" if yours["target"]["form"] == "indices" or channels == 1 else f"np.eye({channels})[labels]"
    return [
        "def loss(labels, weights):",
        f'    last = keras.layers.Dense({channels}, kernel_initializer="zeros")',
        f"    model = keras.Sequential([keras.Input((8,)), last, keras.layers.Lambda(lambda x: {head})])",
        f'    model.compile("sgd", lambda target, output: {scored})',
        f"    return model.train_on_batch(np.zeros((len(labels), 8)), {hot}, class_weight=weights)",
        "",
        f'for name, numbers in {{"yours": {given}, "fixed": {right}}}.items():',
        f"    every, ones = np.arange({max(channels, 2)}), dict.fromkeys(numbers, 1.0)",
        "    for number in every:",
        "        labels = np.full(8, number)",
        "        times = loss(labels, dict.fromkeys(numbers, 3.0)) / loss(labels, ones)",
        '        print(f"{name}: all weights tripled: the loss of class {number} is {times:.3g} times what it was")',
        "    for number in numbers:",
        "        times = loss(every, {**ones, number: 3.0}) / loss(every, ones)",
        '        print(f"{name}: that of class {number} tripled: the loss is {times:.3g} times what it was")',
    ]
