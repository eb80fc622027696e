"""Which project paths belong to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from headlint.root import find_root

needs_links = pytest.mark.skipif(os.name == "nt", reason="links need rights there")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project, one without a marker, and one beside them."""
    for name in ("marked/pkg/a.py", "marked/pyproject.toml", "bare/a.py", "bare/sub/b.py", "other/deep/c.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


@pytest.mark.parametrize(
    ("cwd", "paths", "root"),
    [
        ("marked/pkg", ["marked/pkg/a.py"], "marked"),
        ("marked/pkg", ["marked"], "marked"),
        ("bare", ["bare/sub/b.py"], "bare"),
        ("bare/sub", ["bare/a.py", "bare/sub"], "bare"),
        ("bare", ["other/deep/c.py"], "other/deep"),
        ("bare", ["marked/pkg/a.py"], "marked"),
        ("bare", [], "bare"),
    ],
)
def test_the_nearest_marker_or_what_holds_the_paths(cwd: str, paths: list[str], root: str, folder: Path) -> None:
    assert find_root([folder / path for path in paths], folder / cwd) == folder / root


@needs_links
def test_a_link_lies_where_it_lies(folder: Path) -> None:
    (folder / "bare" / "link.py").symlink_to(folder / "other" / "deep" / "c.py")
    assert find_root([folder / "bare" / "link.py"], folder / "bare") == folder / "bare"


@needs_links
def test_a_whole_disk_is_no_project(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_root([Path("/dev/null"), folder / "bare" / "a.py"], folder / "bare") == folder / "bare"
    monkeypatch.setenv("HOME", str(folder))
    assert find_root([folder / "bare", folder / "other"], folder / "bare") == folder / "bare"
