"""Methods of lists, dicts, sets, tuples and strings."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from headlint.evaluate.objects import Arguments, Bound, Container, each
from headlint.span import Span
from headlint.values import NONE, Cases, Const, Mapping, Sequence, Unknown, Value, just

if TYPE_CHECKING:
    from headlint.evaluate.machine import Machine

_PURE_TEXT = frozenset({
    "capitalize", "casefold", "count", "endswith", "find", "format", "index", "isalpha", "isdigit", "isidentifier",
    "islower", "isupper", "join", "lower", "lstrip", "partition", "removeprefix", "removesuffix", "replace", "rfind",
    "rpartition", "rsplit", "rstrip", "split", "splitlines", "startswith", "strip", "swapcase", "title", "upper",
    "zfill",
})  # fmt: skip


def call_method(machine: Machine, receiver: Value, name: str, arguments: Arguments, span: Span) -> Cases | None:
    """Call a method of a builtin value; None if it is to be recorded."""
    if isinstance(receiver, Const):
        return _text(machine, receiver, name, arguments, span)
    if name == "__getitem__":
        return machine.subscript(receiver, arguments.positional[0], span) if arguments.positional else None
    contents = machine.contents(receiver)
    if contents is None:
        return None
    known = [_method_of(case.value, name) is not None for case in contents]

    def run(held: Value) -> Cases:
        method = _method_of(held, name)
        done = method(machine, receiver, held, arguments, span) if method is not None else None
        return done if done is not None else machine.record(Bound(receiver, name), arguments, span)

    return machine.fork(contents, run) if all(known) else None


def _method_of(held: Value, name: str) -> Callable[..., Cases | None] | None:
    if isinstance(held, Mapping):
        return _MAPPING.get(name)
    return _SEQUENCE.get(name) if isinstance(held, Sequence) else None


def _text(machine: Machine, receiver: Const, name: str, arguments: Arguments, span: Span) -> Cases | None:
    """A pure method of a string, if all arguments are constants or lists of them."""
    if not isinstance(receiver.value, str) or name not in _PURE_TEXT or arguments.keywords:
        return None
    plain = [_plain(machine.freeze(cases).single()) for cases in arguments.positional]
    if any(isinstance(value, Unknown) for value in plain):
        return None
    try:
        result = getattr(receiver.value, name)(*plain)
    except Exception:
        # The program would raise as well.
        return None
    return just(_value(machine, result, span))


def _plain(value: Value | None) -> Any:
    if isinstance(value, Const):
        return value.value
    if isinstance(value, Sequence):
        items = [_plain(cases.single()) for cases in value.items]
        return Unknown("an element") if any(isinstance(item, Unknown) for item in items) else items
    return Unknown("no constant")


def _value(machine: Machine, result: Any, span: Span) -> Value:
    if isinstance(result, (list, tuple)):
        sequence = Sequence(type(result).__name__, tuple(just(Const(part)) for part in result))
        return machine.container(sequence) if sequence.kind == "list" else sequence
    return Const(result, machine.here(span))


def _write(machine: Machine, receiver: Value, contents: Value) -> None:
    if isinstance(receiver, Container):
        machine.store.write(receiver.ident, "[]", just(contents))


# ── sequences ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _append(machine: Machine, receiver: Value, held: Sequence, arguments: Arguments, span: Span) -> Cases | None:
    if arguments.positional:
        _write(machine, receiver, _longer(machine, receiver, held, [arguments.positional[0]]))
    return NONE


def _longer(machine: Machine, receiver: Value, held: Sequence, more: list[Cases], unknown: bool = False) -> Sequence:
    looped = isinstance(receiver, Container) and machine.filled_in_loop(receiver.ident)
    return Sequence(held.kind, (*held.items, *more), held.open or looped or unknown)


def _extend(machine: Machine, receiver: Value, held: Sequence, arguments: Arguments, span: Span) -> Cases | None:
    only = arguments.positional[0].single() if arguments.positional else None
    known = machine.elements(only, span) if only is not None else None
    more = known if known is not None else [machine.element_of(only or Unknown("an iterable"), span)]
    _write(machine, receiver, _longer(machine, receiver, held, more, known is None or machine.is_open(only)))
    return NONE


def _insert(machine: Machine, receiver: Value, held: Sequence, arguments: Arguments, span: Span) -> Cases | None:
    at = arguments.positional[0].constant() if len(arguments.positional) == 2 else None
    if at is not None and isinstance(at.value, int):
        items = list(held.items)
        items.insert(at.value, arguments.positional[1])
        _write(machine, receiver, _longer(machine, receiver, Sequence(held.kind, tuple(items), held.open), []))
    return NONE


def _pop(machine: Machine, receiver: Value, held: Sequence, arguments: Arguments, span: Span) -> Cases | None:
    at = arguments.positional[0].constant() if arguments.positional else Const(-1)
    items = list(held.items)
    if at is None or not isinstance(at.value, int) or not -len(items) <= at.value < len(items):
        return None
    taken: Cases = items.pop(at.value)
    _write(machine, receiver, Sequence(held.kind, tuple(items), held.open))
    return taken


def _remove(machine: Machine, receiver: Value, held: Sequence, arguments: Arguments, span: Span) -> Cases | None:
    wanted = arguments.positional[0] if arguments.positional else None
    items = list(held.items)
    if wanted in items:
        items.remove(wanted)
        _write(machine, receiver, Sequence(held.kind, tuple(items), held.open))
    return NONE


def _reverse(machine: Machine, receiver: Value, held: Sequence, arguments: Arguments, span: Span) -> Cases | None:
    _write(machine, receiver, Sequence(held.kind, tuple(reversed(held.items)), held.open))
    return NONE


def _clear(
    machine: Machine, receiver: Value, held: Sequence | Mapping, arguments: Arguments, span: Span
) -> Cases | None:
    _write(machine, receiver, Mapping(()) if isinstance(held, Mapping) else Sequence(held.kind, ()))
    return NONE


def _copy(
    machine: Machine, receiver: Value, held: Sequence | Mapping, arguments: Arguments, span: Span
) -> Cases | None:
    return just(machine.container(held))


def _index(machine: Machine, receiver: Value, held: Sequence, arguments: Arguments, span: Span) -> Cases | None:
    wanted = arguments.positional[0].single() if arguments.positional else None
    singles = [cases.single() for cases in held.items]
    return just(Const(singles.index(wanted))) if wanted is not None and wanted in singles else None


def _length(
    machine: Machine, receiver: Value, held: Sequence | Mapping, arguments: Arguments, span: Span
) -> Cases | None:
    return None if machine.is_open(held) else just(Const(len(held.items)))


_SEQUENCE: dict[str, Callable[..., Cases | None]] = {
    "append": _append, "add": _append, "extend": _extend, "insert": _insert, "pop": _pop, "remove": _remove,
    "reverse": _reverse, "clear": _clear, "copy": _copy, "index": _index, "update": _extend,
    "__len__": _length,
}  # fmt: skip


# ── mappings ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _get(machine: Machine, receiver: Value, held: Mapping, arguments: Arguments, span: Span) -> Cases | None:
    if not arguments.positional:
        return None
    default = arguments.get(1, "default") or NONE

    def entry(key: Value) -> Cases:
        names = [name for name, _ in held.items]
        if key not in names and isinstance(key, Const) and all(isinstance(name, Const) for name in names):
            return default
        return machine.subscript(receiver, just(key), span)

    return each(arguments.positional[0], entry)


def _items(machine: Machine, receiver: Value, held: Mapping, arguments: Arguments, span: Span) -> Cases | None:
    pairs = tuple(just(Sequence("tuple", (just(key), cases))) for key, cases in held.items)
    return just(machine.container(Sequence("list", pairs)))


def _keys(machine: Machine, receiver: Value, held: Mapping, arguments: Arguments, span: Span) -> Cases | None:
    return just(machine.container(Sequence("list", tuple(just(key) for key, _ in held.items))))


def _values(machine: Machine, receiver: Value, held: Mapping, arguments: Arguments, span: Span) -> Cases | None:
    return just(machine.container(Sequence("list", tuple(cases for _, cases in held.items))))


def _update(machine: Machine, receiver: Value, held: Mapping, arguments: Arguments, span: Span) -> Cases | None:
    entries = dict(held.items)
    if arguments.positional:
        other = machine.freeze(arguments.positional[0]).single()
        if isinstance(other, Mapping):
            entries.update(other.items)
    entries.update({Const(name): cases for name, cases in arguments.keywords})
    _write(machine, receiver, Mapping(tuple(entries.items())))
    return NONE


def _setdefault(machine: Machine, receiver: Value, held: Mapping, arguments: Arguments, span: Span) -> Cases | None:
    key = arguments.positional[0].single() if arguments.positional else None
    if key is None:
        return None
    entries = dict(held.items)
    if key not in entries:
        entries[key] = arguments.get(1, "default") or NONE
        _write(machine, receiver, Mapping(tuple(entries.items())))
    return entries[key]


def _pop_entry(machine: Machine, receiver: Value, held: Mapping, arguments: Arguments, span: Span) -> Cases | None:
    key = arguments.positional[0].single() if arguments.positional else None
    entries = dict(held.items)
    if key in entries:
        taken = entries.pop(key)
        _write(machine, receiver, Mapping(tuple(entries.items())))
        return taken
    return arguments.get(1, "default")


_MAPPING: dict[str, Callable[..., Cases | None]] = {
    "get": _get, "items": _items, "keys": _keys, "values": _values, "update": _update, "setdefault": _setdefault,
    "pop": _pop_entry, "clear": _clear, "copy": _copy, "__len__": _length,
}  # fmt: skip
