"""The algebra of domains: what activations make of the numbers in a value, with arithmetic and the rest beside it.

A ``Range`` is what is known of a value's numbers: the name of their domain, the interval they lie in, and what they sum
to over the class axis. Activations are looked up in ``CURVES``; most of them rise, so they map an interval by its ends.
``combine`` and ``reduce`` come from ``combining``, ``clip``, ``cast`` and the rest from ``ranges``.

An unknown input may be anything: ``relu`` of it may be ``unit`` as well as ``nonneg``. So only those activations give a
known domain for it that give the same one for every input (softmax, sigmoid and their kin): knowing less must never
make a finding.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from headlint.knowledge.combining import HOWS, REDUCTIONS, combine, reduce
from headlint.knowledge.ranges import (
    BOUNDS,
    EPSILON,
    INF,
    REALS,
    WIDE,
    ZERO_TO_ONE,
    Interval,
    Range,
    between,
    cast,
    clip,
    number,
    of,
    reciprocal,
    scaled,
    signs,
    standardize,
    unknown,
)  # fmt: skip
from headlint.knowledge.rows import Domain
from headlint.values import Unknown


@dataclass(frozen=True, slots=True)
class Curve:
    """What an activation makes of its input.

    ``made``: the domain on unbounded input, which spreads over ``span``. ``always``: the same for every input, even an
    unknown one. ``rising``: the function, where it rises from ``rises_from`` on, so that it maps intervals by their
    ends. ``identity_from``: from this number on it changes nothing (0 for relu). ``turns``: single domains that become
    something special (the log of a simplex).
    """

    made: Domain | None = None
    span: Interval = REALS
    always: bool = False
    rising: Callable[[float], float] | None = None
    rises_from: float = -INF
    identity_from: float | None = None
    turns: tuple[tuple[Domain, Domain], ...] = ()


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x > -700 else 0.0


def _exp(x: float) -> float:
    return math.exp(x) if x < 700 else INF


def _log(x: float) -> float:
    return math.log(x) if x > 0 else -INF


def _log1p(x: float) -> float:
    return math.log1p(x) if x > -1 else -INF


def _gelu(x: float) -> float:
    return x if x == INF else x * 0.5 * (1 + math.erf(x / math.sqrt(2)))


def _silu(x: float) -> float:
    return x if x == INF else x * _sigmoid(x)


def _mish(x: float) -> float:
    return x if x == INF else x * math.tanh(math.log1p(_exp(x)))


def _softsign(x: float) -> float:
    return math.copysign(1, x) if math.isinf(x) else x / (1 + abs(x))


def _log_sigmoid(x: float) -> float:
    return -math.log1p(_exp(-x)) if x > -700 else x


def _selu(x: float) -> float:
    return 1.0507009873554805 * x


def _between(low: float, high: float) -> Callable[[float], float]:
    return lambda x: min(max(x, low), high)


_SIMPLEX = Curve("probs", ZERO_TO_ONE, always=True)

CURVES: dict[str, Curve] = {
    # onto a simplex, or its logarithm
    "softmax": _SIMPLEX,
    "softmin": _SIMPLEX,
    "gumbel_softmax": _SIMPLEX,
    "sparsemax": _SIMPLEX,
    "log_softmax": Curve("log_probs", (-INF, 0.0), always=True),
    "gumbel_softmax_hard": Curve("one_hot", ZERO_TO_ONE, always=True),
    # into a fixed interval
    "sigmoid": Curve("unit", ZERO_TO_ONE, always=True, rising=_sigmoid),
    "hard_sigmoid": Curve("unit", ZERO_TO_ONE, always=True, rising=lambda x: min(max(x / 6 + 0.5, 0.0), 1.0)),
    "sparse_sigmoid": Curve("unit", ZERO_TO_ONE, always=True, rising=lambda x: min(max(x / 2 + 0.5, 0.0), 1.0)),
    "log_sigmoid": Curve("log_unit", (-INF, 0.0), always=True, rising=_log_sigmoid),
    "tanh": Curve("symmetric", (-1.0, 1.0), rising=math.tanh),
    "softsign": Curve("symmetric", (-1.0, 1.0), rising=_softsign),
    "hard_tanh": Curve("symmetric", (-1.0, 1.0), rising=_between(-1.0, 1.0)),
    "erf": Curve("symmetric", (-1.0, 1.0), rising=math.erf),
    "atan": Curve("bounded", (-math.pi / 2, math.pi / 2), rising=math.atan),
    "relu6": Curve("bounded", (0.0, 6.0), rising=_between(0.0, 6.0)),
    # onto the positive side
    "relu": Curve("nonneg", (0.0, INF), rising=lambda x: max(x, 0.0), identity_from=0.0),
    "softplus": Curve("nonneg", (0.0, INF)),
    "squareplus": Curve("nonneg", (0.0, INF)),
    "sparse_plus": Curve("nonneg", (0.0, INF)),
    # the negative side scaled down
    "leaky_relu": Curve("leaky", identity_from=0.0),
    "prelu": Curve("leaky", identity_from=0.0),
    "rrelu": Curve("leaky", identity_from=0.0),
    "elu": Curve("leaky", identity_from=0.0),
    "celu": Curve("leaky", identity_from=0.0),
    "selu": Curve("leaky", rising=_selu, rises_from=0.0),
    "gelu": Curve("leaky", rising=_gelu, rises_from=0.0),
    "silu": Curve("leaky", rising=_silu, rises_from=0.0),
    "mish": Curve("leaky", rising=_mish, rises_from=0.0),
    "hard_swish": Curve("leaky"),
    # onto the reals
    "identity": Curve("logits", identity_from=-INF),
    "hard_shrink": Curve("logits"),
    "soft_shrink": Curve("logits"),
    "tanh_shrink": Curve("logits", rising=lambda x: x - math.tanh(x)),
    "glu": Curve("logits"),
    "threshold": Curve(),
    "pow": Curve(),
    # elementary functions
    "exp": Curve("nonneg", (0.0, INF), rising=_exp, turns=(("log_probs", "probs"), ("log_unit", "unit"))),
    "expm1": Curve(rising=lambda x: _exp(x) - 1),
    "log": Curve(
        rising=_log, rises_from=0.0, turns=(("probs", "log_probs"), ("unit", "log_unit"), ("nonneg", "logits"))
    ),
    "log1p": Curve(rising=_log1p, rises_from=-1.0),
    "sqrt": Curve(rising=lambda x: x if x == INF else math.sqrt(x), rises_from=0.0),
    "logit": Curve(turns=(("probs", "logits"), ("unit", "logits"))),
}
"""Activations by kind. The maths: a rising function maps an interval by its ends; exp and log are each other's inverse,
so they carry a simplex to the log of a simplex and back; softmax of anything sums to 1."""

UNTOLD = frozenset({"limited relu"})
"""Kinds that cut at a bound which is not known: nothing is known of what they give."""

KINDS = (
    frozenset(CURVES)
    | {"abs", "square", "neg", "reciprocal", "normalize", "normalize_l1", "sin", "cos", "sign"}
    | UNTOLD
)
"""All kinds that ``activate`` has an answer for."""

NORMALISING = frozenset({"softmax", "softmin", "log_softmax", "gumbel_softmax", "gumbel_softmax_hard", "sparsemax"})
"""The kinds that normalise over an axis, so that one channel leaves them nothing to say."""


def activate(kind: str, domain: Domain | Unknown) -> Domain | Unknown:
    """The domain that an activation makes of a domain: ``activate("exp", "log_probs")`` is ``"probs"``."""
    return through(kind, of(domain)).domain


HALVING = frozenset({"glu"})
"""The kinds that leave half as many channels as went in."""


def through(kind: str, x: Range, limits: tuple[float, float] | None = None) -> Range:
    """What an activation makes of a value. An unknown kind makes it unknown.

    ``limits``: the interval of an activation that clips to one (hard_tanh), where it is not -1..1.
    """
    if limits is not None:
        return clip(x, *limits)
    special = _SPECIAL.get(kind)
    if special is not None:
        return special(x) if x.known else unknown(f"{kind} of a value that is not known")
    curve = CURVES.get(kind)
    if curve is None:
        return unknown(f"the activation {kind} is not known")
    if curve.always:
        assert curve.made is not None
        spread = _image(curve, x) if x.known else None
        return Range(curve.made, *(spread or curve.span), total=of(curve.made).total)
    if not x.known:
        return unknown(f"{kind} of a value that is not known")
    for before, after in curve.turns:
        if x.domain == before:
            return of(after)
    if curve.identity_from is not None and x.low >= curve.identity_from:
        return x
    if x.domain in ("log_probs", "constant", "indices"):
        return unknown(f"{kind} of {x.domain}")
    if x.bounds == REALS and curve.made is not None:
        return Range(curve.made, *curve.span)
    image = _image(curve, x)
    if image is not None:
        return between(*image)
    if curve.made is not None and curve.span[0] >= 0 and x.high == INF:
        return Range(curve.made, *curve.span)  # onto the positive side, and as far up as the input
    return unknown(f"{kind} of {x.domain}")


def _image(curve: Curve, x: Range) -> Interval | None:
    """The interval that a rising function makes of another."""
    if curve.rising is None or x.low < curve.rises_from:
        return None
    return curve.rising(x.low), curve.rising(x.high)


def _absolute(x: Range) -> Range:
    if x.low >= 0:
        return x
    high = max(abs(x.low), abs(x.high))
    return between(0.0 if x.high >= 0 else -x.high, high)


def _square(x: Range) -> Range:
    low, high = sorted((abs(x.low), abs(x.high)))
    return between(0.0 if x.low <= 0 <= x.high else low * low, high * high)


def _normalize(x: Range) -> Range:
    """Divided by the L2 norm: each value lies in -1..1, and on the side of 0 that all of them are on."""
    return replace(between(*signs(x)), normed=True)


def _normalize_l1(x: Range) -> Range:
    """Divided by the sum of absolute values: a simplex if none is negative."""
    return of("probs") if x.low >= 0 else between(*signs(x))


_SPECIAL: dict[str, Callable[[Range], Range]] = {
    "abs": _absolute,
    "square": _square,
    "neg": lambda x: scaled(x, -1.0),
    "reciprocal": reciprocal,
    "normalize": _normalize,
    "normalize_l1": _normalize_l1,
    "sin": lambda x: of("symmetric") if x.bounds == REALS else unknown("sine of an interval"),
    "cos": lambda x: of("symmetric") if x.bounds == REALS else unknown("cosine of an interval"),
    "sign": lambda x: of("symmetric") if x.low < 0 < x.high else unknown("sign of values on one side"),
}


__all__ = [
    "BOUNDS", "CURVES", "EPSILON", "HALVING", "HOWS", "KINDS", "NORMALISING", "REDUCTIONS", "UNTOLD", "WIDE",
    "Range", "activate", "between", "cast", "clip", "combine", "number", "of", "reduce", "scaled", "standardize",
    "through", "unknown",
]  # fmt: skip
