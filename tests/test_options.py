"""Every option of every command, and every setting, does something that can be seen: a run with it beside one without.

What each of them does in detail is tested where it belongs. Here the table has to be complete, and every spelling of an
option has to do the same.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import NamedTuple

import click
import pytest

from headlint.cli import commands
from headlint.configfile import KEYS
from headlint.probe.host import Workers
from tests.command import headlint
from tests.fixes.test_cli import SAFE, UNSAFE
from tests.measured import workers

MAYBE = """\
import sys

import torch
from torch import nn

if len(sys.argv) > 1:
    model = nn.Sequential(nn.Linear(64, 10), nn.Softmax(dim=1))
else:
    model = nn.Sequential(nn.Linear(64, 8), nn.ReLU(), nn.Linear(8, 10))
loss = nn.CrossEntropyLoss()(model(torch.randn(8, 64)), torch.randint(10, (8,)))
"""
MILD = SAFE.replace("NLLLoss", "CrossEntropyLoss").replace(
    "nn.Linear(64, 10)", "nn.Sequential(nn.Linear(64, 10), nn.LogSoftmax(dim=1))"
)
GENTLE = MILD.replace("nn.LogSoftmax(dim=1)", "nn.LeakyReLU(0.9)")
DENSE = """\
import keras

model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(10, activation="softmax")])
model.compile("adam", keras.losses.CategoricalCrossentropy(from_logits=True))
"""
SHOP = "shop: sold\nkinds: 4\nnames: [cup, pot, jug]\n"
SHOPS = "[dialects.shop]\nsigns = ['shop']\ncounts = [{ of = ['kinds', 'names'] }]\n"
PICKED = """\
from nets import model
from torch import nn

