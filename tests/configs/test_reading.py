"""Config files as trees: what PyYAML and the standard library say is there, with places, and nothing executed."""

from __future__ import annotations

import codecs
import json
import math
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headlint.configs.caps import MAX_BYTES, MAX_DEPTH
from headlint.configs.document import Format, all_comments, read
from headlint.configs.tree import Entries, Node, children
from headlint.source.errors import Unreadable
from tests.configs.show import one, plain, shown

# ── values ───────────────────────────────────────────────────────────────────────────────────────────────────────────

YAML = """\
%YAML 1.1
---
text: [plain, 'single ''quoted''', "double \\u00e9", "12", ~, null, '']
numbers: [1, -2, 0x1f, 0o7, 010, 1_000, 1.5, .5, 1e3, 1.0e+3, .inf, 1:30]
truth: [true, False, yes, Off]
dates: 2020-01-01
folded: >
  one
  two
literal: |
  # no comment
  three
nested: {a: {b: [{c: 1}, [2]]}}
empty: {}
? complex
: key
anchors:
  base: &base {classes: 3, act: sigmoid}
  same: *base
  more: {<<: *base, classes: 4}
  both: {<<: [{x: 1, y: 1}, {y: 2, z: 2}], z: 3}
"""


def test_yaml_reads_as_pyyaml_does() -> None:
    expected = yaml.safe_load(YAML)
    expected["dates"] = "2020-01-01"  # nothing is made of a date
    assert shown(YAML) == expected


def test_what_pyyaml_refuses_and_is_yaml_all_the_same() -> None:
    """An anchor that is defined twice: the last one before the alias counts."""
    assert shown("a: &x 1\nb: &x 2\nc: *x\n") == {"a": 1, "b": 2, "c": 2}


def test_tags_are_kept_and_nothing_is_made_of_them() -> None:
    lines = [
        "a: !ref <b> * 2",
        "b: !new:torch.nn.Linear {n: 1}",
        "c: !!python/object/apply:os.system [exit 3]",
        "d: !!python/tuple [1]",
    ]
    assert shown("\n".join(lines)) == {
        "a": ("!ref", "<b> * 2"),
        "b": ("!new:torch.nn.Linear", {"n": 1}),
        "c": ("tag:yaml.org,2002:python/object/apply:os.system", ["exit 3"]),
        "d": [1],
    }


def test_the_last_of_equal_keys_counts_and_the_others_are_noted() -> None:
    node = one("a: 1\nb: 2\na: 3\n")
    assert isinstance(node, Entries)
    assert plain(node) == {"a": 3, "b": 2}
    assert [place.span.line for place in node.repeated] == [1]


def test_all_documents_are_read() -> None:
    documents = read(b"a: 1\n---\nb: 2\n--- text\n...\n", "made.yaml", "yaml")
    assert [plain(document) for document in documents] == [{"a": 1}, {"b": 2}, "text"]


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n...\n"])
def test_a_file_may_say_nothing(text: str) -> None:
    assert [plain(document) for document in read(text.encode(), "made.yaml", "yaml")] in ([], [None])


