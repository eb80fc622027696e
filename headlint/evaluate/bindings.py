"""Bindings: what an assignment changes, in names, objects, containers and several targets at once."""

from __future__ import annotations

from collections.abc import Callable

from headlint.evaluate.expressions import Expressions
from headlint.evaluate.machine import LIVE
from headlint.evaluate.objects import Arguments, Container, each
from headlint.source import ir
from headlint.span import Span
from headlint.values import (
    NONE,
    Apply,
    Case,
    Cases,
    Const,
    Mapping,
    Member,
    Sequence,
    Unknown,
    Value,
    join,
    just,
)


class Bindings(Expressions):
    """Executes what binds."""

    def _assign(self, node: ir.Assign) -> str:
        if node.value is not None:
            cases = self.evaluate(node.value)
            for target in node.targets:
                self.assign(target, cases)
        return LIVE

    def _augment(self, node: ir.Augment) -> str:
        before, operand = self.evaluate(node.target), self.evaluate(node.value)
        container = before.single()
        if node.operator == "add" and isinstance(container, Container) and container.kind == "list":
            method = self.attribute(container, "extend", node.span).cases[0].value
            self.fork(operand, lambda value: self.call(method, Arguments.of(value), node.span))
        else:
            self.assign(node.target, self.operation(node.operator, [before, operand], node.span))
        return LIVE

    def assign(self, target: ir.Expr, cases: Cases) -> None:
        """Bind a target. Writing into something opaque makes a new value of it that remembers the write."""
        if isinstance(target, ir.Name):
            frame = self.frame.declared.get(target.name, self.frame)
            self.store.write(frame.ident, target.name, cases)
        elif isinstance(target, ir.Attribute):
            self._write_into(target.value, lambda owner: self.set_attribute(owner, target.name, cases))
        elif isinstance(target, ir.Subscript):
            index = self.evaluate(target.index)
            self._write_into(target.value, lambda owner: self.set_item(owner, index, cases, target.span))
        elif isinstance(target, ir.Display):
            self._unpack(target, cases)
        elif isinstance(target, ir.Star):
            self.assign(target.value, cases)

    def _write_into(self, owner_node: ir.Expr, write: Callable[[Value], Value | None]) -> None:
        owner = self.evaluate(owner_node)

        def run(value: Value) -> Cases:
            changed = write(value)
            if changed is not None:
                self.assign(owner_node, just(changed))
            return NONE

        self.fork(owner, run)

    def set_item(self, owner: Value, index: Cases, cases: Cases, span: Span) -> Value | None:
        """``owner[index] = cases``; returns the changed value where ``owner`` is not a mutable object we hold."""
        if isinstance(owner, Container):
            self._set_element(owner, index, cases)
            return None
        method = self.attribute(owner, "__setitem__", span).single()
        if method is not None and not isinstance(method, (Member, Unknown)):
            self.call(method, Arguments.of(index, cases), span)
            return None
        if isinstance(owner, (Const, Sequence, Unknown)):
            return None
        return self.operate("setitem", span, just(owner), index, cases).cases[0].value

    def _set_element(self, owner: Container, index: Cases, cases: Cases) -> None:
        contents = self.store.read(owner.ident, "[]") or NONE
        key = index.single() or Unknown("one of several keys")

        def changed(value: Value) -> Cases:
            if isinstance(value, Mapping):
                entries = {entry[0]: entry for entry in value.items}
                entries[key] = (entries[key][0] if key in entries else key, cases)
                return just(Mapping(tuple(entries.values())))
            if isinstance(value, Sequence) and isinstance(key, Const) and isinstance(key.value, int):
                items = list(value.items)
                if -len(items) <= key.value < len(items):
                    items[key.value] = cases
                return just(Sequence(value.kind, tuple(items)))
            return just(Unknown("a list with an element set at an unknown index"))

        self.store.write(owner.ident, "[]", each(contents, changed))

    def _unpack(self, target: ir.Display, cases: Cases) -> None:
        count = len(target.items)
        starred = next((i for i, item in enumerate(target.items) if isinstance(item, ir.Star)), None)
        rows = [(case.when, self.elements(case.value, target.span), case.value) for case in self.alternatives(cases)]
        for position, item in enumerate(target.items):
            alternatives: list[Case] = []
            for when, known, value in rows:
                part = self._part(known, value, position, count, starred, target.span)
                alternatives += [Case(c.value, both) for c in part if (both := when.and_(c.when)) is not None]
            self.assign(item, join(alternatives) if alternatives else just(Unknown("nothing to unpack")))

    def _part(
        self, known: list[Cases] | None, value: Value, position: int, count: int, starred: int | None, span: Span
    ) -> Cases:
        """What the target at ``position`` receives when a value is unpacked into ``count`` targets."""
        if known is None:
            if starred is not None and position >= starred:
                return just(Unknown("unpacked behind a starred target"))
            return self.subscript(value, just(Const(position)), span)
        if starred is None:
            return known[position] if len(known) == count else just(Unknown("unpacked into another number of targets"))
        surplus = len(known) - (count - 1)
        if surplus < 0:
            return just(Unknown("unpacked into another number of targets"))
        if position == starred:
            return just(self.container(Sequence("list", tuple(known[position : position + surplus]))))
        return known[position] if position < starred else known[position + surplus - 1]

    def _changed_in_place(self, method: ir.Attribute, cases: Cases) -> None:
        """``x.clamp_(0, 1)`` as a statement: the library says that such a method changes its receiver."""
        made = cases.single()
        recorded = isinstance(made, Apply) and isinstance(made.callee, Member)
        named = isinstance(method.value, (ir.Name, ir.Attribute, ir.Subscript))
        if recorded and named and self.library.changes(method.name):
            self.assign(method.value, cases)
