"""How values combine: arithmetic, choices, concatenation, matrix products and reductions, on what is known of them.

Arithmetic is arithmetic on intervals, so ``(tanh(x) + 1) / 2`` lies in 0..1 and the mean of two softmaxes still sums to
1. What intervals cannot see is that operands may depend on each other: ``x - x.logsumexp()`` is log_softmax and
``e / e.sum()`` is softmax. So the difference and the quotient of two tensors say nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from headlint.knowledge.ranges import (
    EPSILON,
    INF,
    REALS,
    Interval,
    Range,
    between,
    number,
    of,
    reciprocal,
    scaled,
    unknown,
)
from headlint.knowledge.rows import Domain


def combine(how: str, values: Sequence[Range], over_channels: bool | None = None) -> Range:
    """What joining values makes of them (``rows.Combine.how``); constants are given as ``number``.

    ``over_channels``: for concatenate and stack, whether the axis is the class axis; None if that is not known.
    """
    rule = _COMBINE.get(how)
    if rule is None or not values:
        return unknown(f"{how} is not followed")
    if how in ("matmul", "einsum") and any(value.domain == "logits" for value in values):
        return of("logits")  # a linear map of anything, or a map by any weights
    missing = next((value for value in values if not value.known), None)
    if missing is not None:
        return missing
    return rule(values, over_channels)


def _fold(step: Callable[[Range, Range], Range]) -> Callable[[Sequence[Range], bool | None], Range]:
    def rule(values: Sequence[Range], over_channels: bool | None) -> Range:
        result = values[0]
        for value in values[1:]:
            result = step(result, value) if result.known else result
        return result

    return rule


def _add(a: Range, b: Range) -> Range:
    if a.point is not None:
        a, b = b, a
    if "indices" in (a.domain, b.domain):
        return unknown("arithmetic on integers")
    if b.point is not None:
        return _shifted(a, b.point)
    if "log_probs" in (a.domain, b.domain):
        return unknown("a sum of log-probabilities")  # the log of a product, which may be a joint distribution
    if "constant" in (a.domain, b.domain):
        return unknown("a sum with a buffer")
    total = None if a.total is None or b.total is None else (a.total[0] + b.total[0], a.total[1] + b.total[1])
    return between(a.low + b.low, a.high + b.high, total)


def _shifted(x: Range, by: float) -> Range:
    """Adding a tiny guard changes nothing; adding anything else to log-probabilities unnormalises them."""
    if abs(by) <= EPSILON:
        return x
    if x.domain == "log_probs":
        return unknown("log-probabilities with a constant added")
    if x.domain == "constant" and x.point is None:
        return replace(x, low=x.low + by, high=x.high + by)
    return between(x.low + by, x.high + by)


def _multiply(a: Range, b: Range) -> Range:
    if a.point is not None:
        a, b = b, a
    if b.point is not None:
        return scaled(a, b.point)
    if {"indices", "constant", "log_probs"} & {a.domain, b.domain}:
        return unknown(f"{a.domain} times {b.domain}")
    if {"probs", "one_hot"} & {a.domain, b.domain} and a.low >= 0 and b.low >= 0 and max(a.high, b.high) < INF:
        return unknown("a product of probabilities")  # may be a joint distribution, or one picked by a mask
    # terms of a dot product of two unit vectors: their sum is a cosine
    total = (0.0 if a.low >= 0 and b.low >= 0 else -1.0, 1.0) if a.normed and b.normed else None
    return between(*_products(a, b), total)


def _products(a: Range, b: Range) -> Interval:
    """The interval of the products of two values."""
    products = [_times(x, y) for x in a.bounds for y in b.bounds]
    return min(products), max(products)


def _times(a: float, b: float) -> float:
    return 0.0 if a == 0 or b == 0 else a * b


def _subtract(a: Range, b: Range) -> Range:
    if b.point is not None:
        return _add(a, number(-b.point))
    if a.point is not None:
        return _add(scaled(b, -1.0), a)
    return unknown("the difference of two tensors")


def _divide(a: Range, b: Range) -> Range:
    if b.point is not None:
        return scaled(a, 1 / b.point) if b.point else unknown("division by zero")
    if a.point is not None:
        inverse = reciprocal(b) if b.domain != "constant" else unknown("division by a buffer")
        return _multiply(inverse, a) if inverse.known else inverse
    return unknown("the quotient of two tensors")


def _hull(values: Sequence[Range]) -> Interval:
    return min(value.low for value in values), max(value.high for value in values)


def _choose(values: Sequence[Range], over_channels: bool | None) -> Range:
    """Each element from one of the values: they must agree on the domain. Constants may fill in (-inf for masked
    logits), but a simplex with some elements replaced is none any more."""
    tensors = [value for value in values if value.domain != "constant"]
    if not tensors:
        low, high = _hull(values)
        finite = low > -INF and high < INF
        return Range("constant", low, high) if finite else unknown("a choice of constants")
    first = tensors[0]
    if any(tensor.domain != first.domain for tensor in tensors):
        return unknown("a choice between different domains")
    if first.domain in ("probs", "log_probs", "one_hot") and len(set(values)) > 1:
        return unknown("a mixture of distributions")
    if any(value.point is None for value in values if value.domain == "constant"):
        return unknown("a choice that includes a buffer")
    low, high = _hull(values)
    if first.domain in ("logits", "leaky", "indices"):
        return replace(first, normed=False)
    return between(low, high)


def _join(values: Sequence[Range], over_channels: bool | None) -> Range:
    """Side by side along an axis. Along the class axis two distributions are none, and two independent values may be a
    distribution after all: ``cat([1 - p, p], 1)``."""
    tensors = [value for value in values if value.point is None]
    simplex = any(value.domain in ("probs", "log_probs", "one_hot") for value in values)
    if simplex and len(set(values)) == 1 and (over_channels is False or len(values) == 1):
        return values[0]
    if simplex:
        return unknown("distributions side by side")
    if len(tensors) == 2 and tensors[0].low >= 0 and tensors[0].high <= 1 and over_channels is not False:
        return unknown("perhaps a probability beside its complement")
    if len(tensors) == 2 and tensors[0].domain == "log_unit" and over_channels is not False:
        return unknown("perhaps a log-probability beside that of its complement")
    return _choose(values, over_channels)


def _matmul(values: Sequence[Range], over_channels: bool | None) -> Range:
    """Dot products. Rows that sum to 1 average what they meet, so they keep its domain: softmax(similarity) @ one_hot
    is a distribution over classes. Two L2-normalised operands give cosines."""
    if len(values) != 2:
        return unknown("a product of several matrices")
    a, b = values
    if a.normed and b.normed:
        return _cosine(values, over_channels)
    if {"constant", "indices", "log_probs"} & {a.domain, b.domain}:
        return unknown(f"a matrix product of {a.domain} and {b.domain}")
    simplex = ("probs", "one_hot")
    if a.domain in simplex and b.domain in simplex:
        return of("one_hot" if a.domain == b.domain == "one_hot" else "probs")
    if a.domain in simplex:
        return replace(b, normed=False)
    if b.domain in simplex:
        return replace(a, normed=False) if a.bounds == REALS else unknown("sums of parts")
    low, high = _products(a, b)
    return between(-INF if low < 0 else 0.0, INF if high > 0 else 0.0)


def _einsum(values: Sequence[Range], over_channels: bool | None) -> Range:
    """Sums of products over axes that are not looked at."""
    return unknown("a sum of products")


def _cosine(values: Sequence[Range], over_channels: bool | None) -> Range:
    """The cosine of two vectors lies in -1..1; if no component is negative it lies in 0..1."""
    low, high = _products(*values) if len(values) == 2 else REALS
    return between(-1.0 if low < 0 else 0.0, 1.0 if high > 0 else 0.0)


def _weighted_sum(values: Sequence[Range], over_channels: bool | None) -> Range:
    """Weights that sum to 1: the result lies between the values, and a mixture of distributions is one."""
    if len({value.domain for value in values}) == 1 and values[0].domain != "log_probs":
        low, high = _hull(values)
        return replace(values[0], low=low, high=high, normed=False)
    return unknown("an average of different domains")


def _setitem(values: Sequence[Range], over_channels: bool | None) -> Range:
    """A buffer takes the domain of what is written into it."""
    target, written = values[0], values[-1]
    return written if target.domain == "constant" else _choose([target, written], over_channels)


def _scatter(values: Sequence[Range], over_channels: bool | None) -> Range:
    """Ones written at indices into zeros: how labels are made one-hot. Otherwise as any other writing."""
    if values[0].point == 0 and values[-1].point == 1:
        return of("one_hot")
    return _setitem(values, over_channels)


_COMBINE: dict[str, Callable[[Sequence[Range], bool | None], Range]] = {
    "add": _fold(_add),
    "subtract": _fold(_subtract),
    "multiply": _fold(_multiply),
    "divide": _fold(_divide),
    "concatenate": _join,
    "stack": _join,
    "choose": _choose,
    "matmul": _matmul,
    "einsum": _einsum,
    "cosine": _cosine,
    "weighted_sum": _weighted_sum,
    "setitem": _setitem,
    "scatter": _scatter,
}

HOWS = frozenset(_COMBINE)
"""All that ``combine`` knows."""


# ── reductions ───────────────────────────────────────────────────────────────────────────────────────────────────────


def reduce(how: str, x: Range, over_channels: bool | None = None) -> Range:
    """What a reduction (``rows.Keep.how``) makes of a value. ``over_channels``: whether the class axis is among the
    axes that go; None if that is not known."""
    if how == "":
        return x
    if not x.known:
        return x
    rule = _REDUCE.get(how)
    return unknown(f"the reduction {how} is not followed") if rule is None else rule(x, over_channels)


def _mean(x: Range, over_channels: bool | None) -> Range:
    """A mean lies where its values lie. A mean of distributions is one, unless it runs over the classes (1/C); a mean
    of their logarithms is not normalised."""
    if x.domain == "log_probs" or (x.total is not None and over_channels is not False):
        return unknown(f"the mean of {x.domain}")
    return replace(x, normed=False)


def _sum(x: Range, over_channels: bool | None) -> Range:
    if over_channels and x.total is not None:
        return between(*x.total)
    if x.domain in ("log_probs", "constant", "indices") or (x.total is not None and over_channels is None):
        return unknown(f"the sum of {x.domain}")
    return between(0.0 if x.low >= 0 else -INF, 0.0 if x.high <= 0 else INF)


def _extreme(x: Range, over_channels: bool | None) -> Range:
    """The largest or smallest of some values is one of them; that of a distribution stands alone."""
    alone: dict[str, Domain] = {"probs": "unit", "log_probs": "log_unit"}
    if isinstance(x.domain, str) and x.domain in alone:
        return of(alone[x.domain])
    return replace(x, total=None, normed=False)


def _spread(x: Range, over_channels: bool | None) -> Range:
    """A norm or a standard deviation: never negative, and without bounds if its values have none."""
    return of("nonneg") if INF in (-x.low, x.high) else unknown(f"the spread of {x.domain}")


def _product(x: Range, over_channels: bool | None) -> Range:
    return of("unit") if x.low >= 0 and x.high <= 1 else unknown(f"the product of {x.domain}")


def _logsumexp(x: Range, over_channels: bool | None) -> Range:
    return of("logits") if x.domain in ("logits", "leaky") else unknown(f"logsumexp of {x.domain}")


_REDUCE: dict[str, Callable[[Range, bool | None], Range]] = {
    "mean": _mean,
    "sum": _sum,
    "max": _extreme,
    "min": _extreme,
    "median": _extreme,
    "prod": _product,
    "logsumexp": _logsumexp,
    "norm": _spread,
    "std": _spread,
}

REDUCTIONS = frozenset(_REDUCE) | {""}
"""All that ``reduce`` knows."""
