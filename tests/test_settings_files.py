"""Settings files, through the real command line: every key, every mistake, and where they are looked for."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from headlint.configfile import KEYS, load, schema, spelled
from headlint.rule import all_rules
from headlint.settings import Settings, SettingsError
from tests.command import headlint
from tests.test_cli import BUG, ROOT, RULE, write

__all__ = ["write"]

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

SCHEMA = ROOT / "docs" / "headlint.schema.json"
Write = Callable[[str, str], Path]
OTHER = "log-softmax-before-cross-entropy"


def run(cwd: Path, *args: str) -> tuple[int, list[str], str]:
    """Status, the rules of the findings, and what went to standard error."""
    done = headlint(*args, "--output-format", "json", cwd=cwd)
    return (
        done.returncode,
        [found["rule"] for found in json.loads(done.stdout or '{"findings": []}')["findings"]],
        done.stderr,
    )


# ── every key ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("key", "args", "status", "found"),
    [
        ("", (), 1, [RULE]),
        (f"select = ['{OTHER}']", (), 0, []),
        (f"select = ['{OTHER}']", ("--extend-select", RULE), 1, [RULE]),
        (f"select = ['{OTHER}']", ("--select", RULE), 1, [RULE]),
        ("select = []", (), 0, []),
        (f"select = []\nextend-select = ['{RULE}']", (), 1, [RULE]),
        (f"ignore = ['{RULE}']", (), 0, []),
        (f"ignore = ['{RULE}']", ("--select", RULE), 1, [RULE]),
        (f"ignore = ['{RULE}']", ("--extend-select", RULE), 1, [RULE]),
        ("", ("--ignore", RULE), 0, []),
        (f"select = ['{RULE}']", ("--ignore", RULE), 0, []),
        (f"[per-file-ignores]\n'*.py' = ['{RULE}']", (), 0, []),
        (f"[per-file-ignores]\n'pkg/' = ['{RULE}']", (), 0, []),
        (f"[per-file-ignores]\n'pkg/' = ['{OTHER}']", (), 1, [RULE]),
        (f"[per-file-ignores]\n'other/' = ['{RULE}']", (), 1, [RULE]),
        ("exclude = ['pkg']", (), 0, []),
        ("extend-exclude = ['/pkg/bug.py']", (), 0, []),
        ("extend-exclude = ['/bug.py']", (), 1, [RULE]),
        ("extend-exclude = ['pkg']", ("pkg/bug.py",), 1, [RULE]),
        ("extend-exclude = ['pkg']", ("pkg/bug.py", "--force-exclude"), 0, []),
        ("", ("--exclude", "bug.py"), 0, []),
        ("", ("--extend-exclude", "pkg/"), 0, []),
        ("fail-level = 'error'\nmin-certainty = 'certain'", (), 1, [RULE]),
        ("", ("--exit-zero",), 0, [RULE]),
        (f"select = ['{OTHER}']", ("--isolated",), 1, [RULE]),
        ("probe = false\nsrc = ['lib']\n[dialects.ours]\nsigns = ['ours']", (), 1, [RULE]),
    ],
)  # fmt: skip
def test_a_key_is_followed(
    write: Write, tmp_path: Path, key: str, args: tuple[str, ...], status: int, found: list[str]
) -> None:
    write("pkg/bug.py", BUG)
    (tmp_path / "headlint.toml").write_text(key)
    assert run(tmp_path, *args)[:2] == (status, found)


def test_every_key_is_tested_here() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    assert not [key for key in KEYS if f"{key} = " not in text and f"[{key}" not in text]


def test_output_format_and_its_option(write: Write, tmp_path: Path) -> None:
    write("bug.py", BUG)
    write("headlint.toml", "output-format = 'concise'")
    assert headlint(cwd=tmp_path).stdout.startswith("bug.py:")
    assert headlint("--output-format", "full", cwd=tmp_path).stdout.startswith("error[")


@pytest.mark.parametrize(("level", "status"), [("error", 0), ("warning", 0), ("info", 1)])
def test_fail_level(write: Write, tmp_path: Path, level: str, status: int) -> None:
    write("a.py", BUG.replace("torch.softmax", "torch.log_softmax"))
    (tmp_path / "headlint.toml").write_text(f"fail-level = '{level}'")
    assert run(tmp_path)[:2] == (status, [OTHER])
    assert run(tmp_path, "--fail-level", "info")[0] == 1


@pytest.mark.parametrize(
    ("text", "args", "measured"), [("probe = true", (), True), ("", ("--probe",), True), ("", (), False)]
)
def test_probe(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, args: tuple[str, ...], measured: bool
) -> None:
    asked: list[bool] = []
    monkeypatch.setattr("headlint.cli.check.probed", lambda outcome, strict, *others: asked.append(strict) or outcome)
    write("bug.py", BUG)
    write("headlint.toml", text)
    assert run(tmp_path, *args)[1] == [RULE]
    assert asked == [False] * measured


def test_src_says_where_imports_are_looked_for(write: Write, tmp_path: Path) -> None:
    head, _ = BUG.split("net, criterion")
    write("deep/lib/nets.py", head.replace("\n    ", "\n"))
    write("train.py", "from torch import nn\nfrom nets import Net\nnn.CrossEntropyLoss()(Net()(x), y)\n")
    assert run(tmp_path, "train.py")[1] == []
    write("headlint.toml", "src = ['deep/lib']")
    assert run(tmp_path, "train.py")[1] == [RULE]


def test_gitignore(write: Write, tmp_path: Path) -> None:
    write("data/bug.py", BUG)
    write(".gitignore", "data/\n")
    assert run(tmp_path)[:2] == (0, [])
    assert run(tmp_path, "data")[:2] == (1, [RULE])
    assert run(tmp_path, "--no-respect-gitignore")[:2] == (1, [RULE])
    write("headlint.toml", "respect-gitignore = false")
    assert run(tmp_path)[:2] == (1, [RULE])
    assert run(tmp_path, "--respect-gitignore")[:2] == (0, [])


def test_heads_follows_them_as_well(write: Write, tmp_path: Path) -> None:
    write("pkg/bug.py", BUG)
    write("headlint.toml", "exclude = ['pkg']")
    assert headlint("heads", cwd=tmp_path).stdout == ""
    assert "multiclass" in headlint("heads", "--isolated", cwd=tmp_path).stdout


# ── where they are ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_nearest_file_above_what_is_checked_holds_alone(write: Write, tmp_path: Path) -> None:
    write("pyproject.toml", f"[tool.headlint]\nselect = ['{OTHER}']\n")
    write("a/pyproject.toml", "[tool.other]\n")
    write("a/bug.py", BUG)
    write("a/b/headlint.toml", "fail-level = 'error'")
    write("a/b/bug.py", BUG)
    assert run(tmp_path, "a/bug.py")[1] == []
    assert run(tmp_path, "a/b/bug.py")[1] == [RULE]
    assert run(tmp_path, "a/b")[1] == [RULE]
    assert run(tmp_path / "a" / "b", "bug.py")[1] == [RULE]
    assert run(tmp_path, "a/b/bug.py", "a/bug.py")[1] == []


def test_patterns_count_from_the_file_they_stand_in(write: Write, tmp_path: Path) -> None:
    write("a/b/bug.py", BUG)
    write("headlint.toml", "exclude = ['/a/b/']")
    assert run(tmp_path / "a")[1] == []
    write("headlint.toml", "exclude = ['/b/']")
    assert run(tmp_path / "a")[1] == [RULE]
    assert run(tmp_path / "a", "--exclude", "/b/")[1] == []
    assert run(tmp_path / "a", "--exclude", "bug.py")[1] == []
    assert run(tmp_path, "--exclude", "/b/")[1] == [RULE]


def test_headlint_toml_comes_before_pyproject_toml(write: Write, tmp_path: Path) -> None:
    write("bug.py", BUG)
    write("pyproject.toml", f"[tool.headlint]\nignore = ['{RULE}']\n")
    assert run(tmp_path)[1] == []
    write("headlint.toml", "")
    assert run(tmp_path)[1] == [RULE]


def test_config_names_a_file(write: Write, tmp_path: Path) -> None:
    write("pkg/bug.py", BUG)
    write("headlint.toml", f"ignore = ['{RULE}']")
    write("ci/strict.toml", "exclude = ['/other/']")
    assert run(tmp_path)[1] == []
    assert run(tmp_path, "--config", "ci/strict.toml")[1] == [RULE]
    write("ci/strict.toml", "[tool.headlint]\nexclude = ['/pkg/']")
    assert run(tmp_path, "--config", "ci/strict.toml")[1] == []


def test_a_pyproject_that_says_nothing_of_us_may_be_broken(write: Write, tmp_path: Path) -> None:
    write("bug.py", BUG)
    write("pyproject.toml", "[tool\n")
    assert run(tmp_path)[:2] == (1, [RULE])


# ── mistakes ─────────────────────────────────────────────────────────────────────────────────────────────────────────

MISTAKES = [
    ("selct = []", "there is no setting 'selct'; did you mean 'select'?"),
    ("fail_level = 'error'", "there is no setting 'fail_level'; did you mean 'fail-level'?"),
    ("colour = true", "there is no setting 'colour'"),
    (f"select = ['{RULE}s']", f"select: there is no rule '{RULE}s'; did you mean '{RULE}'?"),
    ("ignore = 'x'", 'ignore must be a list of strings, not "x"'),
    ("select = [1]", "select must be a list of strings, not [1]"),
    ("exclude = true", "exclude must be a list of strings, not true"),
    ("fail-level = 'eror'", "fail-level must be one of error, warning, info, not \"eror\"; did you mean 'error'?"),
    ("min-certainty = 1", "min-certainty must be one of certain, possible, not 1"),
    ("respect-gitignore = 'no'", 'respect-gitignore must be true or false, not "no"'),
    ("baseline = false", "baseline must be a string, not false"),
    ("baseline = ''", "baseline must not be empty"),
    ("per-file-ignores = ['a']", "per-file-ignores must be a table, not ['a']"),
    ("[per-file-ignores]\n'*.py' = ['x']", "per-file-ignores: \"*.py\": there is no rule 'x'"),
    ("[dialects]\na = 1", "dialects.a must be a table, not 1"),
    ("select = [", "is no TOML: "),
]


@pytest.mark.parametrize(("text", "complaint"), MISTAKES)
def test_a_mistake_is_2_and_one_line(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "headlint.toml").write_text(text)
    done = headlint(cwd=tmp_path)
    assert headlint("heads", cwd=tmp_path).stderr == done.stderr
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(f"headlint: {tmp_path / 'headlint.toml'}")
    assert complaint in done.stderr


def test_a_dialect_that_is_not_understood_is_2_and_says_where_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "headlint.toml"
    file.write_text("[dialects.ours]\n")
    done = headlint(cwd=tmp_path)
    said = "dialect 'ours': signs names no word to recognise a file by"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"headlint: {file}: {said}\n")


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        (("--config", "nowhere.toml"), "nowhere.toml cannot be read: No such file or directory"),
        (("--config", "."), "cannot be read"),
        (("--config", "pyproject.toml"), "pyproject.toml has no table [tool.headlint]"),
        (("--config", "latin.toml"), "latin.toml is not UTF-8"),
        (("--config", "a.toml", "--isolated"), "--config and --isolated exclude each other"),
        (("--show-files", "--show-settings"), "--show-settings and --show-files exclude each other"),
        (("--show-files", "nowhere"), "nowhere: there is no such file or directory"),
    ],
)
def test_wrong_options_are_2_and_one_line(write: Write, tmp_path: Path, args: tuple[str, ...], complaint: str) -> None:
    write("pyproject.toml", "[project]\nname = 'headlint'\n")
    (tmp_path / "latin.toml").write_bytes(b"# \xe9")
    done = headlint(*args, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert complaint in done.stderr


def test_a_pyproject_that_is_meant_must_be_whole(write: Write, tmp_path: Path) -> None:
    write("pyproject.toml", "[tool.headlint]\nselect = [\n")
    assert "is no TOML" in headlint(cwd=tmp_path).stderr
    write("pyproject.toml", "[tool]\nheadlint = 1\n")
    assert "tool.headlint is no table" in headlint(cwd=tmp_path).stderr


# ── shown ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_show_files(write: Write, tmp_path: Path) -> None:
    for name in ("b.py", "a/c.py", "a/build/d.py", "e.ipynb", "f.txt"):
        write(name, "")
    write("headlint.toml", "extend-exclude = ['b.py']")
    done = headlint("--show-files", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "a/c.py\ne.ipynb\n", "")
    assert headlint("--show-files", "../b.py", cwd=tmp_path / "a").stdout == "../b.py\n"


def test_show_settings_prints_a_settings_file(write: Write, tmp_path: Path) -> None:
    text = f"""
        select = ["{RULE}", "{OTHER}"]
        exclude = ["a \\" b", "é"]
        probe = false
        baseline = "accepted.json"
        [per-file-ignores]
        "tests/" = ["{RULE}"]
        "*.ipynb" = []
        [dialects.ours]
        format = "yaml"
        heads = [{{ at = "model.head", plus = 1 }}]
    """
    file = write("headlint.toml", text)
    done = headlint("--show-settings", "--fail-level", "info", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"# {file}\n")
    again = tmp_path / "again.toml"
    again.write_text(done.stdout, encoding="utf-8")
    both = load(file, all_rules()), load(again, all_rules())
    assert both[1] == {**both[1], **both[0], "fail_level": "info"}
    assert headlint("--show-settings", "--isolated", cwd=tmp_path).stdout == spelled(Settings())


# ── the schema ───────────────────────────────────────────────────────────────────────────────────────────────────────


def written() -> str:
    return json.dumps(schema(all_rules()), indent=2) + "\n"


def test_the_schema_is_up_to_date() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == written(), "python -m tests.pages --update writes it"


def test_the_schema_is_one() -> None:
    jsonschema.Draft7Validator.check_schema(schema(all_rules()))


def valid(content: Any) -> bool:
    return bool(jsonschema.Draft7Validator(schema(all_rules())).is_valid(content))


@pytest.mark.parametrize("text", [text for text, _ in MISTAKES if text != "select = ["])
def test_the_schema_refuses_what_we_refuse(tmp_path: Path, text: str) -> None:
    (tmp_path / "headlint.toml").write_text(text)
    with pytest.raises(SettingsError):
        load(tmp_path / "headlint.toml", all_rules())
    assert not valid(tomllib.loads(text))


def test_the_schema_accepts_what_we_accept(tmp_path: Path) -> None:
    (tmp_path / "headlint.toml").write_text(spelled(Settings(per_file_ignores=(("a", frozenset({RULE})),), probe=True)))
    assert load(tmp_path / "headlint.toml", all_rules())
    assert valid(tomllib.loads((tmp_path / "headlint.toml").read_text()))


OF_RULES = ("select = ['{}']", "extend-select = ['{}']", "ignore = ['{}']", "per-file-ignores = {{ 'a' = ['{}'] }}")


@pytest.mark.parametrize("text", OF_RULES)
@pytest.mark.parametrize("name", [*all_rules(), f"{RULE}s", RULE.upper(), "", "all"])
def test_the_schema_knows_the_rules_that_we_know(text: str, name: str, tmp_path: Path) -> None:
    (tmp_path / "headlint.toml").write_text(text.format(name))
    published = jsonschema.Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert published.is_valid(tomllib.loads(text.format(name))) == (name in all_rules())
    if name in all_rules():
        assert load(tmp_path / "headlint.toml", all_rules())
    else:
        with pytest.raises(SettingsError, match=f"there is no rule '{name}'"):
            load(tmp_path / "headlint.toml", all_rules())


def test_a_program_that_reads_settings_needs_no_analysis() -> None:
    code = "import sys; import headlint.configfile; print('libcst' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True).stdout == "False\n"
