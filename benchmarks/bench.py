#!/usr/bin/env python3
"""headlint beside its yardsticks, on the same tree, in the same run.

    python benchmarks/bench.py TREE [--file FILE] [--rounds 3] [--peers DIRECTORY] [--slow]
    python benchmarks/bench.py TREE --micro
    python benchmarks/bench.py TREE --linear

The first prints a table: wall time, processor time and peak memory (of the largest process) of each command, the median
of the rounds, and wall time as a multiple of ``ruff check --no-cache``, or of ``python -c pass`` and ``import libcst``.
The commands of a round run one after the other, so a busy machine slows all of them: trust the ratios. ``--peers`` is a
directory with the programs ruff, flake8, torchfix and fixit (the ``bin`` of a virtual environment); those that are
missing are left out. ``--slow`` runs torchfix and fixit as well, which take minutes on a large tree.

``--micro`` times reading, lowering, decoding and executing by themselves. ``--linear`` checks 1, 2, 4 and 8 copies of
the tree and prints the time a copy.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Installed programs have their byte code beside them."""


@dataclass(frozen=True)
class Cost:
    """``wall`` and ``cpu`` in seconds, ``peak`` in MB."""

    wall: float
    cpu: float
    peak: float


@dataclass(frozen=True)
class Row:
    name: str
    command: Sequence[str]
    before: Callable[[], object] = lambda: None
    yardstick: str = ""


def cost(command: Sequence[str], cwd: Path) -> Cost:
    """Run a command to its end; its output goes nowhere."""
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, used = os.wait4(process.pid, 0)
    process.returncode = 0
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss * unit / 1e6)


def rows(tree: Path, file: Path | None, peers: Path, slow: bool, cache: Path) -> list[Row]:
    headlint = [sys.executable, "-m", "headlint", "check", "--exit-zero", "--cache-dir", str(cache)]
    python = [sys.executable, "-c"]
    ruff = str(peers / "ruff")
    ruff_cache = ["--cache-dir", str(cache / "ruff")]

    def forget() -> None:
        shutil.rmtree(cache, ignore_errors=True)

    listed = [
        Row("python -c pass", [*python, "pass"]),
        Row("python -c 'import libcst'", [*python, "import libcst"]),
        Row("ruff check --no-cache", [ruff, "check", "--no-cache", "--exit-zero", "."]),
        Row("headlint, cold", [*headlint, "."], forget, "ruff check --no-cache"),
        Row("ruff check, warm", [ruff, "check", *ruff_cache, "--exit-zero", "."]),
        Row("headlint, warm", [*headlint, "."], yardstick="ruff check, warm"),
        Row("headlint, warm, against a bare Python", [*headlint, "."], yardstick="python -c pass"),
        Row("flake8", [str(peers / "flake8"), "--exit-zero", "."], yardstick="ruff check --no-cache"),
    ]
    if file is not None:
        one = [*headlint, str(file)]
        listed += [
            Row("headlint, one file, cold", one, forget, "python -c 'import libcst'"),
            Row("headlint, one file, warm", one, yardstick="python -c pass"),
        ]
    if slow:
        listed += [
            Row("torchfix", [str(peers / "torchfix"), "."], yardstick="headlint, cold"),
            Row("fixit lint", [str(peers / "fixit"), "lint", "."], yardstick="headlint, cold"),
        ]
    return [row for row in listed if Path(row.command[0]).exists()]


def compare(tree: Path, file: Path | None, rounds: int, peers: Path, slow: bool) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        table = rows(tree, file, peers, slow, Path(scratch) / "cache")
        costs: dict[str, list[Cost]] = {row.name: [] for row in table}
        for row in table:
            cost(row.command, tree)  # byte code and disk caches are warm for everybody
        for _ in range(rounds):
            for row in table:
                row.before()
                costs[row.name].append(cost(row.command, tree))
    count = sum(1 for _ in tree.rglob("*.py"))
    print(
        f"{tree.name}: {count} Python files, {rounds} rounds, {os.cpu_count()} processors, "
        f"Python {sys.version.split()[0]}\n"
    )
    print("| command | wall, s | processor, s | peak, MB | ratio |\n|---|---:|---:|---:|---|")
    for row in table:
        wall, cpu, peak = (
            statistics.median(getattr(c, field) for c in costs[row.name]) for field in ("wall", "cpu", "peak")
        )
        beside = costs.get(row.yardstick)
        ratio = ""
        if beside:
            pairs = [one.wall / other.wall for one, other in zip(costs[row.name], beside, strict=True)]
            ratio = f"{statistics.median(pairs):.2f} × {row.yardstick}"
        print(f"| {row.name} | {wall:.3f} | {cpu:.3f} | {peak:.0f} | {ratio} |")


def micro(tree: Path) -> None:
    import gc

    from headlint.check import check
    from headlint.settings import Settings
    from headlint.source.encode import decode, encode
    from headlint.source.errors import Unreadable
    from headlint.source.read import parse

    gc.disable()
    contents = [path.read_bytes() for path in sorted(tree.rglob("*.py"))]
    size = sum(map(len, contents))

    def timed(name: str, run: Callable[[], object]) -> object:
        began = time.process_time()
        made = run()
        took = time.process_time() - began
        print(f"{name:<24} {took:8.3f} s  {size / took / 1e6:8.2f} MB/s  {took / len(contents) * 1e3:8.2f} ms a file")
        return made

    def lowered() -> list[object]:
        made: list[object] = []
        for data in contents:
            try:
                made.append(parse(data, "x.py"))
            except Unreadable:
                continue
        return made

    print(f"{len(contents)} files, {size / 1e6:.1f} MB")
    parse(b"", "x.py")
    modules = timed("parse and lower", lowered)
    texts = timed("encode", lambda: [encode(module) for module in modules])  # type: ignore[attr-defined]
    timed("decode", lambda: [decode(text) for text in texts])  # type: ignore[attr-defined]
    timed("the whole check", lambda: check([tree], Settings(), tree))


def linear(tree: Path) -> None:
    print("| copies | wall, s | processor, s | processor a copy, s | peak, MB |\n|---:|---:|---:|---:|---:|")
    for copies in (1, 2, 4, 8):
        with tempfile.TemporaryDirectory() as scratch:
            for number in range(copies):
                shutil.copytree(tree, Path(scratch) / f"copy{number}" / tree.name, symlinks=True)
            made = cost([sys.executable, "-m", "headlint", "check", "--exit-zero", "--no-cache", "."], Path(scratch))
            print(f"| {copies} | {made.wall:.2f} | {made.cpu:.2f} | {made.cpu / copies:.2f} | {made.peak:.0f} |")


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("tree", type=Path)
    words.add_argument("--file", type=Path, help="one model file of the tree, relative to it")
    words.add_argument("--rounds", type=int, default=3)
    words.add_argument("--peers", type=Path, default=Path(sys.executable).parent)
    words.add_argument("--slow", action="store_true")
    words.add_argument("--micro", action="store_true")
    words.add_argument("--linear", action="store_true")
    given = words.parse_args()
    tree = given.tree.resolve()
    if given.micro:
        micro(tree)
    elif given.linear:
        linear(tree)
    else:
        compare(tree, given.file, given.rounds, given.peers.absolute(), given.slow)


if __name__ == "__main__":
    main()
