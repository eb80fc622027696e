"""A fix changes its own bytes and no other, however a file is written.

Every fixture is fixed as it is and in odd dress: the fix of the dressed file must be the dressed fix.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest

from headlint.findings import Fix
from headlint.fixes.edits import applied, by_path, without_overlap
from headlint.fixing import Fixed, fixed, with_fixes
from headlint.settings import Settings
from headlint.span import Edit
from tests.fixes.story import BOTH
from tests.test_fixtures import FIXTURES, alone, name, wanted

LOUD = [fixture for fixture in FIXTURES if wanted(fixture).findings]
SEVERAL = [fixture for fixture in LOUD if len(wanted(fixture).findings) > 1]
BY_RULE = {min(wanted(fixture).rules): fixture for fixture in LOUD if [f.suffix for f in fixture.iterdir()] == [".py"]}
"""One program of one file for each rule that has some."""


@cache
def plainly(fixture: Path) -> Fixed:
    return fixed([alone(fixture)], BOTH, alone(fixture))


def dressed(fixture: Path, dress: Callable[[bytes], bytes], folder: Path) -> Path:
    copy = folder / fixture.name
    shutil.copytree(alone(fixture), copy)
    for path in copy.rglob("*.py"):
        path.write_bytes(dress(path.read_bytes()))
    return copy


def windows(data: bytes) -> bytes:
    """A byte order mark, Windows' line ends, tabs as indentation, letters of two and four bytes."""
    lines = data.decode().split("\n")
    indents = [(len(line) - len(line.lstrip(" "))) // 4 for line in lines]
    tabs = ("\t" * indent + line[4 * indent :] for indent, line in zip(indents, lines, strict=True))
    return "\r\n".join(["\ufeff# größer 🎈", *tabs]).encode()


def old(data: bytes) -> bytes:
    """Latin-1, form feeds between blocks, a comment that is no ASCII, no line end at the end."""
    return b"# -*- coding: latin-1 -*-\n# Gr\xf6\xdfe\n" + data.replace(b"\n\n\n", b"\n\n\x0c\n").removesuffix(b"\n")


@pytest.mark.parametrize("dress", [windows, old])
@pytest.mark.parametrize("fixture", LOUD, ids=name)
def test_the_fix_of_a_dressed_file_is_the_dressed_fix(
    fixture: Path, dress: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    if not plainly(fixture).after:
        pytest.skip("it has no fix")
    copy = dressed(fixture, dress, tmp_path)
    after = fixed([copy], BOTH, copy).after
    plain = plainly(fixture).after.items()
    assert after == {path: dress(data) if path.endswith(".py") else data for path, data in plain}


@pytest.mark.parametrize("fixture", BY_RULE.values(), ids=name)
def test_a_notebook_keeps_every_other_byte(fixture: Path, tmp_path: Path) -> None:
    """The program in the cells of a notebook gets the same fix; what is around it stays."""
    if not plainly(fixture).after:
        pytest.skip("it has no fix")
    ((path, after),) = plainly(fixture).after.items()
    before = (alone(fixture) / path).read_bytes()
    notebook = tmp_path / "story.ipynb"
    notebook.write_bytes(as_notebook(before))
    done = fixed([notebook], BOTH, tmp_path).after["story.ipynb"]
    assert code(done) == after.decode()
    assert around(done) == around(as_notebook(after))


def as_notebook(program: bytes) -> bytes:
    """A notebook with a program in one cell, and something in another that JSON has to escape."""
    lines = program.decode().splitlines(keepends=True)
    said = {"cell_type": "markdown", "metadata": {}, "source": ['# "größer" \\ 🎈\n']}
    cell = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": lines}
    kernel = {"kernelspec": {"language": "python", "name": "python3"}}
    whole = {"cells": [said, cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    return (json.dumps(whole, indent=1, ensure_ascii=False) + "\n").encode()


def code(notebook: bytes) -> str:
    return "".join(json.loads(notebook)["cells"][1]["source"])


def around(notebook: bytes) -> tuple[bytes, bytes]:
    before, _, rest = notebook.partition(b'"outputs": [],\n   "source": [\n')
    return before, rest.rpartition(b"\n   ]\n  }\n ]")[2]


@pytest.mark.parametrize("fixture", SEVERAL, ids=name)
def test_a_fix_alone_removes_its_finding(fixture: Path) -> None:
    """Fixes that are shown one by one hold one by one, and say only what changes."""
    outcome = with_fixes([alone(fixture)], Settings(), alone(fixture))
    for finding in outcome.report.findings:
        for path, edits in by_path(finding.fix.edits if finding.fix else ()).items():
            data = (alone(fixture) / path).read_bytes()
            assert applied(data, edits) != data
            assert outside(data, edits) == outside_after(applied(data, edits), edits)


def outside(data: bytes, edits: tuple[Edit, ...]) -> list[bytes]:
    """The bytes that edits leave alone."""
    starts, ends = [0, *(edit.end for edit in edits)], [*(edit.start for edit in edits), len(data)]
    return [data[start:end] for start, end in zip(starts, ends, strict=True)]


def outside_after(data: bytes, edits: tuple[Edit, ...]) -> list[bytes]:
    """The same bytes where they are afterwards."""
    found, shift, at = [], 0, 0
    for edit in edits:
        found.append(data[at : edit.start + shift])
        at = edit.start + shift + len(edit.text.encode())
        shift += len(edit.text.encode()) - (edit.end - edit.start)
    return [*found, data[at:]]


def fix(*edits: tuple[int, int, str], path: str = "a.py") -> Fix:
    return Fix("", True, tuple(Edit(path, *edit) for edit in edits))


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (fix((0, 4, "")), fix((4, 8, "")), True),
        (fix((0, 4, "")), fix((3, 8, "")), False),
        (fix((0, 4, "")), fix((0, 4, "")), True),
        (fix((0, 4, "")), fix((0, 4, "x")), False),
        (fix((4, 4, "a")), fix((4, 4, "b")), False),
        (fix((4, 4, "a")), fix((4, 4, "a"), (9, 9, "b")), True),
        (fix((0, 4, "")), fix((3, 8, ""), path="b.py"), True),
    ],
)
def test_what_can_be_applied_together(one: Fix, other: Fix, together: bool) -> None:
    assert without_overlap([one, other]) == ((one, other) if together else (one,))


def test_edits_of_several_fixes_are_applied_once() -> None:
    edits: Mapping[str, tuple[Edit, ...]] = by_path(
        [Edit("a.py", 4, 4, "b"), Edit("a.py", 0, 2, ""), Edit("a.py", 4, 4, "b")]
    )
    assert applied(b"aaccdd", edits["a.py"]) == b"ccbdd"
