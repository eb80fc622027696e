"""What a dialect is: how to recognise the configs of a framework or a company, and what stands where in them.

A dialect is data: a file under ``dialects/``, or a table ``[tool.headlint.dialects.NAME]`` of a project. Its vocabulary
is described in ``docs/configs.md``; this module reads it, and says in words what it does not understand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from headlint.configs.conditions import KINDS, OPERATORS
from headlint.configs.references import NOTATIONS

T = TypeVar("T")
Test = Mapping[str, Any]

FORMATS = ("yaml", "json", "ini", "python")
OPTION_KINDS = ("exclusive", "idle", "incomplete")


class DialectError(Exception):
    """A table that cannot be understood. The message says where and why, in one line."""


@dataclass(frozen=True, slots=True)
class Count:
    """A class count: a number at a path, or the length of the list or mapping there, ``plus`` what is not counted.
    ``called``: what it is in words, where the path does not say it; ``file``: the file beside the config in which it
    stands, with the name of the directory that both must lie in, if that matters."""

    at: str
    plus: int = 0
    called: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Activation:
    """Names of activations: ``means`` maps what stands at one of the paths to the activation, ``otherwise`` is the one
    where nothing stands there (None: not known)."""

    at: tuple[str, ...]
    means: Mapping[str, str]
    otherwise: str | None = None


@dataclass(frozen=True, slots=True)
class Like:
    """A loss (or a model) as one that the tables know: its qualified name, the arguments ``with`` which it behaves like
    the dialect's, and ``when`` that is so."""

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    when: Test = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Head:
    """A head: either ``built`` (paths of a node that names a class and its arguments), or stated by its ``channels``
    (the first path that is there counts) and its ``activation``. ``used``: whether the activation runs in "training"
    or only in "prediction"; ``framework``: whose conventions hold (where the channels stand)."""

    built: tuple[str, ...] = ()
    channels: tuple[Count, ...] = ()
    otherwise: int | None = None
    activation: Activation | None = None
    used: str = "training"
    framework: str = "torch"


@dataclass(frozen=True, slots=True)
class Loss:
    """A loss: ``built`` as in Head, or named at one of the paths ``at`` (a name, or a mapping or list of names) and
    looked up in ``means``, then in ``modules``; ``otherwise`` where nothing stands there. ``arguments``: parameters of
    the loss and the options at ``options`` that they get; a list where both have one name."""

    built: tuple[str, ...] = ()
    at: tuple[str, ...] = ()
    means: Mapping[str, tuple[Like, ...]] = field(default_factory=dict)
    modules: tuple[str, ...] = ()
    otherwise: str | None = None
    options: str | None = None
    arguments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pair:
    """A head and the loss that scores it, for ``each`` node at a path. ``direct``: nothing that the config does not say
    can stand between the two; otherwise a missing activation says nothing. ``runs``: the trainer that a model is given
    to which brings its own loss."""

    head: Head
    loss: Loss | None = None
    each: str = ""
    when: Test = field(default_factory=dict)
    direct: bool = True
    runs: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """Class counts that must be equal. ``one_for_two``: 1 may stand for two classes."""

    of: tuple[Count, ...]
    each: str = ""
    when: Test = field(default_factory=dict)
    one_for_two: bool = False


@dataclass(frozen=True, slots=True)
class Numbers:
    """Class numbers that must run from 0 without gaps: the keys of a mapping if they are numbers, else its values."""

    of: str
    each: str = ""
    when: Test = field(default_factory=dict)
    of_keys: bool = False


@dataclass(frozen=True, slots=True)
class Options:
    """A combination of options that makes no sense. ``kind``: "exclusive" (the framework takes one of them), "idle"
    (one has no effect), "incomplete" (one needs another). ``at``: the one to point at; ``because``: what happens.
    ``shows``: a call of a known loss that raises the error, as Python writes it; the probe makes it."""

    kind: str
    at: tuple[str, ...]
    because: str
    each: str = ""
    when: Test = field(default_factory=dict)
    shows: str = ""


