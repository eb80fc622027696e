"""``docs/settings.md`` is a session: its files are written and its commands run, in order, and what they print is what
stands there.

``python -m tests.test_settings_doc --update`` writes the true output into the page.
"""

from __future__ import annotations

import re
import shlex
import sys
import tempfile
from pathlib import Path

from headlint.configfile import KEYS
from tests.command import headlint

PAGE = Path(__file__).parents[1] / "docs" / "settings.md"
BLOCK = re.compile(
    r"`(?P<file>[\w.-]+)`:\n\n```\w+\n(?P<text>.*?)^```$"
    r"|^```console\n\$ headlint(?P<args>[^\n]*)\n(?P<output>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)


def printed(args: str, folder: Path) -> str:
    """What a command prints, findings before everything else."""
    command, _, source = args.partition(" < ")
    content = (folder / source).read_bytes() if source else b""
    done = headlint(*shlex.split(command), cwd=folder, stdin=content)
    return (done.stdout + done.stderr).replace(str(folder.resolve()), "/home/you/project")


def played(page: str, folder: Path) -> str:
    """The page with the true output in it."""

    def play(block: re.Match[str]) -> str:
        if block["file"]:
            (folder / block["file"]).write_text(block["text"], encoding="utf-8")
            return block[0]
        return f"```console\n$ headlint{block['args']}\n{printed(block['args'], folder)}```"

    return BLOCK.sub(play, page)


def test_the_page_is_a_session(tmp_path: Path) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert len(BLOCK.findall(page)) > 12
    assert played(page, tmp_path) == page, "python -m tests.test_settings_doc --update writes it"


def test_the_page_names_every_key_and_option_that_exists(tmp_path: Path) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert re.findall(r"^\| `([\w-]+)` \|", page, re.MULTILINE) == list(KEYS)
    known = "".join(headlint(command, "--help", cwd=tmp_path).stdout for command in ("check", "baseline", "heads"))
    assert set(re.findall(r"`(--[a-z-]+)", page)) <= set(re.findall(r"--[a-z-]+", known))


if __name__ == "__main__" and sys.argv[1:] == ["--update"]:
    with tempfile.TemporaryDirectory() as folder:
        PAGE.write_text(played(PAGE.read_text(encoding="utf-8"), Path(folder)), encoding="utf-8")
