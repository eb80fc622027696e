"""What a config says by itself, as facts: class counts that must agree, class numbers, combinations of options."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from headlint.configs.conditions import holds, size_of
from headlint.configs.config import Config, Found
from headlint.configs.dialect import Count, Dialect, Numbers
from headlint.configs.dialect import Counts as CountsRow
from headlint.configs.dialect import Options as OptionsRow
from headlint.configs.references import Path
from headlint.configs.tree import Entries, Items, Node, Scalar, key_place, plain
from headlint.facts import ALWAYS, Counts, Numbering, Options, Stated, Subject
from headlint.span import Place

_TRAINING = {"when": ALWAYS, "mode": "training"}

MOST_CLASSES = 1_000_000
"""A larger number counts no classes."""


def stated(dialect: Dialect, config: Config) -> Iterator[Subject]:
    """The facts of a config in a dialect."""
    for counts in dialect.counts:
        for base in bases(config, counts.each):
            if holds(config, counts.when, base):
                yield from _counts(config, counts, base)
    for numbers in dialect.numbers:
        for base in bases(config, numbers.each):
            if holds(config, numbers.when, base):
                yield from _numbering(config, numbers, base)
    for options in dialect.options:
        for base in bases(config, options.each):
            if holds(config, options.when, base):
                yield from _options(config, options, base)


def bases(config: Config, each: str) -> list[Path]:
    """The paths of the nodes that a row is about: those at ``each``, else the root."""
    return [found.at for found in config.every(each)] if each else [()]


def _counts(config: Config, row: CountsRow, base: Path) -> Iterator[Counts]:
    found = tuple(one for count in row.of for one in _stated(config, count, base))
    if len(found) > 1:
        yield Counts(**_TRAINING, of=found, one_for_two=row.one_for_two)


def _stated(config: Config, count: Count, base: Path) -> Iterator[Stated]:
    if count.file:
        other = config.beside(count.file)
        if other is not None:
            for one in _stated(other, replace(count, file=""), ()):
                yield one._replace(where=f"{one.where} of {count.file}")
        return
    for found in config.every(count.at, base):
        number = number_of(found.node)
        if number is not None:
            listed = not isinstance(found.node, Scalar)
            yield Stated(count.called or words(found, base), number + count.plus, listed, _place(config, found))


def number_of(node: Node) -> int | None:
    """A count as written, or the length of a list or mapping of names."""
    if isinstance(node, (Items, Entries)):
        return size_of(node) if not node.tag else None
    number = plain(node)
    return number if type(number) is int and 0 < number < MOST_CLASSES else None


def _numbering(config: Config, row: Numbers, base: Path) -> Iterator[Numbering]:
    found = config.find(row.of, base)
    node = found.node if found is not None else None
    if found is None or not isinstance(node, Entries) or node.tag or not node.entries:
        return
    numbers: list[int] | None
    if row.of_keys:
        keys = [int(key) if isinstance(key, str) and key.isdecimal() else key for key in node.entries]
        numbers = [key for key in keys if type(key) is int] if all(type(key) is int for key in keys) else None
    else:
        numbers = _values(node)
    if numbers:
        yield Numbering(
            **_TRAINING, where=words(found, base), numbers=tuple(sorted(set(numbers))), place=_place(config, found)
        )


def _values(node: Node) -> list[int] | None:
    """All numbers in a mapping of class names to numbers or lists of them; None if anything else stands there."""
    numbers: list[int] = []
    for entry in node.entries.values() if isinstance(node, Entries) else ():
        for one in entry.node.items if isinstance(entry.node, Items) else (entry.node,):
            value = plain(one)
            if type(value) is not int:
                return None
            numbers.append(value)
    return numbers


def _options(config: Config, row: OptionsRow, base: Path) -> Iterator[Options]:
    found = [one for path in row.at if (one := config.find(path, base)) is not None]
    if found:
        place, *others = (_place(config, one) for one in found)
        yield Options(
            **_TRAINING, kind=row.kind, where=words(found[0], base), because=row.because, place=place,
            others=tuple(others), shows=row.shows,
        )  # fmt: skip


def words(found: Found, base: Path) -> str:
    """A path in words: ``model.num_classes``; below a row's own node without what leads there."""
    path = found.at[len(base) :] if found.at[: len(base)] == base and len(found.at) > len(base) else found.at
    return ".".join(path)


def _place(config: Config, found: Found) -> Place:
    """A value's place, together with its key where both stand in one line; a mapping's key alone."""
    above = config.find("/" + ".".join(found.at[:-1])) if found.at else None
    key = key_place(above.node, found.at[-1]) if above is not None else None
    if key is None or key.path != found.node.place.path:
        return found.node.place
    if isinstance(found.node, Scalar) and key.span.line == found.node.place.span.end_line:
        span = key.span._replace(end_line=found.node.place.span.end_line, end_column=found.node.place.span.end_column)
        return Place(key.path, span)
    return key
