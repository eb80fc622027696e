"""Reads recorded calls backwards from each loss into facts: who made the values, what was applied to them, who scores
them.

``read`` is the way in. ``calls`` says which row of the tables a recorded value uses, ``trace`` walks from a value back
to its producer, and ``effects`` (with ``make``, ``activations``, ``combine``, ``shapes``, ``indexing``) says what each
step does. ``losses`` and ``targets`` read the other sides of a loss call; ``pairs``, ``outputs``, ``predictions`` and
``switches`` collect.
Nothing here names a library: what a call means stands in the tables of ``knowledge``.
"""

from __future__ import annotations

from collections.abc import Iterable

from headlint.heads.modes import possible
from headlint.heads.outputs import models, outputs, task
from headlint.heads.pairs import groups
from headlint.heads.predictions import metrics, predictions
from headlint.heads.reading import Alternative, Group, Model, NotUnderstood, Reading, is_switch
from headlint.heads.switches import switched
from headlint.heads.trace import Tracer
from headlint.values import Event, Returned


def read(events: Iterable[Event], returned: Iterable[Returned] = ()) -> Reading:
    """The facts of recorded calls, in execution order, and of what models returned."""
    events = tuple(event for event in events if possible(event.when))
    returned = tuple(one for one in returned if possible(one.when))
    tracer = Tracer()
    scored, missed = groups(tracer, events)
    return Reading(
        groups=scored,
        outputs=outputs(tracer, returned),
        predictions=predictions(tracer, events, scored),
        metrics=metrics(tracer, events),
        switched=switched(events),
        not_understood=missed,
        models=models(tracer, returned),
    )


__all__ = ["Alternative", "Group", "Model", "NotUnderstood", "Reading", "Tracer", "is_switch", "read", "task"]
