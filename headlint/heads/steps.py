"""A library call on the way from the producer to the loss, and its constant arguments."""

from __future__ import annotations

from typing import Any

from headlint.facts import NotKnown, Step
from headlint.heads.calls import Call
from headlint.heads.constants import NotConstant, plain, settled
from headlint.heads.flow import NOWHERE
from headlint.values import Condition


class Options(dict[str, Any]):
    """Constant arguments by parameter name. An argument that is given and not constant is not known: asking for it
    raises ``NotKnown``, for it does not have its default. Hashable, so that facts which hold it are."""

    def __init__(self, known: dict[str, Any], unsure: frozenset[str] = frozenset()) -> None:
        super().__init__(known)
        self.unsure = unsure

    def __missing__(self, name: str) -> Any:
        self._certain(name)
        raise KeyError(name)

    def get(self, name: str, default: Any = None) -> Any:
        self._certain(name)
        return super().get(name, default)

    def __contains__(self, name: object) -> bool:
        self._certain(name)
        return super().__contains__(name)

    def _certain(self, name: object) -> None:
        if name in self.unsure:
            raise NotKnown(f"{name} is not constant")

    def __hash__(self) -> int:  # type: ignore[override]
        return hash((frozenset(self.items()), self.unsure))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, dict) and dict(self) == dict(other) and self.unsure == getattr(other, "unsure", set())


def options(call: Call, path: Condition, but: frozenset[str] = frozenset()) -> Options:
    """The arguments of a call and of a layer's construction, without the operands named in ``but``."""
    slots = {name: slot for name, slot in call.operands.items() if name not in but}
    if call.row.form == "layer":
        slots |= call.built
    found = {name: plain(settled(slot, path), path) for name, slot in slots.items()}
    known = {name: constant for name, constant in found.items() if constant is not NotConstant}
    return Options(known, frozenset(found) - frozenset(known))


def step(call: Call, role: str, kind: str, path: Condition) -> Step:
    place = call.place or NOWHERE
    return Step(role, call.row.name, kind, tuple(options(call, path).items()), place, call.made or place)
