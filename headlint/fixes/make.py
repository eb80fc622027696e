"""From a remedy to edits: which file, which node, which of the ways to change it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from functools import cache
from itertools import pairwise

from headlint import knowledge
from headlint.fixes.activations import Applied, activation_argument
from headlint.fixes.calls import Call, number
from headlint.fixes.code import Code, Piece
from headlint.fixes.losses import Scored
from headlint.fixes.names import Names
from headlint.fixes.refused import Refused
from headlint.fixes.scalars import Config, is_config, place_of
from headlint.knowledge.rows import Activate, Score
from headlint.remedies import Argument, Change, Expect, Number, Remedy, Remove, Replace, Swap, Use
from headlint.span import Edit, Place


class Maker:
    """Makes edits of remedies for files as they are. ``read`` gives a file's bytes by its path."""

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self._read = read
        self._file = cache(self._file_uncached)
        self._config = cache(self._config_uncached)

    def edits(self, remedy: Remedy) -> tuple[Edit, ...]:
        """The edits that do what a remedy says. Raises Refused if one of its changes cannot be made."""
        pieces: dict[str, set[Piece]] = {}
        for change in remedy.changes:
            path, found = self._pieces(change)
            pieces.setdefault(path, set()).update(found)
        return tuple(edit for path in sorted(pieces) for edit in self._editable(path).edits(_apart(pieces[path])))

    def _editable(self, path: str) -> Code | Config:
        return self._config(path) if is_config(path) else self._file(path)[0]

    def _config_uncached(self, path: str) -> Config:
        return Config(path, self._read(path))

    def _file_uncached(self, path: str) -> tuple[Code, Names]:
        code = Code(path, self._read(path))
        return code, Names(code)

    def _at(self, place: Place) -> ast.expr:
        return self._file(place.path)[0].expression(place.span)

    def _pieces(self, change: Change) -> tuple[str, tuple[Piece, ...]]:
        written = place_of(change).path
        if is_config(written):
            return written, self._config(written).pieces(change)
        if isinstance(change, Number):
            code, _ = self._file(change.place.path)
            return code.path, number(code, self._at(change.place), change.old, change.new)
        if isinstance(change, (Remove, Replace)):
            return self._activation(change)
        if isinstance(change, Expect):
            return change.loss.made.path, self._loss(change.loss).expecting(self._at(change.loss.made), change)
        if isinstance(change, Argument):
            return change.call.made.path, self._argument(change)
        return change.loss.place.path, self._swap(change)

    # Losses and other calls.

    def _loss(self, use: Use) -> Scored:
        return Scored(*self._file(use.made.path), use.name)

    def _argument(self, change: Argument) -> tuple[Piece, ...]:
        call = self._call(change.call, change.call.made)
        return call.with_argument(change.parameter, change.value)

    def _call(self, use: Use, place: Place) -> Call:
        """The call of a function or method, or the construction of a layer, at a place."""
        code, names = self._file(place.path)
        row, node = knowledge.row(use.name), self._at(place)
        if row is None or not isinstance(node, ast.Call):
            raise Refused("it is not called there")
        if row.form == "method" and isinstance(node.func, ast.Attribute):
            return Call(code, node, row, bound=1)
        if names.means(node.func, use.name):
            return Call(code, node, row)
        if row.form == "layer" and place == use.place:
            return Call(code, node, row, called=True)
        raise Refused("what is called there goes by a name of the project's own")

    def _swap(self, change: Swap) -> tuple[Piece, ...]:
        call = self._call(change.loss, change.loss.place)
        if not isinstance(call.row.does, Score) or call.row.does.target is None:
            raise Refused("it has no labels")
        return call.exchanged(call.row.does.input, call.row.does.target)

    # Activations.

    def _activation(self, change: Remove | Replace) -> tuple[str, tuple[Piece, ...]]:
        use = change.activation
        code, names = self._file(use.made.path)
        made = self._at(use.made)
        argument = activation_argument(code, names, made)
        if argument is not None:  # Dense(10, activation=keras.activations.softmax)
            made = argument[2]
        if isinstance(change, Replace):
            return code.path, self._replaced(code, names, made, change)
        if argument is not None or _is_string(made):
            return self._unnamed(code, names, made, use)
        return self._removed(use)

    def _removed(self, use: Use) -> tuple[str, tuple[Piece, ...]]:
        """An activation that is called, or whose layer is constructed."""
        code, names = self._file(use.made.path)
        applied, made = Applied(code, names, use.name), self._at(use.made)
        if use.place == use.made and not applied.is_construction(made):
            return code.path, applied.unwrapped(made)
        if not applied.is_construction(made):
            raise Refused("its layer is made elsewhere")
        return self._layer_gone(applied, made, use)

    def _layer_gone(self, applied: Applied, made: ast.expr, use: Use) -> tuple[str, tuple[Piece, ...]]:
        """A layer that is constructed at ``made`` goes: out of its container, else from where it is called, else a
        layer that does nothing takes its place."""
        code = applied.code
        try:
            return code.path, applied.taken_out(made)
        except Refused:
            pass
        called = self._at(use.place) if use.place.path == code.path else None
        if isinstance(called, ast.Call) and applied.is_called(made, called):
            return code.path, applied.unwrapped(called)
        return code.path, applied.as_identity(made)

    def _unnamed(self, code: Code, names: Names, named: ast.expr, use: Use) -> tuple[str, tuple[Piece, ...]]:
        """An activation that is named as an argument, or as what a parameter or a variable holds."""
        parent = code.parents[named]
        call = code.parents[parent] if isinstance(parent, ast.keyword) else parent
        argument = activation_argument(code, names, call) if isinstance(call, ast.Call) else None
        if argument is not None and argument[2] is named and isinstance(call, ast.Call):
            row = knowledge.row(names.qualified(call.func) or "")
            if row is not None and isinstance(row.does, Activate):
                return self._layer_gone(Applied(code, names, row.name), call, use)
            try:
                return code.path, argument[0].with_argument(argument[1], None)
            except Refused:
                pass
        if not isinstance(parent, (ast.keyword, ast.Call, ast.arguments, ast.Assign)):
            raise Refused("it is one of several to choose from")
        return code.path, (Piece(code.start(named), code.end(named), "None"),)

    def _replaced(self, code: Code, names: Names, made: ast.expr, change: Replace) -> tuple[Piece, ...]:
        if _is_string(made):
            quote = code.text[code.start(made)]
            if quote not in "'\"":
                raise Refused("the string is written in an unusual way")
            return (Piece(code.start(made), code.end(made), f"{quote}{change.kind}{quote}"),)
        applied = Applied(code, names, change.activation.name)
        if isinstance(made, ast.Call) and applied.row.form == "method":
            return applied.renamed(made, change.kind, change.axis, bound=1)
        if isinstance(made, ast.Call) and names.means(made.func, applied.row.name):
            return applied.renamed(made, change.kind, change.axis, bound=0)
        if names.means(made, applied.row.name):
            return names.renamed(made, applied.other(change.kind).name)
        raise Refused("it is made elsewhere")


def _is_string(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _apart(pieces: Iterable[Piece]) -> list[Piece]:
    """Pieces in order. Raises Refused if two of them speak of the same text."""
    ordered = sorted(pieces)
    for one, next_one in pairwise(ordered):
        if next_one.start < one.end or (next_one.start == one.start and one.end == one.start):
            raise Refused("two of its changes meet in one place")
    return ordered
