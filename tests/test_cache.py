"""The cache: a run that uses it says what a run without it says, whatever happened in between."""

from __future__ import annotations

import ast
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from headlint import cached
from headlint.cache import NAME, Folder, folder, results
from headlint.check import check
from headlint.cli import main
from headlint.settings import Settings

PLAIN = Settings()
FIXTURES = Path(__file__).parents[1] / "fixtures"

BUG = """
import torch
from torch import nn
from model import Net

net, loss = Net(5), nn.CrossEntropyLoss()
value = loss(net(torch.rand(2, 3)), torch.tensor([0, 1]))
"""
MODEL = """
from torch import nn

class Net(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.last = nn.Linear(3, classes)

    def forward(self, x):
        return self.last(x).softmax(1)
"""


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "train.py").write_text(BUG)
    (tmp_path / "model.py").write_text(MODEL)
    yield tmp_path


def rules(project: Path, cache: Path | bool = True, settings: Settings = PLAIN) -> list[str]:
    return [finding.rule for finding in cached.check([project], settings, project, cache).report.findings]


def run(project: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "headlint", "check", *arguments]
    clean = {key: value for key, value in os.environ.items() if not key.startswith("HEADLINT_")}
    return subprocess.run(command, cwd=project, capture_output=True, text=True, env={**clean, **environment})


def refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cached, "_run", lambda *_: pytest.fail("checked anew"))


# ── the same answers ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_checked_is_not_checked_again(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = cached.check([project], Settings(), project)
    assert [finding.rule for finding in first.report.findings] == ["softmax-before-cross-entropy"]
    refuse(monkeypatch)
    again = cached.check([project], Settings(), project)
    assert (again.report, again.inventory) == (first.report, first.inventory)
    assert again.sources("train.py") == first.sources("train.py")


@pytest.mark.parametrize(
    "change",
    [
        lambda project: (project / "model.py").write_text(MODEL.replace(".softmax(1)", "")),
        lambda project: (project / "train.py").unlink(),
        lambda project: (project / "model").mkdir() or (project / "model/__init__.py").write_text("Net = None"),
        lambda project: (project / "model.py").replace(project / "models.py"),
        lambda project: (project / "model.py").write_text(MODEL.replace("softmax(1)", "relu()")),
    ],
)
def test_every_change_is_noticed(project: Path, change: object) -> None:
    assert rules(project) == ["softmax-before-cross-entropy"]
    change(project)  # type: ignore[operator]
    assert rules(project) == rules(project, cache=False) != ["softmax-before-cross-entropy"]


