"""Every row's signature is that of the installed library.

Python objects are asked by ``inspect``; torch's C functions have a schema, or at least a first line of documentation.
Packages that are installed but cannot be imported here (they need torchvision) are read as source.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import inspect
import re
import typing
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from headlint import knowledge
from headlint.knowledge.rows import Measure, Row, Score
from headlint.knowledge.signature import Parameter, Signature, parse
from headlint.values import Const

torch = pytest.importorskip("torch")

ROWS = [row for table in knowledge.tables() if table.framework in ("torch", "python") for row in table.rows]
ABSENT = object()
NONE: frozenset[str] = frozenset()


class Found(NamedTuple):
    """A parameter of the real library; ``default`` is ABSENT where it must be given."""

    name: str
    keyword_only: bool
    default: Any


class Real(NamedTuple):
    parameters: tuple[Found, ...]
    rest: str | None = None
    options: str | None = None


# ── what the library says ────────────────────────────────────────────────────────────────────────────────────────────


@cache
def importable(package: str) -> bool:
    """Whether a package can be imported; some are there and need others that are not."""
    try:
        importlib.import_module(package)
    except ImportError:
        return False
    return True


def resolve(name: str) -> Any:
    """The object of a qualified name; ImportError if its package is not there."""
    parts = name.split(".")
    if not importable(parts[0]):
        raise ImportError(parts[0])
    for length in range(len(parts) - 1, 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            found = getattr(found, part)
        return found
    raise ImportError(name)


def inspected(function: Any) -> Real:
    signature = inspect.signature(function)
    rest = options = None
    parameters = []
    for parameter in signature.parameters.values():
        if parameter.kind is parameter.VAR_POSITIONAL:
            rest = parameter.name
        elif parameter.kind is parameter.VAR_KEYWORD:
            options = parameter.name
        else:
            default = ABSENT if parameter.default is parameter.empty else parameter.default
            parameters.append(Found(parameter.name, parameter.kind is parameter.KEYWORD_ONLY, default))
    return Real(tuple(parameters), rest, options)


def constructor(cls: type) -> Real:
    """A class's own constructor; torch hides some behind ``*args``."""
    from torch.nn import Module

    if cls.__init__ is Module.__init__:
        return Real(())
    overloads = typing.get_overloads(cls.__init__)
    if overloads:
        return without_self(inspected(overloads[0]))
    found = inspected(cls)
    if found.rest and found.options and not found.parameters and cls.__mro__[1] is not Module:
        return constructor(cls.__mro__[1])
    return found


def without_self(real: Real) -> Real:
    return real._replace(parameters=tuple(each for each in real.parameters if each.name != "self"))


def function(row: Row) -> list[Real]:
    """The ways in which a function or method can be called."""
    target = resolve(row.name)
    try:
        found = inspected(target)
    except ValueError:
        return schemas(row) + documented(target, row)
    if row.name.startswith("torch.nn.functional.") and found.rest and not found.parameters:
        return [inspected(resolve(f"{row.name}_with_indices"))]
    return [found]


def schemas(row: Row) -> list[Real]:
    bare = row.name.rpartition(".")[2]
    operators = [bare, f"special_{bare}", f"linalg_{bare}"]
    found = []
    for operator in operators:
        for schema in torch._C._jit_get_schemas_for_operator(f"aten::{operator}"):
            parameters = []
            for argument in schema.arguments:
                first = argument.name == "self" and row.form == "function"
                default = argument.default_value if argument.has_default_value() else ABSENT
                default = default[0] if isinstance(default, list) and len(set(default)) == 1 else default
                parameters.append(Found("input" if first else argument.name, argument.kwarg_only, default))
            parameters.sort(key=lambda each: row.form != "method" or each.name != "self")
            found.append(Real(tuple(parameters)))
    return found


