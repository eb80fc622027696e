"""The inequalities: each says of two measurements, the head as it is and the corrected one, whether a fault shows.

A fault gives the sentence that says what was measured, or None. Numbers that were not measured show nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

Measured: TypeAlias = Mapping[str, Any]
Fault: TypeAlias = Callable[[Measured, Measured], "str | None"]

TELLING = 0.02
"""A floor is higher if it is so by this share of what the corrected head learns (its loss at the start, less its own
floor)."""

DEAD = 0.1
"""A gradient below this share of the corrected head's is as good as none."""


def number(measured: Measured, *path: str) -> float | None:
    """A finite number, or None."""
    found: Any = measured
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return float(found) if isinstance(found, (int, float)) and math.isfinite(found) else None


def span(fixed: Measured) -> float | None:
    """What the corrected head learns: from its loss at the start down to its floor."""
    start, floor = number(fixed, "loss_start"), number(fixed, "loss_floor")
    return None if start is None or floor is None else max(abs(start - floor), 1e-6)


def raises(yours: Measured, fixed: Measured) -> str | None:
    """The framework raises an error where it raises none for the corrected head."""
    return f"the framework raises {yours['error']}" if yours.get("error") and not fixed.get("error") else None


def not_a_number(yours: Measured, fixed: Measured) -> str | None:
    """The loss is nan or infinite, the corrected head's is not."""
    values = (yours.get("loss_start"), yours.get("loss_right"), yours.get("loss_floor"))
    lost = [value for value in values if isinstance(value, str)]
    return f"the loss is {lost[0]}" if lost and number(fixed, "loss_start") is not None else None


def high_floor(yours: Measured, fixed: Measured) -> str | None:
    """The lowest loss that can be reached lies above the corrected head's."""
    mine, other, scale = number(yours, "loss_floor"), number(fixed, "loss_floor"), span(fixed)
    if mine is None or other is None or scale is None or mine - other <= TELLING * scale:
        return None
    return f"the loss cannot fall below {mine:.4g}, the corrected head reaches {_near(other)}"


def bottomless(yours: Measured, fixed: Measured) -> str | None:
    """The loss falls without end."""
    if not yours.get("falling") or fixed.get("falling"):
        return None
    return f"the loss falls without end ({number(yours, 'loss_floor'):.4g} and still falling)"


def below(yours: Measured, fixed: Measured) -> str | None:
    """The loss falls below the lowest one of the corrected head."""
    reached = [number(yours, name) for name in ("loss_floor", "loss_right", "loss_of_all")]
    mine, other, scale = [value for value in reached if value is not None], number(fixed, "loss_floor"), span(fixed)
    if not mine or other is None or scale is None or min(mine) > other - 0.1 * scale:
        return None
    return f"the loss falls to {min(mine):.4g}, a perfect answer of the corrected head costs {_near(other)}"


def rewards_other(yours: Measured, fixed: Measured) -> str | None:
    """The loss is lower elsewhere than at the right answer."""
    gaps = [_gap(measured) for measured in (yours, fixed)]
    scale = span(fixed)
    if gaps[0] is None or scale is None or gaps[0] <= 0.1 * scale or (gaps[1] or 0.0) > 0.1 * scale:
        return None
    return f"the right answer costs {number(yours, 'loss_right'):.4g}, another one {number(yours, 'loss_floor'):.4g}"


def _gap(measured: Measured) -> float | None:
    right, floor = number(measured, "loss_right"), number(measured, "loss_floor")
    return None if right is None or floor is None else right - floor


def rewards_all(yours: Measured, fixed: Measured) -> str | None:
    """Raising all channels at once scores as well as naming the right one."""
    mine, other, scale = _over_right(yours), _over_right(fixed), span(fixed)
    if mine is None or other is None or scale is None or mine > 0.01 * scale or other < 0.1 * scale:
        return None
    return f"raising every channel costs {number(yours, 'loss_of_all'):.4g}, no more than naming the right one"


def _over_right(measured: Measured) -> float | None:
    every, right = number(measured, "loss_of_all"), number(measured, "loss_right")
    return None if every is None or right is None else every - right


def blind(yours: Measured, fixed: Measured) -> str | None:
    """One answer for every input reaches the lowest loss there is: the loss asks for nothing."""
    mine, other, scale = _over_floor(yours), _over_floor(fixed), span(fixed)
    if mine is None or other is None or scale is None or mine > 0.02 * scale or other < 0.1 * scale:
        return None
    return (
        f"one answer for every input reaches the lowest loss, {_near(number(yours, 'loss_of_constant'))}; "
        f"with the corrected head it costs {number(fixed, 'loss_of_constant'):.4g}"
    )


def _over_floor(measured: Measured) -> float | None:
    constant, floor = number(measured, "loss_of_constant"), number(measured, "loss_floor")
    return None if constant is None or floor is None else constant - floor


def no_gradient(yours: Measured, fixed: Measured) -> str | None:
    """At the start the gradient is exactly 0."""
    return _gradient("init", 1e-12, "at the start", yours, fixed)


def dead_when_wrong(yours: Measured, fixed: Measured) -> str | None:
    """Where the head is sure and wrong the gradient vanishes."""
    return _gradient("wrong", DEAD, "at a confident wrong answer", yours, fixed)


