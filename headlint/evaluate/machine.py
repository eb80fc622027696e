"""The state of an execution, and how it splits and joins at branches. The other parts of the evaluator build on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from headlint.evaluate.objects import (
    Arguments,
    Class,
    Container,
    Frame,
    Function,
    Instance,
    Library,
    Loader,
    Module,
    Source,
)
from headlint.evaluate.store import Store
from headlint.source import ir
from headlint.span import Place, Span
from headlint.values import (
    ALWAYS,
    Apply,
    Case,
    Cases,
    Condition,
    Event,
    External,
    Mapping,
    Returned,
    Sequence,
    Unknown,
    Value,
    join,
    just,
    named,
)

MAX_INSTANCES = 4
"""A method that nothing called is executed on at most this many of the instances that the project makes."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Named budgets. Reaching one makes a value unknown, with that reason; it never ends the run."""

    steps: int = 30_000
    """Expressions evaluated from one entry point."""
    run_steps: int = 150_000
    """Expressions evaluated in a whole run …"""
    file_steps: int = 1_500
    """… and this many more for every file that is executed. The top level of a file gets so many even then."""
    spare_steps: int = 1_000
    """When a run has used up its steps, an entry point still gets so many: what stands in one file is found however big
    the project is, and the cost of a run grows no faster than its code."""
    depth: int = 64
    """Calls of project code inside each other."""
    recursion: int = 2
    """Activations of one function, or of one method of one object, at a time."""
    nesting: int = 12
    """Activations of one method at a time, whatever the object."""
    unroll: int = 48
    """Iterations of a loop over known elements."""
    loop_steps: int = 12_000
    """Expressions that one loop may cost before its further iterations are skipped."""
    idle_steps: int = 20_000
    """Expressions that one function may cost in a run, all calls together, before it has built, applied or scored a
    layer even once: from then on it is not entered any more. Plumbing is called thousands of times in big projects."""
    idle_call: int = 30
    """A function that costs no more than this a call is entered all the same: it may say how many classes there are."""
    count_steps: int = 3_000
    """The same for a loop that only counts (``range``): most of these are epochs, each like the one before."""


@dataclass(slots=True)
class Idle:
    """What calls of a function cost, as long as nothing that concerns a head happened in them."""

    steps: int = 0
    calls: int = 0
    concerns: bool = False


class OutOfSteps(Exception):
    """The budget of an entry point is used up."""


LIVE, LEFT, RETURNED = "live", "left", "returned"
"""How a block ends: falls through, leaves the loop iteration (break, continue), or leaves the function."""


