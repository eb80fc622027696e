"""The baseline: findings that a project has accepted for now, so that only new ones are reported.

An entry is known by the finding's fingerprint, in which no line number takes part. Paths are relative to the file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from headlint.findings import Finding

NAME = "headlint-baseline.json"
VERSION = 1


class BaselineError(Exception):
    """A baseline that cannot be used. The message says why, in one line."""


@dataclass(frozen=True, slots=True, order=True)
class Accepted:
    """An accepted finding. All but the fingerprint is for people."""

    path: str
    rule: str
    message: str
    fingerprint: str


def read(file: Path) -> tuple[Accepted, ...]:
    """The entries of a baseline. Raises ``BaselineError``."""
    try:
        content = json.loads(file.read_bytes())
    except FileNotFoundError:
        raise BaselineError(f"there is no baseline {file}: 'headlint baseline' writes one") from None
    except OSError as failed:
        raise BaselineError(f"{file} cannot be read: {failed.strerror or failed}") from failed
    except (ValueError, RecursionError) as failed:
        raise BaselineError(f"{file} is no JSON: {failed}") from failed
    if not isinstance(content, dict) or not isinstance(content.get("findings"), list):
        raise BaselineError(f"{file} is no baseline of headlint")
    if content.get("schema_version") != VERSION:
        raise BaselineError(f"{file} is of another version of headlint: 'headlint baseline' writes it anew")
    try:
        return tuple(
            Accepted(**{name: str(entry[name]) for name in Accepted.__slots__}) for entry in content["findings"]
        )
    except (KeyError, TypeError):
        raise BaselineError(f"{file} is no baseline of headlint: an entry lacks a key") from None


def write(file: Path, entries: Iterable[Accepted]) -> None:
    """Write a baseline, ordered so that versions of it compare well. Raises ``BaselineError``."""
    content = {"schema_version": VERSION, "findings": [asdict(entry) for entry in sorted(set(entries))]}
    # A path may have bytes that are no UTF-8: Python's escape for them is JSON's as well.
    data = f"{json.dumps(content, indent=2, ensure_ascii=False)}\n".encode("utf-8", "backslashreplace")
    try:
        file.write_bytes(data)
    except OSError as failed:
        raise BaselineError(f"{file} cannot be written: {failed.strerror or failed}") from failed


def accepted(findings: Iterable[Finding], file: Path) -> tuple[Accepted, ...]:
    """Findings, with paths from the working directory, as entries of a baseline."""
    return tuple(
        Accepted(_seen_from(file, one.place.path), one.rule, one.message.partition("\n")[0], one.fingerprint)
        for one in findings
    )


def gone(entries: Iterable[Accepted], file: Path, found: Collection[str], checked: Collection[str]) -> list[Accepted]:
    """The entries that were not found again though their files were checked, or whose files are gone.

    ``found``: fingerprints of all findings; ``checked``: the files that were checked, from the working directory.
    """
    own = {_seen_from(file, path) for path in checked}
    lost = (entry for entry in entries if entry.fingerprint not in found)
    return [entry for entry in lost if entry.path in own or not (file.parent / entry.path).exists()]


def _seen_from(file: Path, path: str) -> str:
    """A path from the working directory, as it is seen from a baseline."""
    return Path(os.path.relpath(path, file.parent)).as_posix()
