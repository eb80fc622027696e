"""One input, from its seed to a verdict."""

from __future__ import annotations

import collections
import signal
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from headlint.check import check
from headlint.reports import json, text
from headlint.reports.view import View
from headlint.settings import Settings
from tests.fuzz.inputs import make

SECONDS = 10
"""Of processor time, so that a busy machine makes no faults."""


class TooLong(BaseException):
    """No ``Exception``: nothing on the way may take it for its own."""


def fault(seed: int, said: collections.Counter[str] | None = None) -> str:
    """What goes wrong with the input of a seed; "" if nothing does. Counts in ``said`` what came of it."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch).resolve()
        (folder / "pyproject.toml").touch()
        for name, data in make(seed).items():
            file = folder / name
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(data)
        try:
            with alarm():
                outcome = check([folder], Settings(), folder)
                view = View(outcome.report, outcome.inventory, outcome.sources)
                text.full(view)
                json.render(view).encode("utf-8")
        except TooLong:
            return f"takes more than {SECONDS} s"
        except Exception:
            return traceback.format_exc(limit=-3)
    if outcome.report.faulty:
        return "; ".join(error.message for error in outcome.report.errors if error.fault)
    if said is not None:
        report = outcome.report
        said[
            "unreadable" if report.errors else "findings" if report.findings else "heads" if report.stats.heads else "-"
        ] += 1
    return ""


@contextmanager
def alarm() -> Iterator[None]:
    def ring(*_: object) -> None:
        raise TooLong

    if not hasattr(signal, "SIGPROF"):
        yield
        return
    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
