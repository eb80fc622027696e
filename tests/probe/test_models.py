"""The model probe: what a project's own class gives, and hostile projects, which cost nothing but their own verdict."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from headlint.findings import Model
from headlint.probe import sandbox
from headlint.probe.models import measured
from tests.probe.test_command import ROOT, headlint

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the limits are those of POSIX")

HEAD = {"channels": 3, "domain": "probs", "activation": "softmax", "class_axis": -1}

TEA = """
import torch
from torch import nn


class Tea(nn.Module):
    def __init__(self, kinds, hidden=8):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(5, hidden), nn.ReLU(), nn.Linear(hidden, kinds))

    def forward(self, x):
        return {"cup": RESULT}
"""


@pytest.fixture
def project() -> Iterator[Path]:
    """A folder that nobody may read as well: pytest's own is for its user alone."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


def model(project: Path, code: str, **changes: Any) -> Model:
    (project / "tea.py").write_text(code)
    given = {"0": 3, "hidden": 4}
    fields = {"name": "Tea", "path": "tea.py", "root": str(project), "arguments": given, "element": ("cup",)}
    return Model(**{**fields, "head": HEAD, "places": frozenset(), **changes})  # type: ignore[arg-type]


def survivors() -> list[str]:
    """Processes that a model left behind: all of them have its home in their environment."""
    left = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if b"=/tmp/headlint-model-" in (process / "environ").read_bytes():
                left.append((process / "cmdline").read_text())
        except OSError:
            continue
    return left


def test_a_model_is_built_with_its_arguments_and_run(project: Path) -> None:
    code = TEA.replace("RESULT", "self.layers(x).softmax(-1)") + "\nprint('{}')\n"
    found = measured(model(project, code))
    assert found["verdict"] == "confirmed", found
    assert (found["shape"], found["channels"], found["sums_to_1"]) == ([4, 3], 3, True)


def test_a_model_that_does_otherwise_contradicts_the_finding(project: Path) -> None:
    found = measured(model(project, TEA.replace("RESULT", "10 * self.layers(x)")))
    assert found["verdict"] == "refuted", found
    assert "outside of 0..1" in found["reason"]


def test_arguments_that_are_not_known_build_nothing(project: Path) -> None:
    found = measured(model(project, "raise SystemExit", arguments={"unknown": "kinds is not constant"}))
    assert found == {"verdict": "open", "reason": "kinds is not constant"}


HOSTILE = {
    "infinite loop": ("while True: pass", "more than"),
    "fork bomb": ("import os\nwhile True:\n    try: os.fork()\n    except OSError: pass", "more than"),
    "huge allocation": ("bytearray(100 << 30)", "MemoryError"),
    "exit": ("import os\nos._exit(0)", "ended with status 0"),
    "exit by exception": ("raise SystemExit('bye')", "SystemExit: bye"),
    "print to standard output": ("print('{\"measured\": {}}' * 1000)\nraise ValueError('end')", "ValueError: end"),
    "garbage into the pipe": (
        "import os\nfor each in range(3, 99):\n    try: os.write(each, b'garbage\\n')\n    except OSError: pass\n",
        "not one of the worker's",
    ),
    "descriptors closed": ("import os\nos.closerange(0, 256)", "it"),
    "recursion": ("import sys\nsys.setrecursionlimit(10**9)\ndef again(): again()\nagain()", ""),
    "network": (
        "import socket\nsocket.create_connection(('192.0.2.1', 80), 2)\nraise SystemExit('connected')", "Error",
    ),
    "a process of its own session": (
        "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0: time.sleep(600)\n"
        "    os._exit(0)\nraise ValueError('left')",
        "ValueError: left",
    ),
    "a huge file": ("open('big', 'wb').truncate(1 << 40)\nraise SystemExit('written')", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_code_ends_in_a_reason_and_leaves_nothing(name: str, project: Path) -> None:
    code, reason = HOSTILE[name]
    found = measured(model(project, code), seconds=4 if reason == "more than" else 60)
    assert found["verdict"] == "open"
    assert reason in found["reason"], found
    assert "written" not in found["reason"]
    assert survivors() == []


def test_no_network_where_it_can_be_cut(project: Path) -> None:
    if sandbox.remark():
        pytest.skip(sandbox.remark())
    code = "import socket\nraise SystemExit(str(socket.if_nameindex()))"
    assert measured(model(project, code), seconds=60)["reason"] in ("SystemExit: [(1, 'lo')]", "SystemExit: []")


def test_files_of_others_cannot_be_written(project: Path) -> None:
    if not sandbox.nobody():
        pytest.skip("who is not root keeps the rights to the own files")
    found = measured(model(project, f"open({str(project / 'outside')!r}, 'w')"), seconds=60)
    assert "PermissionError" in found["reason"]
    assert not (project / "outside").exists()


def test_the_environment_is_scrubbed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "abc")
    code = "import os\nraise SystemExit(f\"{os.environ.get('SECRET_TOKEN')} {os.getcwd() == os.environ['HOME']}\")"
    assert measured(model(project, code), seconds=60)["reason"] == "SystemExit: None True"


def test_a_settings_file_cannot_switch_it_on(project: Path) -> None:
    (project / "tea.py").write_text("open('imported', 'w')\n")
    for key in ("probe-import", "probe_import"):
        (project / "headlint.toml").write_text(f"{key} = true\n")
        done = headlint("check", ".", cwd=project)
        assert done.returncode == 2
        assert "probe" in done.stderr
    assert not (project / "imported").exists()


def test_the_command_says_what_it_runs_and_what_came_out(project: Path) -> None:
    (project / "tea.py").write_text(
        TEA.replace('{"cup": RESULT}', "self.layers(x).softmax(-1)")
        + "\nloss = nn.CrossEntropyLoss()(Tea(3)(torch.randn(4, 5)), torch.randint(3, (4,)))\n"
    )
    done = headlint("check", "--probe-import", "tea.py", cwd=project)
    assert "headlint: --probe-import runs code of this project" in done.stderr
    assert "= model: built and run: 3 channels, 0." in done.stdout
    assert ", sums to 1" in done.stdout


def test_nothing_outlives_a_host_that_is_killed(project: Path) -> None:
    """Ctrl-C, a time limit, the out-of-memory killer: whatever ends headlint ends the project's code too."""
    if sys.platform != "linux":
        pytest.skip("only Linux ends a process with its parent")
    (project / "tea.py").write_text("while True: pass\n")
    host = (
        "from headlint.findings import Model; from headlint.probe.models import measured\n"
        f"measured(Model('Tea', 'tea.py', {str(project)!r}, {{}}, (), {{}}, frozenset()), 600)"
    )
    process = subprocess.Popen([sys.executable, "-c", host], env={**os.environ, "PYTHONPATH": str(ROOT)})
    try:
        assert eventually(lambda: bool(survivors()))
    finally:
        process.kill()
        process.wait()
    assert eventually(lambda: not survivors()), survivors()


def eventually(holds: Callable[[], bool]) -> bool:
    for _ in range(300):
        if holds():
            return True
        time.sleep(0.1)
    return False
