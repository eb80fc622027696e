"""The examples of ``docs/configs.md`` are true."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from headlint.check import check
from headlint.configs import dialect as vocabulary
from headlint.configs.conditions import OPERATORS
from headlint.configs.references import NOTATIONS
from headlint.settings import Settings

PAGE = (Path(__file__).parents[2] / "docs" / "configs.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
BLOCKS = [(language, text) for language, text in FENCE.findall(PAGE) if language in ("yaml", "toml")]
WRONG = [text for language, text in BLOCKS if language == "yaml" and text.startswith("# wrong: ")]


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_config_is_reported(text: str, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(text)
    findings = check([tmp_path], Settings(), tmp_path).report.findings
    assert [finding.rule for finding in findings] == [text.split()[2]]


def test_the_dialect_of_the_page_finds_what_the_page_says(tmp_path: Path) -> None:
    (table,) = (text for language, text in BLOCKS if language == "toml")
    (config,) = (text for language, text in BLOCKS if text.startswith("# config of the dialect below"))
    (tmp_path / "config.yaml").write_text(config)
    (tmp_path / "pyproject.toml").write_text(table)
    command = [sys.executable, "-m", "headlint", "check", "--output-format", "json", "--exit-zero", "."]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    (rule,) = [finding["rule"] for finding in json.loads(done.stdout)["findings"]]
    assert f"reports `{rule}` in it" in PAGE


def test_a_dialect_with_a_slip_in_it_ends_the_run_in_words(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.headlint.dialects.acme]\nsigns = ['a']\npears = []\n")
    done = subprocess.run(
        [sys.executable, "-m", "headlint", "."], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "dialect 'acme': there is no 'pears'" in done.stderr


def test_the_page_names_the_whole_vocabulary() -> None:
    fields = [
        *vocabulary.Dialect.__dataclass_fields__, *vocabulary.Calls.__dataclass_fields__,
        *vocabulary.Pair.__dataclass_fields__, *vocabulary.Head.__dataclass_fields__,
        *vocabulary.Loss.__dataclass_fields__, *vocabulary.Counts.__dataclass_fields__,
        *vocabulary.Numbers.__dataclass_fields__, *vocabulary.Options.__dataclass_fields__, *OPERATORS, *NOTATIONS,
        *vocabulary.ACTIVATIONS, *vocabulary.OPTION_KINDS, *vocabulary.FORMATS,
    ]  # fmt: skip
    beside = {"name", "about", "framework"}  # a dialect's name is its table's; Keras' layout is for its own files
    assert [field for field in fields if field not in beside and not re.search(rf"`[^`]*\b{field}\b[^`]*`", PAGE)] == []
