"""Everything in the documentation that is made and not written: pages of rules, tables, output of commands.

``python -m tests.pages`` says what is stale, ``python -m tests.pages --update`` writes it anew.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from headlint import pages
from headlint.configfile import schema
from headlint.reports.formats import FORMATS
from headlint.rule import all_rules

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
RULES = ROOT / "docs" / "rules"
INDEX = RULES / "README.md"
COMMAND = "python -m tests.pages --update"

SHOWN = re.compile(r"(?<=^```console\n)\$ headlint (?P<args>.*)\n(?P<output>(?s:.*?))(?=^```$)", re.MULTILINE)
"""A command in the documentation, with its output."""

MADE = re.compile(r"^<!-- made: (?P<name>[a-z]+) -->\n(?P<text>(?s:.*?))^<!-- end -->$", re.MULTILINE)
"""A piece of a page that is made by one of ``TABLES``."""


def formats_table() -> str:
    rows = [f"| `{name}` | {made.about} |" for name, made in FORMATS.items()]
    return "\n".join(["| `--output-format` | |", "|---|---|", *rows])


TABLES: dict[str, Callable[[], str]] = {
    "rules": lambda: pages.table(all_rules().values(), "docs/rules/"),
    "formats": formats_table,
}


def printed(args: str) -> str:
    """What ``headlint ARGS`` prints, both streams, run at the root of the repository."""
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    environment = {**kept, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "headlint", *shlex.split(args)]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    done = subprocess.run(command, cwd=ROOT, env=environment, **streams)  # type: ignore[call-overload]
    assert done.returncode in (0, 1), done.stdout.decode()
    return done.stdout.decode("utf-8").replace("\r\n", "\n")


def anew(text: str) -> str:
    """A page with its output and its tables as they are today."""
    text = SHOWN.sub(lambda shown: f"$ headlint {shown['args']}\n{printed(shown['args'])}", text)
    return MADE.sub(lambda made: f"<!-- made: {made['name']} -->\n{TABLES[made['name']]()}\n<!-- end -->", text)


def wanted() -> dict[Path, str]:
    """Every page that is made, wholly or in parts, as it should be."""
    from tests.fixes import test_docs as fixes  # it needs what stands here

    rules = all_rules()
    made = {RULES / f"{name}.md": pages.page(rule) for name, rule in rules.items()}
    made[INDEX] = pages.index(rules.values())
    made[README] = anew(README.read_text(encoding="utf-8"))
    made[fixes.PAGE] = fixes.made()
    made[ROOT / "docs" / "headlint.schema.json"] = json.dumps(schema(rules), indent=2) + "\n"
    return made


def stale() -> list[Path]:
    """Pages that are not as they should be, are missing, or belong to no rule."""
    pages = wanted()
    changed = [path for path, text in pages.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    return changed + [path for path in sorted(RULES.glob("*.md")) if path not in pages]


def update() -> None:
    pages = wanted()
    RULES.mkdir(exist_ok=True)
    for path in stale():
        if path in pages:
            path.write_text(pages[path], encoding="utf-8")
        else:
            path.unlink()
        print(path.relative_to(ROOT).as_posix())


if __name__ == "__main__":
    if sys.argv[1:] == ["--update"]:
        update()
    else:
        print("\n".join(path.relative_to(ROOT).as_posix() for path in stale()))
