"""Names and attributes: scopes, instances, classes, modules, external names."""

from __future__ import annotations

from headlint.evaluate import builtins
from headlint.evaluate.imports import Imports
from headlint.evaluate.objects import (
    Arguments,
    Bound,
    Class,
    Container,
    Descriptor,
    Frame,
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
    Apply,
    Cases,
    Const,
    External,
    Item,
    Mapping,
    Member,
    Parameter,
    Sequence,
    Unknown,
    Value,
    just,
    named,
)

BASE = "__base__"
"""The cell of an instance that holds its external base, as the record of the base's construction."""

_SETATTR = External("builtins.setattr")


class Attributes(Imports):
    """Looks things up."""

    def lookup(self, name: str) -> Cases | None:
        """A name, from the inside out; then star imports, then builtins."""
        frame: Frame | None = self.frame
        while frame is not None:
            if frame.kind != "class" or frame is self.frame:
                cases = self.store.read(frame.ident, name)
                if cases is not None:
                    return self.arrived(cases)
            frame = frame.parent
        starred = self.starred(self.frame.module, name)
        if starred is not None:
            return starred
        return named(f"builtins.{name}") if builtins.is_builtin(name) else None

    def external(self, name: str) -> Cases:
        """A qualified name outside the project: what a stub defines under it, or the name itself."""
        name = self.library.canonical(name)
        parts = name.split(".")
        for cut in range(len(parts) - 1, 0, -1):
            source = self.library.stub(".".join(parts[:cut]))
            if source is None:
                continue
            module = self.module(source)
            found = self.store.read(module.ident, parts[cut])
            if found is None:
                break
            for part in parts[cut + 1 :]:
                found = self.fork(found, lambda value, part=part: self.attribute(value, part, self.site.span))  # type: ignore[misc]
            return found
        return named(name)

    def attribute(self, value: Value, name: str, span: Span) -> Cases:
        """``value.name``"""
        if isinstance(value, Instance):
            return self._of_instance(value, name, span)
        if isinstance(value, Class):
            return self._of_class(value, name)
        if isinstance(value, Module):
            return just(self.namespace(value.ident)) if name == "__dict__" else self.member(value, name)
        if isinstance(value, External):
            return self.external(f"{value.name}.{name}")
        if isinstance(value, Container) and value.attributes:
            return self._entry(value, name)
        if isinstance(value, (Const, Container, Sequence, Mapping)):
            return just(Bound(value, name))
        if isinstance(value, Super):
            return self._of_super(value, name)
        if isinstance(value, (Function, Method, Partial, Descriptor)):
            return self._of_function(value, name)
        if isinstance(value, Unknown):
            return just(value)
        if isinstance(value, Apply) and value.callee == _SETATTR:
            written = value.args[1].constant()
            if written is not None and written.value == name:
                return value.args[2]
            owner = value.args[0].single()
            return self.attribute(owner, name, span) if owner is not None else just(Member(value, name))
        return just(Member(value, name))

    def _entry(self, value: Container, name: str) -> Cases:
        """An entry of a dict whose entries are attributes; else a method."""
        contents = self.contents(value)
        held = contents.single() if contents is not None else None
        known = held.get(name) if isinstance(held, Mapping) else None
        return known if known is not None else just(Bound(value, name))

    def _of_instance(self, value: Instance, name: str, span: Span) -> Cases:
        own = self.store.read(value.ident, name)
        if own is not None:
            return own.under(self.path) or own
        found = self.class_attribute(value.cls.mro, name)
        if found is not None:
            return self.fork(found, lambda member: self._bound(member, value, span))
        if name == "__class__":
            return just(value.cls)
        if name == "__dict__":
            return just(self.namespace(value.ident))
        getter = self.class_attribute(value.cls.mro, "__getattr__")
        function = getter.single() if getter is not None else None
        if isinstance(function, Function) and not name.startswith("__"):
            return self.call_function(function, Arguments.of(value, Const(name)), span)
        return just(Member(self.base_of(value) or value, name))

    def namespace(self, ident: int) -> Container:
        """The names of an object or a module, as a dict."""
        entries = [(Const(name), self.store.read(ident, name)) for name in self.store.names(ident)]
        return self.container(Mapping(tuple((name, cases) for name, cases in entries if cases is not None)))

    def base_of(self, value: Instance) -> Value | None:
        """The external base that an instance extends, as the record of its construction."""
        cases = self.store.read(value.ident, BASE)
        return cases.single() if cases is not None else None

    def _bound(self, member: Value, receiver: Instance, span: Span) -> Cases:
        if isinstance(member, Function):
            return just(Method(receiver, member))
        if isinstance(member, Descriptor):
            if member.kind == "property":
                return self.call(member.function, Arguments.of(receiver), span)
            return just(member.function if member.kind == "staticmethod" else Method(receiver.cls, member.function))
        return just(member)

    def _of_class(self, value: Class, name: str) -> Cases:
        found = self.class_attribute(value.mro, name)
        if found is not None:
            return each(found, lambda member: just(_unbound(member, value)))
        if name in ("__name__", "__qualname__"):
            return just(Const(value.name))
        if name == "__module__":
            return just(Const(value.module.source.name))
        external = next((base for base in value.ancestors if isinstance(base, External)), None)
        if external is not None and not name.startswith("__"):
            return named(f"{external.name}.{name}")
        return just(Unknown(f"{value.name} has no {name}"))

    def _of_super(self, value: Super, name: str) -> Cases:
        receiver = value.receiver
        cls = receiver.cls if isinstance(receiver, Instance) else receiver
        if not isinstance(cls, Class):
            return just(Unknown("super() of something that is no instance"))
        order = cls.mro
        rest = order[order.index(value.after) + 1 :] if value.after in order else value.after.ancestors
        found = self.class_attribute(rest, name)
        if found is not None:
            if isinstance(receiver, Instance):
                return self.fork(found, lambda member: self._bound(member, receiver, self.site.span))
            return each(found, lambda member: just(_unbound(member, cls, bind_plain=True)))
        external = next((base for base in rest if isinstance(base, External)), None)
        if name == "__init__" and isinstance(receiver, Instance):
            return just(Bound(Super(value.after, receiver), "__init__"))
        if external is None:
            return just(Bound(value, name))
        return just(Member(self.base_of(receiver) or receiver if isinstance(receiver, Instance) else external, name))

    def _of_function(self, value: Value, name: str) -> Cases:
        if isinstance(value, Function):
            stored = self.store.read(value.ident, name)
            if stored is not None:
                return stored
            if name in ("__name__", "__qualname__"):
                return just(Const(value.name))
            if name == "__module__":
                return just(Const(value.scope.module.source.name))
        if isinstance(value, Method):
            if name == "__self__":
                return just(value.receiver)
            return just(value.function) if name == "__func__" else self._of_function(value.function, name)
        if isinstance(value, Partial) and name == "func":
            return just(value.function)
        if name == "__call__":
            return just(value)
        return just(Unknown(f"the attribute {name} of a function"))

    def class_attribute(self, order: tuple[Value, ...], name: str) -> Cases | None:
        """A name in the first class of a method resolution order that has it."""
        for cls in order:
            if isinstance(cls, Class):
                found = self.store.read(cls.ident, name)
                if found is not None:
                    return found.under(self.path) or found
        return None

    def set_attribute(self, value: Value, name: str, cases: Cases) -> Value | None:
        """``value.name = cases``; returns the changed value where ``value`` is not a mutable object we hold."""
        if isinstance(value, Instance):
            found = self.class_attribute(value.cls.mro, name)
            descriptor = found.single() if found is not None else None
            if isinstance(descriptor, Descriptor) and isinstance(descriptor.setter, Function):
                self.call_function(descriptor.setter, Arguments.of(value, cases), self.site.span)
            else:
                self.store.write(value.ident, name, cases)
            return None
        if isinstance(value, (Class, Module, Function)):
            self.store.write(value.ident, name, cases)
            return None
        if isinstance(value, Container) and value.attributes:
            return self.set_item(value, just(Const(name)), cases, self.site.span)
        if isinstance(value, (Apply, Member, Item, Parameter)):
            return (
                self.operate("builtins.setattr", self.site.span, just(value), just(Const(name)), cases).cases[0].value
            )
        return None


def _unbound(member: Value, cls: Class, bind_plain: bool = False) -> Value:
    if isinstance(member, Descriptor):
        if member.kind == "classmethod":
            return Method(cls, member.function)
        return member.function if member.kind == "staticmethod" else member
    return Method(cls, member) if bind_plain and isinstance(member, Function) else member
