"""Lowering: the right nodes, and every span exactly where the node stands."""

from __future__ import annotations

import ast
import dataclasses
import operator
import random
import re
import subprocess
import sys
import sysconfig
import textwrap
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import libcst
import pytest

from headlint.source import ir, own
from headlint.source.concrete import lower_concrete
from headlint.source.cursor import Cursor, Lost
from headlint.source.encode import encode
from headlint.source.errors import Unreadable
from headlint.source.lower import lower
from headlint.source.nesting import check_nesting
from headlint.source.read import decode_source
from headlint.span import Span
from tests.source.oracle import Oracle, difference

STANDARD_LIBRARY = Path(sysconfig.get_paths()["stdlib"])


def body(text: str) -> ir.Body:
    """What is made of a text, and by libcst as well."""
    made = lower(text, "x.py").body
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    concrete = lower_concrete(plain, "x.py").body
    assert repr(made) == repr(concrete)  # a comparison of values would take True for 1
    return made


def only(text: str) -> Any:
    """The value of the only statement, which is an expression."""
    (statement,) = body(text)
    assert isinstance(statement, ir.Evaluate)
    return statement.value


def nodes(value: Any) -> Iterator[Any]:
    """Every node in a lowered tree."""
    if isinstance(value, tuple) and not isinstance(value, Span):
        for item in value:
            yield from nodes(item)
    elif dataclasses.is_dataclass(value):
        yield value
        for field in dataclasses.fields(value):
            yield from nodes(getattr(value, field.name))


