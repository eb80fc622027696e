"""What Python itself brings: builtin functions and the parts of the standard library that move values around.

A function returns None where it cannot say more than a record of the call does.
"""

from __future__ import annotations

import builtins as python
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from headlint.evaluate import methods
from headlint.evaluate.objects import (
    Arguments,
    Class,
    Container,
    Descriptor,
    Function,
    Instance,
    Method,
    Module,
    Partial,
    Super,
    each,
)
from headlint.span import Span
from headlint.values import (
    NONE,
    Apply,
    Case,
    Cases,
    Const,
    External,
    Mapping,
    Parameter,
    Sequence,
    SliceValue,
    Unknown,
    Value,
    join,
    just,
)

if TYPE_CHECKING:
    from headlint.evaluate.machine import Machine

FIELDS = {"dataclasses.field", "attr.ib", "attr.field", "attrs.field", "pydantic.Field"}
"""Calls that describe a field of a record class."""

Builtin = Callable[["Machine", Arguments, Span], "Cases | None"]
_FUNCTIONS: dict[str, Builtin] = {}
_NAMES = frozenset(dir(python))

call_method = methods.call_method


def is_builtin(name: str) -> bool:
    return name in _NAMES


def call(machine: Machine, name: str, arguments: Arguments, span: Span) -> Cases | None:
    """Call a function of the standard library; None if it is to be recorded."""
    function = _FUNCTIONS.get(name)
    if function is not None:
        return function(machine, arguments, span)
    if name.startswith("math."):
        return _folded(machine, getattr(math, name[5:], None), arguments, span)
    return None


def _named(*names: str) -> Callable[[Builtin], Builtin]:
    def register(function: Builtin) -> Builtin:
        for name in names:
            _FUNCTIONS[name] = function
        return function

    return register


def _folded(machine: Machine, function: Any, arguments: Arguments, span: Span) -> Cases | None:
    """Call a pure function if all arguments are constants."""
    constants = [cases.constant() for cases in arguments.positional]
    if not callable(function) or arguments.keywords or any(constant is None for constant in constants):
        return None
    try:
        return just(Const(function(*(constant.value for constant in constants if constant)), machine.here(span)))
    except Exception:
        # The program would raise as well.
        return None


def _single(arguments: Arguments, position: int = 0, name: str = "") -> Value | None:
    cases = arguments.get(position, name)
    return cases.single() if cases is not None else None


# ── kinds and attributes ─────────────────────────────────────────────────────────────────────────────────────────────


