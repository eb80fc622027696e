"""What a dialect's ``when`` says: tests of values at paths.

    when:
      model.name: [UNet*, ResNet]       one of these; * stands for any letters
      model.out_channels: {more: 1}     a number above
      loss: {present: true}
      task: {not: regression}
      train|val: {present: true}        one of two paths
      labels.*: {any: {kind: list}}     at least one of all

All must hold. A value that is not known passes no test, and where parts of the config are missing nothing counts as
absent: a dialect that is not sure is silent.
"""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

from headlint.configs.config import Config
from headlint.configs.references import Path
from headlint.configs.tree import Entries, Items, Node, Scalar, child, children, plain

OPERATORS = ("present", "not", "more", "less", "length", "kind", "any", "has", "tag", "unique")
KINDS = {"mapping": Entries, "list": Items, "value": Scalar}


def holds(config: Config, when: Mapping[str, Any], base: Path = ()) -> bool:
    return all(_holds(config, path, test, base) for path, test in when.items())


def _holds(config: Config, path: str, test: Any, base: Path) -> bool:
    found = [one.node for one in config.every(path, base)]
    if isinstance(test, Mapping) and "any" in test:
        return any(_passes(node, test["any"]) for node in found)
    if not found:
        return config.complete and _absent(test)
    return all(_passes(node, test) for node in found)


def _absent(test: Any) -> bool:
    """Whether nothing at all passes a test: ``null`` reads as what it is by default."""
    if isinstance(test, Mapping):
        if "present" in test:
            return test["present"] is False
        return "not" in test and not _absent(test["not"])
    if isinstance(test, (list, tuple)):
        return any(one is None for one in test)
    return test is None


def _passes(node: Node, test: Any) -> bool:
    if node.tag and not (isinstance(test, Mapping) and test.keys() <= {"present", "tag"}):
        return False
    if isinstance(test, Mapping):
        return all(_operator(node, name, operand) for name, operand in test.items())
    if isinstance(test, (list, tuple)):
        return any(_passes(node, one) for one in test)
    return isinstance(node, Scalar) and _equal(node.value, test)


def _operator(node: Node, name: str, operand: Any) -> bool:
    if name == "present":
        return operand is not (isinstance(node, Scalar) and node.value is None and not node.tag)
    if name == "tag":
        return bool(node.tag == operand)
    if name == "unique":
        said = [plain(below) for below in children(node)]
        return operand is (len(set(said)) == len(said) and None not in said)
    if name == "has":
        return child(node, operand) is not None
    if name == "not":
        return not _passes(node, operand)
    if name == "kind":
        return isinstance(node, KINDS[operand])
    if name == "length":
        size = size_of(node)
        return size is not None and _passes(Scalar(size, node.place), operand)
    number = node.value if isinstance(node, Scalar) else None
    if not isinstance(number, (int, float)) or isinstance(number, bool):
        return False
    return bool(number > operand if name == "more" else number < operand)


def size_of(node: Node) -> int | None:
    if isinstance(node, Items):
        return len(node.items)
    return len(node.entries) if isinstance(node, Entries) else None


def _equal(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, str) and "*" in wanted:
        return isinstance(value, str) and fnmatchcase(value, wanted)
    return bool(value == wanted) and isinstance(value, bool) == isinstance(wanted, bool)
