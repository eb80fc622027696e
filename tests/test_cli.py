"""The real command line, in a process of its own.

Where a test needs an outcome that no file can be relied on to give (a fault of headlint's own, Ctrl-C, one finding of
every level), ``headlint.cached`` alone is replaced; all else is what a user runs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from headlint import __version__
from headlint.cli.output import colored
from headlint.reports.formats import FORMATS

ROOT = Path(__file__).parent.parent
CLEAN = {
    name: value
    for name, value in os.environ.items()
    if name not in ("NO_COLOR", "FORCE_COLOR", "PYTHONIOENCODING", "HEADLINT_DOCS_URL")
    and not name.startswith(("GITHUB_", "CI_", "BUILD_"))
}
RULE = "softmax-before-cross-entropy"

FAKE = """
import sys, types
sys.path.insert(0, {root!r})
from tests.samples import *

def check(paths, settings, cwd, cache=True):
    sys.stderr.write(f"paths: {{[path.as_posix() for path in paths]}}\\n")
    beside = dict(inventory=INVENTORY, sources=SOURCES.get, cell_of=lambda place: "", models=())
    return types.SimpleNamespace(report=found(settings), **beside)

def found(settings):
    {found}

fake = types.ModuleType("headlint.cached")
fake.check = check
sys.modules["headlint.cached"] = fake
from headlint.cli import main
sys.exit(main())
"""


def headlint(
    *args: str | Path, cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    environment = {**CLEAN, "PYTHONPATH": str(ROOT), **(env or {})}
    command = [sys.executable, "-m", "headlint", *map(str, args)]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", timeout=120)


def faked(
    found: str, *args: str, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """headlint with an analysis that finds ``found``, Python source for the body of ``found(settings)``."""
    script = FAKE.format(root=str(ROOT), found=textwrap.dedent(found))
    command = [sys.executable, "-c", script, *args]
    return subprocess.run(
        command, cwd=cwd, env={**CLEAN, **(env or {})}, capture_output=True, encoding="utf-8", timeout=120
    )


ALL_LEVELS = "return report(DOUBLE_SOFTMAX, MAYBE, REDUNDANT)"


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    def write(name: str, text: str) -> Path:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text), encoding="utf-8")
        return file

    return write


BUG = """
    import torch
    from torch import nn

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.out = nn.Linear(64, 10)

        def forward(self, x):
            return torch.softmax(self.out(x), dim=1)

    net, criterion = Net(), nn.CrossEntropyLoss()

    def loss(x, y):
        return criterion(net(x), y)