def test_keys_that_are_no_words_have_places_for_names() -> None:
    assert list(shown("{[1, 2]: a, {x: y}: b, 3: c, true: d}")) == ["<key of line 1>", 3, True]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(json_values, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_json_reads_as_the_standard_library_does(value: Any, indent: Any, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    found = plain(one(text.encode("utf-8", "surrogatepass"), "json")) if ascii_only else None
    assert found == (json.loads(text) if ascii_only else None)


def test_json_takes_what_is_no_number() -> None:
    nan, most, least = shown("[NaN, Infinity, -Infinity]", "json")
    assert math.isnan(nan) and most == math.inf and least == -math.inf


def test_ini_has_sections_of_numbers_words_and_switches() -> None:
    text = (
        "[network]\nclass_num = 2\n; a comment\nname: UNet\nacti: none\n[training]\nsoftmax = True\nlist = 1, 2\n  3\n"
    )
    assert shown(text, "ini") == {
        "network": {"class_num": 2, "name": "UNet", "acti": "none"},
        "training": {"softmax": True, "list": "1, 2"},
    }


# ── places ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def texts(node: Node, text: str) -> dict[str, str]:
    """Every scalar of a tree, and the text that its place spans."""
    lines = text.split("\n")
    found = {}
    for below in children(node):
        if not list(children(below)) and not isinstance(below, Entries) and hasattr(below, "value"):
            span = below.place.span
            assert span.line == span.end_line
            found[str(below.value)] = lines[span.line - 1][span.column - 1 : span.end_column - 1]
        found |= texts(below, text)
    return found


@pytest.mark.parametrize("kind", ["yaml", "json"])
def test_places_span_the_text(kind: Format) -> None:
    text = '{"ключ": [1, 2.5],\n  "b": {"c": "\\u0041é", "d": true, "e": null}}'
    assert texts(one(text, kind), text) == {
        "1": "1", "2.5": "2.5", "Aé": '"\\u0041é"', "True": "true", "None": "null",
    }  # fmt: skip


def test_keys_have_places_of_their_own() -> None:
    node = one("a:\n  bcd: 1\n")
    assert isinstance(node, Entries)
    inner = node.entries["a"].node
    assert isinstance(inner, Entries)
    assert inner.entries["bcd"].key.span == (2, 3, 2, 6)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("kind", ["yaml", "json"])
def test_lines_count_whatever_ends_them(newline: str, kind: Format) -> None:
    node = one(newline.join(["{", '"a": 1,', '"b": 2', "}"]), kind)
    assert [below.place.span.line for below in children(node)] == [2, 3]


def test_only_line_ends_end_lines() -> None:
    """YAML 1.1 knows more of them than any editor."""
    node = one("a: one\u2028two\nb: 2\n")
    assert [below.place.span.line for below in children(node)] == [1, 2]


# ── encodings ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("kind", ["yaml", "json"])
def test_unicode_with_its_mark(encoding: str, kind: Format) -> None:
    assert shown('{"a": "é"}'.encode(encoding), kind) == {"a": "é"}


def test_a_comment_in_another_encoding_is_no_reason_to_refuse_a_file() -> None:
    assert shown("# \u7c7b\u522b\nnc: 3\n".encode("gbk")) == {"nc": 3}


def test_control_characters_are_blanks() -> None:
    assert shown(b"a: 1\x0c\nb: \x1b2\n") == {"a": 1, "b": 2}


def test_a_binary_file_is_none() -> None:
    with pytest.raises(Unreadable, match="null byte"):
        shown(b"a: \0")
    assert shown(codecs.BOM_UTF16_LE + "a: 1".encode("utf-16-le")) == {"a": 1}


# ── what cannot be read ──────────────────────────────────────────────────────────────────────────────────────────────

BROKEN: list[tuple[Format, str, str]] = [
    ("yaml", "a: [1, 2\nb: 3\n", "is not YAML: line 2"),
    ("yaml", "a: b: c\n", "is not YAML: line 1"),
    ("json", '{"a": 1,}', "is not JSON: line 1: a name in double quotes is missing"),
    ("json", '{"a": 1}\nEOF\n', "is not JSON: line 2: there is something behind the value"),
    ("json", '{"a" 1}', "is not JSON: line 1: ':' is missing behind a name"),
    ("json", "[1 2]", "is not JSON: line 1: ',' or ']' is missing"),
    ("json", "[1,]", "is not JSON: line 1: a value is missing"),
    ("json", '["abc', "is not JSON: line 1: unterminated string"),
    ("json", "[nul]", "is not JSON: line 1: a value is missing"),
    ("json", "{", "is not JSON: line 1: a name in double quotes is missing"),
    ("ini", "a = 1\n", "is not an INI file: line 1: there is no section yet"),
]


@pytest.mark.parametrize(("kind", "text", "said"), BROKEN)
def test_what_cannot_be_read_is_said(kind: Format, text: str, said: str) -> None:
    with pytest.raises(Unreadable) as wrong:
        shown(text, kind)
    assert str(wrong.value).startswith(said)


def test_the_template_of_a_config_is_none() -> None:
    assert read(b"{% if gpu %}\na: {{ x }}\n{% endif %}\n", "made.yaml", "yaml") == ()


# ── hostile files ────────────────────────────────────────────────────────────────────────────────────────────────────

LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
MERGES = f"a0: &a0 {{{', '.join(f'k{n}: 1' for n in range(1000))}}}\n" + "".join(
    f"a{n}: &a{n}\n  <<: [{', '.join([f'*a{n - 1}'] * 1000)}]\n" for n in range(1, 30)
)
HOSTILE: list[tuple[Format, str, str]] = [
    ("yaml", LAUGHS, "holds more than 100,000 values"),
    ("yaml", MERGES, "holds more than 100,000 values"),
    ("yaml", "[" * 100_000, "nested more than 100 levels deep"),
    ("yaml", "{a: " * 100_000, "nested more than 100 levels deep"),
    ("yaml", "- " * 100_000, "nested more than 100 levels deep"),
    ("yaml", "? " * 100_000, "nested more than 100 levels deep"),
    ("yaml", "".join(" " * depth + "a:\n" for depth in range(500)), "nested more than 100 levels deep"),
    ("json", "[" * 100_000, "nested more than 100 levels deep"),
    ("json", '{"a":' * 100_000, "nested more than 100 levels deep"),
    ("json", "[" + "1," * 150_000 + "1]", "holds more than 100,000 values"),
    ("yaml", "a: " + "x" * MAX_BYTES, "too large for a config: more than 1 MB"),
]


@pytest.mark.parametrize(("kind", "text", "said"), HOSTILE, ids=lambda value: value[:12])
def test_a_hostile_file_is_refused(kind: Format, text: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        shown(text, kind)


def test_a_list_that_holds_itself_ends() -> None:
    assert shown("a: &a [1, *a]\n") == {"a": [1, ("*a", None)]}


def test_long_numbers_are_text() -> None:
    digits = "9" * 100_000
    assert shown(f"a: {digits}") == {"a": digits}
    assert shown(f"[{digits}]", "json") == [digits]


@pytest.mark.parametrize("kind", ["yaml", "json"])
def test_as_deep_as_allowed(kind: Format) -> None:
    node = one("[" * MAX_DEPTH + "]" * MAX_DEPTH, kind)
    depth = 0
    while (below := next(children(node), None)) is not None:
        node, depth = below, depth + 1
    assert depth == MAX_DEPTH - 1


# ── comments ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_comments_by_line() -> None:
    text = 'a: 1 # one\nb: "# no"\n# alone\nc: no#ne\nd: |\n  # text\n  more\n\te: 2\n'
    assert all_comments(text.encode(), "yaml") == {}  # a tab where YAML has none: the file cannot be read
    assert all_comments(text.replace("\t", "").encode(), "yaml") == {1: "# one", 3: "# alone"}


def test_json_has_no_comments() -> None:
    assert all_comments(b'{"a": "# b"}', "json") == {}
