"""What scripts of both frameworks have in common: the labels, the scores that are read off them, and what is done with
an output. NumPy and torch have most functions under one name; a ``Spelling`` has the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from headlint.probe.tails import Tail


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a framework writes what differs. ``prefix``: where its functions are; ``plain``: a tensor as numbers;
    ``single``: fractions in single precision; ``casts``: to a type. ``{}`` stands for the value."""

    prefix: str
    array: str
    plain: str
    single: str
    casts: Mapping[str, str]

    def cast(self, dtype: str, value: str) -> str:
        bare = re.fullmatch(r"[\w.]+(\(.*\))?", value)
        return self.casts[dtype].format(value if bare else f"({value})") if dtype in self.casts else value


def samples(tail: Tail) -> int:
    """As many as ``worker.measure`` takes."""
    return int(min(max(2 * tail["target"]["classes"], 16), 64))


def classes(tail: Tail) -> int:
    return int(min(tail["target"]["classes"], samples(tail) // 2))


# ── labels ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def labels(tail: Tail, spelling: Spelling) -> list[str]:
    """Assignments: ``target``, and the scores ``start``, ``right`` and ``wrong``."""
    p, count, channels, form = spelling.prefix, samples(tail), tail["channels"], tail["target"]["form"]
    image = tail["layout"] == "image"
    laid = f".reshape({count}, 2, 2, {channels}).movedim(-1, 1)" if image else ""
    rows = count * 4 if image else count
    step = 0 if tail["target"].get("elsewhere") else 1
    numbers = (
        f"({p}.arange({count})[:, None] + {step} * {p}.arange(4)).reshape(-1)" if image else f"{p}.arange({count})"
    )
    waves = f"{p}.cos({p}.arange({rows * channels})).reshape({rows}, {channels})"
    return [
        f"classes = {numbers} % {classes(tail)}",
        *(_values(tail, spelling) if form in ("probs", "log_probs", "values") else _named(tail, spelling, laid)),
        f"start = {spelling.single.format(f'0.5 * {waves}')}{laid}",
    ]


def _values(tail: Tail, spelling: Spelling) -> list[str]:
    """Targets that are numbers: distributions, or what a regression should answer."""
    p, channels, want = spelling.prefix, tail["channels"], tail["target"]
    if want["form"] == "values":
        spread = f"{p}.linspace({want['low']!r}, {want['high']!r}, {max(want['classes'], 2)})"
        right = spelling.single.format(f"{p}.tile({spread}[classes, None], (1, {channels}))")
        flat = "[:, 0]" if want.get("flat") else ""
        return [f"right = {right}", f"target = right{flat}", "wrong = -right - 4"]
    favoured = f"{p}.exp(2 * {p}.eye({channels})[classes] + 0.5 * {p}.cos({p}.arange({channels})))"
    return [
        f"favoured = {favoured}",
        "soft = favoured / favoured.sum(1)[:, None]",
        f"right = {p}.log(soft)",
        f"target = {'soft' if want['form'] == 'probs' else 'right'}",
        f"wrong = 4 * {p}.roll(right, 1, 1)",
    ]


def _named(tail: Tail, spelling: Spelling, laid: str) -> list[str]:
    """Targets that name classes. ``hot`` is 1 where a channel is right."""
    p, channels, want = spelling.prefix, tail["channels"], tail["target"]
    last = ".movedim(1, -1)" if want.get("elsewhere") and want["form"] != "indices" else ""
    other = "hot < 1" if want["form"] == "multi_hot" or channels == 1 else f"{p}.roll(hot, 1, 1) > 0"
    return [
        f"hot = {spelling.cast('float', _hot(tail, spelling))}{laid}",
        f"target = {_target(tail, spelling)}{last}",
        f"right = {p}.where(hot > 0, 30.0, -30.0)",
        f"wrong = {p}.where({other}, 4.0, -4.0)",
    ]


def _hot(tail: Tail, spelling: Spelling) -> str:
    p, channels, form = spelling.prefix, tail["channels"], tail["target"]["form"]
    if form == "index_column":
        return f"{p}.tile({_numbered(tail, spelling)}[:, None], (1, {channels}))"
    if form == "multi_hot" and channels == 1:
        return "(classes % 2)[:, None]"
    if form == "multi_hot":
        return f"{p}.maximum({p}.eye({channels})[classes], {p}.eye({channels})[(classes + 2) % {channels}])"
    return f"classes[:, None] == {p}.arange({channels})"


def _target(tail: Tail, spelling: Spelling) -> str:
    want = tail["target"]
    dtype = want.get("dtype") or ""
    if want["form"] != "indices":
        return spelling.cast(dtype, "hot.reshape(-1)" if want.get("raveled") else "hot")
    shape = f".reshape({samples(tail)}, {'1, ' if want.get('column') else ''}2, 2)" if tail["layout"] == "image" else ""
    return spelling.cast(dtype, f"{_numbered(tail, spelling)}{shape}")


def _numbered(tail: Tail, spelling: Spelling) -> str:
    """The numbers that stand for the classes."""
    named = tail["target"].get("labels")
    return f"{spelling.array.format(named)}[classes]" if named else "classes"


# ── only what is needed ──────────────────────────────────────────────────────────────────────────────────────────────


def _names(line: str) -> tuple[str, set[str]]:
    """The name that a line assigns, and those that it reads."""
    name, _, value = line.partition(" = ")
    return name, set(re.findall(r"\b[a-z]+\b", value))


def used(lines: Iterable[str], asked: set[str]) -> list[str]:
    """The assignments that a script needs which reads the names ``asked``."""
    kept: list[str] = []
    for line in reversed(list(lines)):
        name, read = _names(line)
        if name in asked:
            kept.insert(0, line)
            asked = asked - {name} | read
    return kept


def changed(lines: Iterable[str], before: Iterable[str]) -> list[str]:
    """The assignments that say something else than those before, or read what one of them does."""
    same, fresh, kept = set(before), set[str](), []
    for line in lines:
        name, read = _names(line)
        if line not in same or read & fresh:
            fresh.add(name)
            kept.append(line)
    return kept


# ── what is done with an output ──────────────────────────────────────────────────────────────────────────────────────


def outputs(heads: Mapping[str, tuple[Tail, str]], spelling: Spelling) -> list[str]:
    """The ends of the outputs. ``heads``: the tails by name, each with the expression of its output of ``scores``."""
    p, lines, before = spelling.prefix, list[str](), list[str]()
    for name, (tail, head) in heads.items():
        waves = f"{p}.cos({p}.arange({16 * tail['channels']})).reshape(16, {tail['channels']})"
        given = [f"scores = {spelling.single.format(f'30 * {waves}')}"]
        shown = f'print(f"{name}: output {{output.min():.3g}}..{{output.max():.3g}}")'
        lines += changed(given, before)
        lines += _attempt(name, [f"output = {spelling.plain.format(head)}", shown], tail)
        before = given
    return lines


def _attempt(name: str, lines: list[str], tail: Tail) -> list[str]:
    """Lines, with what they raise printed where a view may not fit."""
    if not any(step["kind"] == "split" for step in tail["steps"]):
        return lines
    said = f'    print(f"{name}: {{type(error).__name__}}: {{error}}")'
    return ["try:", *(f"    {line}" for line in lines), "except Exception as error:", said]


def decisions(heads: Mapping[str, tuple[Tail, str]], spelling: Spelling) -> list[str]:
    """Decisions of both heads on the same scores."""
    p, lines, before = spelling.prefix, list[str](), list[str]()
    for name, (tail, head) in heads.items():
        channels, told = tail["channels"], tail["decision"]
        given = [f"scores = 3 * {p}.cos({p}.arange({512 * channels})).reshape(512, {channels})"]
        decide = f".argmax({told['axis']})" if told["kind"] == "argmax" else f" > {told['threshold']!r}"
        lines += changed(given, before)
        lines.append(f"{name} = {spelling.plain.format(head)}{decide}")
        lines.append(f'print("{name}: answers", ({p}.unique({name}) * 1).tolist())')
        before = given
    if len({tail["channels"] for tail, _ in heads.values()}) == 1:
        lines.append('print(f"agreement {((yours == fixed) * 1.0).mean():.4f}")')
    return lines


def metrics(heads: Mapping[str, tuple[Tail, list[str]]], spelling: Spelling) -> list[str]:
    """Metrics of right, wrong and faint scores. ``heads``: the tails, each with the lines that compute ``value`` from
    ``scores``, ``labels`` and ``hot``."""
    p, lines, before = spelling.prefix, list[str](), list[str]()
    for name, (tail, computed) in heads.items():
        channels = tail["channels"]
        given = [
            f"labels = {p}.arange(512) % {max(channels, 2)}",
            "hot = labels[:, None]" if channels == 1 else f"hot = labels[:, None] == {p}.arange({channels})",
            f"right = {p}.where(hot > 0, 3.0, -3.0)",
            f"faint = {p}.where(hot > 0, 0.7, 0.3)",
        ]
        lines += [
            *changed(given, before),
            'for title, scores in {"right": right, "wrong": -right, "faint": faint}.items():',
            *(f"    {line}" for line in computed),
            f'    print(f"{name}: metric of {{title}} scores {{value:.4f}}")',
        ]
        before = given
    return lines
