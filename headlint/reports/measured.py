"""All that the probe measured of one head, side by side with the corrected one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from headlint.reports.escape import visible
from headlint.reports.evidence import evidence, measured_with
from headlint.reports.frame import columns

ROWS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("lowest loss", ("loss_floor",)),
    ("the same in closed form", ("closed_form",)),
    ("loss of the right answer", ("loss_right",)),
    ("loss of raising every channel", ("loss_of_all",)),
    ("loss of one answer for all", ("loss_of_constant",)),
    ("gradient at the start", ("gradient", "init")),
    ("gradient when sure and wrong", ("gradient", "wrong")),
    ("gradient when all is low", ("gradient", "low")),
    ("right answers after training", ("accuracy",)),
)
"""What is shown, and where it stands in a measurement."""


def measured(probe: Mapping[str, Any], encoding: str = "utf-8") -> str:
    """The verdict, both heads with their numbers, and the races."""
    verdict = {"confirmed": "wrong", "refuted": "fine"}.get(str(probe.get("verdict")), "open")
    said = probe.get("reason") if verdict == "open" else probe.get("criterion")
    lines = [f"{verdict}: {visible(str(said))}"]
    if probe.get("yours"):
        lines += ["", *_table(probe), *list(evidence(probe, encoding))[1:]]
    return "".join(f"{line}\n" for line in lines)


def _table(probe: Mapping[str, Any]) -> Iterator[str]:
    yours, fixed = probe.get("yours") or {}, probe.get("fixed") or {}
    rows = [(measured_with(probe), "yours", "fixed"), ("output", _output(yours), _output(fixed))]
    rows += [(title, _number(yours, path), _number(fixed, path)) for title, path in ROWS]
    shown = [row for row in rows if row[1] or row[2]]
    widths = [max(columns(row[index]) for row in shown) for index in (0, 1)]
    for title, mine, other in shown:
        yield f"{title.ljust(widths[0])}  {mine.ljust(widths[1])}  {other}".rstrip()


def _output(side: Mapping[str, Any]) -> str:
    output = side.get("output") or {}
    low, high, total = output.get("low"), output.get("high"), output.get("sum")
    if side.get("error"):
        return visible(str(side["error"]))
    if low is None or high is None:
        return ""
    if output.get("constant"):
        return f"always {low:.4g}"
    return f"{_short(low)}..{_short(high)}" + (f", sums to {total:g}" if total is not None else "")


def _number(side: Mapping[str, Any], path: tuple[str, ...]) -> str:
    found: Any = side
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    if isinstance(found, bool) or found is None:
        return ""
    if isinstance(found, str):
        return visible(found)
    return f"{found:.0%}" if path == ("accuracy",) else _short(found)


def _short(value: float) -> str:
    return "0" if abs(value) < 5e-7 else f"{value:.4g}"
