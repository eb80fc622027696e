"""Which files are checked: Git's own answer is the measure of what ``.gitignore`` means."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headlint.files import Files, matches
from headlint.settings import EXCLUDE

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
QUIET = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def grow(root: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def found(root: Path, *paths: str, exclude: tuple[str, ...] = EXCLUDE, **how: bool) -> list[str]:
    files = Files(root, exclude, **how).among([root / path for path in paths or (".",)])
    return [Path(os.path.normpath(file)).relative_to(root).as_posix() for file in files]


TREE = {
    "a.py": "", "b.ipynb": "", "c.txt": "", "Makefile": "",
    ".hidden/a.py": "", "build/a.py": "", "pkg/__pycache__/a.py": "", "pkg/a.py": "", "pkg/build/b.py": "",
    "pkg/deep/a.py": "", "pkg/deep/ab.py": "", "venv/lib/a.py": "",
}  # fmt: skip


def test_a_directory_gives_its_python_and_its_notebooks(tmp_path: Path) -> None:
    grow(tmp_path, TREE)
    assert found(tmp_path) == ["a.py", "b.ipynb", "pkg/a.py", "pkg/deep/a.py", "pkg/deep/ab.py"]


def test_patterns_are_relative_to_the_root(tmp_path: Path) -> None:
    grow(tmp_path, TREE)
    assert found(tmp_path, exclude=("/a.py", "deep/", "*.ipynb", "venv", "build", ".hidden", "__pycache__")) == [
        "pkg/a.py"
    ]
    assert found(tmp_path, "pkg", exclude=("/pkg/deep",)) == ["pkg/a.py", "pkg/__pycache__/a.py", "pkg/build/b.py"]
    assert found(tmp_path, "pkg", exclude=("*", "!/pkg", "!/pkg/a.py")) == ["pkg/a.py"]
    assert found(tmp_path, exclude=("*", "!/pkg", "!/pkg/a.py")) == ["pkg/a.py"]


def test_what_is_named_is_checked_whatever_the_patterns_say(tmp_path: Path) -> None:
    grow(tmp_path, {**TREE, ".gitignore": "pkg/\n"})
    assert found(tmp_path, "build/a.py", "build", "c.txt", "Makefile") == ["build/a.py", "Makefile"]
    assert found(tmp_path, "pkg") == ["pkg/a.py", "pkg/deep/a.py", "pkg/deep/ab.py"]
    assert found(tmp_path, "pkg/deep") == ["pkg/deep/a.py", "pkg/deep/ab.py"]


def test_what_a_hook_names_is_not(tmp_path: Path) -> None:
    grow(tmp_path, {**TREE, ".gitignore": "deep/\n"})
    named = ("build/a.py", "a.py", "pkg", "pkg/deep/a.py", ".hidden/a.py")
    assert found(tmp_path, *named, force_exclude=True) == ["a.py", "pkg/a.py"]
    assert found(tmp_path, *named, force_exclude=True, respect_gitignore=False) == [
        "a.py", "pkg/a.py", "pkg/deep/a.py", "pkg/deep/ab.py",
    ]  # fmt: skip


def test_a_link_to_a_directory_is_not_followed_and_one_to_a_file_is(tmp_path: Path) -> None:
    grow(tmp_path, {"a.py": ""})
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "b.py").symlink_to(tmp_path / "a.py")
    assert found(tmp_path) == ["a.py", "b.py"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs a directory that cannot be read")
def test_a_directory_that_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    grow(tmp_path, {"a.py": "", "shut/a.py": ""})
    (tmp_path / "shut").chmod(0)
    assert found(tmp_path) == ["a.py"]
    (tmp_path / "shut").chmod(0o700)


def test_without_a_repository_files_above_the_root_say_nothing(tmp_path: Path) -> None:
    grow(tmp_path, {".gitignore": "*.py", "in/.gitignore": "b.py", "in/deep/a.py": "", "in/deep/b.py": ""})
    assert found(tmp_path / "in", "deep") == ["deep/a.py"]


def test_a_pattern_for_findings_of_a_file(tmp_path: Path) -> None:
    for pattern, hits in (
        ("*.ipynb", True),
        ("tests/", True),
        ("/a.ipynb", False),
        ("tests/*.ipynb", True),
        ("b", False),
    ):
        assert matches(tmp_path, (pattern,), tmp_path / "tests" / "a.ipynb") is hits
    assert not matches(tmp_path, ("*",), tmp_path.parent / "a.py")


# ── compared with Git ────────────────────────────────────────────────────────────────────────────────────────────────


def git(root: Path, *args: str, text: str = "") -> str:
    done = subprocess.run(["git", *args], cwd=root, env=QUIET, input=text, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def not_ignored(root: Path) -> list[str]:
    """The Python files that ``git check-ignore`` has nothing against."""
    names = sorted(path.relative_to(root).as_posix() for path in root.rglob("*.py"))
    ignored = set(
        git(root, "-c", "core.quotePath=false", "check-ignore", "--no-index", "--stdin", text="\n".join(names)).split(
            "\n"
        )
    )
    return [name for name in names if name not in ignored]


CASES = {
    "anchored": {".gitignore": "/a.py\ndeep/*.py\n"},
    "directories": {".gitignore": "pkg/\n!pkg/a.py\n"},
    "taken back": {".gitignore": "*.py\n!a.py\n!/pkg/\n"},
    "contents taken back": {".gitignore": "pkg/*\n!pkg/deep\npkg/deep/*\n!pkg/deep/b.py\n"},
    "nearest wins": {".gitignore": "b.py", "pkg/.gitignore": "!b.py", "pkg/deep/.gitignore": "b.py\r\n# a.py\n\\#c.py"},
    "stars": {".gitignore": "**/deep/**\n?.py\n!pkg/**/a.py\n"},
    "classes and blanks": {".gitignore": "[ab].py  \n!a.py\\ \n\n   \npkg/[!x]*/c.py\n"},
    "exclude of the repository": {".git/info/exclude": "a.py\n", ".gitignore": "!/a.py\nc.py\n"},
}  # fmt: skip
LEAVES = [
    f"{directory}{name}.py" for directory in ("", "pkg/", "pkg/deep/", "pkg/deep/er/", "other/") for name in "abc"
]


@needs_git
@pytest.mark.parametrize("case", CASES)
def test_what_git_ignores(case: str, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    grow(tmp_path, {**dict.fromkeys(LEAVES, ""), **CASES[case]})
    assert sorted(found(tmp_path)) == not_ignored(tmp_path)


@needs_git
def test_what_git_ignores_in_a_further_working_tree_and_in_a_submodule(tmp_path: Path) -> None:
    """There ``.git`` is a file; the working trees of a repository share its exclude file."""
    main, further = tmp_path / "main", tmp_path / "further"
    grow(main, {"a.py": "", "b.py": ""})
    git(main, "init", "-q")
    who = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "protocol.file.allow=always")
    git(main, "add", "-A")
    git(main, *who, "commit", "-q", "-m", "x")
    git(main, "worktree", "add", "-q", str(further))
    git(main, *who, "submodule", "--quiet", "add", str(further), "part")
    grow(main, {".git/info/exclude": "a.py\n", ".git/modules/part/info/exclude": "b.py\n"})
    for tree, ignored in ((further, "a.py"), (main / "part", "b.py")):
        assert (tree / ".git").is_file()
        assert found(tree) == not_ignored(tree) == [name for name in ("a.py", "b.py") if name != ignored]


@pytest.mark.parametrize("text", ["", "gitdir:", "gitdir: nowhere\n", "gitdir: .git\n", "x" * 5000, "gitdir: a\nb\n"])
def test_a_file_called_git_that_leads_nowhere(text: str, tmp_path: Path) -> None:
    grow(tmp_path, {"a.py": "", ".git": text, ".gitignore": ""})
    assert found(tmp_path) == ["a.py"]


MARKS, ENDS = ["", "", "!"], ["", "", "/", "/*", "/**"]
WHERE = ["", "/", "**/", "pkg/", "*/", "pkg/**/"]
WHAT = [
    "a.py",
    "*.py",
    "deep",
    "pkg",
    "d*",
    "**",
    "*",
    "[bc].py",
    "[!a]*",
    "?.py",
    "er",
    "a[.]py",
    "[",
    "x\\",
    "*a*.*",
    "*e*e*",
    "[[:alpha:]].py",
]
LINES = st.lists(
    st.builds("{}{}{}{}".format, *map(st.sampled_from, (MARKS, WHERE, WHAT, ENDS))),
    max_size=4,
)


@needs_git
@settings(max_examples=25, deadline=None)
@given(LINES, LINES)
def test_what_git_ignores_whatever_the_patterns(
    tmp_path_factory: pytest.TempPathFactory, top: list[str], inner: list[str]
) -> None:
    root = tmp_path_factory.mktemp("tree")
    git(root, "init", "-q")
    grow(root, {**dict.fromkeys(LEAVES, ""), ".gitignore": "\n".join(top), "pkg/.gitignore": "\n".join(inner)})
    assert sorted(found(root)) == not_ignored(root)
    shutil.rmtree(root)


@pytest.mark.parametrize("pattern", ["*a" * 60 + "b", "**/a/" * 60 + "b", "/**/" * 60, "[" * 9000, "\\" * 9001])
def test_a_pattern_takes_no_time(pattern: str, tmp_path: Path) -> None:
    path = tmp_path.joinpath(*["a"] * 90, "a" * 250)
    assert not matches(tmp_path, (pattern,), path)