@dataclass(frozen=True, slots=True)
class Calls:
    """How a node names a class or function: the keys of the import path (``target``), of its arguments (beside it if
    there is none), of positional ones, of "bind, do not call"; keys that are neither; tags of YAML that do the same;
    modules in which bare names are looked up."""

    target: str = ""
    arguments: str | None = None
    positional: str | None = None
    partial: str | None = None
    skip: tuple[str, ...] = ()
    call_tag: str = ""
    name_tag: str = ""
    modules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Inherits:
    """Files that a config is merged over: the key that names them, and the entries that say "replace, do not merge"."""

    key: str
    replaces: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Dialect:
    """One dialect. ``signs``: words of which the file holds all (of alternatives, one); looked for before anything is
    parsed. ``when``: what must hold in the parsed file. ``yields_to``: dialects that this one is silent
    beside ("*": any). The rest says what stands where."""

    name: str
    files: tuple[str, ...]
    signs: tuple[tuple[str, ...], ...]
    when: Test = field(default_factory=dict)
    about: str = ""
    yields_to: tuple[str, ...] = ()
    references: str = "none"
    inherits: Inherits | None = None
    composes: bool = False
    calls: Calls | None = None
    pairs: tuple[Pair, ...] = ()
    counts: tuple[Counts, ...] = ()
    numbers: tuple[Numbers, ...] = ()
    options: tuple[Options, ...] = ()

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[bytes], ...]:
        return tuple(
            re.compile(rb"(?<!\w)(?:" + b"|".join(re.escape(sign.encode()) for sign in alternatives) + rb")(?!\w)")
            for alternatives in self.signs
        )

    def signed(self, data: bytes) -> bool:
        """Whether the bytes of a file hold the signs of this dialect."""
        return all(pattern.search(data) for pattern in self._patterns)


# ── reading a table ──────────────────────────────────────────────────────────────────────────────────────────────────


def dialect(name: str, table: Any) -> Dialect:
    """A dialect from its table. Raises DialectError."""
    reader = _Reader(table, f"dialect '{name}'")
    signs = reader.each("signs", _sign)
    if not signs:
        raise DialectError(f"dialect '{name}': signs names no word to recognise a file by")
    made = Dialect(
        name=name,
        files=reader.words("files", FORMATS) or ("yaml",),
        signs=tuple(signs),
        when=reader.test("when"),
        about=reader.word("about") or "",
        yields_to=reader.words("yields_to"),
        references=reader.word("references", NOTATIONS) or "none",
        inherits=reader.part("inherits", _inherits),
        composes=reader.flag("composes"),
        calls=reader.part("calls", _calls),
        pairs=tuple(reader.each("pairs", _pair)),
        counts=tuple(reader.each("counts", _counts)),
        numbers=tuple(reader.each("numbers", _numbers)),
        options=tuple(reader.each("options", _options)),
    )
    reader.done()
    return made


