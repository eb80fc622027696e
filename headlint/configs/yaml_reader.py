"""YAML → tree, from the parser's events: positions, tags and anchors as written, and nothing constructed.

PyYAML's own composer refuses anchors that are defined twice (legal, and used) and recurses; from the events the tree is
built with a stack, and stops at the first value too many.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml
from yaml.constructor import SafeConstructor
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from yaml.nodes import ScalarNode
from yaml.resolver import Resolver

from headlint.configs.caps import MAX_DEPTH, MAX_DIGITS, MAX_MERGED, MAX_VALUES, too_deep, too_many
from headlint.configs.tree import Entries, Entry, Items, Key, Node, Scalar
from headlint.source.errors import Unreadable
from headlint.span import Place, Span

_STANDARD = "tag:yaml.org,2002:"
_PARSERS = tuple(getattr(yaml, name) for name in ("CSafeLoader", "SafeLoader") if hasattr(yaml, name))
MAX_SLOW_CHARACTERS = 100_000
"""PyYAML's parser in Python reads some hundred kB a second."""

_MERGE = "<<"
_SHARED = "tag:yaml.org,2002:python/tuple"
"""The one Python tag that says nothing but "a list"."""


def read_yaml(text: str, path: str) -> tuple[Node, ...]:
    """All documents of a file. Raises Unreadable."""
    wrong: yaml.YAMLError | None = None
    for parser in _PARSERS:
        if wrong is not None and len(text) > MAX_SLOW_CHARACTERS:
            break  # a second opinion is asked for: the two parsers do not accept quite the same files
        try:
            return _Builder(path).build(yaml.parse(text, Loader=parser))
        except yaml.YAMLError as error:
            wrong = wrong or error
    raise Unreadable(_said(wrong)) from None


def _said(error: yaml.YAMLError | None) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be parsed"
    return f"is not YAML: {f'line {mark.line + 1}: ' if mark is not None else ''}{problem}"


class _Open:
    """A list or mapping that has not ended."""

    def __init__(self, event: Any, anchor: str | None) -> None:
        self.event = event
        self.anchor = anchor
        self.nodes: list[Node] = []
        self.weight = 1


