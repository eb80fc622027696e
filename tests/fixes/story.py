"""A project in a few lines, and what becomes of it when everything is fixed that can be."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from headlint.fixing import Fixed, fixed
from headlint.settings import Settings
from tests.measured import not_clean

BOTH = Settings(unsafe_fixes=True)


def mend(files: Mapping[str, str | bytes], folder: Path, settings: Settings = BOTH) -> Fixed:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else dedent(text).encode())
    return fixed([folder], settings, folder)


def mended(text: str, folder: Path, settings: Settings = BOTH) -> str:
    """One file after its fixes; itself if there are none. All findings are gone and the real frameworks show no fault
    in what is left, or nothing changed."""
    done = mend({"story.py": text}, folder, settings)
    if done.after:
        assert done.outcome.report.findings == ()
        found = faults(done, folder / "after")
        assert not found, found
    return done.after.get("story.py", dedent(text).encode()).decode()


def faults(done: Fixed, folder: Path) -> list[str]:
    """What the real frameworks have against a project as fixes leave it."""
    folder.mkdir()
    for name, data in done.after.items():
        (folder / name).write_bytes(data)
    return not_clean(folder)
