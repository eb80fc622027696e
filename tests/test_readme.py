"""The README's promises: its two commands, its options. What it shows is compared by ``test_pages``."""

from __future__ import annotations

import re

from tests.pages import README, ROOT, printed

SET_UP = ("pip install . && headlint fixtures/demo", 'pip install -e ".[dev]" && pytest')


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
