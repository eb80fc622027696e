"""What an import means, by where the project's root is."""

from __future__ import annotations

from pathlib import Path

import pytest

from headlint import knowledge, signs
from headlint.library import Knowledge
from headlint.project import Project


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    for name in ("torch/__init__.py", "torch/nn.py", "mine/__init__.py", "mine/model.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def resolved(root: Path, name: str, level: int = 0, importer: str = "mine/model.py") -> Path | None:
    return Project(root, Knowledge().is_root).resolve(name, level, root / importer)


def test_a_library_that_lies_in_the_root_is_the_project(packages: Path) -> None:
    assert resolved(packages, "torch.nn") == packages / "torch/nn.py"


def test_where_packages_are_installed_a_library_is_what_is_known_of_it(packages: Path) -> None:
    (packages / "torch-2.13.0.dist-info").mkdir()
    assert resolved(packages, "torch.nn") is None
    assert resolved(packages, "nn", 1, "torch/__init__.py") == packages / "torch/nn.py"
    assert resolved(packages, "mine.model") == packages / "mine/model.py"


NO_FRAMEWORK = {"builtins", "operator", "overlap", "headlint", "numpy", "pandas", "scipy", "sklearn"}
"""Roots of the tables that hold no head and no loss by themselves."""


@pytest.mark.parametrize("name", sorted(knowledge.roots() - NO_FRAMEWORK))
def test_a_file_that_imports_what_the_tables_know_is_looked_at(name: str) -> None:
    for text in (f"import {name}", f"    from {name}.x import y", f"import os, {name} as n"):
        assert signs.knows(f"import os\n{text}\n".encode())
        assert signs.knows(f"import os\r{text}\r".encode())


@pytest.mark.parametrize("text", ["indices", "Indices", "import re\nre.compile(x)", "x\n re.compile(y)"])
def test_common_words_are_no_losses(text: str) -> None:
    assert not signs.mentions(text.encode())


@pytest.mark.parametrize(
    "text", ["dice(x)", "SoftDice", "soft_dice", "model.compile(x)", "core.compile(x)", "store.compile()"]
)
def test_losses_are_mentioned(text: str) -> None:
    assert signs.mentions(text.encode())


def matters(root: Path, **files: str) -> list[str]:
    for name, text in files.items():
        (root / f"{name}.py").write_text(text)
    project = Project(root, Knowledge().is_root)
    return [name for name in files if project.matters(root / f"{name}.py")]


def test_what_knows_no_framework_does_not_matter(tmp_path: Path) -> None:
    assert matters(tmp_path, text="def loss(x): ...", words="import json\nsoftmax = json") == []


def test_who_leads_to_a_framework_and_to_a_loss_matters(tmp_path: Path) -> None:
    files = {
        "net": "import torch",
        "train": "from engine import run\nloss = run()",
        "engine": "from net import Net",
        "main": "import train",
        "other": "import json",
    }
    assert matters(tmp_path, **files) == ["train", "main"]


def test_a_config_in_python_matters(tmp_path: Path) -> None:
    assert matters(tmp_path, config="model = dict(\n    type='UNet', loss_decode=dict(type='CrossEntropyLoss'))") == [
        "config"
    ]