def cut(text: str, span: Span) -> str:
    """What stands in a span."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)


def pieces(text: str, kind: type) -> list[str]:
    """The texts of all nodes of a class."""
    return [cut(text, node.span) for node in nodes(body(text)) if type(node) is kind]


# ── compared with ast ────────────────────────────────────────────────────────────────────────────────────────────────


SNIPPETS = [
    "x = 1",
    "a.b.c(d)[e](f=g, *h, **i)",
    "((a)).b",
    "(((a, b)))",
    "f((x for x in y))",
    "f( x for x in y )",
    "f(a, (yield))",
    "x = (  # comment )\n  1\n)",
    "()",
    "a,",
    "(a,)",
    "a, *b = c = d, e,",
    "[*a, (b), (c, d)]",
    "{1, *a}",
    "{'a': 1, **b, (c): (d)}",
    "{}",
    "x[1]; x[1,]; x[1, 2]; x[(1, 2)]; x[(1), (2)]; x[a:b]; x[:]; x[::2]; x[a:b:c, d]; x[ : ]; x[(a):(b)]; x[...]",
    "-1; +a; ~b; not c; not not d; -(-e); 2 ** -1",
    "a + b * (c - d) // e % f @ g << h >> i & j | k ^ l / m",
    "(a + b) + c; a + (b + c); (a) + (b)",
    "a and b and c or d and (e and f)",
    "(a or b) or c; a or (b or c)",
    "a < b; a < b <= c != d; a in b; a not in b; a is b; a is not b; a in b in c; (a < b) < c; a == b; a >= b > c",
    "a if b else c if d else e; (a if b else c) if d else e",
    "lambda: 0; lambda a, b=1, /, c=2, *d, e, f=3, **g: (a, b); lambda *, a: a; lambda *a: a",
    "[a for a in b if c if d for e, f in g]; {a for a in b}; {a: b for a in c}; (a for a in b)",
    "(a := 1); f(b := 2); x[c := 3]; [y := 1, y**2]",
    "'a'; \"b\"; '''c\nd'''; r'\\d'; b'e'; rb'\\f'; u'g'; ''; 'a' 'b'; ('a'\n 'b' \"c\"); b'a' b'b'; '\\n\\x41\\u0041'",
    "1; 1.5; .5; 5.; 1e5; 1j; 0x1f; 0b11; 0o17; 1_000; 00; 10**3; None; True; False; ...",
    "f'a{b}c{d!r}{e:>{f}}{g=}{{}}'; f''; 'a' f'{b}' 'c'; f'{a}' f'{b}'; rf'\\{a}\\d'; f'{a:%Y}'; f'\\N{EM DASH}{a}\\n'",
    "f\"{x['a']}\"; f\"{f(a, b=c)}\"; f'''{\na\n}'''",
    "'\\d'; b'\\d'; f'\\d{x}'",
    "x: int; x: int = 1; x.y: Tensor = f(); x[0]: 'int'",
    "a += 1; a -= 1; a *= 1; a /= 1; a //= 1; a %= 1; a **= 1; a @= 1; a <<= 1; a >>= 1; a &= 1; a |= 1; a ^= 1",
    "del a; del a, b; del (a, b); del (a), b.c, d[0]; del [a]",
    "import a; import a.b.c; import a as b, c.d as e; import  a . b",
    "from a import b; from . import b; from .. import (b as c, d,); from ...a.b import *; from .a import (b\n, c)",
    "assert a; assert a, b; assert (a, b)",
    "pass; x; pass",
    "global a, b; nonlocal c",
    "raise; raise A; raise A(b) from c",
    "if a: b\nelif c: d\nelif e:\n    f\nelse:\n    g",
    "if a: b; c;\nelse: d",
    "if a:\n    b\nelse:\n    if c:\n        d",
    "if(a):b\nelif(c):d",
    "while a: break\nelse: continue",
    "for a in b: c\nfor a, b in c, d:\n    e\nelse:\n    f\nfor(a)in(b):c\nfor x, in y: pass\nfor *a, b in c: pass",
    "with a: pass\nwith a as b, c as (d, e): pass\nwith (a): pass\nwith (a, b) as c: pass\nwith (a), (b): pass",
    "with (a as b, c): pass\nwith (a as b, c as d,): pass\nwith (\n a as b,\n c as d\n): pass",
    "try: a\nexcept: b\ntry: a\nexcept A: b\nexcept (A, B) as c: d\nelse: e\nfinally: f\ntry: a\nfinally: b",
    "def f(): pass\ndef f(a, b: int, c=1, d: int = 2, *e: int, f, g: int = 3, **h: int) -> int: return a",
    "def f(a, /): pass\ndef f(a, /, b): pass\ndef f(*, a): pass\ndef f(a, *, b,): pass\ndef f(*a): pass",
    "def f(): yield\ndef g():\n    def h(): yield 1\n    return lambda: (yield)",
    "def i(): x = yield from a\ndef j(): return",
    "def f(a=(yield)): pass",
    "async def f():\n    await a\n    async for b in c: pass\n    return [g async for g in h]",
    "async def f():\n    async with d as e, f: pass",
    "@a\n@b.c(d)\n\n@e[0]\ndef f(): pass\n@g\nclass H: pass",
    "class A: pass\nclass A(): pass\nclass A(B, *e, c=D, **f):\n    '''doc'''\n    x: int = 1\n    def g(self): pass",
    "match a:\n  case 1 | 'b' | None | True | -1 | 1+2j: pass\n  case a.b.c: pass\n  case _: pass\n  case x: pass",
    "match a, b:\n  case (1, 2): pass\n  case [1, *_, x]: pass\n  case 1, *x: pass\n  case (1): pass\n  case x,: pass",
    "match a:\n  case {'a': 1, -1: x, b.c: (y), **rest}: pass\n  case {}: pass\n  case {'a': 1,}: pass",
    "match a:\n  case A(): pass\n  case A.B(1, x, c=2, d=y,): pass",
    "match a:\n  case (A(x) as y) if z > 1: pass\n  case () | []: pass",
    "match a:\n  case ((1 | 2), ((3, 4))): pass\n  case ('a'\n 'b'): pass\n  case *_, 1: pass",
    "match (a):\n  case(1): pass\nmatch -a:\n  case 1: pass",
    "match = case = type = 1\nmatch(a)\ncase[1]\nprint(match.case)",
    "x = 1if 2else 3; y = a\\\n.b\\\n(c)\nif a:\\\n  b",
    "\n\n# c\n  # d\nx\n\n",
    "ä = ö.ü(ß, 'ẞ', \"𝔘\") + 𝔵; x = '𝔘𝔘'; y",
    "ﬁ = ﬁ.ﬁ(ﬁ=ﬁ)\nimport ﬁ\ndef ﬁ(ﬁ): pass",
    "if x:\n\tif y:\n\t\tz(1)\n\tw",
    "x = [\n  1,  # one\n\n  2,\n]",
    "print(a, end=''), exec('b')",
    "",
    "# only a comment",
]
NEWER = {
    (3, 11): ["try: a\nexcept* A: b\nexcept *(B, C) as d: e", "x[*a]; x[a, *b]; x[*a,]", "def f(*a: *b): pass"],
    (3, 12): [
        "type X = int\ntype Y[T: (int, str), *Ts, **P] = dict[T, P]",
        "def f[T: int, *Ts, **P](a: T) -> T: yield a\nclass A[T](B): pass",
        'f"{x["a"]}{f"{y!r:{z}}"}"; f"{a # b\n}"',
    ],
    (3, 13): ["def f[T = int, *Ts = *tuple[int], **P = [int]](): pass"],
    (3, 14): ["try: a\nexcept A, B: c"],
}


@pytest.mark.parametrize(
    "text", SNIPPETS + [s for version, ss in NEWER.items() if sys.version_info >= version for s in ss]
)
@pytest.mark.filterwarnings("ignore")
def test_equals_what_ast_says(text: str) -> None:
    assert difference(body(text), Oracle(text).module()) is None


@pytest.mark.parametrize("text", [text for texts in NEWER.values() for text in texts])
def test_newer_syntax_is_read_by_every_python(text: str) -> None:
    if text in NEWER[3, 14] and not hasattr(libcst, "TemplatedString"):
        pytest.skip("this libcst does not know Python 3.14")
    assert body(text)


def test_the_oracle_finds_differences() -> None:
    for right, wrong in [
        ("f(x)", "f( x)"),
        ("f(x)", "f(y)"),
        ("x = 1", "x = 2"),
        ("a + b", "a - b"),
        ("f'{x}'", "f'{y}'"),
    ]:
        assert difference(body(wrong), Oracle(right).module()) is not None


def sample() -> list[Path]:
    """Some files of the standard library, always the same for one version of Python."""
    files = sorted(
        file for file in STANDARD_LIBRARY.rglob("*.py") if not {"site-packages", "dist-packages"} & set(file.parts)
    )
    return random.Random(20).sample(files, 40)


@pytest.mark.parametrize("file", sample(), ids=lambda file: str(file.relative_to(STANDARD_LIBRARY)))
@pytest.mark.filterwarnings("ignore")
def test_standard_library_equals_what_ast_says(file: Path) -> None:
    try:
        text = decode_source(file.read_bytes())
        oracle = Oracle(text)
    except (SyntaxError, Unreadable):
        pytest.skip("a file that is meant to be broken")
    lowered = body(text)
    assert difference(lowered, oracle.module()) is None
    counts = Counter(type(node).__name__ for node in nodes(lowered))
    expected = Counter(type(node).__name__ for node in ast.walk(oracle.tree))
    assert counts["Call"] <= expected["Call"]  # the arguments of ``raise`` and the like are left out
    assert counts["Call"] > 0 or expected["Call"] < 5


def refused(text: str) -> bool:
    try:
        own.body(text, None)
    except own.Refused:
        return True
    return False


@pytest.mark.parametrize("text", SNIPPETS)
@pytest.mark.filterwarnings("ignore")
def test_what_is_written_every_day_needs_no_libcst(text: str) -> None:
    assert refused(text) == (":\n  case" in text)


FORMATS = [
    "f'{ x }{y:>{w}.{p}}{z!r:^10}{a = !s}{b=:5}' 'c' f\"{d['e']}\"",
    "x = (f'a{b}'  # c\n     'd{e}' rf'\\{f}'\n  )",
    "f'''a\n  {b(\n c)} {d\n}\n{e}'''; g()",
    "f'{{{a}}}'; f'{a}}}'; f'{a!=b}{c==d}{e<=f}{(g:=h)}{i:=5}{j[k:l]}{ {m: n}[o] }{p>q}'",
    "f'{f\"{x} {y!r}\"}{\"z\"}{r\"w\"}'; f'\\N{BULLET}\\x41{x}\\\\'; fr'\\N{x}'; F'{x}'; Rf'{x}'",
    "f'ä{ö}ü{ß!r}' + ẞ",
    "def f():\n    x = f'{(yield)}'",
    "f'{a:{b}{c}}'; f'{a:%H:%M}'; f'{\",\".join(x)}'; f'{a, b}'; f'{x,}'",
]
"""What an f-string may hold."""


@pytest.mark.parametrize("text", [piece for text in FORMATS for piece in dict.fromkeys((text, *text.split("; ")))])
@pytest.mark.filterwarnings("ignore")
def test_format_strings_have_the_parts_that_libcst_sees(text: str) -> None:
    body(text)
    assert refused(text) == (", b}" in text or "{x,}" in text)


PARENTHESES = [
    "f((a), ((b)), (c)(d), *(e), g=(h), **(i)); (f) (a); (f)((a)); f((yield)); f((a for a in b)); f(((a for a in b)))",
    "f(  # (\n  a,  # )\n  (b  # (\n  ),\n)",
    "(a) < (b) <= ((c)) in (d) not in e; a < f(b) < (c)",
    "[(a) for (b) in (c) if (d) if (e) for f in g]; ((a) for b in (c)); {(a): (b) for c in (d)}; (a for b in c if (d))",
    "async def f(): return [a async for b in c] + [a for b in c async   for d in (e)]",
    "class A((B), c=(D)): pass\nclass  \\\n  E (F): pass\nasync  def \\\n g(): pass",
    "f(a for a in b)(c for c in d); f(*(a for a in b)); f((a, b), (c for c in d)); (f)(a for a in b)",
]


@pytest.mark.parametrize("text", PARENTHESES)
def test_parentheses_are_found_between_the_nodes(text: str) -> None:
    assert body(text)
    assert not refused(text)


@pytest.mark.parametrize("text", ["print 'a'", "x = 08", "match x:\n  case 1: pass", "a = `b`", "x = 'abc"])
def test_what_cannot_be_placed_or_read_is_refused(text: str) -> None:
    assert refused(text)


def test_a_comment_that_speaks_to_headlint_is_kept() -> None:
    assert [comment.text for comment in lower("x = 1  # headlint: ignore\n", "x.py").comments] == ["# headlint: ignore"]


# ── nodes ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_operators_are_named_as_in_the_operator_module() -> None:
    text = "a+b,a-b,a*b,a/b,a//b,a%b,a**b,a@b,a<<b,a>>b,a&b,a|b,a^b,-a,+a,~a,not a,a==b,a!=b,a<b,a<=b,a>b,a>=b,a is b"
    for item in only(text).items:
        assert callable(getattr(operator, item.operator)), item.operator
    assert only("a in b").operands == (ir.Name("b", Span(1, 6, 1, 7)), ir.Name("a", Span(1, 1, 1, 2)))


def test_chained_comparison_shares_its_middle() -> None:
    text = "a < f(b) < c"
    chain = only(text)
    assert isinstance(chain, ir.BoolOp)
    assert [cut(text, part.span) for part in chain.operands] == ["a < f(b)", "f(b) < c"]
    assert chain.operands[0].operands[1] is chain.operands[1].operands[0]


def test_what_changes_the_text_of_a_value_makes_an_f_string_unknown() -> None:
    assert [type(part) for part in only("f'a{b}'").parts] == [ir.Const, ir.Name]
    for field in ("{b!r}", "{b:03d}", "{b=}", "{b:{c}}"):
        (statement,) = body(f"f'{field}'")
        assert any(isinstance(part, ir.Opaque) for part in statement.value.parts), field


def test_template_strings_and_type_aliases_are_opaque() -> None:
    if not hasattr(libcst, "TemplatedString"):
        pytest.skip("this libcst does not know template strings")
    text = 'x = t"a{f(b)!r:>{c}}"; y = rt"\\n{d}"; z(1)'
    assert pieces(text, ir.Opaque) == ['t"a{f(b)!r:>{c}}"', 'rt"\\n{d}"']
    assert pieces(text, ir.Call) == ["z(1)"]
    assert pieces("type X[T] = list[T]", ir.Opaque) == ["list[T]"]


def test_literal_values() -> None:
    text = r"""
