"""``--fix``, ``--diff``, ``--unsafe-fixes`` and ``--show-fixes``, as a user runs them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.test_cli import headlint

SAFE = """\
import torch
from torch import nn

model = nn.Linear(64, 10)
criterion = nn.NLLLoss()

loss = criterion(model(torch.randn(8, 64)), torch.randint(10, (8,)))
loss.backward()
"""
SAFE_FIXED = SAFE.replace("NLLLoss", "CrossEntropyLoss")

UNSAFE = """\
import torch
from torch import nn

model = nn.Sequential(nn.Linear(64, 10), nn.Softmax(dim=1))
criterion = nn.CrossEntropyLoss()

loss = criterion(model(torch.randn(8, 64)), torch.randint(10, (8,)))
loss.backward()
"""
UNSAFE_FIXED = UNSAFE.replace(", nn.Softmax(dim=1)", "")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "safe.py").write_text(SAFE)
    (tmp_path / "unsafe.py").write_text(UNSAFE)
    return tmp_path


def test_fix_applies_what_is_safe_and_reports_what_is_left(project: Path) -> None:
    done = headlint("--fix", "--output-format", "concise", ".", cwd=project)
    assert done.returncode == 1
    assert done.stdout.startswith("unsafe.py:7:8: error[softmax-before-cross-entropy]")
    assert done.stderr.splitlines()[0] == "1 finding fixed in 1 file"
    assert (project / "safe.py").read_text() == SAFE_FIXED
    assert (project / "unsafe.py").read_text() == UNSAFE


def test_fix_exits_with_0_if_all_was_fixed(project: Path) -> None:
    done = headlint("--fix", "safe.py", cwd=project)
    assert (done.returncode, done.stdout) == (0, "")
    assert (project / "safe.py").read_text() == SAFE_FIXED


def test_unsafe_fixes_are_applied_when_they_are_asked_for(project: Path) -> None:
    done = headlint("--fix", "--unsafe-fixes", cwd=project)
    assert (done.returncode, done.stdout) == (0, "")
    assert "2 findings fixed in 2 files" in done.stderr
    assert (project / "unsafe.py").read_text() == UNSAFE_FIXED
    assert sorted(path.name for path in project.iterdir()) == ["safe.py", "unsafe.py"]


def test_diff_changes_nothing_and_git_applies_it(project: Path) -> None:
    done = headlint("--diff", "--unsafe-fixes", cwd=project)
    assert done.returncode == 1
    assert "2 findings would be fixed in 2 files" in done.stderr
    assert (project / "safe.py").read_text() == SAFE
    git_applies(done.stdout, project)
    assert (project / "safe.py").read_text() == SAFE_FIXED
    assert (project / "unsafe.py").read_text() == UNSAFE_FIXED
    again = headlint("--diff", "--unsafe-fixes", cwd=project)
    assert (again.returncode, again.stdout) == (0, "")


def git_applies(patch: str, folder: Path) -> None:
    for step in (["apply", "--check"], ["apply"]):
        subprocess.run(["git", *step, "-"], cwd=folder, input=patch.encode(), check=True)


def test_diff_without_a_safe_fix_is_empty(project: Path) -> None:
    done = headlint("--diff", "unsafe.py", cwd=project)
    assert (done.returncode, done.stdout) == (0, "")


def test_fixes_are_shown_when_they_are_asked_for(project: Path) -> None:
    done = headlint("--show-fixes", "--output-format", "json", cwd=project)
    safe, unsafe = (finding["fix"] for finding in json.loads(done.stdout)["findings"])
    start = SAFE.index("NLLLoss")
    edit = {"path": "safe.py", "start": start, "end": start + len("NLLLoss"), "text": "CrossEntropyLoss"}
    assert safe == {"message": "make the loss take logits", "safe": True, "edits": [edit]}
    assert (unsafe["message"], unsafe["safe"]) == ("remove the softmax", False)


@pytest.mark.parametrize(
    ("flags", "complaint"),
    [
        (("--fix", "--diff"), "--fix and --diff exclude each other"),
        (("--show-fixes", "--fix"), "--show-fixes and --fix exclude each other"),
        (("--unsafe-fixes",), "--unsafe-fixes goes with --fix or --diff"),
    ],
)
def test_flags_that_contradict_each_other(flags: tuple[str, ...], complaint: str, project: Path) -> None:
    done = headlint(*flags, cwd=project)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"headlint: {complaint}\n")


def test_only_files_that_were_named_are_changed(project: Path) -> None:
    (project / "model.py").write_text(
        "from torch import nn\n\nmodel = nn.Sequential(nn.Linear(64, 10), nn.Softmax(1))\n"
    )
    (project / "train.py").write_text(
        "import torch\nfrom torch import nn\nfrom model import model\n\n"
        "loss = nn.CrossEntropyLoss()(model(torch.randn(8, 64)), torch.randint(10, (8,)))\nloss.backward()\n"
    )
    alone = headlint("--diff", "--unsafe-fixes", "train.py", cwd=project)
    assert (alone.returncode, alone.stdout) == (0, "")
    both = headlint("--diff", "--unsafe-fixes", "train.py", "model.py", cwd=project)
    assert both.returncode == 1 and "a/model.py" in both.stdout and "a/train.py" not in both.stdout


def test_with_the_probe_a_fix_is_proved_by_numbers(project: Path) -> None:
    done = headlint("--diff", "--unsafe-fixes", "--probe", "unsafe.py", cwd=project)
    assert done.returncode == 1
    git_applies(done.stdout, project)
    assert (project / "unsafe.py").read_text() == UNSAFE_FIXED
