"""Tell a story in Python, and see which values reach ``probe.see``."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

from headlint.evaluate import Evaluator, Limits
from headlint.library import Knowledge
from headlint.project import Project
from headlint.values import (
    Apply,
    Cases,
    Condition,
    Const,
    External,
    Item,
    Mapping,
    Member,
    Parameter,
    Sequence,
    SliceValue,
    Unknown,
    Value,
)


def evaluated(files: dict[str, str], root: Path, entry: str = "main.py", limits: Limits | None = None) -> Evaluator:
    """The evaluator after it executed ``entry`` and everything in it that nothing called."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
    library = Knowledge()
    project = Project(root, library.is_root)
    source = project.source(root / entry)
    evaluator = Evaluator(project, library, limits)
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(12_000)
    try:
        module = evaluator.load(source)
        evaluator.run_mains()
        evaluator.run_uncalled(module)
    finally:
        sys.setrecursionlimit(before)
    return evaluator


def seen(story: str | dict[str, str], root: Path) -> list[str]:
    """What ``probe.see`` was called with, in order: each as ``values`` or ``values when condition``."""
    evaluator = evaluated({"main.py": story} if isinstance(story, str) else story, root)
    return [
        ", ".join(map(render, event.value.args)) + (f" when {condition(event.when)}" if event.when else "")
        for event in evaluator.events
        if event.value.callee == External("probe.see")
    ]


def render(cases: Cases) -> str:
    """A slot as text: ``a`` or ``{a if x | b if not x}``."""
    if len(cases) == 1 and not cases.cases[0].when:
        return _value(cases.cases[0].value)
    return "{" + " | ".join(_value(c.value) + (f" if {condition(c.when)}" if c.when else "") for c in cases) + "}"


def condition(when: Condition) -> str:
    return " & ".join(sorted(("" if truth else "not ") + _value(test) for test, truth in when.literals))


def _value(value: Value) -> str:
    match value:
        case Const():
            return repr(value.value)
        case External():
            return value.name.rpartition(".")[2]
        case Apply():
            arguments = [*map(render, value.args), *(f"{name}={render(cases)}" for name, cases in value.keywords)]
            return f"{_value(value.callee)}({', '.join(arguments)})"
        case Member():
            return f"{_value(value.value)}.{value.name}"
        case Item():
            return f"{_value(value.value)}[{render(value.index)}]"
        case Parameter():
            return f"${value.name}"
        case Sequence():
            inside = ", ".join(map(render, value.items))
            return f"[{inside}]" if value.kind == "list" else f"({inside})"
        case Mapping():
            return "{" + ", ".join(f"{_value(key)}: {render(item)}" for key, item in value.items) + "}"
        case SliceValue():
            return ":"
        case Unknown():
            return f"?{value.reason}"
    return type(value).__name__
