"""Values that only exist while code runs: functions, classes, instances, containers, modules.

Their contents lie in the store under their ``ident``; the values themselves are immutable handles, compared by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from headlint.records import record, value_class
from headlint.source import ir
from headlint.values import Apply, Case, Cases, Value, join, just


@dataclass(frozen=True, eq=False)
class Source:
    """A file to execute. ``name`` is its dotted module name; ``stub`` marks a library's behaviour written as Python.

    It is only read when it is executed. ``effects`` says that executing it does more than define names: a module that
    registers its classes somewhere must be executed when it is imported, any other when a name of it is used.
    """

    name: str
    path: str
    read: Callable[[], ir.Module]
    package: bool = False
    stub: bool = False
    effects: bool = False

    @cached_property
    def tree(self) -> ir.Module:
        return self.read()


class Loader(Protocol):
    """Finds the project's modules, and reads the files that its code reads. Never looks outside the project."""

    def load(self, name: str, level: int, importer: Source) -> Source | None:
        """The module that ``importer`` means by ``name`` with ``level`` leading dots, or None if it is not ours."""

    def document(self, source: Value, kind: str, importer: str) -> Value | None:
        """What stands in the file that a value names (a path, an open file) for the code at ``importer``, as constants,
        lists and dictionaries; ``kind`` is what reads it. None if that is not known."""


class Library(Protocol):
    """What the evaluator has to ask of the knowledge tables: names and behaviour, never meaning."""

    def canonical(self, name: str) -> str:
        """The documented spelling of a qualified name."""

    def stub(self, name: str) -> Source | None:
        """The stub module of that dotted name, if there is one."""

    def knows(self, name: str) -> bool:
        """Whether the tables or stubs define this qualified name (resolves star imports)."""

    def changes(self, method: str) -> bool:
        """Whether a method of this name changes its receiver and returns it."""

    def calls(self) -> tuple[str, ...]:
        """The methods by which libraries' base classes answer a call."""

    def last_layer(self, name: str) -> str | None:
        """The attribute path of the last layer of what this name constructs, where users replace it."""

    def finisher(self, name: str) -> tuple[str, int] | None:
        """The parameter, by name and position, that holds a function which is called on what comes out."""

    def concerns(self, call: Apply) -> bool:
        """Whether a recorded call may make, change or score what a model gives."""

    def is_layer(self, name: str) -> bool:
        """Whether calling this name constructs an object that is called later."""


@value_class
class Module(Value):
    """A module of the project, or a stub."""

    ident: int
    source: Source

    def key(self) -> tuple[Any, ...]:
        return (self.ident,)


@value_class
class Late(Value):
    """An imported module, or a name imported from it, that is looked up when it is used."""

    source: Source
    name: str | None = None

    def key(self) -> tuple[Any, ...]:
        return (self.source.path, self.name)


@record
class Frame:
    """A scope: module, class body, function call or comprehension. Names are looked up along ``parent``."""

    ident: int
    module: Module
    parent: Frame | None
    kind: str
    function: Function | None = None
    declared: dict[str, Frame] = field(default_factory=dict, compare=False)
    """Names that ``global`` or ``nonlocal`` sent to another scope."""

    def enclosing(self) -> Frame | None:
        """The scope that a function defined here closes over: class bodies are not seen from their methods."""
        frame: Frame | None = self
        while frame is not None and frame.kind == "class":
            frame = frame.parent
        return frame


@value_class
class Function(Value):
    """A project function or lambda. ``owner`` is the class whose body defines it."""

    ident: int
    node: ir.Define | ir.Lambda
    scope: Frame
    defaults: tuple[tuple[str, Cases], ...]
    owner: Class | None = None

    def key(self) -> tuple[Any, ...]:
        return (self.ident,)

    @property
    def name(self) -> str:
        return self.node.name if isinstance(self.node, ir.Define) else "<lambda>"

    @property
    def qualified(self) -> str:
        prefix = f"{self.owner.name}." if self.owner else ""
        return f"{self.scope.module.source.name}.{prefix}{self.name}"


@value_class
class Method(Value):
    """A function bound to its first argument."""

    receiver: Value
    function: Value

    def key(self) -> tuple[Any, ...]:
        return (self.receiver, self.function)


