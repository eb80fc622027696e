"""A dialect's heads and losses, brought together as its framework does: calls of known layers and losses, each placed
where the config decides on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from headlint import knowledge
from headlint.configs.conditions import holds
from headlint.configs.config import Config, Found
from headlint.configs.dialect import ACTIVATIONS, Calls, Count, Dialect, Head, Like, Loss, Pair, word_of
from headlint.configs.invariants import bases, number_of
from headlint.configs.references import Path
from headlint.configs.tree import Entries, Items, Scalar
from headlint.evaluate import Evaluator
from headlint.evaluate.objects import Arguments, Instance
from headlint.heads import read
from headlint.knowledge.rows import Score
from headlint.linking.build import Builder
from headlint.span import Place
from headlint.values import Apply, Cases, Const, External, Parameter, Unknown, Value, just

LAYERS = {"torch": ("headlint.head", "channels"), "keras": ("keras.layers.Dense", "units")}
"""What makes the scores of a head whose layers the config does not name."""

MAX_LOSSES = 16
"""Losses that one row may find."""


@dataclass(frozen=True)
class _Named:
    """A loss's name, where it stands, and where its options do."""

    name: str
    place: Place
    options: Path


class Pairing:
    """Makes the calls of one config."""

    def __init__(self, evaluator: Evaluator, dialect: Dialect, config: Config) -> None:
        self.evaluator = evaluator
        self.dialect = dialect
        self.config = config
        self.builder = Builder(evaluator, config, dialect.calls or Calls())

    def run(self) -> None:
        for row in self.dialect.pairs:
            for base in bases(self.config, row.each):
                if holds(self.config, row.when, base):
                    self._pair(row, base)

    def _pair(self, row: Pair, base: Path) -> None:
        if row.runs is not None:
            self._train(row, base)
            return
        if row.loss is None:
            return
        before = len(self.evaluator.events)
        scores = self._scores(row.head, base)
        if scores is not None:
            for loss in self._losses(row.loss, base):
                if row.direct or not self._scored(loss):
                    self._score(row, loss, scores)
            if row.head.activation is not None and row.head.used == "prediction":
                self._predict(row.head, base, scores)
        events = self.evaluator.events[before:]
        if not row.direct and not _sure(events):
            del self.evaluator.events[before:]

    # Heads.

    def _scores(self, head: Head, base: Path) -> Cases | None:
        """What a head gives; None if that is not known."""
        if head.built:
            model = self._built(head.built, base)
            return None if model is None else self._call(model, Arguments.of(_opaque("image")), self._top)
        chosen = self._activation(head, base)
        if chosen is None:
            return None
        word, at = chosen
        counted = self._channels(head, base)
        name, parameter = LAYERS[head.framework]
        given = {parameter: counted} if counted is not None else {}
        where = counted.place if isinstance(counted, Const) and counted.place is not None else at
        scores = self._layer(name, given, where or self._top, (_opaque("features"),))
        if head.used == "prediction" or word == "none":
            return scores
        return self._activated(word, scores, at or self._top, head.framework)

    def _activation(self, head: Head, base: Path) -> tuple[str, Place | None] | None:
        said = head.activation
        if said is None:
            return None
        for path in said.at:
            found = self.config.find(path, base)
            if found is not None:
                if not isinstance(found.node, Scalar) or found.node.tag:
                    return None
                word = word_of(found.node.value)
                meant = said.means.get(word) or said.means.get(word.lower())
                return (meant, found.node.place) if meant is not None else None
        return (said.otherwise, None) if said.otherwise is not None and self._absent(said.at) else None

    def _absent(self, paths: tuple[str, ...]) -> bool:
        """Whether it says something that nothing stands at these paths."""
        return self.config.complete or not paths

    def _channels(self, head: Head, base: Path) -> Value | None:
        for count in head.channels:
            found = self.config.find(count.at, base)
            if found is not None:
                return self._counted(count, found)
        return Const(head.otherwise) if head.otherwise is not None and self.config.complete else None

    def _counted(self, count: Count, found: Found) -> Value:
        number = number_of(found.node)
        if number is None:
            return Unknown("the config's class count is not known")
        return Const(number + count.plus, found.node.place)

    def _activated(self, word: str, scores: Cases, place: Place, framework: str) -> Cases:
        name, arguments = ACTIVATIONS[word]
        if framework == "keras":
            name, arguments = f"keras.activations.{word}", {}
            return self._function(name, {}, place, (scores,))
        return self._layer(name, {key: Const(value) for key, value in arguments.items()}, place, (scores,))

    def _predict(self, head: Head, base: Path, scores: Cases) -> None:
        """What predictions are made of: the activation, and a threshold."""
        chosen = self._activation(head, base)
        if chosen is None or chosen[0] == "none":
            return
        place = chosen[1] or self._top
        activated = self._activated(chosen[0], scores, place, head.framework)
        self._function("torch.gt", {}, place, (activated, just(Const(0.5))))

    # Losses.

    def _losses(self, loss: Loss, base: Path) -> list[tuple[Cases, Place, str | None]]:
        """The losses that score a head: a value to call, where it stands, and its name if the tables know it."""
        if loss.built:
            found = self._node(loss.built, base)
            built = self._built(loss.built, base)
            return [(built, self._place_of(found.at), None)] if built is not None and found is not None else []
        made: list[tuple[Cases, Place, str | None]] = []
        for named in self._names(loss, base):
            like = self._like(loss, named)
            if like is not None:
                made.append((self._made(like, loss, named), named.place, like.name))
        return made

    def _names(self, loss: Loss, base: Path) -> list[_Named]:
        """A name; or a mapping or a list of names, each with its options or a weight."""
        options = base if loss.options is None else self._path(loss.options, base)
        for path in loss.at:
            found = self.config.find(path, base)
            if found is not None:
                return list(_named(found, options))[:MAX_LOSSES]
        if loss.otherwise is not None and self._absent(loss.at):
            return [_Named(loss.otherwise, self._place_of(base), options)]
        return []

    def _path(self, path: str, base: Path) -> Path:
        found = self.config.find(path, base)
        return found.at if found is not None else base

    def _like(self, loss: Loss, named: _Named) -> Like | None:
        """The known loss that a name means here."""
        for like in loss.means.get(named.name, ()):
            if holds(self.config, like.when, named.options if like.when else ()):
                return like
        if named.name in loss.means:
            return None
        if named.name == loss.otherwise:
            return Like(named.name)
        for module in loss.modules:
            row = knowledge.row(f"{module}.{named.name}")
            if row is not None and isinstance(row.does, Score):
                return Like(row.name)
        return None

    def _made(self, like: Like, loss: Loss, named: _Named) -> Cases:
        """The loss object, or the function with its options."""
        given: dict[str, Value] = {name: Const(value) for name, value in like.arguments.items()}
        for parameter, option in loss.arguments.items():
            found = self.config.find(option, named.options)
            if found is not None and parameter not in given:
                given[parameter] = self.config.value(found)
        row = knowledge.row(like.name)
        if row is not None and row.form == "layer":
            return self._function(like.name, given, named.place, ())
        return self.evaluator.imported(like.name, named.place.path)

    def _scored(self, loss: tuple[Cases, Place, str | None]) -> bool:
        """Whether the program's own code has used a loss of this config: then it knows better what goes in."""
        _, place, _ = loss
        return any(
            isinstance(made := event.value.callee, Apply) and made.place == place for event in self.evaluator.events
        )

    def _score(self, row: Pair, loss: tuple[Cases, Place, str | None], scores: Cases) -> None:
        made, place, name = loss
        known = knowledge.row(name) if name is not None else _row_of(made)
        labels = just(_opaque("labels"))
        if known is not None and isinstance(known.does, Score):
            arguments = Arguments((), ((known.does.input, scores), (known.does.target, labels)))
        else:
            arguments = Arguments((scores, labels))
        self._call(made, arguments, place)

    # What both need.

    def _train(self, row: Pair, base: Path) -> None:
        """A model that brings its loss is given to the trainer that knows how to run it."""
        found = self._node(row.head.built, base)
        built = self._built(row.head.built, base)
        model = built.single() if built is not None else None
        if found is None or not isinstance(model, Instance) or row.runs is None:
            return
        place = self._place_of(found.at)
        with self.evaluator.at(place):
            trainer = self.evaluator.imported(row.runs, place.path).single()
            made = self.evaluator.call(trainer, Arguments(), place.span).single() if trainer is not None else None
            fit = self.evaluator.attribute(made, "fit", place.span).single() if made is not None else None
            if fit is not None:
                self.evaluator.call(fit, Arguments.of(model), place.span)

    def _node(self, paths: tuple[str, ...], base: Path) -> Found | None:
        """The first of some nodes that names a class."""
        for path in paths:
            found = self.config.find(path, base)
            if found is not None and self.builder.is_call(found.node):
                return found
        return None

    def _built(self, paths: tuple[str, ...], base: Path) -> Cases | None:
        found = self._node(paths, base)
        built = self.builder.build(found) if found is not None else None
        return None if built is None or isinstance(built.single(), Unknown) else built

    def _layer(self, name: str, given: dict[str, Value], place: Place, inputs: tuple[Any, ...]) -> Cases:
        return self._call(self._function(name, given, place, ()), Arguments.of(*inputs), place)

    def _function(self, name: str, given: dict[str, Value], place: Place, inputs: tuple[Any, ...]) -> Cases:
        return self._call(self.evaluator.imported(name, place.path), Arguments.of(*inputs, **given), place)

    def _call(self, callee: Cases, arguments: Arguments, place: Place) -> Cases:
        with self.evaluator.at(place):
            return self.evaluator.fork(callee, lambda value: self.evaluator.call(value, arguments, place.span))

    def _place_of(self, at: Path) -> Place:
        """Where a node's class is named, else where it begins."""
        found = self.config.find("/" + ".".join(at))
        node = found.node if found is not None else self.config.root
        target = self.dialect.calls.target if self.dialect.calls is not None else ""
        if isinstance(node, Entries) and target in node.entries:
            return node.entries[target].node.place
        return node.place if not isinstance(node, Entries) or not node.entries else _first(node)

    @property
    def _top(self) -> Place:
        return _first(self.config.root) if isinstance(self.config.root, Entries) else self.config.root.place


