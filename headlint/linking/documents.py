"""Which file a program reads: the path in ``open("config.yaml")`` or ``Path(__file__).parent / "config.yaml"``, as far
as it is written out."""

from __future__ import annotations

import posixpath

from headlint.values import Apply, Cases, Const, External, Member, Sequence, Value

MAX_STEPS = 20

_SAME = {
    "builtins.open", "builtins.str", "io.open", "codecs.open", "os.fspath", "os.path.abspath", "os.path.realpath",
    "os.path.normpath", "os.path.expanduser", "hydra.utils.to_absolute_path", "pathlib.Path", "pathlib.PurePath",
    "pathlib.PosixPath",
}  # fmt: skip
"""Functions that name the file that they are given."""

_SAME_METHODS = {
    "__enter__", "__str__", "__fspath__", "read", "read_text", "read_bytes", "readlines", "open", "resolve", "absolute",
    "as_posix", "expanduser",
}  # fmt: skip


def written_path(value: Value, steps: int = 0) -> str | None:
    """The path that a value names; None if some of it is not written out."""
    if steps > MAX_STEPS:
        return None
    if isinstance(value, Const):
        return value.value if isinstance(value.value, str) else None
    if isinstance(value, Member):
        inner = written_path(value.value, steps + 1)
        if value.name == "parent" and inner is not None:
            return posixpath.dirname(inner) or "."
        return inner if value.name in _SAME_METHODS else None
    if not isinstance(value, Apply):
        return None
    if isinstance(value.callee, Member):
        return _by_method(value, value.callee, steps)
    return _by_function(value, value.callee.name, steps) if isinstance(value.callee, External) else None


def _by_method(value: Apply, callee: Member, steps: int) -> str | None:
    inner = written_path(callee.value, steps + 1)
    if inner is None or callee.name in _SAME_METHODS:
        return inner
    return _joined([inner, *(_only(argument, steps) for argument in value.args)]) if callee.name == "joinpath" else None


def _by_function(value: Apply, name: str, steps: int) -> str | None:
    parts = [_only(argument, steps) for argument in value.args]
    if name == "os.path.dirname" and parts and parts[0] is not None:
        return posixpath.dirname(parts[0]) or "."
    if name in ("os.path.join", "operator.truediv", "pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath"):
        return _joined(parts)
    return parts[0] if name in _SAME and parts else None


def _only(argument: Cases, steps: int) -> str | None:
    only = argument.single()
    return None if only is None else written_path(only, steps + 1)


def _joined(parts: list[str | None]) -> str | None:
    known = [part for part in parts if part is not None]
    return posixpath.join(*known) if known and len(known) == len(parts) else None


def pair_of(value: Value) -> tuple[str | None, str | None]:
    """Two words: the directory and the name of a config (``hydra.main(config_path, config_name)``)."""
    items = value.items if isinstance(value, Sequence) else ()
    first, second = ([*map(_word, items), None, None])[:2]
    return first, second


def _word(cases: Cases) -> str | None:
    constant = cases.constant()
    return constant.value if constant is not None and isinstance(constant.value, str) else None
