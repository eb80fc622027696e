"""What docs/probe.md shows is what comes out. ``python -m tests.probe.test_page --update`` writes it anew.

Numbers may differ in their last digits from machine to machine, and curves in a step; all else has to be the same.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pages import ROOT, SHOWN, printed

PAGE = ROOT / "docs" / "probe.md"

PROGRAM = re.compile(r"^```python\n(?P<program>(?s:.*?))^```$", re.MULTILINE)
PRINTS = re.compile(
    r"^```python\n(?P<program>(?s:.*?))^```\n\nprints\n\n```text\n(?P<output>(?s:.*?))^```$",
    re.MULTILINE,
)
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[-+]\d+)?")
CURVE = re.compile("[▁▂▃▄▅▆▇█]")


def ran(program: str) -> str:
    given = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "KERAS_BACKEND": "torch"}
    done = subprocess.run([sys.executable, "-c", program], env=given, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout


def anew(text: str) -> str:
    text = SHOWN.sub(lambda shown: f"$ headlint {shown['args']}\n{printed(shown['args'])}", text)
    return PRINTS.sub(
        lambda shown: f"```python\n{shown['program']}```\n\nprints\n\n```text\n{ran(shown['program'])}```", text
    )


def alike(shown: str, today: str) -> bool:
    """Whether two outputs differ in nothing but the last digits of numbers and the steps of curves."""
    words = [CURVE.sub("~", NUMBER.sub("0", text)) for text in (shown, today)]
    numbers = [[float(number) for number in NUMBER.findall(text)] for text in (shown, today)]
    return words[0] == words[1] and numbers[0] == pytest.approx(numbers[1], rel=0.05, abs=5e-3)


TEXT = PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("args", [shown["args"] for shown in SHOWN.finditer(TEXT)])
def test_a_command_prints_what_is_shown(args: str) -> None:
    (shown,) = [shown for shown in SHOWN.finditer(TEXT) if shown["args"] == args]
    assert shown["output"].strip()
    assert alike(shown["output"], printed(args))


def test_a_program_prints_what_is_shown() -> None:
    (shown,) = PRINTS.finditer(TEXT)
    assert "what to do" in shown["output"]
    assert alike(shown["output"], ran(shown["program"]))


@pytest.mark.parametrize("program", PROGRAM.findall(TEXT), ids=lambda program: program.splitlines()[0])
def test_a_program_runs(program: str) -> None:
    ran(program)


@pytest.mark.parametrize(
    ("changed", "same"),
    [("a 1.4613 ▇▆", True), ("a 1.6 ▇▆", False), ("b 1.461 ▇▆", False), ("a 1.461 ▇▆▆", False), ("a 1.461 ▇▇", True)],
)
def test_what_counts_as_the_same(changed: str, same: bool) -> None:
    assert alike("a 1.461 ▇▆", changed) is same


if __name__ == "__main__":
    if sys.argv[1:] == ["--update"]:
        Path(PAGE).write_text(anew(TEXT), encoding="utf-8")
