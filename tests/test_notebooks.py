"""Notebooks through the whole pipeline: found, followed into modules, reported at their true lines, and doubted where
the order of their cells decides."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from headlint.check import check
from headlint.findings import Finding
from headlint.settings import Settings
from tests.command import headlint
from tests.source.test_notebook import notebook

IMPORTS = "import torch\nfrom torch import nn\n"
NET = """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(8, 3)

    def forward(self, x):
        return torch.softmax(self.out(x), dim=1)
"""
LOSS = "criterion = nn.CrossEntropyLoss()\nfor x, y in data:\n    loss = criterion(net(x), y)\n"


@pytest.fixture
def findings(tmp_path: Path) -> Callable[..., tuple[Finding, ...]]:
    def findings(*cells: str, path: str = "a.ipynb", checked: str = ".") -> tuple[Finding, ...]:
        (tmp_path / path).write_bytes(notebook(*(cell.splitlines(keepends=True) for cell in cells)))
        return check([Path(checked)], Settings(), tmp_path).report.findings

    return findings


def test_a_head_and_a_loss_in_cells_of_their_own(findings: Callable[..., tuple[Finding, ...]], tmp_path: Path) -> None:
    (found,) = findings("%matplotlib inline\n" + IMPORTS, NET, "net = Net()", LOSS)
    lines = (tmp_path / "a.ipynb").read_text().splitlines()
    assert (found.rule, found.certainty) == ("softmax-before-cross-entropy", "certain")
    assert "loss = criterion(net(x), y)" in lines[found.place.span.line - 1]
    assert lines[found.place.span.line - 1][found.place.span.column - 1 :].startswith("criterion(net(x), y)")
    assert "torch.softmax" in lines[found.related[0].place.span.line - 1]


def test_a_module_of_the_project_is_followed(findings: Callable[..., tuple[Finding, ...]], tmp_path: Path) -> None:
    (tmp_path / "nets.py").write_text(IMPORTS + NET)
    cells = (IMPORTS, "from nets import Net\nnet = Net()\n", LOSS)
    for checked in (".", "a.ipynb", "nets.py"):
        (found,) = findings(*cells, checked=checked)
        assert found.place.path == "a.ipynb"
        assert found.related[0].place.path == "nets.py"


def test_notebooks_in_hidden_directories_are_passed_over(
    findings: Callable[..., tuple[Finding, ...]], tmp_path: Path
) -> None:
    (tmp_path / ".ipynb_checkpoints").mkdir()
    assert not findings(IMPORTS, NET, "net = Net()", LOSS, path=".ipynb_checkpoints/a-checkpoint.ipynb")


@pytest.mark.parametrize(
    ("cells", "certainty"),
    [
        (["net = Net()", LOSS], "certain"),
        (["net = Net()", LOSS, "net = nn.Linear(8, 3)"], "possible"),
        (["net = Net()", LOSS, NET, "Net()"], "possible"),
        (["net = Net()", LOSS, "criterion = nn.NLLLoss()", "criterion(net(x), y)"], "possible"),
        (["net = Net()", LOSS, "import torch\nfrom torch import nn"], "certain"),
        (["net = Net()", LOSS, "for x, y in data: pass"], "certain"),
        (["net = Net()", LOSS, "def show(net):\n    return net(1)"], "certain"),
        (["net = Net()\n" + LOSS, "net = nn.Linear(8, 3)"], "certain"),
        (["net = 3", "with torch.device(0):\n    net = Net()", LOSS], "possible"),
        (["net = Net()", LOSS, "print([criterion for criterion in (1, 2)])"], "certain"),
        (["net = Net()", LOSS, "with open('x') as net:\n    pass"], "possible"),
    ],
)
def test_what_depends_on_the_order_of_cells_is_possible(
    findings: Callable[..., tuple[Finding, ...]], cells: list[str], certainty: str
) -> None:
    found = [one for one in findings(IMPORTS, NET, *cells) if one.rule == "softmax-before-cross-entropy"]
    assert {one.certainty for one in found} == {certainty}


def test_a_broken_notebook_is_an_error_and_costs_nothing_else(
    findings: Callable[..., tuple[Finding, ...]], tmp_path: Path
) -> None:
    (tmp_path / "torn.ipynb").write_text('{"cells": [')
    (tmp_path / "cell.ipynb").write_bytes(notebook("from torch import nn", "nn.NLLLoss("))
    assert len(findings(IMPORTS, NET, "net = Net()", LOSS)) == 1
    report = check([Path(".")], Settings(), tmp_path).report
    assert [(error.path, error.message.partition(":")[0]) for error in report.errors] == [
        ("cell.ipynb", "cell 2"),
        ("torn.ipynb", "not a notebook"),
    ]


def test_the_same_finding_in_another_layout_keeps_its_fingerprint(tmp_path: Path) -> None:
    content = json.loads(notebook(IMPORTS, NET, "net = Net()", LOSS))
    prints = set()
    for indent in (None, 1, 4):
        (tmp_path / "a.ipynb").write_text(json.dumps(content, indent=indent))
        prints |= {found.fingerprint for found in check([Path("a.ipynb")], Settings(), tmp_path).report.findings}
    assert len(prints) == 1


@pytest.mark.parametrize("output_format", ["full", "concise", "github"])
def test_people_are_told_the_cell(tmp_path: Path, output_format: str) -> None:
    (tmp_path / "a.ipynb").write_bytes(notebook(IMPORTS, NET, "net = Net()", LOSS))
    told = headlint("--output-format", output_format, cwd=tmp_path)
    assert told.returncode == 1
    assert "cell 4, line 3" in told.stdout
    assert output_format == "concise" or "cell 2, line 7" in told.stdout


def test_people_are_shown_code_and_not_json(tmp_path: Path) -> None:
    loss = LOSS.replace("net(x)", 'net(x["é"])')
    for layout in ({"indent": 1}, {"indent": None, "ensure_ascii": True}):
        (tmp_path / "a.ipynb").write_bytes(notebook(IMPORTS, NET, "net = Net()", loss, **layout))
        told = headlint("-q", cwd=tmp_path).stdout.splitlines()
        at = told.index('3 |     loss = criterion(net(x["é"]), y)')
        assert told[at + 1].index("^") == told[at].index("criterion(")
        assert told[at + 1].count("^") == len('criterion(net(x["é"]), y)')
        assert "7 |         return torch.softmax(self.out(x), dim=1)" in told


def test_one_line_of_json_is_told_by_its_columns(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_bytes(notebook(IMPORTS, NET, "net = Net()", LOSS, indent=None))
    told = headlint("--output-format", "concise", cwd=tmp_path).stdout
    assert told.startswith("a.ipynb:1:")
    assert told.endswith("(cell 4, line 3)\n")
