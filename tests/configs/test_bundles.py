"""The contract of a MONAI bundle: what ``configs/metadata.json`` promises of the network's output."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from headlint.check import check
from headlint.settings import Settings

TRAIN = {
    "network_def": {"_target_": "monai.networks.nets.UNet", "spatial_dims": 3, "in_channels": 1, "out_channels": 3},
    "loss": {"_target_": "monai.losses.DiceCELoss", "softmax": True, "to_onehot_y": True},
}


def said(root: Path, folder: str, promised: int) -> list[tuple[str, str]]:
    (root / folder).mkdir()
    metadata = {"version": "0.1.0", "network_data_format": {"outputs": {"pred": {"num_channels": promised}}}}
    (root / folder / "metadata.json").write_text(json.dumps(metadata, indent=1))
    (root / folder / "train.json").write_text(json.dumps(TRAIN, indent=1))
    findings = check([root], Settings(), root).report.findings
    return [(finding.rule, finding.place.path) for finding in findings]


@pytest.mark.parametrize("promised", [2, 3])
def test_a_bundle_keeps_what_its_metadata_promises(tmp_path: Path, promised: int) -> None:
    broken = [("class-counts-differ", "configs/metadata.json")]
    assert said(tmp_path, "configs", promised) == (broken if promised == 2 else [])


def test_a_folder_that_is_no_bundle_promises_nothing(tmp_path: Path) -> None:
    assert said(tmp_path, "data", 2) == []
