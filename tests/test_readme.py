"""The README's promises: its two commands, its options, its comparison. What it shows is compared by ``test_pages``."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from headlint import knowledge
from tests.command import headlint
from tests.pages import README, ROOT, printed

SET_UP = ("pip install . && headlint fixtures/demo", 'pip install -e ".[dev]" && pytest')
TEXT = README.read_text(encoding="utf-8")

TORCH = """
import warnings
warnings.simplefilter("error")
import torch
from config import SPECIES, loss_for
from model import SpeciesNet
from train import fit
photos, targets = torch.randn(8, 3, 8, 8), torch.randint(len(SPECIES), (8,))
fit(SpeciesNet(len(SPECIES)), loss_for("species"), [(photos, targets)], epochs=2)
"""

KERAS = """
import os, warnings
os.environ["KERAS_BACKEND"] = "torch"
import keras, numpy as np
model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always")
    model.fit(np.random.rand(8, 64), np.random.randint(10, size=8), verbose=0)
messages = [str(warning.message) for warning in said]
assert not [message for message in messages if "logits" in message or "softmax" in message], messages
"""


def test_two_commands_set_everything_up() -> None:
    for command in SET_UP:
        assert f"\n{command}\n" in TEXT


def test_continuous_integration_runs_the_readme_s_test_command() -> None:
    assert f"({SET_UP[1]})" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_every_option_named_exists() -> None:
    named = set(re.findall(r"`(--[a-z-]+)", TEXT)) - {"--strict"}  # that one is mypy's
    assert named <= set(re.findall(r"--[a-z-]+", printed("check --help") + printed("--help")))
    assert named


def test_every_command_named_exists(tmp_path: Path) -> None:
    block = next(block for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL) if "headlint heads src/" in block)
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "fine.py").write_text("import os\n")
    lines = [line.partition("#")[0].strip() for line in block.splitlines()]
    assert len(lines) >= 6
    for line in lines:
        words = line.replace("NAME", "softmax-before-cross-entropy").split()[1:]
        command = [sys.executable, "-m", "headlint", *words]
        done = subprocess.run(command, cwd=tmp_path, env=_environment(), capture_output=True, encoding="utf-8")
        assert done.returncode == 0, line + done.stderr
    assert (tmp_path / "report.html").exists()


MADE_UP = "OWNER/headlint"
PAGES = [README, ROOT / "SECURITY.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_one_address_that_is_made_up_is_explained(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert "example.com" not in text and "pip install headlint" not in text
    assert text.count("OWNER") == text.count(MADE_UP)
    assert MADE_UP not in text or f"`{MADE_UP}` stands for the repository that you got headlint from" in text


NOT_FOUND = {
    "a class count that is read from a folder": """
        import os
        from torch import nn

        model = nn.Linear(64, len(os.listdir("classes")))


        def train(x, y):
            nn.CrossEntropyLoss()(model(x), y).backward()
    """,
    "a loss that is chosen by a name from the command line": """
        import argparse
        from torch import nn

        parser = argparse.ArgumentParser()
        parser.add_argument("--loss", required=True)
        model = nn.Sequential(nn.Linear(64, 10), nn.Softmax(dim=1))


        def train(x, y):
            getattr(nn, parser.parse_args().loss)()(model(x), y).backward()
    """,
    "a model that comes out of a file": """
        import torch
        from torch import nn

        model = torch.load("model.pt")


        def train(x, y):
            nn.CrossEntropyLoss()(model(x), y).backward()
    """,
    "labels in a CSV file": """
        import pandas
        import torch
        from torch import nn

        labels = torch.tensor(pandas.read_csv("labels.csv")["class"].values)
        nn.CrossEntropyLoss()(nn.Linear(64, 3)(torch.randn(len(labels), 64)), labels).backward()
    """,
    "a head of a library that no table knows": """
        from torch import nn
        from acme_heads import SoftHead

        model = SoftHead(10)


        def train(x, y):
            nn.CrossEntropyLoss()(model(x), y).backward()
    """,
    "a wrong learning rate": """
        import torch
        from torch import nn

        model = nn.Linear(64, 10)
        optimizer = torch.optim.SGD(model.parameters(), lr=1e6)


        def train(x, y):
            nn.CrossEntropyLoss()(model(x), y).backward()
            optimizer.step()
    """,
}
UNKNOWN = {"a model that comes out of a file", "a head of a library that no table knows"}


@pytest.mark.parametrize("what", NOT_FOUND)
def test_what_is_not_found_makes_no_finding_and_is_told(what: str, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(dedent(NOT_FOUND[what]))
    assert headlint(cwd=tmp_path).stdout == ""
    listed = headlint("heads", cwd=tmp_path).stdout
    assert ("not understood" in listed) == (what in UNKNOWN), listed


def test_the_libraries_that_are_said_to_be_known_have_tables() -> None:
    section = TEXT.partition("## What it does not find")[2].partition("## ")[0]
    said = re.search(r"(PyTorch, .*?) and others are known", section, re.DOTALL)
    assert said
    packages = {
        "PyTorch": "torch.nn.Linear", "Keras 2": "keras.layers.Dense", "3": "keras.ops.softmax",
        "TensorFlow": "tensorflow.nn.softmax", "timm": "timm.create_model",
        "torchvision": "torchvision.models.resnet18",
        "MONAI": "monai.losses.DiceLoss", "segmentation models": "segmentation_models_pytorch.Unet",
        "torchmetrics": "torchmetrics.Accuracy", "Hugging Face": "",
        "fastai": "fastai.losses.CrossEntropyLossFlat", "Lightning": "",
    }  # fmt: skip
    assert set(re.split(r",\s+| and ", said[1])) == set(packages)
    assert not [name for name in packages.values() if name and knowledge.row(name) is None]
    stubs = ROOT / "headlint" / "knowledge" / "stubs"
    assert (stubs / "transformers").is_dir() and (stubs / "pytorch_lightning").is_dir()


def test_the_benchmark_is_a_table_of_counts() -> None:
    found = re.search(r"<!-- benchmark -->\n(.*?)<!-- end -->", TEXT, re.DOTALL)
    assert found
    title, _, *rows = found[1].splitlines()
    assert title == "| | mistakes found | correct heads left alone |"
    assert rows
    for row in rows:
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert len(cells) == 3 and cells[0]
        for cell in cells[1:]:
            counts = re.fullmatch(r"(\d+) of (\d+)", cell)
            assert counts and 0 <= int(counts[1]) <= int(counts[2]) and int(counts[2]) > 0, row


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.mark.parametrize(("library", "program"), [("torch", TORCH), ("keras", KERAS)])
def test_frameworks_say_nothing(library: str, program: str, tmp_path: Path) -> None:
    if importlib.util.find_spec(library) is None:
        pytest.skip(f"{library} is not installed")
    project = shutil.copytree(ROOT / "fixtures" / "demo", tmp_path / "demo")
    done = subprocess.run([sys.executable, "-c", program], cwd=project, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert "logits" not in done.stderr and "softmax" not in done.stderr


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check", "--isolated", "--no-cache", "--select", "ALL", "--preview"],
        ["mypy", "--strict", "--no-incremental", "--ignore-missing-imports", "--follow-imports", "skip"],
    ],
    ids=lambda command: command[0],
)
def test_linters_and_type_checkers_say_nothing_of_heads(command: list[str], tmp_path: Path) -> None:
    """They find other things in the demo, as they should."""
    project = shutil.copytree(ROOT / "fixtures" / "demo", tmp_path / "demo")
    done = subprocess.run([sys.executable, "-m", *command, "."], cwd=project, capture_output=True, encoding="utf-8")
    assert done.returncode in (0, 1), done.stderr
    messages = [line for line in done.stdout.splitlines() if re.search(r"\b(error|help|[A-Z]+\d+)\b", line)]
    assert messages
    for message in messages:
        assert not re.search(r"softmax|sigmoid|activation|logits|CrossEntropy", message), message
