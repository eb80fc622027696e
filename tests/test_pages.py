"""The documentation is what headlint is: made pages are up to date, commands print what is shown, links resolve."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from headlint import pages
from headlint.probe.criteria import CRITERIA
from headlint.rule import Rule, all_rules
from tests.pages import COMMAND, INDEX, README, ROOT, RULES, SHOWN, stale

PAGES = [README, *sorted((ROOT / "docs").rglob("*.md")), ROOT / "CHANGELOG.md", ROOT / "SECURITY.md"]
LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?P<target>[^)\s]+)\)|!\[[^\]]*\]\((?P<image>[^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)

each_rule = pytest.mark.parametrize("rule", all_rules().values(), ids=lambda rule: rule.name)


def test_nothing_is_stale() -> None:
    found = [path.relative_to(ROOT).as_posix() for path in stale()]
    assert not found, f"run: {COMMAND}"


@each_rule
def test_a_rule_has_a_page_and_the_command_prints_it(rule: Rule) -> None:
    assert (RULES / f"{rule.name}.md").read_text(encoding="utf-8") == pages.page(rule)
    assert f"({rule.name}.md)" in INDEX.read_text(encoding="utf-8")
    assert pages.guide(rule).page == pages.page(rule)


def test_the_command_prints_the_page() -> None:
    name = "softmax-before-cross-entropy"
    command = [sys.executable, "-m", "headlint", "rule", name]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == (RULES / f"{name}.md").read_text(encoding="utf-8")


@each_rule
def test_a_page_says_what_is_measured(rule: Rule) -> None:
    page = pages.page(rule)
    said = page.partition(f"\n## {pages.MEASURED}\n\n")[2].partition("\n\n##")[0]
    criterion = CRITERIA.get(rule.name)
    assert (criterion.claim in said) if criterion else said.startswith("Nothing: ")


@each_rule
def test_code_survives_on_a_page(rule: Rule) -> None:
    fence = re.compile(r"^```\w*\n.*?^```$", re.MULTILINE | re.DOTALL)
    page = pages.page(rule)
    assert fence.findall(page) == fence.findall("\n".join(rule.sections().values()))
    assert "``" not in FENCED.sub("", page)


@each_rule
def test_reasons_fit_where_they_are_shown(rule: Rule) -> None:
    """GitHub cuts descriptions at 1024 characters."""
    guide = pages.guide(rule)
    assert 0 < len(guide.summary) < len(guide.why) <= 1024


def links(path: Path) -> Iterator[str]:
    for found in LINK.finditer(FENCED.sub("", path.read_text(encoding="utf-8"))):
        yield found["target"] or found["image"]


def anchors(path: Path) -> set[str]:
    """The anchors that a page's headings have on GitHub."""
    headings = HEADING.findall(FENCED.sub("", path.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_internal_links_resolve(path: Path) -> None:
    for link in links(path):
        if re.match(r"https?://", link):
            assert "headlint.dev" not in link
            continue
        target, _, anchor = link.partition("#")
        file = (path.parent / target).resolve() if target else path
        assert file.exists(), link
        assert not anchor or anchor in anchors(file), link


def test_there_are_links_to_test() -> None:
    assert len([link for path in PAGES for link in links(path)]) > len(all_rules())


def test_no_address_is_printed_that_does_not_exist() -> None:
    for path in (*PAGES, *sorted((ROOT / "headlint").rglob("*.py"))):
        assert "headlint.dev" not in path.read_text(encoding="utf-8"), path


def test_commands_are_shown() -> None:
    shown = {found["args"] for found in SHOWN.finditer(README.read_text(encoding="utf-8"))}
    assert {"fixtures/demo", "heads fixtures/demo"} <= shown
