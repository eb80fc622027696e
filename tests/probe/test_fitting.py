"""Every Good example of every rule probes clean, on torch and on Keras with each of its backends."""

from __future__ import annotations

from pathlib import Path

import pytest

from headlint.check import check
from headlint.probe.verdicts import Prober
from headlint.settings import Settings
from tests.rules.examples import EXAMPLES, Example
from tests.rules.test_examples import written

GOOD = [example for example in EXAMPLES if example.section == "Good" and example.rule != "unused-ignore"]
"""What a comment accepts is wrong on purpose."""


@pytest.mark.parametrize("example", GOOD, ids=str)
def test_a_good_example_probes_clean(example: Example, quick: Prober, tmp_path: Path) -> None:
    inventory = check([written(example, tmp_path)], Settings(), cwd=tmp_path).inventory
    for entry in map(quick.fits, inventory):
        if entry.probe is not None and entry.probe["verdict"] == "open":
            assert "of a framework that the probe does not run" in entry.probe["reason"]
        else:
            assert entry.probe is None or entry.probe["verdict"] == "refuted", entry.probe
