"""What stubs of libraries that read files ask for: a file's contents, dicts with attributes, import paths in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headlint.evaluate.builtins.registry import argument, named
from headlint.evaluate.objects import Arguments, Container, Instance
from headlint.span import Span
from headlint.values import Cases, Const, External, Mapping, Sequence, Unknown, Value, just

if TYPE_CHECKING:
    from headlint.evaluate.machine import Machine

MAX_DEPTH = 40


@named("headlint.document")
def _document(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    """``document(file, kind)``: what a file says that is named by a path or opened; a dict that can be changed."""
    source, kind = arguments.get(0, "source"), argument(arguments, 1, "kind")
    if source is None or not isinstance(kind, Const):
        return None

    def read(value: Value) -> Cases:
        frozen = machine.freeze(just(value)).single()
        said = None if frozen is None else machine.loader.document(frozen, str(kind.value), machine.site.path)
        if said is None:
            return machine.operate("headlint.document", span, just(value))  # whatever it is, it is always the same
        return just(_mutable(machine, said, False))

    return machine.fork(source, read)


@named("headlint.namespace")
def _namespace(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    """A dict whose entries are attributes as well, and so are those of the dicts in it."""
    if not arguments.positional:
        return just(_mutable(machine, Mapping(()), True))
    return machine.fork(machine.freeze(arguments.positional[0]), lambda value: just(_mutable(machine, value, True)))


def _mutable(machine: Machine, value: Value, attributes: bool, depth: int = 0) -> Value:
    """A frozen dict or list as one that can be changed, inside out."""

    def inside(cases: Cases) -> Cases:
        only = cases.single()
        return cases if only is None else just(_mutable(machine, only, attributes, depth + 1))

    if depth > MAX_DEPTH:
        return Unknown("nested too deep")
    if isinstance(value, Mapping):
        made = Container(machine.store.fresh(), "dict", attributes)
        held: Value = Mapping(tuple((key, inside(cases)) for key, cases in value.items))
    elif isinstance(value, Sequence) and value.kind == "list":
        made = Container(machine.store.fresh(), "list")
        held = Sequence("list", tuple(inside(item) for item in value.items), value.open)
    else:
        return value
    machine.step()
    machine.store.write(made.ident, "[]", just(held))
    return made


@named("headlint.known")
def _known(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    """Whether it is known what a value is, as far as its type goes."""
    return just(Const(isinstance(argument(arguments), (Container, Const, Sequence, Mapping, Instance))))


@named("headlint.recorded")
def _recorded(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    """``recorded(name, *args, **kwargs)``: a call of something outside that stays unmodelled."""
    name = argument(arguments)
    if not isinstance(name, Const):
        return None
    given = Arguments(arguments.positional[1:], arguments.keywords, arguments.open_args, arguments.open_keywords)
    return machine.record(External(str(name.value)), given, span)


@named("headlint.imported")
def _imported(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    """What a written import path means."""
    name = argument(arguments)
    if not isinstance(name, Const) or not isinstance(name.value, str):
        return just(Unknown("an import path that is not written out"))
    if not all(part.isidentifier() for part in name.value.split(".")):
        return just(Unknown(f"{name.value!r} is no import path"))
    return machine.imported(name.value, machine.site.path)


@named("headlint.at")
def _at(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    """``at(word, function, *args, **kwargs)``: a call that is placed where ``word`` is written."""
    if len(arguments.positional) < 2:
        return None
    word, function, *rest = arguments.positional
    only = word.single()
    place = only.place if isinstance(only, Const) else None
    given = Arguments(tuple(rest), arguments.keywords, arguments.open_args, arguments.open_keywords)
    with machine.at(place if place is not None and place.path else machine.site):
        return machine.fork(function, lambda value: machine.call(value, given, span))
