"""Scripts for Keras, the same on every backend: the scores are the weights of a layer, and ``fit`` moves them."""

from __future__ import annotations

from typing import Any

from headlint.probe.reproduce import classes, head_of, loss_of, printed, rate, samples
from headlint.probe.tails import Tail

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


def function(wanted: list[str]) -> list[str]:
    lines = ["def show(name, head, loss, rate):"]
    expressions = [FROM_START[title] for title in wanted]
    if any("alone" not in expression for expression in expressions):
        lines += [
            '    def fit(scores, optimizer="sgd", steps=0):  # every sample has a row of weights of its own',
            "        inputs = np.eye(len(start)) if len(scores) == len(start) else np.ones((len(start), 1))",
            "        layer = keras.layers.Dense(start.shape[1], use_bias=False)",
            "        model = keras.Sequential([keras.Input(inputs.shape[1:]), layer, keras.layers.Lambda(head)])",
            "        layer.set_weights([scores])",
            "        model.compile(optimizer, loss)",
            "        model.fit(inputs, target, epochs=steps, batch_size=len(start), shuffle=False, verbose=0)",
            "        return layer.get_weights()[0], model.evaluate(inputs, target, len(start), verbose=0)",
        ]
    if any("lowest(" in expression for expression in expressions):
        lines += [
            "    def lowest(scores):",
            "        fall = keras.optimizers.schedules.PolynomialDecay(rate, 300, 0.0)",
            "        return fit(scores, keras.optimizers.Adam(fall, epsilon=1e-8), 300)[1]",
        ]
    if any("gradient(" in expression for expression in expressions):
        lines += [
            "    def gradient(scores):",
            "        return np.linalg.norm(scores - fit(scores, keras.optimizers.SGD(1.0), 1)[0])",
        ]
    if any("alone(" in expression for expression in expressions):
        lines += [
            "    def alone(scores):",
            "        return np.abs(keras.ops.convert_to_numpy(head(scores)[:1] - head(scores[:1]))).max()",
        ]
    return [*lines, *printed(wanted, FROM_START)]


def labels(tail: Tail) -> list[str]:
    count, channels, form = samples(tail), tail["channels"], tail["target"]["form"]
    if tail["layout"] == "image":
        return _of_images(tail)
    lines = [f"classes = np.arange({count}) % {classes(tail)}"]
    if form in ("probs", "log_probs"):
        lines.append(f"target = np.exp(2 * np.eye({channels})[classes] + 0.5 * np.cos(np.arange({channels})))")
        lines.append("target /= target.sum(1, keepdims=True)")
        lines.append("right, wrong = np.log(target), 4 * np.roll(np.log(target), 1, 1)")
        lines += ["target = np.log(target)"] if form == "log_probs" else []
    elif form == "values":
        low, high = tail["target"]["low"], tail["target"]["high"]
        spread = f"np.linspace({low!r}, {high!r}, {max(tail['target']['classes'], 2)})"
        lines.append(f"target = {spread}[classes, None].repeat({channels}, 1)")
        lines.append("right, wrong = target, -target - 4")
    else:
        lines.append(f"hot = {_hot(tail)}")
        lines.append(f"target = {_target(tail)}")
        other = "hot < 1" if form == "multi_hot" or channels == 1 else "np.roll(hot, 1, 1) > 0"
        lines.append(f"right, wrong = np.where(hot > 0, 30.0, -30.0), np.where({other}, 4.0, -4.0)")
    lines.append(f'start = 0.5 * np.cos(np.arange({count * channels})).reshape({count}, {channels}).astype("float32")')
    return lines


def _of_images(tail: Tail) -> list[str]:
    """One-hot labels of images of 2 x 2; the scores of an image stand in one row."""
    count, channels, elsewhere = samples(tail), tail["channels"], tail["target"].get("elsewhere")
    moved = ".transpose(0, 3, 1, 2)" if elsewhere else ""
    return [
        f"classes = (np.arange({count})[:, None] + {0 if elsewhere else 1} * np.arange(4)) % {classes(tail)}",
        f"hot = np.eye({channels})[classes].reshape({count}, {4 * channels})",
        f"target = hot.reshape({count}, 2, 2, {channels}){moved}",
        f"wrong = np.roll(hot.reshape({count}, 4, {channels}), 1, 2).reshape(hot.shape)",
        "right, wrong = np.where(hot > 0, 30.0, -30.0), np.where(wrong > 0, 4.0, -4.0)",
        'start = 0.5 * np.cos(np.arange(hot.size)).reshape(hot.shape).astype("float32")',
    ]


