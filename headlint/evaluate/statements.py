"""Statements: control flow, bindings, definitions. A block says how it ends (see ``machine.LIVE`` and its like)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from headlint.evaluate.expressions import Expressions
from headlint.evaluate.machine import LEFT, LIVE, RETURNED
from headlint.evaluate.objects import Arguments, Class, Container, Descriptor, Function, each, resolution_order
from headlint.source import ir
from headlint.span import Span
from headlint.values import (
    NONE,
    Apply,
    Case,
    Cases,
    Condition,
    Const,
    External,
    Item,
    Mapping,
    Member,
    Parameter,
    Sequence,
    Unknown,
    Value,
    join,
    just,
)

_IMPORT_ERRORS = {"ImportError", "ModuleNotFoundError"}
_DATA_BASES = {"typing.NamedTuple"}


class Statements(Expressions):
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

    def _changed_in_place(self, method: ir.Attribute, cases: Cases) -> None:
        """``x.clamp_(0, 1)`` as a statement: the library says that such a method changes its receiver."""
        made = cases.single()
        recorded = isinstance(made, Apply) and isinstance(made.callee, Member)
        named = isinstance(method.value, (ir.Name, ir.Attribute, ir.Subscript))
        if recorded and named and self.library.changes(method.name):
            self.assign(method.value, cases)

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

    # Binding.

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

    # Control flow.

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

    # Definitions.

    def _define(self, node: ir.Define) -> str:
        defined: Cases = just(self.function(node))
        for decorator in reversed(node.decorators):
            defined = self._decorated(decorator, defined, node)
        self.assign(ir.Name(node.name, node.span), defined)
        return LIVE

    def _decorated(self, decorator: ir.Expr, defined: Cases, node: ir.Define | ir.DefineClass) -> Cases:
        """Apply a decorator. One from outside the project that is not known passes its function through."""
        function = defined.single()
        if isinstance(decorator, ir.Attribute) and decorator.name in ("setter", "getter", "deleter") and function:
            known = self.store.read(self.frame.ident, node.name)
            existing = known.single() if known is not None else None
            if isinstance(existing, Descriptor):
                setter = function if decorator.name == "setter" else existing.setter
                return just(Descriptor("property", existing.function, setter))
        applied = self.evaluate(decorator).single()
        if applied is None or isinstance(applied, (Apply, Member, Item, Parameter, Unknown)):
            return defined
        if isinstance(applied, External):
            kind = _DESCRIPTORS.get(applied.name)
            return defined if kind is None or function is None else just(Descriptor(kind, function))
        return self.fork(defined, lambda value: self.call(applied, Arguments.of(value), node.span))

    def _define_class(self, node: ir.DefineClass) -> str:
        bases = tuple(
            self.evaluate(argument.value).cases[0].value
            for argument in node.arguments
            if argument.keyword is None and not argument.star
        )
        fields = tuple(
            statement.targets[0].name
            for statement in node.body
            if isinstance(statement, ir.Assign)
            and statement.annotation is not None
            and isinstance(statement.targets[0], ir.Name)
        )
        frame = self.scope("class")
        cls = Class(frame.ident, node.name, self.frame.module, bases, resolution_order(bases), fields)
        with self.inside(frame):
            self.execute(node.body)
        self._own(cls)
        keywords = [(a.keyword, self.evaluate(a.value)) for a in node.arguments if a.keyword is not None and not a.star]
        hook = self.class_attribute(cls.ancestors, "__init_subclass__")
        function = hook.single() if hook is not None else None
        if isinstance(function, Descriptor):
            function = function.function
        if isinstance(function, Function):
            named = tuple((name, cases) for name, cases in keywords if name is not None and name != "metaclass")
            self.call_function(function, Arguments((just(cls),), named), node.span)
        if any(isinstance(base, External) and base.name in _DATA_BASES for base in cls.ancestors):
            self.store.write(cls.ident, "__dataclass__", just(Const(True)))
        defined: Cases = just(cls)
        for decorator in reversed(node.decorators):
            defined = self._decorated_class(decorator, defined, cls, node)
        self.assign(ir.Name(node.name, node.span), defined)
        return LIVE

    def _own(self, cls: Class) -> None:
        """Tell the functions of a class body whose they are, for ``super()``."""
        for name in self.store.names(cls.ident):
            cases = self.store.read(cls.ident, name)
            if cases is not None:
                self.store.write(cls.ident, name, Cases(tuple(Case(_owned(c.value, cls), c.when) for c in cases)))

    def _decorated_class(self, decorator: ir.Expr, defined: Cases, cls: Class, node: ir.DefineClass) -> Cases:
        applied = self.evaluate(decorator).single()
        made = applied.callee if isinstance(applied, Apply) else applied
        if isinstance(made, External) and made.name in _DATA_DECORATORS:
            self.store.write(cls.ident, "__dataclass__", just(Const(True)))
            return defined
        return self._decorated(decorator, defined, node)


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


def _owned(value: Value, cls: Class) -> Value:
    if isinstance(value, Function) and value.owner is None:
        return Function(value.ident, value.node, value.scope, value.defaults, cls)
    if isinstance(value, Descriptor):
        setter = _owned(value.setter, cls) if value.setter is not None else None
        return Descriptor(value.kind, _owned(value.function, cls), setter)
    return value


_DESCRIPTORS = {
    "builtins.property": "property",
    "functools.cached_property": "property",
    "abc.abstractproperty": "property",
    "builtins.staticmethod": "staticmethod",
    "builtins.classmethod": "classmethod",
    "abc.abstractclassmethod": "classmethod",
    "abc.abstractstaticmethod": "staticmethod",
}
_DATA_DECORATORS = {"dataclasses.dataclass", "attr.s", "attr.attrs", "attrs.define", "attr.define", "attrs.frozen"}


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
