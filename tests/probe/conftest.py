"""Probers with and without training races, on the workers of the process."""

from __future__ import annotations

import pytest

from headlint.probe.verdicts import Prober
from tests import measured

RACE = {"steps": 40, "batch": 64, "test": 128, "rate": 0.05, "noise": 0.3, "optimizer": "adam"}
"""A third of what the command line runs: enough to tell the heads of the examples apart."""


@pytest.fixture(scope="session")
def quick() -> Prober:
    return measured.quick()


@pytest.fixture(scope="session")
def prober() -> Prober:
    return Prober(measured.workers(), RACE)
