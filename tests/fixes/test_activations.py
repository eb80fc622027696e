"""Activations in the ways that people write them: what is left when they go, and when they stay."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from tests.fixes.story import mend, mended

TORCH = """\
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(64, 10)
{init}
    def forward(self, x):
{forward}

def train(x, y):
    loss = F.cross_entropy(Net()(x), y)
    loss.backward()
"""


def net(init: str, forward: str) -> str:
    lines = [f"        {line}\n" for line in forward.splitlines()]
    return TORCH.format(init="".join(f"        {line}\n" for line in init.splitlines()), forward="".join(lines))


FORWARD = {
    "a function": ("return F.softmax(self.out(x), dim=1)", "return self.out(x)"),
    "a function of torch": ("return torch.softmax(self.out(x), -1)", "return self.out(x)"),
    "a method": ("return self.out(x).softmax(1)", "return self.out(x)"),
    "a method of a sum": ("return (self.out(x) + 1).softmax(dim=1)", "return (self.out(x) + 1)"),
    "a method on a line of its own": (
        "return (\n    self.out(x)\n    .softmax(dim=1)  # probabilities\n)",
        "return (\n    self.out(x)  # probabilities\n)",
    ),
    "keywords in another order": ("return F.softmax(dim=1, input=self.out(x))", "return self.out(x)"),
    "over several lines": (
        "return F.softmax(\n    self.out(x),\n    dim=1,\n)",
        "return self.out(x)",
    ),
    "a sum, which may stand bare": ("return F.softmax(self.out(x) + 1, dim=1)", "return self.out(x) + 1"),
    "a sum in a product, which may not": (
        "return F.softmax(self.out(x) + 1, dim=1) * 3",
        "return (self.out(x) + 1) * 3",
    ),
    "a statement that says nothing any more": (
        "x = self.out(x)\nx = F.softmax(x, dim=1)  # probabilities\nreturn x",
        "x = self.out(x)\nreturn x",
    ),
    "another name for the result": (
        "x = self.out(x)\np = F.softmax(x, dim=1)\nreturn p",
        "x = self.out(x)\np = x\nreturn p",
    ),
    "one of two statements on a line": (
        "x = self.out(x); x = F.softmax(x, dim=1)\nreturn x",
        "x = self.out(x); x = F.softmax(x, dim=1)\nreturn x",
    ),
}


@pytest.mark.parametrize(("before", "after"), FORWARD.values(), ids=FORWARD)
def test_a_call_in_forward(before: str, after: str, tmp_path: Path) -> None:
    assert mended(net("", before), tmp_path) == net("", after)


LAYERS = {
    "called by its attribute": (
        "self.softmax = nn.Softmax(dim=1)",
        "return self.softmax(self.out(x))",
        "self.softmax = nn.Softmax(dim=1)",
        "return self.out(x)",
    ),
    "constructed where it is called": ("", "return nn.Softmax(dim=1)(self.out(x))", "", "return self.out(x)"),
    "the last of a Sequential": (
        "self.net = nn.Sequential(self.out, nn.Softmax(dim=1))",
        "return self.net(x)",
        "self.net = nn.Sequential(self.out)",
        "return self.net(x)",
    ),
    "on a line of its own in a Sequential": (
        "self.net = nn.Sequential(\n    self.out,\n    nn.Softmax(dim=1),  # probabilities\n)",
        "return self.net(x)",
        "self.net = nn.Sequential(\n    self.out,\n)",
        "return self.net(x)",
    ),
    "the last without a comma": (
        "self.net = nn.Sequential(\n    self.out,  # logits\n    nn.Softmax(dim=1)\n)",
        "return self.net(x)",
        "self.net = nn.Sequential(\n    self.out  # logits\n)",
        "return self.net(x)",
    ),
    "before others in a Sequential": (
        "self.net = nn.Sequential(self.out, nn.Softmax(dim=1), nn.Flatten())",
        "return self.net(x)",
        "self.net = nn.Sequential(self.out, nn.Flatten())",
        "return self.net(x)",
    ),
    "in a list of layers": (
        "layers = [self.out, nn.Softmax(dim=1)]\nself.net = nn.Sequential(*layers)",
        "return self.net(x)",
        "layers = [self.out]\nself.net = nn.Sequential(*layers)",
        "return self.net(x)",
    ),
    "appended to a list of layers": (
        "layers = [self.out]\nlayers.append(nn.Softmax(dim=1))\nself.net = nn.Sequential(*layers)",
        "return self.net(x)",
        "layers = [self.out]\nself.net = nn.Sequential(*layers)",
        "return self.net(x)",
    ),
    "added to a list of layers": (
        "layers = [self.out]\nlayers += [nn.Softmax(dim=1)]\nself.net = nn.Sequential(*layers)",
        "return self.net(x)",
        "layers = [self.out]\nself.net = nn.Sequential(*layers)",
        "return self.net(x)",
    ),
    "appended behind another": (
        "self.net = nn.Sequential(nn.Flatten())\nself.net.append(self.out).append(nn.Softmax(dim=1))",
        "return self.net(x)",
        "self.net = nn.Sequential(nn.Flatten())\nself.net.append(self.out)",
        "return self.net(x)",
    ),
    "added under a name": (
        "self.net = nn.Sequential(self.out)\nself.net.add_module('softmax', nn.Softmax(dim=1))",
        "return self.net(x)",
        "self.net = nn.Sequential(self.out)",
        "return self.net(x)",
    ),
    "a layer that a Sequential takes by name": (
        "self.act = nn.Softmax(dim=1)\nself.net = nn.Sequential(self.out, self.act)",
        "return self.net(x)",
        "self.act = nn.Identity()\nself.net = nn.Sequential(self.out, self.act)",
        "return self.net(x)",
    ),
    "one of several to choose from": (
        "self.act = {'soft': nn.Softmax(dim=1), 'none': nn.Identity()}['soft']",
        "return self.act(self.out(x))",
        "self.act = {'soft': nn.Softmax(dim=1), 'none': nn.Identity()}['soft']",
        "return self.act(self.out(x))",
    ),
}


@pytest.mark.parametrize(("init", "forward", "init_after", "forward_after"), LAYERS.values(), ids=LAYERS)
def test_a_layer(init: str, forward: str, init_after: str, forward_after: str, tmp_path: Path) -> None:
    assert mended(net(init, forward), tmp_path) == net(init_after, forward_after)


def test_a_layer_of_an_ordered_dict(tmp_path: Path) -> None:
    story = """\
        from collections import OrderedDict

        import torch
        from torch import nn

        model = nn.Sequential(OrderedDict([
            ("out", nn.Linear(64, 10)),
            ("softmax", nn.Softmax(dim=1)),
        ]))
        loss = nn.CrossEntropyLoss()(model(torch.randn(8, 64)), torch.randint(10, (8,)))
        loss.backward()
        """
    assert mended(story, tmp_path) == dedent(story).replace('    ("softmax", nn.Softmax(dim=1)),\n', "")


@pytest.mark.parametrize("imported", ["from torch.nn import Linear, Softmax", "from torch.nn import *"])
def test_a_layer_that_does_nothing_is_imported(imported: str, tmp_path: Path) -> None:
    story = f"""\
        import torch.nn.functional as F
        {imported}

        out = Linear(64, 10)


        def head(act=Softmax(1)):
            def run(x):
                return act(out(x))
            return run


        def train(x, y):
            F.cross_entropy(head()(x), y).backward()
        """
    after = dedent(story).replace("act=Softmax(1)", "act=Identity()").replace("Linear, Softmax", "Linear, Identity")
    assert mended(story, tmp_path) == after


KERAS = """\
import keras
from keras import layers

