"""Cell order: the cells of a notebook may be run in any order, and some findings hold in one order only.

A name that one cell binds has the same value whenever the notebook runs at all. A name that several cells bind depends
on which of them ran last. What reads or makes such a name is possible, not certain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, get_args

from headlint.findings import Finding
from headlint.source import ir
from headlint.span import Place, Span

_Binding = tuple[str, object]
"""A name, and what tells this binding from others: equal imports bind the same."""


@dataclass(frozen=True, slots=True)
class _Statement:
    """A statement: what it binds, or what a whole one at the top of a cell reads that its cell has not bound before."""

    span: Span
    binds: frozenset[str]
    reads: frozenset[str]


_BLOCKS = (*get_args(ir.Stmt), ir.Handler, ir.MatchCase)


class Order:
    """What of a notebook depends on the order in which its cells run."""

    def __init__(self, module: ir.Module) -> None:
        self._statements: list[_Statement] = []
        ways: dict[str, set[object]] = {}
        for cell in _cells(module):
            earlier: set[str] = set()
            left: dict[str, object] = {}
            for node in cell:
                bindings = dict(_bindings(node))
                self._statements.append(_Statement(_whole(node), frozenset(), frozenset(_reads(node)) - earlier))
                self._statements += _makers(node)
                earlier |= bindings.keys()
                left.update(bindings)
            for name, what in left.items():
                ways.setdefault(name, set()).add(what)
        crossing = {name for statement in self._statements for name in statement.reads}
        self._many = frozenset(name for name in crossing if len(ways.get(name, ())) > 1)

    def decides(self, span: Span) -> bool:
        """Whether what stands at a span reads or makes a name that several cells bind."""
        return any(
            not self._many.isdisjoint(statement.binds | statement.reads)
            for statement in self._statements
            if statement.span[:2] <= span[:2] <= statement.span[2:]
        )


def doubted(findings: Iterable[Finding], order_of: Callable[[str], Order | None]) -> Iterator[Finding]:
    """The findings, those that depend on the order of cells made possible. ``order_of``: the order in a file by its
    path, None if it is no notebook."""
    for finding in findings:
        places = (finding.place, *(related.place for related in finding.related))
        sure = finding.certainty == "certain" and not any(_in_doubt(place, order_of(place.path)) for place in places)
        yield finding if sure else replace(finding, certainty="possible")


def _in_doubt(place: Place, order: Order | None) -> bool:
    return order is not None and order.decides(place.span)


def _cells(module: ir.Module) -> Iterator[ir.Body]:
    for begin, end in zip(module.cells, (*module.cells[1:], len(module.body)), strict=True):
        yield module.body[begin:end]


def _makers(node: ir.Stmt) -> Iterator[_Statement]:
    """The definitions and assignments in a statement, each with what it binds: what stands in one is what it makes."""
    if isinstance(node, (ir.Assign, ir.Define, ir.DefineClass)):
        yield _Statement(_whole(node), frozenset(name for name, _ in _bindings(node)), frozenset())
        return
    for field in fields(node):
        part = getattr(node, field.name)
        for inner in part if isinstance(part, tuple) and not isinstance(part, Span) else ():
            if isinstance(inner, _BLOCKS):
                yield from _makers(inner)


def _whole(node: ir.Stmt) -> Span:
    """All of a statement: the spans of definitions only cover their names."""
    spans = [part.span for part in _parts(node) if isinstance(getattr(part, "span", None), Span)]
    return Span(*min(span[:2] for span in spans), *max(span[2:] for span in spans))


def _parts(node: Any) -> Iterator[Any]:
    """A node and all nodes in it."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, tuple) and not isinstance(part, Span):
            waiting += part
        elif is_dataclass(part):
            yield part
            waiting += (getattr(part, field.name) for field in fields(part))


def _bindings(node: Any) -> Iterator[_Binding]:
    """The names that a statement binds where it stands; those inside of functions and classes are theirs."""
    if isinstance(node, (ir.Define, ir.DefineClass)):
        yield node.name, id(node)
    elif isinstance(node, ir.Import):
        name = node.alias or node.module.partition(".")[0]
        yield name, ("import", node.module if node.alias else name)
    elif isinstance(node, ir.ImportFrom):
        for name, alias in node.names:
            yield alias or name, ("import", node.level, node.module, name)
    elif isinstance(node, ir.Assign):
        yield from ((name, id(node)) for target in node.targets for name in _targets(target))
        yield from _bindings(node.value)
    elif isinstance(node, ir.Walrus):
        yield node.name, id(node)
    elif isinstance(node, ir.Lambda):
        return
    elif isinstance(node, tuple) and not isinstance(node, Span):
        for part in node:
            yield from _bindings(part)
    elif is_dataclass(node):
        if isinstance(node, ir.For):
            yield from ((name, id(node)) for name in _targets(node.target))
        if isinstance(node, ir.With):
            yield from ((name, id(node)) for _, target in node.items for name in _targets(target))
        for field in fields(node):
            yield from _bindings(getattr(node, field.name))


def _targets(target: Any) -> Iterator[str]:
    if isinstance(target, ir.Name):
        yield target.name
    elif isinstance(target, ir.Star):
        yield from _targets(target.value)
    elif isinstance(target, ir.Display):
        for item in target.items:
            yield from _targets(item)


def _reads(node: Any) -> Iterator[str]:
    """The names that a node reads and has not bound before."""
    if isinstance(node, ir.Name):
        yield node.name
    elif isinstance(node, (ir.Define, ir.Lambda)):
        own = {parameter.name for parameter in node.parameters} | {name for name, _ in _bindings(node.body)}
        yield from (name for name in _reads_of_parts(node) if name not in own)
    elif isinstance(node, ir.Comprehension):
        own = {name for clause in node.clauses for name in _targets(clause.target)}
        yield from (name for name in _reads_of_parts(node) if name not in own)
    elif isinstance(node, ir.For):
        yield from _reads(node.iterable)
        own = set(_targets(node.target))
        yield from (name for name in _reads((node.body, node.orelse)) if name not in own)
    elif isinstance(node, ir.Assign):
        yield from _reads((node.value, node.annotation))
        yield from (name for target in node.targets if not isinstance(target, ir.Name) for name in _reads(target))
    else:
        yield from _reads_of_parts(node)


def _reads_of_parts(node: Any) -> Iterator[str]:
    if isinstance(node, tuple) and not isinstance(node, Span):
        bound: set[str] = set()
        for part in node:
            yield from (name for name in _reads(part) if name not in bound)
            bound.update(name for name, _ in _bindings(part))
    elif is_dataclass(node):
        for field in fields(node):
            yield from _reads(getattr(node, field.name))
