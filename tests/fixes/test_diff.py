"""Patches, as git reads them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from headlint.fixes.diff import patch

CHANGES = {
    "a line": (b"a\nb\nc\n", b"a\nB\nc\n"),
    "no line end at the end": (b"a\nb", b"a\nB"),
    "a line end more": (b"a\nb", b"a\nb\n"),
    "Windows": (b"a\r\nb\r\nc\r\n", b"a\r\nc\r\n"),
    "lone carriage returns and form feeds": (b"a\rb\n\x0cc\n", b"a\rB\n\x0cc\n"),
    "latin-1": (b"# \xe4\xf6\nb\n", b"# \xe4\xf6\nB\n"),
    "everything": (b"a\n", b""),
}
NAMES = ["a.py", "a b.py", 'say "a".py', "größe/ä.py", "tab\tnew\nline.py", "back\\slash.py"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("before", "after"), CHANGES.values(), ids=CHANGES)
def test_git_applies_a_patch(before: bytes, after: bytes, name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(before)
    made = patch({name: before}, {name: after})
    for step in (["apply", "--check", "-"], ["apply", "-"]):
        subprocess.run(["git", *step], cwd=tmp_path, input=made, check=True)
    assert (path.read_bytes() if path.exists() else b"") == after


def test_files_in_order_and_only_those_that_change() -> None:
    before = {"b.py": b"1\n", "a.py": b"1\n", "same.py": b"1\n"}
    made = patch(before, {**before, "b.py": b"2\n", "a.py": b"2\n"}).decode()
    assert [line for line in made.splitlines() if line.startswith("+++")] == ["+++ b/a.py", "+++ b/b.py"]
