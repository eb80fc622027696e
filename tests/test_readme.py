"""The README shows what headlint does: every command in it that starts with ``$ headlint`` is run and compared.

``python tests/test_readme.py --update`` writes the true output into the README.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
SHOWN = re.compile(r"(?<=^```console\n)\$ headlint (?P<args>.*)\n(?P<output>(?s:.*?))(?=^```$)", re.MULTILINE)
SET_UP = ("pip install . && headlint fixtures/demo", 'pip install -e ".[dev]" && pytest')


def printed(args: str) -> str:
    """What ``headlint ARGS`` prints, both streams, run where the README stands."""
    environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    command = [sys.executable, "-m", "headlint", *shlex.split(args)]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    done = subprocess.run(command, cwd=ROOT, env={**environment, "PYTHONIOENCODING": "utf-8"}, **streams)
    assert done.returncode in (0, 1), done.stdout.decode()
    return done.stdout.decode("utf-8").replace("\r\n", "\n")


def brought_up_to_date(text: str) -> str:
    return SHOWN.sub(lambda shown: f"$ headlint {shown['args']}\n{printed(shown['args'])}", text)


def test_shown_output_is_what_headlint_prints() -> None:
    text = README.read_text(encoding="utf-8")
    shown = {found["args"]: found["output"] for found in SHOWN.finditer(text)}
    assert {"fixtures/demo", "heads fixtures/demo"} <= set(shown)
    assert shown == {args: printed(args) for args in shown}


def test_two_commands_set_everything_up() -> None:
    text = README.read_text(encoding="utf-8")
    for command in SET_UP:
        assert f"\n{command}\n" in text


def test_continuous_integration_runs_the_readme_s_test_command() -> None:
    assert f"({SET_UP[1]})" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_every_option_named_exists() -> None:
    named = set(re.findall(r"`(--[a-z-]+)", README.read_text(encoding="utf-8")))
    assert named <= set(re.findall(r"--[a-z-]+", printed("check --help") + printed("--help")))
    assert named


if __name__ == "__main__" and sys.argv[1:] == ["--update"]:
    README.write_text(brought_up_to_date(README.read_text(encoding="utf-8")), encoding="utf-8")
