"""Functions that go through iterables, and pure functions of constants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headlint.evaluate.builtins.registry import FUNCTIONS, Builtin, argument, fold_call, named
from headlint.evaluate.objects import (
    Arguments,
    Function,
    Instance,
    each,
)
from headlint.span import Span
from headlint.values import (
    Cases,
    Const,
    Sequence,
    Value,
    just,
)

if TYPE_CHECKING:
    from headlint.evaluate.machine import Machine


@named("builtins.len")
def _len(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    def length(value: Value) -> Cases:
        if isinstance(value, Const) and isinstance(value.value, (str, bytes)):
            return just(Const(len(value.value), machine.here(span)))
        if isinstance(value, Instance):
            method = machine.class_attribute(value.cls.mro, "__len__")
            function = method.single() if method is not None else None
            if isinstance(function, Function):
                return machine.call_function(function, Arguments.of(value), span)
        known = machine.elements(value, span)
        if known is not None and not machine.is_open(value):
            return just(Const(len(known), machine.here(span)))
        return machine.operate("builtins.len", span, just(value))

    return machine.fork(arguments.positional[0], length) if arguments.positional else None


@named("builtins.range")
def _range(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    constants = [cases.constant() for cases in arguments.positional]
    values = [constant.value for constant in constants if constant is not None]
    if len(values) < len(constants) or not all(isinstance(value, int) for value in values):
        return None
    try:
        numbers = range(*values)
    except (TypeError, ValueError):
        return None
    if len(numbers) > machine.limits.unroll:
        return None
    return just(machine.container(Sequence("list", tuple(just(Const(number)) for number in numbers))))


@named("builtins.enumerate")
def _enumerate(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    def count(value: Value) -> Cases:
        known = machine.elements(value, span)
        start = arguments.get(1, "start")
        first = start.constant() if start is not None else Const(0)
        if known is None or first is None or not isinstance(first.value, int):
            return machine.operate("builtins.enumerate", span, just(value))
        pairs = [just(Sequence("tuple", (just(Const(first.value + i)), item))) for i, item in enumerate(known)]
        return just(machine.container(Sequence("list", tuple(pairs), machine.is_open(value))))

    return machine.fork(arguments.positional[0], count) if arguments.positional else None


@named("builtins.zip", "itertools.zip_longest")
def _zip(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    known = [machine.elements(only, span) if (only := cases.single()) else None for cases in arguments.positional]
    if any(part is None for part in known) or not known or arguments.open_args is not None:
        return machine.operate("builtins.zip", span, *arguments.positional)
    rows = zip(*(part for part in known if part is not None), strict=False)
    return just(machine.container(Sequence("list", tuple(just(Sequence("tuple", row)) for row in rows))))


@named("builtins.map")
def _map(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    if len(arguments.positional) < 2:
        return None
    function, iterable = arguments.positional[:2]
    only = iterable.single()
    known = machine.elements(only, span) if only is not None else None
    if known is None:
        known = [machine.element_of(only, span)] if only is not None else []
    results = [machine.fork(function, lambda f, item=item: machine.call(f, Arguments.of(item), span)) for item in known]  # type: ignore[misc]
    opened = only is None or machine.elements(only, span) is None or machine.is_open(only)
    return just(machine.container(Sequence("list", tuple(results), opened)))


@named("builtins.filter")
def _filter(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    return arguments.positional[1] if len(arguments.positional) == 2 else None


@named("builtins.sorted")
def _sorted(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    only = argument(arguments)
    known = machine.elements(only, span) if only is not None else None
    return just(machine.container(Sequence("list", tuple(known), machine.is_open(only)))) if known is not None else None


@named("builtins.reversed")
def _reversed(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    only = argument(arguments)
    known = machine.elements(only, span) if only is not None else None
    return (
        just(machine.container(Sequence("list", tuple(reversed(known)), machine.is_open(only))))
        if known is not None
        else None
    )


@named("builtins.next")
def _next(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    return (
        each(arguments.positional[0], lambda value: machine.element_of(value, span)) if arguments.positional else None
    )


@named("itertools.chain")
def _chain(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    known = [machine.elements(only, span) if (only := cases.single()) else None for cases in arguments.positional]
    if any(part is None for part in known):
        return None
    items = tuple(item for part in known if part is not None for item in part)
    return just(machine.container(Sequence("list", items)))


@named("functools.reduce")
def _reduce(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    if len(arguments.positional) < 2:
        return None
    function, iterable, *start = arguments.positional
    only = iterable.single()
    known = machine.elements(only, span) if only is not None else None
    if known is None or not (known or start):
        return None
    total, rest = (start[0], known) if start else (known[0], known[1:])
    for item in rest:
        arguments_of_step = Arguments.of(total, item)
        total = machine.fork(function, lambda f, step=arguments_of_step: machine.call(f, step, span))  # type: ignore[misc]
    return total


@named("builtins.sum")
def _sum(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    """The sum of known elements is a chain of additions, so a sum of losses or heads keeps its parts."""
    only = argument(arguments)
    known = machine.elements(only, span) if only is not None else None
    if not known:
        return None
    total = known[0]
    for item in known[1:]:
        folded = fold_call(machine, lambda a, b: a + b, Arguments.of(total, item), span)
        total = folded if folded is not None else machine.operate("add", span, total, item)
    return total


def _pure(function: Any) -> Builtin:
    def call(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
        return fold_call(machine, function, arguments, span)

    return call


for _function in (min, max, abs, round, ord, chr, divmod):
    FUNCTIONS[f"builtins.{_function.__name__}"] = _pure(_function)
