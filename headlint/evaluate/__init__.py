"""Abstract execution: what would this project compute, as far as its source alone can tell?

The evaluator knows Python and no library. Project code is entered with its arguments bound; calls of anything outside
are recorded as ``Apply``. So ``net(x)`` becomes ``softmax(Linear(64, 3)(x))`` whatever files, constructors and wrapper
functions it went through. Undecided branches run on both sides, and values remember under which conditions they hold.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from headlint.evaluate.machine import Limits, OutOfSteps
from headlint.evaluate.objects import (
    Arguments,
    Class,
    Descriptor,
    Frame,
    Function,
    Instance,
    Library,
    Loader,
    Module,
    Source,
)
from headlint.evaluate.reach import reached
from headlint.evaluate.requests import Requests
from headlint.evaluate.statements import Statements
from headlint.faults import contained
from headlint.source import ir
from headlint.span import Span
from headlint.values import ALWAYS, Case, Cases, Condition, Const, Value, forget, join, just

SWEPT_FROM = 20_000
"""So many owners of cells more, and it is looked which of them can still be reached: 40 MB of them."""

_START = Span(1, 1, 1, 1)


class Evaluator(Statements, Requests):
    """Executes modules and their entry points, and keeps what was recorded in ``events`` and ``returned``."""

    swept_from = SWEPT_FROM

    def load(self, source: Source) -> Module:
        """Execute a module's top level."""
        return self.module(source)

    def run_mains(self) -> None:
        """Execute the ``if __name__ == "__main__"`` blocks, now that all modules are complete."""
        while self.mains:
            frame, body = self.mains.pop(0)
            self.frame = frame
            self.guarded(partial(self.execute, body), body[0].span)

    def run_uncalled(self, module: Module) -> None:
        """Execute every function and method of a module that nothing called, with opaque arguments."""
        for name in list(self.store.names(module.ident)):
            for case in self.store.read(module.ident, name) or ():
                if isinstance(case.value, Function) and (
                    case.value.scope.module == module or case.value.scope.module.source.stub
                ):
                    self._enter(module, case.value, None)
                elif isinstance(case.value, Class) and case.value.module == module:
                    self._enter_class(module, case.value)

    def finish(self) -> None:
        """Drop everything but what was recorded: it can be read without."""
        forget()
        self.store.keep(())
        for held in (self.built, self.instances, self.modules, self.frozen, self.constants, self.idle):
            held.clear()

    def _enter_class(self, module: Module, cls: Class) -> None:
        for name in list(self.store.names(cls.ident)):
            for case in self.store.read(cls.ident, name) or ():
                value = case.value
                function = value.function if isinstance(value, Descriptor) else value
                if not isinstance(function, Function) or id(function.node) in self.called:
                    continue
                if isinstance(value, Descriptor) and value.kind == "staticmethod":
                    self._enter(module, function, None)
                elif isinstance(value, Descriptor) and value.kind == "classmethod":
                    self._enter(module, function, cls)
                elif instances := self._instances(cls, module):
                    # Building them may have called it: the initializer, that is.
                    for instance in instances if id(function.node) not in self.called else ():
                        self._enter(module, function, instance, again=True)

    def _instances(self, cls: Class, module: Module) -> list[Instance]:
        """The instances that the project makes of a class, or one made with opaque arguments."""
        if cls not in self.instances:
            initializer = self.class_attribute(cls.mro, "__init__")
            function = initializer.single() if initializer is not None else None
            arguments = Arguments()
            if isinstance(function, Function):
                arguments = self._with_flags(function, self.opaque_arguments(function, skip=1))
            self.frame = Frame(module.ident, module, None, "module")
            self.guarded(lambda: self.instantiate(cls, arguments, _START), _START)
        return list(self.instances.get(cls, ()))

    def _enter(
        self, module: Module, function: Function, receiver: Class | Instance | None, again: bool = False
    ) -> None:
        if not again and id(function.node) in self.called:
            return
        self._sweep(function, receiver)
        self.frame = Frame(module.ident, module, None, "module")
        arguments = self.opaque_arguments(function, skip=0 if receiver is None else 1)
        if receiver is not None:
            arguments = arguments.before(receiver)

        def run() -> None:
            if isinstance(receiver, Instance) and function.name in self.library.calls():
                self.answer(receiver, lambda: self.call_function(function, arguments, function.node.span))
            else:
                self.call_function(function, arguments, function.node.span)

        self.guarded(run, function.node.span)

    def _sweep(self, *held: Value | None) -> None:
        """Between two entry points: drop what only those before could reach, whenever the store has grown enough."""
        forget()
        if len(self.store) < self.swept_from:
            return
        alive = reached((*self.modules.values(), *self.instances.items(), *self.mains, *held), self.store.cells)
        self.store.keep(alive)
        self.built = {ident: arguments for ident, arguments in self.built.items() if ident in alive}
        self.swept_from = len(self.store) + max(SWEPT_FROM, len(self.store))

    def opaque_arguments(self, function: Function, skip: int) -> Arguments:
        """An opaque argument for every parameter without a default; an instance where the annotation is a class of
        the project."""
        keywords: list[tuple[str, Cases]] = []
        positional: list[Cases] = []
        for parameter in function.node.parameters[skip:]:
            if parameter.kind in ("*", "**") or parameter.default is not None:
                continue
            cases = self._annotated(function, parameter) or self.opaque_parameter(function, parameter)
            if parameter.kind == "keyword" or len(keywords):
                keywords.append((parameter.name, cases))
            else:
                positional.append(cases)
        return Arguments(tuple(positional), tuple(keywords))

    def _with_flags(self, function: Function, arguments: Arguments) -> Arguments:
        """A class that the project never builds is built by others, who set its flags as they like: a default of True
        or False becomes both, each under its own condition. One flag at a time: of two that exclude each other
        (``sigmoid=True, softmax=True``) nobody sets both."""
        usual: dict[str, tuple[Value, Const]] = {}
        for parameter in function.node.parameters:
            default = dict(function.defaults).get(parameter.name)
            constant = default.constant() if default is not None else None
            if constant is not None and isinstance(constant.value, bool):
                usual[parameter.name] = self.opaque_parameter(function, parameter).cases[0].value, constant
        flags = []
        for name, (test, constant) in usual.items():
            others = {(other, was.value) for other, was in usual.values() if other != test}
            as_it_is = Case(constant, Condition(frozenset({(test, constant.value)})))
            turned = Const(not constant.value, constant.place)
            flags.append((name, join([as_it_is, Case(turned, Condition(frozenset({(test, turned.value), *others})))])))
        return Arguments(arguments.positional, (*arguments.keywords, *flags))

    def _annotated(self, function: Function, parameter: ir.Parameter) -> Cases | None:
        annotation = parameter.annotation
        self.steps = 0  # what the last entry point left behind
        if not isinstance(annotation, (ir.Name, ir.Attribute)):
            return None
        with self.inside(function.scope):
            value = self.evaluate(annotation).single()
        known = self.instances.get(value, []) if isinstance(value, Class) else []
        return just(known[0]) if known else None

    def guarded(self, run: Callable[[], object], span: Span) -> None:
        """Run an entry point within its budget, from a clean state."""
        self.path, self.returns, self.yields, self.stack = ALWAYS, [], [], []
        for cell, before in self.passing.items():
            self.store.write(*cell, before)
        self.passing.clear()
        self.steps = begun = self.begin(self.limits.spare_steps)
        self.answering = 0
        try:
            with contained(self.frame.module.source.path, but=(OutOfSteps, RecursionError)):
                run()
        except (OutOfSteps, RecursionError):
            self.exhausted.append(self.here(span))
        finally:
            self.path = ALWAYS
            self.spent += self.steps - begun


__all__ = ["Case", "Evaluator", "Library", "Limits", "Loader", "Module", "Source"]
