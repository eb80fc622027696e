"""The probe for tests that need the real frameworks: one set of workers a process, because importing the frameworks
takes longer than all measurements."""

from __future__ import annotations

import atexit
from functools import cache
from pathlib import Path

from headlint.check import check
from headlint.probe.backends import installed
from headlint.probe.host import Workers
from headlint.probe.verdicts import Prober
from headlint.settings import Settings


@cache
def workers() -> Workers:
    running = Workers(installed())
    atexit.register(running.__exit__)
    return running


@cache
def quick() -> Prober:
    """Without training races, which take most of the time."""
    return Prober(workers(), {})


def not_clean(folder: Path) -> list[str]:
    """Why pairs of a project do not measure clean, on torch and on Keras with each of its backends."""
    found = []
    for entry in check([folder], Settings(), folder).inventory:
        probe = quick().fits(entry).probe
        if entry.loss is not None and (probe is None or probe["verdict"] != "refuted"):
            found.append(f"{entry.place}: {entry.reason or entry.when or probe}")
    return found
