"""IPython's syntax: made harmless, and nothing else is moved or touched."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headlint.source.magics import plain

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("%matplotlib inline\nx = 1", "__________________\nx = 1"),
        ("!pip install a \\\n  b\nx = 1", "________________\n   \nx = 1"),
        ("if x:\n    !ls\n    %cd a\ny", "if x:\n    ___\n    _____\ny"),
        ("files = !ls -l\nx", "files = ______\nx"),
        ("a.b = %who\nx", "a.b = ____\nx"),
        ("?print\nx", "______\nx"),
        ("print?\nnp.sum??\nx", "______\n________\nx"),
        ("%time f(x)", "pass; f(x)"),
        ("%timeit -n 10 -r3 f(x)\ny", "pass;             f(x)\ny"),
        ("  %time x = f(\n 1)\ny", "  pass; x = f(\n 1)\ny"),
        ("%time\nx", "_____\nx"),
        ("%time for x in y: z", "___________________"),
        ("%%time\nx = 1", "______\nx = 1"),
        ("# a note\n\n%%capture out\nx = 1", "# a note\n\n_____________\nx = 1"),
        (",f a b\n/f a\n;f a\nx", "______\n____\n____\nx"),
        ("!echo 'it\nx = 1", "_________\nx = 1"),
        ("", ""),
    ],
)
def test_what_is_read(cell: str, read: str) -> None:
    assert plain(cell) == read


@pytest.mark.parametrize(
    "cell",
    ["%%bash\nls", "\n\n%%writefile a.py\nx = 1", "# note\n%%sql\nselect", "%sql\nselect 1", "%md # Title", "%%R"],
)
def test_cells_that_are_not_python(cell: str) -> None:
    assert plain(cell) is None


@pytest.mark.parametrize(
    "cell",
    [
        "x = (a\n% b)\n",
        "x = [\n!b]\n",
        "'''\n%matplotlib inline\n!ls\nwhat?\n'''\nx",
        'x = """a\n%b""" % c\n%= 3',
        "x = a \\\n% b\n",
        "x = a != b\nx = a % b\nx %= 2\nx = '=!ls'\n",
        "f(x=1)  # is it?\nx = 1  # = !ls\n# what?\n",
        "x = 'a?'\ny = {'a': '?'}\n",
        "x = '\\\\'\ny = 'it\\'s'\n",
    ],
)
def test_python_is_left_alone(cell: str) -> None:
    assert plain(cell) == cell or "%= 3" in cell


def test_all_of_our_own_code_is_left_alone() -> None:
    for file in sorted(ROOT.glob("headlint/**/*.py")):
        text = file.read_text(encoding="utf-8")
        assert plain(text) == text, file


def test_options_without_end_are_read_at_once() -> None:
    cell = "%timeit" + " -n" * 5000
    assert plain(cell) == "_" * len(cell)


@given(st.text(st.sampled_from("ab=!%?#\"'()\\\n \t,;/") | st.characters()))
def test_every_line_keeps_its_length(cell: str) -> None:
    read = plain(cell)
    assert read is None or [len(line) for line in read.split("\n")] == [len(line) for line in cell.split("\n")]