def documented(target: Any, row: Row) -> list[Real]:
    bare = row.name.rpartition(".")[2]
    found = []
    own = "self, " if row.form == "method" else ""
    for given in re.findall(rf"^\s*(?:\w+\.)*{bare}\((.*?)\) *->", target.__doc__ or "", re.DOTALL | re.MULTILINE):
        text = re.sub(r"torch\.\w+|<[^>]*>", "...", " ".join(given.split()))
        try:
            found.append(real(parse(f"({own}{text})")))
        except (SyntaxError, ValueError):
            continue
    return found


def real(signature: Signature) -> Real:
    """A signature that was read from text."""
    positional = tuple(Found(each.name, False, value(each)) for each in signature.positional)
    keyword = tuple(Found(each.name, True, value(each)) for each in signature.keyword_only)
    return Real(positional + keyword, signature.rest, signature.options)


def value(parameter: Parameter) -> Any:
    if parameter.default is None:
        return ABSENT
    return parameter.default.value if isinstance(parameter.default, Const) else ...


# ── packages that are there and cannot be imported ───────────────────────────────────────────────────────────────────


@cache
def texts(package: str) -> list[str]:
    """The source files of an installed package."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return []
    return [path.read_text() for root in spec.submodule_search_locations for path in sorted(Path(root).rglob("*.py"))]


def definitions(package: str, name: str) -> list[ast.stmt]:
    """Every class and function of an installed package that has a bare name."""
    defines = re.compile(rf"^(?:class|def) {name}\b", re.MULTILINE)
    bodies = (ast.parse(text).body for text in texts(package) if defines.search(text))
    return [node for body in bodies for node in body if getattr(node, "name", "") == name]


def written(row: Row) -> list[Real]:
    """The signatures of everything in the row's package that has its bare name."""
    found = []
    package, _, name = row.name.partition(".")
    for node in definitions(package, name.rpartition(".")[2]):
        target = node
        if isinstance(node, ast.ClassDef):
            target = next((each for each in node.body if getattr(each, "name", "") == "__init__"), node)
        if isinstance(target, ast.FunctionDef):
            target.args.args = [each for each in target.args.args if each.arg not in ("self", "cls")]
            found.append(read_arguments(target.args))
    return found


def read_arguments(arguments: ast.arguments) -> Real:
    before = [*arguments.posonlyargs, *arguments.args]
    padded = [None] * (len(before) - len(arguments.defaults)) + list(arguments.defaults)
    positional = [Found(each.arg, False, literal(default)) for each, default in zip(before, padded, strict=True)]
    keyword = [
        Found(each.arg, True, literal(default))
        for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    ]
    rest, options = arguments.vararg, arguments.kwarg
    return Real((*positional, *keyword), rest.arg if rest else None, options.arg if options else None)


def literal(default: ast.expr | None) -> Any:
    if default is None:
        return ABSENT
    try:
        return ast.literal_eval(default)
    except ValueError:
        return ...


# ── the comparison ───────────────────────────────────────────────────────────────────────────────────────────────────


def differences(ours: Signature, theirs: Real, merged: bool = False, elsewhere: frozenset[str] = NONE) -> list[str]:
    """In what a row's signature differs from the library's. ``merged``: the row joins overloads, so it may give a
    default to what one of them requires, and have a keyword that is ``elsewhere``."""
    found = []
    names = [each.name for each in ours.positional] + ([ours.rest] if ours.rest not in (None, "rest") else [])
    real_names = [each.name for each in theirs.parameters if not each.keyword_only]
    real_names += [theirs.rest] if theirs.rest else []
    open_end = ours.options is not None
    if names != (real_names[: len(names)] if open_end else real_names):
        found.append(f"positional {names} against {real_names}")
    known = {each.name: each for each in theirs.parameters}
    for each in ours.keyword_only:
        if each.name not in known and each.name not in elsewhere and theirs.options is None:
            found.append(f"no keyword {each.name}")
    missing = {each.name for each in theirs.parameters if each.keyword_only} - {each.name for each in ours.keyword_only}
    if missing and not open_end and not merged:
        found.append(f"keywords {sorted(missing)} are missing")
    for each in ours.parameters:
        if each.name in known and not agrees(value(each), known[each.name].default, merged):
            found.append(f"{each.name}={value(each)!r} against {known[each.name].default!r}")
    return found


