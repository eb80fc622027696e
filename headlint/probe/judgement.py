"""From two measurements to a verdict, by the criterion that was stated before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from headlint.probe.criteria import BY_HAND, Criterion
from headlint.probe.faults import OF_ANY, ON_GRADIENTS, Fault, Measured, harmless, number
from headlint.probe.tails import Tail

ORDER = ("confirmed", "open", "refuted")


def judged(yours: Measured, fixed: Measured, criterion: Criterion, tail: Tail) -> dict[str, Any]:
    """The verdict that two measurements give on a tail."""
    if fixed.get("error"):
        return left_open(criterion, f"the corrected head could not be measured: {fixed['error']}")
    if criterion.harmless:
        shown = harmless(yours, fixed)
        return said("confirmed", shown) if shown else left_open(criterion, "it does not measure as harmless")
    decide = _deciding(criterion, tail)
    for fault in decide:
        shown = fault(yours, fixed)
        if shown:
            return said("confirmed", shown, fault.__name__)
    doubt = _doubt(yours, criterion, decide, tail)
    return left_open(criterion, doubt) if doubt else said("refuted", _fine(yours, fixed, criterion))


def _deciding(criterion: Criterion, tail: Tail) -> tuple[Fault, ...]:
    """The inequalities that apply. What only stands in for a head has its range, but not its gradients; and a loss that
    takes any values is not compared with another activation by its gradients."""
    decide = criterion.decide
    if criterion is BY_HAND and tail["loss"] is not None and tail["loss"]["expects"] == "any":
        decide = tuple(fault for fault in decide if fault in OF_ANY)
    if tail["stand_in"]:
        decide = tuple(fault for fault in decide if fault not in ON_GRADIENTS)
    return decide


def _doubt(yours: Measured, criterion: Criterion, decide: tuple[Fault, ...], tail: Tail) -> str:
    """Why no fault that shows is not yet none; empty if it is."""
    if yours.get("error"):
        return f"the head could not be measured: {yours['error']}"
    if tail["stand_in"] and set(ON_GRADIENTS) & set(criterion.decide):
        return f"the head could not be rebuilt: only its range was measured, on {tail['stand_in']}"
    if criterion.lenient:
        return "no harm was measured; the rule warns of what is hardly meant"
    if "loss_floor" in yours and number(yours, "loss_floor") is None:
        return "its lowest loss was not found"
    return ""


def _fine(yours: Measured, fixed: Measured, criterion: Criterion) -> str:
    if criterion is not BY_HAND:
        return f"not measured: {criterion.claim}"
    return harmless(yours, fixed) or "no fault shows beside the corrected head"


def said(verdict: str, sentence: str, fault: str | None = None) -> dict[str, Any]:
    """``fault``: the name of the inequality that decided."""
    return {"verdict": verdict, "criterion": sentence, "reason": None, "fault": fault}


def left_open(criterion: Criterion, reason: str) -> dict[str, Any]:
    return {"verdict": "open", "criterion": criterion.claim, "reason": reason, "fault": None}


def together(records: list[dict[str, Any]], guessed: bool) -> dict[str, Any]:
    """One verdict of several: what one backend (or one plausible channel count) confirms is confirmed, and refuted is
    only what all refute. The others' records come with it, and a difference between them is said."""
    worst = min(records, key=lambda record: ORDER.index(record["verdict"]))
    others = [record for record in records if record is not worst]
    return {**worst, "criterion": worst["criterion"] + _between(records, guessed), "backends": others}


def _between(records: list[Mapping[str, Any]] | list[dict[str, Any]], guessed: bool) -> str:
    if guessed:
        counts = " and ".join(str(count) for count in dict.fromkeys(record.get("channels") for record in records))
        return f" (the channel count is not known: measured with {counts})"
    if len({record["verdict"] for record in records}) == 1:
        return ""
    return f" (differs by backend: {', '.join(f'''{one['backend']}: {one['verdict']}''' for one in records)})"
