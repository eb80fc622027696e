"""Imports point down only, and some libraries may be imported in one place only."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = "headlint"

# From bottom to top. What stands side by side does not see each other.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("span", "maths", "root", "progress", "records", "faults", "signs"),
    ("remedies",),
    ("values", "findings"),
    ("facts", "settings", "reports"),
    ("source", "knowledge", "plain"),
    ("evaluate", "configs"),
    ("project", "library", "files", "configfile", "cache", "outcome"),
    ("heads",),
    ("linking",),
    ("rule", "stages"),
    ("rules", "judge", "cellorder", "inventory", "suppress", "baseline", "fixes", "probe"),
    ("check", "pages"),
    ("fixing",),
    ("quick",),
    ("cached",),
    ("cli", "server", "pytest_plugin"),
    ("__main__",),
)
HEIGHT = {name: height for height, layer in enumerate(LAYERS) for name in layer}

# Stricter than the layers: all that these may see of headlint besides their own package.
SEES = {"rules": {"rule", "facts", "findings", "remedies", "span", "maths"}, "reports": {"findings", "span"}}

# Who may import a library; the modules named, and all below them.
LIBRARIES = {
    "pytest": ("pytest_plugin",),
    "click": ("cli",),
    "libcst": ("source", "fixes"),
    "yaml": ("configs",),
    "tomli": ("configfile",),
    "typing_extensions": ("records",),  # for type checkers, who bring it
    "torch": ("probe.worker", "probe.live"),
    "keras": ("probe.worker", "probe.live"),
    "tensorflow": ("probe.worker",),
    "jax": ("probe.worker",),
    "numpy": ("probe.worker", "probe.live"),
}


def violations(root: Path) -> list[str]:
    """What is wrong with the imports of the package that lies in ``root / "headlint"``."""
    package = root / PACKAGE
    files = [file for file in sorted(package.rglob("*.py")) if (package / "knowledge" / "stubs") not in file.parents]
    return [f"{file.relative_to(root).as_posix()}: {wrong}" for file in files for wrong in _wrong(file, package)]


def _wrong(file: Path, package: Path) -> Iterator[str]:
    parts = file.relative_to(package).with_suffix("").parts
    parts = parts[:-1] if parts[-1] == "__init__" else parts
    module = ".".join(parts)
    if parts and parts[0] not in HEIGHT:
        yield f"{parts[0]} stands in no layer"
        return
    for name in _imported(file, parts):
        top, _, rest = name.partition(".")
        if top == PACKAGE:
            yield from _upward(module, rest.split(".")[0], rest)
        elif top in LIBRARIES:
            if not any(f"{module}.".startswith(f"{owner}.") for owner in LIBRARIES[top]):
                yield f"{top} may be imported in {', '.join(LIBRARIES[top])} only"
        elif top not in sys.stdlib_module_names:
            yield f"{top} is not a run-time dependency"


def _upward(module: str, seen: str, full: str) -> Iterator[str]:
    own = module.split(".")[0]
    if seen in ("", "__version__") or (own == seen and own != "rules"):
        return  # the package itself, or a neighbour
    if full.startswith("knowledge.stubs"):
        yield f"{full} is for the evaluator to read, not for us to import"
    if not own:
        yield f"the package itself imports {seen}"
    elif own == "rules" == seen:
        if not full.split(".")[1].startswith("_"):
            yield f"a rule imports another: {full}"
    elif seen not in HEIGHT:
        yield f"{seen} stands in no layer"
    elif own in SEES:
        if seen not in SEES[own]:
            yield f"{own} may not see {seen}"
    elif HEIGHT[seen] >= HEIGHT[own]:
        yield f"{seen} does not stand below {own}"


def _imported(file: Path, parts: tuple[str, ...]) -> Iterator[str]:
    """The absolute names of the modules (or names in modules) that a file imports anywhere in it."""
    home = [PACKAGE, *parts] if file.name == "__init__.py" else [PACKAGE, *parts][:-1]
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join([*home[: len(home) - node.level + 1], *filter(None, [node.module])])
            absolute = base if node.level else node.module or ""
            yield from (f"{absolute}.{alias.name}" for alias in node.names)


def test_imports_point_down() -> None:
    assert violations(ROOT) == []


@pytest.mark.parametrize(
    ("path", "line", "complaint"),
    [
        ("values.py", "from headlint.heads import Head", "heads does not stand below values"),
        ("values.py", "from . import cli", "cli does not stand below values"),
        ("evaluate/calls.py", "from ..project import load", "project does not stand below evaluate"),
        ("evaluate/calls.py", "import headlint.knowledge.stubs.torch", "not for us to import"),
        ("source/lower.py", "from headlint.knowledge import rows", "knowledge does not stand below source"),
        ("rules/one.py", "from headlint.rules.two import look", "a rule imports another"),
        ("rules/one.py", "from headlint.values import Const", "rules may not see values"),
        ("reports/text.py", "from headlint.rule import Rule", "reports may not see rule"),
        ("reports/text.py", "import click", "click may be imported in cli only"),
        ("heads.py", "def late():\n    import libcst", "libcst may be imported in source, fixes only"),
        ("probe/host.py", "import torch", "torch may be imported in probe.worker, probe.live only"),
        ("check.py", "import requests", "requests is not a run-time dependency"),
        ("surprise.py", "", "surprise stands in no layer"),
        ("__init__.py", "from headlint.cli import main", "the package itself imports cli"),
    ],
)
def test_an_import_that_points_up_is_seen(tmp_path: Path, path: str, line: str, complaint: str) -> None:
    file = tmp_path / PACKAGE / path
    file.parent.mkdir(parents=True)
    file.write_text(line)
    (seen,) = violations(tmp_path)
    assert seen.startswith(f"headlint/{path}: ")
    assert complaint in seen


def test_an_import_that_points_down_is_fine(tmp_path: Path) -> None:
    fine = {
        "cli.py": "import json\nimport click\nfrom headlint import __version__\nfrom headlint.check import check",
        "rules/one.py": "from headlint.rule import rule\nfrom headlint.rules._maths import floor",
        "reports/text.py": "from headlint.findings import Finding\nfrom .escape import visible",
        "source/lower.py": "import libcst as cst\nfrom headlint.span import Span",
        "probe/worker/torch_side.py": "import torch",
        "knowledge/stubs/torch/nn/__init__.py": "import anything",
    }
    for path, text in fine.items():
        file = tmp_path / PACKAGE / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    assert violations(tmp_path) == []
