"""Measurements that are kept: a second run says the same and imports no framework."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from headlint.cache import NAME, Folder
from headlint.probe import kept
from headlint.probe.by_hand import facts
from headlint.probe.host import Workers
from headlint.probe.kept import KIND, Kept
from headlint.probe.verdicts import Prober
from tests.measured import workers
from tests.probe import test_command
from tests.probe.test_command import ROOT

FRAMEWORKS = ("torch", "keras", "jax", "numpy")

RECORD: dict[str, Any] = {"verdict": "confirmed", "criterion": "so it is", "yours": {}, "backends": []}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "fixtures" / "demo", tmp_path / "demo")
    (tmp_path / "demo" / "pyproject.toml").touch()
    return tmp_path / "demo"


def broken(folder: Path) -> str:
    """A search path with frameworks that cannot be imported, and say that it was tried."""
    for name in FRAMEWORKS:
        package = folder / "broken" / name
        package.mkdir(parents=True, exist_ok=True)
        (package / "__init__.py").write_text(
            f"open({str(folder / 'imported')!r}, 'a').write(__name__)\nraise ImportError('broken')\n"
        )
    return f"{folder / 'broken'}:{ROOT}"


def headlint(*args: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """With the cache, which other tests go without."""
    return test_command.headlint(*args, cwd=cwd, HEADLINT_NO_CACHE="0", **environment)


COMMANDS = {
    "check": ("check", "--probe", "--output-format", "json", "."),
    "heads": ("heads", "--probe", "."),
    "probe": ("probe", "--channels", "3", "--activation", "softmax", "--loss", "CrossEntropyLoss"),
    "reproduce": ("reproduce", "train.py:16"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_second_run_imports_no_framework(name: str, project: Path, tmp_path: Path) -> None:
    command = COMMANDS[name]
    first = headlint(*command, cwd=project)
    assert "torch" in first.stdout or name == "heads"
    again = headlint(*command, cwd=project, PYTHONPATH=broken(tmp_path))
    assert (again.stdout, again.returncode) == (first.stdout, first.returncode)
    assert not (tmp_path / "imported").exists()


def test_without_a_cache_it_is_measured_again(project: Path, tmp_path: Path) -> None:
    assert headlint("--probe", ".", cwd=project).returncode == 1
    again = headlint("--probe", "--no-cache", ".", cwd=project, PYTHONPATH=broken(tmp_path))
    assert (tmp_path / "imported").exists()
    assert "probe: open: the torch worker gave no answer" in again.stdout


def test_no_cache_keeps_nothing(project: Path) -> None:
    headlint("--probe", "--no-cache", ".", cwd=project)
    headlint("probe", "--no-cache", "--loss", "MSELoss", cwd=project)
    assert not (project / NAME).exists()


def test_what_could_not_be_measured_is_not_kept(project: Path, tmp_path: Path) -> None:
    headlint("--probe", ".", cwd=project, PYTHONPATH=broken(tmp_path))
    assert not (project / NAME / KIND).exists()
    assert "probe: confirmed" in headlint("--probe", ".", cwd=project).stdout


def test_entries_that_are_damaged_are_made_again_in_silence(project: Path) -> None:
    first = headlint("--probe", ".", cwd=project)
    entries = [entry for entry in (project / NAME / KIND).glob("*/*") if entry.is_file()]
    assert entries
    for entry in entries:
        entry.write_bytes(b"\xff{garbage")
    again = headlint("--probe", ".", cwd=project)
    assert (again.stdout, again.stderr, again.returncode) == (first.stdout, first.stderr, first.returncode)
    assert all(b"garbage" not in entry.read_bytes() for entry in entries)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"verdict": 3, "backends": []}', '{"verdict": "open"}', "[" * 99_999])
def test_what_is_whole_and_no_verdict_is_not_there(text: str, tmp_path: Path) -> None:
    store = Kept(Folder(tmp_path))
    Folder(tmp_path).write(KIND, kept._name("this"), text)
    assert store.read("this") is None


def test_it_holds_for_the_same_facts_and_versions_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Kept(Folder(tmp_path))
    store.write("this", RECORD)
    assert store.read("this") == RECORD
    assert store.read("that") is None
    kept._versions.cache_clear()
    installed = kept._installed
    with monkeypatch.context() as other:
        other.setattr(kept, "_installed", lambda name: "9.9" if name == "torch" else installed(name))
        assert store.read("this") is None
    kept._versions.cache_clear()
    assert store.read("this") == RECORD


@pytest.mark.parametrize("record", [{**RECORD, "backends": [{"verdict": "open"}]}, {"verdict": "open", "backends": []}])
def test_a_part_that_was_not_measured_is_asked_for_again(record: dict[str, Any], tmp_path: Path) -> None:
    Kept(Folder(tmp_path)).write("this", record)
    assert Kept(Folder(tmp_path)).read("this") is None


def test_what_is_kept_is_what_was_said(tmp_path: Path) -> None:
    head, loss, target = facts(4, ["softmax"], "keras.losses.CategoricalCrossentropy", None, {"from_logits": True})
    first = Prober(workers(), {}, Kept(Folder(tmp_path))).verdict(head, loss, target, {})
    held = Prober(Workers(()), {}, Kept(Folder(tmp_path))).verdict(head, loss, target, {})
    assert json.loads(json.dumps(first)) == held
    assert len(held["backends"]) >= 1
