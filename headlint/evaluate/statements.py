"""Statements: control flow. A block says how it ends (see ``machine.LIVE`` and its like)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from headlint.evaluate.definitions import Definitions
from headlint.evaluate.machine import LEFT, LIVE, RETURNED
from headlint.evaluate.objects import Arguments, each
from headlint.source import ir
from headlint.span import Span
from headlint.values import (
    NONE,
    Case,
    Cases,
    Condition,
    Const,
    External,
    Item,
    Member,
    Unknown,
    Value,
    just,
)

_IMPORT_ERRORS = {"ImportError", "ModuleNotFoundError"}


class Statements(Definitions):
    """Executes statement nodes."""

    def execute(self, body: ir.Body) -> str:
        for node in body:
            self.step()
            executor: Callable[[Statements, Any], str] = _EXECUTORS[type(node)]
            end = executor(self, node)
            if end != LIVE:
                return end
        return LIVE

    def _expression(self, node: ir.Evaluate) -> str:
        cases = self.evaluate(node.value)
        call = node.value
        if isinstance(call, ir.Call) and isinstance(call.function, ir.Attribute):
            self._changed_in_place(call.function, cases)
        return LIVE

    def _return(self, node: ir.Return) -> str:
        cases = self.evaluate(node.value) if node.value is not None else NONE
        for case in self.alternatives(cases):
            when = self.path.and_(case.when)
            if when is not None:
                self.returns.append(Case(case.value, when))
        return RETURNED

    def _jump(self, node: ir.Jump) -> str:
        return RETURNED if node.kind == "raise" else LEFT

    def _assert(self, node: ir.Assert) -> str:
        true, _ = self.split(self.evaluate(node.test))
        if true is not None:
            self.path = self.path.and_(true) or self.path
        return LIVE

    def _delete(self, node: ir.Delete) -> str:
        for target in node.targets:
            if isinstance(target, ir.Name):
                self.store.delete(self.frame.ident, target.name)
            elif isinstance(target, ir.Subscript):
                owner = self.evaluate(target.value).single()
                if owner is not None:
                    index = self.evaluate(target.index)
                    method = self.attribute(owner, "__delitem__", target.span).single()
                    if method is not None and not isinstance(method, (Member, Unknown)):
                        self.call(method, Arguments.of(index), target.span)
        return LIVE

    def _scope(self, node: ir.Scope) -> str:
        for name in node.names:
            frame = self.frame.parent
            while frame is not None and not self._declares(frame, name, node.kind):
                frame = frame.parent
            if frame is not None:
                self.frame.declared[name] = frame
        return LIVE

    def _declares(self, frame: Any, name: str, kind: str) -> bool:
        if kind == "global":
            return bool(frame.kind == "module")
        return frame.kind == "function" and self.store.read(frame.ident, name) is not None

    def _if(self, node: ir.If) -> str:
        if self.frame.kind == "module" and _is_main_guard(node.test):
            if node.body:  # a lone docstring or pass is nothing
                self.mains.append((self.frame, node.body))
            return LIVE
        return self._either(
            self.evaluate(node.test), lambda: self.execute(node.body), lambda: self.execute(node.orelse)
        )

    def _either(self, test: Cases, body: Callable[[], str], orelse: Callable[[], str]) -> str:
        true, false = self.split(test)
        if false is None:
            return body()
        if true is None:
            return orelse()
        return self.branch([(true, body), (false, orelse)])

    def _for(self, node: ir.For) -> str:
        iterable = self.evaluate(node.iterable)
        ends: list[str] = []

        def run(value: Value) -> Cases:
            ends.append(self._iterate(node, *self.unroll(just(value), node.span)))
            return NONE

        self.fork(iterable, run)
        if node.orelse:
            self.execute(node.orelse)
        return RETURNED if ends and all(end == RETURNED for end in ends) else LIVE

    def _iterate(self, node: ir.For, elements: list[Cases], opened: bool) -> str:
        """Execute a loop for some elements. A return in the middle leaves only on its own path, so the loop counts as
        left for good only if a turn always returns."""

        def turn(element: Cases) -> str:
            self.assign(node.target, element)
            return self.execute(node.body)

        if opened:
            return self._standing_turns(node.body, [lambda element=element: turn(element) for element in elements])  # type: ignore[misc]
        outer, began = self.path, self.steps
        counts = all(_number(element) for element in elements)
        budget = self.limits.count_steps if counts else self.limits.loop_steps
        end = LIVE
        for number, element in enumerate(elements):
            if number and self.steps - began > budget:
                break
            end = turn(element)
            self.path = outer
            if end == RETURNED:
                break
        return RETURNED if end == RETURNED else LIVE

    def _while(self, node: ir.While) -> str:
        """A loop whose test is decided runs until it is false; else one turn stands for many."""
        outer = self.path
        for _ in range(self.limits.unroll):
            true, false = self.split(self.evaluate(node.test))
            if true is None:
                break
            if false is not None or isinstance(node.test, ir.Const):
                if self._standing_turns(node.body, [lambda: self.execute(node.body)]) == RETURNED:
                    return RETURNED
                break
            end = self.execute(node.body)
            self.path = outer
            if end != LIVE:
                return RETURNED if end == RETURNED else LIVE
        if node.orelse:
            self.execute(node.orelse)
        return LIVE

    def _standing_turns(self, body: ir.Body, turns: list[Callable[[], str]]) -> str:
        """Execute turns that stand for an unknown number of their like: what counts along is not known in them nor
        behind them."""
        outer, end = self.path, LIVE
        for name in counters(body):
            held = self.store.read(self.frame.ident, name)
            if held is not None and _number(held):
                count = self.operate("builtins.count", body[0].span, held)
                self.store.write(self.frame.ident, name, count)
        self.loops.append(self.store.last)
        try:
            with self.store.trial() as delta:
                for turn in turns:
                    end = turn()
                    self.path = outer
                    if end == RETURNED:
                        break
        finally:
            self.loops.pop()
        for (ident, name), cases in delta.items():
            before = self.store.read(ident, name)
            changed = before is not None and before != cases and _number(before) and _number(cases)
            self.store.write(ident, name, just(Unknown("it changes from turn to turn of a loop")) if changed else cases)
        return RETURNED if end == RETURNED else LIVE

    def _with(self, node: ir.With) -> str:
        for context, target in node.items:
            cases = self.evaluate(context)
            if target is not None:
                self.assign(target, self.fork(cases, lambda value: self._entered(value, node.span)))
        return self.execute(node.body)

    def _entered(self, value: Value, span: Span) -> Cases:
        method = self.attribute(value, "__enter__", span).single()
        if method is None or isinstance(method, (Unknown, Member)):
            return just(value if isinstance(value, Unknown) else Member(value, "__enter__"))
        return self.call(method, Arguments.of(), span)

    def _try(self, node: ir.Try) -> str:
        """The body, or what a handler makes of it. A handler for a missing import is not taken: imports never fail
        here, and the fallback would only blur what the project uses when it is complete."""
        handlers = [handler for handler in node.handlers if handler.body and not _handles_import(handler)]
        raised = Item(External("builtins.raises"), just(Const(f"{self.frame.module.source.path}:{node.span.line}")))

        def body() -> str:
            end = self.execute(node.body)
            return self.execute(node.orelse) if end == LIVE else end

        if not handlers:
            end = body()
        else:
            arms: list[tuple[Condition, Callable[[], str]]] = [(Condition(frozenset({(raised, False)})), body)]
            arms += [
                (Condition(frozenset({(raised, True)})), lambda handler=handler: self._handle(handler))  # type: ignore[misc]
                for handler in handlers[:1]
            ]
            end = self.branch(arms)
        return self.execute(node.final) if node.final and end == LIVE else end

    def _handle(self, handler: ir.Handler) -> str:
        if handler.name is not None:
            self.assign(ir.Name(handler.name, handler.span), just(Unknown("an exception")))
        return self.execute(handler.body)

    def _match(self, node: ir.Match) -> str:
        return self._match_from(self.evaluate(node.subject), node.cases)

    def _match_from(self, subject: Cases, cases: tuple[ir.MatchCase, ...]) -> str:
        if not cases:
            return LIVE
        case = cases[0]
        test = self._matches(case.pattern, subject)

        def body() -> str:
            self._capture(case.pattern, subject)
            if case.guard is None:
                return self.execute(case.body)
            guard = self.evaluate(case.guard)
            return self._either(guard, lambda: self.execute(case.body), lambda: self._match_from(subject, cases[1:]))

        return self._either(test, body, lambda: self._match_from(subject, cases[1:]))

    def _matches(self, pattern: ir.Pattern, subject: Cases) -> Cases:
        if pattern.kind == "any":
            return just(Const(True))
        if pattern.kind == "as":
            return self._matches(pattern.parts[0], subject)
        if pattern.kind == "value" and pattern.value is not None:
            return self.operation("eq", [subject, self.evaluate(pattern.value)], pattern.span)
        if pattern.kind == "class" and pattern.value is not None:
            test = ir.Call(ir.Name("isinstance", pattern.span), (), pattern.span)
            callee = self.evaluate(test.function).cases[0].value
            return self.call(callee, Arguments.of(subject, self.evaluate(pattern.value)), pattern.span)
        if pattern.kind == "or":
            tests = [self._matches(part, subject) for part in pattern.parts]
            verdicts = [test.constant() for test in tests]
            if any(verdict is not None and verdict.value for verdict in verdicts):
                return just(Const(True))
            unknown = [test for test, verdict in zip(tests, verdicts, strict=True) if verdict is None]
            if not unknown:
                return just(Const(False))
            return unknown[0] if len(unknown) == 1 else self.operate("or_", pattern.span, *unknown)
        return self.operate("builtins.matches", pattern.span, subject, just(Const(pattern.span.line)))

    def _capture(self, pattern: ir.Pattern, subject: Cases) -> None:
        if pattern.name is not None:
            captured = subject if pattern.kind in ("any", "as") else just(Unknown("a part of a matched value"))
            self.assign(ir.Name(pattern.name, pattern.span), captured)
        for position, part in enumerate(pattern.parts):
            inner = subject
            if pattern.kind == "sequence":
                inner = each(subject, lambda v, i=position: self.subscript(v, just(Const(i)), pattern.span))
            elif pattern.kind in ("class", "mapping"):
                inner = just(Unknown("a part of a matched value"))
            self._capture(part, inner)


@cache
def counters(body: ir.Body) -> frozenset[str]:
    """The names that a loop's body adds to in every turn (``n += 1``)."""
    found: set[str] = set()
    waiting = list(body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ir.Augment) and isinstance(node.target, ir.Name):
            found.add(node.target.name)
        elif isinstance(node, (ir.If, ir.For, ir.While)):
            waiting += (*node.body, *node.orelse)
        elif isinstance(node, ir.With):
            waiting += node.body
    return frozenset(found)


