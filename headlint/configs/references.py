"""How one value of a config names another: each notation as a function from a scalar to the path it means.

Nothing is evaluated but sums and products of whole numbers. A scalar that refers to something in a way that is not
understood becomes ``unknown``, never its own text.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias, Union

from headlint.configs.tree import Scalar

Path: TypeAlias = tuple[str, ...]
"""Keys and positions from the root of a config."""

UNKNOWN_TAG = "?"


@dataclass(frozen=True, slots=True)
class Sum:
    """Whole numbers and references with operators between them: ``<classes> + 1``."""

    terms: tuple[Path | int, ...]
    operators: tuple[str, ...]


Meaning: TypeAlias = Union[Path, Sum, Scalar]
"""Where a reference leads, what is to be computed, or an unknown scalar."""

Refer: TypeAlias = Callable[[Scalar, Path], "Meaning | None"]
"""What a scalar at a path means; None if it means itself."""

OPERATORS: dict[str, Callable[[int, int], int]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}


def unknown(scalar: Scalar) -> Scalar:
    return Scalar(None, scalar.place, UNKNOWN_TAG)


def _plain(scalar: Scalar, at: Path) -> Meaning | None:
    return None


# ── OmegaConf ────────────────────────────────────────────────────────────────────────────────────────────────────────

_INTERPOLATION = re.compile(r"\$\{\s*(\.*)([^:{}$\s]+)\s*\}")


def _omegaconf(scalar: Scalar, at: Path) -> Meaning | None:
    """``${a.b}`` from the root, ``${.b}`` beside the key, ``${..b}`` a level further up; ``???`` is given at run time.

    https://omegaconf.readthedocs.io/en/latest/usage.html#variable-interpolation
    """
    text = scalar.value
    if not isinstance(text, str) or ("${" not in text and text != "???"):
        return None
    match = _INTERPOLATION.fullmatch(text)
    if match is None:
        return unknown(scalar)
    keys = tuple(part for part in re.split(r"[.\[\]]", match[2]) if part)
    return (*at[: len(at) - len(match[1])], *keys) if match[1] else keys


# ── MONAI bundles ────────────────────────────────────────────────────────────────────────────────────────────────────

_REFERENCE = re.compile(r"@([\w]+(?:(?:::|#)\w+)*)")
_MOVED = re.compile(r"\$\s*(@[\w:#]+)(?:\.to\([^()]*\))?\s*")


def _monai(scalar: Scalar, at: Path) -> Meaning | None:
    """``@a::b`` (or ``@a#b``) is another value, ``$`` begins Python; ``%`` names another file.

    https://docs.monai.io/en/stable/config_syntax.html
    """
    text = scalar.value
    if not isinstance(text, str) or not text or text[0] not in "@$%":
        return None
    match = _REFERENCE.fullmatch(text)
    if match is None and (moved := _MOVED.fullmatch(text)):
        match = _REFERENCE.fullmatch(moved[1])
    if match is not None:
        return tuple(re.split("::|#", match[1]))
    if text[0] == "$":
        return _sum(text[1:], _REFERENCE, lambda found: tuple(re.split("::|#", found[1]))) or unknown(scalar)
    return unknown(scalar)


# ── HyperPyYAML ──────────────────────────────────────────────────────────────────────────────────────────────────────

_ANGLES = re.compile(r"<([\w\-]+(?:\[[\w\-]+\])*(?:\.\w+)*)>")


def _hyperpyyaml(scalar: Scalar, at: Path) -> Meaning | None:
    """``!ref <key>``, with arithmetic; other tags are made at run time.

    https://github.com/speechbrain/HyperPyYAML#readme
    """
    if scalar.tag not in ("!ref", "!copy"):
        return None
    text = str(scalar.value).strip()
    match = _ANGLES.fullmatch(text)
    if match is not None:
        return _keys(match)
    return _sum(text, _ANGLES, _keys) or unknown(scalar)


def _keys(match: re.Match[str]) -> Path:
    return tuple(part for part in re.split(r"[\[\].]", match[1]) if part)


# ── OpenMMLab ────────────────────────────────────────────────────────────────────────────────────────────────────────

_BASE = re.compile(r"\{\{\s*_base_\.([\w.]+)\s*\}\}")


def _openmmlab(scalar: Scalar, at: Path) -> Meaning | None:
    """``{{_base_.model}}``: what the base says. https://mmengine.readthedocs.io/en/latest/advanced_tutorials/config.html"""
    text = scalar.value
    if not isinstance(text, str) or "{{" not in text:
        return None
    match = _BASE.fullmatch(text)
    path = tuple(match[1].split(".")) if match is not None else at
    return unknown(scalar) if path == at else path


def _sum(text: str, term: re.Pattern[str], path: Callable[[re.Match[str]], Path]) -> Sum | None:
    """``<a> * 2 + 1`` without brackets: one operator, so that no precedence is to be known."""
    parts = re.split(r"\s*([-+*])\s*", text.strip())
    if len(parts) != 3:
        return None
    terms: list[Path | int] = []
    for part in parts[::2]:
        match = term.fullmatch(part)
        if match is None and not re.fullmatch(r"\d{1,9}", part):
            return None
        terms.append(path(match) if match is not None else int(part))
    return Sum(tuple(terms), tuple(parts[1::2]))


NOTATIONS: dict[str, Refer] = {
    "none": _plain,
    "omegaconf": _omegaconf,
    "monai": _monai,
    "hyperpyyaml": _hyperpyyaml,
    "openmmlab": _openmmlab,
}
"""The notations that a dialect can name."""
