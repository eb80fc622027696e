"""Python 2 in newer words: what is rewritten, that nothing moves, and that Python 3 is left alone."""

from __future__ import annotations

import ast

import pytest

from headlint.source.lower import lower
from headlint.source.python2 import rewritten

OLD = [
    ("print 'a', b", "(0),  'a', b"),
    ("print", "print"),
    ("print a,", "(0),  a,"),
    ("print >>log, a", "(0)   >>log, a"),
    ("print('a')", "print('a')"),
    ("print ('a'), b", "print ('a'), b"),
    ("if a: print 'b'; print c", "if a: (0),  'b'; (0),  c"),
    ("print 'print a' # print b", "(0),  'print a' # print b"),
    ("print '%s' % (a,\n  b)", "(0),  '%s' % (a,\n  b)"),
    ("exec code in scope", "(0), code in scope"),
    ("try:\n  a\nexcept (A, B), e:\n  b", "try:\n  a\nexcept (A, B)   :\n  b"),
    ("try:\n  a\nexcept A as e:\n  b", "try:\n  a\nexcept A as e:\n  b"),
    ("raise A, 'b: %s' % (c,)", "raise A                "),
    ("raise A('b, c')", "raise A('b, c')"),
    ("a = b <> c", "a = b != c"),
    ("a = `b`", "a = (b)"),
    ("a = 0777 + 10L + 0x1FL", "a =  511 + 10  + 0x1F "),
    ("a = ur'b'", "a =  r'b'"),
    ("a = lambda (k, v): v", "a = lambda  k, v : v"),
    ("a = lambda k=(1, 2): k", "a = lambda k=(1, 2): k"),
    ("a = {'print': b[print:c]}", "a = {'print': b[print:c]}"),
    ("'''\nprint a\n'''", "'''\nprint a\n'''"),
]


@pytest.mark.parametrize(("old", "new"), OLD)
def test_what_becomes_of_it(old: str, new: str) -> None:
    assert rewritten(old) == new


@pytest.mark.parametrize("old", [old for old, _ in OLD])
def test_python_3_reads_it_and_every_line_is_as_long_as_before(old: str) -> None:
    new = rewritten(old)
    ast.parse(new)
    assert [*map(len, new.split("\n"))] == [*map(len, old.split("\n"))]


def test_places_are_those_of_the_file() -> None:
    module = lower("print 'a'\nloss = f(x)\n", "a.py")
    assert [(node.span.line, node.span.column, node.span.end_column) for node in module.body] == [
        (1, 1, 10), (2, 1, 12),
    ]  # fmt: skip


def test_what_python_3_reads_is_not_rewritten() -> None:
    """There, octal numbers and backticks are errors, and ``print`` is a name."""
    module = lower("print = f\nprint (a), b\n", "a.py")
    assert [type(node).__name__ for node in module.body] == ["Assign", "Evaluate"]
