"""A linter's day, through the real command line: accepting what is there, counting it, standard input, completion."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import headlint
from tests.source.test_notebook import notebook
from tests.test_cli import BUG as INDENTED
from tests.test_cli import ROOT

RULE = "softmax-before-cross-entropy"
BUG = INDENTED.replace("\n    ", "\n").lstrip()
INFO = BUG.replace("torch.softmax", "torch.log_softmax")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "headlint.toml").touch()
    (tmp_path / "a.py").write_text(BUG)
    (tmp_path / "b.py").write_text(INFO)
    return tmp_path


def rules(folder: Path, *args: str) -> list[str]:
    done = headlint("--output-format", "json", *args, cwd=folder)
    return [found["rule"] for found in json.loads(done.stdout)["findings"]]


# ── the baseline ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_in_the_baseline_is_not_reported(project: Path) -> None:
    done = headlint("baseline", cwd=project)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "headlint-baseline.json: 2 accepted, 0 gone\n"
    assert rules(project) == [RULE, "log-softmax-before-cross-entropy"]
    done = headlint("--baseline", "headlint-baseline.json", cwd=project)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "2 files, 2 heads, 2 pairs, 0 unknown, 2 in the baseline\n"


def test_a_baseline_knows_findings_when_code_moves(project: Path) -> None:
    headlint("baseline", cwd=project)
    (project / "a.py").write_text("# one\n\n# more\n" + BUG.replace("criterion(net(x), y)", "criterion( net(x),y)"))
    assert rules(project, "--baseline", "headlint-baseline.json") == [RULE]
    (project / "a.py").write_text("# one\n\n# more\n" + BUG)
    assert rules(project, "--baseline", "headlint-baseline.json") == []
    (project / "a.py").write_text(BUG + "\n\ndef again(x, y):\n    return criterion(net(x) * 1, y)\n")
    assert rules(project, "--baseline", "headlint-baseline.json") == [RULE]


def test_equal_lines_are_told_apart_whatever_is_asked_for(project: Path) -> None:
    """The second of two equal findings does not become the first because a comment or a path leaves the first out."""
    twice = BUG + "\n\ndef again(x, y):\n    return criterion(net(x), y)\n"
    (project / "a.py").write_text(twice)
    headlint("baseline", cwd=project)
    first, _, rest = twice.partition("criterion(net(x), y)")
    (project / "a.py").write_text(f"{first}criterion(net(x), y)  # headlint: ignore[{RULE}]{rest}")
    assert rules(project, "--baseline", "headlint-baseline.json") == []


def test_the_settings_can_name_it(project: Path) -> None:
    (project / "headlint.toml").write_text("baseline = 'ci/accepted.json'")
    (project / "ci").mkdir()
    (project / "sub").mkdir()
    headlint("baseline", "-q", cwd=project)
    assert (project / "ci" / "accepted.json").exists()
    assert rules(project) == []
    assert rules(project / "sub", "..") == []
    assert rules(project, "--isolated") == [RULE, "log-softmax-before-cross-entropy"]
    headlint("baseline", "..", cwd=project / "sub")
    assert rules(project) == []


def test_what_is_gone_is_said_and_pruned(project: Path) -> None:
    headlint("baseline", cwd=project)
    (project / "a.py").write_text(BUG.replace("torch.softmax(self.out(x), dim=1)", "self.out(x)"))
    done = headlint("--baseline", "headlint-baseline.json", cwd=project)
    assert done.returncode == 0
    said = "headlint-baseline.json: 1 entry is gone: 'headlint baseline --prune' takes it out\n"
    assert done.stderr.endswith(said)
    assert said not in headlint("--baseline", "headlint-baseline.json", "-q", cwd=project).stderr
    assert said not in headlint("--baseline", "headlint-baseline.json", "b.py", cwd=project).stderr
    (project / "b.py").write_text(INFO + "\n\ndef again(x, y):\n    return criterion(net(x) * 1, y)\n")
    done = headlint("baseline", "--prune", cwd=project)
    assert done.stderr == "headlint-baseline.json: 1 accepted, 1 gone\n"
    assert rules(project, "--baseline", "headlint-baseline.json") == ["log-softmax-before-cross-entropy"]


def test_a_file_that_is_gone_takes_its_entries_along(project: Path) -> None:
    headlint("baseline", cwd=project)
    (project / "a.py").unlink()
    assert "1 gone" in headlint("baseline", "--prune", cwd=project).stderr


def test_entries_of_files_that_are_not_checked_stay(project: Path) -> None:
    headlint("baseline", cwd=project)
    assert headlint("baseline", "b.py", cwd=project).stderr == "headlint-baseline.json: 2 accepted, 0 gone\n"
    first = (project / "headlint-baseline.json").read_text()
    assert headlint("baseline", cwd=project).returncode == 0
    assert (project / "headlint-baseline.json").read_text() == first
    assert [entry["path"] for entry in json.loads(first)["findings"]] == ["a.py", "b.py"]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (None, "there is no baseline x.json: 'headlint baseline' writes one"),
        ("{", "x.json is no JSON"),
        ("[]", "x.json is no baseline of headlint"),
        ('{"findings": []}', "x.json is of another version of headlint"),
        ('{"schema_version": 1, "findings": [{}]}', "x.json is no baseline of headlint: an entry lacks a key"),
        ('{"schema_version": 1, "findings": [1]}', "x.json is no baseline of headlint: an entry lacks a key"),
    ],
)
def test_a_baseline_that_cannot_be_used(project: Path, content: str | None, complaint: str) -> None:
    if content is not None:
        (project / "x.json").write_text(content)
    for args in (("--baseline", "x.json"), ("baseline", "--prune", "--baseline", "x.json")):
        done = headlint(*args, cwd=project)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert complaint in done.stderr


def test_a_baseline_that_cannot_be_written(project: Path) -> None:
    done = headlint("baseline", "--baseline", "no/where.json", cwd=project)
    assert (done.returncode, done.stderr) == (
        2,
        "headlint: no/where.json cannot be written: No such file or directory\n",
    )


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="file names are text there")
def test_a_file_name_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"bad\xff.py")).write_text(BUG)
    assert headlint("baseline", cwd=tmp_path).returncode == 0
    assert rules(tmp_path) == [RULE]
    assert rules(tmp_path, "--baseline", "headlint-baseline.json") == []
    (entry,) = json.loads((tmp_path / "headlint-baseline.json").read_text("utf-8"))["findings"]
    assert os.fsencode(entry["path"]) == b"bad\xff.py"


# ── comments put in ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_add_ignores(project: Path) -> None:
    done = headlint("--add-ignores", cwd=project)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "2 findings ignored in 2 files\n")
    line = "    return criterion(net(x), y)"
    assert (project / "a.py").read_text() == BUG.replace(line, f"{line}  # headlint: ignore[{RULE}]")
    assert rules(project) == []
    assert headlint("--add-ignores", cwd=project).stderr == "0 findings ignored in 0 files\n"


def test_a_line_that_has_one_gets_the_name_added(project: Path) -> None:
    line = "return criterion(net(x), y)"
    (project / "a.py").write_text(BUG.replace(line, f"{line}  # noqa # headlint: ignore[logits-into-nll] why"))
    headlint("--add-ignores", cwd=project)
    assert f"{line}  # noqa # headlint: ignore[logits-into-nll, {RULE}] why\n" in (project / "a.py").read_text()
    assert rules(project) == ["unused-ignore"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("criterion(\n        net(x), y)", "criterion(  # X\n        net(x), y)"),
        ("criterion(net(x), \\\n        y)", "criterion(net(x), \\\n        y)  # X"),
        ("criterion(net(x), y), '''\n'''", "criterion(net(x), y), '''\n'''"),
        ("criterion(net(x), y)  ", "criterion(net(x), y)    # X"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_where_a_comment_can_stand(project: Path, before: str, after: str, newline: str) -> None:
    (project / "b.py").unlink()
    text = BUG.replace("criterion(net(x), y)", before).replace("\n", newline)
    (project / "a.py").write_bytes(text.encode())
    done = headlint("--add-ignores", cwd=project)
    wanted = text.replace(
        before.replace("\n", newline), after.replace("\n", newline).replace("X", f"headlint: ignore[{RULE}]")
    )
    if after == before:  # then the comment stands at another place of the finding
        wanted = text.replace("dim=1)", f"dim=1)  # headlint: ignore[{RULE}]")
    assert (project / "a.py").read_bytes().decode() == wanted
    assert (done.returncode, rules(project)) == (0, [])


@pytest.mark.parametrize("indent", [None, 1])
def test_add_ignores_in_a_notebook(project: Path, indent: int | None) -> None:
    head, tail = BUG.replace("return criterion", "'é'; return criterion").split("net, criterion")
    cells = [part.splitlines(keepends=True) for part in (head, f"net, criterion{tail}")]
    before = notebook(*cells, indent=indent, ensure_ascii=True)
    (project / "b.py").unlink()
    (project / "a.py").unlink()
    (project / "a.ipynb").write_bytes(before)
    assert headlint("--add-ignores", cwd=project).returncode == 0
    line = b"criterion(net(x), y)"
    assert (project / "a.ipynb").read_bytes() == before.replace(line, line + f"  # headlint: ignore[{RULE}]".encode())
    assert rules(project) == []


def test_a_broken_cell_does_not_keep_comments_out(project: Path) -> None:
    for name in ("a.py", "b.py"):
        (project / name).unlink()
    (project / "a.ipynb").write_bytes(notebook(BUG, "broken(", "x = )"))
    done = headlint("--add-ignores", cwd=project)
    assert (done.returncode, done.stderr) == (1, "1 finding ignored in 1 file\n")
    assert rules(project) == []


def test_a_baseline_tells_what_it_could_not_read(project: Path) -> None:
    (project / "c.py").write_text("import torch\nloss = softmax(")
    done = headlint("baseline", cwd=project)
    assert done.returncode == 1
    assert done.stderr.startswith("c.py: unreadable: syntax error at line 2, column 15")


def test_what_takes_no_comment_is_said(project: Path) -> None:
    (project / "config.json").write_text('{"train": "a", "val": "b", "nc": 3, "names": ["cat", "dog"]}')
    for name in ("a.py", "b.py"):
        (project / name).unlink()
    done = headlint("--add-ignores", "config.json", cwd=project)
    if rules(project, "config.json"):
        assert done.returncode == 1
        assert "config.json:1:35: no line here takes a comment for class-counts-differ" in done.stderr


# ── counted ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_statistics(project: Path) -> None:
    (project / "c.py").write_text(BUG)
    done = headlint("--statistics", cwd=project)
    assert done.returncode == 1
    assert done.stdout == f"2  error  {RULE}\n1  info   log-softmax-before-cross-entropy\n"
    assert done.stderr == "3 files, 3 heads, 3 pairs, 0 unknown\n"
    counted = json.loads(headlint("--statistics", "--output-format", "json", cwd=project).stdout)
    assert counted["statistics"][0] == {"rule": RULE, "level": "error", "count": 2}
    assert headlint("--statistics", "--ignore", RULE, "b.py", "-q", cwd=project).returncode == 0
    assert headlint("--statistics", "--exit-zero", cwd=project).returncode == 0


def test_statistics_of_nothing(tmp_path: Path) -> None:
    assert headlint("--statistics", cwd=tmp_path).stdout == ""


# ── standard input ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_standard_input(tmp_path: Path) -> None:
    done = headlint("--output-format", "concise", "-", cwd=tmp_path, stdin=BUG.encode())
    assert done.returncode == 1
    assert done.stdout.startswith(f"-:15:12: error[{RULE}]")


def test_standard_input_of_a_file(project: Path) -> None:
    """What comes in holds, not what the file says; the file's settings and neighbours hold as well."""
    args = ("--output-format", "concise", "-", "--stdin-filename")
    assert headlint(*args, "b.py", cwd=project, stdin=BUG.encode()).stdout.startswith(f"b.py:15:12: error[{RULE}]")
    assert headlint(*args, "a.py", cwd=project, stdin=b"x = 1\n").stdout == ""
    head, _, tail = BUG.partition("net, criterion")
    (project / "nets.py").write_text(head)
    code = f"from torch import nn\nfrom nets import Net\nnet, criterion{tail}".encode()
    assert headlint(*args, "new.py", cwd=project, stdin=code).stdout.startswith("new.py:6:12")
    (project / "headlint.toml").write_text(f"per-file-ignores = {{ 'new.py' = ['{RULE}'] }}\nexclude = ['old.py']")
    assert headlint(*args, "new.py", cwd=project, stdin=code).stdout == ""
    assert headlint(*args, "old.py", cwd=project, stdin=code).returncode == 1
    assert headlint(*args, "old.py", "--force-exclude", cwd=project, stdin=code).returncode == 0


