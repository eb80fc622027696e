"""What an import means, by where the project's root is."""

from __future__ import annotations

from pathlib import Path

import pytest

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
