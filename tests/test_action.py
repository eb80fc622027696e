"""``action.yml``: its steps are run as a runner runs them; and what ``docs/ci.md`` says to write can be written."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from headlint import __version__
from headlint.reports.formats import FORMATS

ROOT = Path(__file__).parent.parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = ACTION["runs"]["steps"]
PAGES = [ROOT / "docs" / "ci.md", ROOT / "README.md"]
BLOCK = re.compile(r"^```(?:yaml|sh)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")

BUG = """\
import torch
from torch import nn

model = nn.Sequential(nn.Linear(64, 10), nn.Softmax(dim=1))
loss = nn.CrossEntropyLoss()(model(torch.randn(8, 64)), torch.randint(10, (8,)))
"""


class Runner:
    """What GitHub's runner does with a composite action: expressions, steps, outputs. Steps that use other actions are
    left out."""

    def __init__(self, folder: Path, inputs: dict[str, str]) -> None:
        self.workspace, self.temp = folder / "workspace", folder / "temp"
        self.files = {name: folder / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for path in (self.workspace, self.temp):
            path.mkdir()
        self.values = {f"inputs.{name}": inputs.get(name, given["default"]) for name, given in ACTION["inputs"].items()}
        self.values["github.action_path"] = str(ROOT)

    def run(self) -> list[subprocess.CompletedProcess[str]]:
        done = []
        for step in STEPS:
            if "run" in step and self._wanted(step):
                done.append(self._step(step))
                if done[-1].returncode:
                    break
        return done

    def _wanted(self, step: dict[str, Any]) -> bool:
        return "if" not in step or self.values["inputs.sarif"] == "true"

    def _step(self, step: dict[str, Any]) -> subprocess.CompletedProcess[str]:
        assert step["shell"] == "bash"
        output = self.files["GITHUB_OUTPUT"]
        output.write_text("")
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
        environment = {
            **kept, **{name: str(path) for name, path in self.files.items()},
            "GITHUB_WORKSPACE": str(self.workspace), "RUNNER_TEMP": str(self.temp),
            **{name: self._filled(value) for name, value in step["env"].items()},
        }  # fmt: skip
        environment.pop("PYTHONPATH", None)
        folder = self.workspace / self._filled(step.get("working-directory", "."))
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=600)
        for line in output.read_text().splitlines():
            name, _, value = line.partition("=")
            self.values[f"steps.{step.get('id')}.outputs.{name}"] = value
        return done

    def _filled(self, text: str) -> str:
        return EXPRESSION.sub(lambda found: self.values[found[1]], text)


@pytest.mark.skipif(shutil.which("bash") is None or os.name != "posix", reason="needs bash")
def test_the_action_annotates_fails_and_writes_sarif(tmp_path: Path) -> None:
    paths = "'a b.py' \"$(touch injected)\" `touch injected`"
    runner = Runner(
        tmp_path, {"paths": paths, "args": "--fail-level 'error'", "sarif": "true", "working-directory": "sub"}
    )
    inside = runner.workspace / "sub"
    inside.mkdir()
    (inside / "a b.py").write_text(BUG)
    for odd in ("$(touch injected)", "`touch", "injected`"):
        (inside / odd).mkdir()
    (inside / "json.py").write_text("raise SystemExit('the project was imported')")

    install, sarif, check = runner.run()

    assert (install.returncode, sarif.returncode, check.returncode) == (0, 0, 1), install.stderr + sarif.stderr
    assert check.stdout.startswith("::error file=sub/a b.py,line=5,")
    assert "injected" not in os.listdir(inside)
    assert (tmp_path / "GITHUB_STEP_SUMMARY").read_text().startswith("### headlint: 1 error")
    log = json.loads(Path(runner.values["steps.install.outputs.sarif"]).read_text())
    (result,) = log["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "sub/a%20b.py"
    assert log["runs"][0]["tool"]["driver"]["semanticVersion"] == __version__


def test_what_is_passed_in_is_in_no_script() -> None:
    for step in STEPS:
        assert "${{" not in step.get("run", "")
        used = {name for value in step.get("env", {}).values() for name in EXPRESSION.findall(value)}
        assert used <= {
            *(f"inputs.{name}" for name in ACTION["inputs"]), "github.action_path",
            *(f"steps.install.outputs.{name}" for name in ("headlint", "words", "sarif")),
        }  # fmt: skip


def commands() -> Iterator[str]:
    """Every ``headlint check …`` in the documentation's snippets, up to a pipe or a comment."""
    for page in PAGES:
        for block in BLOCK.findall(page.read_text(encoding="utf-8")):
            yield from re.findall(r"headlint check [^|#\n]*", block)


@pytest.mark.parametrize("command", sorted(set(commands())))
def test_a_command_of_the_documentation_runs(command: str, tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    for name in ("bug.py", "src/bug.py"):
        (tmp_path / name).write_text(BUG)
    words = shlex.split(command)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == (0 if "--exit-zero" in words else 1), done.stderr
    written = words[words.index("--output-file") + 1] if "--output-file" in words else None
    said = (tmp_path / written).read_text() if written else done.stdout
    assert "softmax-before-cross-entropy" in said


def test_every_format_of_a_ci_system_has_a_snippet() -> None:
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    for name in set(FORMATS) & {"github", "sarif", "gitlab", "junit", "rdjson", "azure"}:
        assert f"--output-format {name}" in page


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_snippets_are_yaml_of_this_version(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for block in re.findall(r"^```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        assert yaml.safe_load(block)
    versions = set(re.findall(r"(?:rev: |headlint@|blob/)(v[\w.]+)", text))
    assert versions == {f"v{__version__}"}


def test_the_snippet_of_the_action_passes_inputs_that_it_has() -> None:
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    workflow = yaml.safe_load(next(block for block in BLOCK.findall(page) if "OWNER/headlint@" in block))
    (given,) = [step["with"] for step in workflow["jobs"]["headlint"]["steps"] if "with" in step]
    assert set(given) <= set(ACTION["inputs"])
