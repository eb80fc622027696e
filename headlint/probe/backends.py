"""Which frameworks there are to measure with, found without importing them."""

from __future__ import annotations

import importlib.util
import os
from dataclasses import dataclass

KERAS_BACKENDS = ("torch", "jax", "tensorflow")


@dataclass(frozen=True, slots=True)
class Backend:
    """A worker's framework; ``backend`` is Keras's, and "torch" for torch."""

    framework: str
    backend: str

    @property
    def environment(self) -> dict[str, str]:
        quiet = {"CUDA_VISIBLE_DEVICES": "", "JAX_PLATFORMS": "cpu", "TF_CPP_MIN_LOG_LEVEL": "3"}
        return {**quiet, "KERAS_BACKEND": self.backend} if self.framework == "keras" else quiet


def installed() -> tuple[Backend, ...]:
    """All that can be measured with. For Keras the backend that the user has chosen comes first. Numbers travel as
    NumPy arrays, which PyTorch does without: then nothing can be measured."""
    if not _has("numpy"):
        return ()
    found = [Backend("torch", "torch")] if _has("torch") else []
    if _has("keras"):
        chosen = os.environ.get("KERAS_BACKEND", "")
        names = sorted(KERAS_BACKENDS, key=lambda name: name != chosen)
        found += [Backend("keras", name) for name in names if _has(name)]
    return tuple(found)


def _has(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def missing(framework: str) -> str:
    """What to install, in a line."""
    if _has(framework) and not _has("numpy"):
        return f"NumPy is not installed: pip install 'headlint[{framework}]'"
    if framework == "torch":
        return "PyTorch is not installed: pip install 'headlint[torch]'"
    return "Keras is not installed with a backend: pip install 'headlint[keras]'"