class _Reader:
    """A mapping of a table. Every key is taken once; what is left over is not part of the vocabulary."""

    def __init__(self, table: Any, where: str) -> None:
        if not isinstance(table, Mapping):
            raise DialectError(f"{where} is not a table")
        self.table = {str(key): value for key, value in table.items()}
        self.where = where
        self.taken: list[str] = []

    def take(self, key: str) -> Any:
        self.taken.append(key)
        return self.table.get(key)

    def wrong(self, key: str, said: str) -> DialectError:
        return DialectError(f"{self.where}: {key} {said}")

    def word(self, key: str, choices: Collection[str] = ()) -> str | None:
        value = self.take(key)
        if value is None:
            return None
        if not isinstance(value, str):
            raise self.wrong(key, f"is {value!r}, not a word")
        if choices and value not in choices:
            raise self.wrong(key, f"is '{value}', not one of {', '.join(choices)}")
        return value

    def words(self, key: str, choices: Collection[str] = ()) -> tuple[str, ...]:
        """A word or a list of words."""
        value = self.take(key)
        listed = [] if value is None else value if isinstance(value, (list, tuple)) else [value]
        for one in listed:
            if not isinstance(one, str):
                raise self.wrong(key, f"holds {one!r}, not a word")
            if choices and one not in choices:
                raise self.wrong(key, f"holds '{one}', not one of {', '.join(choices)}")
        return tuple(listed)

    def flag(self, key: str, otherwise: bool = False) -> bool:
        value = self.take(key)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(key, f"is {value!r}, not true or false")
        return otherwise if value is None else value

    def number(self, key: str) -> int | None:
        value = self.take(key)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            raise self.wrong(key, f"is {value!r}, not a whole number")
        return value

    def test(self, key: str) -> Test:
        value = self.take(key)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            raise self.wrong(key, "is not a table of paths and what must stand there")
        for path, test in value.items():
            self._check(f"{key}.{path}", test)
        return {str(path): test for path, test in value.items()}

    def _check(self, key: str, test: Any) -> None:
        if not isinstance(test, Mapping):
            return
        for name, operand in test.items():
            if name not in OPERATORS:
                raise self.wrong(key, f"asks for '{name}', not one of {', '.join(OPERATORS)}")
            if name == "kind" and operand not in KINDS:
                raise self.wrong(key, f"asks for the kind '{operand}', not one of {', '.join(KINDS)}")
            if name in ("more", "less") and not isinstance(operand, (int, float)):
                raise self.wrong(key, f"compares with {operand!r}, not a number")
            self._check(key, operand)

    def mapping(self, key: str) -> Mapping[str, Any]:
        value = self.take(key)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            raise self.wrong(key, "is not a table")
        return {word_of(name): held for name, held in value.items()}

    def renamed(self, key: str) -> Mapping[str, str]:
        """A table of words, or a list of words that stand for themselves."""
        if isinstance(self.table.get(key), Mapping):
            return {name: str(held) for name, held in self.mapping(key).items()}
        return {word: word for word in self.words(key)}

    def part(self, key: str, make: Callable[[_Reader], T]) -> T | None:
        value = self.take(key)
        return None if value is None else make_part(value, f"{self.where}: {key}", make)

    def each(self, key: str, make: Callable[[Any], T]) -> list[T]:
        value = self.take(key)
        listed: Iterable[Any] = () if value is None else value if isinstance(value, (list, tuple)) else (value,)
        made = []
        for position, one in enumerate(listed, 1):
            where = f"{self.where}: {key} {position}"
            made.append(make_part(one, where, make) if isinstance(one, Mapping) else _bare(make, one, where))
        return made

    def done(self) -> None:
        left = [key for key in self.table if key not in self.taken]
        if left:
            raise DialectError(f"{self.where}: there is no '{left[0]}'; there are {', '.join(sorted(self.taken))}")


def make_part(value: Any, where: str, make: Callable[[_Reader], T]) -> T:
    reader = _Reader(value, where)
    made = make(reader)
    reader.done()
    return made


def _bare(make: Callable[[Any], T], value: Any, where: str) -> T:
    """A row that is written as a bare word or list."""
    if make in (_sign, _count, _like):
        try:
            made: T = make(value)
        except DialectError as wrong:
            raise DialectError(f"{where}: {wrong}") from None
        return made
    raise DialectError(f"{where} is not a table")


def word_of(value: Any) -> str:
    """How a dialect writes a value of a config as a key: true, false and null as YAML does."""
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _sign(value: Any) -> tuple[str, ...]:
    words = tuple(value) if isinstance(value, (list, tuple)) else (value,)
    if not words or not all(isinstance(word, str) and word for word in words):
        raise DialectError(f"signs holds {value!r}, not a word or a list of words")
    return words


def _count(value: Any) -> Count:
    if isinstance(value, _Reader):
        return Count(
            value.word("at") or "", value.number("plus") or 0, value.word("called") or "", value.word("file") or ""
        )
    if not isinstance(value, str):
        raise DialectError(f"a count is {value!r}, not a path")
    return Count(value)


