"""The values that abstract execution works with.

A slot (a variable, an argument, an element) never holds one value but ``Cases``: alternatives, each with the branch
conditions under which it holds. So a model chosen by ``if`` and a loss chosen by the same ``if`` stay together.

Values are immutable and compare by structure; a ``place`` says where a value came from and takes no part in
comparison. Mutable Python objects (instances, lists, dicts) carry an ``ident``; their contents lie in the evaluator's
store. Before the evaluator records an application it freezes lists and dicts into ``Sequence`` and ``Mapping``, so a
recorded tree can be read without a store.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

from headlint.records import record, value_class
from headlint.span import Place

MAX_CASES = 8
"""More alternatives than this are not worth following: the slot becomes ``Unknown("too many cases")``."""


class Value:
    """Base of all values: equality by structure.

    Recorded trees share subtrees, so a plain recursive comparison could visit them exponentially often. The hash is
    therefore computed once, and values that were found equal remember a common representative (as in union-find):
    comparing two equal trees costs each pair of nodes once, and nothing from then on.
    """

    __slots__ = ("_compares", "_hash", "_twin")
    _compares: tuple[str, Value, Any] | None
    _hash: int
    _twin: Value

    def key(self) -> tuple[Any, ...]:
        raise NotImplementedError

    def __hash__(self) -> int:
        try:
            return self._hash
        except AttributeError:
            computed = hash((type(self), self.key()))
            self._hash = computed
            return computed

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Value) or type(self) is not type(other) or hash(self) != hash(other):
            return False
        one, another = _representative(self), _representative(other)
        if one is another:
            return True
        if one.key() != another.key():
            return False
        another._twin = one
        return True


def _representative(value: Value) -> Value:
    """The value that stands for all that were found equal to this one. The way there is shortened for the next time."""
    twin: Value | None = getattr(value, "_twin", None)
    if twin is None:
        return value
    further: Value | None
    while (further := getattr(twin, "_twin", None)) is not None:
        value._twin = further
        value, twin = twin, further
    return twin


@value_class
class Const(Value):
    """A Python constant: None, bool, int, float, complex, str, bytes or Ellipsis. ``place``: where it was written."""

    value: Any
    place: Place | None = None

    def key(self) -> tuple[Any, ...]:
        return (type(self.value), self.value)


@value_class
class External(Value):
    """Something outside the project, by its canonical qualified name: ``torch.nn.Linear``, ``builtins.len``."""

    name: str

    def key(self) -> tuple[Any, ...]:
        return (self.name,)


@value_class
class Apply(Value):
    """A call of something outside the project, recorded and not modelled.

    ``nn.Linear(64, 3)`` is ``Apply(External("torch.nn.Linear"), (64, 3))``; calling that layer with ``x`` is
    ``Apply(<that>, (x,))``; ``x.softmax(1)`` is ``Apply(Member(x, "softmax"), (1,))``; ``a + b`` is
    ``Apply(External("operator.add"), (a, b))``; after ``x[i] = v`` the name x holds
    ``Apply(External("operator.setitem"), (x, i, v))``; the element of an opaque iterable is
    ``Apply(External("builtins.next"), (iterable,))``.
    A ``*args`` that could not be unfolded is a keyword ``"*"``; a ``**kwargs`` is a keyword ``"**"``.
    """

    callee: Value
    args: tuple[Cases, ...]
    keywords: tuple[tuple[str, Cases], ...] = ()
    place: Place | None = None

    def key(self) -> tuple[Any, ...]:
        return (self.callee, self.args, self.keywords)


@value_class
class Member(Value):
    """``value.name`` of something that is not known further: ``x.softmax``, ``args.lr``, ``self.training``."""

    value: Value
    name: str

    def key(self) -> tuple[Any, ...]:
        return (self.value, self.name)


@value_class
class Item(Value):
    """``value[index]`` of something that is not known further; also what unpacking an opaque value yields."""

    value: Value
    index: Cases
    place: Place | None = None

    def key(self) -> tuple[Any, ...]:
        return (self.value, self.index)


@value_class
class Parameter(Value):
    """An opaque parameter of an entry point. ``owner`` is the function's qualified name."""

    name: str
    owner: str
    place: Place | None = None

    def key(self) -> tuple[Any, ...]:
        return (self.name, self.owner)


@value_class
class Sequence(Value):
    """A tuple, or the frozen contents of a list or set. ``kind`` is "tuple", "list" or "set". An ``open`` one was
    filled in a loop of unknown length: each item may stand for any number of its like."""

    kind: str
    items: tuple[Cases, ...]
    open: bool = False

    def key(self) -> tuple[Any, ...]:
        return (self.kind, self.items, self.open)