def dead_when_low(yours: Measured, fixed: Measured) -> str | None:
    """Where all scores are low the gradient vanishes."""
    return _gradient("low", DEAD, "where all scores are low", yours, fixed)


def _gradient(where: str, share: float, words: str, yours: Measured, fixed: Measured) -> str | None:
    mine, other = number(yours, "gradient", where), number(fixed, "gradient", where)
    if mine is None or other is None or other < 1e-6 or mine > share * other:
        return None
    return f"{words} the gradient is {mine:.3g}, the corrected head's {other:.3g}"


def unlearned(yours: Measured, fixed: Measured) -> str | None:
    """After the same training the corrected head is right more often."""
    mine, other = number(yours, "accuracy"), number(fixed, "accuracy")
    if mine is None or other is None or other - mine <= 0.1:
        return None
    return f"after the same training {mine:.0%} of the answers are right, the corrected head's {other:.0%}"


def unweighted(yours: Measured, fixed: Measured) -> str | None:
    """Weights of classes are tripled, and the loss of a class, or of all, stays as it is: see ``worker.weights``."""
    raised, other = yours.get("weighed") or {}, fixed.get("weighed") or {}
    if not other or any(abs(times - 3) > 0.1 for times in other.values()):
        return None
    for name, times in raised.items():
        if abs(times - 1) < 0.01:
            return f"tripling {name} as it is"
    return None


def mixes_samples(yours: Measured, fixed: Measured) -> str | None:
    """What comes out for a sample depends on the other samples of its batch."""
    mine, other = number(yours, "alone"), number(fixed, "alone")
    if mine is None or other is None or mine < 1e-3 or other > 1e-3:
        return None
    return f"the output of a sample changes by up to {mine:.3g} with the other samples of its batch"


def squashed(yours: Measured, fixed: Measured) -> str | None:
    """The output fills less than three quarters of the interval that the corrected head's fills."""
    ends = [number(measured, "output", end) for measured in (yours, fixed) for end in ("low", "high")]
    if None in ends or ends[1] - ends[0] > 0.75 * (ends[3] - ends[2]):  # type: ignore[operator]
        return None
    return f"the output lies in {ends[0]:.3g}..{ends[1]:.3g}, that of one activation in {ends[2]:.3g}..{ends[3]:.3g}"


def one_decision(yours: Measured, fixed: Measured) -> str | None:
    """Every input gets the same decision."""
    answers, other = yours.get("answers"), fixed.get("answers")
    if not answers or len(answers) > 1 or not other or len(other) < 2:
        return None
    return f"the decision is {answers[0]} for every input"


def decides_otherwise(yours: Measured, fixed: Measured) -> str | None:
    """Some decisions are other ones."""
    agreement = number(yours, "agreement")
    if agreement is None or agreement > 0.99:
        return None
    return f"{1 - agreement:.0%} of the decisions are other ones than the corrected head's"


def measures_nothing(yours: Measured, fixed: Measured) -> str | None:
    """A metric has the same value for right and for wrong answers."""
    right, wrong = number(yours, "right"), number(yours, "wrong")
    if right is None or wrong is None or abs(right - wrong) > 0.05:
        return None
    return f"the metric is {right:.3g} for right answers and {wrong:.3g} for wrong ones"


def measures_otherwise(yours: Measured, fixed: Measured) -> str | None:
    """A metric has another value than that of the corrected head's output."""
    for name in ("faint", "right", "wrong"):
        mine, other = number(yours, name), number(fixed, name)
        if mine is not None and other is not None and abs(mine - other) > 0.01:
            return f"the metric is {mine:.3g}, that of the probabilities {other:.3g}"
    return None


def spare_channel(yours: Measured, fixed: Measured) -> str | None:
    """A channel is never raised by any label."""
    spare, other = yours.get("raised_by_none") or [], fixed.get("raised_by_none") or []
    if not spare or other:
        return None
    return f"no label ever raises channel {spare[-1]}: its gradient is positive in every sample"


def harmless(yours: Measured, fixed: Measured) -> str | None:
    """Floor, gradients and training are those of the corrected head."""
    pairs = [
        (number(yours, *path), number(fixed, *path))
        for path in (("loss_floor",), ("gradient", "init"), ("gradient", "wrong"), ("accuracy",))
    ]
    if yours.get("error") or any(mine is None or other is None for mine, other in pairs):
        return None
    alike = all(abs(mine - other) <= 0.02 + 0.02 * abs(other) for mine, other in pairs if mine is not None and other)
    return "floor, gradients and training are those of the corrected head" if alike else None


def _near(value: float | None) -> str:
    return "?" if value is None else f"{0.0 if abs(value) < 5e-4 else value:.4g}"


ON_GRADIENTS = (dead_when_wrong, dead_when_low)
OF_ANY = (raises, not_a_number, mixes_samples, no_gradient, high_floor, blind)

FAULTS: tuple[Fault, ...] = (
    raises, not_a_number, mixes_samples, no_gradient, bottomless, high_floor, rewards_all, rewards_other, blind,
    dead_when_wrong, dead_when_low,
)  # fmt: skip
"""Those that are looked for where no finding says which, in this order."""
