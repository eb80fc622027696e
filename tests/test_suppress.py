"""Comments that accept findings: in Python, in notebooks and in configs, through the real command line."""

from __future__ import annotations

import json
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from headlint.check import check
from headlint.findings import Finding
from headlint.settings import Settings
from headlint.suppress.edits import without
from tests.command import headlint
from tests.source.test_notebook import notebook

RULE = "softmax-before-cross-entropy"
CODE = """import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.out = nn.Linear(64, {channels})

    def forward(self, x):
        {before}
        return torch.softmax(self.out(x), dim=1){activation}


criterion = nn.CrossEntropyLoss(){made}
loss = criterion({inside}
    Net()(x), y
){loss}
"""
NOTHING = {"channels": "10", "before": "", "activation": "", "made": "", "inside": "", "loss": ""}
OURS = f"  # headlint: ignore[{RULE}]"


def run(folder: Path, text: str, *args: str) -> tuple[list[str], CompletedProcess[str]]:
    (folder / "a.py").write_text(text, encoding="utf-8")
    done = headlint("--output-format", "concise", *args, cwd=folder)
    return [line.partition("[")[2].partition("]")[0] for line in done.stdout.splitlines()], done


@pytest.mark.parametrize("where", ["activation", "made", "inside", "loss"])
def test_a_comment_at_any_place_of_a_finding_accepts_it(tmp_path: Path, where: str) -> None:
    rules, done = run(tmp_path, CODE.format(**{**NOTHING, where: OURS}))
    assert (rules, done.returncode) == ([], 0)
    assert done.stderr == "1 file, 1 head, 1 pair, 0 unknown, 1 ignored\n"


def test_a_comment_of_its_own_line_speaks_of_the_next_line_of_code(tmp_path: Path) -> None:
    text = CODE.format(**{**NOTHING, "before": f"{OURS.strip()} why\n\n        # more of it"})
    assert run(tmp_path, text)[0] == []
    assert run(tmp_path, text.replace("        return", "        x = x + 1\n        return"))[0] == [
        "unused-ignore",
        RULE,
    ]


@pytest.mark.parametrize(
    "comment",
    [
        f"# headlint: ignore[{RULE}]",
        f"#headlint:ignore[ {RULE} ]",
        f"# headlint: ignore[{RULE}] because it is shown on purpose",
        f"# noqa: E501  # headlint: ignore[{RULE}]",
        f"# headlint: ignore[{RULE}]  # noqa",
        f"# headlint: file-ignore[{RULE}]",
    ],
)
def test_ways_to_write_it(tmp_path: Path, comment: str) -> None:
    assert run(tmp_path, CODE.format(**{**NOTHING, "activation": f"  {comment}"}))[0] == []


def test_a_whole_file(tmp_path: Path) -> None:
    assert run(tmp_path, f"# headlint: file-ignore[{RULE}] a lesson\n" + CODE.format(**NOTHING))[0] == []
    (tmp_path / "b.py").write_text(CODE.format(**NOTHING))
    rules, done = run(tmp_path, f"# headlint: file-ignore[{RULE}] a lesson\n" + CODE.format(**NOTHING))
    assert rules == [RULE]
    assert done.stdout.startswith("b.py")


def test_a_comment_in_another_file_of_the_finding(tmp_path: Path) -> None:
    head, _, tail = CODE.format(**{**NOTHING, "activation": OURS}).partition("\n\ncriterion")
    (tmp_path / "net.py").write_text(head)
    assert run(tmp_path, f"import torch\nfrom torch import nn\nfrom net import Net\ncriterion{tail}")[0] == []
    assert run(tmp_path, f"import torch\nfrom torch import nn\nfrom net import Net\ncriterion{tail}", "a.py")[0] == []


# ── comments without effect ──────────────────────────────────────────────────────────────────────────────────────────

UNUSED = [
    ("# headlint: ignore[softmax-into-nll]", "nothing to ignore: there is no finding of softmax-into-nll here"),
    (
        "# headlint: ignore[softmax-before-crossentropy]",
        f"there is no rule 'softmax-before-crossentropy'; did you mean '{RULE}'?",
    ),
    ("# headlint: ignore", "this comment names no rule: write ignore[rule]"),
    ("# headlint: ignore[]", "this comment names no rule: write ignore[rule]"),
    ("# headlint: file-ignore[softmax-into-nll]", "there is no finding of softmax-into-nll here"),
    ("# headlint: ingore[softmax-into-nll]", "headlint does not understand 'ingore'; did you mean 'ignore'?"),
]


@pytest.mark.parametrize(("comment", "complaint"), UNUSED)
def test_a_comment_without_effect_is_a_finding(tmp_path: Path, comment: str, complaint: str) -> None:
    rules, done = run(tmp_path, f"x = 1  {comment}\n")
    assert (rules, done.returncode) == (["unused-ignore"], 1)
    assert complaint in done.stdout
    assert done.stdout.startswith("a.py:1:8: warning[unused-ignore]")


@pytest.mark.parametrize(
    "text",
    [
        "x = 1  # see headlint: it finds such things\n",
        "x = '# headlint: ignore[softmax-into-nll]'\n",
        "'''\n# headlint: ignore[softmax-into-nll]\n'''\n",
    ],
)
def test_prose_and_strings_are_no_comments_to_headlint(tmp_path: Path, text: str) -> None:
    assert run(tmp_path, text)[0] == []