@value_class
class Mapping(Value):
    """The frozen contents of a dict; keys are hashable values, in insertion order."""

    items: tuple[tuple[Value, Cases], ...]

    def key(self) -> tuple[Any, ...]:
        return (self.items,)

    def get(self, key: object) -> Cases | None:
        """The entry under a constant key."""
        wanted = Const(key)
        return next((cases for name, cases in self.items if name == wanted), None)


@value_class
class SliceValue(Value):
    """``slice(lower, upper, step)``"""

    lower: Cases
    upper: Cases
    step: Cases

    def key(self) -> tuple[Any, ...]:
        return (self.lower, self.upper, self.step)


@value_class
class Unknown(Value):
    """Not known, with the reason. Never makes a finding."""

    reason: str

    def key(self) -> tuple[Any, ...]:
        return (self.reason,)


# ── conditions and cases ─────────────────────────────────────────────────────────────────────────────────────────────

Literal = tuple[Value, bool]
"""A test's value and whether it is taken to be true."""


_CONDITIONS: WeakValueDictionary[frozenset[Literal], Condition] = WeakValueDictionary()
_MINDFUL: list[Condition] = []
"""Conditions about which something was worked out."""


class Condition:
    """A conjunction of literals: what the branches on the way here took to be true.

    Immutable, and equal ones are one object: the same few conditions are met all the time, so what was once worked out
    about one (with which others it can hold, what it says of a test) is kept until ``forget``."""

    __slots__ = ("__weakref__", "_both", "_facts", "_hash", "_said", "literals")
    _both: dict[Condition, Condition | None] | None
    _facts: dict[Value, Any] | None
    _hash: int
    _said: dict[Value, bool] | None
    literals: frozenset[Literal]

    def __new__(cls, literals: frozenset[Literal] = frozenset()) -> Condition:
        known = _CONDITIONS.get(literals)
        if known is not None:
            return known
        made = object.__new__(cls)
        made.literals = literals
        made._hash = hash(literals)
        made._said = made._facts = made._both = None
        _CONDITIONS[literals] = made
        return made

    def __bool__(self) -> bool:
        return bool(self.literals)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Condition) and self.literals == other.literals)

    def __repr__(self) -> str:
        return f"Condition({set(self.literals) or ''})"

    def _tests(self) -> dict[Value, bool]:
        """The literals, by their tests. Most conditions are never asked."""
        if self._said is None:
            self._said = dict(self.literals)
            _MINDFUL.append(self)
        return self._said

    def facts(self) -> dict[Value, Any]:
        """The subjects that a literal says the constant of: ``x == "a"`` taken to be true."""
        if self._facts is None:
            said = (_comparison(test) for test, truth in self.literals if truth)
            self._facts = {subject: constant for is_, subject, constant in filter(None, said) if is_ == "eq"}
        return self._facts

    def holds(self, test: Value) -> bool | None:
        """What this condition says of a test: true, false, or nothing. ``x == "a"`` rules out ``x == "b"``."""
        if not self.literals:
            return None
        said = self._tests().get(test)
        if said is not None:
            return said
        facts = self.facts()
        asked = _comparison(test) if facts else None
        if asked is None:
            return None
        operator, subject, constant = asked
        try:
            return bool(_COMPARE[operator](facts[subject], constant)) if subject in facts else None
        except TypeError:
            return None

    def and_(self, other: Condition) -> Condition | None:
        """Both; None if they contradict each other."""
        if not other.literals or other is self:
            return self
        if not self.literals:
            return other
        if self._both is None:
            self._both = {}
            _MINDFUL.append(self)
        try:
            return self._both[other]
        except KeyError:
            both = self._both[other] = self._and(other)
            return both

    def _and(self, other: Condition) -> Condition | None:
        if other.literals <= self.literals:
            return self
        if self.literals <= other.literals:
            return other
        said = self._tests()
        if any(said.get(test) is (not truth) for test, truth in other.literals):
            return None
        if self.facts() or other.facts():
            for one, another in ((self, other), (other, self)):
                if one.facts() and any(one.holds(test) is (not truth) for test, truth in another.literals):
                    return None
            return Condition(self.literals | other.literals)._plain()
        return Condition(self.literals | other.literals)

    def _plain(self) -> Condition:
        """Without what its own facts imply: ``x == "a"`` makes ``x != "b"`` superfluous."""
        positive = Condition(frozenset(literal for literal in self.literals if literal[1]))
        negative = [literal for literal in self.literals if not literal[1] and positive.holds(literal[0]) is not False]
        return Condition(positive.literals.union(negative))

    def without(self, other: Condition) -> Condition:
        """This condition where ``other`` is known to hold already."""
        if not other.literals or not self.literals:
            return self
        rest = self.literals - other.literals
        if rest and other.facts():
            rest = frozenset((test, truth) for test, truth in rest if other.holds(test) is not truth)
        return Condition(rest)

    def common(self, other: Condition) -> Condition:
        """What both say: the strongest conjunction that either implies."""
        return self if self is other else Condition(self.literals & other.literals)


