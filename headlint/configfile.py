"""Settings files: ``headlint.toml``, or the table ``[tool.headlint]`` of a ``pyproject.toml``.

The nearest one above what is checked holds, and it alone: nothing is merged. A key or rule that headlint does not know
is an error, for a setting with a slip in it would otherwise be silently without effect.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from headlint.findings import LEVELS, Certainty
from headlint.settings import Format, Settings, SettingsError, meant

OWN = "headlint.toml"
SHARED = "pyproject.toml"

Kind = Literal["rules", "strings", "string", "flag", "choice", "rules by pattern", "tables"]


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the settings file: what it holds, and what that does. ``choices``: the words of a choice."""

    name: str
    kind: Kind
    help: str
    choices: tuple[str, ...] = ()

    @property
    def field(self) -> str:
        return self.name.replace("-", "_")


KEYS = {
    key.name: key
    for key in (
        Key("select", "rules", "Run only these rules."),
        Key("extend-select", "rules", "Run these rules as well."),
        Key("ignore", "rules", "Do not run these rules."),
        Key("per-file-ignores", "rules by pattern", "Leave out findings of these rules in files that match a pattern."),
        Key(
            "exclude", "strings", "Patterns of files and directories that are not checked, in place of the usual ones."
        ),
        Key("extend-exclude", "strings", "Patterns of further files and directories that are not checked."),
        Key("respect-gitignore", "flag", "Whether to pass over what Git ignores."),
        Key("src", "strings", "Directories in which absolute imports are looked for, beside the project's root."),
        Key("min-certainty", "choice", "Leave out findings that are less certain.", get_args(Certainty)),
        Key("fail-level", "choice", "Exit with 1 if there is a finding of this level or worse.", LEVELS),
        Key("output-format", "choice", "How to print findings.", get_args(Format)),
        Key("baseline", "string", "A file of accepted findings that are not reported."),
        Key("probe", "flag", "Whether to measure the findings (as --probe does)."),
        Key("dialects", "tables", "Tables that say what stands where in config files, by name (see docs/configs.md)."),
    )
}


def find(start: Path) -> Path | None:
    """The nearest settings file in a directory or above it."""
    for directory in (start, *start.parents):
        if (directory / OWN).is_file():
            return directory / OWN
        if _is_meant(directory / SHARED):
            return directory / SHARED
    return None


def _is_meant(file: Path) -> bool:
    """Whether a pyproject.toml has a table of ours. Most have not, and are not even parsed."""
    try:
        return b"headlint" in file.read_bytes() and _table(file) is not None
    except OSError:
        return False


def load(file: Path, known_rules: Collection[str]) -> dict[str, Any]:
    """What a settings file says, by the field of ``Settings``. Raises ``SettingsError``, in one line with its name."""
    shown = str(file)
    table = _table(file)
    if table is None:
        raise SettingsError(f"{shown} has no table [tool.headlint]")
    return {KEYS[name].field: _value(KEYS[name], value, shown, known_rules) for name, value in _known(table, shown)}


def _known(table: Mapping[str, Any], shown: str) -> list[tuple[str, Any]]:
    for name in table:
        if name not in KEYS:
            raise SettingsError(f"{shown}: there is no setting '{name}'{meant(name, KEYS)}")
    return list(table.items())


def _table(file: Path) -> Mapping[str, Any] | None:
    """Our table in a TOML file: all of it, unless it is laid out as a pyproject.toml is; None if that has none."""
    content = _read(file)
    if file.name != SHARED and "tool" not in content:
        return content
    tool = content.get("tool", {})
    table = tool.get("headlint") if isinstance(tool, dict) else None
    if table is None:
        return None
    if not isinstance(table, dict):
        raise SettingsError(f"{file}: tool.headlint is no table")
    return table


def _read(file: Path) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        content: dict[str, Any] = tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except OSError as failed:
        raise SettingsError(f"{file} cannot be read: {failed.strerror or failed}") from failed
    except UnicodeDecodeError as failed:
        raise SettingsError(f"{file} is not UTF-8") from failed
    except (tomllib.TOMLDecodeError, RecursionError) as failed:
        raise SettingsError(f"{file} is no TOML: {failed}") from failed
    return content


