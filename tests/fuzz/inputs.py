"""Inputs that nobody wrote: pieces of real files, changed; generated programs; noise. One seed, one input, always."""

from __future__ import annotations

import json
import random
import re
import sysconfig
from collections.abc import Callable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

FIXTURES = Path(__file__).parents[2] / "fixtures"

LOOKED_AT = b"import torch, torch.nn as nn, torch.nn.functional as F  # loss\n"
"""Without a framework and a word for a head or a loss most inputs would not even be parsed."""

MAX_LINES = 70
"""A piece of a file that is changed has at most so many lines: many small inputs find more than few large ones."""

WORDS = (
    "softmax", "sigmoid", "nn.CrossEntropyLoss()", "F.cross_entropy", "log_softmax(x, 1)", "self", "x", "loss", "None",
    "nn.Linear(3, 1)", "keras.losses.BinaryCrossentropy(from_logits=True)", "torch", "model", "*", "**", ":=",
    "lambda:",
    "yield", "await", "async", "return", "class C(C): pass", "def f(*, a, /): ...", "[", "(", "{", "]", ")", "}", '"""',
    "'", "\\", "#", "if", "else:", "for x in x:", "while x:", "with x as y:", "try:", "except* E:", "match x:",
    "case _:",
    "global x", "nonlocal x", "del x", "import", "from . import *", "@property", "super().__init__()",
    "x = x = x", "-1",
    "10 ** 100", "1e999", "0x", "f'{x!r:{y}}'", "b'\\xff'", "r'\\", "...", "=", "==", "\t", "    ", "\f",
    "\u00e9", "\U0001d518",
    "\ufeff", "\u2028", "\r", "\x00", "__init__", "__getattr__", "__call__", "print x", "<>", "exec 'x'",
    "`x`", "type X = int",
)  # fmt: skip

Files = dict[str, bytes]


def make(seed: int) -> Files:
    """The files of one small project, by their names."""
    chance = random.Random(seed)
    kind = chance.choices(*zip(*KINDS.items(), strict=True))[0]
    made = kind(chance)
    if chance.random() < 0.2:
        return made
    return {name: LOOKED_AT + data if name.endswith(".py") else data for name, data in made.items()}


# ── pieces of real files, changed ────────────────────────────────────────────────────────────────────────────────────


@cache
def _real() -> tuple[Path, ...]:
    """Our fixtures, the standard library's tests, and what is installed of torch and Keras."""
    folders = [FIXTURES, Path(sysconfig.get_paths()["stdlib"]) / "test"]
    for name, inner in (("torch", "nn"), ("torch", "testing"), ("keras", "src")):
        found = find_spec(name)
        if found is not None and found.origin is not None:
            folders.append(Path(found.origin).parent / inner)
    files = [sorted(folder.rglob("*.py"))[:800] for folder in folders if folder.is_dir()]
    return tuple(file for some in files for file in some if file.stat().st_size < 300_000)


def _piece(chance: random.Random) -> list[str]:
    """Some lines of a real file, from the start of a statement on."""
    text = chance.choice(_real()).read_bytes().decode("utf-8", "replace")
    lines = text.splitlines(keepends=True)
    starts = [number for number, line in enumerate(lines) if re.match(r"[@\w]", line)] or [0]
    start = chance.choice(starts)
    return lines[start : start + chance.randrange(1, MAX_LINES)] or ["\n"]


def _changed(chance: random.Random) -> bytes:
    lines = _piece(chance)
    for _ in range(chance.choice((0, 1, 1, 2, 3, 8))):
        lines = chance.choice(CHANGES)(chance, lines) or ["\n"]
    data = "".join(lines).encode("utf-8", "surrogatepass")
    return chance.choice(BYTES)(chance, data) if chance.random() < 0.1 else data


def _drop_line(chance: random.Random, lines: list[str]) -> list[str]:
    at = chance.randrange(len(lines))
    return lines[:at] + lines[at + 1 :]


