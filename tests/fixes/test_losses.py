"""Losses that take something else after a fix: by another name, by an argument, and with what that needs of imports."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from headlint.settings import Settings
from tests.fixes.story import mend, mended

SAFE = Settings()

NLL = """\
import torch
{imports}
model = torch.nn.Linear(64, 10)


def train(x, y):
    {step}
"""

SPELLINGS = {
    "through nn": (
        "from torch import nn",
        "nn.NLLLoss()(model(x), y).backward()",
        "nn.CrossEntropyLoss()(model(x), y).backward()",
    ),
    "through torch": (
        "",
        "torch.nn.NLLLoss()(model(x), y).backward()",
        "torch.nn.CrossEntropyLoss()(model(x), y).backward()",
    ),
    "with arguments": (
        "from torch import nn",
        "nn.NLLLoss(ignore_index=255, reduction='sum')(model(x), y).backward()",
        "nn.CrossEntropyLoss(ignore_index=255, reduction='sum')(model(x), y).backward()",
    ),
    "a function": (
        "from torch.nn import functional as F",
        "F.nll_loss(model(x), y, reduction='sum').backward()",
        "F.cross_entropy(model(x), y, reduction='sum').backward()",
    ),
    "a function under a name": (
        "import torch.nn.functional as F\nscore = F.nll_loss",
        "score(model(x), y).backward()",
        None,
    ),
}


@pytest.mark.parametrize(("imports", "before", "after"), SPELLINGS.values(), ids=SPELLINGS)
def test_a_loss_by_another_name(imports: str, before: str, after: str | None, tmp_path: Path) -> None:
    story = NLL.format(imports=imports, step=before)
    wanted = story.replace("F.nll_loss", "F.cross_entropy") if after is None else story.replace(before, after)
    assert mended(story, tmp_path, SAFE) == wanted


IMPORTS = {
    "used once": ("from torch.nn import NLLLoss", "from torch.nn import CrossEntropyLoss"),
    "among others": ("from torch.nn import Linear, NLLLoss", "from torch.nn import Linear, CrossEntropyLoss"),
    "used again": (
        "from torch.nn import NLLLoss\n\nother = NLLLoss()",
        "from torch.nn import NLLLoss, CrossEntropyLoss\n\nother = NLLLoss()",
    ),
    "in parentheses": (
        "from torch.nn import (\n    Linear,\n    NLLLoss,\n)\n\nother = NLLLoss()",
        "from torch.nn import (\n    Linear,\n    NLLLoss,\n    CrossEntropyLoss,\n)\n\nother = NLLLoss()",
    ),
    "there already": (
        "from torch.nn import CrossEntropyLoss, NLLLoss",
        "from torch.nn import CrossEntropyLoss, NLLLoss",
    ),
    "everything": ("from torch.nn import *", "from torch.nn import *"),
}


@pytest.mark.parametrize(("before", "after"), IMPORTS.values(), ids=IMPORTS)
def test_an_import(before: str, after: str, tmp_path: Path) -> None:
    step = "NLLLoss()(model(x), y).backward()"
    story = NLL.format(imports=before, step=step)
    assert mended(story, tmp_path, SAFE) == NLL.format(imports=after, step=step.replace("NLLLoss", "CrossEntropyLoss"))


def test_a_name_that_means_something_else_is_not_taken(tmp_path: Path) -> None:
    """The other loss is reached another way, not by a name that the project has given away."""
    imports = "from torch.nn import NLLLoss\n\n\nclass CrossEntropyLoss:\n    pass\n"
    story = NLL.format(imports=imports, step="NLLLoss()(model(x), y).backward()")
    after = story.replace("NLLLoss()(", "torch.nn.CrossEntropyLoss()(")
    assert mended(story, tmp_path, SAFE) == after


def test_two_files_or_none(tmp_path: Path) -> None:
    files = {
        "model.py": """\
            from torch import nn

            model = nn.Sequential(nn.Linear(64, 1), nn.Sigmoid())
            """,
        "train.py": """\
            from torch import nn
            from model import model


            def train(x, y):
                nn.BCELoss()(model(x), y).backward()
            """,
    }
    done = mend(files, tmp_path)
    assert done.outcome.report.findings == ()
    assert done.after["model.py"] == dedent(files["model.py"]).replace(", nn.Sigmoid()", "").encode()
    assert done.after["train.py"] == dedent(files["train.py"]).replace("BCELoss", "BCEWithLogitsLoss").encode()


KERAS = """\
{imports}

