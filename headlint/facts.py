"""Facts: what is known of a head, a loss, a prediction. The only thing that rules see.

Every field is a value or ``Unknown(reason)``, never None, so that "no activation" (kind ``identity``) and "not known"
cannot be confused. Reading an unknown field raises ``NotKnown``; the engine catches it, so a rule reads facts as if all
were known and stays silent where they are not. ``peek`` reads without raising, for reports and the probe.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar, overload

from headlint.span import Place
from headlint.values import ALWAYS, Condition, Unknown

T = TypeVar("T")


class NotKnown(Exception):
    """A rule read a fact that is not known. Carries the reason."""


class Known(Generic[T]):
    """A field of a fact: reads as ``T``, raises ``NotKnown`` where it is unknown."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, facts: None, owner: type) -> Known[T]: ...
    @overload
    def __get__(self, facts: Facts, owner: type) -> T: ...
    def __get__(self, facts: Facts | None, owner: type) -> T | Known[T]:
        if facts is None:
            return self
        found = facts._raw[self.name]
        if isinstance(found, Unknown):
            raise NotKnown(f"{self.name}: {found.reason}")
        return found  # type: ignore[no-any-return]


class Facts:
    """A record of ``Known`` fields. All must be given; equality and hash are those of the fields."""

    _fields: tuple[str, ...] = ()

    def __init_subclass__(cls) -> None:
        inherited = cls.__mro__[1]._fields  # type: ignore[attr-defined]
        cls._fields = inherited + tuple(name for name, kind in vars(cls).items() if isinstance(kind, Known))

    def __init__(self, **raw: Any) -> None:
        missing, surplus = set(self._fields) - set(raw), set(raw) - set(self._fields)
        if missing or surplus:
            raise TypeError(f"{type(self).__name__}: missing {sorted(missing)}, surplus {sorted(surplus)}")
        self._raw = raw

    def peek(self, name: str) -> Any:
        """The field, or the ``Unknown`` that stands in it."""
        return self._raw[name]

    def known(self, name: str) -> bool:
        return not isinstance(self._raw[name], Unknown)

    def but(self, **changes: Any) -> Any:
        """A copy with some fields replaced."""
        return type(self)(**{**self._raw, **changes})

    def items(self) -> Iterator[tuple[str, Any]]:
        return iter(self._raw.items())

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._raw == other._raw

    def __hash__(self) -> int:
        return hash((type(self), tuple(self._raw.values())))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={found!r}' for name, found in self._raw.items())})"


@dataclass(frozen=True, slots=True)
class Step:
    """One library call on the way from the producer to the loss, outermost last.

    ``role``: "producer", "activation", "keep", "combine". ``name`` is the canonical qualified name; ``arguments`` are
    the constant arguments by parameter name. ``place`` is where it is applied, ``made`` where the layer is constructed
    (the same for a function). ``divides``: of a view that splits the channels of an image in two, how many they are,
    and into how many parts of how many they are split.
    """

    role: str
    name: str
    kind: str
    arguments: tuple[tuple[str, Any], ...]
    place: Place
    made: Place
    divides: tuple[int, int, int] | None = None

    def argument(self, name: str, default: Any = None) -> Any:
        return dict(self.arguments).get(name, default)


class Activation(Facts):
    """The last nonlinearity before the loss. ``kind`` is "identity" if there is none.

    ``axis`` is the normalised axis as written (softmax, log_softmax); Unknown if it does not normalise.
    ``axis_channels``: the size of that axis. ``implicit_axis``: no axis was written and the library guesses it.
    ``place`` is where it is applied, ``made`` where its layer is constructed or its name is given.
    ``before`` is the domain of what goes in.
    """

    kind = Known[str]()
    name = Known[str]()
    axis = Known[int]()
    axis_channels = Known[int]()
    implicit_axis = Known[bool]()
    before = Known[str]()
    place = Known[Place]()
    made = Known[Place]()


class Head(Facts):
    """What reaches a loss or a prediction.

    ``channels``: the number of values per sample along the class axis; ``axis``: that axis (1 or -1, in a (N, C, …)
    or (…, C) layout). ``rank``: how many axes there are; ``channels_last``: whether the class axis is the last of three
    or more (not known of two). ``domain``: see ``knowledge.rows.Domain``. ``bounds``: (low, high) of a bounded domain.
    ``producer``: qualified name of the layer that made the values; ``chain``: every step from it to here.
    ``place``: the activation, or the producer if there is none. ``channels_place``: where the count is written.
    ``framework``: "torch", "keras", "tensorflow", "jax".
    """

    framework = Known[str]()
    channels = Known[int]()
    axis = Known[int]()
    rank = Known[int]()
    channels_last = Known[bool]()
    domain = Known[str]()
    bounds = Known[tuple[float, float]]()
    activation = Known[Activation]()
    producer = Known[str]()
    chain = Known[tuple[Step, ...]]()
    place = Known[Place]()
    channels_place = Known[Place]()


