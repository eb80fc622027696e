"""Reports built by hand, for the tests of whatever prints them."""

from __future__ import annotations

from headlint.findings import Entry, FileError, Finding, Fix, Part, Related, Report, Stats
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
)
MAYBE = Finding("implicit-softmax-axis", "warning", "possible", "softmax without dim", SOFTMAX)
REDUNDANT = Finding("redundant-log-softmax", "info", "certain", "log_softmax changes nothing", SOFTMAX)

STATS = Stats(files=12, heads=7, pairs=5, unknown=2)


def report(*findings: Finding, errors: tuple[FileError, ...] = (), stats: Stats = STATS) -> Report:
    return Report(findings, errors, stats)


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
