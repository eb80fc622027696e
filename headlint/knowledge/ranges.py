"""What is known of the numbers in a value: ``Range``, and what scaling, clipping and casts make of it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TypeAlias

from headlint.knowledge.rows import Domain
from headlint.values import Unknown

Interval: TypeAlias = tuple[float, float]
INF = math.inf
REALS: Interval = (-INF, INF)
ZERO_TO_ONE: Interval = (0.0, 1.0)

EPSILON = 1e-3
"""Constants up to this size only guard a logarithm or a division (``log(p + 1e-8)``): they change no domain."""

WIDE = 5.0
"""Values that reach this far on both sides are as good as unbounded to a softmax: a logit of 5 against -5 leaves a
cross-entropy floor of ln(1 + (C-1) e^-10), 0.044 for 1000 classes. So ``clamp(x, -10, 10)`` is logits."""


@dataclass(frozen=True, slots=True)
class Range:
    """What is known of a value's numbers.

    ``low``, ``high``: the interval they lie in. ``total``: the interval in which their sum over the class axis lies
    (softmax: exactly 1). ``normed``: their L2 norm over the class (or feature) axis is 1. Where ``domain`` is Unknown
    the other fields say nothing.
    """

    domain: Domain | Unknown
    low: float = -INF
    high: float = INF
    total: Interval | None = None
    normed: bool = False

    @property
    def bounds(self) -> Interval:
        return self.low, self.high

    @property
    def known(self) -> bool:
        return not isinstance(self.domain, Unknown)

    @property
    def point(self) -> float | None:
        """The number, if there is only one that the values can be."""
        return self.low if self.known and self.low == self.high else None


BOUNDS: dict[Domain, Interval] = {
    "logits": REALS,
    "probs": ZERO_TO_ONE,
    "log_probs": (-INF, 0.0),
    "unit": ZERO_TO_ONE,
    "log_unit": (-INF, 0.0),
    "nonneg": (0.0, INF),
    "symmetric": (-1.0, 1.0),
    "leaky": REALS,
    "bounded": REALS,  # some finite interval: its Range knows which
    "indices": (0.0, INF),
    "one_hot": ZERO_TO_ONE,
    "constant": REALS,
}
"""The interval in which the values of a domain lie."""


def signs(x: Range) -> Interval:
    """The part of -1..1 that a value lies in when it is scaled down."""
    return 0.0 if x.low >= 0 else -1.0, 0.0 if x.high <= 0 else 1.0


def of(domain: Domain | Unknown) -> Range:
    """All that a domain alone says of a value's numbers."""
    if isinstance(domain, Unknown):
        return Range(domain)
    total = (1.0, 1.0) if domain in ("probs", "one_hot") else None
    return Range(domain, *BOUNDS[domain], total=total)


def number(constant: float) -> Range:
    """A constant, as an operand."""
    return Range("constant", float(constant), float(constant))


def unknown(reason: str) -> Range:
    return Range(Unknown(reason))


def between(low: float, high: float, total: Interval | None = None) -> Range:
    """The values of an interval, under the narrowest name that fits it."""
    return Range(_named(low, high, total), low, high, total)


def _named(low: float, high: float, total: Interval | None) -> Domain | Unknown:
    if math.isnan(low) or math.isnan(high):
        return Unknown("arithmetic with infinities")
    if low == high:
        return "constant"
    if low >= -EPSILON and high <= 1 + EPSILON:
        return "probs" if total is not None and _close(total[0], 1.0) and _close(total[1], 1.0) else "unit"
    if low >= -EPSILON and high == INF:
        return "nonneg"
    if low == -INF and high <= EPSILON:
        return "log_unit"  # whatever is never positive is the log of something in 0..1
    if low >= -1 - EPSILON and high <= 1 + EPSILON and low < 0 < high:
        return "symmetric"
    if low <= -WIDE and high >= WIDE:
        return "logits"
    if math.isinf(low) or math.isinf(high):
        return Unknown("bounded on one side only")
    return "bounded"


def _close(a: float, b: float) -> bool:
    return abs(a - b) <= EPSILON


# ── scaling, clipping, casts ─────────────────────────────────────────────────────────────────────────────────────────


def scaled(x: Range, by: float) -> Range:
    """A value times a constant."""
    if by == 1:
        return x
    if by == 0:
        return number(0.0)
    if x.domain == "log_probs" and by > 0:
        return unknown("log-probabilities times a constant")
    if x.domain == "indices" or (x.domain == "constant" and INF in (-x.low, x.high)):
        return unknown(f"{x.domain} times a constant")
    low, high = sorted((x.low * by, x.high * by))
    if x.domain == "constant":
        return replace(x, low=low, high=high)
    total = None if x.total is None else tuple(sorted((x.total[0] * by, x.total[1] * by)))
    if x.domain == "leaky" and by > 0:
        return replace(x, total=None, normed=False)
    return between(low, high, total)  # type: ignore[arg-type]


def standardize(x: Range) -> Range:
    """Batch or layer norm (``rows.Keep.scales``): a learned scale and shift, after which values are any real number."""
    return of("logits")


def clip(x: Range, low: float | None, high: float | None) -> Range:
    """Values limited to ``low``..``high`` (None: no limit). A limit that only guards a logarithm changes no domain."""
    low, high = -INF if low is None else low, INF if high is None else high
    if not x.known:
        return x
    if low > high:
        return unknown("limits the wrong way round")
    guards_low = low <= x.low + EPSILON or (x.low == -INF and low <= -WIDE)
    guards_high = high >= x.high - EPSILON or (x.high == INF and high >= WIDE)
    inside = min(max(low, x.low), high), max(min(high, x.high), low)
    if guards_low and guards_high:
        return replace(x, low=inside[0], high=inside[1])
    if x.domain in ("constant", "indices", "one_hot"):
        return unknown(f"{x.domain} clipped")
    return between(*inside)


def cast(x: Range, dtype: str) -> Range:
    """A change of dtype: only "float" keeps the values; integers and booleans are decisions."""
    if dtype == "float" or not x.known or x.domain in ("indices", "one_hot"):
        return x
    whole = x.domain == "constant" and all(end.is_integer() for end in x.bounds if abs(end) < INF)
    return x if whole else of("indices")


def reciprocal(x: Range) -> Range:
    """One divided by a value."""
    if not x.known or x.low < 0 < x.high:
        return unknown("division by a value that may be 0")
    if x.high <= 0:
        return scaled(reciprocal(scaled(x, -1.0)), -1.0)
    return between(0.0 if x.high == INF else 1 / x.high, INF if x.low == 0 else 1 / x.low)