def _swap_lines(chance: random.Random, lines: list[str]) -> list[str]:
    one, another = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[another] = lines[another], lines[one]
    return lines


def _repeat(chance: random.Random, lines: list[str]) -> list[str]:
    at = chance.randrange(len(lines))
    return lines[:at] + lines[at : at + chance.randrange(1, 5)] * chance.choice((2, 5, 40)) + lines[at:]


def _indent(chance: random.Random, lines: list[str]) -> list[str]:
    at = chance.randrange(len(lines))
    lines[at] = chance.choice(("    ", "\t", " ")) * chance.randrange(4) + lines[at].lstrip()
    return lines


def _word(chance: random.Random, lines: list[str]) -> list[str]:
    at = chance.randrange(len(lines))
    words = list(re.finditer(r"\w+|[^\w\s]", lines[at]))
    if words:
        word = chance.choice(words)
        lines[at] = lines[at][: word.start()] + chance.choice(WORDS) + lines[at][word.end() :]
    return lines


def _foreign(chance: random.Random, lines: list[str]) -> list[str]:
    at = chance.randrange(len(lines) + 1)
    return lines[:at] + _piece(chance)[:10] + lines[at:]


def _nest(chance: random.Random, lines: list[str]) -> list[str]:
    """Deep nesting: of brackets, blocks, attributes, operators."""
    depth = chance.choice((5, 60, 150, 600))
    deep = chance.choice(
        (
            f"x = {'(' * depth}1{')' * depth}\n",
            f"x = {'[' * depth}1{']' * depth}\n",
            f"x = y{'.z' * depth}\n",
            f"x = {'f(' * depth}1{')' * depth}\n",
            f"x = {'not ' * depth}y\n",
            f"x = {'1 + ' * depth}1\n",
            f"x = {'lambda: ' * depth}1\n",
            "".join(f"{' ' * level}if x{level}:\n" for level in range(min(depth, 90))) + " " * 91 + "pass\n",
            f"x = {'{1: ' * depth}2{'}' * depth}\n",
            f"x = {'a if b else ' * depth}c\n",
            "".join(f"def f{level}(x): return f{level + 1}(f{level + 1}(x))\n" for level in range(min(depth, 60)))
            + "f0(1)\n",
            "".join(f"if c{level}: x = {level}\n" for level in range(min(depth, 60))),
        )
    )
    return [*lines, deep]


CHANGES = (_drop_line, _swap_lines, _repeat, _indent, _word, _word, _word, _foreign, _nest)


