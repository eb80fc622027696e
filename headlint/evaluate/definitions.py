"""Definitions: functions and classes, and what their decorators make of them."""

from __future__ import annotations

from headlint.evaluate.bindings import Bindings
from headlint.evaluate.machine import LIVE
from headlint.evaluate.objects import Arguments, Class, Descriptor, Function, resolution_order
from headlint.source import ir
from headlint.values import Apply, Case, Cases, Const, External, Item, Member, Parameter, Unknown, Value, just

_DATA_BASES = {"typing.NamedTuple"}


class Definitions(Bindings):
    """Executes what defines."""

    def _define(self, node: ir.Define) -> str:
        defined: Cases = just(self.function(node))
        for decorator in reversed(node.decorators):
            defined = self._decorated(decorator, defined, node)
        self.assign(ir.Name(node.name, node.span), defined)
        return LIVE

    def _decorated(self, decorator: ir.Expr, defined: Cases, node: ir.Define | ir.DefineClass) -> Cases:
        """Apply a decorator. One from outside the project that is not known passes its function through."""
        function = defined.single()
        if isinstance(decorator, ir.Attribute) and decorator.name in ("setter", "getter", "deleter") and function:
            known = self.store.read(self.frame.ident, node.name)
            existing = known.single() if known is not None else None
            if isinstance(existing, Descriptor):
                setter = function if decorator.name == "setter" else existing.setter
                return just(Descriptor("property", existing.function, setter))
        applied = self.evaluate(decorator).single()
        if applied is None or isinstance(applied, (Apply, Member, Item, Parameter, Unknown)):
            return defined
        if isinstance(applied, External):
            kind = _DESCRIPTORS.get(applied.name)
            return defined if kind is None or function is None else just(Descriptor(kind, function))
        return self.fork(defined, lambda value: self.call(applied, Arguments.of(value), node.span))

    def _define_class(self, node: ir.DefineClass) -> str:
        bases = tuple(
            self.evaluate(argument.value).cases[0].value
            for argument in node.arguments
            if argument.keyword is None and not argument.star
        )
        fields = tuple(
            statement.targets[0].name
            for statement in node.body
            if isinstance(statement, ir.Assign)
            and statement.annotation is not None
            and isinstance(statement.targets[0], ir.Name)
        )
        frame = self.scope("class")
        cls = Class(frame.ident, node.name, self.frame.module, bases, resolution_order(bases), fields)
        with self.inside(frame):
            self.execute(node.body)
        self._own(cls)
        keywords = [(a.keyword, self.evaluate(a.value)) for a in node.arguments if a.keyword is not None and not a.star]
        hook = self.class_attribute(cls.ancestors, "__init_subclass__")
        function = hook.single() if hook is not None else None
        if isinstance(function, Descriptor):
            function = function.function
        if isinstance(function, Function):
            named = tuple((name, cases) for name, cases in keywords if name is not None and name != "metaclass")
            self.call_function(function, Arguments((just(cls),), named), node.span)
        if any(isinstance(base, External) and base.name in _DATA_BASES for base in cls.ancestors):
            self.store.write(cls.ident, "__dataclass__", just(Const(True)))
        defined: Cases = just(cls)
        for decorator in reversed(node.decorators):
            defined = self._decorated_class(decorator, defined, cls, node)
        self.assign(ir.Name(node.name, node.span), defined)
        return LIVE

    def _own(self, cls: Class) -> None:
        """Tell the functions of a class body whose they are, for ``super()``."""
        for name in self.store.names(cls.ident):
            cases = self.store.read(cls.ident, name)
            if cases is not None:
                self.store.write(cls.ident, name, Cases(tuple(Case(_owned(c.value, cls), c.when) for c in cases)))

    def _decorated_class(self, decorator: ir.Expr, defined: Cases, cls: Class, node: ir.DefineClass) -> Cases:
        applied = self.evaluate(decorator).single()
        made = applied.callee if isinstance(applied, Apply) else applied
        if isinstance(made, External) and made.name in _DATA_DECORATORS:
            self.store.write(cls.ident, "__dataclass__", just(Const(True)))
            return defined
        return self._decorated(decorator, defined, node)


def _owned(value: Value, cls: Class) -> Value:
    if isinstance(value, Function) and value.owner is None:
        return Function(value.ident, value.node, value.scope, value.defaults, cls)
    if isinstance(value, Descriptor):
        setter = _owned(value.setter, cls) if value.setter is not None else None
        return Descriptor(value.kind, _owned(value.function, cls), setter)
    return value


_DESCRIPTORS = {
    "builtins.property": "property",
    "functools.cached_property": "property",
    "abc.abstractproperty": "property",
    "builtins.staticmethod": "staticmethod",
    "builtins.classmethod": "classmethod",
    "abc.abstractclassmethod": "classmethod",
    "abc.abstractstaticmethod": "staticmethod",
}
_DATA_DECORATORS = {"dataclasses.dataclass", "attr.s", "attr.attrs", "attrs.define", "attr.define", "attrs.frozen"}
