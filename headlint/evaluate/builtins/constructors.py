"""Containers, records, scalars and partial functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headlint.evaluate.builtins.registry import FUNCTIONS, Builtin, argument, fold_call, named
from headlint.evaluate.objects import (
    Arguments,
    Class,
    Partial,
    each,
)
from headlint.span import Span
from headlint.values import (
    Case,
    Cases,
    Const,
    External,
    Mapping,
    Sequence,
    Unknown,
    Value,
    join,
    just,
)

if TYPE_CHECKING:
    from headlint.evaluate.machine import Machine


def _sequence(kind: str) -> Builtin:
    def make(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
        if not arguments.positional:
            empty = Sequence(kind, ())
            return just(empty if kind == "tuple" else machine.container(empty))

        def of(value: Value) -> Cases:
            known = machine.elements(value, span)
            if known is None:
                return just(
                    value
                    if isinstance(value, Unknown)
                    else machine.operate(f"builtins.{kind}", span, just(value)).cases[0].value
                )
            contents = Sequence(kind, tuple(known), machine.is_open(value))
            return just(contents if kind == "tuple" else machine.container(contents))

        return machine.fork(arguments.positional[0], of)

    return make


for _kind in ("list", "tuple", "set"):
    FUNCTIONS[f"builtins.{_kind}"] = _sequence(_kind)
FUNCTIONS["builtins.iter"] = FUNCTIONS["builtins.list"]
FUNCTIONS["builtins.frozenset"] = FUNCTIONS["builtins.set"]


@named("builtins.dict", "collections.OrderedDict", "collections.Counter")
def _dict(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    entries: dict[Value, Cases] = {}
    if arguments.positional:
        held = machine.freeze(arguments.positional[0]).single()
        if isinstance(held, Mapping):
            entries.update(held.items)
        elif isinstance(held, Sequence):
            for pair in held.items:
                parts = machine.elements(pair.single() or Unknown("a pair"), span)
                key = parts[0].single() if parts is not None and len(parts) == 2 else None
                if key is None or parts is None:
                    return None
                entries[key] = parts[1]
        else:
            return None
    if arguments.open_keywords is not None:
        return None
    entries.update({Const(name): cases for name, cases in arguments.keywords})
    return just(machine.container(Mapping(tuple(entries.items()))))


@named("collections.defaultdict")
def _defaultdict(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    return just(machine.container(Mapping(())))


@named("collections.namedtuple")
def _namedtuple(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    name = argument(arguments)
    listed = arguments.get(1, "field_names")
    if listed is None or not isinstance(name, Const):
        return None
    only = listed.single()
    if isinstance(only, Const) and isinstance(only.value, str):
        fields = only.value.replace(",", " ").split()
    else:
        known = machine.elements(only, span) if only is not None else None
        constants = [cases.constant() for cases in known or ()]
        fields = [constant.value for constant in constants if constant is not None]
    ident = machine.store.fresh()
    machine.store.write(ident, "__dataclass__", just(Const(True)))
    base = External("typing.NamedTuple")
    return just(Class(ident, str(name.value), machine.frame.module, (base,), (base,), tuple(map(str, fields))))


@named("functools.partial")
def _partial(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    if not arguments.positional:
        return None
    function, *rest = arguments.positional
    held = Arguments(tuple(rest), arguments.keywords, arguments.open_args, arguments.open_keywords)
    return each(function, lambda value: just(Partial(value, held)))


def _scalar_of(kind: type) -> Builtin:
    def make(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
        if kind is bool and len(arguments.positional) == 1:
            value = arguments.positional[0].single()
            verdict = machine.truth(value) if value is not None else None
            return just(Const(verdict)) if verdict is not None else None
        if not arguments.positional:
            return just(Const(kind()))
        kept: list[Case] = []
        for case in arguments.positional[0]:
            made = fold_call(machine, kind, Arguments.of(case.value), span)
            value = made.cases[0].value if made is not None else None
            if value is None:
                value = machine.operate(f"builtins.{kind.__name__}", span, just(case.value)).cases[0].value
            kept.append(Case(value, case.when))
        return join(kept)

    return make


for _type_ in (str, int, float, bool):
    FUNCTIONS[f"builtins.{_type_.__name__}"] = _scalar_of(_type_)
