"""From live objects to a verdict: look, write the facts down, measure them here and now, judge by the criteria."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from headlint.probe.by_hand import Unsettled
from headlint.probe.criteria import BY_HAND, CRITERIA
from headlint.probe.judgement import left_open, said, together
from headlint.probe.live.advice import advice
from headlint.probe.live.looks import Look
from headlint.probe.live.verdict import Verdict
from headlint.probe.tails import NotProbed
from headlint.probe.verdicts import Prober, tasks
from headlint.probe.worker.side import Side, made
from headlint.probe.worker.tasks import answer


class NotSeen(Exception):
    """The model or its loss could not be looked at. The message says why."""


def checked(model: Any, loss: Any, inputs: Any, targets: Any) -> Verdict:
    """See ``headlint.probe.check_head``."""
    with _quietly():
        try:
            looks = _looks(model, loss, inputs, targets)
        except (NotSeen, Unsettled) as reason:
            return Verdict(left_open(BY_HAND, str(reason)))
        records = [(look, _record(look)) for look in looks]
    whole = together([record for _, record in records], False)
    worst = next(look for look, record in records if record["verdict"] == whole["verdict"])
    return Verdict(whole, _advice(worst, whole))


@contextmanager
def _quietly() -> Iterator[None]:
    """Inside, nothing is warned of, and torch computes in one thread: what is measured is small, and more threads only
    wait for each other."""
    torch = sys.modules.get("torch")
    threads = torch.get_num_threads() if torch is not None else 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            if torch is not None:
                torch.set_num_threads(1)
            yield
        finally:
            if torch is not None:
                torch.set_num_threads(threads)


def _looks(model: Any, loss: Any, inputs: Any, targets: Any) -> list[Look]:
    keras = sys.modules.get("keras")
    if keras is not None and isinstance(model, keras.Model):
        from headlint.probe.live.look_keras import look

        return [look(model, loss, inputs, targets)]
    if sys.modules.get("torch") is not None and callable(model):
        from headlint.probe.live.look_torch import looks

        return looks(model, loss, inputs, targets)
    raise TypeError(f"{type(model).__name__} is neither a PyTorch module or function nor a Keras model")


# ── measuring ────────────────────────────────────────────────────────────────────────────────────────────────────────


class Here:
    """The running process as a worker: see ``host.Worker``."""

    def __init__(self, side: Side) -> None:
        self.side = side
        self.about = {"framework": side.name, "version": side.version, "backend": side.backend}

    def of(self, framework: str) -> list[Here]:
        return [self] if framework == self.side.name else []

    def start(self) -> None:
        return

    def ask(self, task: Mapping[str, Any]) -> dict[str, Any]:
        return answer(self.side, dict(task))


def _record(look: Look) -> dict[str, Any]:
    """The verdict on one head and loss, with what the model itself gave."""
    rule = look.rule()
    criterion = CRITERIA[rule] if rule else BY_HAND
    prober = Prober(Here(made(look.framework)))
    found = prober.verdict(look.head(), look.loss, look.labels(), {}, rule, criterion)
    return {**_with_batch(found, look), "model": look.seen()}


def _with_batch(found: dict[str, Any], look: Look) -> dict[str, Any]:
    """The verdict, with what the loss really did with the batch."""
    if look.error is not None and found["verdict"] != "confirmed":
        return {**found, **said("confirmed", f"the framework raises {look.error}", "raises")}
    lost = look.value is not None and look.value != look.value
    if lost and found["verdict"] == "refuted":
        return {**found, **left_open(BY_HAND, "the loss of this batch is nan, which the rebuilt head does not show")}
    return found


def _advice(look: Look, record: Mapping[str, Any]) -> str:
    if record["verdict"] != "confirmed":
        return ""
    rule = look.rule()
    try:
        asked: Iterable[Any] = tasks(look.head(), look.loss, look.labels(), {}, rule, BY_HAND)
        *_, (_, yours, fixed) = asked
    except NotProbed:
        return ""
    return advice(yours, fixed, look.loss)