# ── noise ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _cut(chance: random.Random, data: bytes) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _flip(chance: random.Random, data: bytes) -> bytes:
    changed = bytearray(data or b"x")
    for _ in range(chance.randrange(1, 6)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _declared(chance: random.Random, data: bytes) -> bytes:
    name = chance.choice(
        ("latin-1", "utf-16", "utf-7", "cp1252", "idna", "punycode", "base64", "rot13", "hex", "no", "utf-8-sig")
    )
    return f"# -*- coding: {name} -*-\n".encode() + data


def _marked(chance: random.Random, data: bytes) -> bytes:
    return chance.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\0")) + data


def _ended(chance: random.Random, data: bytes) -> bytes:
    return data.replace(b"\n", chance.choice((b"\r\n", b"\r", b"\n\r", b"\x0c\n", b"\x85")))


BYTES: tuple[Callable[[random.Random, bytes], bytes], ...] = (_cut, _flip, _declared, _marked, _ended)


# ── kinds of projects ────────────────────────────────────────────────────────────────────────────────────────────────


def changed(chance: random.Random) -> Files:
    return {"a.py": _changed(chance)}


def several(chance: random.Random) -> Files:
    names = ("a.py", "b.py", "c/__init__.py")
    heads = (
        "from b import *\nimport c\n",
        "from a import *\nfrom c import x\n",
        "from a import x, softmax\nimport b\n",
    )
    return {name: head.encode() + _changed(chance) for name, head in zip(names, heads, strict=True)}


def story(chance: random.Random) -> Files:
    """A whole fixture, one word of it changed."""
    file = chance.choice([path for path in _real() if FIXTURES in path.parents])
    lines = file.read_text().splitlines(keepends=True) or ["\n"]
    for _ in range(chance.randrange(1, 4)):
        lines = chance.choice((_word, _drop_line, _swap_lines))(chance, lines) or ["\n"]
    return {"a.py": "".join(lines).encode("utf-8", "surrogatepass")}


def noise(chance: random.Random) -> Files:
    alphabet = chance.choice((bytes(range(256)), b"()[]{}:,.=+-*/ \n\t'\"\\#xyz01", b"softmax loss(.)=\n "))
    return {"a.py": bytes(chance.choices(alphabet, k=chance.randrange(400)))}


def tangled(chance: random.Random) -> Files:
    """Words in any order: hardly ever Python, but never far from it."""
    return {
        "a.py": " ".join(chance.choice((*WORDS, "\n")) for _ in range(chance.randrange(60))).encode("utf-8", "replace")
    }


def notebook(chance: random.Random) -> Files:
    cells: list[object] = [
        {
            "cell_type": chance.choice(("code", "code", "markdown", "raw", 5, None)),
            "source": chance.choice(
                (_piece(chance)[:15], "".join(_piece(chance)[:15]), ["%%bash\n", "ls"], None, [1], {})
            ),
            "outputs": [],
            "metadata": {},
        }
        for _ in range(chance.randrange(4))
    ]
    whole = {"cells": cells, "metadata": chance.choice(({}, None, {"kernelspec": {"language": "R"}})), "nbformat": 4}
    data = json.dumps(whole, indent=chance.choice((None, 1))).encode()
    return {"a.ipynb": chance.choice((*BYTES, lambda _, same: same, lambda _, same: same))(chance, data)}


def config(chance: random.Random) -> Files:
    lines = [
        "model:\n", "  _target_: torch.nn.Linear\n", "  num_classes: 1\n", "loss: CrossEntropyLoss\n",
        "  activation: softmax\n",
        "- a: &x 1\n", "- *x\n", "<<: *x\n", "? [1]\n", ": 2\n", "{a: b\n", "'x\n",
        "!!python/object:os.system x\n", "---\n",
        "a: !x y\n", "\ttab: 1\n", "key: |\n", "  text\n", "_target_: a.f\n", "_partial_: true\n",
        "a: ${b.c}\n", "1: 2\n",
    ]  # fmt: skip
    data = "".join(chance.choice(lines) for _ in range(chance.randrange(12))).encode()
    if chance.random() < 0.3:
        data = chance.choice(BYTES)(chance, data)
    name = chance.choice(("config.yaml", "config.json", "config.yml"))
    return {name: data, "a.py": b"import torch\ndef f(x, **k):\n    return torch.nn.CrossEntropyLoss()(x, x)\n"}


def generated(chance: random.Random) -> Files:
    """A program by Python's grammar, where hypothesmith is installed."""
    source = next(_programs(chance.randrange(1 << 30)), None)
    return changed(chance) if source is None else {"a.py": source.encode("utf-8", "surrogatepass")}


def _programs(seed: int) -> Iterator[str]:
    try:
        import hypothesmith
    except ImportError:
        return
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded

    made: list[str] = []

    @seeded(seed)
    @settings(
        max_examples=1, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(hypothesmith.from_node())
    def collect(program: str) -> None:
        made.append(program)

    collect()
    yield from made


KINDS: dict[Callable[[random.Random], Files], float] = {
    changed: 40, several: 15, story: 15, noise: 6, tangled: 6, notebook: 8, config: 8, generated: 2,
}  # fmt: skip
