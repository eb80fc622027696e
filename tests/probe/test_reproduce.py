"""The scripts of all rules run as they are, in a fresh namespace, and print the numbers that the probe reports."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from headlint.findings import Finding
from headlint.probe.criteria import CRITERIA
from headlint.probe.reproduce import IN_RECORD, script, wanted
from headlint.probe.verdicts import Prober, tasks
from tests.probe.test_command import DEMO, headlint
from tests.probe.test_criteria import MEASURED
from tests.rules.examples import Example
from tests.rules.test_examples import LOUD_EXAMPLES, report

os.environ.setdefault("KERAS_BACKEND", "torch")

MOST_LINES = 25

FIRST = {example.rule: example for example in reversed(MEASURED)}
"""One example a rule: nearly all are of torch."""

OF_KERAS = {
    example.rule: example
    for example in LOUD_EXAMPLES
    if "import keras" in example.text
    and example.rule
    in ("softmax-before-cross-entropy", "logits-into-bce", "labels-of-wrong-form", "softmax-over-batch",
        "softmax-over-one-channel", "logits-into-dice", "logits-into-metric", "channels-last-into-cross-entropy")
}  # fmt: skip
"""One of Keras for every way to decide."""


def made(example: Example, prober: Prober, folder: Path, backend: str) -> tuple[str, dict[str, Any]]:
    """The script for an example, and what the probe reports."""
    finding: Finding = report(example, folder).findings[0]
    criterion, probe = CRITERIA[finding.rule], prober.probed(finding).probe
    assert probe is not None
    *_, last = tasks(finding.head, finding.loss, finding.target, finding.use, finding.rule, criterion)
    task, yours, fixed = last
    return script(finding.rule, wanted(criterion, probe["fault"]), task, yours, fixed, backend), probe


def compare(printed: str, probe: dict[str, Any]) -> int:
    """How many printed numbers are those of the report; all have to be."""
    compared = 0
    for name, title, said in re.findall(r"^(yours|fixed): (.*?) (-?[\d.]+(?:e[-+]\d+)?|nan)$", printed, re.MULTILINE):
        if title not in IN_RECORD:
            continue
        found = probe[name]
        for key in IN_RECORD[title]:
            found = found[key]
        if title == "lowest loss" and probe["fault"] == "rewards_other":
            # a rugged loss: where a descent ends depends on the last digit
            assert name == "fixed" or float(said) < probe[name]["loss_right"]
            compared += 1
            continue
        assert float(said) == pytest.approx(float(found), rel=0.02, abs=2e-3, nan_ok=True), (name, title)
        compared += 1
    for name in ("yours", "fixed"):
        error = probe[name].get("error")
        if error:
            assert error.partition(":")[0] in printed
            compared += 1
    return compared


@pytest.mark.parametrize("example", [*FIRST.values(), *OF_KERAS.values()], ids=str)
def test_a_script_prints_the_reported_numbers(
    example: Example, quick: Prober, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, probe = made(example, quick, tmp_path, "torch")
    assert len([line for line in text.splitlines() if line]) <= MOST_LINES, text
    file = tmp_path / "reproduce.py"
    file.write_text(text)
    capsys.readouterr()
    runpy.run_path(str(file), run_name="__main__")
    printed = capsys.readouterr().out
    if CRITERIA[example.rule].use or "output " in printed:
        assert "yours: " in printed
        assert "fixed: " in printed
    else:
        assert compare(printed, probe) >= 2, (text, printed)


def test_a_script_needs_nothing_but_the_framework(tmp_path: Path) -> None:
    shown = headlint("reproduce", f"{DEMO}/train.py:16")
    assert shown.returncode == 0
    (tmp_path / "reproduce.py").write_text(shown.stdout)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "reproduce.py"], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert re.fullmatch(r"yours: lowest loss 1\.461\d\nfixed: lowest loss 5\.6\d+e-05\n", done.stdout), done.stderr


def test_what_is_not_there_is_said_in_one_line() -> None:
    done = headlint("reproduce", f"{DEMO}/train.py:3")
    assert done.returncode == 2
    assert done.stderr == f"headlint: {DEMO}/train.py:3: no such finding; there are findings in lines 16\n"
