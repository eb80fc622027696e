"""The probe: rebuilds a finding's head and loss in the real framework, measures it beside the corrected head, and says
whether the numbers confirm what the rule says.

``tails`` makes the tail from facts, ``corrections`` the right one, ``criteria`` says what decides, ``host`` runs the
workers that measure, ``verdicts`` puts it together. Nothing of the project is imported. ``live`` does the same for
objects that a program has in its hands: ``from headlint.probe import check_head, assert_head``.

What a finding carries as ``probe``: ``verdict`` ("confirmed", "refuted", "open"), ``criterion`` (one sentence: what
decided), ``reason`` (why it is open, else None), ``framework``, ``version``, ``backend``, ``seed``, ``channels`` (as
measured), ``stand_in`` (what was measured instead where the head could not be rebuilt), ``yours`` and ``fixed`` with
all numbers (``worker.measure``, ``worker.race``, ``worker.uses``), and ``backends``: the same for every further one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from headlint.probe.live import HeadFault as HeadFault
    from headlint.probe.live import HeadNotMeasured as HeadNotMeasured
    from headlint.probe.live import Verdict as Verdict
    from headlint.probe.live import assert_head as assert_head
    from headlint.probe.live import check_head as check_head

IN_CODE = frozenset({"HeadFault", "HeadNotMeasured", "Verdict", "assert_head", "check_head"})
"""What is for programs to import, loaded when it is asked for: the command line has no use for it."""


def __getattr__(name: str) -> Any:
    if name in IN_CODE:
        from headlint.probe import live

        return getattr(live, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