class Loss(Facts):
    """A loss as it is called. ``name``: qualified name; ``family``, ``expects``, ``over``, ``applies``,
    ``target_form``, ``min_channels``, ``class_axis``: see ``knowledge.rows.Score``, after its arguments were looked at.
    ``options``: its constant arguments by parameter name. ``weight_length``: length of a literal class weight;
    ``weight_classes``: the class numbers that literal weights are given for, where they come with the labels.
    ``place``: the call; ``made``: where the loss object is constructed or named.
    ``through``: the project's own losses or wrappers that the call went through, outermost first (may be empty).
    """

    name = Known[str]()
    family = Known[str]()
    expects = Known[str]()
    over = Known[str]()
    applies = Known[str]()
    target_form = Known[str]()
    min_channels = Known[int]()
    class_axis = Known[int]()
    options = Known[dict[str, Any]]()
    weight_length = Known[int]()
    weight_classes = Known[tuple[int, ...]]()
    place = Known[Place]()
    made = Known[Place]()
    through = Known[tuple[str, ...]]()


class Target(Facts):
    """What is known of the labels of a pair. ``form``: "indices", "one_hot", "multi_hot", "probs", "binary",
    "continuous". ``classes``: how many there are. ``dtype``: "int", "float", "bool". ``low``/``high``: range of the
    values. ``rank``: "(N,)" or "(N, 1)" or "(N, C)". ``place``: where that is known from."""

    form = Known[str]()
    classes = Known[int]()
    dtype = Known[str]()
    low = Known[float]()
    high = Known[float]()
    rank = Known[str]()
    place = Known[Place]()


class Subject(Facts):
    """What a rule can look at. ``when``: the branch conditions under which it holds; ``mode``: "training", or
    "evaluation" where it only holds when the model is not training."""

    when = Known[Condition]()
    mode = Known[str]()


class Pair(Subject):
    """A head and the loss that scores it."""

    head = Known[Head]()
    loss = Known[Loss]()
    target = Known[Target]()


class Output(Subject):
    """A head that a model returns, whether or not a loss was found for it. ``model``: the class's name."""

    head = Known[Head]()
    model = Known[str]()


class Prediction(Subject):
    """A head turned into a decision. ``kind``: "argmax", "threshold", "round", "topk"; ``threshold`` for comparisons
    (``head > 0.5``); ``axis`` of an argmax; ``loss``: the loss that the same scores train with, if one was seen."""

    head = Known[Head]()
    kind = Known[str]()
    threshold = Known[float]()
    axis = Known[int]()
    loss = Known[Loss]()
    place = Known[Place]()


class Metric(Subject):
    """A head measured by a library's metric. ``expects`` as in Loss; ``task`` as given ("binary", "multiclass" …).
    ``place``: where it measures; ``made``: where it is constructed or named."""

    head = Known[Head]()
    name = Known[str]()
    expects = Known[str]()
    task = Known[str]()
    options = Known[dict[str, Any]]()
    place = Known[Place]()
    made = Known[Place]()


class Switched(Subject):
    """An activation that a flag decides on (``if from_logits: scores = sigmoid(scores)``) and that is applied under one
    of the flag's truth values alone. ``kind`` as in Activation, of those that make probabilities or their logarithms;
    ``flag``: the flag's bare name; ``on``: the truth value under which it is applied; ``direct``: whether it is applied
    to a parameter of the function as it comes in, changes of shape and type aside; ``place``: where it is applied."""

    kind = Known[str]()
    flag = Known[str]()
    on = Known[bool]()
    direct = Known[bool]()
    place = Known[Place]()


class Stated(NamedTuple):
    """A number that a config states: the words of its place ("names", "model.num_classes"), the number, whether it is
    the length of what stands there, and where that is."""

    where: str
    number: int
    listed: bool
    place: Place


class Counts(Subject):
    """Class counts in a config that its framework takes for the same. ``of``: at least two, in the dialect's order.
    ``one_for_two``: 1 may stand for two classes, as the channels of a binary head do."""

    of = Known[tuple[Stated, ...]]()
    one_for_two = Known[bool]()


class Numbering(Subject):
    """The numbers that a config gives to classes. ``where``: the words of their place."""

    where = Known[str]()
    numbers = Known[tuple[int, ...]]()
    place = Known[Place]()


class Options(Subject):
    """A combination of options that a config's framework rejects or ignores. ``kind``: "exclusive", "idle" or
    "incomplete"; ``where``: the words of the option's place; ``because``: what the framework does, in words;
    ``shows``: a call that raises its error, "" if there is none."""

    kind = Known[str]()
    where = Known[str]()
    because = Known[str]()
    shows = Known[str]()
    place = Known[Place]()
    others = Known[tuple[Place, ...]]()


class Ignore(Subject):
    """A comment that accepts a finding, by one rule that it names. ``used``: whether there was one; ``wrong``: why
    there cannot be one, as a sentence, or ""; ``place``: the comment's."""

    rule = Known[str]()
    used = Known[bool]()
    wrong = Known[str]()
    place = Known[Place]()


__all__ = [
    "ALWAYS", "Activation", "Counts", "Facts", "Head", "Ignore", "Known", "Loss", "Metric", "NotKnown", "Numbering",
    "Options", "Output", "Pair", "Prediction", "Stated", "Step", "Subject", "Switched", "Target",
]  # fmt: skip
