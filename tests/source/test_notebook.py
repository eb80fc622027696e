"""Notebooks: every span is that of the file, and what is no notebook says so in one sentence."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headlint.source import ir
from headlint.source.errors import Unreadable
from headlint.source.notebook import lower_notebook, read_notebook
from headlint.source.read import parse
from headlint.span import Span


def notebook(*sources: str | Sequence[str], language: str = "python", **dumped: Any) -> bytes:
    """A notebook of nbformat 4 with a cell of code for every source."""
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": source} for source in sources]
    content = {"cells": cells, "metadata": {"language_info": {"name": language}}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(content, **{"indent": 1, "ensure_ascii": False, **dumped}).encode("utf-8", "surrogatepass")


def cut(data: bytes, span: Span) -> str:
    """What stands at a span of a file."""
    lines = re.split("\r\n|\r|\n", data.decode("utf-8-sig"))
    assert span.line == span.end_line
    return lines[span.line - 1][span.column - 1 : span.end_column - 1]


def calls(node: Any) -> list[ir.Call]:
    if isinstance(node, tuple) and not isinstance(node, Span):
        return [call for part in node for call in calls(part)]
    if not hasattr(node, "__dataclass_fields__"):
        return []
    inner = [call for name in node.__dataclass_fields__ for call in calls(getattr(node, name))]
    return [node, *inner] if isinstance(node, ir.Call) else inner


def refusal(data: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        parse(data, "x.ipynb")
    assert "\n" not in refused.value.reason
    return refused.value.reason


# ── positions ────────────────────────────────────────────────────────────────────────────────────────────────────────

CODE = "# été\nx = 'a\\t\\'' + \"q\"; f(x)\n\ty = g(1,\n 2)\n".replace("\ty", "y")


@pytest.mark.parametrize("ascii", [True, False])
@pytest.mark.parametrize("indent", [None, 1, "\t"])
@pytest.mark.parametrize("as_list", [True, False])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_spans_are_those_of_the_file(ascii: bool, indent: Any, as_list: bool, bom: bytes) -> None:
    source = CODE.splitlines(keepends=True) if as_list else CODE
    data = bom + notebook("import a", source, indent=indent, ensure_ascii=ascii)
    module = parse(data, "x.ipynb")
    first, second = calls(module.body)
    assert cut(data, first.span) == "f(x)"
    assert cut(data, second.function.span) == "g"
    if as_list and indent is not None:
        assert (second.span.line, second.span.end_line) == (first.span.line + 1, first.span.line + 2)
    assert module.cells == (0, 1)


def test_a_string_full_of_escapes() -> None:
    data = notebook('f("\\"", "é😀")', ensure_ascii=True)
    (call,) = calls(parse(data, "x.ipynb").body)
    assert cut(data, call.span) == r"f(\"\\\"\", \"\u00e9\ud83d\ude00\")"
    assert [cut(data, argument.value.span) for argument in call.arguments] == [r"\"\\\"\"", r"\"\u00e9\ud83d\ude00\""]


def test_windows_line_ends_in_the_file_and_in_the_strings() -> None:
    data = notebook(["x = 1\r\n", "f(x)\r\n", "g(x)"]).replace(b"\n", b"\r\n")
    first, second = calls(parse(data, "x.ipynb").body)
    assert [cut(data, first.span), cut(data, second.span)] == ["f(x)", "g(x)"]
    assert second.span.line == first.span.line + 1


def test_pieces_that_are_no_lines_are_joined() -> None:
    data = notebook(["x = 1\nf", "(x)", "", "\ng(x)"])
    first, second = calls(parse(data, "x.ipynb").body)
    assert (first.function.span.line, first.arguments[0].span.line) == (first.span.line, first.span.line + 1)
    assert cut(data, second.span) == "g(x)"


SOURCES = st.lists(
    st.text(st.sampled_from("ab()=+ \t\"'\\/\n\r\f\x1b#%!?é\u2028😀\ufeff") | st.characters(exclude_categories=["Cs"])),
    min_size=1,
    max_size=4,
)


@given(SOURCES, st.randoms(use_true_random=False), st.booleans())
def test_every_character_is_found_in_the_file_and_back(sources: list[str], dice: random.Random, ascii: bool) -> None:
    given_ = [[s[:3], s[3:9], s[9:]] if dice.random() < 0.5 else s for s in sources]
    data = notebook(*given_, ensure_ascii=ascii)
    lines = re.split("\r\n|\r|\n", data.decode())
    opened = read_notebook(data)
    for cell in opened.cells:
        for number, line in enumerate(cell.lines, 1):
            for column, char in enumerate(line, 1):
                inside = Span(number, column, number, column + 1)
                place = cell.place(inside)
                raw = lines[place.line - 1][place.column - 1 : place.end_column - 1]
                assert json.loads(f'"{raw}"') == char
                seen = opened.seen(place)
                assert seen is not None
                assert (seen.cell, seen.span) == (cell.number, inside)


# ── what is run ──────────────────────────────────────────────────────────────────────────────────────────────────────


def names(data: bytes) -> list[str]:
    found = []
    for node in parse(data, "x.ipynb").body:
        assert isinstance(node, ir.Assign) and isinstance(node.targets[0], ir.Name)
        found.append(node.targets[0].name)
    return found


def test_cells_run_one_after_the_other() -> None:
    assert names(notebook("a = 1", "", "b = 2\nc = 3", "%%bash\nd = 4", "e = 5")) == ["a", "b", "c", "e"]


def test_what_stands_behind_a_raise_runs_in_no_cell_but_the_next() -> None:
    assert names(notebook("a = 1\nraise SystemExit\nb = 2", "c = 3")) == ["a", "c"]


def test_an_indented_cell() -> None:
    data = notebook("  x = 1\n  f(x)\n")
    (call,) = calls(parse(data, "x.ipynb").body)
    assert cut(data, call.span) == "f(x)"


def test_other_cells_are_no_code() -> None:
    content = json.loads(notebook("a = 1"))
    content["cells"] = [
        {"cell_type": "markdown", "source": "b = 2"},
        {"cell_type": "raw", "source": ["c"]},
        *content["cells"],
    ]
    data = json.dumps(content).encode()
    assert names(data) == ["a"]
    assert [cell.number for cell in read_notebook(data).cells] == [3]


def test_nbformat_3() -> None:
    cell = {"cell_type": "code", "collapsed": False, "input": ["f(1)\n", "g(2)"], "language": "python", "outputs": []}
    other = {**cell, "language": "julia", "input": ["end"]}
    sheets = [{"cells": [cell, other]}, {"cells": [cell]}]
    data = json.dumps({"metadata": {"name": ""}, "nbformat": 3, "worksheets": sheets}, indent=1).encode()
    assert [cut(data, call.span) for call in calls(parse(data, "x.ipynb").body)] == ["f(1)", "g(2)"] * 2


@pytest.mark.parametrize("language", ["R", "julia", "scala", "javascript"])
def test_another_language_is_no_error_and_no_code(language: str) -> None:
    assert parse(notebook("x <- 1", language=language), "x.ipynb") == ir.Module("x.ipynb", (), ())


def test_a_cell_may_be_of_another_language() -> None:
    content = json.loads(notebook("a = 1", "let b"))
    content["cells"][1]["metadata"] = {"vscode": {"languageId": "javascript"}}
    assert names(json.dumps(content).encode()) == ["a"]


@pytest.mark.parametrize("metadata", [{}, None, [], {"kernelspec": None}, {"language_info": {"name": "ipython"}}])
def test_a_notebook_that_names_no_language_is_python(metadata: Any) -> None:
    content = {**json.loads(notebook("a = 1")), "metadata": metadata}
    assert names(json.dumps(content).encode()) == ["a"]


def test_cells_of_odd_shapes_cost_nothing() -> None:
    cells = [None, 1, {}, {"cell_type": "code"}, {"cell_type": "code", "source": 3}, {"source": ["x"]}, []]
    cells += [{"cell_type": "code", "source": [1, "a = 1", None]}]
    assert names(json.dumps({"cells": cells}).encode()) == ["a"]


# ── what is broken ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_broken_cell_costs_no_other() -> None:
    data = notebook("a = 1", "b = 2\nif (:", "c = 3")
    module = parse(data, "x.ipynb")
    assert names(data) == ["a", "c"]
    found = re.fullmatch(r"cell 2: syntax error at line (\d+), column (\d+): invalid syntax", module.problems)
    assert found is not None
    line, column = int(found[1]), int(found[2])
    assert cut(data, Span(line, column, line, column + 1)) == ":"


def test_many_broken_cells_are_counted() -> None:
    problems = parse(notebook(*["x = "] * 9), "x.ipynb").problems
    assert problems.count("syntax error") == 3
    assert problems.endswith("; 6 more cells")


@pytest.mark.parametrize("code", ["x = 'abc", "(" * 5000, "x = 'a\ud800'", "x = '\0'"])
def test_cells_that_no_parser_likes(code: str) -> None:
    module = parse(notebook(code, "a = 1", ensure_ascii=True), "x.ipynb")
    assert module.problems.startswith("cell 1: ")
    assert len(module.body) == 1


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "line 1, column 1 is no JSON (Expecting value)"),
        (b"x = 1\n", "line 1, column 1 is no JSON (Expecting value)"),
        (b'{"cells": [],\n}', "line 2, column 1 is no JSON (Expecting property name enclosed in double quotes)"),
        (b'{"cells": [1 2]}', "column 14 is no JSON (Expecting ',' delimiter)"),
        (b'{"cells" 1}', "column 10 is no JSON (Expecting ':' delimiter)"),
        (b'{"cells": [{"source": ["a\nb"]}]}', "line 1, column 26 is no JSON (Invalid control character at)"),
        (b'{"cells": []} x', "column 15 is no JSON (Extra data)"),
        (b'{"cells": []', "no JSON"),
        (b"[]", "it has no cells"),
        (b"{}", "it has no cells"),
        (b'"cells"', "it has no cells"),
        (b"[" * 100_000, "nested too deep"),
        (b'{"cells": ' + b"[" * 100_000, "nested too deep"),
        (b'{"cells": ["\xff"]}', "bad encoding: line 1 is not utf-8 (invalid start byte)"),
    ],
)
def test_what_is_no_notebook(data: bytes, complaint: str) -> None:
    assert complaint in refusal(data)


def test_comments_to_headlint_have_their_places() -> None:
    data = notebook(["x = 1\n", "f(x)  # headlint: ignore[a] b  \n"])
    (comment,) = lower_notebook(data, "x.ipynb").comments
    assert cut(data, comment.span) == comment.text == "# headlint: ignore[a] b"
    assert cut(data, comment.of) == "f(x)  # headlint: ignore[a] b  "


BROKEN = notebook("%time x = f('é')\n!ls", ["y = g(1)  # headlint: ignore[a]\n", "z"], indent=1)


@given(st.integers(0, len(BROKEN)), st.integers(0, 12), st.binary(max_size=6))
def test_damage_is_a_module_or_one_sentence(at: int, length: int, instead: bytes) -> None:
    data = BROKEN[:at] + instead + BROKEN[at + length :]
    try:
        parse(data, "x.ipynb")
    except Unreadable as refused:
        assert refused.reason and "\n" not in refused.reason