ALWAYS = Condition()


def forget() -> None:
    """Drop what was worked out about conditions. It keeps alive every condition that was ever met."""
    for condition in _MINDFUL:
        condition._both = condition._said = None
    _MINDFUL.clear()


_COMPARE: dict[str, Any] = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
}


def _comparison(test: Value) -> tuple[str, Value, Any] | None:
    """``subject <op> constant`` as (op, subject, constant), or None. Asked often: the answer is kept with the test."""
    try:
        return test._compares
    except AttributeError:
        said = _compared(test)
        test._compares = said
        return said


def _compared(test: Value) -> tuple[str, Value, Any] | None:
    if not isinstance(test, Apply) or not isinstance(test.callee, External) or len(test.args) != 2:
        return None
    operator = test.callee.name.removeprefix("operator.")
    subject, constant = (cases.single() for cases in test.args)
    if operator not in _COMPARE or subject is None or not isinstance(constant, Const):
        return None
    return operator, subject, constant.value


class Case(NamedTuple):
    """One alternative and when it holds."""

    value: Value
    when: Condition = ALWAYS


class Cases:
    """The alternatives of a slot, at least one. Immutable; build with ``just`` and ``join``."""

    __slots__ = ("_hash", "_path", "_under", "cases")

    def __init__(self, cases: tuple[Case, ...]) -> None:
        self.cases = cases
        self._hash: int | None = None
        self._path: Condition | None = None
        self._under: Cases | None = None

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(self.cases)
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Cases) and hash(self) == hash(other) and self.cases == other.cases)

    def __iter__(self) -> Iterator[Case]:
        return iter(self.cases)

    def __len__(self) -> int:
        return len(self.cases)

    def __repr__(self) -> str:
        return f"Cases({', '.join(map(repr, self.cases))})"

    def single(self) -> Value | None:
        """The value, if there is only one."""
        return self.cases[0].value if len(self.cases) == 1 else None

    def constant(self) -> Const | None:
        """The constant, if there is only one value and it is one."""
        only = self.single()
        return only if isinstance(only, Const) else None

    def under(self, path: Condition) -> Cases | None:
        """The alternatives that can hold where ``path`` does; None if none can."""
        if not path.literals or (len(self.cases) == 1 and not self.cases[0].when.literals):
            return self
        if path is not self._path:  # a slot is read many times on the same path
            possible = [case for case in self.cases if path.and_(case.when) is not None]
            kept = [Case(case.value, case.when.without(path)) for case in possible]
            self._under = join(kept) if kept else None
            self._path = path
        return self._under


def just(value: Value) -> Cases:
    """A slot with one value."""
    return Cases((Case(value),))


def join(alternatives: Iterable[Case]) -> Cases:
    """A slot from alternatives: equal values are merged, too many become unknown."""
    merged: dict[Value, Condition] = {}
    for value, when in alternatives:
        known = merged.get(value)
        merged[value] = when if known is None else known.common(when)
    if len(merged) > MAX_CASES:
        return just(Unknown("too many cases"))
    return Cases(tuple(Case(value, when) for value, when in merged.items()))


NONE = just(Const(None))


@cache
def named(name: str) -> Cases:
    """A slot that holds ``External(name)``. The same few names are met all the time."""
    return just(External(name))


# ── what an execution leaves behind ──────────────────────────────────────────────────────────────────────────────────


@record
class Event:
    """One application in execution order, and when it happens. ``through``: qualified names of the project's own
    functions and classes whose call led here, outermost first."""

    value: Apply
    when: Condition
    through: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The file that it happens in; "" if that is not known."""
        return self.value.place.path if self.value.place is not None else ""


@record
class Returned:
    """What a model's forward pass gave back to its caller. ``model``: the qualified name of the model's class, ``path``
    its file. ``built``: the arguments of its construction, by position and by name; None if they are not known."""

    model: str
    value: Cases
    when: Condition
    path: str = ""
    built: tuple[tuple[int | str, Cases], ...] | None = None
