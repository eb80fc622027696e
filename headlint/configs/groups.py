"""Hydra's defaults lists: a config that is composed of one file from each of several groups.

https://hydra.cc/docs/advanced/defaults_list/ and https://hydra.cc/docs/advanced/overriding_packages/. What the command
line chooses is not known: a group without a choice leaves the config incomplete.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from headlint.configs.config import merged
from headlint.configs.tree import Entries, Entry, Items, Key, Node, Scalar, child, plain

if TYPE_CHECKING:
    from headlint.configs.assemble import Files

DEFAULTS = "defaults"
MAX_FILES = 100

_CHOICE = re.compile(r"(?P<how>(?:(?:override|optional)\s+)*)(?P<group>/?[\w./\-]+)(?:@(?P<package>[\w.]+))?")
_GLOBAL = "_global_"
_SELF = "_self_"


@dataclass
class Composed:
    """What a primary config is composed to. ``complete``: every group was chosen and found."""

    root: Node
    complete: bool = True
    files: tuple[str, ...] = ()


@dataclass
class _Composition:
    files: Files
    home: str
    """The directory that absolute groups begin at."""
    chosen: dict[str, str] = field(default_factory=dict)
    """What ``override`` chose, by group."""
    seen: dict[str, None] = field(default_factory=dict)
    complete: bool = True


def compose(root: Entries, path: str, files: Files) -> Composed:
    """The config that a file with a defaults list stands for."""
    composition = _Composition(files, _home(root, path, files))
    group = posixpath.relpath(posixpath.dirname(path) or ".", composition.home or ".")
    made = _composed(composition, root, path, "" if group == "." else group, "")
    return Composed(made, composition.complete, tuple(composition.seen))


def _home(root: Entries, path: str, files: Files) -> str:
    """The directory of the configs: where an absolute group is found, else the file's own."""
    directory = posixpath.dirname(path)
    for group, option, _ in _choices(root):
        here = directory
        while group.startswith("/") and option:
            if files.root_of(posixpath.join(here, group[1:], f"{option}.yaml")) is not None:
                return here
            if not here:
                break
            here = posixpath.dirname(here)
    return directory


def _choices(root: Entries) -> list[tuple[str, str | None, str]]:
    """The entries of a defaults list: group (with "/" if absolute), option, package; the group of a bare file is ""."""
    listed = child(root, DEFAULTS)
    found: list[tuple[str, str | None, str]] = []
    for item in listed.items if isinstance(listed, Items) else ():
        if isinstance(item, Scalar) and isinstance(item.value, str):
            name, _, package = item.value.partition("@")
            found.append(("", name, package))
        elif isinstance(item, Entries):
            for key, entry in item.entries.items():
                match = _CHOICE.fullmatch(str(key))
                options = entry.node.items if isinstance(entry.node, Items) else (entry.node,)
                for option in options if match is not None else ():
                    value = plain(option)
                    named = value if isinstance(value, str) and value != "???" and "${" not in value else None
                    if match is not None and not (value is None and isinstance(option, Scalar) and not option.tag):
                        found.append((f"{match['how']}{match['group']}", named, match["package"] or ""))
    return found


def _composed(composition: _Composition, root: Entries, path: str, group: str, package: str) -> Node:
    """A file with its defaults: in the order of the list, its own content where ``_self_`` stands, else first."""
    composition.seen[path] = None
    own = Entries({key: entry for key, entry in root.entries.items() if key != DEFAULTS}, root.place)
    choices = _choices(root)
    if not any(option == _SELF for _, option, _ in choices):
        choices.insert(0, ("", _SELF, ""))
    for named, option, _ in choices:
        if "override" in named and option:
            composition.chosen[_absolute(named, group)] = option
    result: Node = Entries({}, root.place)
    for named, option, into in choices:
        if option == _SELF:
            result = merged(result, _wrapped(own, package), {})
        elif "override" not in named:
            result = merged(result, _chosen(composition, named, option, into, group, package, root), {})
    return result


def _chosen(
    composition: _Composition, named: str, option: str | None, into: str, group: str, package: str, root: Entries
) -> Node:
    """The content of one choice, at its package."""
    nothing = Entries({}, root.place)
    within = _absolute(named, group) if named else group
    option = composition.chosen.get(within, option) if named else option
    if option is not None and option.startswith("/"):
        within, option = "", option[1:]
    if option is None:
        composition.complete = False
        return nothing
    path = posixpath.normpath(posixpath.join(composition.home, within, option.removesuffix(".yaml") + ".yaml"))
    found = composition.files.root_of(path) if path not in composition.seen else None
    if not isinstance(found, Entries) or len(composition.seen) >= MAX_FILES:
        composition.complete = composition.complete and "optional" in named
        return nothing
    said = composition.files.package(path)
    parts = posixpath.join(within, posixpath.dirname(option)).split("/")
    where = into or said or ".".join(part for part in parts if part)
    if where.startswith(_GLOBAL):
        where = where.removeprefix(_GLOBAL).strip(".")
    elif where == "_here_":
        where = package
    elif into and package:
        where = f"{package}.{into}"
    return _composed(composition, found, path, within, where)


def _absolute(named: str, group: str) -> str:
    """A group from the home on: "/a" is, "a" is below the group of the file that names it."""
    name = named.split()[-1]
    return name[1:] if name.startswith("/") else posixpath.normpath(posixpath.join(group, name)).removeprefix("./")


def _wrapped(node: Entries, package: str) -> Node:
    """A mapping at a package: inside as many mappings as it has parts."""
    wrapped: Node = node
    for part in reversed(package.split(".") if package else []):
        entries: dict[Key, Entry] = {part: Entry(wrapped, node.place)}
        wrapped = Entries(entries, node.place)
    return wrapped