class Machine:
    """Execution state shared by all parts of the evaluator."""

    def __init__(self, loader: Loader, library: Library, limits: Limits | None = None) -> None:
        self.loader = loader
        self.library = library
        self.limits = limits or Limits()
        self.store = Store()
        self.path: Condition = ALWAYS
        self.events: list[Event] = []
        self.returned: list[Returned] = []
        self.built: dict[int, Arguments] = {}
        """The arguments that the project's objects were built with, by their idents."""
        self.answering = 0
        """How many objects of the project are answering a call."""
        self.called: set[int] = set()
        """``id`` of every function node that was executed."""
        self.instances: dict[Class, list[Instance]] = {}
        """The first objects of each class of the project, ``MAX_INSTANCES`` of them."""
        self.passing: dict[tuple[int, str], Cases | None] = {}
        """What attributes were before something was said of them that holds for the entry point only."""
        self.modules: dict[str, Module] = {}
        self.frozen: dict[int, Value] = {}
        """Contents that need no freezing any more, by their ``id``."""
        self.closed_over: set[int] = set()
        """Scopes that a function was defined in: their names outlive the call."""
        self.constants: dict[int, Cases] = {}
        """What constants of project code are, by the ``id`` of their node."""
        self.read_out: dict[tuple[str, Span], ir.Expr | None] = {}
        """What was read in texts that are executed. Nodes are known by their ``id``, so none may go before others."""
        self.arriving: set[Value] = set()
        """Imported names that are being looked up."""
        self.executing: set[Module] = set()
        """Modules whose top level has not been executed to its end."""
        self.frame: Frame
        self.stack: list[Frame] = []
        """The calls of project code that are active."""
        self.site = Place("", Span(1, 1, 1, 1))
        """The call in project code that is being executed: events inside stubs happened there."""
        self.steps = 0
        self.returns: list[Case] = []
        self.yields: list[Cases] = []
        self.mains: list[tuple[Frame, ir.Body]] = []
        """``if __name__ == "__main__"`` blocks, executed when all modules are complete."""
        self.loops: list[int] = []
        """For every active loop whose turn stands for many: the last ident that was given before it."""
        self.concerning = 0
        """Recorded calls so far that concern heads: of layers, activations, losses, metrics."""
        self.idle: dict[int, Idle] = {}
        """What the functions cost that nothing concerning happened in, by the ``id`` of their node."""
        self.spent = 0
        """Steps of all entry points so far."""
        self.exhausted: list[Place] = []
        """Entry points whose step budget ran out."""

    # What the parts provide to each other.

    def evaluate(self, node: ir.Expr) -> Cases:
        raise NotImplementedError

    def execute(self, body: ir.Body) -> str:
        raise NotImplementedError

    def assign(self, target: ir.Expr, cases: Cases) -> None:
        raise NotImplementedError

    def call(self, callee: Value, arguments: Arguments, span: Span) -> Cases:
        raise NotImplementedError

    def call_function(self, function: Function, arguments: Arguments, span: Span) -> Cases:
        raise NotImplementedError

    def instantiate(self, cls: Class, arguments: Arguments, span: Span) -> Cases:
        raise NotImplementedError

    def attribute(self, value: Value, name: str, span: Span) -> Cases:
        raise NotImplementedError

    def set_item(self, owner: Value, index: Cases, cases: Cases, span: Span) -> Value | None:
        raise NotImplementedError

    def imported(self, name: str, importer: str) -> Cases:
        raise NotImplementedError

    @contextmanager
    def at(self, place: Place) -> Iterator[None]:
        """Calls made inside, and by stubs that are called in there, are placed here."""
        outer, self.site = self.site, place
        try:
            yield
        finally:
            self.site = outer

    def set_attribute(self, value: Value, name: str, cases: Cases) -> Value | None:
        raise NotImplementedError

    def class_attribute(self, order: tuple[Value, ...], name: str) -> Cases | None:
        raise NotImplementedError

    def subscript(self, value: Value, index: Cases, span: Span) -> Cases:
        raise NotImplementedError

    def elements(self, value: Value, span: Span) -> list[Cases] | None:
        raise NotImplementedError

    def element_of(self, value: Value, span: Span) -> Cases:
        raise NotImplementedError

    def contents(self, value: Value) -> Cases | None:
        raise NotImplementedError

    def is_open(self, value: Value | None) -> bool:
        raise NotImplementedError

    def external(self, name: str) -> Cases:
        raise NotImplementedError

    def freeze(self, cases: Cases) -> Cases:
        raise NotImplementedError

    def truth(self, value: Value) -> bool | None:
        raise NotImplementedError

    def lookup(self, name: str) -> Cases | None:
        raise NotImplementedError

    def container(self, contents: Sequence | Mapping) -> Container:
        raise NotImplementedError

    def namespace(self, ident: int) -> Container:
        raise NotImplementedError

    def module(self, source: Source) -> Module:
        raise NotImplementedError

    def import_statement(self, node: ir.Import) -> str:
        raise NotImplementedError

    def import_from(self, node: ir.ImportFrom) -> str:
        raise NotImplementedError

    def opaque_arguments(self, function: Function, skip: int) -> Arguments:
        raise NotImplementedError

    # Places and recording.

    def here(self, span: Span) -> Place:
        """Where this happens in project code."""
        source = self.frame.module.source
        return self.site if source.stub else Place(source.path, span)

    def record(self, callee: Value, arguments: Arguments, span: Span) -> Cases:
        """Record a call of something outside the project; its result is the record itself."""
        positional = tuple(self.freeze(cases) for cases in arguments.positional)
        keywords = [(name, self.freeze(cases)) for name, cases in arguments.keywords]
        if arguments.open_args is not None:
            keywords.append(("*", self.freeze(arguments.open_args)))
        if arguments.open_keywords is not None:
            keywords.append(("**", self.freeze(arguments.open_keywords)))
        recorded = just(Apply(callee, positional, tuple(keywords), self.here(span)))
        self.happened(recorded)
        return recorded

    def happened(self, recorded: Cases) -> None:
        """Note that a recorded application is executed now."""
        applied = recorded.single()
        assert isinstance(applied, Apply)
        self.concerning += self.library.concerns(applied)
        self.events.append(Event(applied, self.path))

    def operate(self, operator: str, span: Span, *operands: Cases) -> Cases:
        """An operator of the ``operator`` module (or a builtin) on something that is not known further: the same
        record as a call, without being an event of its own."""
        name = operator if "." in operator else f"operator.{operator}"
        return just(Apply(named(name).cases[0].value, tuple(map(self.freeze, operands)), (), self.here(span)))

    def filled_in_loop(self, ident: int) -> bool:
        """Whether what is added to a container now is added an unknown number of times."""
        return bool(self.loops) and ident <= self.loops[-1]

    def begin(self, spare: int) -> int:
        """Where to begin to count the steps of an entry point: it gets ``spare`` of them when the run has none left."""
        left = self.spent <= self.limits.run_steps + self.limits.file_steps * len(self.modules)
        return 0 if left else max(self.limits.steps - spare, 0)

    def step(self) -> None:
        self.steps += 1
        if self.steps > self.limits.steps:
            raise OutOfSteps

    # Scopes.

    @contextmanager
    def inside(self, frame: Frame) -> Iterator[None]:
        outer, self.frame = self.frame, frame
        try:
            yield
        finally:
            self.frame = outer

    def scope(self, kind: str, parent: Frame | None = None, function: Function | None = None) -> Frame:
        """A new scope inside ``parent`` (the current one unless given)."""
        parent = parent or self.frame
        return Frame(self.store.fresh(), parent.module, parent, kind, function or parent.function)

    # Branches.

    def alternatives(self, cases: Cases) -> tuple[Case, ...]:
        """The cases that can hold here; an unknown if none can."""
        live = cases.under(self.path)
        return live.cases if live is not None else (Case(Unknown("cannot happen here")),)

    def fork(self, cases: Cases, run: Callable[[Value], Cases]) -> Cases:
        """Run once per alternative of a slot, each on the state before; join the results and all writes."""
        live = self.alternatives(cases)
        if len(live) == 1:
            return run(live[0].value)
        outer = self.path
        results: list[Case] = []
        deltas = []
        for case in live:
            path = outer.and_(case.when)
            if path is None:
                continue
            self.path = path
            try:
                with self.store.trial() as delta:
                    made = run(case.value)
            finally:
                self.path = outer
            results.extend(_under(made, case.when))
            deltas.append((case.when, delta))
        self.store.merge(deltas)
        return join(results) if results else just(Unknown("cannot happen here"))

    def branch(self, arms: list[tuple[Condition, Callable[[], str]]]) -> str:
        """Run the arms of an undecided branch; the path goes on under what is known of those that did not leave."""
        outer = self.path
        deltas, ends = [], []
        for when, run in arms:
            path = outer.and_(when)
            if path is None:
                continue
            self.path = path
            try:
                with self.store.trial() as delta:
                    end = run()
                ends.append((end, self.path.without(outer)))
            finally:
                self.path = outer
            deltas.append((when, delta))
        self.store.merge(deltas)
        live = [when for end, when in ends if end == LIVE]
        if not live:
            return LEFT if any(end == LEFT for end, _ in ends) else RETURNED
        if len(live) < len(ends):
            known = live[0]
            for when in live[1:]:
                known = known.common(when)
            self.path = outer.and_(known) or outer
        return LIVE

    def split(self, test: Cases) -> tuple[Condition | None, Condition | None]:
        """Under which conditions a test is true, and under which false; None where it cannot be."""
        sides: dict[bool, list[Condition]] = {True: [], False: []}
        for case in self.alternatives(test):
            verdict = self.truth(case.value)
            subject, positive = _subject(case.value)
            if verdict is None:
                said = (self.path.and_(case.when) or self.path).holds(subject)
                verdict = None if said is None else said is positive
            for side in (True, False):
                if verdict in (side, None):
                    extra = ALWAYS if verdict is side else Condition(frozenset({(subject, positive is side)}))
                    when = case.when.and_(extra)
                    if when is not None:
                        sides[side].append(when)
        return _either_of(sides[True], sides[False]), _either_of(sides[False], sides[True])


