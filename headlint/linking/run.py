"""All configs of a run: which are looked at, what they call, what they state."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from headlint.configs.invariants import stated
from headlint.configs.tree import Entries, Entry, Items, Key, Node, Scalar
from headlint.evaluate import Evaluator
from headlint.facts import Subject
from headlint.linking.files import ConfigFiles
from headlint.linking.pairs import Pairing
from headlint.span import Place, Span
from headlint.values import Const, External, Mapping, Unknown, Value
from headlint.values import Sequence as Listed


def connect(evaluator: Evaluator, files: ConfigFiles) -> None:
    """From here on Python configs are read, by executing them."""
    files.python = lambda path: python_settings(evaluator, files, path)


def run(evaluator: Evaluator, files: ConfigFiles, code: Sequence[Path]) -> tuple[Subject, ...]:
    """Make the calls of the configs that are asked for, and of those that name them or the modules in ``code``; give
    what they state."""
    facts: dict[Subject, None] = {}
    for dialect, config in files.of([*files.asked, *code]):
        facts.update(dict.fromkeys(stated(dialect, config)))
        if dialect.pairs:
            evaluator.run(Pairing(evaluator, dialect, config).run, Place(config.files[-1], Span(1, 1, 1, 1)))
    return tuple(facts)


# ── Python configs ───────────────────────────────────────────────────────────────────────────────────────────────────


def python_settings(evaluator: Evaluator, files: ConfigFiles, path: Path) -> Node | None:
    """The names that a Python config defines, as a tree."""
    module = evaluator.load(files.project.source(path))
    shown = files.project.relative(path)
    entries: dict[Key, Entry] = {}
    for name in evaluator.store.names(module.ident):
        cases = evaluator.store.read(module.ident, name)
        value = evaluator.freeze(cases).single() if cases is not None and not name.startswith("__") else None
        node = _tree(value, shown) if value is not None else None
        if node is not None:
            entries[name] = Entry(node, node.place)
    return Entries(entries, Place(shown, Span(1, 1, 1, 1)))


def _tree(value: Value | None, path: str) -> Node | None:
    """A value of the evaluator as a node; what is neither written nor known becomes an unknown scalar."""
    nowhere = Place(path, Span(1, 1, 1, 1))
    if isinstance(value, Const):
        return Scalar(value.value, value.place or nowhere)
    if isinstance(value, Mapping):
        entries: dict[Key, Entry] = {}
        for key, cases in value.items:
            node = _tree(cases.single(), path)
            if isinstance(key, Const) and node is not None:
                entries[key.value] = Entry(node, key.place or node.place)
        first = next(iter(entries.values()), None)
        return Entries(entries, first.key if first is not None else nowhere)
    if isinstance(value, Listed):
        items = tuple(_tree(cases.single(), path) or Scalar(None, nowhere, "?") for cases in value.items)
        return Items(items, items[0].place if items else nowhere, "?" if value.open else "")
    if isinstance(value, External):
        return Scalar(value.name.rpartition(".")[2], nowhere)  # a class in the place of its registered name
    return None if value is None else Scalar(None, nowhere, "?") if isinstance(value, Unknown) else _unknown(nowhere)


def _unknown(place: Place) -> Scalar:
    return Scalar(None, place, "?")
