"""Configs that are made to do harm, through the whole of headlint: each ends with an error, a finding or silence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from headlint.check import check
from headlint.settings import Settings
from tests.configs.test_reading import HOSTILE


@pytest.mark.parametrize(("kind", "text", "said"), HOSTILE, ids=lambda value: value[:12])
def test_a_hostile_file_is_an_error_where_it_is_named(kind: str, text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / f"data.{kind}").write_text(text)
    report = check([tmp_path / f"data.{kind}"], Settings(), tmp_path).report
    (error,) = report.errors
    assert error.path == f"data.{kind}" and said in error.message
    assert report.findings == ()


def test_a_file_of_50_mb_is_not_read(tmp_path: Path) -> None:
    with open(tmp_path / "data.yaml", "wb") as file:
        file.truncate(50_000_000)
    (error,) = check([tmp_path / "data.yaml"], Settings(), tmp_path).report.errors
    assert "too large" in error.message
    assert check([tmp_path], Settings(), tmp_path).report.errors == ()


def test_a_broken_file_of_no_dialect_is_nobody_s_concern(tmp_path: Path) -> None:
    (tmp_path / "values.yaml").write_text("replicas: [1, 2\nimage: x\n")
    assert check([tmp_path], Settings(), tmp_path).report.errors == ()
    assert len(check([tmp_path / "values.yaml"], Settings(), tmp_path).report.errors) == 1


def test_a_broken_file_of_a_dialect_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "data.yaml").write_text("train: a\nval: b\nnames: ['x', !pip install y\n")
    (error,) = check([tmp_path], Settings(), tmp_path).report.errors
    assert error.path == "data.yaml" and error.message.startswith("is not YAML: line")


CIRCLES = {
    "a value": {"train.yaml": "model: {_target_: torch.nn.Linear, n: '${model.n}'}\nloss: '${loss}'\n"},
    "defaults": {"a.yaml": "defaults: [b, _self_]\nx: {_target_: y}\n", "b.yaml": "defaults: [a, _self_]\n"},
    "bases": {
        "a.yaml": "_BASE_: b.yaml\nMODEL: {ROI_HEADS: {}}\n",
        "b.yaml": "_BASE_: a.yaml\nMODEL: {META_ARCHITECTURE: x}\n",
    },
    "Python bases": {"a.py": "_base_ = 'b.py'\nmodel = dict(type='x')\n", "b.py": "_base_ = 'a.py'\nmodel = dict()\n"},
    "its own base": {"a.yaml": "_BASE_: a.yaml\nMODEL: {ROI_HEADS: {}}\n"},
    "an anchor": {"a.yaml": "model: &m {_target_: x, m: *m}\n"},
}


@pytest.mark.parametrize("name", CIRCLES)
def test_circles_end(name: str, tmp_path: Path) -> None:
    for file, text in CIRCLES[name].items():
        (tmp_path / file).write_text(text)
    report = check([tmp_path], Settings(), tmp_path).report
    assert (report.findings, report.errors) == ((), ())


def test_a_config_that_builds_more_and_more_ends(tmp_path: Path) -> None:
    """Each node holds the one before twice: 2 to the power of 40 calls, if they were all made."""
    lines = ["n0: {_target_: torch.nn.Identity}"]
    lines += [f"n{i}: {{_target_: torch.nn.Sequential, a: '${{n{i - 1}}}', b: '${{n{i - 1}}}'}}" for i in range(1, 40)]
    lines += ["model: {_target_: torch.nn.Sequential, a: '${n39}'}", "loss: {_target_: torch.nn.BCELoss}"]
    (tmp_path / "a.yaml").write_text("\n".join(lines))
    assert check([tmp_path], Settings(), tmp_path).report.findings == ()


def test_nothing_heavy_is_imported_where_there_is_no_config(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    (tmp_path / "mkdocs.yml").write_text("site: x\n")
    program = (
        "import sys, pathlib; from headlint.check import check; from headlint.settings import Settings;"
        "check([pathlib.Path('.')], Settings(), pathlib.Path('.')); print('yaml' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_directories_full_of_json_are_data(tmp_path: Path) -> None:
    broken = '{"channel_names": {}, "labels": {}, "numTraining": 1'
    for number in range(201):
        (tmp_path / f"{number}.json").write_text(broken)
    assert check([tmp_path], Settings(), tmp_path).report.errors == ()
    assert len(check([tmp_path / "7.json"], Settings(), tmp_path).report.errors) == 1
