"""Questions about kinds, attributes and names."""

from __future__ import annotations

import builtins as python
from typing import TYPE_CHECKING

from headlint.evaluate.builtins.registry import argument, named
from headlint.evaluate.objects import (
    Arguments,
    Class,
    Container,
    Function,
    Instance,
    Method,
    Module,
    Partial,
    Super,
    each,
)
from headlint.source import ir
from headlint.source.errors import Unreadable
from headlint.source.lower import lower
from headlint.span import Span
from headlint.values import (
    NONE,
    Apply,
    Cases,
    Const,
    External,
    Mapping,
    Parameter,
    Sequence,
    SliceValue,
    Unknown,
    Value,
    just,
)

if TYPE_CHECKING:
    from headlint.evaluate.machine import Machine


@named("builtins.isinstance")
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


@named("builtins.issubclass")
def _issubclass(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    one, other = argument(arguments), argument(arguments, 1)
    return just(Const(other in one.mro)) if isinstance(one, Class) and isinstance(other, Class) else None


@named("builtins.hasattr")
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


@named("builtins.getattr")
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


@named("builtins.setattr")
def _setattr(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    if len(arguments.positional) != 3:
        return None
    owner, name, value = arguments.positional[0].single(), arguments.positional[1].constant(), arguments.positional[2]
    if owner is not None and name is not None and isinstance(name.value, str):
        machine.set_attribute(owner, name.value, value)
    return NONE


@named("builtins.super")
def _super(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    if len(arguments.positional) == 2:
        cls, receiver = argument(arguments), argument(arguments, 1)
    else:
        function = machine.frame.function
        cls = function.owner if function is not None else None
        first = function.node.parameters[0].name if function is not None and function.node.parameters else ""
        held = machine.lookup(first) if first else None
        receiver = held.single() if held is not None else None
    if not isinstance(cls, Class) or receiver is None:
        return just(Unknown("super() outside a method"))
    return just(Super(cls, receiver))


@named("builtins.type")
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


@named("builtins.callable")
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


@named("builtins.vars")
def _vars(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    value = argument(arguments)
    if not arguments.positional:
        return just(machine.namespace(machine.frame.ident))
    return machine.attribute(value, "__dict__", span) if isinstance(value, (Instance, Module, External)) else None


@named("builtins.locals")
def _locals(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    return just(machine.namespace(machine.frame.ident))


@named("builtins.globals")
def _globals(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    return just(machine.namespace(machine.frame.module.ident))


@named("builtins.eval")
def _eval(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    """``eval("Net(5)")`` is the expression that the text is, here. Nothing but reading is done with it."""

    def read(text: Value) -> Cases:
        machine.step()
        node = None
        if isinstance(text, Const) and isinstance(text.value, str):
            if (text.value, span) not in machine.read_out:
                machine.read_out[text.value, span] = _expression(text.value, span)
            node = machine.read_out[text.value, span]
        return machine.evaluate(node) if node is not None else machine.operate("builtins.eval", span, just(text))

    return machine.fork(arguments.positional[0], read) if len(arguments.positional) == 1 else None


def _expression(text: str, span: Span) -> ir.Expr | None:
    """The one expression that a text is, all of it at one place."""
    try:
        body = lower(text.strip(), "", place=lambda _: span).body
    except Unreadable:
        return None
    return body[0].value if len(body) == 1 and isinstance(body[0], ir.Evaluate) else None


@named("importlib.import_module", "builtins.__import__")
def _import_module(machine: Machine, arguments: Arguments, span: Span) -> Cases | None:
    name = arguments.positional[0].constant() if arguments.positional else None
    if name is None or not isinstance(name.value, str):
        return None
    stripped = name.value.lstrip(".")
    source = machine.loader.load(stripped, len(name.value) - len(stripped), machine.frame.module.source)
    return just(machine.module(source)) if source is not None else machine.external(stripped)
