"""The disk form: what comes back is what went in, and damage is noticed."""

from __future__ import annotations

import dataclasses
import json
import random
import subprocess
import sys
import sysconfig
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest

from headlint.source import encode as encoding
from headlint.source import ir
from headlint.source.encode import decode, encode
from headlint.source.errors import Unreadable
from headlint.source.read import parse
from headlint.span import Span

NODES = [kind for kind in vars(ir).values() if isinstance(kind, type) and dataclasses.is_dataclass(kind)]
CONSTANTS = (None, True, False, 0, -1, 2**70, 1.5, float("inf"), 2j, "", "é\ud800𝔘", b"\0\xff", ...)


class Maker:
    """Makes arbitrary nodes by the annotations of their classes."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.made: set[type] = set()

    def node(self, kind: type, depth: int) -> Any:
        self.made.add(kind)
        return kind(*[self.value(hint, depth - 1) for hint in get_type_hints(kind).values()])

    def value(self, hint: Any, depth: int) -> Any:
        origin, inner = get_origin(hint), get_args(hint)
        if hint is Span:
            return Span(*[self.random.randrange(1, 10**6) for _ in range(4)])
        if origin in (Union, UnionType):
            if NoneType in inner and (depth <= 0 or self.random.random() < 0.3):
                return None
            simple = [ir.Name, ir.Const] if depth <= 0 and ir.Name in inner else None
            return self.value(self.random.choice(simple or [kind for kind in inner if kind is not NoneType]), depth)
        if dataclasses.is_dataclass(hint):
            return self.node(hint, depth)  # type: ignore[arg-type]
        if origin is tuple and inner[-1] is ...:
            return tuple(self.value(inner[0], depth) for _ in range(self.random.randrange(4) if depth > 0 else 0))
        if origin is tuple:
            return tuple(self.value(item, depth) for item in inner)
        return {str: "naïve", int: 7, bool: True, object: self.random.choice(CONSTANTS)}[hint]


def test_round_trip_of_arbitrary_modules() -> None:
    made: set[type] = set()
    for seed in range(200):
        maker = Maker(seed)
        module = maker.node(ir.Module, 7)
        made |= maker.made
        assert repr(decode(encode(module))) == repr(module)
        assert decode(encode(module)) == module
    assert made == set(NODES)


def test_types_come_back_as_they_were() -> None:
    """Equality would not tell 1 from True and 1.0, nor a span from a tuple."""
    module = parse(b"f(1, True, 1.0, 1j, '', b'', ..., None)", "x.py")
    back = decode(encode(module))
    (before,), (after,) = module.body, back.body
    assert isinstance(before, ir.Evaluate) and isinstance(before.value, ir.Call)
    assert isinstance(after, ir.Evaluate) and isinstance(after.value, ir.Call)
    for was, now in zip(before.value.arguments, after.value.arguments, strict=True):
        assert isinstance(was.value, ir.Const) and isinstance(now.value, ir.Const)
        assert type(was.value.value) is type(now.value.value)
        assert type(now.span) is Span
    assert hash(after) == hash(before)


def test_round_trip_of_the_standard_library() -> None:
    files = sorted(Path(sysconfig.get_paths()["stdlib"]).glob("*.py"))
    for file in random.Random(4).sample(files, 25):
        try:
            module = parse(file.read_bytes(), file.name)
        except Unreadable:
            continue
        assert decode(encode(module)) == module


def test_equal_modules_have_equal_texts_in_every_process() -> None:
    program = "import sys; from headlint.source.read import parse; from headlint.source.encode import encode;" + (
        "sys.stdout.write(encode(parse(b'x = [a.b(c), {1: 2}] # headlint: d', 'x.py')))"
    )
    root = Path(__file__).parents[2]
    outputs = {
        subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True).stdout
        for _ in range(2)
    }
    assert outputs == {encode(parse(b"x = [a.b(c), {1: 2}] # headlint: d", "x.py"))}


GOOD = encode(parse(b"x = f(1, 'a')\n", "x.py"))


def test_every_cut_is_noticed() -> None:
    for length in range(len(GOOD)):
        with pytest.raises(ValueError, match=r"damaged|version"):
            decode(GOOD[:length])
    with pytest.raises(ValueError, match="damaged"):
        decode(GOOD + "\0")


@pytest.mark.parametrize(
    "content",
    [
        None, 5, [], [0], [99, 1], [-1], ["x"], {}, "x" * 9, [43, "x.py", [1, 2], []], [43, "x.py", [[0, 1]], []],
        [0, {"bytes": 5}], [0, {"a": 1, "b": 2}], [0, [1]], [0, {"complex": "ab"}],
    ],
)  # fmt: skip
def test_what_is_whole_but_no_module_is_refused(content: object) -> None:
    with pytest.raises(ValueError, match="damaged"):
        decode(encoding._HEAD + json.dumps(content))


def test_what_is_nested_without_end_is_refused() -> None:
    with pytest.raises(ValueError, match="damaged"):
        decode(encoding._HEAD + "[" * 10**6)


def test_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="version"):
        decode(GOOD.replace("headlint 2", "headlint 1"))
    with pytest.raises(ValueError, match="version"):
        decode("")


@pytest.mark.parametrize(
    "text", ["a" + ".b" * 700, "f(" * 99 + ")" * 99, "not " * 700 + "a", "{1: " * 99 + "2" + "}" * 99]
)
def test_the_deepest_trees_survive(text: str) -> None:
    data = encode(parse(text.encode(), "x.py"))
    assert encode(decode(data)) == data
