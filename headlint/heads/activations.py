"""The activation of a head: what was applied, over which axis, and what it made of the values."""

from __future__ import annotations

from headlint import knowledge
from headlint.facts import Activation
from headlint.heads.axes import same_axis
from headlint.heads.calls import Call
from headlint.heads.constants import describe, integers, number
from headlint.heads.flow import NO_SIMPLEX, NOWHERE, Flow
from headlint.knowledge.domains import HALVING, NORMALISING, Range, through
from headlint.knowledge.rows import Activate
from headlint.span import Place
from headlint.values import Apply, Condition, Const, External, Unknown, Value

_NO_AXIS = Unknown("it does not normalise over an axis")


def activated(flow: Flow, call: Call, effect: Activate, path: Condition) -> Flow:
    """A value after an activation."""
    if effect.kind == "identity":
        return flow
    axis, implicit = _axis(call, effect, flow, path)
    fact = Activation(
        kind=effect.kind,
        name=call.row.name,
        axis=axis,
        axis_channels=_axis_channels(flow, axis, implicit) if effect.kind in NORMALISING else _NO_AXIS,
        implicit_axis=implicit,
        before=flow.domain,
        place=call.place or NOWHERE,
        made=call.made or NOWHERE,
    )
    limits = _limits(call, effect, path)
    numbers = Range(limits) if isinstance(limits, Unknown) else through(effect.kind, flow.numbers, limits)
    simplex = axis if effect.kind in NORMALISING else NO_SIMPLEX if numbers.total is None else flow.simplex
    after = flow.but(numbers=numbers, activation=fact, place=call.place or NOWHERE, simplex=simplex)
    if isinstance(after.framework, Unknown):
        after = after.but(framework=call.framework)
    return after.uncounted("half of its channels gate the others") if effect.kind in HALVING else after


def changed_by(kind: str, name: str, flow: Flow, numbers: Range, place: Place | None) -> Flow:
    """A value that something which is no activation by name made into another domain (clipping, a cosine)."""
    fact = Activation(
        kind=kind,
        name=name,
        axis=_NO_AXIS,
        axis_channels=_NO_AXIS,
        implicit_axis=False,
        before=flow.domain,
        place=place or NOWHERE,
        made=place or NOWHERE,
    )
    return flow.but(numbers=numbers, activation=fact, place=place or NOWHERE)


def identity(domain: object, place: Place, made: Place) -> Activation:
    """No activation."""
    none = Unknown("there is no activation")
    return Activation(
        kind="identity",
        name="identity",
        axis=none,
        axis_channels=none,
        implicit_axis=False,
        before=domain,
        place=place,
        made=made,
    )


def chosen(call: Call, parameter: str, path: Condition) -> tuple[Call, Activate] | Unknown | None:
    """The activation that an argument names: a string, a function or a layer; None if it names none."""
    value = call.argument(parameter, path)
    if value is None or value == Const(None):
        return None
    named = _named(call, value)
    if isinstance(named, Unknown):
        return named
    effect = named.row.does
    return (named, effect) if isinstance(effect, Activate) else Unknown(f"{named.row.name} is no activation")


def _named(call: Call, value: Value) -> Call | Unknown:
    built, made = {}, call.made
    if isinstance(value, Const) and isinstance(value.value, str):
        row, made = knowledge.activation(call.row, value.value), value.place or call.made
    elif isinstance(value, External):
        row = knowledge.row(value.name)
        if row is not None and row.form == "layer":
            built = knowledge.bind(row, ()) or {}  # a class where an object is meant: libraries construct it
    elif isinstance(value, Apply) and isinstance(value.callee, External):
        row = knowledge.row(value.callee.name)
        bound = knowledge.bind(row, value.args, value.keywords) if row is not None and row.form == "layer" else None
        if bound is None:
            return Unknown(f"the activation is {describe(value)}, which is not known")
        built, made = bound, value.place or call.made
    else:
        return Unknown(f"the activation is {describe(value)}")
    if row is None:
        return Unknown(f"the activation {describe(value)} is not known")
    return Call(row, call.value, built, {}, call.place, made)


def _limits(call: Call, effect: Activate, path: Condition) -> tuple[float, float] | Unknown | None:
    """The interval of an activation that clips to one; None if it is the usual one."""
    if effect.limits is None:
        return None
    low, high = (number(call.argument(name, path)) for name in effect.limits)
    return Unknown("its limits are not known") if low is None or high is None else (float(low), float(high))


def _axis(call: Call, effect: Activate, flow: Flow, path: Condition) -> tuple[int | Unknown, bool | Unknown]:
    """The axis an activation normalises over, and whether the library had to guess it."""
    if effect.kind not in NORMALISING:
        return _NO_AXIS, False
    value = call.argument(effect.axis, path)
    if value is not None and value != Const(None):
        found = integers(value, path)
        if found is None or len(found) != 1 or found[0] is None:
            unsettled = Unknown(f"its axis is {describe(value)}")
            return unsettled, unsettled if isinstance(value, Unknown) else False
        return found[0], False
    if effect.implicit_axis is not None:
        return effect.implicit_axis, False
    return Unknown("its axis is not written"), True


def _axis_channels(flow: Flow, axis: int | Unknown, implicit: bool | Unknown) -> int | Unknown:
    """How many values are normalised.

    Axis 1 of a value whose number of axes is not known is taken for its last one: heads have two axes, and where one
    turns out to have three, ``shapes`` takes this back.
    """
    if implicit is True and not flow.deep and flow.rank in (None, 2):
        return flow.channels
    if isinstance(axis, Unknown) or isinstance(flow.axis, Unknown):
        return Unknown("its axis is not known")
    if same_axis(axis, flow.axis, flow) is False:
        return Unknown("its axis is not the class axis")
    return flow.channels