{model}
model.compile("adam", loss=keras.losses.CategoricalCrossentropy(from_logits=True))
"""
TWICE = KERAS.replace("CategoricalCrossentropy(from_logits=True)", "MeanSquaredError()")

SIGMOID = {
    "an argument": ('layers.Dense(10, activation="sigmoid")', "layers.Dense(10)"),
    "an argument by position": ('layers.Dense(10, "sigmoid")', "layers.Dense(10)"),
    "an argument before others": (
        'layers.Dense(10, activation="sigmoid", name="out")',
        'layers.Dense(10, name="out")',
    ),
    "a position before others": (
        'layers.Dense(10, "sigmoid", True)',
        "layers.Dense(10, None, True)",
    ),
    "a function": ("layers.Dense(10, activation=keras.activations.sigmoid)", "layers.Dense(10)"),
    "a layer": ('layers.Dense(10), layers.Activation("sigmoid")', "layers.Dense(10)"),
}


@pytest.mark.parametrize(("before", "after"), SIGMOID.values(), ids=SIGMOID)
def test_an_activation_in_keras(before: str, after: str, tmp_path: Path) -> None:
    story = KERAS.format(model=f"model = keras.Sequential([keras.Input((64,)), {before}])")
    assert mended(story, tmp_path) == story.replace(before, after)


def test_a_layer_that_is_added(tmp_path: Path) -> None:
    head = "model = keras.Sequential([keras.Input((64,))])\nmodel.add(layers.Dense(10))\n"
    story = KERAS.format(model=head + 'model.add(layers.Activation("sigmoid"))')
    assert mended(story, tmp_path) == KERAS.format(model=head.rstrip())


def test_a_layer_in_the_functional_style(tmp_path: Path) -> None:
    head = "x = keras.Input((64,))\ny = layers.Dense(10)(x)\n"
    story = KERAS.format(model=head + 'y = layers.Activation("sigmoid")(y)\nmodel = keras.Model(x, y)')
    assert mended(story, tmp_path) == KERAS.format(model=head + "model = keras.Model(x, y)")


def test_softmax_on_one_unit_becomes_sigmoid(tmp_path: Path) -> None:
    story = """\
        from tensorflow.keras import Sequential
        from tensorflow.keras.layers import Dense

        model = Sequential()
        model.add(Dense(1, input_shape=(64,), activation='softmax'))
        model.compile('adam', loss='binary_crossentropy')
        """
    assert mended(story, tmp_path) == dedent(story).replace("'softmax'", "'sigmoid'")


def test_an_activation_that_the_project_names_in_an_argument(tmp_path: Path) -> None:
    story = """\
        import keras


        def build(activation):
            return keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation=activation)])


        model = build(activation="sigmoid")
        model.compile("adam", loss=keras.losses.CategoricalCrossentropy(from_logits=True))
        """
    assert mended(story, tmp_path) == dedent(story).replace('"sigmoid"', "None")


def test_a_model_that_others_use_with_its_softmax_keeps_it(tmp_path: Path) -> None:
    """Without the softmax one loss would be right and the other wrong: a fix makes no new finding."""
    files = {
        "model.py": """\
            from torch import nn

            model = nn.Sequential(nn.Linear(64, 10), nn.Softmax(dim=1))
            """,
        "wrong.py": """\
            from torch import nn
            from model import model


            def train(x, y):
                nn.CrossEntropyLoss()(model(x), y).backward()
            """,
        "right.py": """\
            import torch
            from torch import nn
            from model import model


            def train(x, y):
                nn.NLLLoss()(torch.log(model(x)), y).backward()
            """,
    }
    done = mend(files, tmp_path)
    assert not done.after
    assert [finding.rule for finding in done.outcome.report.findings] == ["softmax-before-cross-entropy"]


@pytest.mark.parametrize(
    ("before", "after"),
    [("nn.Softmax(dim=1)", "nn.LogSoftmax(dim=1)"), ("nn.Softmax()", "nn.LogSoftmax(dim=-1)")],
)
def test_another_activation_keeps_its_axis_or_gets_one(before: str, after: str, tmp_path: Path) -> None:
    story = net(f"self.softmax = {before}", "return self.softmax(self.out(x))").replace("cross_entropy", "nll_loss")
    assert mended(story, tmp_path) == story.replace(before, after)