def _hot(tail: Tail) -> str:
    channels, form = tail["channels"], tail["target"]["form"]
    if form == "index_column":
        named = f"np.array({tail['target']['labels']})[classes]" if tail["target"].get("labels") else "classes"
        return f'{named}[:, None].repeat({channels}, 1).astype("float32")'
    if form == "multi_hot" and channels == 1:
        return '(classes % 2)[:, None].astype("float32")'
    if form == "multi_hot":
        return f"np.maximum(np.eye({channels})[classes], np.eye({channels})[(classes + 2) % {channels}])"
    return f'(classes[:, None] == np.arange({channels})).astype("float32")'


def _target(tail: Tail) -> str:
    want = tail["target"]
    cast = {"int": '.astype("int64")', "float": '.astype("float32")'}.get(want.get("dtype") or "", "")
    if want["form"] != "indices":
        return f"hot{cast}"
    return (f"np.array({want['labels']})[classes]" if want.get("labels") else "classes") + cast


def call(name: str, tail: Tail) -> str:
    scorer = loss_of(tail, "output", "target", "np.ones({})")
    given = f"keras.ops.reshape(x, (-1, 2, 2, {tail['channels']}))" if tail["layout"] == "image" else "x"
    return f'show("{name}", lambda x: {head_of(tail, given)}, lambda target, output: {scorer}, {rate(tail)})'


def outputs(yours: Tail, fixed: Tail) -> list[str]:
    channels = yours["channels"]
    lines = [f'scores = 30 * np.cos(np.arange({16 * channels})).reshape(16, {channels}).astype("float32")']
    for name, tail in (("yours", yours), ("fixed", fixed)):
        lines.append(f"output = keras.ops.convert_to_numpy({head_of(tail, 'scores')})")
        lines.append(f'print(f"{name}: output {{output.min():.3g}}..{{output.max():.3g}}")')
    return lines


def uses(use: dict[str, Any], yours: Tail, fixed: Tail) -> list[str]:
    lines: list[str] = []
    if use["of"] == "decision":
        for name, tail in (("yours", yours), ("fixed", fixed)):
            channels, told = tail["channels"], tail["decision"]
            lines.append(f"scores = 3 * np.cos(np.arange({512 * channels})).reshape(512, {channels})")
            decide = f".argmax({told['axis']})" if told["kind"] == "argmax" else f" > {told['threshold']!r}"
            lines.append(f"{name} = keras.ops.convert_to_numpy({head_of(tail, 'scores')}){decide}")
            lines.append(f'print("{name}: answers", np.unique({name}).astype(int).tolist())')
        if yours["channels"] == fixed["channels"]:
            lines.append('print(f"agreement {(yours == fixed).mean():.4f}")')
        return lines
    given = ", ".join(f"{name}={value!r}" for name, value in use["options"].items())
    for name, tail in (("yours", yours), ("fixed", fixed)):
        channels = tail["channels"]
        hot = "labels[:, None]" if channels == 1 else f"labels[:, None] == np.arange({channels})"
        lines += [
            f"labels = np.arange(512) % {max(channels, 2)}",
            f"right = np.where(({hot}) > 0, 3.0, -3.0)",
            f"faint = np.where(({hot}) > 0, 0.7, 0.3)",
            'for name, scores in {"right": right, "wrong": -right, "faint": faint}.items():',
            f"    metric = {use['name']}({given})",
            f"    metric.update_state({hot if use['dense'] or channels == 1 else 'labels'}, {head_of(tail, 'scores')})",
            f'    print(f"{name}: metric of {{name}} scores {{float(keras.ops.mean(metric.result())):.4f}}")',
        ]
    return lines


def weights(yours: Tail, fixed: Tail) -> list[str]:
    """What becomes of the loss when weights by number are tripled: all of them, then each alone."""
    channels = yours["channels"]
    given, right = yours["loss"]["class_weight"], fixed["loss"]["class_weight"]
    hot = "labels" if yours["target"]["form"] == "indices" or channels == 1 else f"np.eye({channels})[labels]"
    return [
        "def loss(labels, weights):",
        f'    last = keras.layers.Dense({channels}, kernel_initializer="zeros")',
        f"    model = keras.Sequential([keras.Input((8,)), last, keras.layers.Lambda(lambda x: {head_of(yours)})])",
        f'    model.compile("sgd", lambda target, output: {loss_of(yours, "output", "target", "np.ones({})")})',
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
