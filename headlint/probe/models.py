"""The model probe: the project's own class, built with the arguments that the analysis resolved, in a limited process.

It runs project code, so it is only ever done on ``--probe-import``. What comes out of the model is compared with the
facts that the finding rests on: where they differ the finding is withdrawn.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from headlint.findings import Finding, Model
from headlint.probe import sandbox
from headlint.probe.criteria import CRITERIA
from headlint.probe.faults import number
from headlint.probe.host import Died, Process, booted
from headlint.probe.tails import NotProbed, Tail, known
from headlint.probe.verdicts import tasks

SECONDS = 90.0
"""Of wall time, the import of the framework included."""

BELOW = 0.05
"""A loss lies below a floor if it does by this share of the way down to it."""


def imported(finding: Finding, models: Iterable[Model], seconds: float = SECONDS) -> Finding:
    """The finding with what its model really gives under ``probe["model"]``."""
    found = _model_of(finding, models)
    if found is None:
        return _with(finding, {"verdict": "open", "reason": "no class of the project that makes this head is known"})
    return _with(finding, measured(found, seconds, _tail(finding), (finding.probe or {}).get("fault")))


def _tail(finding: Finding) -> Tail | None:
    """The tail of the finding, if it is one of a loss that can be built as it stands."""
    criterion = CRITERIA.get(finding.rule)
    if criterion is None or criterion.use or criterion.beyond:
        return None
    try:
        asked = tasks(finding.head, finding.loss, finding.target, finding.use, finding.rule, criterion)
        *_, (_, yours, _) = asked
    except NotProbed:
        return None
    return None if yours["loss"] is None or yours["loss"]["swapped"] else yours


def _model_of(finding: Finding, models: Iterable[Model]) -> Model | None:
    """The model in which the finding's head stands, if there is one only; one that can be built before others."""
    places = {finding.place, *(related.place for related in finding.related)}
    channels = known(finding.head, "channels")
    fitting = [
        model
        for model in models
        if places & model.places and known(model.head, "activation") == known(finding.head, "activation")
    ]
    buildable = [model for model in fitting if "unknown" not in model.arguments]
    same = [model for model in buildable if known(model.head, "channels") == channels]
    return next(iter([*same, *buildable, *fitting]), None)


def measured(
    model: Model, seconds: float = SECONDS, tail: Tail | None = None, fault: str | None = None
) -> dict[str, Any]:
    """What a model gives, beside what the facts say that it does. ``tail``: the activations and the loss of a finding,
    which it is trained with; ``fault``: what was measured of these."""
    if "unknown" in model.arguments:
        return {"verdict": "open", "reason": str(model.arguments["unknown"])}
    axis = known(model.head, "class_axis")
    task = {
        "root": model.root,
        "module": ".".join(PurePosixPath(model.path).with_suffix("").parts).removesuffix(".__init__"),
        "class": model.name,
        "arguments": dict(model.arguments),
        "element": list(model.element),
        "class_axis": axis if isinstance(axis, int) else -1,
        "tail": tail,
    }
    answer = _ask(task, seconds)
    if "measured" not in answer:
        return {"verdict": "open", "reason": str(answer.get("open", "it gave no answer"))}
    found = answer["measured"]
    try:
        differing = _differing(model.head, found) or _contradicts(fault, found["loss"])
    except (TypeError, KeyError):  # the project's code wrote into the pipe
        return {"verdict": "open", "reason": "its answer is not one of the worker's"}
    return {**found, "verdict": "refuted" if differing else "confirmed", "reason": differing or None}


def _ask(task: Mapping[str, Any], seconds: float) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="headlint-model-", ignore_cleanup_errors=True) as home:
        if sandbox.nobody():
            os.chown(home, sandbox.nobody(), sandbox.nobody())
        boot = booted("headlint.probe.worker.model")
        process = Process(sandbox.command(boot), sandbox.environment(home), cwd=home)
        try:
            return process.ask(task, seconds)
        except Died as reason:
            return {"open": f"the process with the model gave no answer: {reason}"}
        finally:
            process.close()


RANGES = {"probs": (0.0, 1.0), "unit": (0.0, 1.0), "symmetric": (-1.0, 1.0), "nonneg": (0.0, float("inf"))}


def _differing(head: Mapping[str, Any], output: Mapping[str, Any]) -> str:
    """In what a real output differs from the facts; empty if in nothing."""
    channels, domain = known(head, "channels"), known(head, "domain")
    if isinstance(channels, int) and output["channels"] != channels:
        return f"the model gives {output['channels']} channels, not {channels}"
    low, high = RANGES.get(str(domain), (float("-inf"), float("inf")))
    if output["low"] < low - 1e-4 or output["high"] > high + 1e-4:
        return f"the model gives {output['low']:.3g}..{output['high']:.3g}, which is outside of {low:g}..{high:g}"
    sums = {"probs": "sums_to_1", "log_probs": "exp_sums_to_1"}.get(str(domain))
    if sums and not output[sums]:
        return f"what the model gives does not sum to 1 over axis {head.get('class_axis')}"
    return ""


def _contradicts(fault: str | None, loss: Mapping[str, Any]) -> str:
    """In what the real loss differs from what was measured of the rebuilt head; empty if in nothing."""
    start, lowest, floor = (number(loss, name) for name in ("start", "lowest", "floor"))
    if fault == "raises" and start is not None:
        return f"with the model's output the loss raises no error: it is {start:.4g}"
    gradient = number(loss, "gradient")
    if fault == "no_gradient" and gradient is not None and gradient > 1e-6:
        return f"the model's weights get a gradient: {gradient:.3g}"
    if fault != "high_floor" or None in (start, lowest, floor):
        return ""
    assert start is not None and lowest is not None and floor is not None
    below = lowest < floor - max(BELOW * abs(start - floor), 1e-3)
    return f"trained with its loss the model reaches {lowest:.4g}, below {floor:.4g}" if below else ""


def _with(finding: Finding, model: Mapping[str, Any]) -> Finding:
    """The finding with a model's verdict: what contradicts the facts contradicts the finding."""
    probe = dict(finding.probe or {"verdict": "open", "criterion": "", "reason": "it was not measured"})
    probe["model"] = dict(model)
    if model["verdict"] == "refuted":
        probe |= {"verdict": "refuted", "criterion": str(model["reason"]), "reason": None}
    return replace(finding, probe=probe)
