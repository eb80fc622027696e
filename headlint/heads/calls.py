"""Which row of the tables a recorded value uses, and with which arguments.

Four forms: a function is called directly; a layer is constructed and the object is called; a method is a member of a
value that is called; an attribute is a member that is read. Wrappers that hand back what they were given
(``layer.to(device)``, ``torch.compile(layer)``) are seen through on the way to the layer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace

from headlint import knowledge
from headlint.heads.constants import alternatives, describe, integer, settled
from headlint.knowledge.rows import CALL_METHODS, Activate, Effect, Keep, Row
from headlint.records import record
from headlint.span import Place
from headlint.values import ALWAYS, Apply, Cases, Condition, Const, External, Item, Member, Unknown, Value, just

FRAMEWORKS = ("torch", "keras", "tensorflow", "jax")

MAX_WRAPPERS = 16
"""A layer inside more transparent wrappers than this is not looked for."""


@record
class Call:
    """A use of ``row``. ``built`` are the arguments by the row's parameters (a layer's constructor's), ``given`` those
    of a layer's call; ``place`` is the use, ``made`` the construction of a layer (the use for all others)."""

    row: Row
    value: Value
    built: Mapping[str, Cases]
    given: Mapping[str, Cases] = field(default_factory=dict)
    place: Place | None = None
    made: Place | None = None

    def slot(self, parameter: str) -> Cases | None:
        """The argument of a parameter of the row's signature, else of the call's; None if it is not given."""
        found = self.built.get(parameter)
        return found if found is not None else self.given.get(parameter)

    def operand(self, parameter: str) -> Cases | None:
        """The argument of a parameter of the call: a layer's constructor may have one of the same name."""
        return self.operands.get(parameter)

    @property
    def framework(self) -> str | Unknown:
        """The framework whose tensors the call works on; operators and NumPy work on those of any."""
        named = knowledge.table(self.row).framework
        return named if named in FRAMEWORKS else Unknown(f"{self.row.name} belongs to no framework")

    @property
    def operands(self) -> Mapping[str, Cases]:
        """The arguments of the call."""
        return self.given if self.row.form == "layer" else self.built

    def input(self, parameter: str | None = None) -> Cases | None:
        """The value that comes in, through the named parameter or the row's own."""
        name = parameter or knowledge.input_of(self.row)
        found = self.operands.get(name) if name else None
        return found if found is not None else next(iter(self.operands.values()), None)

    def argument(self, parameter: str | None, path: Condition) -> Value | None:
        """The one value of an argument, or the constant it has by default; None if neither is there.

        An argument that is there and may be several things is ``Unknown``: "absent" and "not known" differ.
        """
        slot = self.slot(parameter) if parameter else None
        if slot is not None:
            return settled(slot, path) or Unknown(f"{parameter} has several values")
        fallback = knowledge.default(self.row, parameter) if parameter else None
        return fallback if isinstance(fallback, Const) and fallback.value is not None else None


def splits(call: Call, parameters: Iterable[str], path: Condition) -> Iterator[tuple[Call, Condition]]:
    """The call once for every combination of what ``parameters`` may hold on ``path``."""
    open_slots = [name for name in parameters if len(call.slot(name) or ()) > 1]
    if not open_slots:
        yield call, path
        return
    name, rest = open_slots[0], open_slots[1:]
    slot = call.slot(name)
    assert slot is not None
    for value, when in alternatives(slot, path):
        only = {name: just(value)}
        if name in call.built:
            settled_call = replace(call, built={**call.built, **only})
        else:
            settled_call = replace(call, given={**call.given, **only})
        yield from splits(settled_call, rest, when)


def call_of(value: Value) -> Call | Unknown:
    """The row a value uses, or why that is not known."""
    if isinstance(value, Member):
        return _attribute(value)
    if not isinstance(value, Apply):
        return Unknown(describe(value))
    callee = value.callee
    if isinstance(callee, External):
        return _function(value, callee.name)
    if isinstance(callee, Member):
        layer = _layer(callee.value) if callee.name in CALL_METHODS else None
        return _called_layer(value, layer) if layer is not None else _method(value, callee)
    layer = _layer(callee)
    if layer is not None:
        return _called_layer(value, layer)
    return Unknown(f"calls {describe(callee)}, which is not known")


