"""Values in configs made into others: one word or number of YAML, JSON or INI, in the quotes that it has."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from headlint import knowledge
from headlint.configs.document import format_of
from headlint.fixes.code import Piece
from headlint.fixes.layout import layout
from headlint.fixes.refused import Refused
from headlint.knowledge.counterparts import counterpart
from headlint.remedies import Argument, Change, Expect, Number, Remove, Replace
from headlint.span import Edit, Place

_QUOTED = re.compile(r"""(?P<quote>["']?)(?P<value>[\w.+-]*)(?P=quote)""")


def place_of(change: Change) -> Place:
    """Where what a change speaks of is made or written."""
    if isinstance(change, Number):
        return change.place
    if isinstance(change, (Remove, Replace)):
        return change.activation.made
    return change.call.made if isinstance(change, Argument) else change.loss.made


def is_config(path: str) -> bool:
    return format_of(Path(path)) is not None


class Config:
    """A config file. Raises Refused if it is not text in a usual encoding."""

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self._layout = layout(path, data)
        self._null = {"ini": None, "json": "null", "yaml": "null"}[format_of(Path(path)) or "ini"]

    def pieces(self, change: Change) -> tuple[Piece, ...]:
        """What makes the value at a change's place say what the change wants."""
        start, end = self._layout.offsets(place_of(change).span)
        found = _QUOTED.fullmatch(self._layout.text[start:end])
        if found is None:
            raise Refused(f"what stands in {self.path} is no plain value")
        value, quote = found["value"], found["quote"]
        if isinstance(change, Remove):
            return (Piece(start, end, self._nothing()),)
        if isinstance(change, Replace):
            return (Piece(start, end, f"{quote}{self._kind(value, change)}{quote}"),)
        if isinstance(change, Expect):
            return (Piece(start, end, f"{quote}{self._loss(value, change)}{quote}"),)
        if isinstance(change, Number) and not quote and _number(value) == change.old:
            return (Piece(start, end, repr(change.new)),)
        raise Refused(f"there is no value in {self.path} to change")

    def edits(self, pieces: Iterable[Piece]) -> tuple[Edit, ...]:
        return tuple(
            Edit(self.path, *self._layout.octets(piece.start, piece.end), piece.text) for piece in sorted(pieces)
        )

    def _nothing(self) -> str:
        if self._null is None:
            raise Refused(f"{self.path} has no word for nothing")
        return self._null

    def _kind(self, value: str, change: Replace) -> str:
        """The other activation, spelled as the first one is: ``softmax``, ``Softmax``, ``torch.nn.Softmax``."""
        row = knowledge.row(change.activation.name)
        module, dot, leaf = value.rpartition(".")
        own = row.name.rpartition(".")[2] if row is not None else ""
        if leaf.lower() not in (own.lower(), own.lower().replace("_", "")):
            raise Refused(f"{value} is a name of the project's own")
        words = change.kind.split("_")
        camel = "".join(word.capitalize() for word in words)
        return module + dot + (camel if leaf[:1].isupper() else change.kind)

    def _loss(self, value: str, change: Expect) -> str:
        """The name of the loss that takes what is wanted."""
        row = knowledge.row(change.loss.name)
        other = counterpart(row, change.field, change.value) if row is not None else None
        if row is None or other is None:
            raise Refused("there is no other loss for that")
        module, dot, leaf = value.rpartition(".")
        if leaf != row.name.rpartition(".")[2]:
            raise Refused(f"{value} is a name of the project's own")
        return module + dot + other.name.rpartition(".")[2]


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None