nn.CrossEntropyLoss()(model(x), y)
"""
FILES = {
    "bug.py": UNSAFE, "fixable.py": SAFE, "maybe.py": MAYBE, "mild.py": MILD, "gentle.py": GENTLE, "dense.py": DENSE,
    "both.py": UNSAFE + SAFE, "shop.yaml": SHOP, "picked.py": PICKED, "broken.py": "loss = softmax(",
    "deep/nets.py": UNSAFE.partition("criterion")[0], "out/bug.py": UNSAFE, "build/bug.py": UNSAFE,
    ".gitignore": "/out/\n", "headlint.toml": "", "lenient.toml": "ignore = ['softmax-before-cross-entropy']",
}  # fmt: skip

ERROR, OTHER, INFO = "softmax-before-cross-entropy", "logits-into-nll", "log-softmax-before-cross-entropy"


class Scene(NamedTuple):
    """A run without and one with the option. ``shows``: what is only to be seen with it, ``hides``: only without."""

    without: str
    option: str
    shows: str = ""
    hides: str = ""


OF_FILES = {
    "--config": Scene("bug.py --show-settings", "--config lenient.toml", f'ignore = ["{ERROR}"]', "ignore = []"),
    "--isolated": Scene("bug.py --show-settings", "--isolated", "# no settings file", "headlint.toml"),
    "--exclude": Scene(". --show-files", "--exclude /bug.py", "out: build/bug.py", "out: bug.py"),
    "--extend-exclude": Scene(". --show-files", "--extend-exclude /bug.py", "", "out: bug.py"),
    "--respect-gitignore": Scene(". --show-files", "--no-respect-gitignore", "out: out/bug.py", ""),
    "--force-exclude": Scene("build/bug.py fixable.py --show-files", "--force-exclude", "", "out: build/bug.py"),
    "--show-settings": Scene("fixable.py", "--show-settings", "out: fail-level = ", "err: "),
    "--show-files": Scene("fixable.py", "--show-files", "", "err: "),
}
CACHED = {
    "--cache-dir": Scene("bug.py", "--cache-dir kept", "kept/.gitignore", ".headlint_cache/"),
    "--no-cache": Scene("bug.py", "--no-cache", "", ".headlint_cache/"),
}
COLOR = {"--color": Scene("bug.py", "--color always", "\x1b[", "")}
TABLE = Scene("", "--output-format json", "out: {", "")

SCENES: dict[str, dict[str, Scene]] = {
    "check": {
        "--output-format": Scene("bug.py", "--output-format concise", f"out: bug.py:7:8: error[{ERROR}]", "-->"),
        "--output-file": Scene("bug.py", "--output-file said.txt", f"said.txt: error[{ERROR}]", f"out: error[{ERROR}]"),
        "--select": Scene("bug.py", f"--select {OTHER}", "status 0", ERROR),
        "--extend-select": Scene(f"bug.py --select {OTHER}", f"--extend-select {ERROR}", ERROR, "status 0"),
        "--ignore": Scene("bug.py", f"--ignore {ERROR}", "status 0", ERROR),
        "--min-certainty": Scene("maybe.py", "--min-certainty certain", "status 0", ERROR),
        "--fail-level": Scene("mild.py", "--fail-level info", "status 1", "status 0"),
        "--fix": Scene("fixable.py", "--fix", "fixable.py: criterion = nn.CrossEntropyLoss()", OTHER),
        "--diff": Scene("fixable.py", "--diff", "out: +criterion = nn.CrossEntropyLoss()", f"error[{OTHER}]"),
        "--unsafe-fixes": Scene("bug.py --diff", "--unsafe-fixes", "out: -model", "status 0"),
        "--show-fixes": Scene("fixable.py", "--show-fixes", "make the loss take logits", ""),
        "--add-ignores": Scene("bug.py", "--add-ignores", f"# headlint: ignore[{ERROR}]", "status 1"),
        "--baseline": Scene("bug.py", "--baseline accepted.json", "1 in the baseline", f"error[{ERROR}]"),
        "--statistics": Scene("bug.py", "--statistics", f"out: 1  error  {ERROR}", "out: error["),
        "--exit-zero": Scene("bug.py", "--exit-zero", "status 0", "status 1"),
        "--allow-empty": Scene("", "--allow-empty", "err: 0 files", "bug.py"),
        "--stdin-filename": Scene("- --output-format concise", "--stdin-filename a.py", "out: a.py:7", "out: -:7"),
        "--quiet": Scene("bug.py", "--quiet", "", "1 file, 1 head"),
        "--verbose": Scene("picked.py", "--verbose", "picked.py:4:1: ", ""),
        "--probe": Scene("bug.py", "--probe", "probe: confirmed: the loss cannot fall below 1.461", ""),
        "--probe-strict": Scene("gentle.py --probe --fail-level error", "--probe=strict", "status 1", "status 0"),
        "--probe-import": Scene("bug.py", "--probe-import", "runs code of this project", ""),
        **OF_FILES,
        **CACHED,
        **COLOR,
    },
    "heads": {
        "--output-format": TABLE,
        "--verbose": Scene("broken.py --no-cache", "--verbose"),
        "--probe": Scene("bug.py", "--probe", "wrong: the loss cannot fall below 1.461", ""),
        **OF_FILES,
        **CACHED,
        **COLOR,
    },
    "baseline": {
        "--baseline": Scene("bug.py", "--baseline ours.json", "ours.json: ", "headlint-baseline.json: "),
        "--prune": Scene("bug.py --baseline empty.json", "--prune", "0 accepted", "1 accepted"),
        "--quiet": Scene("bug.py", "--quiet", "", "err: "),
        "--verbose": Scene("bug.py", "--verbose"),
        **OF_FILES,
    },
    "probe": {
        "--loss": Scene("--loss CrossEntropyLoss", "--loss NLLLoss", "status 1", "status 0"),
        "--channels": Scene("--loss CrossEntropyLoss", "--channels 1", "status 1", "status 0"),
        "--activation": Scene("--loss CrossEntropyLoss", "--activation softmax", "cannot fall below", "status 0"),
        "--target": Scene("--loss BCELoss --activation softmax --channels 10", "--target multi_hot", "status 1", ""),
        "--option": Scene("--loss categorical_crossentropy", "--option from_logits=True", "status 0", "status 1"),
        "--output-format": Scene("--loss CrossEntropyLoss", "--output-format json", '"verdict": "refuted"', ""),
        "--cache-dir": Scene("--loss CrossEntropyLoss", "--cache-dir kept", "kept/.gitignore", ".headlint_cache/"),
        "--no-cache": Scene("--loss CrossEntropyLoss", "--no-cache", "", ".headlint_cache/"),
    },
    "reproduce": {
        "--rule": Scene("both.py", f"--rule {OTHER}", OTHER, ERROR),
        "--backend": Scene("dense.py", "--backend jax", '"jax"', '"torch"'),
        **CACHED,
    },
    "rules": {"--output-format": TABLE},
    "rule": {"--output-format": Scene(ERROR, "--output-format json", '"page": ', "")},
}
SAME = {("heads", "--verbose"), ("baseline", "--verbose")}
"""They only say more when headlint itself fails; ``tests/test_cli.py`` makes it."""

SETTINGS: dict[str, Scene] = {
    "select": Scene("bug.py", f"select = ['{OTHER}']", "status 0", ERROR),
    "extend-select": Scene(f"bug.py --select {OTHER}", f"extend-select = ['{ERROR}']", ERROR, "status 0"),
    "ignore": Scene("bug.py", f"ignore = ['{ERROR}']", "status 0", ERROR),
    "per-file-ignores": Scene("bug.py", f"per-file-ignores = {{ 'b*.py' = ['{ERROR}'] }}", "status 0", ERROR),
    "exclude": Scene(". --show-files", "exclude = ['/bug.py']", "out: build/bug.py", "out: bug.py"),
    "extend-exclude": Scene(". --show-files", "extend-exclude = ['/bug.py']", "", "out: bug.py"),
    "respect-gitignore": Scene(". --show-files", "respect-gitignore = false", "out: out/bug.py", ""),
    "src": Scene("picked.py", "src = ['deep']", f"error[{ERROR}]", "status 0"),
    "min-certainty": Scene("maybe.py", "min-certainty = 'certain'", "status 0", ERROR),
    "fail-level": Scene("mild.py", "fail-level = 'info'", "status 1", "status 0"),
    "output-format": Scene("bug.py", "output-format = 'concise'", f"out: bug.py:7:8: error[{ERROR}]", "-->"),
    "baseline": Scene("bug.py", "baseline = 'accepted.json'", "1 in the baseline", ERROR),
    "probe": Scene("bug.py", "probe = true", "probe: confirmed", ""),
    "dialects": Scene("shop.yaml", SHOPS, "class-counts-differ", "status 0"),
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("HEADLINT_NO_CACHE")
    monkeypatch.setattr("headlint.probe.host.Workers", Shared)
    monkeypatch.setattr("headlint.probe.verdicts.RACE", {})
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    for name, paths in (("accepted.json", ["bug.py"]), ("empty.json", ["shop.yaml"])):
        headlint("baseline", "--baseline", name, *paths, cwd=tmp_path)
    return tmp_path


class Shared:
    """The workers of this process: importing frameworks anew for every run would take minutes."""

    def __init__(self, backends: object) -> None: ...

    def __enter__(self) -> Workers:
        return workers()

    def __exit__(self, *exception: object) -> None: ...


def seen(project: Path, command: str, args: str) -> str:
    """All that a run leaves behind, line by line: its status, its output, and what it wrote into files. The project is
    as it was then."""
    before = contents(project)
    done = headlint(command, *shlex.split(args), cwd=project, stdin=UNSAFE.encode())
    lines = [f"status {done.returncode}"]
    lines += [f"out: {line}" for line in done.stdout.splitlines()]
    lines += [f"err: {line}" for line in done.stderr.splitlines()]
    for path, text in contents(project).items():
        if before.get(path) != text:
            lines += [f"{path.relative_to(project).as_posix()}: {line}" for line in text.splitlines()]
            path.write_text(before[path]) if path in before else path.unlink()
    return "".join(f"{line}\n" for line in lines)


def contents(folder: Path) -> dict[Path, str]:
    """Every file, but for what a cache keeps."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path: path.read_text() for path in files if not {"lowered", "results", "probes"} & set(path.parts)}