a = 'x' "y" '''z'''
b = b'x' rb'\y'
c = r'\n' '\n' '\N{EM DASH}\x41\u00e9\101'
d = 0x_ff, 1_0, 1e3, 2j, ..., None, True
e = '''a
b'''
"""
    values = {s.targets[0].name: s.value for s in body(text)}
    assert values["a"].value == "xyz"
    assert values["b"].value == b"x\\y"
    assert values["c"].value == "\\n\n—AéA"
    assert [item.value for item in values["d"].items] == [255, 10, 1000.0, 2j, ..., None, True]
    assert values["e"].value == "a\nb"


def test_f_string_text() -> None:
    assert [part.value for part in only(r"""f'{{a}}\n"{1}\N{EM DASH}\''""").parts] == ['{a}\n"', 1, "—'"]
    assert [part.value for part in only(r"""rf'\n{1}\\{{'""").parts] == ["\\n", 1, "\\\\{"]
    assert [part.value for part in only(r"""f'a\{1}'""").parts] == ["a\\", 1]


def test_spans_of_definitions_and_imports() -> None:
    text = "@d\nclass A(B):\n    async  def f(self): pass\nimport a.b as c, d\n"
    assert pieces(text, ir.DefineClass) == ["class A"]
    assert pieces(text, ir.Define) == ["async  def f"]
    assert pieces(text, ir.Import) == ["a.b as c", "d"]


def test_spans_of_arguments_and_clauses_and_cases() -> None:
    assert pieces("f((a), b=(c), *d, **e)", ir.Argument) == ["(a)", "b=(c)", "*d", "**e"]
    assert pieces("f( x for x in y )", ir.Argument) == ["( x for x in y )"]
    assert pieces("[a for (a) in b if (c) async for d in e]", ir.Clause) == ["for (a) in b if (c)", "async for d in e"]
    assert pieces("match a:\n case 1: b\n case 2 if c:\n  d\n", ir.MatchCase) == ["case 1: b", "case 2 if c:\n  d"]


def test_generators() -> None:
    def generators(text: str) -> dict[str, bool]:
        return {node.name: node.generator for node in nodes(body(text)) if isinstance(node, ir.Define)}

    assert generators("def f():\n  def g(): yield\n  class A:\n    def h(self): yield from x\n  return g") == {
        "f": False,
        "g": True,
        "h": True,
    }
    assert generators("def f():\n  def g(): pass\n  for x in y:\n    z = f'{(yield x)}'") == {"f": True, "g": False}
    assert generators("def f(): return lambda: (yield)") == {"f": False}
    assert generators("def f(): return lambda a=(yield): a") == {"f": True}
    assert generators("def f():\n  @d((yield))\n  def g(a=1): pass") == {"f": True, "g": False}


def test_lazy_imports() -> None:
    if not hasattr(libcst, "LazyImport"):
        pytest.skip("this libcst does not know lazy imports")
    first, second = body("lazy import a.b\nlazy from .c import d")
    assert (first.module, second.module, second.level, second.names) == ("a.b", "c", 1, (("d", None),))


# ── comments and lines ───────────────────────────────────────────────────────────────────────────────────────────────


def test_only_comments_to_headlint_are_kept() -> None:
    text = textwrap.dedent("""\
        # headlint: ignore-file
        x = 1  # headlint: ignore[a]\x20\x20
        y = "# headlint: no"  # another
        z = [  # headlint: b
            1,
            #headlint: c
        ]
        '''
        # headlint: no
        '''
        if x:
            pass
            # headlint: d
        f'{x} # headlint: no'
        # headlint: e""")
    assert tuple((comment.span.line, comment.text) for comment in lower(text, "x.py").comments) == (
        (1, "# headlint: ignore-file"),
        (2, "# headlint: ignore[a]"),
        (4, "# headlint: b"),
        (6, "#headlint: c"),
        (13, "# headlint: d"),
        (15, "# headlint: e"),
    )


