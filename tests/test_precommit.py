"""The hooks, run by pre-commit itself in scratch repositories. pre-commit installs the hook with pip, as for a user."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
INSTALLED = ("headlint", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")
RULE = "softmax-before-cross-entropy"

MODEL = """\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(64, 10)

    def forward(self, x):
        return torch.softmax(self.out(x), dim=1)
"""
FIXED = MODEL.replace("torch.softmax(self.out(x), dim=1)", "self.out(x)")
TRAIN = """\
from torch import nn

from model import Net

net, criterion = Net(), nn.CrossEntropyLoss()


def step(x, y):
    return criterion(net(x), y)
"""
OTHER = "import os\n\nprint(os.sep)\n"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="scratch repositories are made with POSIX tools")


class Repository:
    """A scratch repository, and the two programs that act on it."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))}
        names = {
            f"GIT_{who}_{what}": "nobody@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
        }
        scripts = Path(sys.executable).parent
        self.environment = {
            **kept, **names, "PRE_COMMIT_HOME": str(home), "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
            "PATH": f"{scripts}{os.pathsep}{kept.get('PATH', '')}",
        }  # fmt: skip
        self.environment.pop("PYTHONPATH", None)
        folder.mkdir()
        self.git("init", "-q", "-b", "main")

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            list(map(str, command)), cwd=self.folder, env=self.environment, capture_output=True, encoding="utf-8",
            timeout=900,
        )  # fmt: skip

    def git(self, *args: str | Path) -> str:
        done = self.run("git", *args)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def hooked(self, *args: str | Path) -> subprocess.CompletedProcess[str]:
        return self.run(sys.executable, "-m", "pre_commit", *args)

    def write(self, **texts: str) -> None:
        for name, text in texts.items():
            (self.folder / f"{name}.py").write_text(text)

    def commit(self) -> str:
        self.git("add", "-A")
        self.git("commit", "-q", "--no-verify", "-m", "x")
        return self.git("rev-parse", "HEAD").strip()


@pytest.fixture
def repository(tmp_path: Path) -> Callable[[str], Repository]:
    return lambda name: Repository(tmp_path / name, tmp_path / "home")


def hooks(repository: Callable[[str], Repository]) -> tuple[Repository, str]:
    """A repository with what an installation of headlint needs, as it is in the working tree, and its commit."""
    made = repository("hooks")
    for name in INSTALLED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, made.folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, made.folder / name)
    return made, made.commit()


def use(user: Repository, source: Repository, commit: str, *ids: str) -> None:
    config = {"repos": [{"repo": str(source.folder), "rev": commit, "hooks": [{"id": name} for name in ids]}]}
    (user.folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))


def test_a_bug_across_files_is_stopped_at_the_commit(repository: Callable[[str], Repository]) -> None:
    """From ``try-repo`` on staged files to commits that change one of the two files."""
    source, commit = hooks(repository)
    user = repository("user")

    user.write(model=MODEL, train=TRAIN, other=OTHER)
    user.git("add", "-A")
    tried = user.hooked("try-repo", source.folder, "headlint", "--verbose")
    assert tried.returncode == 1, tried.stdout + tried.stderr
    assert f"error[{RULE}]" in tried.stdout
    assert "train.py:9:12" in tried.stdout
    assert "model.py:11:16" in tried.stdout

    use(user, source, commit, "headlint")
    installed = user.hooked("install")
    assert installed.returncode == 0, installed.stdout + installed.stderr

    def commits() -> tuple[bool, str]:
        """Whether Git takes the commit of what is staged, and what the hook says."""
        done = user.run("git", "commit", "-m", "x")
        return done.returncode == 0, done.stdout + done.stderr

    user.git("reset", "-q")
    user.git("add", "other.py", ".pre-commit-config.yaml")
    assert commits()[0]  # the bug lies on the disk, but in no file of this commit
    user.write(model=FIXED)
    user.git("add", "-A")
    taken, said = commits()
    assert taken, said

    for name, text in (("model", MODEL), ("train", TRAIN + "\n\nprint(step)\n")):
        # One of the two files changes. The other stands in no list, and the finding is there all the same.
        user.write(model=MODEL)
        user.git("commit", "-aqm", "as it was", "--no-verify")
        user.write(**{name: text + "# changed\n"})
        user.git("add", f"{name}.py")
        taken, said = commits()
        assert not taken
        assert f"error[{RULE}]" in said
        user.write(model=FIXED)
        user.git("add", "-A")
        taken, said = commits()
        assert taken, said

    user.git("rm", "-q", "train.py")
    taken, said = commits()
    assert taken, said


def test_hooks_look_at_the_same_files() -> None:
    assert list(HOOKS) == ["headlint", "headlint-probe"]
    for hook in HOOKS.values():
        assert hook["types_or"] == ["python", "jupyter", "yaml"]
        assert hook["require_serial"] is True
        assert hook["entry"].startswith("headlint check --allow-empty --force-exclude")


def test_the_plain_hook_needs_no_framework() -> None:
    """pre-commit.ci allows no network when hooks run, and 250 MiB for what is installed."""
    assert "additional_dependencies" not in HOOKS["headlint"]
    assert HOOKS["headlint"]["language"] == "python"
    assert "--probe" not in HOOKS["headlint"]["entry"]