class _Builder:
    """Builds the nodes of a file. ``weights``: how many values a node holds with its aliases written out."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.weights: dict[int, int] = {}
        self.anchors: dict[str, Node] = {}
        self.merged = 0
        self.resolver: Any = Resolver()
        self.constructor = SafeConstructor()

    def build(self, events: Iterator[Any]) -> tuple[Node, ...]:
        documents: list[Node] = []
        stack: list[_Open] = []
        for event in events:
            done: Node | None = None
            if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
                stack.append(self._opened(event, len(stack)))
            elif isinstance(event, ScalarEvent):
                done = self._named(self._scalar(event), event.anchor, 1)
            elif isinstance(event, AliasEvent):
                done = self._alias(event)
            elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
                opened = stack.pop()
                done = self._named(self._closed(opened, event), opened.anchor, opened.weight)
            elif isinstance(event, DocumentEndEvent):
                self.anchors.clear()
            if done is not None and stack:
                stack[-1].nodes.append(done)
                stack[-1].weight += self.weights.get(id(done), 1)
                if stack[-1].weight > MAX_VALUES:
                    raise too_many(" when its aliases are written out")
            elif done is not None:
                documents.append(done)
        return tuple(documents)

    def _opened(self, event: Any, depth: int) -> _Open:
        if depth >= MAX_DEPTH:
            raise too_deep(event.start_mark.line + 1)
        self.anchors.pop(event.anchor, None)  # until it ends, the name means nothing: no list holds itself
        return _Open(event, event.anchor)

    def _alias(self, event: Any) -> Node:
        return self.anchors.get(event.anchor) or Scalar(None, self._place(event, event), f"*{event.anchor}")

    def _named(self, node: Node, anchor: str | None, weight: int) -> Node:
        self.weights[id(node)] = weight
        if anchor is not None:
            self.anchors[anchor] = node
        return node

    def _closed(self, opened: _Open, end: Any) -> Node:
        place, tag = self._place(opened.event, end), _own(opened.event.tag)
        if isinstance(opened.event, SequenceStartEvent):
            return Items(tuple(opened.nodes), place, tag)
        return self._mapping(opened.nodes, place, tag)

    def _mapping(self, nodes: list[Node], place: Place, tag: str) -> Entries:
        """Keys and values in turn. The last of equal keys counts; what ``<<`` brings yields to what is written."""
        written: dict[Key, Entry] = {}
        brought: dict[Key, Entry] = {}
        repeated: list[Place] = []
        for key, value in zip(nodes[::2], nodes[1::2], strict=True):
            if isinstance(key, Scalar) and key.value == _MERGE and not key.tag:
                self._merge(value, brought)
                continue
            name = key.value if isinstance(key, Scalar) and not key.tag else f"<key of line {key.place.span.line}>"
            if name in written:
                repeated.append(written[name].key)
            written[name] = Entry(value, key.place)
        return Entries({**brought, **written}, place, tag, tuple(repeated))

    def _merge(self, value: Node, brought: dict[Key, Entry]) -> None:
        """The entries of a mapping, or of each in a list of mappings: earlier ones win."""
        for source in value.items if isinstance(value, Items) else (value,):
            if isinstance(source, Entries):
                self.merged += len(source.entries)
                if self.merged > MAX_MERGED:
                    raise Unreadable(f"its merge keys bring more than {MAX_MERGED:,} entries")
                for key, entry in source.entries.items():
                    brought.setdefault(key, entry)

    def _scalar(self, event: ScalarEvent) -> Scalar:
        place, tag = self._place(event, event), event.tag
        if tag is None or tag == "!":
            implied = event.implicit if tag is None else (False, True)
            tag = str(self.resolver.resolve(ScalarNode, event.value, implied))
        if not tag.startswith(_STANDARD) or tag.startswith(f"{_STANDARD}python/"):
            return Scalar(event.value, place, _own(tag))
        return Scalar(self._value(tag.removeprefix(_STANDARD), event.value), place)

    def _value(self, kind: str, text: str) -> Any:
        if kind == "null":
            return None
        if kind not in ("bool", "int", "float") or len(text) > MAX_DIGITS:
            return text
        try:
            return getattr(self.constructor, f"construct_yaml_{kind}")(ScalarNode(_STANDARD + kind, text))
        except (ValueError, KeyError, OverflowError, yaml.YAMLError):
            return text

    def _place(self, start: Any, end: Any) -> Place:
        first, last = start.start_mark, end.end_mark
        return Place(self.path, Span(first.line + 1, first.column + 1, last.line + 1, last.column + 1))


def _own(tag: str | None) -> str:
    """A tag that the application gives a meaning; "" for YAML's own."""
    if tag is None or tag == _SHARED or (tag.startswith(_STANDARD) and not tag.startswith(f"{_STANDARD}python/")):
        return ""
    return "" if tag == "!" else tag


def text_spans(text: str) -> dict[int, list[tuple[tuple[int, int], tuple[int, int]]]]:
    """Where a YAML text has scalars, by line: a ``#`` in there begins no comment. Raises Unreadable."""
    covered: dict[int, list[tuple[tuple[int, int], tuple[int, int]]]] = {}
    try:
        for event in yaml.parse(text, Loader=_PARSERS[0]):
            if isinstance(event, ScalarEvent):
                first: Any = event.start_mark
                last: Any = event.end_mark
                span = (first.line + 1, first.column + 1), (last.line + 1, last.column + 1)
                for line in range(first.line + 1, last.line + 2):
                    covered.setdefault(line, []).append(span)
    except yaml.YAMLError as error:
        raise Unreadable(_said(error)) from None
    return covered