def test_standard_input_of_a_notebook(tmp_path: Path) -> None:
    done = headlint("--output-format", "concise", "-", "--stdin-filename", "a.ipynb", cwd=tmp_path, stdin=notebook(BUG))
    assert "(cell 1, line 15)" in done.stdout


def test_standard_input_that_cannot_be_read(tmp_path: Path) -> None:
    done = headlint("-", cwd=tmp_path, stdin=b"import torch\nloss = softmax(")
    assert (done.returncode, done.stdout[:15]) == (1, "-: unreadable: ")


@pytest.mark.skipif(os.name != "posix", reason="a shell closes it")
def test_standard_input_that_is_closed(tmp_path: Path) -> None:
    """It must not pass for a file without heads."""
    command = f"{shlex.quote(sys.executable)} -m headlint - <&-"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "headlint: standard input is closed\n")


# ── wrong usage ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        (("--stdin-filename", "a.py"), "--stdin-filename goes with the path -"),
        (("-", "a.py"), "- (standard input) is checked alone"),
        (("-", "--fix"), "--fix needs files"),
        (("-", "--diff"), "--diff needs files"),
        (("-", "--add-ignores"), "--add-ignores needs files"),
        (("--add-ignores", "--fix"), "--add-ignores and --fix exclude each other"),
        (("--add-ignores", "--diff"), "--add-ignores and --diff exclude each other"),
        (("--statistics", "--diff"), "--statistics and --diff exclude each other"),
        (("--statistics", "-o", "x"), "--statistics and --output-file exclude each other"),
        (("baseline", "nowhere"), "nowhere: there is no such file or directory"),
        (("baseline", "--select", RULE), "--select"),
    ],
)
def test_wrong_usage_is_2_and_one_line(project: Path, args: tuple[str, ...], complaint: str) -> None:
    done = headlint(*args, cwd=project)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert complaint in done.stderr
    assert (project / "a.py").read_text() == BUG


# ── completion ───────────────────────────────────────────────────────────────────────────────────────────────────────


def completed(shell: str, **variables: str) -> str:
    code = "import sys; from headlint.cli import main; sys.exit(main())"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "_HEADLINT_COMPLETE": shell, **variables}
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True).stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(shell: str) -> None:
    if shell == "bash" and shutil.which("bash") is None:
        pytest.skip("needs bash")
    assert "_HEADLINT_COMPLETE" in completed(f"{shell}_source")


def test_completion_of_words() -> None:
    assert "plain,heads" in completed("bash_complete", COMP_WORDS="headlint he", COMP_CWORD="1")
    assert "plain,concise" in completed("bash_complete", COMP_WORDS="headlint check --output-format c", COMP_CWORD="3")