model = Sequential()
model.add(Dense(10, input_shape=(64,)))
model.compile({compile})
"""

COMPILED = {
    "by name": ("'adam', 'categorical_crossentropy'", "'adam', {}CategoricalCrossentropy(from_logits=True)"),
    "by keyword": (
        "optimizer='adam', loss='sparse_categorical_crossentropy'",
        "optimizer='adam', loss={}SparseCategoricalCrossentropy(from_logits=True)",
    ),
    "in a list": ("'adam', ['categorical_crossentropy']", "'adam', [{}CategoricalCrossentropy(from_logits=True)]"),
}

REACHED = {
    "keras": (
        "import keras\nfrom keras import Sequential\nfrom keras.layers import Dense",
        "keras.losses.",
        "",
    ),
    "tf": (
        "import tensorflow as tf\nfrom tensorflow.keras import Sequential\nfrom tensorflow.keras.layers import Dense",
        "tf.keras.losses.",
        "",
    ),
    "losses": (
        "from keras import Sequential, losses\nfrom keras.layers import Dense",
        "losses.",
        "",
    ),
    "nothing that leads there": (
        "from tensorflow.keras import Sequential\nfrom tensorflow.keras.layers import Dense",
        "",
        "\nfrom tensorflow.keras.losses import {}",
    ),
}


@pytest.mark.parametrize("compiled", COMPILED.values(), ids=COMPILED)
@pytest.mark.parametrize("reached", REACHED.values(), ids=REACHED)
def test_a_loss_that_keras_is_told_by_name(
    compiled: tuple[str, str], reached: tuple[str, str, str], tmp_path: Path
) -> None:
    before, after = compiled
    imports, prefix, more = reached
    leaf = after.partition("{}")[2].partition("(")[0]
    wanted = KERAS.format(imports=imports + more.format(leaf), compile=after.format(prefix))
    assert mended(KERAS.format(imports=imports, compile=before), tmp_path, SAFE) == wanted


def test_one_of_several_losses_is_left_alone(tmp_path: Path) -> None:
    story = """\
        import keras

        x = keras.Input((64,))
        model = keras.Model(x, [keras.layers.Dense(10)(x), keras.layers.Dense(10, activation="softmax")(x)])
        model.compile("adam", ["categorical_crossentropy", "categorical_crossentropy"])
        """
    assert mended(story, tmp_path, SAFE) == dedent(story)


ARGUMENTS = {
    "added": ("CategoricalCrossentropy()", "CategoricalCrossentropy(from_logits=True)"),
    "added behind others": (
        "CategoricalCrossentropy(label_smoothing=0.1)",
        "CategoricalCrossentropy(label_smoothing=0.1, from_logits=True)",
    ),
    "replaced": ("CategoricalCrossentropy(from_logits=False)", "CategoricalCrossentropy(from_logits=True)"),
    "replaced by position": ("CategoricalCrossentropy(False)", "CategoricalCrossentropy(True)"),
    "on lines of their own": (
        "CategoricalCrossentropy(\n    label_smoothing=0.1,\n)",
        "CategoricalCrossentropy(\n    label_smoothing=0.1,\n    from_logits=True,\n)",
    ),
}


@pytest.mark.parametrize(("before", "after"), ARGUMENTS.values(), ids=ARGUMENTS)
def test_an_argument(before: str, after: str, tmp_path: Path) -> None:
    story = (
        "import keras\n\nmodel = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10)])\n"
        f"model.compile('adam', loss=keras.losses.{before})\n"
    )
    assert mended(story, tmp_path, SAFE) == story.replace(before, after)


def test_an_argument_that_may_be_there_is_not_added(tmp_path: Path) -> None:
    story = """\
        import keras

        options = dict(label_smoothing=0.1)
        model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10)])
        model.compile("adam", loss=keras.losses.CategoricalCrossentropy(**options))
        """
    assert "from_logits" not in mended(story, tmp_path, SAFE)


def test_a_loss_with_weights_of_its_own_keeps_them(tmp_path: Path) -> None:
    """BCELoss knows no pos_weight: with one, the sigmoid goes instead, and that is not safe."""
    story = """\
        import torch
        from torch import nn

        model = nn.Sequential(nn.Linear(64, 1), nn.Sigmoid())
        criterion = nn.BCEWithLogitsLoss(pos_weight=torch.tensor([2.0]))
        criterion(model(torch.randn(8, 64)), torch.ones(8, 1)).backward()
        """
    assert mended(story, tmp_path, SAFE) == dedent(story)
    assert mended(story, tmp_path) == dedent(story).replace(", nn.Sigmoid()", "")


def test_a_log_softmax_before_cross_entropy_with_labels_that_are_not_known_is_not_safe(tmp_path: Path) -> None:
    story = """\
        import torch.nn.functional as F
        from torch import nn

        model = nn.Sequential(nn.Linear(64, 10), nn.LogSoftmax(dim=1))


        def train(x, y):
            F.cross_entropy(model(x), y).backward()
        """
    assert mended(story, tmp_path, SAFE) == dedent(story)
    assert mended(story, tmp_path) == dedent(story).replace("cross_entropy", "nll_loss")


def test_an_import_on_a_line_of_its_own_ends_as_its_neighbour_does(tmp_path: Path) -> None:
    story = KERAS.format(imports=REACHED["nothing that leads there"][0], compile="'adam', 'categorical_crossentropy'")
    after = mended(story, tmp_path, SAFE)
    dressed = mend({"story.py": story.replace("\n", "\r\n").encode()}, tmp_path, SAFE).after["story.py"]
    assert "from tensorflow.keras.losses import CategoricalCrossentropy\n" in after
    assert dressed.decode() == after.replace("\n", "\r\n")


def test_what_this_python_cannot_read_has_findings_and_no_fix(tmp_path: Path) -> None:
    story = NLL.format(imports="from torch import nn", step="nn.NLLLoss()(model(x), y).backward()")
    done = mend({"story.py": story + 'print "trained"\n'}, tmp_path, SAFE)
    assert [finding.rule for finding in done.outcome.report.findings] == ["logits-into-nll"]
    assert not done.after