def compare(without: str, with_it: str, scene: Scene) -> None:
    assert scene.shows in with_it, with_it
    assert not scene.shows or scene.shows not in without, without
    assert scene.hides in without, without
    assert not scene.hides or scene.hides not in with_it, with_it


OPTIONS = [
    (name, max(option.opts, key=len))
    for name, command in commands.commands.items()
    for option in command.params
    if isinstance(option, click.Option)
]


def test_the_tables_are_complete() -> None:
    assert sorted(OPTIONS) == sorted((name, option) for name, scenes in SCENES.items() for option in scenes)
    assert list(SETTINGS) == list(KEYS)


@pytest.mark.parametrize(("command", "option"), OPTIONS)
def test_an_option_does_what_can_be_seen(command: str, option: str, project: Path) -> None:
    scene = SCENES[command][option]
    (found,) = (each for each in commands.commands[command].params if option in each.opts)
    without = seen(project, command, scene.without)
    runs = [
        seen(project, command, f"{scene.without} {scene.option.replace(option, spelled)}") for spelled in found.opts
    ]
    assert len(set(runs)) == 1
    if (command, option) in SAME:
        assert runs[0] == without
        return
    assert scene.shows or scene.hides
    compare(without, runs[0], scene)


@pytest.mark.parametrize("key", KEYS)
def test_a_setting_does_what_can_be_seen(key: str, project: Path) -> None:
    scene = SETTINGS[key]
    without = seen(project, "check", scene.without)
    (project / "headlint.toml").write_text(scene.option)
    compare(without, seen(project, "check", scene.without), scene)