"""
CORRECT = BUG.replace("torch.softmax(self.out(x), dim=1)", "self.out(x)")


# Commands.


def test_version_answers_without_the_heavy_imports() -> None:
    code = "import sys; from headlint.cli import main; main(['--version']); print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    version, modules = done.stdout.splitlines()
    assert version == f"headlint {__version__}"
    assert not {"libcst", "yaml", "pathspec", "headlint.check", "headlint.rule", "headlint.reports"} & set(
        eval(modules)
    )


@pytest.mark.parametrize("args", [("--help",), ("-h",), ("check", "--help"), ("heads", "--help"), (".", "--help")])
def test_help(args: tuple[str, ...]) -> None:
    done = headlint(*args)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: headlint")


@pytest.mark.parametrize(
    ("args", "paths"),
    [
        ((), ["."]),
        (("check",), ["."]),
        (("heads",), ["."]),
        (("src", "a.py"), ["src", "a.py"]),
        (("check", "src"), ["src"]),
        (("-q", "src"), ["src"]),
        (("-q", "check", "src"), ["src"]),
        (("-v", "heads", "src"), ["src"]),
        (("--output-format", "json", "heads"), ["."]),
        (("--", "check"), ["check"]),
        (("check", "--", "-odd.py"), ["-odd.py"]),
        (("check", "--"), []),
        (("--",), []),
        (("check", "--allow-empty"), []),
        (("check", "--allow-empty", "a.py"), ["a.py"]),
    ],
)
def test_which_paths_are_checked(args: tuple[str, ...], paths: list[str]) -> None:
    done = faked("return report()", *args)
    assert done.returncode == 0
    assert done.stderr.splitlines()[0] == f"paths: {paths}"


def test_rules_lists_every_rule() -> None:
    done = headlint("rules")
    listed = json.loads(headlint("rules", "--output-format", "json").stdout)["rules"]
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split()[:2] for line in done.stdout.splitlines()] == [[rule["name"], rule["level"]] for rule in listed]
    assert RULE in {rule["name"] for rule in listed}


def test_rule_prints_the_page() -> None:
    done = headlint("rule", RULE)
    page = json.loads(headlint("rule", RULE, "--output-format", "json").stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == page["page"]
    assert done.stdout.startswith(f"# {RULE}\n\n{page['summary']}")
    assert "\n## Bad\n" in done.stdout


def test_an_unknown_rule_is_met_with_a_suggestion() -> None:
    done = headlint("rule", "softmax-before-crossentropy")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"headlint: there is no rule 'softmax-before-crossentropy'; did you mean '{RULE}'?\n"


# Exit statuses.


@pytest.mark.parametrize(
    ("args", "status"),
    [
        ((), 1),
        (("--fail-level", "error"), 1),
        (("--fail-level", "info"), 1),
        (("--exit-zero",), 0),
        (("--exit-zero", "--fail-level", "info"), 0),
    ],
)
def test_status_with_findings_of_every_level(args: tuple[str, ...], status: int) -> None:
    assert faked(ALL_LEVELS, "check", *args).returncode == status


@pytest.mark.parametrize(
    ("finding", "level", "status"),
    [("MAYBE", "error", 0), ("MAYBE", "warning", 1), ("REDUNDANT", "warning", 0), ("REDUNDANT", "info", 1)],
)
def test_status_by_fail_level(finding: str, level: str, status: int) -> None:
    assert faked(f"return report({finding})", "check", "--fail-level", level).returncode == status


def test_a_bug_is_1_and_correct_code_is_0(write: Callable[[str, str], Path], tmp_path: Path) -> None:
    write("bug.py", BUG)
    write("fine.py", CORRECT)
    bug, fine = headlint("bug.py", cwd=tmp_path), headlint("fine.py", cwd=tmp_path)
    assert bug.returncode == 1
    assert bug.stdout.startswith(f"error[{RULE}]: ")
    assert "bug.py:11:" in bug.stdout
    assert (fine.returncode, fine.stdout, fine.stderr) == (0, "", "1 file, 1 head, 1 pair, 0 unknown\n")


def test_an_unreadable_file_is_1_and_the_others_are_checked(write: Callable[[str, str], Path], tmp_path: Path) -> None:
    write("broken.py", "import torch\nloss = softmax(")
    write("bug.py", BUG)
    done = headlint(".", "--output-format", "concise", cwd=tmp_path)
    assert done.returncode == 1
    assert f"error[{RULE}]" in done.stdout
    assert "broken.py: unreadable: " in done.stdout
    assert headlint("broken.py", "--exit-zero", cwd=tmp_path).returncode == 0
    assert headlint("heads", "broken.py", cwd=tmp_path).returncode == 1


def test_select_ignore_and_certainty_reach_the_analysis(write: Callable[[str, str], Path], tmp_path: Path) -> None:
    write("bug.py", BUG)
    assert headlint("bug.py", "--select", RULE, cwd=tmp_path).returncode == 1
    assert headlint("bug.py", "--min-certainty", "certain", cwd=tmp_path).returncode == 1
    for left_out in (("--ignore", RULE), ("--select", "sigmoid-before-cross-entropy")):
        done = headlint("bug.py", *left_out, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("nowhere.py",), "nowhere.py"),
        (("heads", "nowhere.py"), "nowhere.py"),
        (("chekc",), "did you mean 'check'?"),
        (("--selct", RULE), "--selct"),
        (("--select", "softmax"), "--select: there is no rule 'softmax'"),
        (("--select", f"{RULE},softmax_before_cross_entropy"), f"did you mean '{RULE}'?"),
        (("--ignore", ","), "--ignore names no rule"),
        (("--fail-level", "fatal"), "fatal"),
        (("--output-format", "xml"), "xml"),
        (("-q", "-v"), "--quiet and --verbose exclude each other"),
        (("rule",), "NAME"),
        (("rules", "extra"), "extra"),
        (("nowhere\x1b[2J\n.py",), r"nowhere\x1b[2J"),
    ],
)
def test_wrong_usage_is_2_and_one_clear_line(tmp_path: Path, args: tuple[str, ...], message: str) -> None:
    done = headlint(*args, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("headlint: ")
    assert done.stderr.count("\n") == 1
    assert message in done.stderr
    assert "\x1b" not in done.stderr


def test_a_fault_of_headlint_is_2_and_says_so() -> None:
    done = faked("raise ValueError('too\\nbad')", "src")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[1:] == [
        "headlint: internal error, a fault of headlint and not of your code (-v shows where): ValueError: too bad"
    ]


def test_the_traceback_is_for_those_who_ask() -> None:
    done = faked("raise ValueError('bad')", "src", "-v")
    assert done.returncode == 2
    assert "Traceback" in done.stderr
    assert "Traceback" in faked("raise ValueError('bad')", "heads", "src", "-v").stderr
    assert faked("raise ValueError('bad')", "src", "--exit-zero").returncode == 2


def test_an_interrupt_is_130_without_a_traceback() -> None:
    done = faked("raise KeyboardInterrupt", "src")
    assert (done.returncode, done.stdout) == (130, "")
    assert "Traceback" not in done.stderr


# Output.


def test_findings_go_to_stdout_and_coverage_to_stderr() -> None:
    done = faked(ALL_LEVELS, "src")
    assert done.stdout.count(" = headlint rule ") == 3
    assert done.stderr.splitlines()[1:] == ["12 files, 7 heads, 5 pairs, 2 unknown"]


def test_quiet_and_verbose() -> None:
    quiet, verbose = faked(ALL_LEVELS, "src", "-q"), faked(ALL_LEVELS, "src", "-v")
    assert quiet.stdout == verbose.stdout != ""
    assert quiet.stderr.splitlines()[1:] == []
    assert verbose.stderr.splitlines()[1:] == [
        "train.py:2:12: the input of the loss is a parameter that no call gives",
        "12 files, 7 heads, 5 pairs, 2 unknown",
    ]


def test_json_is_all_of_stdout() -> None:
    done = faked(ALL_LEVELS, "src", "--output-format", "json")
    assert [found["level"] for found in json.loads(done.stdout)["findings"]] == ["error", "warning", "info"]
    assert done.stderr.count("\n") == 1


def test_an_output_file_takes_the_report_and_the_console_the_rest(tmp_path: Path) -> None:
    console = faked(ALL_LEVELS, "src", "--color", "never")
    done = faked(ALL_LEVELS, "src", "-o", "out.txt", cwd=tmp_path, env={"FORCE_COLOR": "1"})
    assert (done.returncode, done.stdout, done.stderr) == (1, "", console.stderr)
    assert (tmp_path / "out.txt").read_bytes().decode() == console.stdout


def test_an_output_file_that_cannot_be_written_is_2_and_one_line(tmp_path: Path) -> None:
    done = faked(ALL_LEVELS, "src", "--output-file", "no/such/out.txt", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[1:] == ["headlint: no/such/out.txt cannot be written: No such file or directory"]


@pytest.mark.parametrize("name", list(FORMATS))
def test_every_format_has_the_finding(write: Callable[[str, str], Path], tmp_path: Path, name: str) -> None:
    write("bug.py", BUG)
    done = headlint("bug.py", "--output-format", name, cwd=tmp_path)
    assert done.returncode == 1
    assert RULE in done.stdout
    assert (done.stderr == "") is FORMATS[name].whole


def test_the_address_of_the_pages_is_what_the_user_says(write: Callable[[str, str], Path], tmp_path: Path) -> None:
    write("bug.py", BUG)
    done = headlint("bug.py", cwd=tmp_path, env={"HEADLINT_DOCS_URL": "https://docs.example/rules"})
    assert f" = https://docs.example/rules/{RULE}.md\n" in done.stdout


def test_paths_in_annotations_are_those_of_the_repository(write: Callable[[str, str], Path], tmp_path: Path) -> None:
    write("sub/bug.py", BUG)
    inside = tmp_path / "sub"
    for name, variable, said in (
        ("github", "GITHUB_WORKSPACE", "file=sub/bug.py,"),
        ("gitlab", "CI_PROJECT_DIR", '"path": "sub/bug.py"'),
        ("azure", "BUILD_SOURCESDIRECTORY", "sourcepath=sub/bug.py;"),
    ):
        assert said in headlint("bug.py", "--output-format", name, cwd=inside, env={variable: str(tmp_path)}).stdout
        assert said not in headlint("bug.py", "--output-format", name, cwd=inside).stdout


def test_a_step_summary_is_appended(write: Callable[[str, str], Path], tmp_path: Path) -> None:
    write("bug.py", BUG)
    summary = write("summary.md", "# before\n")
    headlint("bug.py", "--output-format", "github", cwd=tmp_path, env={"GITHUB_STEP_SUMMARY": str(summary)})
    headlint("bug.py", cwd=tmp_path, env={"GITHUB_STEP_SUMMARY": str(summary)})
    assert summary.read_text().startswith("# before\n### headlint: 1 error\n")
    assert summary.read_text().count("### headlint") == 1


def test_heads() -> None:
    done, machine = (
        faked("return report()", "heads", "src"),
        faked("return report()", "heads", "--output-format", "json"),
    )
    assert (done.returncode, machine.returncode) == (0, 0)
    assert "multiclass  10 (line 4)  softmax (line 7)" in done.stdout
    assert done.stderr.splitlines()[1:] == ["12 files, 7 heads, 5 pairs, 2 unknown"]
    assert len(json.loads(machine.stdout)["heads"]) == 3


@pytest.mark.parametrize(
    ("args", "environment", "colored"),
    [
        ((), {}, False),
        (("--color", "always"), {}, True),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
        ((), {"FORCE_COLOR": "1"}, True),
        ((), {"FORCE_COLOR": "0"}, False),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (("--output-format", "concise"), {"FORCE_COLOR": "1"}, True),
        (("--output-format", "json"), {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_through_a_pipe(args: tuple[str, ...], environment: dict[str, str], colored: bool) -> None:
    assert ("\x1b[" in faked(ALL_LEVELS, "src", *args, env=environment).stdout) is colored


def test_colour_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert colored("auto", {"TERM": "xterm"})
    assert not colored("auto", {"TERM": "dumb"})
    assert not colored("auto", {"NO_COLOR": "1"})
    assert not colored("never", {"TERM": "xterm"})


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_a_console_that_cannot_print_a_character_prints_its_escape(encoding: str) -> None:
    odd = "import dataclasses; return report(dataclasses.replace(MAYBE, message='量 ≥ 0'))"
    done = faked(odd, "src", "--output-format", "concise", env={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"})
    assert done.returncode == 1
    assert ("量 ≥ 0" if encoding == "utf-8" else r"\u91cf \u2265 0") in done.stdout


@pytest.mark.skipif(os.name != "posix", reason="needs file names that are bytes")
def test_a_file_name_that_is_not_utf_8(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/odd\xff.py")).write_text("import torch\nloss = softmax(")
    done = headlint(".", "--output-format", "concise", cwd=tmp_path)
    assert done.returncode == 1
    assert r"odd\udcff.py: unreadable: " in done.stdout
    assert (
        json.loads(headlint(".", "--output-format", "json", cwd=tmp_path).stdout)["errors"][0]["path"] == "odd\udcff.py"
    )


@pytest.mark.skipif(os.name != "posix", reason="needs pipes as POSIX has them")
@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_reader_that_has_gone_is_no_error(stream: str) -> None:
    """With the pipe closed from the start, and enough to print that it cannot all be buffered."""
    script = FAKE.format(root=str(ROOT), found="return report(*[MAYBE] * 2000)").replace(
        'sys.stderr.write(f"paths', '(f"paths'
    )
    reader, writer = os.pipe()
    os.close(reader)
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, stream: writer}
    with subprocess.Popen([sys.executable, "-c", script], env=CLEAN, text=True, **streams) as process:  # type: ignore[call-overload]
        os.close(writer)
        out, err = process.communicate(timeout=120)
    assert process.returncode == 1
    assert (err or "").splitlines() in ([], ["12 files, 7 heads, 5 pairs, 2 unknown"])
    assert out is None or out.count("implicit-softmax-axis") == 4000


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_2_and_one_line() -> None:
    script = FAKE.format(root=str(ROOT), found=ALL_LEVELS)
    with open("/dev/full", "w") as full:
        done = subprocess.run([sys.executable, "-c", script], env=CLEAN, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2
    assert done.stderr.splitlines()[1:] == ["headlint: the output cannot be written: No space left on device"]


@pytest.mark.skipif(os.name != "posix", reason="needs a shell that closes descriptors")
def test_closed_standard_streams() -> None:
    script = FAKE.format(root=str(ROOT), found=ALL_LEVELS).replace('sys.stderr.write(f"paths', '(f"paths')
    command = ["sh", "-c", f'"{sys.executable}" -c "$0" >&- 2>&-', script]
    assert subprocess.run(command, env=CLEAN, timeout=120).returncode == 1