@_named("builtins.isinstance")
def _isinstance(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    if len(arguments.positional) != 2:
        return None
    kinds = arguments.positional[1].single()
    if kinds is None:
        return None
    wanted = machine.elements(kinds, span) if isinstance(kinds, Sequence) else [just(kinds)]
    classes = [cases.single() for cases in wanted or ()]

    def test(value: Value) -> Cases:
        verdicts = [_is_a(machine, value, cls) for cls in classes]
        if True in verdicts:
            return just(Const(True))
        if None in verdicts:
            return machine.operate("builtins.isinstance", span, just(value), just(kinds))
        return just(Const(False))

    return each(arguments.positional[0], test)


_CONST_KINDS = {"str", "int", "float", "bool", "bytes", "complex", "list", "tuple", "dict", "set", "frozenset", "type"}


def _is_a(machine: Machine, value: Value, cls: Value | None) -> bool | None:
    if isinstance(value, Instance):
        if isinstance(cls, Class):
            return cls in value.cls.mro
        return cls in value.cls.mro or (None if _open(value.cls) and not _plain(cls) else False)
    if isinstance(cls, Class):
        return None if isinstance(value, (Apply, Parameter, Unknown)) or not _known(value) else False
    if not isinstance(cls, External):
        return None
    if isinstance(value, Apply) and isinstance(value.callee, External):
        return _is_external(machine, value.callee.name, cls.name)
    name = cls.name.rpartition(".")[2]
    if isinstance(value, Const):
        kind = getattr(python, name, None) if cls.name.startswith("builtins.") else None
        if isinstance(kind, type):
            return isinstance(value.value, kind)
        return name == "Number" and isinstance(value.value, (int, float, complex))
    if isinstance(value, (Container, Sequence, Mapping)):
        kind_name = value.kind if isinstance(value, (Container, Sequence)) else "dict"
        if kind_name == name or (kind_name == "dict" and name in ("Mapping", "OrderedDict", "MutableMapping")):
            return True
        return (kind_name in ("list", "tuple") and name in ("Sequence", "Iterable", "Collection")) or (
            name in ("Iterable", "Sized", "Collection")
        )
    if isinstance(value, SliceValue):
        return name == "slice"
    if isinstance(value, (Function, Method, Partial)):
        return name in ("Callable", "FunctionType", "LambdaType", "MethodType")
    if isinstance(value, (Class, External)):
        return True if name == "type" else (None if isinstance(value, External) else False)
    return None


def _is_external(machine: Machine, made: str, cls: str) -> bool | None:
    if made == cls:
        return True
    if cls.startswith("builtins.") and cls[9:] in _CONST_KINDS and machine.library.is_layer(made):
        return False
    return False if machine.library.is_layer(made) and machine.library.is_layer(cls) else None


def _plain(cls: Value | None) -> bool:
    return isinstance(cls, External) and cls.name.startswith("builtins.")


def _open(cls: Class) -> bool:
    """Whether a class has bases that are not known."""
    return any(not isinstance(base, Class) for base in cls.ancestors)


def _known(value: Value) -> bool:
    return isinstance(value, (Const, Container, Sequence, Mapping, Function, Method, Class, Module, Partial))


@_named("builtins.issubclass")
def _issubclass(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    one, other = _single(arguments), _single(arguments, 1)
    return just(Const(other in one.mro)) if isinstance(one, Class) and isinstance(other, Class) else None


@_named("builtins.hasattr")
def _hasattr(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    name = arguments.positional[1].constant() if len(arguments.positional) > 1 else None
    if name is None:
        return None

    def test(value: Value) -> Cases:
        found = machine.attribute(value, str(name.value), span).cases[0].value
        if not isinstance(value, (Instance, Class, Module)):
            return machine.operate("builtins.hasattr", span, just(value), just(name))
        missing = type(found).__name__ in ("Member", "Unknown")
        if missing and isinstance(value, Instance) and _open(value.cls):
            return machine.operate("builtins.hasattr", span, just(value), just(name))
        return just(Const(not missing))

    return each(arguments.positional[0], test)


@_named("builtins.getattr")
def _getattr(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    if len(arguments.positional) < 2:
        return None
    owner, names = arguments.positional[:2]
    default = arguments.positional[2] if len(arguments.positional) > 2 else None

    def read(value: Value) -> Cases:
        def named(name: Value) -> Cases:
            if not isinstance(name, Const) or not isinstance(name.value, str):
                return just(Unknown("an attribute whose name is not known"))
            found = machine.attribute(value, name.value, span)
            missing = type(found.cases[0].value).__name__ in ("Member", "Unknown")
            return (
                default if missing and default is not None and isinstance(value, (Instance, Class, Module)) else found
            )

        return machine.fork(names, named)

    return machine.fork(owner, read)


@_named("builtins.setattr")
def _setattr(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    if len(arguments.positional) != 3:
        return None
    owner, name, value = arguments.positional[0].single(), arguments.positional[1].constant(), arguments.positional[2]
    if owner is not None and name is not None and isinstance(name.value, str):
        machine.set_attribute(owner, name.value, value)
    return NONE


@_named("builtins.super")
def _super(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    if len(arguments.positional) == 2:
        cls, receiver = _single(arguments), _single(arguments, 1)
    else:
        function = machine.frame.function
        cls = function.owner if function is not None else None
        first = function.node.parameters[0].name if function is not None and function.node.parameters else ""
        held = machine.lookup(first) if first else None
        receiver = held.single() if held is not None else None
    if not isinstance(cls, Class) or receiver is None:
        return just(Unknown("super() outside a method"))
    return just(Super(cls, receiver))


@_named("builtins.type")
def _type(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    def kind(value: Value) -> Cases:
        if isinstance(value, Instance):
            return just(value.cls)
        if (
            isinstance(value, Apply)
            and isinstance(value.callee, External)
            and machine.library.is_layer(value.callee.name)
        ):
            return just(value.callee)
        if isinstance(value, Const):
            return just(External(f"builtins.{type(value.value).__name__}"))
        if isinstance(value, (Container, Sequence)):
            return just(External(f"builtins.{value.kind}"))
        return machine.operate("builtins.type", span, just(value))

    return each(arguments.positional[0], kind) if len(arguments.positional) == 1 else None


@_named("builtins.callable")
def _callable(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    def test(value: Value) -> Cases:
        if isinstance(value, (Function, Method, Class, Partial, External)):
            return just(Const(True))
        if isinstance(value, (Const, Container, Sequence, Mapping)):
            return just(Const(False))
        if isinstance(value, Instance):
            return just(Const(machine.class_attribute(value.cls.mro, "__call__") is not None))
        if (
            isinstance(value, Apply)
            and isinstance(value.callee, External)
            and machine.library.is_layer(value.callee.name)
        ):
            return just(Const(True))
        return machine.operate("builtins.callable", span, just(value))

    return each(arguments.positional[0], test) if arguments.positional else None


@_named("builtins.vars")
def _vars(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    value = _single(arguments)
    return machine.attribute(value, "__dict__", span) if isinstance(value, Instance) else None


@_named("builtins.globals", "builtins.locals")
def _globals(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    ident = machine.frame.module.ident
    entries = [
        (Const(name), cases) for name in machine.store.names(ident) if (cases := machine.store.read(ident, name))
    ]
    return just(machine.container(Mapping(tuple(entries))))


@_named("builtins.eval")
def _eval(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    """``eval("Net")`` and ``eval("nn.ReLU")`` are look-ups by name; nothing else is evaluated."""
    text = arguments.positional[0].constant() if arguments.positional else None
    if text is None or not isinstance(text.value, str):
        return None
    first, *rest = text.value.split(".")
    if not all(part.isidentifier() for part in (first, *rest)):
        return None
    found = machine.lookup(first)
    for part in rest:
        if found is not None:
            found = machine.fork(found, lambda value, part=part: machine.attribute(value, part, span))  # type: ignore[misc]
    return found


@_named("importlib.import_module", "builtins.__import__")
def _import_module(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    name = arguments.positional[0].constant() if arguments.positional else None
    if name is None or not isinstance(name.value, str):
        return None
    stripped = name.value.lstrip(".")
    source = machine.loader.load(stripped, len(name.value) - len(stripped), machine.frame.module.source)
    return just(machine.module(source)) if source is not None else machine.external(stripped)


# ── constructors ─────────────────────────────────────────────────────────────────────────────────────────────────────


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
    _FUNCTIONS[f"builtins.{_kind}"] = _sequence(_kind)
_FUNCTIONS["builtins.iter"] = _FUNCTIONS["builtins.list"]
_FUNCTIONS["builtins.frozenset"] = _FUNCTIONS["builtins.set"]


@_named("builtins.dict", "collections.OrderedDict", "collections.Counter")
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


@_named("collections.defaultdict")
def _defaultdict(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    return just(machine.container(Mapping(())))


@_named("collections.namedtuple")
def _namedtuple(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    name = _single(arguments)
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


@_named("functools.partial")
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
            made = _folded(machine, kind, Arguments.of(case.value), span)
            value = made.cases[0].value if made is not None else None
            if value is None:
                value = machine.operate(f"builtins.{kind.__name__}", span, just(case.value)).cases[0].value
            kept.append(Case(value, case.when))
        return join(kept)

    return make


for _type_ in (str, int, float, bool):
    _FUNCTIONS[f"builtins.{_type_.__name__}"] = _scalar_of(_type_)


# ── iteration ────────────────────────────────────────────────────────────────────────────────────────────────────────


@_named("builtins.len")
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


@_named("builtins.range")
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


@_named("builtins.enumerate")
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


@_named("builtins.zip", "itertools.zip_longest")
def _zip(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    known = [machine.elements(only, span) if (only := cases.single()) else None for cases in arguments.positional]
    if any(part is None for part in known) or not known or arguments.open_args is not None:
        return machine.operate("builtins.zip", span, *arguments.positional)
    rows = zip(*(part for part in known if part is not None), strict=False)
    return just(machine.container(Sequence("list", tuple(just(Sequence("tuple", row)) for row in rows))))


@_named("builtins.map")
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


@_named("builtins.filter")
def _filter(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    return arguments.positional[1] if len(arguments.positional) == 2 else None


@_named("builtins.sorted")
def _sorted(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    only = _single(arguments)
    known = machine.elements(only, span) if only is not None else None
    return just(machine.container(Sequence("list", tuple(known), machine.is_open(only)))) if known is not None else None


@_named("builtins.reversed")
def _reversed(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    only = _single(arguments)
    known = machine.elements(only, span) if only is not None else None
    return (
        just(machine.container(Sequence("list", tuple(reversed(known)), machine.is_open(only))))
        if known is not None
        else None
    )


@_named("builtins.next")
def _next(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    return (
        each(arguments.positional[0], lambda value: machine.element_of(value, span)) if arguments.positional else None
    )


@_named("itertools.chain")
def _chain(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    known = [machine.elements(only, span) if (only := cases.single()) else None for cases in arguments.positional]
    if any(part is None for part in known):
        return None
    items = tuple(item for part in known if part is not None for item in part)
    return just(machine.container(Sequence("list", items)))


@_named("functools.reduce")
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


@_named("builtins.sum")
def _sum(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    """The sum of known elements is a chain of additions, so a sum of losses or heads keeps its parts."""
    only = _single(arguments)
    known = machine.elements(only, span) if only is not None else None
    if not known:
        return None
    total = known[0]
    for item in known[1:]:
        folded = _folded(machine, lambda a, b: a + b, Arguments.of(total, item), span)
        total = folded if folded is not None else machine.operate("add", span, total, item)
    return total


for _pure in (min, max, abs, round, ord, chr, divmod):
    _FUNCTIONS[f"builtins.{_pure.__name__}"] = lambda machine, arguments, span, pure=_pure: _folded(  # type: ignore[misc]
        machine, pure, arguments, span
    )


# ── pass-through ─────────────────────────────────────────────────────────────────────────────────────────────────────


@_named("copy.copy", "copy.deepcopy", "functools.lru_cache", "functools.cache")
def _same(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    return arguments.positional[0] if len(arguments.positional) == 1 else None


@_named("typing.cast")
def _cast(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    return arguments.positional[1] if len(arguments.positional) == 2 else None


@_named("builtins.print", "warnings.warn", "gc.collect")
def _nothing(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    return NONE


@_named("os.path.join")
def _join_path(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    return _folded(machine, lambda *parts: "/".join(map(str, parts)), arguments, span)


@_named("random.choice")
def _choice(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    """Any of the elements, under a choice that nothing else decides."""
    only = _single(arguments)
    known = machine.elements(only, span) if only is not None else None
    if not known or only is None:
        return None
    if len(known) == 1:
        return known[0]
    where = machine.here(span)
    return machine.subscript(only, just(Parameter("choice", f"{where.path}:{where.span.line}", where)), span)


def _descriptor_of(kind: str) -> Builtin:
    def make(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
        getter = _single(arguments, 0, "fget")
        setter = _single(arguments, 1, "fset") if kind == "property" else None
        return just(Descriptor(kind, getter, setter)) if getter is not None else None

    return make


for _kind in ("property", "staticmethod", "classmethod"):
    _FUNCTIONS[f"builtins.{_kind}"] = _descriptor_of(_kind)


# ── what stubs ask of the evaluator ──────────────────────────────────────────────────────────────────────────────────


@_named("headlint.caller_arguments")
def _caller_arguments(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    """The arguments, by name, of the project function that called into a stub; without its receiver."""
    frame = next((frame for frame in reversed(machine.stack) if not frame.module.source.stub), None)
    if frame is None or frame.function is None:
        return None
    names = [parameter.name for parameter in frame.function.node.parameters[1:]]
    entries = [(Const(name), cases) for name in names if (cases := machine.store.read(frame.ident, name)) is not None]
    return just(machine.container(Mapping(tuple(entries))))


@_named("headlint.opaque_instance")
def _opaque_instance(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    """An instance of a class about whose construction nothing is known but its defaults."""
    cls = _single(arguments)
    if not isinstance(cls, Class):
        return None
    initializer = machine.class_attribute(cls.mro, "__init__")
    function = initializer.single() if initializer is not None else None
    opaque = machine.opaque_arguments(function, skip=1) if isinstance(function, Function) else Arguments()
    return machine.instantiate(cls, opaque, span)