def effect_of(value: Apply) -> Effect | None:
    """What the called row does, without looking at the arguments: most recorded calls concern no head at all."""
    callee = value.callee
    if isinstance(callee, External):
        row = knowledge.row(callee.name)
        return None if row is None or row.form == "layer" else row.does
    layer = _layer(callee.value if isinstance(callee, Member) and callee.name in CALL_METHODS else callee)
    if layer is not None and isinstance(layer.callee, External):
        row = knowledge.row(layer.callee.name)
    else:
        row = (_method_of_class(callee) or knowledge.method(callee.name)) if isinstance(callee, Member) else None
    return row.does if row is not None else None


def _function(value: Apply, name: str) -> Call | Unknown:
    row = knowledge.row(name)
    if row is None:
        return Unknown(f"calls {name}, which is not known")
    if row.form == "layer":
        return Unknown(f"{name} is a layer that is not called")
    bound = knowledge.bind(row, value.args, value.keywords)
    if bound is None:
        return Unknown(f"the arguments of {name} do not fit its signature")
    return Call(row, value, bound, {}, value.place, value.place)


def _method(value: Apply, callee: Member) -> Call | Unknown:
    own = _method_of_class(callee)
    rows = [row for row in ((own,) if own else knowledge.methods(callee.name)) if row.form == "method"]
    for row in rows:
        bound = knowledge.bind(row, (just(callee.value), *value.args), value.keywords)
        if bound is not None:
            call = Call(row, value, bound, {}, value.place, value.place)
            if _plausible(call, callee.value):
                return call
    if rows and rows[0].form == "method":
        return Unknown(f"the arguments of {rows[0].name} do not fit its signature")
    return Unknown(f"calls {describe(callee)}, which is not known")


def _method_of_class(callee: Member) -> Row | None:
    """The row of a method of a known class: ``LabelEncoder().fit_transform``."""
    made = callee.value
    if not isinstance(made, Apply) or not isinstance(made.callee, External):
        return None
    return knowledge.row(f"{made.callee.name}.{callee.name}")


def _plausible(call: Call, receiver: Value) -> bool:
    """Whether ``x.softmax(…)`` can be the tensor's method. An opaque ``net.softmax(x)`` looks the same but for its
    axis: there it must be written."""
    if isinstance(receiver, (Apply, Item)) or not isinstance(call.row.does, Activate) or call.row.does.axis is None:
        return True
    axis = call.slot(call.row.does.axis)
    return axis is None or integer(axis.single()) is not None


def _attribute(value: Member) -> Call | Unknown:
    row = knowledge.method(value.name)
    if row is None or row.form != "attribute":
        return Unknown(f"reads {describe(value)}, which is not known")
    bound = knowledge.bind(row, (just(value.value),), ())
    return Unknown(f"reads {describe(value)}") if bound is None else Call(row, value, bound)


def _called_layer(value: Apply, layer: Apply) -> Call | Unknown:
    assert isinstance(layer.callee, External)
    row = knowledge.row(layer.callee.name)
    assert row is not None
    built = knowledge.bind(row, layer.args, layer.keywords)
    given = knowledge.bind_call(row, value.args, value.keywords)
    if built is None or given is None:
        return Unknown(f"the arguments of {row.name} do not fit its signature")
    return Call(row, value, built, given, value.place, layer.place or value.place)


def _layer(value: Value) -> Apply | None:
    """The construction of the layer that ``value`` is, seen through transparent wrappers."""
    for _ in range(MAX_WRAPPERS):
        if not isinstance(value, Apply):
            return None
        if isinstance(value.callee, External):
            row = knowledge.row(value.callee.name)
            if row is not None and row.form == "layer":
                return value
        inner = _wrapped(value)
        if inner is None:
            return None
        value = inner
    return None


def _wrapped(value: Apply) -> Value | None:
    """What a transparent call was given: the layer in ``layer.to(device)``."""
    if isinstance(value.callee, Member):
        row = knowledge.method(value.callee.name)
        return value.callee.value if row is not None and _hands_back(row.does) else None
    if isinstance(value.callee, External):
        row = knowledge.row(value.callee.name)
        if row is not None and row.form == "function" and _hands_back(row.does):
            bound = knowledge.bind(row, value.args, value.keywords)
            return settled(Call(row, value, bound).input(), ALWAYS) if bound else None
    return None


def _hands_back(effect: Effect) -> bool:
    return isinstance(effect, Keep) and effect.shape == "same" and not effect.scales
