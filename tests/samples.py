"""Reports built by hand, for the tests of whatever prints them."""

from __future__ import annotations

from typing import Any

from headlint.findings import Entry, FileError, Finding, Fix, Guide, Part, Related, Report, Stage, Stats
from headlint.reports.view import View
from headlint.span import Edit, Place, Span

MODEL = """\
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(64, 10)

    def forward(self, x):
        return torch.softmax(self.out(x), dim=1)
""".splitlines()

TRAIN = """\
for images, labels in batches:
    loss = criterion(net(images), labels)
""".splitlines()

SOURCES = {"model.py": MODEL, "train.py": TRAIN}


def place(path: str, line: int, piece: str) -> Place:
    """Where ``piece`` stands in a line of ``SOURCES``."""
    column = SOURCES[path][line - 1].index(piece) + 1
    return Place(path, Span(line, column, line, column + len(piece)))


SOFTMAX = place("model.py", 7, "torch.softmax(self.out(x), dim=1)")
LINEAR = place("model.py", 4, "nn.Linear(64, 10)")
CRITERION = place("train.py", 2, "criterion(net(images), labels)")

DOUBLE_SOFTMAX = Finding(
    rule="softmax-before-cross-entropy",
    level="error",
    certainty="certain",
    message="softmax goes into CrossEntropyLoss, which applies softmax itself\nthe loss cannot fall below 1.4612",
    place=CRITERION,
    related=(Related(SOFTMAX, "softmax is applied here"), Related(LINEAR, "10 channels")),
    head={"channels": 10, "domain": "probs", "activation": "softmax", "axis": 1},
    loss={"name": "torch.nn.CrossEntropyLoss", "expects": "logits"},
    fix=Fix("remove the softmax", safe=False, edits=(Edit("model.py", 150, 163, ""),)),
    fingerprint="0123456789abcdef0123456789abcdef",
    flow=(
        Stage("channels", LINEAR, "10 channels"),
        Stage("activation", SOFTMAX, "softmax"),
        Stage("loss", CRITERION, "CrossEntropyLoss applied"),
    ),
)
MAYBE = Finding("implicit-softmax-axis", "warning", "possible", "softmax without dim", SOFTMAX, fingerprint="1" * 32)
REDUNDANT = Finding(
    "redundant-log-softmax", "info", "certain", "log_softmax changes nothing", SOFTMAX, fingerprint="2" * 32
)

STATS = Stats(files=12, heads=7, pairs=5, unknown=2)


def measured(verdict: str = "confirmed", **changes: Any) -> dict[str, Any]:
    """Evidence as the probe gives it: curves that fall to 1.4612 and to 0."""
    turns = range(40)
    yours = {
        "describe": "softmax → CrossEntropyLoss",
        "loss_floor": 1.4612,
        "loss_curve": [1.4612 + 0.84 * 0.8**turn for turn in turns],
        "accuracy_curve": [1 - 0.9 * 0.8**turn for turn in turns],
        "accuracy": 0.97,
        "output": {"low": 0.0, "high": 1.0, "sum": 1.0, "constant": False},
        "gradient": {"wrong": 0.0002},
        "error": None,
    }
    fixed = {
        **yours,
        "describe": "logits → CrossEntropyLoss",
        "loss_floor": 0.0,
        "loss_curve": [2.3 * 0.7**turn for turn in turns],
        "output": {"low": -30.0, "high": 30.0, "sum": None, "constant": False},
    }
    return {
        "verdict": verdict,
        "criterion": "the loss cannot fall below 1.461, the corrected head reaches 0",
        "reason": None,
        "framework": "torch",
        "version": "2.13.0",
        "backend": "torch",
        "seed": 0,
        "channels": 10,
        "yours": yours,
        "fixed": fixed,
        "backends": [],
        **changes,
    }


GUIDES = {
    "softmax-before-cross-entropy": Guide(
        "softmax-before-cross-entropy",
        "error",
        "Softmax before a cross-entropy that applies softmax itself.",
        "The loss takes logits and applies log-softmax to them.",
        "# softmax-before-cross-entropy\n\nThe loss takes logits and applies log-softmax to them.\n\n## Bad\n\n"
        "```python\nloss = nn.CrossEntropyLoss()(softmax(x), y)\n\nloss.backward()\n```\n",
    )
}


def report(*findings: Finding, errors: tuple[FileError, ...] = (), stats: Stats = STATS) -> Report:
    return Report(findings, errors, stats)


def view(*findings: Finding, errors: tuple[FileError, ...] = (), stats: Stats = STATS, **given: Any) -> View:
    """A view of a report of these findings, with the files of ``SOURCES``."""
    defaults = {"lines_of": SOURCES.get, "bytes_of": content, "guide_of": GUIDES.get, "version": "1.2.3"}
    return View(report(*findings, errors=errors, stats=stats), **{**defaults, **given})


def content(path: str) -> bytes | None:
    """A file of ``SOURCES`` as bytes."""
    lines = SOURCES.get(path)
    return None if lines is None else "".join(f"{line}\n" for line in lines).encode()


BROKEN = FileError("old.py", "not Python 3: print is a function")

INVENTORY = (
    Entry(
        SOFTMAX,
        "multiclass",
        Part("10", LINEAR),
        Part("softmax", SOFTMAX),
        Part("torch.nn.CrossEntropyLoss", CRITERION),
        when="task == 'species'",
    ),
    Entry(LINEAR, channels=Part("10", LINEAR), activation=Part("none")),
    Entry(CRITERION, reason="the input of the loss is a parameter that no call gives"),
)
