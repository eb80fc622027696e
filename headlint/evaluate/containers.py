"""Containers: contents, iteration, indexing, and freezing them into values that need no store."""

from __future__ import annotations

from operator import is_not

from headlint.evaluate.attributes import Attributes
from headlint.evaluate.objects import Arguments, Class, Container, Function, Instance, each
from headlint.span import Span
from headlint.values import (
    Apply,
    Case,
    Cases,
    Condition,
    Const,
    External,
    Item,
    Mapping,
    Parameter,
    Sequence,
    SliceValue,
    Unknown,
    Value,
    join,
    just,
)

MAX_CHOICES = 8
"""An unknown index into at most this many elements yields them all, each under its own condition."""

_FREEZE_DEPTH = 6
_ENUMERATE, _ZIP = External("builtins.enumerate"), External("builtins.zip")
_SETITEM = External("operator.setitem")
_DICT, _MODULES = ".__dict__", "sys.modules"
_NAMESPACES = (_DICT, _MODULES)
"""How the names of external dicts end whose entries are names themselves."""


class Containers(Attributes):
    """Reads and freezes containers."""

    def container(self, contents: Sequence | Mapping) -> Container:
        """A new mutable list, set or dict with these contents."""
        made = Container(self.store.fresh(), contents.kind if isinstance(contents, Sequence) else "dict")
        self.store.write(made.ident, "[]", just(contents))
        return made

    def contents(self, value: Value) -> Cases | None:
        """What a container holds, as ``Sequence`` or ``Mapping``; None if the value is no container."""
        if isinstance(value, Container):
            held = self.store.read(value.ident, "[]")
            return (held.under(self.path) or held) if held is not None else None
        return just(value) if isinstance(value, (Sequence, Mapping)) else None

    def is_open(self, value: Value | None) -> bool:
        """Whether the number of a container's elements is not known."""
        contents = self.contents(value) if value is not None else None
        for case in contents or ():
            held = case.value
            if isinstance(held, Sequence) and held.open:
                return True
            if isinstance(held, Mapping) and not all(isinstance(key, Const) for key, _ in held.items):
                return True
        return False

    def freeze(self, cases: Cases, depth: int = 0) -> Cases:
        """Replace mutable containers by their contents, inside out."""
        if depth > _FREEZE_DEPTH or not any(isinstance(case.value, (Container, Sequence, Mapping)) for case in cases):
            return cases
        return each(cases, lambda value: self._frozen(value, depth))

    def _frozen(self, value: Value, depth: int) -> Cases:
        if id(value) in self.frozen:
            return just(value)
        contents = self.contents(value)
        if contents is None:
            return just(value)
        # Containers can hold each other many times over: looking into them is work like any other.
        self.step()
        return each(contents, lambda held: just(self._inside(held, depth + 1)))

    def _inside(self, held: Value, depth: int) -> Value:
        made: Value = held
        if isinstance(held, Sequence):
            items = [self.freeze(item, depth) for item in held.items]
            if any(map(is_not, items, held.items)):
                made = Sequence(held.kind, tuple(items), held.open)
        elif isinstance(held, Mapping):
            entries = [(key, item, self.freeze(item, depth)) for key, item in held.items]
            if any(item is not frozen for _, item, frozen in entries):
                made = Mapping(tuple((key, frozen) for key, _, frozen in entries))
        self.frozen[id(made)] = made
        return made

    def elements(self, value: Value, span: Span) -> list[Cases] | None:
        """The elements of an iterable whose contents are known, else None."""
        contents = self.contents(value)
        held = contents.single() if contents is not None else None
        if isinstance(held, Sequence):
            return list(held.items)
        if isinstance(held, Mapping):
            return [just(key) for key, _ in held.items]
        if isinstance(value, Const) and isinstance(value.value, str):
            return [just(Const(letter)) for letter in value.value]
        if isinstance(value, Instance):
            return self._iterated(value, span)
        if isinstance(value, Class) and any(getattr(base, "name", "").startswith("enum.") for base in value.ancestors):
            names = [name for name in self.store.names(value.ident) if not name.startswith("_")]
            return [cases for name in names if (cases := self.store.read(value.ident, name)) is not None]
        return None

    def _iterated(self, value: Instance, span: Span) -> list[Cases] | None:
        """What iterating an object yields: its ``__iter__``, or the fields of a named tuple."""
        if External("typing.NamedTuple") in value.cls.ancestors:
            fields = [self.store.read(value.ident, name) for name in value.cls.fields]
            return [cases for cases in fields if cases is not None]
        method = self.class_attribute(value.cls.mro, "__iter__")
        function = method.single() if method is not None else None
        if isinstance(function, Function):
            made = self.call_function(function, Arguments.of(value), span).single()
            if made is not None and made != value:
                return self.elements(made, span)
        return None

    def element_of(self, value: Value, span: Span) -> Cases:
        """The value that stands for every element of an opaque iterable."""
        if isinstance(value, Unknown):
            return just(value)
        if isinstance(value, Apply) and value.callee == _ENUMERATE:
            counted = self.operate("builtins.next", span, just(value))
            return just(Sequence("tuple", (counted, self._standing_for(value.args[0], span))))
        if isinstance(value, Apply) and value.callee == _ZIP:
            return just(Sequence("tuple", tuple(self._standing_for(part, span) for part in value.args)))
        contents = self.contents(value)
        held = contents.single() if contents is not None else None
        if isinstance(held, Sequence) and held.items:
            return held.items[0]
        if isinstance(value, Instance):
            method = self.class_attribute(value.cls.mro, "__getitem__")
            function = method.single() if method is not None else None
            if isinstance(function, Function):
                index = Parameter("index", function.qualified, self.here(span))
                return self.call_function(function, Arguments.of(value, index), span)
        return self.operate("builtins.next", span, just(value))

    def _standing_for(self, iterable: Cases, span: Span) -> Cases:
        return each(iterable, lambda value: self.element_of(value, span))

    def subscript(self, value: Value, index: Cases, span: Span) -> Cases:
        """``value[index]``"""
        contents = self.contents(value)
        if contents is not None:
            return each(contents, lambda held: self._element(held, index, span))
        if isinstance(value, Instance):
            method = self.class_attribute(value.cls.mro, "__getitem__")
            function = method.single() if method is not None else None
            if isinstance(function, Function):
                return self.call_function(function, Arguments.of(value, index), span)
            known = self.elements(value, span)
            if known is not None:
                return self._element(Sequence("tuple", tuple(known)), index, span)
        if isinstance(value, Class):
            return self._class_item(value, index)
        if isinstance(value, External) and value.name.endswith(_NAMESPACES):
            return self.fork(index, lambda name: self._named(value.name, name, index, span))
        if isinstance(value, Unknown):
            return just(value)
        if isinstance(value, Const):
            folded = _constant_item(value, self._here(index))
            return just(folded) if folded is not None else just(Unknown("an element of a constant"))
        if isinstance(value, Apply) and value.callee == _SETITEM and value.args[1] == index:
            return value.args[2]
        return just(Item(value, self.freeze(index), self.here(span)))

    def _named(self, namespace: str, name: Value, index: Cases, span: Span) -> Cases:
        """``models.__dict__["resnet18"]`` is ``models.resnet18``, ``sys.modules[__name__]`` the module itself."""
        if not isinstance(name, Const) or not isinstance(name.value, str):
            return just(Item(External(namespace), self.freeze(index), self.here(span)))
        if namespace == _MODULES:
            module = self.frame.module
            return just(module) if name.value == module.source.name else self.imported(name.value, module.source.path)
        return self.external(f"{namespace.removesuffix(_DICT)}.{name.value}")

    def _class_item(self, value: Class, index: Cases) -> Cases:
        """``Mode["name"]`` of an Enum; ``Generic[T]`` is the class itself."""
        name = index.constant()
        member = self.store.read(value.ident, name.value) if name and isinstance(name.value, str) else None
        return member if member is not None else just(value)

    def _element(self, held: Value, index: Cases, span: Span) -> Cases:
        alternatives: list[Case] = []
        for case in self.alternatives(index):
            for found in self._element_at(held, case.value, span):
                when = case.when.and_(found.when)
                if when is not None:
                    alternatives.append(Case(found.value, when))
        return join(alternatives) if alternatives else just(Unknown("an element that cannot be read here"))

    def _element_at(self, held: Value, index: Value, span: Span) -> Cases:
        if isinstance(held, Mapping):
            entries = list(held.items)
            known = next((cases for key, cases in entries if key == index), None)
            if known is not None:
                return self.arrived(known)
            if isinstance(index, Const) and all(isinstance(key, Const) for key, _ in entries):
                return just(Unknown(f"no entry {index.value!r}"))
            return self._any_of(entries, index, span)
        if isinstance(held, Sequence):
            if isinstance(index, SliceValue):
                return self._sliced(held, index)
            if isinstance(index, Const) and isinstance(index.value, int):
                inside = -len(held.items) <= index.value < len(held.items)
                return held.items[index.value] if inside else just(Unknown("an index outside the list"))
            return self._any_of([(Const(i), item) for i, item in enumerate(held.items)], index, span)
        return just(Unknown("an element of an unknown container"))

    def _any_of(self, entries: list[tuple[Value, Cases]], index: Value, span: Span) -> Cases:
        """An entry under a key that is not known: any of them, each if the key is its own."""
        if not 0 < len(entries) <= MAX_CHOICES:
            return just(Unknown("an unknown key of a container"))
        chosen: list[Case] = []
        for key, cases in entries:
            test = self.operate("eq", span, just(index), just(key)).cases[0].value
            condition = Condition(frozenset({(test, True)}))
            chosen += [Case(c.value, when) for c in cases if (when := condition.and_(c.when)) is not None]
        return join(chosen)

    def _here(self, index: Cases) -> Cases:
        """An index with what can be its bounds on this path."""
        return each(index, lambda at: just(SliceValue(*self._bounds(at)) if isinstance(at, SliceValue) else at))

    def _bounds(self, index: SliceValue) -> tuple[Cases, ...]:
        return tuple(part.under(self.path) or part for part in (index.lower, index.upper, index.step))

    def _sliced(self, held: Sequence, index: SliceValue) -> Cases:
        bounds = [part.constant() for part in self._bounds(index)]
        if any(bound is None or not isinstance(bound.value, (int, type(None))) for bound in bounds):
            return just(Unknown("a slice with unknown bounds"))
        try:
            items = held.items[slice(*(bound.value for bound in bounds if bound is not None))]
        except ValueError:
            return just(Unknown("a slice with step 0"))
        contents = Sequence(held.kind, items, held.open)
        return just(contents if held.kind == "tuple" else self.container(contents))


def _constant_item(value: Const, index: Cases) -> Const | None:
    at = index.single()
    if isinstance(at, SliceValue):
        bounds = [part.constant() for part in (at.lower, at.upper, at.step)]
        if any(bound is None for bound in bounds):
            return None
        key: object = slice(*(bound.value for bound in bounds if bound is not None))
    elif isinstance(at, Const):
        key = at.value
    else:
        return None
    try:
        return Const(value.value[key], value.place)
    except (TypeError, IndexError, KeyError, ValueError):
        return None
