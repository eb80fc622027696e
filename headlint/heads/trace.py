"""From a value back to what made it.

A value is traced input by input until a producer, or something that is not known, ends the way. What is not known is a
``Flow`` of Unknowns with the reason; an activation on it still says what its own values are. Each slot on the way may
hold alternatives: those that contradict the path so far are left out, the others are traced each on its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from headlint.heads.calls import Call, call_of, effect_of
from headlint.heads.constants import NEXT, alternatives, describe, settled
from headlint.heads.effects import output, results
from headlint.heads.flow import Flow, Traced, nothing
from headlint.heads.indexing import indexed
from headlint.heads.labels import Origin, origin
from headlint.heads.make import literal
from headlint.heads.shapes import alone, batched
from headlint.knowledge.rows import Effect, Labels
from headlint.values import ALWAYS, Apply, Cases, Condition, Const, External, Item, Member, Sequence, Unknown, Value

MAX_ALTERNATIVES = 64
"""More alternatives of one traced slot than this are not followed."""

MAX_DEPTH = 80
"""A producer further away than this many steps is not looked for."""

MAX_VISITS = 1000
"""Values that are looked at, each on one path, to trace one slot: branches upon branches make too many ways."""

TOO_MANY = f"more than {MAX_ALTERNATIVES} alternatives reach this"
TOO_DEEP = f"its producer is more than {MAX_DEPTH} steps away"
TOO_LONG = f"there are more than {MAX_VISITS} steps on the ways to its producers"


class Tracer:
    """Traces values and remembers what it found: networks share most of their values.

    What was found where a limit was reached is forgotten: from elsewhere the way may be shorter.
    """

    def __init__(self) -> None:
        self._found: dict[tuple[int, Condition], tuple[Value, tuple[Traced, ...]]] = {}
        self._visited: list[tuple[int, Condition]] = []
        self._limited = False
        self._depth = 0

    def trace(self, cases: Cases | None, path: Condition) -> tuple[Traced, ...]:
        """The alternatives of a slot on ``path``, each with the path on which it is the one."""
        if cases is None:
            return (Traced(nothing("it is not given"), path),)
        if len(cases) == 1 and not cases.cases[0].when:
            return self._value(cases.cases[0].value, path)
        return self.limited(
            (traced for value, when in alternatives(cases, path) for traced in self._value(value, when)), path
        )

    def limited(self, found: Iterable[Traced], path: Condition) -> tuple[Traced, ...]:
        """These alternatives, or one unknown if they are too many."""
        kept: list[Traced] = []
        for one in found:
            if len(kept) == MAX_ALTERNATIVES:
                return (Traced(nothing(TOO_MANY), path),)
            kept.append(one)
        return tuple(kept)

    def _value(self, value: Value, path: Condition) -> tuple[Traced, ...]:
        """The alternatives of one value. Places take no part in the equality of values, so identity is the key."""
        key = (id(value), path)
        if key in self._found:
            return self._found[key][1]
        if self._depth >= MAX_DEPTH or len(self._visited) >= MAX_VISITS:
            self._limited = True
            reason = TOO_DEEP if self._depth >= MAX_DEPTH else TOO_LONG
            return (Traced(nothing(reason), path, (value,)),)
        self._visited.append(key)
        self._depth += 1
        try:
            traced = tuple(one.through(value) for one in self._look(value, path))
        finally:
            self._depth -= 1
        self._found[key] = value, traced
        if self._depth == 0:
            self._settle()
        return traced

    def _settle(self) -> None:
        """The end of a trace."""
        if self._limited:
            for key in self._visited:
                del self._found[key]
        self._visited.clear()
        self._limited = False

    def _look(self, value: Value, path: Condition) -> tuple[Traced, ...]:
        match value:
            case Item() | Member() | Apply(callee=External("builtins.next")) if (
                found := origin(value, path)
            ) is not None and found.exact:
                return self._labels(found, path)
            case Item():
                return self._item(value, path)
            case Apply(callee=callee) if callee == NEXT and value.args:
                return self._element(value.args[0], path)
            case Member():
                return self._member(value, path)
            case Apply():
                call = call_of(value)
                if isinstance(call, Call) and isinstance(call.row.does, Labels) and () not in call.row.does.at:
                    return self._unknown(f"{call.row.name} gives labels among other things", path)
                return self._unknown(call.reason, path) if isinstance(call, Unknown) else results(self, call, path)
            case Const() | Sequence():
                flow = literal(value, path)
                if flow is not None:
                    return (Traced(flow, path),)
                if isinstance(value, Sequence) and len(value.items) == 1 and not value.open:
                    return tuple(replace(one, flow=alone(one.flow)) for one in self.trace(value.items[0], path))
                return self._unknown(describe(value), path)
            case _:
                return self._unknown(describe(value), path)

    def _unknown(self, reason: str, path: Condition) -> tuple[Traced, ...]:
        return (Traced(nothing(reason), path),)

    def _labels(self, found: Origin, path: Condition) -> tuple[Traced, ...]:
        """Labels somewhere in what a call gives."""
        made = results(self, found.call, path)
        return tuple(replace(one, flow=self._laid(one.flow, found)) for one in made)

    def _laid(self, flow: Flow, found: Origin) -> Flow:
        flow = indexed(flow, Const(0), ALWAYS) if found.single else flow
        for _ in range(found.batched):
            flow = batched(flow)
        return flow

    def _item(self, item: Item, path: Condition) -> tuple[Traced, ...]:
        """An element of a tuple that a call gives, or an indexed tensor."""
        element = picked(item, path)
        if element is not None:
            return output(self, *element, path)
        index = settled(item.index, path)
        call = call_of(item.value) if isinstance(item.value, Apply) else None
        if isinstance(call, Call) and call.row.outputs:
            return self._unknown(f"an element of {describe(item.value)}", path)
        if isinstance(index, Const) and isinstance(index.value, str):
            return self._unknown(describe(item), path)
        return tuple(replace(one, flow=indexed(one.flow, index, one.when)) for one in self._value(item.value, path))

    def _element(self, iterable: Cases, path: Condition) -> tuple[Traced, ...]:
        """What an iteration yields: a piece, or a tensor without its first axis."""
        found: list[Traced] = []
        for value, when in alternatives(iterable, path):
            call = call_of(value) if isinstance(value, Apply) else None
            if isinstance(call, Call) and len(set(call.row.outputs)) == 1:
                found.extend(output(self, call, call.row.outputs[0], when))
            elif isinstance(call, Call) and call.row.outputs:
                found.extend(self._unknown(f"an element of {describe(value)}", when))
            else:
                found.extend(replace(one, flow=indexed(one.flow, Const(0), when)) for one in self._value(value, when))
        return self.limited(found, path)

    def _member(self, member: Member, path: Condition) -> tuple[Traced, ...]:
        """A named element of what a call gives (``out.logits``), or an attribute of a tensor (``x.data``)."""
        element = picked(member, path)
        if element is not None:
            return output(self, *element, path)
        call = call_of(member)
        return self._unknown(call.reason, path) if isinstance(call, Unknown) else results(self, call, path)


def picked(value: Value, path: Condition) -> tuple[Call, Effect] | None:
    """The call and the effect that an element of a tuple result stands for: ``lstm(x)[0]``, ``x.max(1).indices``,
    any piece of ``x.chunk(n)``."""
    if not isinstance(value, (Item, Member)) or not isinstance(value.value, Apply):
        return None
    if effect_of(value.value) is None:
        return None
    call = call_of(value.value)
    if isinstance(call, Unknown) or not call.row.outputs:
        return None
    key = value.name if isinstance(value, Member) else getattr(settled(value.index, path), "value", None)
    effect = _output(call, key)
    return None if effect is None else (call, effect)


def _output(call: Call, key: object) -> Effect | None:
    """The output that an index or a name means; the last one speaks for all after it."""
    outputs, names = call.row.outputs, call.row.output_names
    if isinstance(key, str):
        return outputs[names.index(key)] if key in names else None
    if len(outputs) == 1:
        return outputs[0]
    if not isinstance(key, int) or key < -len(outputs):
        return None
    return outputs[min(key, len(outputs) - 1)]