def test_a_change_that_time_stamps_hide_is_noticed(project: Path) -> None:
    before = (project / "model.py").stat()
    assert rules(project) == ["softmax-before-cross-entropy"]
    (project / "model.py").write_text(MODEL.replace(".softmax(1)", ".double(  )"))
    os.utime(project / "model.py", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (project / "model.py").stat().st_size == before.st_size
    assert rules(project) == []


def test_settings_and_paths_are_part_of_the_question(project: Path) -> None:
    assert rules(project) == ["softmax-before-cross-entropy"]
    assert rules(project, settings=Settings(ignore=frozenset({"softmax-before-cross-entropy"}))) == []
    assert rules(project / "model.py") == ["softmax-before-cross-entropy"]
    (project / "other.py").touch()
    assert cached.check([project / "other.py"], Settings(), project).report.stats.files == 1


def edits(seed: int, files: dict[str, str]) -> Iterator[dict[str, str | None]]:
    """Versions of a project, each a few random edits after the one before."""
    chance = random.Random(seed)
    now: dict[str, str | None] = dict(files)
    for _ in range(8):
        for _ in range(chance.randrange(3)):
            name = chance.choice([*files, "fresh.py"])
            lines = (now.get(name) or "").splitlines(keepends=True)
            match chance.randrange(6):
                case 0:
                    now[name] = None
                case 1:
                    now[name] = files.get(name, "import torch\n")
                case 2:
                    now[name] = "".join(lines[: chance.randrange(len(lines) + 1)])
                case 3:
                    chance.shuffle(lines)
                    now[name] = "".join(lines)
                case 4:
                    now[name] = "".join(lines).replace("softmax", chance.choice(["sigmoid", "softmax", "relu"]))
                case _:
                    now[name] = "\n" + "".join(lines)
        yield dict(now)


@pytest.mark.parametrize("seed", range(6))
def test_a_cached_run_prints_what_an_uncached_run_prints(tmp_path: Path, seed: int) -> None:
    (tmp_path / "pyproject.toml").touch()
    files = {name: (FIXTURES / "demo" / name).read_text() for name in ("train.py", "model.py", "config.py")}
    for version in edits(seed, files):
        for name, text in version.items():
            if text is None:
                (tmp_path / name).unlink(missing_ok=True)
            else:
                (tmp_path / name).write_text(text)
        outputs = []
        for cache in (False, True, True):
            found = cached.check([tmp_path], Settings(), tmp_path, cache)
            outputs.append((found.report, found.inventory, [found.sources(name) for name in files]))
        assert outputs[0] == outputs[1] == outputs[2]


# ── damage, strangers, other runs ────────────────────────────────────────────────────────────────────────────────────


def entries(project: Path) -> list[Path]:
    return [path for path in (project / NAME).glob("*/*/*") if path.is_file()]


DAMAGES = {
    "empty": lambda data, chance: b"",
    "cut": lambda data, chance: data[: chance.randrange(len(data))],
    "a bit": lambda data, chance: bytes([*data[:50], data[50] ^ 1, *data[51:]]),
    "noise": lambda data, chance: chance.randbytes(len(data)),
    "a pickle": lambda data, chance: b"cos\nsystem\n(S'touch pwned'\ntR.",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_entries_are_made_again(project: Path, damage: str) -> None:
    assert rules(project) == ["softmax-before-cross-entropy"]
    held = {path: path.read_bytes() for path in entries(project)}
    assert {path.parts[-3] for path in held} == {"lowered", "results"}
    for path, data in held.items():
        path.write_bytes(DAMAGES[damage](data, random.Random(7)))
    assert rules(project) == ["softmax-before-cross-entropy"]
    assert {path: path.read_bytes() for path in entries(project)} == held
    assert not (project / "pwned").exists()


@pytest.mark.parametrize("content", [[], [1, 2, 3], ["x", {}, [[], [], []]], ["x", {"a": 1}, None], {"a": 1}, None])
def test_whole_entries_that_are_no_results_are_made_again(project: Path, content: object) -> None:
    assert rules(project) == ["softmax-before-cross-entropy"]
    store = Folder(project / NAME)
    for path in entries(project):
        store.write(path.parts[-3], path.parts[-2] + path.parts[-1], json.dumps(content))
    assert rules(project) == ["softmax-before-cross-entropy"]


def test_another_version_makes_its_own(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert rules(project) == ["softmax-before-cross-entropy"]
    monkeypatch.setattr(results, "version", lambda: "newer")
    other = check([project], Settings(ignore=frozenset({"softmax-before-cross-entropy"})), project)
    monkeypatch.setattr(cached, "_run", lambda *_: other)
    assert rules(project) == []


def test_the_folder_says_what_it_is(project: Path) -> None:
    rules(project)
    assert (project / NAME / ".gitignore").read_text() == "*\n"
    assert (project / NAME / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")


def test_a_folder_that_cannot_be_written_costs_nothing(project: Path) -> None:
    (project / NAME).write_text("a file in the way")
    assert rules(project) == ["softmax-before-cross-entropy"]
    assert (project / NAME).read_text() == "a file in the way"


def test_a_full_disk_costs_nothing(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folder.os, "replace", full)
    assert rules(project) == ["softmax-before-cross-entropy"]
    assert entries(project) == []


def test_what_is_not_used_for_long_is_removed(project: Path) -> None:
    rules(project)
    kept = entries(project)
    old = time.time() - 30 * 24 * 3600
    stale = project / NAME / "results" / "ab" / "cdef"
    stale.parent.mkdir(exist_ok=True)
    stale.write_text("x")
    os.utime(stale, (old, old))
    os.utime(project / NAME / "CACHEDIR.TAG", (old, old))
    (project / "model.py").write_text(MODEL + "\n")
    rules(project)
    assert not stale.exists()
    assert all(path.exists() for path in kept)


def test_many_runs_at_once(project: Path) -> None:
    with ThreadPoolExecutor(4) as threads:
        runs = list(threads.map(lambda _: run(project, "--output-format", "concise"), range(6)))
    assert len({(done.returncode, done.stdout, done.stderr) for done in runs}) == 1
    assert "softmax-before-cross-entropy" in runs[0].stdout
    assert not list((project / NAME).rglob("*.new"))


# ── the command line ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_no_cache_leaves_nothing_behind(project: Path) -> None:
    assert run(project, "--no-cache").returncode == 1
    assert run(project, HEADLINT_NO_CACHE="1").returncode == 1
    assert not (project / NAME).exists()


def test_the_folder_can_be_chosen(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert run(project, "--cache-dir", str(elsewhere / "a")).returncode == 1
    assert run(project, HEADLINT_CACHE_DIR=str(elsewhere / "b")).returncode == 1
    assert (elsewhere / "a" / "results").is_dir() and (elsewhere / "b" / "results").is_dir()
    assert not (project / NAME).exists()


@pytest.mark.parametrize("output_format", ["full", "concise", "json", "sarif", "github"])
def test_every_format_prints_the_same_from_the_cache(project: Path, output_format: str) -> None:
    plain, cold, warm = (run(project, "--output-format", output_format, *more) for more in (["-n"], [], []))
    assert (plain.returncode, plain.stdout, plain.stderr) == (warm.returncode, warm.stdout, warm.stderr)
    assert (cold.stdout, cold.stderr) == (warm.stdout, warm.stderr)


# ── nothing is imported that is not needed ───────────────────────────────────────────────────────────────────────────

OWN = ("evaluate", "heads", "knowledge", "rules", "rule", "judge", "configs", "linking", "source.ir", "source.lower")
HEAVY = ("libcst", "yaml", *(f"headlint.{name}" for name in OWN))


def imported(project: Path, *arguments: str) -> set[str]:
    program = "import sys; from headlint.cli import main; main(sys.argv[1:]);print('\\nIMPORTED', *sys.modules)"
    clean = {key: value for key, value in os.environ.items() if not key.startswith("HEADLINT_")}
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=project, capture_output=True, text=True, env=clean
    )
    assert "IMPORTED" in done.stdout, done.stderr
    return set(done.stdout.rpartition("IMPORTED")[2].split())


def heavy(modules: set[str]) -> list[str]:
    return [name for name in HEAVY if name in modules]


def test_the_version_needs_nothing(project: Path) -> None:
    assert heavy(imported(project, "--version")) == []


def test_a_warm_run_needs_nothing(project: Path) -> None:
    assert "headlint.source.lower" in imported(project, "check", ".")
    assert heavy(imported(project, "check", ".")) == []


def test_where_nothing_matters_nothing_is_needed(project: Path) -> None:
    """A project with losses, and a changed file that has nothing to do with them."""
    (project / "tools.py").write_text(
        "import json\nimport numpy\n\ndef load(path):\n    return json.load(open(path))\n"
    )
    (project / "more.py").write_text("from tools import load\n")
    (project / "train.yaml").write_text("model:\n  _target_: model.Net\n")
    assert heavy(imported(project, "check", "--no-cache", "tools.py")) == []
    assert heavy(imported(project, "check", "--no-cache", "model.py")) != []


@pytest.mark.parametrize(
    "text",
    ["from model import Net\n", "x = 'softmax'\n", "# headlint: ignore\n", "def f(:\n    loss = 1\n", "import numpy\n"],
)
def test_saying_that_there_is_nothing_is_saying_what_a_check_says(project: Path, text: str) -> None:
    (project / "other.py").write_text(text)
    (project / "broken.ipynb").write_text("{")
    (project / "empty").mkdir()
    (project / "train.yaml").write_text("model:\n  _target_: other.Net\n")
    for asked in ("other.py", "train.py", "broken.ipynb", "empty", "."):
        quick, whole = (run([project / asked], PLAIN, project) for run in (cached._run, check))
        assert (quick.report, quick.inventory, quick.files) == (whole.report, whole.inventory, whole.files)
        assert quick.fingerprints == whole.fingerprints


SETTINGS = ("configfile.py", "baseline.py")
"""What these read is part of the question."""


def reads(node: ast.AST) -> bool:
    """Whether a call reads a file, whatever its arguments are."""
    called = node.func if isinstance(node, ast.Call) else None
    named = isinstance(called, ast.Name) and called.id == "open"
    return named or (isinstance(called, ast.Attribute) and called.attr in ("read_bytes", "read_text"))


def test_reading_goes_one_way() -> None:
    """What is read past ``source.read`` would not be noticed when it changes."""
    package = Path(main.__code__.co_filename).parents[1]
    allowed = {
        "source/read.py",
        "cache/folder.py",
        "cli/report.py",
        "knowledge/__init__.py",
        "configs/tables.py",
        "fixes/write.py",
        "reports/html/__init__.py",
        *SETTINGS,
    }
    readers = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if "stubs" not in path.parts and any(map(reads, ast.walk(ast.parse(path.read_text()))))
    }
    assert readers <= allowed