LINES = "x = 'a' # c\nif x:\n    y = '''b\n  c''' + f(1)\n\nz(2)  # headlint: d\nw = \\\n  3\n"


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_other_line_ends_change_nothing(newline: str) -> None:
    assert lower(LINES.replace("\n", newline), "x.py") == lower(LINES, "x.py")


def test_byte_order_mark_changes_nothing() -> None:
    assert lower("\ufeff" + LINES, "x.py") == lower(LINES, "x.py")


def test_form_feeds_count_as_characters_and_not_as_lines() -> None:
    text = "\fx(1)\nif a:\n\f    y(2)\n    \fz(3)\n\f\nw(\f4)\n"
    assert [node.span[:2] for node in nodes(body(text)) if isinstance(node, ir.Call)] == [
        (1, 2),
        (3, 6),
        (4, 6),
        (6, 1),
    ]
    assert pieces(text, ir.Call) == ["x(1)", "y(2)", "z(3)", "w(\f4)"]
    assert difference(body(text), Oracle(text).module()) is None


def test_other_separators_are_no_line_ends() -> None:
    text = "x = '\u2028\x85\x0b\x1c'; f(1)\ng(2)"
    assert pieces(text, ir.Call) == ["f(1)", "g(2)"]


def test_the_cursor_notices_a_tree_that_does_not_fit() -> None:
    cursor = Cursor("a = f(b)")
    cursor.take("a")
    with pytest.raises(Lost, match="'g' expected at line 1, column 5"):
        cursor.take("g")
    with pytest.raises(Lost, match="end of file"):
        cursor.finish()