def _value(key: Key, value: Any, shown: str, known_rules: Collection[str]) -> Any:
    where = f"{shown}: {key.name}"
    if key.kind == "flag":
        return _of(bool, "true or false", value, where)
    if key.kind == "string":
        return _of(str, "a string", value, where) or _fail(f"{where} must not be empty")
    if key.kind == "choice":
        if value not in key.choices:
            said = f"one of {', '.join(key.choices)}"
            raise SettingsError(f"{where} must be {said}, not {_spelled(value)}{meant(str(value), key.choices)}")
        return value
    if key.kind == "strings":
        return _strings(value, where)
    if key.kind == "rules":
        return _rules(value, where, known_rules)
    table = _of(dict, "a table", value, where)
    if key.kind == "tables":
        return {name: _of(dict, "a table", inner, f"{where}.{name}") for name, inner in table.items()}
    return tuple((name, _rules(rules, f"{where}: {_spelled(name)}", known_rules)) for name, rules in table.items())


def _fail(message: str) -> Any:
    raise SettingsError(message)


def _of(kind: type, said: str, value: Any, where: str) -> Any:
    if not isinstance(value, kind):
        raise SettingsError(f"{where} must be {said}, not {_spelled(value)}")
    return value


def _strings(value: Any, where: str) -> tuple[str, ...]:
    strings = _of(list, "a list of strings", value, where)
    if not all(isinstance(item, str) for item in strings):
        raise SettingsError(f"{where} must be a list of strings, not {_spelled(value)}")
    return tuple(strings)


def _rules(value: Any, where: str, known: Collection[str]) -> frozenset[str]:
    names = _strings(value, where)
    for name in names:
        if name not in known:
            raise SettingsError(f"{where}: there is no rule '{name}'{meant(name, known)}")
    return frozenset(names)


def _spelled(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)


def schema(known_rules: Collection[str]) -> dict[str, Any]:
    """The JSON Schema of a ``headlint.toml``, and of the table ``[tool.headlint]``."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Settings of headlint",
        "type": "object",
        "additionalProperties": False,
        "properties": {key.name: {"description": key.help, **_schema_of(key)} for key in KEYS.values()},
        "definitions": {
            "rules": {"type": "array", "items": {"$ref": "#/definitions/rule"}},
            "rule": {"enum": sorted(known_rules)},
        },
    }


def _schema_of(key: Key) -> dict[str, Any]:
    rules = {"$ref": "#/definitions/rules"}
    kinds: dict[Kind, dict[str, Any]] = {
        "rules": rules,
        "strings": {"type": "array", "items": {"type": "string"}},
        "string": {"type": "string", "minLength": 1},
        "flag": {"type": "boolean"},
        "choice": {"enum": list(key.choices)},
        "rules by pattern": {"type": "object", "additionalProperties": rules},
        "tables": {"type": "object", "additionalProperties": {"type": "object"}},
    }
    return kinds[key.kind]


def spelled(settings: Settings) -> str:
    """Settings as a ``headlint.toml`` that says the same, with a comment that says where they come from."""
    lines = [f"# {settings.file}" if settings.file else "# no settings file"]
    for key in KEYS.values():
        value = getattr(settings, key.field)
        if value is None or (key.kind in ("tables", "rules by pattern") and not value):
            lines.append(f"# {key.name} = {'all rules' if key.name == 'select' else 'none'}")
        else:
            lines.append(f"{key.name} = {_toml(value)}")
    return "".join(f"{line}\n" for line in lines)


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return _toml(tuple(value.items())) if value else "{}"
    if isinstance(value, (frozenset, list)):
        return f"[{', '.join(map(_toml, sorted(value) if isinstance(value, frozenset) else value))}]"
    if isinstance(value, tuple):
        if value and isinstance(value[0], tuple):
            return "{ " + ", ".join(f"{_toml(name)} = {_toml(inner)}" for name, inner in value) + " }"
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)