def _first(node: Entries) -> Place:
    entry = next(iter(node.entries.values()), None)
    return entry.key if entry is not None else node.place


def _opaque(name: str) -> Value:
    return Parameter(name, "config")


def _named(found: Found, options: Path) -> list[_Named]:
    node = found.node
    if isinstance(node, Scalar):
        return [_Named(node.value, node.place, options)] if isinstance(node.value, str) and not node.tag else []
    if isinstance(node, Entries):
        return [_Named(key, entry.key, (*found.at, key)) for key, entry in node.entries.items() if isinstance(key, str)]
    listed = []
    for index, item in enumerate(node.items if isinstance(node, Items) else ()):
        listed += _named(Found(item, (*found.at, str(index))), options)
    return listed


def _row_of(made: Cases) -> Any:
    """The row of the loss that was built."""
    value = made.single()
    callee = getattr(value, "callee", None)
    return knowledge.row(callee.name) if isinstance(callee, External) else None


def _sure(events: list[Any]) -> bool:
    """Whether nothing that is found rests on a missing activation: the code between model and loss may apply one."""
    for group in read(events).groups:
        for pair in group.pairs:
            activation = pair.peek("head").peek("activation")
            bare = isinstance(activation, Unknown) or activation.peek("kind") == "identity"
            if bare and pair.peek("loss").peek("expects") not in ("logits", "any"):
                return False
    return True