def _like(value: Any) -> Like:
    if isinstance(value, _Reader):
        name = value.word("like")
        if name is None:
            raise value.wrong("like", "is missing: the loss that the tables know")
        return Like(name, value.mapping("with"), value.test("when"))
    if not isinstance(value, str):
        raise DialectError(f"a loss means {value!r}, not the name of one")
    return Like(value)


def _activation(reader: _Reader) -> Activation:
    return Activation(
        reader.words("at"),
        {word: _activation_word(reader, said) for word, said in reader.mapping("means").items()},
        reader.word("otherwise", ACTIVATIONS),
    )


def _activation_word(reader: _Reader, said: Any) -> str:
    if said not in ACTIVATIONS:
        raise reader.wrong("means", f"says '{said}', not one of {', '.join(ACTIVATIONS)}")
    return str(said)


def _head(reader: _Reader) -> Head:
    return Head(
        built=reader.words("built"),
        channels=tuple(reader.each("channels", _count)),
        otherwise=reader.number("otherwise"),
        activation=reader.part("activation", _activation),
        used=reader.word("used", ("training", "prediction")) or "training",
        framework=reader.word("framework", ("torch", "keras")) or "torch",
    )


def _loss(reader: _Reader) -> Loss:
    means = {
        word: tuple(_Reader({"means": said}, f"{reader.where}: {word}").each("means", _like))
        for word, said in reader.mapping("means").items()
    }
    return Loss(
        built=reader.words("built"),
        at=reader.words("at"),
        means=means,
        modules=reader.words("modules"),
        otherwise=reader.word("otherwise"),
        options=reader.word("options"),
        arguments=reader.renamed("arguments"),
    )


def _pair(reader: _Reader) -> Pair:
    head = reader.part("head", _head)
    if head is None:
        raise reader.wrong("head", "is missing")
    return Pair(
        head=head,
        loss=reader.part("loss", _loss),
        each=reader.word("each") or "",
        when=reader.test("when"),
        direct=reader.flag("direct", True),
        runs=reader.word("runs"),
    )


def _counts(reader: _Reader) -> Counts:
    return Counts(
        of=tuple(reader.each("of", _count)),
        each=reader.word("each") or "",
        when=reader.test("when"),
        one_for_two=reader.flag("one_for_two"),
    )


def _numbers(reader: _Reader) -> Numbers:
    return Numbers(
        of=reader.word("of") or "",
        each=reader.word("each") or "",
        when=reader.test("when"),
        of_keys=reader.flag("of_keys"),
    )


def _options(reader: _Reader) -> Options:
    kind, because, at = reader.word("kind", OPTION_KINDS), reader.word("because"), reader.words("at")
    if kind is None or because is None or not at:
        raise DialectError(f"{reader.where} needs kind, at and because")
    return Options(
        kind=kind,
        at=at,
        because=because,
        each=reader.word("each") or "",
        when=reader.test("when"),
        shows=reader.word("shows") or "",
    )


def _calls(reader: _Reader) -> Calls:
    return Calls(
        target=reader.word("target") or "",
        arguments=reader.word("arguments"),
        positional=reader.word("positional"),
        partial=reader.word("partial"),
        skip=reader.words("skip"),
        call_tag=reader.word("call_tag") or "",
        name_tag=reader.word("name_tag") or "",
        modules=reader.words("modules"),
    )


def _inherits(reader: _Reader) -> Inherits:
    key = reader.word("key")
    if key is None:
        raise reader.wrong("key", "is missing")
    return Inherits(key, reader.mapping("replaces"))


ACTIVATIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "none": ("", {}),
    "sigmoid": ("torch.nn.Sigmoid", {}),
    "softmax": ("torch.nn.Softmax", {"dim": 1}),
    "log_softmax": ("torch.nn.LogSoftmax", {"dim": 1}),
    "log_sigmoid": ("torch.nn.LogSigmoid", {}),
    "tanh": ("torch.nn.Tanh", {}),
    "relu": ("torch.nn.ReLU", {}),
}
"""The activations that a dialect can name, and the layers that they are."""