def test_the_comment_of_a_rule_that_does_not_run_is_not_unused(tmp_path: Path) -> None:
    text = CODE.format(**{**NOTHING, "activation": OURS})
    assert run(tmp_path, text, "--ignore", RULE)[0] == []
    assert run(tmp_path, text, "--select", "unused-ignore")[0] == []
    assert run(tmp_path, "x = 1  # headlint: ignore[nonsense]\n", "--ignore", "unused-ignore")[0] == []


def test_min_certainty_leaves_a_comment_used(tmp_path: Path) -> None:
    text = CODE.format(**{**NOTHING, "activation": OURS}).replace(
        "Net()(x)", "(Net() if big else nn.Sequential(nn.Linear(64, 8), nn.ReLU(), nn.Linear(8, 10)))(x)"
    )
    assert run(tmp_path, text, "--min-certainty", "certain")[0] == []


# ── fixes ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def mended(folder: Path, name: str) -> bytes:
    """A file after the fixes of its unused comments."""
    found: tuple[Finding, ...] = check([Path(name)], Settings(), folder).report.findings
    data = (folder / name).read_bytes()
    edits = {edit for one in found if one.fix is not None and one.rule == "unused-ignore" for edit in one.fix.edits}
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        data = data[: edit.start] + edit.text.encode() + data[edit.end :]
    return data


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = 1  # headlint: ignore[softmax-into-nll] why not\ny = 2\n", "x = 1\ny = 2\n"),
        ("x = 1\n    # headlint: ignore[nonsense]\ny = 2\n", "x = 1\ny = 2\n"),
        ("# headlint: file-ignore\r\ny = 2\r\n", "y = 2\r\n"),
        ("\ufeff# headlint: ignore\ny = 2\n", "\ufeffy = 2\n"),
        ("é = 'ü'\t# headlint: ignore[x] é", "é = 'ü'"),
        ("x = 1  # noqa # headlint: ignore[x]\n", "x = 1  # noqa\n"),
        ("x = 1  # headlint: ignore[x]  # noqa\n", "x = 1  # noqa\n"),
        ("x = [  # headlint: ignore[x]\n]\n", "x = [\n]\n"),
        ("x = 1\n\x0c# headlint: ignore[x]\n", "x = 1\n\x0c\n"),
    ],
)
def test_the_comment_goes_and_nothing_else(tmp_path: Path, before: str, after: str) -> None:
    (tmp_path / "a.py").write_bytes(before.encode())
    assert mended(tmp_path, "a.py") == after.encode()


def test_the_names_that_are_used_stay(tmp_path: Path) -> None:
    text = CODE.format(**{**NOTHING, "activation": f"  # headlint: ignore[softmax-into-nll, {RULE}] why"})
    (tmp_path / "a.py").write_text(text)
    assert mended(tmp_path, "a.py").decode() == text.replace("softmax-into-nll, ", "")


def test_a_comment_with_two_useless_names_loses_them_one_by_one() -> None:
    comment = "# headlint: ignore[a, b, c] why  # noqa"
    assert without({"a"}, comment) == "# headlint: ignore[b, c] why  # noqa"
    assert without({"a", "b", "c"}, comment) == "# noqa"
    assert without({"d"}, comment) == comment


# ── notebooks and configs ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("indent", [None, 1])
def test_in_a_notebook(tmp_path: Path, indent: int | None) -> None:
    cells = [part.splitlines(keepends=True) for part in CODE.format(**{**NOTHING, "activation": OURS}).split("\n\n\n")]
    (tmp_path / "a.ipynb").write_bytes(notebook(*cells, indent=indent))
    assert headlint(cwd=tmp_path).stdout == ""
    (tmp_path / "a.ipynb").write_bytes(
        notebook(*cells, ['x = 1  # headlint: ignore[softmax-into-nll] "why"\n', "y = 2"], indent=indent)
    )
    assert headlint("--output-format", "concise", cwd=tmp_path).stdout.count("warning[unused-ignore]") == 1
    assert json.loads(mended(tmp_path, "a.ipynb")) == json.loads(notebook(*cells, ["x = 1\n", "y = 2"]))


CONFIG = "train: images/train\nval: images/val\nnc: 3{count}\n{above}names: [cat, dog]\n"


@pytest.mark.parametrize(
    ("count", "above", "rules"),
    [
        ("", "", ["class-counts-differ"]),
        ("  # headlint: ignore[class-counts-differ] one is to come", "", []),
        ("", "# headlint: ignore[class-counts-differ]\n\n", []),
        ("", "# headlint: file-ignore[class-counts-differ]\n", []),
        ("  # headlint: ignore[nonsense]", "", ["class-counts-differ", "unused-ignore"]),
    ],
)
def test_in_a_config(tmp_path: Path, count: str, above: str, rules: list[str]) -> None:
    (tmp_path / "data.yaml").write_text(CONFIG.format(count=count, above=above))
    for paths in ([], ["data.yaml"]):
        done = headlint("--output-format", "json", *paths, cwd=tmp_path)
        assert [found["rule"] for found in json.loads(done.stdout)["findings"]] == rules
    assert mended(tmp_path, "data.yaml").decode() == CONFIG.format(count="" if len(rules) > 1 else count, above=above)
