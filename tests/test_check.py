"""The pipeline on files as they come."""

from __future__ import annotations

from pathlib import Path

from headlint.check import check
from headlint.settings import Settings

BUG = "import torch.nn as nn\nm = nn.Sequential(nn.Linear(3, 4), nn.Softmax(dim=1))\nnn.CrossEntropyLoss()(m(x), y)\n"


def test_a_file_named_twice_is_checked_once(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(BUG)
    outcome = check([Path("a.py"), Path("."), Path("./a.py")], Settings(), tmp_path)
    assert outcome.report.stats.files == 1
    assert len(outcome.report.findings) == 1


def test_files_of_other_kinds_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("softmax before the loss")
    (tmp_path / "config.yaml").write_text("loss: softmax")
    report = check([Path("notes.md"), Path("config.yaml")], Settings(), tmp_path).report
    assert report.stats.files == 0
    assert not report.errors


def test_lines_are_those_that_places_count(tmp_path: Path) -> None:
    """Byte order mark, carriage returns and a coding comment: the frame shows the line that the span means."""
    text = "# coding: latin-1\r\ncafé = 1\r" + BUG
    (tmp_path / "a.py").write_bytes(text.encode("latin-1"))
    outcome = check([Path("a.py")], Settings(), tmp_path)
    (finding,) = outcome.report.findings
    lines = outcome.sources("a.py")
    assert lines is not None
    assert lines[1] == "café = 1"
    assert lines[finding.place.span.line - 1] == BUG.splitlines()[-1]


def test_one_broken_file_costs_no_other(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("import torch\nloss = softmax(")
    (tmp_path / "a.py").write_text(BUG)
    report = check([Path(".")], Settings(), tmp_path).report
    assert [error.path for error in report.errors] == ["broken.py"]
    assert len(report.findings) == 1


def test_a_block_in_the_middle_of_a_model_is_no_head(tmp_path: Path) -> None:
    model = """
from torch import nn

class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(width, width), nn.ReLU())

    def forward(self, x):
        return self.layers(x)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(Block(8), Block(8))
        self.last = nn.Linear(8, 3)

    def forward(self, x):
        return self.last(self.body(x)).softmax(1)
"""
    (tmp_path / "model.py").write_text(model)
    inventory = check([Path("model.py")], Settings(), tmp_path).inventory
    assert [
        (entry.channels.text, entry.activation.text) for entry in inventory if entry.channels and entry.activation
    ] == [("3", "softmax over axis 1")]


NET = """import torch.nn as nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(3, 4)
    def forward(self, x):
        return self.out(x)
"""


def test_the_head_of_a_loss_is_counted_where_the_loss_stands(tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text(NET)
    (tmp_path / "train.py").write_text(
        "import torch.nn as nn\nfrom model import Net\nnn.CrossEntropyLoss()(Net()(x), y)"
    )
    for path in ("model.py", "train.py", "."):
        stats = check([Path(path)], Settings(), tmp_path).report.stats
        assert (stats.heads, stats.pairs) == (1, 1)
