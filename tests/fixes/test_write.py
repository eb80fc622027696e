"""Fixed files on disk: whole, all or none, as they were but for their content."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from headlint.fixes.write import NotWritten, write


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "model.py"
    path.write_bytes(b"old")
    return path


def test_the_mode_stays(file: Path) -> None:
    file.chmod(0o754)
    write({file: b"old"}, {file: b"new"})
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o754


def test_a_link_goes_on_pointing_where_it_did(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.py"
    link.symlink_to(file.name)
    write({link: b"old"}, {link: b"new"})
    assert (link.is_symlink(), file.read_bytes()) == (True, b"new")


def test_a_file_that_has_changed_is_not_written(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "a.py"
    other.write_bytes(b"old")
    file.write_bytes(b"edited meanwhile")
    with pytest.raises(NotWritten, match=r"model\.py has changed while it was checked; nothing was fixed"):
        write({other: b"old", file: b"old"}, {other: b"new", file: b"new"})
    assert (other.read_bytes(), file.read_bytes()) == (b"old", b"edited meanwhile")
    assert sorted(os.listdir(tmp_path)) == ["a.py", "model.py"]


def test_a_file_that_has_gone_is_not_made(file: Path, tmp_path: Path) -> None:
    file.unlink()
    with pytest.raises(NotWritten, match=r"model\.py cannot be written: No such file or directory"):
        write({file: b"old"}, {file: b"new"})
    assert os.listdir(tmp_path) == []


def test_what_cannot_be_written_takes_the_others_back(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second of two files fails at the very last step."""
    other = tmp_path / "train.py"
    other.write_bytes(b"old")
    replace = os.replace

    def refuse(source: Path, target: Path) -> None:
        if target == other:
            raise PermissionError(13, "Permission denied", str(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(NotWritten, match=r"train\.py cannot be written: Permission denied"):
        write({file: b"old", other: b"old"}, {file: b"new", other: b"new"})
    assert (file.read_bytes(), other.read_bytes()) == (b"old", b"old")
    assert sorted(os.listdir(tmp_path)) == ["model.py", "train.py"]
