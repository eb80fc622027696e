"""The HTML report in a real browser: nothing is asked for, nothing complains, the curves are there, a phone can show
it."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from headlint.findings import Finding
from headlint.reports.html import render
from headlint.span import Place, Span
from tests.browser import Browser, chromium
from tests.samples import BROKEN, DOUBLE_SOFTMAX, INVENTORY, MAYBE, REDUNDANT, measured, view

PROBED = dataclasses.replace(DOUBLE_SOFTMAX, probe=measured())
MANY = [
    dataclasses.replace(
        kind, place=Place(kind.place.path, Span(number, 1, number, 9)), fingerprint=f"{kind.level}{number}"
    )
    for kind, count in ((PROBED, 500), (MAYBE, 300), (REDUNDANT, 200))
    for number in range(1, count + 1)
]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    program = chromium()
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is not installed, and CI has to look at the report: apt-get install chromium")
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    with Browser(program, tmp_path_factory.mktemp("profile")) as opened:
        yield opened


def written(folder: Path, *findings: Finding) -> Path:
    path = folder / "report.html"
    path.write_text(render(view(*findings, inventory=INVENTORY, errors=(BROKEN,))), encoding="utf-8")
    return path


@pytest.mark.parametrize("findings", [[PROBED], [PROBED, MAYBE, REDUNDANT, DOUBLE_SOFTMAX], MANY, []], ids=len)
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("dark", [False, True])
def test_a_browser_shows_it(browser: Browser, tmp_path: Path, findings: list[Finding], width: int, dark: bool) -> None:
    page = written(tmp_path, *findings)
    browser.events.clear()
    browser.open(page, width, dark)

    assert browser.happened("Log.entryAdded") == []
    assert browser.happened("Runtime.consoleAPICalled") == browser.happened("Runtime.exceptionThrown") == []
    requests = {request["request"]["url"] for request in browser.happened("Network.requestWillBeSent")}
    assert requests == {page.as_uri()}

    assert browser.value("document.querySelectorAll('details.finding').length") == len(findings)
    assert browser.value("document.documentElement.scrollWidth <= window.innerWidth"), "it has to be moved sideways"
    assert browser.value("matchMedia('(prefers-color-scheme: dark)').matches") is dark
    background = browser.value("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, background[4:-1].split(","))) < 200) is dark
    if len(findings) < 100:  # asked of every element that is not laid out, it would take minutes
        size = "parseFloat(getComputedStyle(e).fontSize)"
        assert browser.value(f"[...document.querySelectorAll('p, td, li, summary')].every(e => {size} >= 12)")

    probed = sum(finding.probe is not None for finding in findings)
    assert browser.value("document.querySelectorAll('svg polyline.curve').length") == 2 * probed
    if probed:
        shown = "[...document.querySelectorAll('details[open] svg polyline.curve')]"
        assert browser.value(f"{shown}.every(e => e.getTotalLength() > 50 && getComputedStyle(e).stroke != 'none')")
        names = "[...document.querySelectorAll('svg')].every(e => e.querySelector('title').textContent.length > 50)"
        assert browser.value(names)


def test_a_picture_has_its_words_for_those_who_do_not_see_it(browser: Browser, tmp_path: Path) -> None:
    browser.open(written(tmp_path, PROBED), 1280, dark=False)
    named = browser.until(lambda: pictures(browser))
    assert any(name.startswith("Loss during training: yours goes from 2.301 to 1.461") for name in named)


def pictures(browser: Browser) -> list[str]:
    """The names by which a screen reader calls the page's pictures."""
    nodes = browser.call("Accessibility.getFullAXTree")["nodes"]
    said = [node.get("name", {}).get("value", "") for node in nodes if node["role"]["value"] in ("image", "img")]
    return [name for name in said if name]


def test_levels_can_be_left_out_without_a_script(browser: Browser, tmp_path: Path) -> None:
    browser.open(written(tmp_path, PROBED, MAYBE, REDUNDANT, DOUBLE_SOFTMAX), 1280, dark=False)
    seen = "[...document.querySelectorAll('details.finding')].filter(e => e.offsetParent !== null).length"
    assert browser.value(seen) == 4
    browser.value("document.querySelector('#show-error').click()")
    assert browser.value(seen) == 2
