"""What SECURITY.md promises, and what a directory may hold that nobody expects."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from headlint import check as pipeline
from headlint.check import check
from headlint.settings import Settings
from tests.fuzz.run import fault

ROOT = Path(__file__).parents[1]

BUG = """
import torch
from torch import nn

loss = nn.CrossEntropyLoss()(nn.Linear(3, 5)(torch.rand(2, 3)).softmax(1), torch.tensor([0, 1]))
"""
RULE = "softmax-before-cross-entropy"

TRAP = """
import pathlib, socket, torch
pathlib.Path(__file__).with_name("executed").touch()
socket.create_connection(("192.0.2.1", 80))
"""


def headlint(
    project: Path, *arguments: str, program: Sequence[str] = ("-m", "headlint")
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, *program, "check", *arguments]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, env=environment, timeout=300)


# ── promises ─────────────────────────────────────────────────────────────────────────────────────────────────────────

SPY = """
import sys

def spy(event, arguments):
    if event.startswith(("socket.", "subprocess.", "os.system", "os.exec", "os.spawn", "os.posix_spawn", "urllib")):
        print("FORBIDDEN", event, arguments, flush=True)
    if event == "exec" and str(getattr(arguments[0], "co_filename", "")).startswith(PROJECT):
        print("FORBIDDEN", event, arguments, flush=True)
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        print("FORBIDDEN", event, arguments, flush=True)

sys.addaudithook(spy)
from headlint.cli import main
main(sys.argv[1:])
"""


def test_nothing_is_executed_imported_or_fetched_and_no_file_is_written(tmp_path: Path) -> None:
    """Python itself tells (PEP 578) of every connection, process, execution and file that is opened."""
    for name in ("setup.py", "conftest.py", "train.py", "sitecustomize.py", "pkg/__init__.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TRAP + BUG)
    before = sorted(tmp_path.rglob("*"))
    spy = f"PROJECT = {str(tmp_path)!r}\n{SPY}"
    done = headlint(
        tmp_path,
        "--output-format",
        "json",
        "--no-cache",
        program=("-P" if sys.version_info >= (3, 11) else "-I", "-c", spy),
    )
    assert "FORBIDDEN" not in done.stdout, done.stdout
    assert {finding["rule"] for finding in json.loads(done.stdout)["findings"]} == {RULE}
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", ["click", "yaml", "libcst", "headlint", "json", "pathspec", "typing"])
def test_a_module_of_the_project_never_takes_the_place_of_ours(tmp_path: Path, name: str) -> None:
    """``python -m`` puts the current directory before everything else."""
    (tmp_path / "train.py").write_text(BUG)
    if name != "headlint":  # that one is found by Python before we have a say: whoever types -m means it
        (tmp_path / f"{name}.py").write_text(TRAP)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / f"{name}.py").write_text(TRAP)
    for project in (tmp_path, tmp_path / "sub"):
        if project != tmp_path and name == "headlint":
            continue
        done = headlint(project, "--output-format", "concise", str(tmp_path))
        assert RULE in done.stdout, done.stderr
        assert not (project / "executed").exists()


# ── directories ──────────────────────────────────────────────────────────────────────────────────────────────────────


def found(project: Path) -> list[str]:
    return [finding.rule for finding in check([project], Settings(), project).report.findings]


def test_circles_of_links(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(BUG)
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "up").symlink_to("..")
    (tmp_path / "self.py").symlink_to("self.py")
    (tmp_path / "gone.py").symlink_to("nowhere.py")
    report = check([tmp_path], Settings(), tmp_path).report
    assert [finding.rule for finding in report.findings] == [RULE]
    assert {error.path for error in report.errors} == {"self.py", "gone.py"}


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(BUG)
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "folder.py").mkdir()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(tmp_path / "socket.py"))
        report = check([tmp_path], Settings(), tmp_path).report
    assert [finding.rule for finding in report.findings] == [RULE]
    assert {error.path for error in report.errors} == {"pipe.py", "socket.py"}


def test_a_file_that_vanishes_is_an_error_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "train.py").write_text(BUG)
    (tmp_path / "gone.py").write_text(BUG)
    evaluate = pipeline._evaluate

    def later(*arguments: object) -> object:
        (tmp_path / "gone.py").unlink()
        return evaluate(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "_evaluate", later)
    report = check([tmp_path], Settings(), tmp_path).report
    assert [finding.place.path for finding in report.findings] == ["train.py"]
    assert [(error.path, error.message) for error in report.errors] == [("gone.py", "does not exist")]


def test_names_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(BUG)
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff\x1b[31m.py")).write_text(BUG)
    except OSError:
        pytest.skip("this file system has no such names")
    done = headlint(tmp_path, "--output-format", "concise", "-n")
    assert done.stdout.count(RULE) == 2
    assert "\x1b" not in done.stdout + done.stderr


def test_five_thousand_paths(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(BUG)
    names = [f"m{number:04}.py" for number in range(5000)]
    for name in names:
        (tmp_path / name).touch()
    done = headlint(tmp_path, "--output-format", "json", "train.py", *names)
    report = json.loads(done.stdout)
    assert [finding["rule"] for finding in report["findings"]] == [RULE]


def test_an_interrupt_ends_a_run_at_once_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """Several processes are at work when it comes."""
    for number in range(40):
        body = "\n".join(f"layer_{number}_{line} = nn.Linear({line}, {line} + {number})" for line in range(700))
        (tmp_path / f"m{number}.py").write_text(f"{BUG}\n{body}\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "headlint", "check", "."],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )  # fmt: skip
    time.sleep(2.5)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode in (130, 1)  # 1: it was faster than we were
    assert b"Traceback" not in out + err
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


# ── inputs that nobody wrote ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("first", range(0, 200, 20))
def test_inputs_that_nobody_wrote(first: int) -> None:
    """A few of those that ``python -m tests.fuzz`` makes."""
    assert {seed: wrong for seed in range(first, first + 20) if (wrong := fault(seed))} == {}
