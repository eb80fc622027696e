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

from headlint import maths
from headlint.findings import Model
from headlint.probe import sandbox
from headlint.probe.by_hand import facts
from headlint.probe.criteria import BY_HAND
from headlint.probe.models import measured
from headlint.probe.verdicts import tasks
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


KERAS_TEA = """
import keras


class Tea(keras.Sequential):
    def __init__(self, kinds, hidden=8):
        super().__init__([keras.Input((5,)), keras.layers.Dense(kinds, activation="softmax")])
"""


@pytest.fixture
def project(homes: str) -> Iterator[Path]:
    """A folder that nobody may read as well: pytest's own is for its user alone."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


def built(made: Model, **given: Any) -> dict[str, Any]:
    """What a model gives, on however busy a machine."""
    return measured(made, 300, **given)


def model(project: Path, code: str, **changes: Any) -> Model:
    (project / "tea.py").write_text(code)
    given = {"0": 3, "hidden": 4}
    fields = {"name": "Tea", "path": "tea.py", "root": str(project), "arguments": given, "element": ("cup",)}
    return Model(**{**fields, "head": HEAD, "places": frozenset(), **changes})  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def homes(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where the models of this test have their homes, and those of no other test that runs at the same time."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        monkeypatch.setattr(tempfile, "tempdir", folder)
        monkeypatch.setenv("TMPDIR", folder)
        yield folder


def survivors() -> list[str]:
    """Processes that a model left behind: all of them have its home in their environment."""
    home = f"={tempfile.gettempdir()}/headlint-model-".encode()
    left = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if home in (process / "environ").read_bytes():
                left.append((process / "cmdline").read_text())
        except OSError:
            continue
    return left


def test_a_model_is_built_with_its_arguments_and_run(project: Path) -> None:
    code = TEA.replace("RESULT", "self.layers(x).softmax(-1)") + "\nprint('{}')\n"
    found = built(model(project, code))
    assert found["verdict"] == "confirmed", found
    assert (found["shape"], found["channels"], found["sums_to_1"]) == ([4, 3], 3, True)


def test_a_model_that_does_otherwise_contradicts_the_finding(project: Path) -> None:
    found = built(model(project, TEA.replace("RESULT", "10 * self.layers(x)")))
    assert found["verdict"] == "refuted", found
    assert "outside of 0..1" in found["reason"]


def tail(*activations: str, loss: str = "CrossEntropyLoss", channels: int = 3) -> dict[str, Any]:
    ((_, yours, _),) = tasks(*facts(channels, activations, loss, None, {}), {}, "", BY_HAND)
    return yours


def test_a_model_is_trained_with_its_loss(project: Path) -> None:
    code = TEA.replace("RESULT", "self.layers(x).softmax(-1)")
    found = built(model(project, code), tail=tail("softmax"), fault="high_floor")
    assert found["verdict"] == "confirmed", found
    loss = found["loss"]
    assert loss["start"] == pytest.approx(1.1, abs=0.2)
    assert loss["floor"] == pytest.approx(maths.cross_entropy_floor(3, 1), abs=1e-3)
    assert loss["floor"] <= loss["lowest"] < loss["start"]
    assert loss["gradient"] > 0 and loss["steps"] == 60


UNKNOWN = {"channels": 3, "domain": {"unknown": "a branch decides"}, "class_axis": -1}


@pytest.mark.parametrize(
    ("fault", "told", "reason"),
    [
        ("high_floor", tail("softmax"), "trained with its loss the model reaches"),
        ("no_gradient", tail(), "the model's weights get a gradient"),
        ("raises", tail(), "with the model's output the loss raises no error"),
    ],
)
def test_a_loss_that_does_otherwise_contradicts_the_finding(
    fault: str, told: dict[str, Any], reason: str, project: Path
) -> None:
    bare = model(project, TEA.replace("RESULT", "self.layers(x)"), head=UNKNOWN)
    found = built(bare, tail=told, fault=fault)
    assert (found["verdict"], found["reason"].startswith(reason)) == ("refuted", True), found


def test_what_the_loss_raises_is_said(project: Path) -> None:
    code = TEA.replace("RESULT", "self.layers(x)")
    bce = tail("sigmoid", loss="BCELoss")
    found = built(model(project, code, head=UNKNOWN), tail=bce, fault="raises")
    assert found["verdict"] == "confirmed"
    assert "between 0 and 1" in found["loss"]["error"]


def test_a_loss_that_cannot_be_put_to_the_output_costs_nothing_else(project: Path) -> None:
    code = TEA.replace("RESULT", "self.layers(x).softmax(-1).unsqueeze(1)")
    found = built(model(project, code), tail=tail("softmax"))
    assert (found["verdict"], found["loss"]) == (
        "confirmed", {"reason": "its loss is not measured on an output of 3 axes"},
    )  # fmt: skip


def test_a_model_of_keras_is_trained_with_its_loss(project: Path) -> None:
    head, scorer, labels = facts(3, ["softmax"], "keras.losses.CategoricalCrossentropy", None, {"from_logits": True})
    ((_, told, _),) = tasks(head, scorer, labels, {}, "", BY_HAND)
    found = built(model(project, KERAS_TEA, element=()), tail=told, fault="high_floor")
    assert found["verdict"] == "confirmed", found
    assert found["loss"]["floor"] == pytest.approx(maths.cross_entropy_floor(3, 1), abs=1e-3)
    assert found["loss"]["floor"] <= found["loss"]["lowest"] < found["loss"]["start"]


def test_arguments_that_are_not_known_build_nothing(project: Path) -> None:
    found = built(model(project, "raise SystemExit", arguments={"unknown": "kinds is not constant"}))
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
    "a forged answer": (
        "import os\nfor each in range(3, 99):\n    try: os.write(each, b'{\"measured\": {\"loss\": 3}}\\n')\n"
        "    except OSError: pass\n",
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
    assert ", sums to 1; its loss is 1." in done.stdout
    assert " after 60 steps" in done.stdout


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
