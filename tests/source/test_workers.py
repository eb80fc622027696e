"""Lowering in several processes: the same forms, and a process that dies costs one file."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from headlint import cached
from headlint.cache import Folder, Scratch
from headlint.settings import Settings
from headlint.source import lower, workers
from headlint.source.kept import keeping, load
from headlint.source.read import parse
from headlint.source.workers import lower_all

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no processes can be forked here")

CODE = "from torch import nn\n\n" + "\n".join(f"layer_{i} = nn.Linear({i}, {i + 1})" for i in range(200)) + "\n"
FORBIDDEN = "x = 'this file is deadly'\n"


def silent(done: int) -> None:
    pass


@pytest.fixture
def tasks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Path, str]]:
    monkeypatch.setattr(workers, "MIN_BYTES", 0)
    monkeypatch.setattr(workers, "_processors", lambda: 3)
    monkeypatch.setattr(workers, "_can_fork", lambda: True)
    for number in range(9):
        (tmp_path / f"m{number}.py").write_text(CODE + f"name = {number}\n")
    (tmp_path / "deadly.py").write_text(FORBIDDEN)
    (tmp_path / "broken.py").write_text("def f(:\n")
    return [(path, path.name) for path in sorted(tmp_path.glob("*.py"))]


def test_what_processes_lower_is_what_one_lowers(tasks: list[tuple[Path, str]], tmp_path: Path) -> None:
    told: list[int] = []
    keeper = Folder(tmp_path / "kept")
    assert lower_all(tasks, keeper, told.append) == {}
    assert told == list(range(1, len(tasks) + 1))
    with keeping(keeper):
        for path, name in tasks:
            if name != "broken.py":
                assert load(path.read_bytes(), name) == parse(path.read_bytes(), name)


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (lambda: os.kill(os.getpid(), 9), "the parser died of it (SIGKILL)"),
        (lambda: os._exit(7), "the parser died of it (status 7)"),
        (lambda: time.sleep(600), "parsing it takes more than 9 s"),
    ],
)
def test_a_process_that_ends_badly_costs_one_file(
    tasks: list[tuple[Path, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: object, reason: str
) -> None:
    whole = lower.lower

    def deadly(text: str, *rest: object) -> object:
        if text == FORBIDDEN:
            end()  # type: ignore[operator]
        return whole(text, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(lower, "lower", deadly)
    monkeypatch.setattr(workers, "FILE_SECONDS", 9.0 if "9 s" in reason else 600.0)
    keeper = Folder(tmp_path / "kept")
    assert lower_all(tasks, keeper, silent) == {tmp_path / "deadly.py": reason}
    with keeping(keeper):
        assert all(load(path.read_bytes(), name) for path, name in tasks if name[0] == "m")


def test_little_is_not_worth_a_process(tasks: list[tuple[Path, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "MIN_BYTES", 10**6)
    scratch = Scratch()
    assert lower_all(tasks, scratch, silent) == {}
    assert scratch.read("lowered", "x" * 64) is None


def test_without_a_cache_processes_share_a_folder_that_is_removed(tasks: list[tuple[Path, str]]) -> None:
    scratch = Scratch()
    lower_all(tasks, scratch, silent)
    folder = scratch.shared().path
    assert len([path for path in folder.glob("lowered/*/*") if path.is_file()]) == len(tasks) - 1
    scratch.remove()
    assert not folder.exists()


def test_what_is_kept_is_not_lowered_again(tasks: list[tuple[Path, str]], tmp_path: Path) -> None:
    keeper = Folder(tmp_path / "kept")
    lower_all(tasks, keeper, silent)
    told: list[int] = []
    lower_all(tasks, keeper, told.append)
    assert told == [1]  # what cannot be lowered is tried again


def test_one_process_and_several_find_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    demo = tmp_path / "demo"
    shutil.copytree(Path(__file__).parents[2] / "fixtures" / "demo", demo)
    (demo / "broken.py").write_text("import torch\nloss = (\n")
    found = []
    for processors in (1, 3):
        monkeypatch.setattr(workers, "MIN_BYTES", 0)
        monkeypatch.setattr(workers, "_processors", lambda count=processors: count)
        monkeypatch.setattr(workers, "_can_fork", lambda: True)
        outcome = cached.check([demo], Settings(), demo, cache=False)
        found.append((outcome.report, outcome.inventory))
    assert found[0] == found[1]
    assert found[0][0].findings and found[0][0].errors
