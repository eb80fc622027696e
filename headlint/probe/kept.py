"""What earlier runs measured, on disk. A verdict is taken again for the same facts, criteria and versions alone, and no
framework has to be imported then. What could not be measured is not kept: the next run may be luckier.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from functools import cache
from importlib import metadata
from typing import Any

from headlint.cache import Folder
from headlint.cache.folder import version
from headlint.probe.backends import installed

KIND = "probes"

PACKAGES = (
    "torch", "keras", "jax", "jaxlib", "tensorflow", "numpy", "monai", "segmentation-models-pytorch", "torchmetrics",
    "torchvision",
)  # fmt: skip
"""What a measurement may depend on, as it is called in an index of packages."""


class Kept:
    """Verdicts in a cache folder. What is damaged, or no verdict, is not there."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    def read(self, asked: str) -> dict[str, Any] | None:
        """The verdict on what was asked for, as text."""
        text = self._folder.read(KIND, _name(asked))
        if text is None:
            return None
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            return None
        return found if _whole(found) else None

    def write(self, asked: str, verdict: Mapping[str, Any]) -> None:
        """Keep a verdict, if all of it was measured."""
        if _whole(verdict) and all("yours" in record for record in (verdict, *verdict["backends"])):
            self._folder.write(KIND, _name(asked), json.dumps(verdict))


def _whole(found: Any) -> bool:
    if not isinstance(found, Mapping) or not isinstance(found.get("backends"), list):
        return False
    records = [found, *found["backends"]]
    return all(isinstance(one, Mapping) and isinstance(one.get("verdict"), str) for one in records)


def _name(asked: str) -> str:
    return hashlib.sha256(f"{_versions()}\n{asked}".encode()).hexdigest()


@cache
def _versions() -> str:
    """Of headlint, Python, the backends in their order, and the libraries; read without importing any."""
    backends = [(one.framework, one.backend) for one in installed()]
    return json.dumps([version(), sys.version_info[:2], backends, [_installed(name) for name in PACKAGES]])


def _installed(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
