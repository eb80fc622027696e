"""One set of workers for all tests of a process: importing the frameworks takes longer than all measurements."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from headlint.probe.backends import installed
from headlint.probe.host import Workers
from headlint.probe.verdicts import Prober

RACE = {"steps": 40, "batch": 64, "test": 128, "rate": 0.05, "noise": 0.3, "optimizer": "adam"}
"""A third of what the command line runs: enough to tell the heads of the examples apart."""


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    with Workers(installed()) as running:
        yield running


@pytest.fixture(scope="session")
def quick(workers: Workers) -> Prober:
    """Without training races, which take most of the time."""
    return Prober(workers, {})


@pytest.fixture(scope="session")
def prober(workers: Workers) -> Prober:
    return Prober(workers, RACE)
