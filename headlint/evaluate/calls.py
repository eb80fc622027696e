"""Calls: functions, methods, classes and instances of the project are entered; everything else is recorded."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeGuard

from headlint.evaluate import builtins
from headlint.evaluate.attributes import BASE
from headlint.evaluate.containers import Containers
from headlint.evaluate.machine import LIVE, MAX_INSTANCES, Idle
from headlint.evaluate.objects import (
    Arguments,
    Bound,
    Class,
    Container,
    Descriptor,
    Frame,
    Function,
    Instance,
    Late,
    Method,
    Module,
    Partial,
    Super,
)
from headlint.source import ir
from headlint.span import Place, Span
from headlint.values import (
    NONE,
    Apply,
    Case,
    Cases,
    Const,
    External,
    Item,
    Mapping,
    Member,
    Parameter,
    Returned,
    Sequence,
    Unknown,
    Value,
    join,
    just,
)

SETATTR, SETITEM = External("builtins.setattr"), External("operator.setitem")
"""The records of writes into opaque objects."""

_CALLED = (Function, Method, Partial, Instance)
"""What of the project a library can be handed to call."""


class Calls(Containers):
    """Calls things."""

    def call(self, callee: Value, arguments: Arguments, span: Span) -> Cases:
        if isinstance(callee, Function):
            return self.call_function(callee, arguments, span)
        if isinstance(callee, Method):
            return self.call(callee.function, arguments.before(callee.receiver), span)
        if isinstance(callee, Class):
            return self.instantiate(callee, arguments, span)
        if isinstance(callee, Instance):
            return self._call_instance(callee, arguments, span)
        if isinstance(callee, Partial):
            return self.call(callee.function, arguments.after(callee.arguments), span)
        if isinstance(callee, Bound):
            return self._call_bound(callee, arguments, span)
        if isinstance(callee, Descriptor):
            return self.call(callee.function, arguments, span)
        if isinstance(callee, Unknown):
            return just(Unknown(f"calls something that is not known: {callee.reason}"))
        if isinstance(callee, Late) and (come := self.arrived(just(callee)).single()) != callee and come is not None:
            return self.call(come, arguments, span)
        if isinstance(callee, External):
            done = builtins.call(self, callee.name, arguments, span)
            if done is not None:
                return done
        replaced = self._last_layer(callee, span)
        if replaced is not None:
            features = self.record(self._unchanged(callee), arguments, span)
            return self.call(replaced, Arguments.of(features), span)
        finisher = self._finisher(callee, arguments)
        if finisher is not None:
            bare, rest, function = finisher
            return self.call(function, Arguments.of(self.record(bare, rest, span)), span)
        recorded = self.record(callee, arguments, span)
        self._call_back(arguments, span)
        return recorded

    def _finisher(self, callee: Value, arguments: Arguments) -> tuple[Value, Arguments, Value] | None:
        """A function of the project that a library calls on what comes out (``Dense(1, activation=squash)``), with the
        call as it is without it."""
        if isinstance(callee, External):
            taken = self._without_finisher(callee.name, False, arguments)
            return None if taken is None else (callee, *taken)
        if isinstance(callee, Apply) and isinstance(callee.callee, External):
            taken = self._without_finisher(callee.callee.name, True, Arguments(callee.args, callee.keywords))
            if taken is not None:
                bare, function = taken
                return Apply(callee.callee, bare.positional, bare.keywords, callee.place), arguments, function
        return None

    def _without_finisher(self, name: str, layer: bool, given: Arguments) -> tuple[Arguments, Value] | None:
        slots = (*given.positional, *(cases for _, cases in given.keywords))
        if not any(isinstance(cases.cases[0].value, _CALLED) for cases in slots):
            return None
        parameter = self.library.finisher(name)
        if parameter is None or self.library.is_layer(name) is not layer:
            return None
        keyword, position = parameter
        slot = given.get(position, keyword)
        function = slot.single() if slot is not None else None
        if not isinstance(function, _CALLED):
            return None
        positional = tuple(NONE if i == position else cases for i, cases in enumerate(given.positional))
        keywords = tuple((key, NONE if key == keyword else cases) for key, cases in given.keywords)
        return Arguments(positional, keywords, given.open_args, given.open_keywords), function

    def _call_back(self, arguments: Arguments, span: Span) -> None:
        """A function made on the spot and handed to a library is called by it, we do not know with what."""
        given = (*arguments.positional, *(cases for _, cases in arguments.keywords))
        for function in [case.value for cases in given for case in cases]:
            if self._is_local(function) and id(function.node) not in self.called:
                self.call_function(function, self.opaque_arguments(function, 0), span)

    def _is_local(self, value: Value) -> TypeGuard[Function]:
        return isinstance(value, Function) and value.scope.kind == "function" and isinstance(value.node, ir.Define)

    def _unchanged(self, value: Value) -> Value:
        """An opaque object before anything was written into it."""
        while isinstance(value, Apply) and value.callee == SETATTR and (inner := value.args[0].single()) is not None:
            value = inner
        return value

    def _last_layer(self, model: Value, span: Span) -> Value | None:
        """What the project put in the place of a library model's last layer: it scores the model's features."""
        made = self._unchanged(model)
        if made is model or not isinstance(made, Apply) or not isinstance(made.callee, External):
            return None
        path = self.library.last_layer(made.callee.name)
        value: Value | None = model if path else None
        for part in path.split(".") if path else ():
            if not isinstance(value, Apply) or value.callee not in (SETATTR, SETITEM):
                break
            index = just(Const(int(part))) if part.isdigit() else None
            value = (self.subscript(value, index, span) if index else self.attribute(value, part, span)).single()
        return None if isinstance(value, (Member, Item, Unknown)) or value is model else value

    def _call_bound(self, callee: Bound, arguments: Arguments, span: Span) -> Cases:
        if isinstance(callee.receiver, Super):
            receiver = callee.receiver.receiver
            if callee.name == "__init__" and isinstance(receiver, Instance):
                self._construct_base(receiver, arguments, span)
            return NONE
        done = builtins.call_method(self, callee.receiver, callee.name, arguments, span)
        return done if done is not None else self.record(callee, arguments, span)

    def _construct_base(self, receiver: Instance, arguments: Arguments, span: Span) -> None:
        """Remember how the external base of an instance was constructed."""
        base = next((base for base in receiver.cls.ancestors if isinstance(base, External)), None)
        if base is not None:
            events = len(self.events)
            made = self.record(base, arguments, span)
            del self.events[events:]
            self.store.write(receiver.ident, BASE, made)

    # Functions.

    def call_function(self, function: Function, arguments: Arguments, span: Span) -> Cases:
        self.called.add(id(function.node))
        if len(self.stack) >= self.limits.depth:
            return just(Unknown("calls nested too deep"))
        if self._recurses(function, arguments):
            return just(Unknown(f"{function.name} calls itself"))
        idle = self._idle(function)
        if idle.steps > self.limits.idle_steps and idle.steps > idle.calls * self.limits.idle_call:
            return just(Unknown(f"{function.name} was executed many times and never concerned a head"))
        steps, concerning = self.steps, self.concerning
        frame = Frame(self.store.fresh(), function.scope.module, function.scope, "function", function)
        saved = self.frame, self.path, self.site, self.returns, self.yields
        if not self.frame.module.source.stub:
            self.site = Place(self.frame.module.source.path, span)
        self.stack.append(frame)
        self.returns, self.yields = [], []
        try:
            self._bind_parameters(function, frame, arguments)
            self.frame = frame
            return self._run(function)
        finally:
            idle.calls += 1
            idle.concerns = idle.concerns or self.concerning > concerning
            idle.steps = 0 if idle.concerns else idle.steps + max(self.steps - steps, 0)
            self.stack.pop()
            if frame.ident not in self.closed_over:
                self.store.forget(frame.ident)
            self.frame, self.path, self.site, self.returns, self.yields = saved

    def _idle(self, function: Function) -> Idle:
        """What a function of the project cost so far. What a library's own functions do is never plumbing: a container
        that is not filled any more has lost its layers."""
        if function.scope.module.source.stub:
            return Idle()
        return self.idle.setdefault(id(function.node), Idle())

    def _recurses(self, function: Function, arguments: Arguments) -> bool:
        """Whether this call would go too deep into itself. The same method on another object is no recursion yet:
        modules nest."""
        receiver = arguments.positional[0].single() if arguments.positional else None
        active = [frame for frame in self.stack if frame.function is not None and frame.function.node is function.node]
        if not isinstance(receiver, Instance):
            return len(active) >= self.limits.recursion
        first = function.node.parameters[0].name if function.node.parameters else ""
        same = [
            frame for frame in active if (held := self.store.read(frame.ident, first)) and held.single() == receiver
        ]
        return len(same) >= self.limits.recursion or len(active) >= self.limits.nesting

    def _run(self, function: Function) -> Cases:
        node, outer = function.node, self.path
        if isinstance(node, ir.Lambda):
            return self.evaluate(node.body)
        end = self.execute(node.body)
        if node.generator:
            return just(self.container(Sequence("list", tuple(self.yields))))
        results = [Case(case.value, case.when.without(outer)) for case in self.returns]
        if end == LIVE:
            results.append(Case(Const(None), self.path.without(outer)))
        return join(results) if results else just(Unknown(f"{function.name} raises"))

    def _bind_parameters(self, function: Function, frame: Frame, arguments: Arguments) -> None:
        parameters = function.node.parameters
        defaults, keywords = dict(function.defaults), dict(arguments.keywords)
        positional = list(arguments.positional)
        for parameter in parameters:
            if parameter.kind == "*":
                rest = Sequence("tuple", tuple(positional))
                positional = []
                open_rest = arguments.open_args is not None and not rest.items
                cases = arguments.open_args if open_rest and arguments.open_args is not None else just(rest)
            elif parameter.kind == "**":
                entries = tuple((Const(name), value) for name, value in keywords.items())
                keywords = {}
                if arguments.open_keywords is not None and not entries:
                    cases = arguments.open_keywords
                else:
                    cases = just(self.container(Mapping(entries)))
            elif positional and parameter.kind != "keyword":
                cases = positional.pop(0)
            elif parameter.name in keywords:
                cases = keywords.pop(parameter.name)
            elif arguments.open_args is not None and parameter.kind != "keyword":
                cases = just(Unknown(f"{parameter.name} comes from unknown *arguments"))
            elif parameter.name in defaults:
                cases = defaults[parameter.name]
            elif arguments.open_keywords is not None:
                cases = just(Unknown(f"{parameter.name} comes from unknown **keywords"))
            else:
                cases = self.opaque_parameter(function, parameter)
            self.store.write(frame.ident, parameter.name, cases)

    def opaque_parameter(self, function: Function, parameter: ir.Parameter) -> Cases:
        place = Place(function.scope.module.source.path, parameter.span)
        return just(Parameter(parameter.name, function.qualified, place))

    # Classes and instances.

    def instantiate(self, cls: Class, arguments: Arguments, span: Span) -> Cases:
        if any(
            isinstance(base, External) and base.name in ("enum.Enum", "enum.IntEnum", "enum.StrEnum")
            for base in cls.ancestors
        ):
            return arguments.positional[0] if arguments.positional else just(Unknown("an Enum member"))
        maker = self.class_attribute(cls.mro, "__new__")
        function = maker.single() if maker is not None else None
        if isinstance(function, Function):
            made = self.call_function(function, arguments.before(cls), span).single()
            if not isinstance(made, Instance):
                return just(made) if made is not None else just(Unknown(f"__new__ of {cls.name}"))
            instance = made
        else:
            instance = self.new_instance(cls)
        if not cls.module.source.stub:
            self.built[instance.ident] = arguments
        initializer = self.class_attribute(cls.mro, "__init__")
        if initializer is not None:
            self.fork(initializer, lambda init: self.call(init, arguments.before(instance), span))
        elif self._is_record(cls):
            self._fill_fields(instance, arguments, span)
        else:
            self._construct_base(instance, arguments, span)
        return just(instance)

    def new_instance(self, cls: Class) -> Instance:
        instance = Instance(self.store.fresh(), cls)
        for ancestor in cls.mro:
            if isinstance(ancestor, Class) and not ancestor.module.source.stub:
                known = self.instances.setdefault(ancestor, [])
                if len(known) < MAX_INSTANCES:
                    known.append(instance)
        return instance

    def _is_record(self, cls: Class) -> bool:
        return self.class_attribute(cls.mro, "__dataclass__") is not None

    def _fill_fields(self, instance: Instance, arguments: Arguments, span: Span) -> None:
        """The ``__init__`` that ``dataclass`` writes: fields in order, base classes first."""
        names = [
            name for ancestor in reversed(instance.cls.mro) if isinstance(ancestor, Class) for name in ancestor.fields
        ]
        keywords = dict(arguments.keywords)
        for position, name in enumerate(dict.fromkeys(names)):
            if position < len(arguments.positional):
                cases: Cases | None = arguments.positional[position]
            else:
                cases = keywords.get(name) or self._field_default(instance.cls, name, span)
            if cases is not None:
                self.store.write(instance.ident, name, cases)
        post = self.class_attribute(instance.cls.mro, "__post_init__")
        if post is not None:
            self.fork(post, lambda function: self.call(function, Arguments.of(instance), span))

    def _field_default(self, cls: Class, name: str, span: Span) -> Cases | None:
        default = self.class_attribute(cls.mro, name)
        made = default.single() if default is not None else None
        if isinstance(made, Apply) and isinstance(made.callee, External) and made.callee.name in builtins.FIELDS:
            keywords = dict(made.keywords)
            if "default" in keywords:
                return keywords["default"]
            factory = keywords.get("default_factory", keywords.get("factory"))
            if factory is not None:
                return self.fork(factory, lambda value: self.call(value, Arguments(), span))
            return None
        return default

    def _call_instance(self, callee: Instance, arguments: Arguments, span: Span) -> Cases:
        method = self.class_attribute(callee.cls.mro, "__call__")
        if method is None and self.base_of(callee) is not None:
            answers = (self.class_attribute(callee.cls.mro, name) for name in self.library.calls())
            method = next((found for found in answers if found is not None), None)
        if method is None:
            return self.record(self.base_of(callee) or callee, arguments, span)
        return self.answer(callee, lambda: self.fork(method, lambda f: self.call(f, arguments.before(callee), span)))

    def answer(self, model: Instance, run: Callable[[], Cases]) -> Cases:
        """What an object of the project gives when it is called. It is remembered as an output, unless another object
        asked for it in order to answer a call itself: a block in the middle of a model is no model."""
        self.answering += 1
        try:
            result = run()
        finally:
            self.answering -= 1
        if not self.answering and not model.cls.module.source.stub:
            source = model.cls.module.source
            frozen = self.freeze(result)
            self.returned.append(Returned(model.cls.name, frozen, self.path, source.path, self._built(model)))
        return result

    def _built(self, model: Instance) -> tuple[tuple[int | str, Cases], ...] | None:
        """The arguments that an object was built with; None where they could not be unfolded."""
        given = self.built.get(model.ident)
        if given is None or given.open_args is not None or given.open_keywords is not None:
            return None
        slots: list[tuple[int | str, Cases]] = [*enumerate(given.positional), *given.keywords]
        return tuple((name, self.freeze(slot)) for name, slot in slots)

    def truth(self, value: Value) -> bool | None:
        """Whether a value counts as true; None if that is not known."""
        if isinstance(value, Const):
            return bool(value.value)
        contents = self.contents(value)
        if contents is not None:
            held = contents.single()
            return bool(held.items) if isinstance(held, (Sequence, Mapping)) else None
        if isinstance(value, Instance):
            return self._truth_of(value)
        if isinstance(value, (Function, Method, Class, Module, Partial, Bound, Container)):
            return True
        if isinstance(value, Apply) and isinstance(value.callee, External):
            return True if self.library.is_layer(value.callee.name) else None
        return None

    def _truth_of(self, value: Instance) -> bool | None:
        """An object is true unless its ``__bool__`` or ``__len__`` says otherwise."""
        for special in ("__bool__", "__len__"):
            method = self.class_attribute(value.cls.mro, special)
            function = method.single() if method is not None else None
            if isinstance(function, Function):
                said = self.call_function(function, Arguments.of(value), function.node.span).constant()
                return bool(said.value) if said is not None else None
        return True
