"""Functions that pass a value through, and what stubs ask of the evaluator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headlint.evaluate.builtins.registry import FUNCTIONS, Builtin, argument, fold_call, named
from headlint.evaluate.objects import (
    Arguments,
    Class,
    Descriptor,
    Frame,
    Function,
    Instance,
    each,
)
from headlint.span import Span
from headlint.values import (
    NONE,
    Apply,
    Cases,
    Const,
    Mapping,
    Parameter,
    Value,
    just,
)

if TYPE_CHECKING:
    from headlint.evaluate.machine import Machine


@named("copy.copy", "copy.deepcopy", "functools.lru_cache", "functools.cache")
def _same(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    return arguments.positional[0] if len(arguments.positional) == 1 else None


@named("typing.cast")
def _cast(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    return arguments.positional[1] if len(arguments.positional) == 2 else None


@named("builtins.print", "warnings.warn", "gc.collect")
def _nothing(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    return NONE


@named("os.path.join")
def _join_path(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    return fold_call(machine, lambda *parts: "/".join(map(str, parts)), arguments, span)


@named("random.choice")
def _choice(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    """Any of the elements, under a choice that nothing else decides."""
    only = argument(arguments)
    known = machine.elements(only, span) if only is not None else None
    if not known or only is None:
        return None
    if len(known) == 1:
        return known[0]
    where = machine.here(span)
    return machine.subscript(only, just(Parameter("choice", f"{where.path}:{where.span.line}", where)), span)


def _descriptor_of(kind: str) -> Builtin:
    def make(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
        getter = argument(arguments, 0, "fget")
        setter = argument(arguments, 1, "fset") if kind == "property" else None
        return just(Descriptor(kind, getter, setter)) if getter is not None else None

    return make


for _kind in ("property", "staticmethod", "classmethod"):
    FUNCTIONS[f"builtins.{_kind}"] = _descriptor_of(_kind)


@named("headlint.caller_arguments")
def _caller_arguments(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    """The arguments, by name, of the project function that called into a stub; without its receiver. Of an initializer
    that others called through ``super()``, theirs as well: those of the class that was built win."""
    own = [frame for frame in machine.stack if not frame.module.source.stub]
    if not own or own[-1].function is None:
        return None
    entries: dict[Value, Cases] = {}
    for frame in _initializers(machine, own):
        for parameter in frame.function.node.parameters[1:] if frame.function is not None else ():
            cases = machine.store.read(frame.ident, parameter.name)
            if cases is not None and parameter.kind not in ("*", "**"):
                entries[Const(parameter.name)] = cases
    return just(machine.container(Mapping(tuple(entries.items()))))


def _initializers(machine: Machine, active: list[Frame]) -> list[Frame]:
    """The innermost of some active calls, and before it the initializers of the same object that led to it."""
    last = active[-1]
    receiver = _receiver(machine, last)
    chain = [last]
    for frame in reversed(active[:-1]):
        function = frame.function
        same = function is not None and function.name == "__init__" and _receiver(machine, frame) == receiver
        if receiver is None or not same:
            break
        chain.append(frame)
    return chain


def _receiver(machine: Machine, frame: Frame) -> Value | None:
    parameters = frame.function.node.parameters if frame.function is not None else ()
    held = machine.store.read(frame.ident, parameters[0].name) if parameters else None
    return held.single() if held is not None else None


@named("headlint.constructed_with")
def _constructed_with(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    """The keyword that a library's object was constructed with whose call gave a value; None where it had none."""
    value, name = argument(arguments), argument(arguments, 1)
    made = value.callee if isinstance(value, Apply) else None
    if not isinstance(made, Apply) or not isinstance(name, Const):
        return NONE
    return dict(made.keywords).get(str(name.value), NONE)


@named("headlint.is_instance")
def _is_instance(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    """Whether a value is known to be an instance of a class; of an opaque one ``isinstance`` would say "perhaps"."""
    if len(arguments.positional) != 2:
        return None
    cls = arguments.positional[1].single()
    return each(
        arguments.positional[0],
        lambda value: just(Const(isinstance(value, Instance) and isinstance(cls, Class) and cls in value.cls.mro)),
    )


@named("headlint.opaque_instance")
def _opaque_instance(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    """An instance of a class about whose construction nothing is known but its defaults."""
    cls = argument(arguments)
    if not isinstance(cls, Class):
        return None
    initializer = machine.class_attribute(cls.mro, "__init__")
    function = initializer.single() if initializer is not None else None
    opaque = machine.opaque_arguments(function, skip=1) if isinstance(function, Function) else Arguments()
    return machine.instantiate(cls, opaque, span)