@value_class
class Class(Value):
    """A project class. ``mro`` ends in the external bases; ``fields`` are its annotated names, in order."""

    ident: int
    name: str
    module: Module
    bases: tuple[Value, ...]
    ancestors: tuple[Value, ...]
    """The rest of the method resolution order, without the class itself."""
    fields: tuple[str, ...] = ()

    def key(self) -> tuple[Any, ...]:
        return (self.ident,)

    @property
    def mro(self) -> tuple[Value, ...]:
        return (self, *self.ancestors)


@value_class
class Instance(Value):
    """An object of a project class."""

    ident: int
    cls: Class

    def key(self) -> tuple[Any, ...]:
        return (self.ident,)


@value_class
class Container(Value):
    """A mutable list, dict or set; the store holds its contents as ``Sequence`` or ``Mapping``. ``attributes``: the
    entries of this dict are its attributes as well."""

    ident: int
    kind: str
    attributes: bool = False

    def key(self) -> tuple[Any, ...]:
        return (self.ident,)


@value_class
class Bound(Value):
    """A method of a builtin value: ``"a".lower``, ``[].append``."""

    receiver: Value
    name: str

    def key(self) -> tuple[Any, ...]:
        return (self.receiver, self.name)


@value_class
class Partial(Value):
    """``functools.partial``"""

    function: Value
    arguments: Arguments

    def key(self) -> tuple[Any, ...]:
        return (self.function, self.arguments.positional, self.arguments.keywords)


@value_class
class Super(Value):
    """``super()``: attributes of ``receiver`` looked up after ``after`` in its method resolution order."""

    after: Class
    receiver: Value

    def key(self) -> tuple[Any, ...]:
        return (self.after, self.receiver)


@value_class
class Descriptor(Value):
    """``property``, ``staticmethod`` or ``classmethod`` around a function."""

    kind: str
    function: Value
    setter: Value | None = None

    def key(self) -> tuple[Any, ...]:
        return (self.kind, self.function)


@record
class Arguments:
    """The arguments of a call. ``open_args`` / ``open_keywords`` hold what ``*x`` / ``**x`` could not be unfolded."""

    positional: tuple[Cases, ...] = ()
    keywords: tuple[tuple[str, Cases], ...] = ()
    open_args: Cases | None = None
    open_keywords: Cases | None = None

    @staticmethod
    def of(*values: Value | Cases, **keywords: Value | Cases) -> Arguments:
        return Arguments(
            tuple(slot(value) for value in values), tuple((name, slot(value)) for name, value in keywords.items())
        )

    def before(self, *first: Value) -> Arguments:
        """These arguments with others in front of them."""
        return Arguments((*map(just, first), *self.positional), self.keywords, self.open_args, self.open_keywords)

    def after(self, earlier: Arguments) -> Arguments:
        """``functools.partial``: the earlier arguments, then these; later keywords win."""
        keywords = {**dict(earlier.keywords), **dict(self.keywords)}
        return Arguments(
            earlier.positional + self.positional,
            tuple(keywords.items()),
            self.open_args or earlier.open_args,
            self.open_keywords or earlier.open_keywords,
        )

    def get(self, position: int, name: str) -> Cases | None:
        """An argument by position or keyword."""
        if position < len(self.positional):
            return self.positional[position]
        return dict(self.keywords).get(name)


def slot(value: Value | Cases) -> Cases:
    return value if isinstance(value, Cases) else just(value)


def resolution_order(bases: Iterable[Value]) -> tuple[Value, ...]:
    """The method resolution order behind a class with these bases (C3; plain left-to-right where C3 has no answer)."""
    orders = [list(base.mro) if isinstance(base, Class) else [base] for base in bases]
    orders.append([order[0] for order in orders])
    merged: list[Value] = []
    while orders := [order for order in orders if order]:
        heads = [order[0] for order in orders]
        good = next((head for head in heads if not any(head in order[1:] for order in orders)), heads[0])
        merged.append(good)
        orders = [[value for value in order if value != good] for order in orders]
    return tuple(merged)


def each(cases: Cases, make: Any) -> Cases:
    """Apply a function from value to ``Cases`` to every alternative, keeping conditions."""
    if len(cases.cases) == 1 and not cases.cases[0].when.literals:
        made: Cases = make(cases.cases[0].value)
        return made
    joined: list[Case] = []
    for case in cases:
        for result in make(case.value):
            when = case.when.and_(result.when)
            if when is not None:
                joined.append(Case(result.value, when))
    return join(joined) if joined else cases