def _number(cases: Cases) -> bool:
    constant = cases.constant()
    return constant is not None and isinstance(constant.value, (int, float))


def _is_main_guard(test: ir.Expr) -> bool:
    return (
        isinstance(test, ir.Operation)
        and test.operator == "eq"
        and any(isinstance(operand, ir.Name) and operand.name == "__name__" for operand in test.operands)
    )


def _handles_import(handler: ir.Handler) -> bool:
    kinds = handler.kinds.items if isinstance(handler.kinds, ir.Display) else (handler.kinds,)
    return any(isinstance(kind, ir.Name) and kind.name in _IMPORT_ERRORS for kind in kinds)


_EXECUTORS: dict[type, Callable[[Any, Any], str]] = {
    ir.Evaluate: Statements._expression,
    ir.Assign: Statements._assign,
    ir.Augment: Statements._augment,
    ir.Return: Statements._return,
    ir.Jump: Statements._jump,
    ir.Assert: Statements._assert,
    ir.Delete: Statements._delete,
    ir.Scope: Statements._scope,
    ir.If: Statements._if,
    ir.For: Statements._for,
    ir.While: Statements._while,
    ir.With: Statements._with,
    ir.Try: Statements._try,
    ir.Match: Statements._match,
    ir.Define: Statements._define,
    ir.DefineClass: Statements._define_class,
    ir.Import: lambda self, node: self.import_statement(node),
    ir.ImportFrom: lambda self, node: self.import_from(node),
}
