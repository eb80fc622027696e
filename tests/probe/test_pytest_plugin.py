"""How pytest shows a head that does not fit, and that it costs other runs nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.probe.test_command import ROOT

TEST = """
import sys

def test_plain():
    assert "torch" not in sys.modules
    assert not any(name.startswith("headlint.") for name in sys.modules if name != "headlint.pytest_plugin")

def test_tea():
    import torch
    from torch import nn
    from headlint.probe import assert_head
    model = nn.Sequential(nn.Linear(8, 10), nn.Softmax(1))
    assert_head(model, nn.CrossEntropyLoss(), torch.randn(20, 8), torch.arange(20) % 10)

def test_other():
    assert 1 == 2
"""


def ran(folder: Path, *plugin: str) -> str:
    (folder / "test_tea.py").write_text(TEST)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *plugin, "test_tea.py"]
    alone = {"PYTEST_ADDOPTS": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # where headlint is installed it is a plugin
    given = {**os.environ, **alone, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "COLUMNS": "160"}
    return subprocess.run(command, cwd=folder, env=given, capture_output=True, encoding="utf-8").stdout


def test_the_message_without_a_traceback(tmp_path: Path) -> None:
    shown = ran(tmp_path, "-p", "headlint.pytest_plugin")
    assert "1 passed" in shown and "2 failed" in shown
    _, _, after = shown.partition("test_tea ___")
    failure = after.partition("\n___")[0].splitlines()
    assert failure[1].startswith("softmax → CrossEntropyLoss: the loss cannot fall below 1.461")
    assert failure[-1].startswith("  what to do: let the model return its bare scores (logits)")
    assert len(failure) == 6
    assert "headlint/probe" not in after
    assert "test_tea.py::test_tea - headlint.probe.live.verdict.HeadFault: softmax → CrossEntropyLoss" in shown
    assert "E       assert 1 == 2" in shown


def test_without_the_plugin_the_traceback_ends_in_the_test(tmp_path: Path) -> None:
    shown = ran(tmp_path)
    assert "the loss cannot fall below 1.461" in shown
    assert "def assert_head" not in shown


def test_what_is_for_programs_is_named_without_a_framework() -> None:
    code = (
        "import sys; import headlint.probe as probe; from headlint.probe import check_head, assert_head, HeadFault\n"
        "try: check_head(len, len, 1, 2)\nexcept TypeError as wrong: print(wrong)\n"
        "print(sorted({'torch', 'keras', 'numpy'} & set(sys.modules)), hasattr(probe, 'anything'))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8")
    assert done.stdout == (
        "builtin_function_or_method is no model: neither PyTorch nor Keras has been imported\n[] False\n"
    ), done.stderr


def test_pytest_finds_it_by_its_entry_point() -> None:
    assert '[project.entry-points.pytest11]\nheadlint = "headlint.pytest_plugin"\n' in (
        (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    )
