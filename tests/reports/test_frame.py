from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headlint.reports.frame import Row, columns, frame
from headlint.span import Span


def marked(line: str, piece: str) -> tuple[str, str]:
    """The frame of ``piece`` in a file of one line."""
    start = line.index(piece) + 1
    (row,) = frame([line], Span(1, start, 1, start + len(piece)), "^")
    return row.code, row.marks


@pytest.mark.parametrize(
    ("line", "piece", "code", "marks"),
    [
        ("x = softmax(y)", "softmax(y)", "x = softmax(y)", "    ^^^^^^^^^^"),
        ("\tx = f(y)\n", "f(y)", "    x = f(y)", "        ^^^^"),
        ("ab\tx = f(y)", "f(y)", "ab  x = f(y)", "        ^^^^"),
        ("批次 = f(量)", "f(量)", "批次 = f(量)", "       ^^^^^"),
        ("cafe\u0301 = f(x)", "f(x)", "cafe\u0301 = f(x)", "       ^^^^"),
        ("e\u0301e\u0301", "e\u0301e\u0301", "e\u0301e\u0301", "^^"),
        ("a = '\x1b[0m' + f(x)", "f(x)", r"a = '\x1b[0m' + f(x)", "                ^^^^"),
        ("f(x)   \r\n", "f(x)", "f(x)", "^^^^"),
    ],
)
def test_marks_stand_under_the_characters(line: str, piece: str, code: str, marks: str) -> None:
    assert marked(line, piece) == (code, marks)


def test_an_empty_span_has_one_mark() -> None:
    assert frame(["ab"], Span(1, 3, 1, 3), "^") == [Row(1, "ab", "  ^")]


def test_a_span_of_several_lines_is_marked_from_the_first_letter_of_each() -> None:
    lines = ["loss = f(", "    x,", "", "    y)  # why", "done"]
    assert frame(lines, Span(1, 8, 4, 7), "^") == [
        Row(1, "loss = f(", "       ^^"),
        Row(2, "    x,", "    ^^"),
        Row(3, "", ""),
        Row(4, "    y)  # why", "    ^^"),
    ]


def test_a_span_that_ends_before_a_line_leaves_that_line_out() -> None:
    assert [row.number for row in frame(["a", "b", "c"], Span(1, 1, 3, 1), "^")] == [1, 2]


def test_the_middle_of_a_long_span_is_left_out() -> None:
    rows = frame([f"line{number}" for number in range(1, 21)], Span(2, 1, 19, 4), "^")
    assert [(row.number, row.code) for row in rows] == [
        (2, "line2"), (3, "line3"), (4, "line4"), (None, "..."), (19, "line19"),
    ]  # fmt: skip


def test_a_span_beyond_the_end_of_the_file_has_no_rows() -> None:
    assert frame(["a"], Span(7, 1, 7, 4), "^") == []
    assert [row.number for row in frame(["a"], Span(1, 1, 7, 4), "^")] == [1]


@pytest.mark.parametrize("before", [0, 3, 119, 5000])
def test_a_long_line_is_cut_around_the_marks(before: int) -> None:
    line = "x" * before + "softmax(y)" + "z" * 5000
    code, marks = marked(line, "softmax(y)")
    assert columns(code) <= 130
    blank = len(marks) - len(marks.lstrip())
    assert code[blank : len(marks)] == "softmax(y)"


def test_marks_longer_than_the_cut_end_with_it() -> None:
    code, marks = marked("a" * 1000, "a" * 900)
    assert code == "a" * 120 + "..."
    assert marks == "^" * 120


@given(st.text(st.characters(exclude_characters="\r\n")), st.data())
def test_any_span_of_any_line(line: str, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, len(line) + 1))
    end = data.draw(st.integers(first, len(line) + 1))
    (row,) = frame([line], Span(1, first, 1, end), "^")
    assert "\x1b" not in row.code
    assert "\t" not in row.code
    assert set(row.marks.lstrip(" ")) == {"^"}
