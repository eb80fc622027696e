"""What the probe measured: the verdict, the curves, the numbers of both heads side by side. Any key may be missing."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from headlint.reports.html import curves
from headlint.reports.html.markup import Markup, joined, tag, text

VERDICTS = {
    "confirmed": "Confirmed by measurement",
    "refuted": "Refuted by measurement",
    "open": "Measured, and left open",
}
ROWS = (
    ("lowest loss", ("loss_floor",)),
    ("accuracy after training", ("accuracy",)),
    ("smallest output", ("output", "low")),
    ("largest output", ("output", "high")),
    ("outputs sum to", ("output", "sum")),
    ("gradient where it is surely wrong", ("gradient", "wrong")),
    ("error", ("error",)),
)
"""What is compared, and where it stands in a record of the probe."""

PERCENT = frozenset({"accuracy after training"})


def section(probe: Mapping[str, Any], key: str) -> Markup:
    """Everything that was measured of one finding. ``key``: an identifier of its own on the page."""
    verdict = str(probe.get("verdict", "open"))
    said = probe.get("reason") or probe.get("criterion")
    heading = tag("h4", tag("span", text(VERDICTS.get(verdict, verdict)), class_=f"verdict {verdict}"))
    yours, fixed = _head(probe, "yours"), _head(probe, "fixed")
    picture = curves.figure(yours, fixed, _caption(probe, yours, fixed), key)
    evidence = tag("div", *([picture] if picture else []), _numbers(yours, fixed), class_="evidence")
    told = [tag("p", text(str(said)))] if said else []
    return tag("section", heading, *told, evidence, _others(probe), class_="measured")


def _head(probe: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    head = probe.get(name)
    return head if isinstance(head, Mapping) else {}


def _caption(probe: Mapping[str, Any], yours: Mapping[str, Any], fixed: Mapping[str, Any]) -> Markup:
    pairs = [
        tag("span", tag("b", text(name)), text(f" {head['describe']}"), class_=f"key {kind}")
        for kind, name, head in (("yours", "yours", yours), ("fixed", "corrected", fixed))
        if head.get("describe")
    ]
    return joined([*pairs, tag("span", text(_made(probe)), class_="made")])


def _made(probe: Mapping[str, Any]) -> str:
    """How the numbers came about, so that a stranger can make them again."""
    framework = " ".join(str(probe[key]) for key in ("framework", "version") if probe.get(key))
    backend = probe.get("backend")
    channels = probe.get("channels")
    parts = [
        framework,
        f"backend {backend}" if backend and backend != probe.get("framework") else "",
        "" if channels is None else f"{channels} channel{'s' * (channels != 1)}",
        f"seed {probe['seed']}" if probe.get("seed") is not None else "",
    ]
    return ", ".join(part for part in parts if part)


def _numbers(yours: Mapping[str, Any], fixed: Mapping[str, Any]) -> Markup:
    rows = [
        tag("tr", tag("th", text(name), scope="row"), tag("td", text(mine)), tag("td", text(right)))
        for name, mine, right in _compared(yours, fixed)
    ]
    if not rows:
        return Markup("")
    head = tag("tr", *(tag("th", text(title), scope="col") for title in ("", "yours", "corrected")))
    caption = tag("caption", text("Your head and the corrected one"))
    return tag("table", caption, tag("thead", head), tag("tbody", *rows), class_="numbers")


def _compared(yours: Mapping[str, Any], fixed: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for name, keys in ROWS:
        mine, right = (_told(_at(head, keys), name in PERCENT) for head in (yours, fixed))
        if mine or right:
            yield name, mine or "–", right or "–"


def _at(head: Mapping[str, Any], keys: tuple[str, ...]) -> Any:
    found: Any = head
    for key in keys:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def _told(value: Any, percent: bool) -> str:
    if value is None or isinstance(value, bool):
        return ""
    if not isinstance(value, (int, float)):
        return str(value)
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else "without end"
    if percent:
        return f"{100 * value:.3g}%"
    return "≈ 0" if 0 < abs(value) < 1e-4 else f"{value:.4g}"


def _others(probe: Mapping[str, Any]) -> Markup:
    """What other backends say."""
    records = [record for record in probe.get("backends") or () if isinstance(record, Mapping)]
    if not records:
        return Markup("")
    items = [
        tag(
            "li",
            tag("b", text(_made(record))),
            text(f": {record.get('verdict', 'open')}. {record.get('criterion') or ''}"),
        )
        for record in records
    ]
    return tag("ul", *items, class_="backends")
