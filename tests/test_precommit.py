"""The hooks, run by pre-commit itself in scratch repositories. pre-commit installs the hook with pip, as for a user."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parent.parent
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
INSTALLED = ("headlint", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
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


def use(user: Repository, source: Repository, commit: str, *ids: str, **more: object) -> None:
    chosen = [{"id": name, **more} for name in ids]
    config = {"repos": [{"repo": str(source.folder), "rev": commit, "hooks": chosen}]}
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


ADDRESS = "https://github.com/OWNER/headlint"
BORROWED = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "borrowed-frameworks"
version = "1"

[tool.hatch.build.targets.wheel]
only-include = ["borrowed.pth"]
"""


@pytest.fixture
def dependencies(tmp_path: Path) -> list[str]:
    """What the probe's hook installs besides headlint: a package that leads to the frameworks of these tests, which
    takes seconds. With HEADLINT_TEST_TORCH (``torch==2.13.0``) that one, and all else as a user has it."""
    wanted = os.environ.get("HEADLINT_TEST_TORCH")
    if wanted:
        return [wanted, *(name for name in HOOKS["headlint-probe"]["additional_dependencies"] if name != "torch")]
    folder = tmp_path / "borrowed"
    folder.mkdir()
    (folder / "pyproject.toml").write_text(BORROWED)
    (folder / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return [str(folder)]


def test_the_probe_hook_measures(repository: Callable[[str], Repository], dependencies: list[str]) -> None:
    source, commit = hooks(repository)
    user = repository("user")
    user.write(model=MODEL, train=TRAIN)
    use(user, source, commit, "headlint-probe", additional_dependencies=dependencies)
    user.git("add", "-A")
    tried = user.hooked("run", "--verbose")
    assert tried.returncode == 1, tried.stdout + tried.stderr
    assert f"error[{RULE}]" in tried.stdout
    assert "probe: confirmed: the loss cannot fall below 1.461, the corrected head reaches 0 (torch" in tried.stdout

    user.write(model=FIXED)
    user.git("add", "-A")
    tried = user.hooked("run", "--verbose")
    assert tried.returncode == 0, tried.stdout + tried.stderr


@pytest.mark.parametrize("page", ["README.md", "docs/ci.md"])
def test_the_lines_of_the_documentation_install(
    page: str, repository: Callable[[str], Repository], tmp_path: Path
) -> None:
    """The hook's snippet as it stands there, and the line that installs headlint in a workflow; the repository lies on
    this disk."""
    source, _ = hooks(repository)
    text = (ROOT / page).read_text(encoding="utf-8")
    snippet = next(
        block for block in re.findall(r"^```yaml\n(.*?)^```$", text, re.DOTALL | re.MULTILINE) if "rev:" in block
    )
    source.git("tag", yaml.safe_load(snippet)["repos"][0]["rev"])
    user = repository("user")
    user.write(model=MODEL, train=TRAIN)
    (user.folder / ".pre-commit-config.yaml").write_text(snippet.replace(ADDRESS, str(source.folder)))
    user.git("add", "-A")
    assert f"error[{RULE}]" in user.hooked("run").stdout

    (line,) = set(re.findall(r"pip install git\+\S+", text))
    place = tmp_path / "installed"
    words = line.replace(ADDRESS, f"file://{source.folder}").split()[1:]
    done = user.run(sys.executable, "-m", "pip", *words, "--no-deps", "--target", place)
    assert done.returncode == 0, done.stderr
    assert (place / "bin" / "headlint").exists()


def test_the_probe_hook_installs_what_the_probe_imports() -> None:
    """For PyTorch. Keras brings its own, and has to be named by who uses it."""
    trees = [ast.parse(file.read_bytes()) for file in (ROOT / "headlint" / "probe" / "worker").rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    needed = {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {"headlint"}
    given = HOOKS["headlint-probe"]["additional_dependencies"]
    assert needed - {"keras", "jax", "tensorflow"} == set(given) == set(PROJECT["optional-dependencies"]["torch"])


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
