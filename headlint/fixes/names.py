"""The names of a file: what its imports bind, and how another name of a library can be said in it."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from headlint import knowledge
from headlint.fixes.code import Code, Piece
from headlint.fixes.refused import Refused


@dataclass(frozen=True, slots=True)
class Spelled:
    """An expression that means a name, and what must be added to the file for it."""

    text: str
    pieces: tuple[Piece, ...] = ()


class Names:
    """What the names in a file mean. A name that is bound twice means nothing."""

    def __init__(self, code: Code) -> None:
        self.code = code
        self._imports = [node for node in ast.walk(code.tree) if isinstance(node, (ast.Import, ast.ImportFrom))]
        self._assigned = set(_assigned(code.tree))
        self._bound = dict(self._settled())
        self._stars = [
            node.module
            for node in self._froms()
            if node.module and any(alias.name == "*" for alias in node.names)
        ]  # fmt: skip

    def _settled(self) -> Iterator[tuple[str, str]]:
        """Names that are bound by imports, always to the same thing."""
        meanings: dict[str, list[str]] = {}
        for bound, meant in _bindings(self._imports):
            meanings.setdefault(bound, []).append(meant)
        for bound, meant_by in meanings.items():
            if len({_module(meant) for meant in meant_by}) == 1 and bound not in self._assigned:
                yield bound, meant_by[0]

    def _froms(self) -> list[ast.ImportFrom]:
        return [node for node in self._imports if isinstance(node, ast.ImportFrom) and not node.level]

    # What an expression means.

    def qualified(self, node: ast.expr) -> str | None:
        """The qualified name that an expression means, as the file spells it; None if it is none of a library's."""
        if isinstance(node, ast.Name):
            if node.id in self._bound:
                return self._bound[node.id]
            if node.id in self._assigned:
                return None
            found = {f"{module}.{node.id}" for module in self._stars if knowledge.row(f"{module}.{node.id}")}
            return found.pop() if len(found) == 1 else None
        if isinstance(node, ast.Attribute):
            parent = self.qualified(node.value)
            return parent and f"{parent}.{node.attr}"
        return None

    def means(self, node: ast.expr, name: str) -> bool:
        """Whether an expression means a library's function or class, in any of its spellings."""
        said = self.qualified(node)
        return said is not None and same(said, name)

    # How to say another name.

    def renamed(self, node: ast.expr, name: str) -> tuple[Piece, ...]:
        """What makes an expression mean another name: only its last word where that will do."""
        leaf = name.rpartition(".")[2]
        if isinstance(node, ast.Attribute):
            parent = self.qualified(node.value)
            if parent and same(f"{parent}.{leaf}", name):
                end = self.code.end(node)
                return (Piece(end - len(node.attr), end, leaf),)
        starred = isinstance(node, ast.Name) and node.id not in self._bound and node.id not in self._assigned
        if starred and any(same(f"{module}.{leaf}", name) for module in self._stars):
            return (Piece(self.code.start(node), self.code.end(node), leaf),)
        found = self._beside(node, leaf, name) or self.spelled(name)
        return *found.pieces, Piece(self.code.start(node), self.code.end(node), found.text)

    def _beside(self, node: ast.expr, leaf: str, name: str) -> Spelled | None:
        """The import of a name gets the other name as well, or instead where nothing else uses the first."""
        if not isinstance(node, ast.Name) or not self._free(leaf):
            return None
        for statement in self._froms():
            for alias in statement.names:
                if (alias.asname or alias.name) == node.id and same(f"{statement.module}.{leaf}", name):
                    instead = Piece(self.code.start(alias), self.code.end(alias), leaf)
                    return Spelled(leaf, (instead if self._uses[node.id] == 1 else self._one_more(statement, leaf),))
        return None

    def spelled(self, name: str) -> Spelled:
        """How to say a qualified name with what the file imports, or with an import more."""
        for parts in range(name.count(".") + 1, 0, -1):
            prefix = ".".join(name.split(".")[:parts])
            for bound, meant in self._bound.items():
                if _module(meant) == prefix:
                    return Spelled(bound + name[len(prefix) :])
        package = name.partition(".")[0]
        for bound, meant in self._bound.items():
            if meant == "tensorflow" and package == "keras":
                return Spelled(f"{bound}.{name}")
        return self._imported(name)

    def _imported(self, name: str) -> Spelled:
        """A name with an import for it: in one that the file has, else in a line of its own behind its like."""
        module, _, leaf = name.rpartition(".")
        if not self._free(leaf):
            raise Refused(f"{leaf} means something else in {self.code.path}")
        like = [
            node
            for node in self.code.tree.body
            if isinstance(node, ast.ImportFrom) and node.module and not node.level
            if _module(node.module).partition(".")[0] == name.partition(".")[0]
        ]  # fmt: skip
        for node in like:
            if _module(node.module or "") == module and node.names[0].name != "*":
                return Spelled(leaf, (self._one_more(node, leaf),))
        if not like:
            raise Refused(f"nothing that {self.code.path} imports leads to {name}")
        last, spelled = like[-1], module
        for node in like:
            written = node.module or ""
            if written.startswith(("tensorflow.keras", "tf_keras")):
                spelled = written.partition("keras")[0] + module
        if not self.code.owns_its_lines(last):
            raise Refused(f"an import of {name} has no line to stand on")
        behind = self.code.line_end(self.code.end(last) - 1)
        line = f"from {spelled} import {leaf}"
        newline = self.code.newline(self.code.start(last))
        if self.code.text[:behind].endswith(("\n", "\r")):
            return Spelled(leaf, (Piece(behind, behind, line + newline),))
        return Spelled(leaf, (Piece(behind, behind, newline + line),))

    def _one_more(self, node: ast.ImportFrom, leaf: str) -> Piece:
        """One name more in a from-import, set as the last one is set."""
        last = node.names[-1]
        start, end = self.code.start(last), self.code.end(last)
        alone = len(node.names) > 1 and not self.code.between(self.code.line_start(start), start).strip()
        gap = self.code.newline(start) + self.code.indent(start) if alone else " "
        return Piece(end, end, f",{gap}{leaf}")

    def _free(self, leaf: str) -> bool:
        """Whether a name means nothing in the file yet."""
        bound = {name for name, _ in _bindings(self._imports)}
        return leaf not in bound and leaf not in self._assigned

    @property
    def _uses(self) -> Counter[str]:
        return Counter(node.id for node in ast.walk(self.code.tree) if isinstance(node, ast.Name))


def same(one: str, other: str) -> bool:
    """Whether two qualified names are spellings of one object."""
    row = knowledge.row(one)
    return knowledge.canonical(one) == knowledge.canonical(other) or (row is not None and row is knowledge.row(other))


def _module(name: str) -> str:
    """A module's name as the documentation spells it."""
    return knowledge.canonical(f"{name}.").removesuffix(".")


def _bindings(imports: list[ast.Import | ast.ImportFrom]) -> Iterator[tuple[str, str]]:
    """The names that imports bind, and what they mean; a name of the project's own means "."."""
    for node in imports:
        for alias in node.names:
            if isinstance(node, ast.Import):
                top = alias.name.partition(".")[0]
                yield (alias.asname, alias.name) if alias.asname else (top, top)
            elif alias.name != "*":
                yield alias.asname or alias.name, "." if node.level else f"{node.module}.{alias.name}"


def _assigned(tree: ast.AST) -> Iterator[str]:
    """Every name that is bound by something else than an import, anywhere in a file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.ExceptHandler) and node.name:
            yield node.name
