"""Nodes that name a class or a function, as the calls that they are. Every call is placed where its name is written."""

from __future__ import annotations

from headlint.configs.config import Config, Found
from headlint.configs.dialect import Calls
from headlint.configs.tree import Entries, Items, Node, Scalar, child
from headlint.evaluate import Evaluator
from headlint.evaluate.objects import Arguments, Partial
from headlint.span import Place
from headlint.values import Cases, Const, External, Mapping, Sequence, Unknown, Value, just

MAX_NESTING = 30
MAX_NODES = 5_000
"""Nodes that one config may build."""


class Builder:
    """Builds nodes of one config."""

    def __init__(self, evaluator: Evaluator, config: Config, calls: Calls) -> None:
        self.evaluator = evaluator
        self.config = config
        self.calls = calls
        self.built: dict[tuple[str, ...], Cases] = {}
        """What a node was built to: whoever refers to it gets the same object."""
        self.spent = 0

    def is_call(self, node: Node) -> bool:
        return self._name(node) is not None

    def build(self, found: Found, nesting: int = 0) -> Cases:
        """The value of a node: what its call gives, or its contents with all calls in them made."""
        self.spent += 1
        if nesting > MAX_NESTING or self.spent > MAX_NODES:
            return just(Unknown("the config builds more than is followed"))
        if found.at not in self.built:
            self.built[found.at] = just(Unknown("it is built of itself"))
            self.built[found.at] = self._build(found, nesting)
        return self.built[found.at]

    def _build(self, found: Found, nesting: int) -> Cases:
        node = found.node
        named = self._name(node)
        if named is not None and isinstance(node, (Entries, Items, Scalar)):
            return self._call(found, *named, nesting)
        if isinstance(node, Scalar) or node.tag:
            return just(self.config.value(found))
        if isinstance(node, Items):
            items = tuple(self._below(found, str(index), nesting) for index in range(len(node.items)))
            return just(self.evaluator.container(Sequence("list", items)))
        entries: list[tuple[Value, Cases]] = [
            (Const(key, entry.key), self._below(found, str(key), nesting)) for key, entry in node.entries.items()
        ]
        return just(self.evaluator.container(Mapping(tuple(entries))))

    def _name(self, node: Node) -> tuple[str, Place, bool] | None:
        """The import path that a node names, where it stands, and whether it is called (or only bound)."""
        for tag, called in ((self.calls.call_tag, True), (self.calls.name_tag, False)):
            if tag and node.tag.startswith(tag):
                return node.tag.removeprefix(tag), node.place, called
        target = child(node, self.calls.target) if self.calls.target and isinstance(node, Entries) else None
        if isinstance(target, Scalar) and isinstance(target.value, str) and not target.tag and not node.tag:
            partial = child(node, self.calls.partial) if self.calls.partial else None
            bound = isinstance(partial, Scalar) and partial.value is True
            return target.value, target.place, not bound
        return None

    def _call(self, found: Found, name: str, place: Place, called: bool, nesting: int) -> Cases:
        callee = self.callee(name, place)
        arguments = self._arguments(found, nesting)
        if callee is None or arguments is None:
            return just(Unknown(f"{name} of a config is not known"))
        if not called:
            only = callee.single()
            return just(Partial(only, arguments)) if only is not None else callee
        with self.evaluator.at(place):
            return self.evaluator.fork(callee, lambda value: self.evaluator.call(value, arguments, place.span))

    def callee(self, name: str, place: Place) -> Cases | None:
        """What an import path or a bare name means; None if it is not known."""
        if not all(part.isidentifier() for part in name.split(".")):
            return None
        if "." in name:
            return self.evaluator.imported(name, place.path)
        for module in self.calls.modules:
            found = self.evaluator.imported(f"{module}.{name}", place.path)
            value = found.single()
            known = not isinstance(value, External) or self.evaluator.library.knows(value.name)
            if known and not isinstance(value, Unknown):
                return found
        return None

    def _arguments(self, found: Found, nesting: int) -> Arguments | None:
        """The arguments of a call; None if what holds them cannot be read."""
        holder = found
        if self.calls.arguments is not None and not found.node.tag:
            inner = self.config.find(self.calls.arguments, found.at)
            if inner is None:
                return Arguments()
            holder = inner
        node = holder.node
        if isinstance(node, Items):
            return Arguments(tuple(self._below(holder, str(n), nesting) for n in range(len(node.items))))
        if not isinstance(node, Entries):
            return Arguments() if isinstance(node, Scalar) and node.value in (None, "") else None
        own = {self.calls.target, self.calls.partial, self.calls.positional, *self.calls.skip}
        keywords = tuple(
            (key, self._below(holder, key, nesting))
            for key in node.entries
            if isinstance(key, str) and key.isidentifier() and key not in own
        )
        return Arguments(self._positional(holder, nesting), keywords)

    def _positional(self, holder: Found, nesting: int) -> tuple[Cases, ...]:
        listed = self.config.find(self.calls.positional, holder.at) if self.calls.positional else None
        if listed is None or not isinstance(listed.node, Items):
            return ()
        return tuple(self._below(listed, str(n), nesting) for n in range(len(listed.node.items)))

    def _below(self, found: Found, key: str, nesting: int) -> Cases:
        below = self.config.find(key, found.at)
        if below is None:
            return just(Unknown("a key of a config that is no word"))
        return self.build(below, nesting + 1)