# ── what is refused ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x = 1\ny = (1 +\n", r"^syntax error at line 2, column 5: "),
        ("print 'a'\nx = 1 1\n", r"^syntax error at line 2, column \d: "),
        ("x = 1\n  y = 2\n", r"^syntax error at line 2, column \d: "),
        ("if x:\n\ty\n        z\n", r"^syntax error at line 3, column \d+: "),
        ("x = 'abc\ny = 1", r"^syntax error at line 1, column 5: this string does not end$"),
        ("\n x = '''abc\n", r"^syntax error at line 2, column 6: this string does not end$"),
        ("f'{x", r"^syntax error at line 1, column \d: "),
        ("x = f'''{a}\n\nb", r"^syntax error at line 1, column 12: this string does not end$"),
        ("x = 0789", r"^syntax error at line 1, column 5: leading zeros"),
        ("x = '\\N{no such character}'", r"^syntax error at line 1, column \d+: "),
        ("x = b'a' 'b'", r"^syntax error at line 1, column \d+: "),
        ("x = $", r"^syntax error at line 1, column 5: "),
        ("x = '\ud800'", r"^bad encoding: "),
        ("x = 1\0", r"syntax"),
    ],
)
def test_what_is_no_python_is_refused_with_its_place(text: str, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        lower(text, "x.py")
    assert re.search(reason, refused.value.reason), refused.value.reason
    assert "\n" not in refused.value.reason


# Shapes that nest, by the number of levels. Each is worth a crash or a hang of the native parser.
DEEP = {
    "parentheses": lambda n: "(" * n + "1" + ")" * n,
    "never closed": lambda n: "(" * n,
    "lists": lambda n: "[" * n + "]" * n,
    "dicts": lambda n: "{1:" * n + "1" + "}" * n,
    "calls": lambda n: "f(a=" * n + "1" + ")" * n,
    "subscripts": lambda n: "a[" * n + "1" + "]" * n,
    "comprehensions": lambda n: "[1 for a in " * n + "b" + "]" * n,
    "not": lambda n: "not " * n + "1",
    "minus": lambda n: "-" * n + "1",
    "sum": lambda n: "1" + "+1" * n,
    "power": lambda n: "1" + "**1" * n,
    "and": lambda n: "a" + " and a" * n,
    "attributes": lambda n: "a" + ".a" * n,
    "chained calls": lambda n: "a" + "()" * n,
    "lambda": lambda n: "lambda: " * n + "1",
    "lambda with parameters": lambda n: "lambda a, b: " * n + "1",
    "lambda in a default": lambda n: "lambda a=" * n + "1" + ":1" * n,
    "lambda with operators": lambda n: "lambda a=b in c, d: " * n + "1",
    "ternary": lambda n: "1 if 1 else " * n + "1",
    "ternary without blanks": lambda n: "1if 1else " * n + "1",
    "or after hexadecimal": lambda n: "0xfor " * n + "1",
    "strings": lambda n: "'a' " * n,
    "f-strings": lambda n: "f'a' " * n,
    "nested f-strings": lambda n: 'f"{' * n + "1" + '}"' * n,
    "format specifications": lambda n: 'f"' + "{a:" * n + "1" + "}" * n + '"',
    "brackets behind a strange f-string": lambda n: "f\"\\N{'}\"+" + "(" * n + ")" * n + "+''",
    "elif": lambda n: "if a: pass\n" + "elif a: pass\n" * n,
    "elif behind backslashes": lambda n: "if a: pass\n" + "\\\nelif a: pass\n" * n,
    "elif with hidden blocks": lambda n: "if a: pass\n" + "elif b:\n\\\n x=1\n" * n,
    "for clauses": lambda n: "[1 " + "for a, b in c " * n + "]",
    "blocks": lambda n: "".join(" " * i + "if a:\n" for i in range(min(n, 2000))) + " " * min(n, 2000) + "b",
    "pattern lists": lambda n: "match a:\n case " + "[" * n + "1" + "]" * n + ": pass",
    "pattern dicts": lambda n: "match a:\n case " + "{1:" * n + "1" + "}" * n + ": pass",
    "patterns in parentheses": lambda n: "match a:\n case " + "(" * n + "1" + ")" * n + ": pass",
    "dotted pattern": lambda n: "match a:\n case a" + ".a" * n + ": pass",
    "import": lambda n: "import a" + ".a" * n,
}  # fmt: skip


BROKEN = {"never closed", "brackets behind a strange f-string", "lambda with operators", "elif with hidden blocks"}
"""Those that libcst reads at no depth."""


def test_deep_nesting_neither_crashes_nor_hangs() -> None:
    """In a child process: what this guards against is the death of the process."""
    program = textwrap.dedent("""
        from headlint.source.errors import Unreadable
        from headlint.source.lower import lower
        from tests.source.test_lower import DEEP
        for name, make in DEEP.items():
            for depth in (20, 90, 300, 1000, 100_000):
                try:
                    lower(make(depth) + "\\n", "x.py")
                    print(name, depth, "read", sep=";")
                except Unreadable as error:
                    print(name, depth, error.reason, sep=";")
    """)
    root = Path(__file__).parents[2]
    child = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, timeout=300)
    assert child.returncode == 0, child.stdout[-300:] + child.stderr[-2000:]
    results = {
        (name, int(depth)): result for name, depth, result in (row.split(";") for row in child.stdout.splitlines())
    }
    assert len(results) == len(DEEP) * 5
    for name in DEEP:
        assert "nested too deep" in results[name, 100_000], (name, results[name, 100_000])
        if "pattern" not in name and name not in BROKEN:
            assert results[name, 20] == "read", (name, results[name, 20])


