"""A task: one or two tails, measured side by side with the same seed."""

from __future__ import annotations

import json
from typing import Any

from headlint.probe.worker.build import CannotBuild
from headlint.probe.worker.measure import measure, said
from headlint.probe.worker.race import race
from headlint.probe.worker.side import Side

_known: dict[str, dict[str, Any]] = {}
"""Corrected heads recur: what was measured of a tail is kept as long as the process lives."""


def answer(side: Side, task: dict[str, Any]) -> dict[str, Any]:
    """``{"measured": …}``, or ``{"open": reason}`` where the task cannot be built."""
    try:
        return {"measured": run(side, task)}
    except CannotBuild as reason:
        return {"open": str(reason)}
    except Exception as fault:  # whatever a framework does with one task must not cost the others
        return {"open": f"{type(fault).__name__}: {' '.join(str(fault).split())[:300]}"}


def run(side: Side, task: dict[str, Any]) -> dict[str, Any]:
    if "use" in task:
        from headlint.probe.worker.uses import use

        return use(side, task)
    return {name: _tail(side, tail, task) for name, tail in task["tails"].items()}


def _tail(side: Side, tail: dict[str, Any], task: dict[str, Any]) -> dict[str, Any]:
    key = json.dumps([tail, task["seed"], task["race"]], sort_keys=True)
    if key not in _known:
        found = measure(side, tail)
        if task["race"] and tail["loss"] is not None and not found.get("error"):
            try:
                found |= race(side, tail, task["seed"], task["race"])
            except Exception as raised:
                found["error"] = said(raised)
        _known[key] = found
    return _known[key]