def agrees(ours: Any, theirs: Any, merged: bool) -> bool:
    if ours is ABSENT or theirs is ABSENT:
        return ours is theirs or merged
    if ours is ...:
        return not isinstance(theirs, (bool, int, float, str))
    return bool(ours == theirs) or (merged and ours is None)


def sources(row: Row) -> tuple[list[Real], bool]:
    """What the row is compared with, and whether overloads are merged."""
    try:
        target = resolve(row.name)
    except ImportError:
        return written(row), False
    if row.form == "layer" and inspect.isclass(target):
        return [constructor(target)], False
    found = function(row)
    return found, len(found) != 1 or not inspectable(target)


def inspectable(target: Any) -> bool:
    try:
        inspect.signature(target)
    except ValueError:
        return False
    return True


def name_of(row: Row) -> str:
    return row.name


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_the_signature_is_that_of_the_library(row: Row) -> None:
    if not row.checked:
        assert row.note, "a row that cannot be checked says why"
        pytest.skip(row.note)
    if row.form == "attribute":
        assert hasattr(torch.Tensor, row.name.rpartition(".")[2])
        return
    if importlib.util.find_spec(row.name.partition(".")[0]) is None:
        pytest.skip("its package is not installed")
    found, merged = sources(row)
    assert found, f"nothing to compare {row.name} with"
    elsewhere = frozenset(each.name for theirs in found for each in theirs.parameters) if merged else NONE
    compared = [differences(knowledge.signature(row), theirs, merged, elsewhere) for theirs in found]
    assert [] in compared, min(compared, key=len)


LAYERS = [row for row in ROWS if row.form == "layer" and row.checked]


@pytest.mark.parametrize("row", LAYERS, ids=name_of)
def test_the_call_is_that_of_the_library(row: Row) -> None:
    try:
        target = resolve(row.name)
    except ImportError:
        pytest.skip("it cannot be imported here")
    if not inspect.isclass(target):
        pytest.skip("a function that makes the layer")
    forward = without_self(inspected(target.update if isinstance(row.does, Measure) else target.forward))
    ours = knowledge.call_signature(row)
    if forward.rest and forward.options and not forward.parameters:
        return  # made of its arguments, not a class of its own
    if ours.rest == "rest":  # nothing but the input is described
        assert ours.positional[0].name == forward.parameters[0].name
    else:
        assert differences(ours, forward) == []


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_effects_name_parameters(row: Row) -> None:
    """Each parameter that an effect names is in the signature, or in that of the layer's call."""
    known = set(knowledge.signature(row).names)
    called = set(knowledge.call_signature(row).names) if row.form == "layer" else known
    for effect in (row.does, *row.outputs):
        for field in ("axis", "activation", "weights", "sizes", "dtype_from", "low", "high", "threshold", "weight",
                      "channels", "shape"):  # fmt: skip
            named = getattr(effect, field, None)
            if isinstance(named, str) and not (field == "shape" and type(effect).__name__ == "Keep"):
                assert named in known | called, f"{field}={named}"
        for named in (*getattr(effect, "axes", ()), *(getattr(effect, "limits", None) or ())):
            assert named in known | called
        for named in getattr(effect, "inputs", ()):
            assert named in called
        for field in ("input", "target"):
            if isinstance(getattr(effect, field, None), str):
                assert getattr(effect, field) in called
    variants = (*row.variants, *(row.does.variants if isinstance(row.does, Score) else ()))
    for variant in variants:
        assert variant.parameter in known
        assert all(hasattr(row.does, field) for field in variant.fields)
    for _, new in row.renamed:
        assert new in known
