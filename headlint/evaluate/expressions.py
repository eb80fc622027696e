"""Expressions: one small method a node kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from headlint.evaluate import operators
from headlint.evaluate.machine import Machine
from headlint.evaluate.objects import Arguments, Frame, Function, each
from headlint.source import ir
from headlint.span import Span
from headlint.values import (
    NONE,
    Case,
    Cases,
    Const,
    Mapping,
    Sequence,
    SliceValue,
    Unknown,
    Value,
    join,
    just,
)


class Expressions(Machine):
    """Evaluates expression nodes to slots."""

    def evaluate(self, node: ir.Expr) -> Cases:
        self.step()
        evaluator: Callable[[Expressions, Any], Cases] = _EVALUATORS[type(node)]
        return evaluator(self, node)

    def _const(self, node: ir.Const) -> Cases:
        if self.frame.module.source.stub:
            return just(Const(node.value, self.site))
        known = self.constants.get(id(node))
        if known is None:
            known = self.constants[id(node)] = just(Const(node.value, self.here(node.span)))
        return known

    def _name(self, node: ir.Name) -> Cases:
        found = self.lookup(node.name)
        if found is None:
            return just(Unknown(f"the name {node.name} is not defined here"))
        return found.under(self.path) or just(Unknown(f"{node.name} is not set on this path"))

    def _attribute(self, node: ir.Attribute) -> Cases:
        owner = self.evaluate(node.value)
        return self.fork(owner, lambda value: self.attribute(value, node.name, node.span))

    def _subscript(self, node: ir.Subscript) -> Cases:
        owner, index = self.evaluate(node.value), self.evaluate(node.index)
        return self.fork(owner, lambda value: self.subscript(value, index, node.span))

    def _slice(self, node: ir.Slice) -> Cases:
        parts = [self.evaluate(part) if part is not None else NONE for part in (node.lower, node.upper, node.step)]
        return just(SliceValue(*parts))

    def _call(self, node: ir.Call) -> Cases:
        callee = self.evaluate(node.function)
        arguments = self.arguments(node.arguments)
        return self.fork(callee, lambda value: self.call(value, arguments, node.span))

    def arguments(self, nodes: tuple[ir.Argument, ...]) -> Arguments:
        """Evaluate call arguments, unfolding ``*x`` and ``**x`` where their contents are known."""
        positional: list[Cases] = []
        keywords: dict[str, Cases] = {}
        open_args = open_keywords = None
        for node in nodes:
            cases = self.evaluate(node.value)
            if node.star == "*":
                unfolded = self._unfold(cases, node.span)
                if unfolded is None:
                    open_args = cases
                else:
                    positional.extend(unfolded)
            elif node.star == "**":
                entries, complete = self._entries(cases)
                keywords.update(entries)
                if not complete:
                    open_keywords = cases
            elif node.keyword is not None:
                keywords[node.keyword] = cases
            else:
                if open_args is not None:
                    # Unknown elements in the middle: one stands for all, so that the last ones stay the last.
                    only = open_args.single() or Unknown("one of several iterables")
                    positional.append(self.element_of(only, node.span))
                    open_args = None
                positional.append(cases)
        return Arguments(tuple(positional), tuple(keywords.items()), open_args, open_keywords)

    def _unfold(self, cases: Cases, span: Span) -> list[Cases] | None:
        only = cases.under(self.path) or cases
        value = only.single()
        return None if value is None else self.elements(value, span)

    def _entries(self, cases: Cases) -> tuple[dict[str, Cases], bool]:
        """The entries of ``**mapping``, and whether these are all. A key that is not known may be any of those before
        it."""
        value = self.freeze(cases).single()
        if not isinstance(value, Mapping):
            return {}, False
        named: dict[str, Cases] = {}
        for key, entry in value.items:
            if isinstance(key, Const) and isinstance(key.value, str):
                named[key.value] = entry
            else:
                named = {}
        return named, len(named) == len(value.items)

    def _operation(self, node: ir.Operation) -> Cases:
        operands = [self.evaluate(operand) for operand in node.operands]
        return self.operation(node.operator, operands, node.span)

    def operation(self, operator: str, operands: list[Cases], span: Span) -> Cases:
        """Fold what is constant, combine containers, record the rest."""
        if all(len(cases) == 1 for cases in operands):
            values = [case.value for cases in operands for case in cases]
            folded = operators.fold(self, operator, values, span)
            if folded is not None:
                return folded
            recorded = self.operate(operator, span, *operands)
            if operator in _EVENTS:
                self.happened(recorded)
            return recorded
        if len(operands) == 1:
            return each(operands[0], lambda value: self.operation(operator, [just(value)], span))
        left, right = operands
        joined: list[Case] = []
        for a in self.alternatives(left):
            for b in self.alternatives(right):
                when = a.when.and_(b.when)
                if when is None:
                    continue
                for made in self.operation(operator, [just(a.value), just(b.value)], span):
                    both = when.and_(made.when)
                    if both is not None:
                        joined.append(Case(made.value, both))
        return join(joined) if joined else just(Unknown("cannot happen here"))

    def _bool_op(self, node: ir.BoolOp) -> Cases:
        """``a and b``: ``a`` where it is false, ``b`` where ``a`` is true; ``or`` the other way round."""
        outer = self.path
        kept: list[Case] = []
        try:
            for operand in node.operands[:-1]:
                cases = self.evaluate(operand)
                true, false = self.split(cases)
                goes_on, stops = (true, false) if node.operator == "and" else (false, true)
                if stops is not None:
                    before = self.path.without(outer)
                    for case in self.alternatives(cases):
                        when = stops.and_(case.when)
                        both = before.and_(when) if when is not None else None
                        if both is not None:
                            kept.append(Case(case.value, both))
                following = self.path.and_(goes_on) if goes_on is not None else None
                if following is None:
                    return join(kept) if kept else cases
                self.path = following
            before = self.path.without(outer)
            for case in self.evaluate(node.operands[-1]):
                both = before.and_(case.when)
                if both is not None:
                    kept.append(Case(case.value, both))
        finally:
            self.path = outer
        return join(kept) if kept else just(Unknown("cannot happen here"))

    def _conditional(self, node: ir.Conditional) -> Cases:
        true, false = self.split(self.evaluate(node.test))
        if true is None:
            return self.evaluate(node.orelse)
        if false is None:
            return self.evaluate(node.body)
        results: list[Case] = []

        def arm(when_node: ir.Expr) -> Callable[[], str]:
            def run() -> str:
                entered = self.path.without(outer)
                for case in self.evaluate(when_node):
                    both = entered.and_(case.when)
                    if both is not None:
                        results.append(Case(case.value, both))
                return "live"

            return run

        outer = self.path
        self.branch([(true, arm(node.body)), (false, arm(node.orelse))])
        return join(results) if results else just(Unknown("cannot happen here"))

    def _star(self, node: ir.Star) -> Cases:
        return self.evaluate(node.value)

    def _display(self, node: ir.Display) -> Cases:
        items: list[Cases] = []
        for item in node.items:
            cases = self.evaluate(item)
            unfolded = self._unfold(cases, node.span) if isinstance(item, ir.Star) else [cases]
            if unfolded is None:
                return just(Unknown("a starred element could not be unfolded"))
            items.extend(unfolded)
        sequence = Sequence(node.kind, tuple(items))
        return just(sequence if node.kind == "tuple" else self.container(sequence))

    def _dict(self, node: ir.DictDisplay) -> Cases:
        entries: dict[Value, Cases] = {}
        for key_node, value_node in node.items:
            cases = self.evaluate(value_node)
            if key_node is None:
                merged = self.freeze(cases).single()
                if isinstance(merged, Mapping):
                    entries.update(merged.items)
                else:
                    # It may bring any key: what stood under one before is only known to be what it gives now.
                    opaque = merged or Unknown("one of several mappings")
                    entries = {key: self.subscript(opaque, just(key), node.span) for key in entries}
                continue
            key = self.evaluate(key_node).single()
            entries[key if key is not None else Unknown("a key with several values")] = cases
        return just(self.container(Mapping(tuple(entries.items()))))

    def _comprehension(self, node: ir.Comprehension) -> Cases:
        collected: list[tuple[Cases | None, Cases]] = []
        with self.inside(self.scope("comprehension")):
            opened = self._clauses(node, 0, collected)
        if node.kind == "dict":
            entries = {
                (key.single() if key else None) or Unknown("a key with several values"): value
                for key, value in collected
            }
            return just(self.container(Mapping(tuple(entries.items()))))
        kind = "list" if node.kind == "generator" else node.kind
        return just(self.container(Sequence(kind, tuple(value for _, value in collected), opened)))

    def _clauses(self, node: ir.Comprehension, depth: int, collected: list[tuple[Cases | None, Cases]]) -> bool:
        """Collect what the clauses from ``depth`` on yield; whether that may be any number of elements."""
        if depth == len(node.clauses):
            key = self.evaluate(node.key) if node.key is not None else None
            collected.append((key, self.evaluate(node.value)))
            return False
        clause = node.clauses[depth]
        elements, opened = self.unroll(self.evaluate(clause.iterable), clause.span)
        for element in elements:
            self.assign(clause.target, element)
            tests = [self.split(self.evaluate(test)) for test in clause.conditions]
            if all(true is not None for true, _ in tests):
                opened = self._clauses(node, depth + 1, collected) or opened
                opened = opened or any(false is not None for _, false in tests)
        return opened

    def unroll(self, iterable: Cases, span: Span) -> tuple[list[Cases], bool]:
        """The elements to execute a loop for, and whether they stand for an unknown number of turns."""
        live = self.alternatives(iterable)
        value = live[0].value if len(live) == 1 else Unknown("one of several iterables")
        known = self.elements(value, span)
        if known is None or len(known) > self.limits.unroll:
            return [self.element_of(value, span)], True
        return known, self.is_open(value)

    def _format(self, node: ir.Format) -> Cases:
        parts = [self.evaluate(part) for part in node.parts]
        constants = [part.constant() for part in parts]
        if all(constant is not None for constant in constants):
            return just(Const("".join(str(constant.value) for constant in constants if constant), self.here(node.span)))
        return just(Unknown("text that is put together at run time"))

    def _walrus(self, node: ir.Walrus) -> Cases:
        cases = self.evaluate(node.value)
        self.assign(ir.Name(node.name, node.span), cases)
        return cases

    def _await(self, node: ir.Await) -> Cases:
        return self.evaluate(node.value)

    def _yield(self, node: ir.Yield) -> Cases:
        cases = self.evaluate(node.value) if node.value is not None else NONE
        if node.delegated:
            self.yields.extend(self.unroll(cases, node.span)[0])
        else:
            self.yields.append(cases)
        return just(Unknown("what is sent into a generator"))

    def _lambda(self, node: ir.Lambda) -> Cases:
        return just(self.function(node))

    def function(self, node: ir.Define | ir.Lambda) -> Function:
        """A function object: its defaults are evaluated now."""
        defaults = tuple(
            (parameter.name, self.evaluate(parameter.default))
            for parameter in node.parameters
            if parameter.default is not None
        )
        scope = self.frame.enclosing()
        assert scope is not None, "a class body always has an enclosing scope"
        frame: Frame | None = scope
        while frame is not None and frame.ident not in self.closed_over:
            self.closed_over.add(frame.ident)
            frame = frame.parent
        return Function(self.store.fresh(), node, scope, defaults)

    def _opaque(self, node: ir.Opaque) -> Cases:
        return just(Unknown(node.reason))


_EVENTS = frozenset({"lt", "le", "gt", "ge", "truediv"})
"""Operators that are events like calls are: those that decide something about a value, and quotients, which may be
scores that a project writes out itself."""

_EVALUATORS: dict[type, Callable[[Any, Any], Cases]] = {
    ir.Const: Expressions._const,
    ir.Name: Expressions._name,
    ir.Attribute: Expressions._attribute,
    ir.Subscript: Expressions._subscript,
    ir.Slice: Expressions._slice,
    ir.Call: Expressions._call,
    ir.Operation: Expressions._operation,
    ir.BoolOp: Expressions._bool_op,
    ir.Conditional: Expressions._conditional,
    ir.Star: Expressions._star,
    ir.Display: Expressions._display,
    ir.DictDisplay: Expressions._dict,
    ir.Comprehension: Expressions._comprehension,
    ir.Format: Expressions._format,
    ir.Walrus: Expressions._walrus,
    ir.Await: Expressions._await,
    ir.Yield: Expressions._yield,
    ir.Lambda: Expressions._lambda,
    ir.Opaque: Expressions._opaque,
}