def _either_of(conditions: list[Condition], others: list[Condition]) -> Condition | None:
    """What holds if one of some conditions does; where the others are a single literal, that is its opposite too."""
    if not conditions:
        return None
    known = conditions[0]
    for condition in conditions[1:]:
        known = known.common(condition)
    if len(others) == 1 and len(others[0].literals) == 1:
        ((test, truth),) = others[0].literals
        known = known.and_(Condition(frozenset({(test, not truth)}))) or known
    return known


_NEGATIONS = {
    "operator.ne": "operator.eq",
    "operator.is_not": "operator.is_",
    "operator.not_contains": "operator.contains",
}


def _subject(test: Value) -> tuple[Value, bool]:
    """A test without its negations, and whether it is to be true: ``a != b`` is ``a == b`` taken to be false."""
    positive = True
    while isinstance(test, Apply) and isinstance(test.callee, External):
        name = test.callee.name
        if name == "operator.not_" and (inner := test.args[0].single()) is not None:
            test, positive = inner, not positive
        elif name in _NEGATIONS:
            test, positive = Apply(External(_NEGATIONS[name]), test.args), not positive
        else:
            break
    return test, positive


def _under(cases: Cases, when: Condition) -> Iterator[Case]:
    for case in cases:
        both = when.and_(case.when)
        if both is not None:
            yield Case(case.value, both)