@pytest.mark.parametrize(
    "text",
    [
        "x = [" + "(1, 'a' 'b', -1, f(a.b + c)),\n" * 3000 + "]",
        "x = 1\n" * 5000,
        "x = '" + "(" * 5000 + "'\n# " + "[" * 5000 + '\ny = """' + "{" * 5000 + '"""',
        "f'" + "((({{" * 500 + "{x}'",
        "if a: pass\nelif b: pass\nelse: pass\n" * 500,
        "a = b = " * 500 + "c",
        "match a:\n" + " case {'a': [x, (1, 2)]}: pass\n" * 300,
        "x = {" + "'a': lambda x, y: x + y,\n" * 300 + "}",
    ],
)
def test_long_is_not_deep(text: str) -> None:
    check_nesting(text)


def test_the_reason_names_the_statement() -> None:
    with pytest.raises(Unreadable, match="more than 100 brackets in the statement at line 4"):
        body("x = 1\n# c\n\ny = [\n" + "(" * 200 + ")" * 200 + "]")
    with pytest.raises(Unreadable, match="inside each other in the statement at line 2"):
        body("x = 1\ny = a" + ".b" * 2000)


def test_the_deepest_allowed_trees_need_no_luck_with_the_stack() -> None:
    """The depth that is allowed does not depend on how deep the caller already is."""

    def at_depth(frames: int, text: str) -> ir.Module:
        return at_depth(frames - 1, text) if frames else lower(text, "x.py")

    for text in (
        "a" + ".b" * 700,
        "f(" * 99 + ")" * 99,
        "not " * 700 + "a",
        "[" * 99 + "]" * 99,
        "{1: " * 99 + "2" + "}" * 99,
    ):
        assert encode(lower(text, "x.py")) == encode(at_depth(600, text))
