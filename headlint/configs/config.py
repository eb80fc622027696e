"""A config as its reader sees it: what stands at a path, with references followed and bases merged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from headlint.configs.references import NOTATIONS, OPERATORS, UNKNOWN_TAG, Path, Refer, Sum, unknown
from headlint.configs.tree import Entries, Entry, Items, Key, Node, Scalar, child, plain
from headlint.span import Place
from headlint.values import Cases, Const, Mapping, Sequence, Unknown, Value, just

_CONSTRUCTED = ("!new:", "!name:")
"""Tags behind which the arguments of a class stand."""

MAX_HOPS = 20
"""References that lead to references."""

MAX_CONVERTED = 50_000
"""Values of a config that become values of the evaluator; aliases written out."""


class Found(NamedTuple):
    """What stands at a path, and the path itself: that of the value that a reference leads to."""

    node: Node
    at: Path


@dataclass(frozen=True)
class Config:
    """A document. ``complete``: nothing is missing that another file would bring, so what is absent is absent.

    ``files``: the paths of all files that take part.
    """

    root: Node
    notation: str = "none"
    complete: bool = True
    files: tuple[str, ...] = ()
    beside: Callable[[str], Config | None] = lambda name: None
    """Another file of the same directory, by its name."""
    _spent: list[int] = field(default_factory=lambda: [0], repr=False)

    @property
    def _refer(self) -> Refer:
        return NOTATIONS[self.notation]

    # What stands where.

    def find(self, path: str, base: Path = ()) -> Found | None:
        """What stands at a dotted path from ``base``; from the root if it begins with "/". None if it is absent."""
        at = path_of(path, base)
        return self._walk(at, 0)

    def every(self, path: str, base: Path = ()) -> Iterator[Found]:
        """As ``find``, where ``*`` in the path stands for every item or entry, and ``|`` stands between paths."""
        for one in path.split("|"):
            yield from self._spread(path_of(one, base), ())

    def _spread(self, rest: Path, done: Path) -> Iterator[Found]:
        if "*" not in rest:
            found = self._walk((*done, *rest), 0)
            if found is not None:
                yield found
            return
        cut = rest.index("*")
        found = self._walk((*done, *rest[:cut]), 0)
        if found is None:
            return
        for key in _keys(found.node):
            yield from self._spread(rest[cut + 1 :], (*found.at, key))

    def _walk(self, at: Path, hops: int) -> Found | None:
        """Down the path. A reference on the way goes on where it leads."""
        node, here = self.root, ()
        found = self._followed(Found(node, here), hops)
        for key in at:
            if found is None:
                return None
            if isinstance(found.node, Scalar):
                return Found(unknown(found.node), at) if found.node.tag else None
            if found.node.tag and not found.node.tag.startswith(_CONSTRUCTED):
                return Found(Scalar(None, found.node.place, UNKNOWN_TAG), at)
            below = child(found.node, key)
            if below is None:
                return None
            found = self._followed(Found(below, (*found.at, key)), hops)
        return found

    def _followed(self, found: Found, hops: int) -> Found | None:
        """A reference's target; an unknown value if it leads nowhere or in a circle."""
        if not isinstance(found.node, Scalar):
            return found
        meaning = self._refer(found.node, found.at)
        if meaning is None:
            return found
        if isinstance(meaning, Scalar):
            return Found(meaning, found.at)
        if hops >= MAX_HOPS:
            return Found(unknown(found.node), found.at)
        if isinstance(meaning, Sum):
            return Found(self._sum(meaning, found.node, hops + 1), found.at)
        return self._walk(meaning, hops + 1) or Found(unknown(found.node), found.at)

    def _sum(self, meant: Sum, scalar: Scalar, hops: int) -> Scalar:
        numbers: list[int] = []
        for term in meant.terms:
            found = None if isinstance(term, int) else self._walk(term, hops)
            value = term if isinstance(term, int) else plain(found.node if found is not None else None)
            if type(value) is not int:
                return unknown(scalar)
            numbers.append(value)
        total = numbers[0]
        for sign, number in zip(meant.operators, numbers[1:], strict=True):
            total = OPERATORS[sign](total, number)
        return Scalar(total, scalar.place)

    # As values of the evaluator.

    def value(self, found: Found, depth: int = 0) -> Value:
        """A part of the config as a constant, a list or a dictionary, references followed."""
        self._spent[0] += 1
        if depth > MAX_HOPS * 5 or self._spent[0] > MAX_CONVERTED:
            return Unknown("the config holds more than is followed")
        node = found.node
        if isinstance(node, Scalar):
            return Const(node.value, node.place) if not node.tag else Unknown(f"a config's {node.tag} {node.value}")
        if node.tag:
            return Unknown(f"a config's {node.tag}")
        if isinstance(node, Items):
            return Sequence("list", tuple(self._below(found, str(n), depth) for n in range(len(node.items))))
        return Mapping(
            tuple(
                (Const(key, entry.key), self._below(found, str(key), depth, entry))
                for key, entry in node.entries.items()
            )
        )

    def _below(self, found: Found, key: str, depth: int, entry: Entry | None = None) -> Cases:
        node = entry.node if entry is not None else child(found.node, key)
        assert node is not None
        below = self._followed(Found(node, (*found.at, key)), 0)
        return just(self.value(below, depth + 1) if below is not None else Unknown("a reference that leads nowhere"))


def path_of(path: str, base: Path = ()) -> Path:
    """``"a.b"`` from a base, ``"/a.b"`` from the root, ``"^.b"`` from what holds the base, ``""`` the base itself."""
    if path.startswith("/"):
        base, path = (), path[1:]
    while path == "^" or path.startswith("^."):
        base, path = base[:-1], path[2:]
    return (*base, *(part for part in path.split(".") if part))


def _keys(node: Node) -> Iterator[str]:
    if isinstance(node, Items):
        yield from (str(number) for number in range(len(node.items)))
    elif isinstance(node, Entries):
        yield from (str(key) for key in node.entries)


def merged(base: Node, over: Node, replaces: dict[str, object]) -> Node:
    """A base with another config over it: mappings are merged entry by entry, everything else is replaced, and so are
    mappings that hold one of ``replaces`` (``_delete_: true``)."""
    if not isinstance(base, Entries) or not isinstance(over, Entries):
        return over
    if any(plain(child(over, key)) == said and child(over, key) is not None for key, said in replaces.items()):
        return over
    entries: dict[Key, Entry] = dict(base.entries)
    for key, entry in over.entries.items():
        known = entries.get(key)
        entries[key] = Entry(merged(known.node, entry.node, replaces), entry.key) if known is not None else entry
    return Entries(entries, over.place, over.tag)


def nowhere(path: str) -> Place:
    """A place for what a whole file says."""
    from headlint.span import Span

    return Place(path, Span(1, 1, 1, 1))
