"""Loss curves as SVG: yours and the corrected head's, with the floor that cannot be passed. No script, no picture."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from headlint.reports.html.markup import Markup, tag, text

WIDTH, HEIGHT = 520, 230
LEFT, RIGHT, TOP, BOTTOM = 40, 122, 12, 28
TICKS = 4
ROWS = 6
"""Points of the curves that the table beside them lists."""


def figure(yours: Mapping[str, Any], fixed: Mapping[str, Any], caption: Markup, key: str) -> Markup | None:
    """Both curves with their caption and a table of the same numbers; None if neither was measured."""
    curves = {"yours": _finite(yours.get("loss_curve")), "fixed": _finite(fixed.get("loss_curve"))}
    if not any(value is not None for curve in curves.values() for value in curve):
        return None
    floor = yours.get("loss_floor")
    floor = floor if _number(floor) else None
    picture = _picture(curves, floor, _alternative(curves, floor), key)
    return tag("figure", picture, tag("figcaption", caption), _table(curves), class_="curves")


def _picture(curves: Mapping[str, Sequence[float | None]], floor: float | None, said: str, key: str) -> Markup:
    low, high = _range(curves, floor)

    def x(index: int, count: int) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (index / max(count - 1, 1))

    def y(value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - low) / (high - low))

    parts = [tag("title", text(said), id=f"{key}-t")]
    for tick in _ticks(low, high):
        parts.append(tag("line", x1=LEFT, x2=WIDTH - RIGHT, y1=_r(y(tick)), y2=_r(y(tick)), class_="grid"))
        parts.append(tag("text", text(f"{tick:g}"), x=LEFT - 8, y=_r(y(tick) + 4), class_="tick", text_anchor="end"))
    parts.append(tag("text", text("loss"), x=LEFT - 8, y=HEIGHT - 8, class_="axis", text_anchor="end"))
    parts.append(tag("text", text("training →"), x=WIDTH - RIGHT, y=HEIGHT - 8, class_="axis", text_anchor="end"))
    labels: list[tuple[float, str, str]] = []
    if floor is not None:
        parts.append(tag("line", x1=LEFT, x2=WIDTH - RIGHT, y1=_r(y(floor)), y2=_r(y(floor)), class_="floor"))
    for name, curve in curves.items():
        for piece in _pieces(curve):
            points = " ".join(f"{_r(x(index, len(curve)))},{_r(y(value))}" for index, value in piece)
            parts.append(tag("polyline", points=points, class_=f"curve {name}", fill="none"))
        last = next((value for value in reversed(curve) if value is not None), None)
        if last is not None:
            labels.append((y(last), name, f"{'yours' if name == 'yours' else 'corrected'} {_short(last)}"))
            end = max(index for index, value in enumerate(curve) if value is not None)
            parts.append(tag("circle", cx=_r(x(end, len(curve))), cy=_r(y(last)), r=3.5, class_=f"end {name}"))
    if floor is not None:
        labels.append((y(floor), "floor", f"floor {_short(floor)}"))
    for height, name, label in _apart(labels):
        parts.append(tag("text", text(label), x=WIDTH - RIGHT + 12, y=_r(height + 4), class_=f"label {name}"))
    return tag(
        "svg", *parts, viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", aria_labelledby=f"{key}-t",
        preserveAspectRatio="xMidYMid meet",
    )  # fmt: skip


def _alternative(curves: Mapping[str, Sequence[float | None]], floor: float | None) -> str:
    """What the picture shows, in words."""
    said = []
    for name, curve in curves.items():
        known = [value for value in curve if value is not None]
        if known:
            whose = "yours" if name == "yours" else "the corrected head"
            said.append(f"{whose} goes from {_short(known[0])} to {_short(known[-1])}")
    below = f"; the loss of yours cannot fall below {_short(floor)}" if floor is not None else ""
    return f"Loss during training: {', '.join(said)}{below}."


def _table(curves: Mapping[str, Sequence[float | None]]) -> Markup:
    count = max(len(curve) for curve in curves.values())
    chosen = sorted({round(step * (count - 1) / (ROWS - 1)) for step in range(ROWS)}) if count > 1 else [0]
    head = tag("tr", *(tag("th", text(name), scope="col") for name in ("point of training", "yours", "corrected")))

    def cell(curve: Sequence[float | None], index: int) -> Markup:
        value = curve[index] if index < len(curve) else None
        return tag("td", text("" if value is None else _short(value)))

    body = [
        tag("tr", tag("th", text(f"{index + 1} of {count}"), scope="row"), *(cell(c, index) for c in curves.values()))
        for index in chosen
    ]
    table = tag("table", tag("caption", text("Loss during training")), tag("thead", head), tag("tbody", *body))
    return tag("details", tag("summary", text("The curves as numbers")), table)


def _range(curves: Mapping[str, Sequence[float | None]], floor: float | None) -> tuple[float, float]:
    values = [value for curve in curves.values() for value in curve if value is not None]
    values += [floor] if floor is not None else []
    low, high = min(0.0, *values), max(values)
    return (low, high + 0.04 * (high - low)) if high > low else (low - 0.5, high + 0.5)


def _ticks(low: float, high: float) -> Iterator[float]:
    """Round numbers between both, about ``TICKS`` of them."""
    rough = (high - low) / TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = power * next(nice for nice in (1, 2, 2.5, 5, 10) if nice * power >= rough)
    tick = math.ceil(low / step)
    while tick * step <= high:
        yield round(tick * step, 12)
        tick += 1


def _pieces(curve: Sequence[float | None]) -> Iterator[list[tuple[int, float]]]:
    """The stretches of a curve where it is finite."""
    piece: list[tuple[int, float]] = []
    for index, value in enumerate(curve):
        if value is not None:
            piece.append((index, value))
        elif piece:
            yield piece
            piece = []
    if piece:
        yield piece


def _apart(labels: Sequence[tuple[float, str, str]], room: float = 17) -> list[tuple[float, str, str]]:
    """Labels moved apart, so that none stands on another, and none outside of the picture."""
    placed: list[tuple[float, str, str]] = []
    for height, name, label in sorted(labels):
        placed.append((max(height, placed[-1][0] + room) if placed else height, name, label))
    surplus = placed[-1][0] - (HEIGHT - BOTTOM + 4) if placed else 0
    return [(height - surplus if surplus > 0 else height, name, label) for height, name, label in placed]


def _finite(curve: Any) -> list[float | None]:
    return [float(value) if _number(value) else None for value in curve] if isinstance(curve, (list, tuple)) else []


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _short(value: float) -> str:
    if value == 0 or 0.001 <= abs(value) < 10_000:
        return f"{value:.4g}" if abs(value) >= 1 else f"{value:.3f}".rstrip("0").rstrip(".")
    return f"{value:.1e}" if abs(value) >= 10_000 else "≈ 0"


def _r(value: float) -> str:
    return f"{value:.1f}"
