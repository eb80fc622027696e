"""``headlint check --probe`` as a user runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
DEMO = "fixtures/demo"


def headlint(*args: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "headlint", *args]
    given = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **environment}
    return subprocess.run(command, cwd=cwd, env=given, capture_output=True, encoding="utf-8", timeout=300)


def probes(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [finding["probe"] for finding in json.loads(done.stdout)["findings"]]


def test_the_demo_is_confirmed_with_its_floor() -> None:
    done = headlint("--probe", DEMO)
    assert done.returncode == 1
    assert "probe: confirmed: the loss cannot fall below 1.461, the corrected head reaches 0 (torch" in done.stdout
    yours, fixed = (line for line in done.stdout.splitlines() if "right  " in line)
    assert " yours █" in yours and " 1.46, 100% right  softmax → CrossEntropyLoss" in yours
    assert " fixed █" in fixed and " 0.00, 100% right  logits → CrossEntropyLoss" in fixed


def test_ascii_where_the_encoding_has_no_more() -> None:
    done = headlint("check", DEMO, "--probe", PYTHONIOENCODING="ascii")
    assert "softmax -> CrossEntropyLoss" in done.stdout
    assert done.stdout.isascii()


def test_json_has_all_numbers() -> None:
    done = headlint("check", "--output-format", "json", "--probe", DEMO)
    (probe,) = probes(done)
    assert probe["verdict"] == "confirmed"
    assert abs(probe["yours"]["loss_floor"] - 1.4612) < 1e-3
    assert probe["yours"]["gradient"]["wrong"] < 0.01 < probe["fixed"]["gradient"]["wrong"]
    assert len(probe["yours"]["loss_curve"]) == len(probe["fixed"]["loss_curve"]) == 40
    assert (probe["seed"], probe["channels"], probe["framework"]) == (0, 10, "torch")


def test_what_the_numbers_contradict_is_withdrawn_and_counted() -> None:
    code = (
        "import headlint.probe.criteria as criteria\n"
        "never = criteria.Criterion('it never shows', (lambda yours, fixed: None,))\n"
        "criteria.CRITERIA['softmax-before-cross-entropy'] = never\n"
        "from headlint.cli import main; raise SystemExit(main())"
    )
    command = [sys.executable, "-c", code, "check", "--probe", "-v", DEMO]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "")
    assert "train.py:16:20: withdrawn[softmax-before-cross-entropy] not measured: it never shows" in done.stderr
    assert done.stderr.endswith("0 unknown, 1 withdrawn\n")


def without_frameworks(*args: str, present: str = "") -> subprocess.CompletedProcess[str]:
    code = (
        f"import headlint.probe.backends as backends; backends._has = lambda name: name in {present.split()}\n"
        "from headlint.cli import main; raise SystemExit(main())"
    )
    return subprocess.run(
        [sys.executable, "-c", code, *args], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True,
    )  # fmt: skip


def test_without_a_framework_findings_stay_open() -> None:
    done = without_frameworks("check", "--probe", DEMO)
    assert done.returncode == 1
    assert "probe: open: PyTorch is not installed: pip install 'headlint[torch]'" in done.stdout
    assert done.stderr.startswith("headlint: nothing to probe with: pip install")


def test_without_numpy_nothing_can_be_measured() -> None:
    """PyTorch installs without it."""
    done = without_frameworks("check", "--probe", DEMO, present="torch")
    assert "probe: open: NumPy is not installed: pip install 'headlint[torch]'" in done.stdout
    assert done.stderr.startswith("headlint: nothing to probe with")


def test_strict_does_not_run_without_a_framework() -> None:
    done = without_frameworks("check", "--probe=strict", DEMO)
    assert done.returncode == 2
    assert "nothing to probe with" in done.stderr


def test_strict_says_0_where_nothing_is_found_and_1_where_it_is_confirmed(tmp_path: Path) -> None:
    (tmp_path / "fine.py").write_text(
        "import torch\nfrom torch import nn\n\nmodel = nn.Linear(64, 10)\n"
        "loss = nn.CrossEntropyLoss()(model(torch.randn(8, 64)), torch.randint(10, (8,)))\n"
    )
    assert headlint("check", "--probe=strict", "fine.py", cwd=tmp_path).returncode == 0
    assert headlint("check", "--probe=strict", "--quiet", DEMO).returncode == 1
    assert headlint("check", "--probe=strict", "--exit-zero", DEMO).returncode == 0


def test_strict_fails_where_a_finding_stays_open(tmp_path: Path) -> None:
    """A slope of 0.9 does no harm that can be measured, and the rule only warns."""
    file = tmp_path / "tea.py"
    file.write_text(
        "import torch\nfrom torch import nn\n\nmodel = nn.Sequential(nn.Linear(64, 10), nn.LeakyReLU(0.9))\n"
        "loss = nn.CrossEntropyLoss()(model(torch.randn(8, 64)), torch.randint(10, (8,)))\n"
    )
    strict = headlint("check", "--probe=strict", "--fail-level", "error", "tea.py", cwd=tmp_path)
    assert "probe: open" in strict.stdout
    assert strict.returncode == 1
    assert headlint("check", "--probe", "--fail-level", "error", "tea.py", cwd=tmp_path).returncode == 0


def test_a_file_of_the_project_cannot_stand_in_for_a_library(tmp_path: Path) -> None:
    for name in ("numpy", "json", "sympy"):
        (tmp_path / f"{name}.py").write_text("open(__file__ + '.imported', 'w')\n")
    (tmp_path / "tea.py").write_text(
        "import torch\nfrom torch import nn\n\nmodel = nn.Sequential(nn.Linear(64, 10), nn.Softmax(1))\n"
        "loss = nn.CrossEntropyLoss()(model(torch.randn(8, 64)), torch.randint(10, (8,)))\n"
    )
    code = "import sys; sys.path.remove(''); from headlint.cli import main; raise SystemExit(main())"
    command = [sys.executable, "-c", code, "--probe", "--output-format", "json", "tea.py"]
    given = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=given, capture_output=True, encoding="utf-8")
    assert [probe["verdict"] for probe in probes(done)] == ["confirmed"]
    assert not list(tmp_path.glob("*.imported"))
