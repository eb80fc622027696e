"""The HTML report as a document: well-formed, escaped, complete, whatever is missing."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from html.parser import HTMLParser
from importlib import resources
from itertools import pairwise
from typing import Any

import pytest

from headlint.findings import Finding, Fix, Related, Report
from headlint.reports.html import curves, render
from headlint.reports.html.code import marks
from headlint.reports.html.markup import VOID, Markup
from headlint.reports.html.prose import prose
from headlint.span import Edit, Place, Span
from tests.reports.hostile import TEXTS, hostile
from tests.samples import (
    BROKEN,
    CRITERION,
    DOUBLE_SOFTMAX,
    GUIDES,
    INVENTORY,
    LINEAR,
    MAYBE,
    REDUNDANT,
    SOFTMAX,
    measured,
    view,
)  # fmt: skip

STYLE = resources.files("headlint.reports.html").joinpath("style.css").read_text(encoding="utf-8")


class Page(HTMLParser):
    """A page as its elements; every one has to be closed where it was opened."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] != "style":
            self.text.append(data)

    def all(self, tag: str, class_: str = "") -> list[dict[str, str]]:
        return [
            given
            for name, given in self.elements
            if name == tag and class_ in (given.get("class", "") + " ").split(" ")
        ]

    @property
    def said(self) -> str:
        return " ".join("".join(self.text).split())


def page(*findings: Finding, **given: Any) -> Page:
    return Page(render(view(*findings, **given)))


PROBED = dataclasses.replace(DOUBLE_SOFTMAX, probe=measured())


def test_a_finding_has_everything() -> None:
    made = page(PROBED, inventory=INVENTORY)
    assert "1 error" in made.said
    assert "softmax goes into CrossEntropyLoss, which applies softmax itself" in made.said
    assert "the loss cannot fall below 1.4612" in made.said
    assert [stage["class"] for stage in made.all("li") if "stage" in stage.get("class", "")] == [
        "stage channels", "stage activation", "stage loss reported",
    ]  # fmt: skip
    assert {mark["class"] for mark in made.all("mark")} == {"channels", "activation", "loss"}
    assert "criterion(net(images), labels)" in made.said
    assert "Confirmed by measurement" in made.said
    assert "torch 2.13.0, 10 channels, seed 0" in made.said
    assert len(made.all("polyline")) == 2
    assert "remove the softmax" in made.said
    assert DOUBLE_SOFTMAX.fingerprint in made.said
    assert "The rule, with examples" in made.said
    assert "loss = nn.CrossEntropyLoss()(softmax(x), y)" in made.said


def test_nothing_found_is_said_and_the_heads_are_listed() -> None:
    made = page(inventory=INVENTORY, errors=(BROKEN,))
    assert "Nothing found" in made.said
    assert "No head was found that does not fit its loss." in made.said
    assert "the input of the loss is a parameter that no call gives" in made.said
    assert "multiclass" in made.said
    assert "print is a function" in made.said
    assert made.all("article") == made.all("details", "finding") == []


def test_it_loads_nothing_and_runs_nothing() -> None:
    text = render(view(PROBED, MAYBE, inventory=INVENTORY))
    made = Page(text)
    names = Counter(name for name, _ in made.elements)
    assert not names.keys() & {"script", "link", "img", "iframe", "object", "embed", "base", "form", "audio", "video"}
    for _, given in made.elements:
        assert not [name for name in given if name.startswith("on") or name in ("src", "srcset", "style", "action")]
        assert given.get("href", "#").startswith("#")
    assert not re.search(r"@import|url\(", STYLE)
    (policy,) = [given["content"] for given in made.all("meta") if given.get("http-equiv")]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


def test_links_lead_somewhere_and_identifiers_are_unique() -> None:
    made = page(PROBED, MAYBE, REDUNDANT, DOUBLE_SOFTMAX, inventory=INVENTORY, errors=(BROKEN,))
    identifiers = [given["id"] for _, given in made.elements if "id" in given]
    assert [name for name, number in Counter(identifiers).items() if number > 1] == []
    for name, given in made.elements:
        for target in (*([given["href"][1:]] if name == "a" else []), *given.get("aria-labelledby", "").split()):
            assert target in identifiers


def test_it_can_be_read_without_eyes() -> None:
    made = page(PROBED, MAYBE, REDUNDANT, DOUBLE_SOFTMAX, inventory=INVENTORY)
    assert made.all("html")[0]["lang"] == "en"
    assert len(made.all("h1")) == len(made.all("main")) == len(made.all("header")) == len(made.all("footer")) == 1
    assert all(given.get("scope") in ("col", "row") for given in made.all("th"))
    assert len(made.all("table")) == len(made.all("caption"))
    assert all(given["role"] == "img" and given["aria-labelledby"] for given in made.all("svg"))
    assert "Loss during training: yours goes from 2.301 to 1.461, the corrected head goes from 2.3 to" in made.said
    levels = [int(name[1]) for name, _ in made.elements if re.fullmatch("h[1-6]", name)]
    assert levels[0] == 1 and all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("text", TEXTS)
def test_what_a_scanned_file_says_is_text(text: str) -> None:
    finding, error = hostile(text)
    probe = measured(criterion=text, version=text, yours={"describe": text, "error": text, "loss_curve": [1, 2]})
    fix = Fix(text, True, (Edit("train.py", 0, 3, text),))
    finding = dataclasses.replace(finding, probe=probe, fix=fix, fingerprint=text)
    lines = {f"{text}.py": [text, text, f"x{text}{text}"], CRITERION.path: [text] * 5}
    entry = dataclasses.replace(INVENTORY[0], task=text, when=text)
    hurt = view(finding, errors=(error,), lines_of=lines.get, inventory=(entry,), cell_of=lambda place: text)
    plain = view(
        dataclasses.replace(DOUBLE_SOFTMAX, related=(Related(CRITERION, "x"),)),
        errors=(BROKEN,),
        inventory=INVENTORY[:1],
    )
    assert {name for name, _ in Page(render(hurt)).elements} <= {
        *(name for name, _ in Page(render(plain)).elements), "polyline", "svg", "title", "line", "text", "circle", "i",
        "section", "h4", "details", "summary", "ul", "ins", "del", "b", "table", "tbody", "thead", "tr", "td", "th",
    }  # fmt: skip
    if text.isprintable() and "##" not in text:
        assert " ".join(f"said {text}".split()) in Page(render(hurt)).said


@pytest.mark.parametrize(
    "probe",
    [
        {"verdict": "open", "reason": "torch is not installed"},
        {"verdict": "confirmed", "yours": {}, "fixed": {}, "backends": [{"verdict": "confirmed"}, None]},
        {"verdict": "confirmed", "yours": None, "fixed": None, "backends": None},
        {"verdict": "confirmed", "yours": {"loss_curve": [], "output": None, "gradient": None, "accuracy": None}},
        {"verdict": "confirmed", "yours": {"loss_curve": [None, float("nan")], "loss_floor": float("-inf")}},
        {"verdict": "confirmed", "yours": {"error": "Target 2 is out of bounds."}, "fixed": {"loss_curve": [3, 2, 1]}},
        {"verdict": "of its own"},
        {},
    ],
)
def test_what_was_not_measured_is_not_shown(probe: dict[str, Any]) -> None:
    made = page(dataclasses.replace(DOUBLE_SOFTMAX, probe=probe))
    assert "None" not in made.said and "nan" not in made.said
    if probe.get("reason"):
        assert "torch is not installed" in made.said
    if probe.get("fixed"):
        assert "Target 2 is out of bounds." in made.said


def test_every_backend_is_named() -> None:
    other = measured("refuted", framework="keras", version="3.9", backend="tensorflow", criterion="it finds the logits")
    made = page(dataclasses.replace(DOUBLE_SOFTMAX, probe=measured(backends=[other])))
    assert "keras 3.9, backend tensorflow, 10 channels, seed 0: refuted. it finds the logits" in made.said


@pytest.mark.parametrize(
    ("yours", "fixed"),
    [
        ([1.0], [1.0]),
        ([0.0] * 5, [0.0] * 5),
        ([5.0, -1000.0, -1e6], [2.0, 1.0]),
        ([1e300, 1e-300], [0.5]),
        ([2.0, None, 1.0, None], [None, 1.0]),
        ([1e-9, 2e-9], []),
    ],
)
def test_any_curve_stays_in_the_picture(yours: list[Any], fixed: list[Any]) -> None:
    made = curves.figure({"loss_curve": yours, "loss_floor": 0.5}, {"loss_curve": fixed}, Markup(""), "k")
    assert made is not None
    numbers = re.findall(r'points="([^"]*)"', made)
    assert numbers
    for points in numbers:
        for point in points.split():
            x, y = map(float, point.split(","))
            assert curves.LEFT <= x <= curves.WIDTH - curves.RIGHT
            assert curves.TOP - 1 <= y <= curves.HEIGHT - curves.BOTTOM + 1


def test_labels_do_not_stand_on_each_other() -> None:
    made = curves.figure({"loss_curve": [2, 1], "loss_floor": 1}, {"loss_curve": [2, 0.99]}, Markup(""), "k")
    assert made is not None
    heights = sorted(float(y) for y in re.findall(r'y="([\d.]+)" class="label', made))
    assert len(heights) == 3
    assert all(below - above >= 16.9 for above, below in pairwise(heights))
    assert heights[-1] < curves.HEIGHT


def test_nothing_to_draw_is_no_picture() -> None:
    assert curves.figure({}, {}, Markup(""), "k") is None


def test_a_mark_inside_a_mark_shows() -> None:
    text = render(
        view(dataclasses.replace(MAYBE, related=(Related(SOFTMAX._replace(span=Span(7, 30, 7, 38)), "inner"),)))
    )
    assert 'torch.softmax(</mark><mark class="also">self.out</mark><mark class="here">' in re.sub(
        "</?i[^>]*>", "", text
    )


def test_places_are_marked_once() -> None:
    assert [(mark.place, mark.kind) for mark in marks(DOUBLE_SOFTMAX)] == [
        (LINEAR, "channels"), (SOFTMAX, "activation"), (CRITERION, "loss"),
    ]  # fmt: skip


@pytest.mark.parametrize("span", [Span(1, 1, 1, 1), Span(1, 1, 900, 2), Span(2, 1, 3, 1), Span(5000, 1, 5000, 9)])
def test_any_span_can_be_shown(span: Span) -> None:
    lines = [f"line {number} " + "x" * (50_000 if number == 3 else 5) for number in range(1, 901)]
    made = render(view(dataclasses.replace(MAYBE, place=Place("a.py", span)), lines_of=lambda path: lines))
    Page(made)
    assert len(made) < 60_000


def test_a_file_without_lines_names_its_places() -> None:
    made = page(DOUBLE_SOFTMAX, lines_of=lambda path: None)
    assert "line 2: CrossEntropyLoss applied" in made.said


def test_many_findings_are_folded_but_for_the_first_of_each_rule() -> None:
    many = [
        dataclasses.replace(kind, place=Place(f"f{number}.py", Span(1, 1, 1, 2)))
        for kind in (DOUBLE_SOFTMAX, MAYBE)
        for number in range(30)
    ]
    folded = page(*many).all("details", "finding")
    assert len(folded) == 60
    assert sum("open" in given for given in folded) == 2
    assert all("open" in given for given in page(DOUBLE_SOFTMAX, MAYBE).all("details", "finding"))


def test_withdrawn_findings_are_shown_as_such() -> None:
    refuted = dataclasses.replace(DOUBLE_SOFTMAX, probe=measured("refuted"))
    seen = view(MAYBE)
    if "withdrawn" not in {field.name for field in dataclasses.fields(Report)}:
        pytest.skip("nothing is withdrawn yet")
    made = Page(render(dataclasses.replace(seen, report=dataclasses.replace(seen.report, withdrawn=(refuted,)))))
    assert "Withdrawn" in made.said
    assert "Refuted by measurement" in made.said
    assert "1 warning" in made.said


def test_the_page_of_a_rule_is_in_the_report() -> None:
    made = Page(prose(GUIDES["softmax-before-cross-entropy"].page + "\n**strong** [a](https://x.example) `<b>`\n", 3))
    assert made.all("h3") and made.all("pre", "example") and made.all("strong")
    assert made.all("a") == [{"href": "https://x.example"}]
    assert "<b>" in made.said


def luminance(color: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    parts = [int(color[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("dark", [False, True])
def test_text_has_contrast(dark: bool) -> None:
    """At least 4.5 on every ground that it stands on: https://www.w3.org/TR/WCAG22/#contrast-minimum."""
    blocks = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    colors = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6});", blocks[dark]))
    grounds = {colors.pop(name) for name in ("paper", "card", "code")}
    colors.pop("rule")
    assert {"ink", "soft", "error", "warning", "info", "channels", "head", "activation", "loss", "fixed"} <= set(colors)
    for name, color in colors.items():
        for ground in grounds:
            light, deep = sorted((luminance(color), luminance(ground)), reverse=True)
            assert (light + 0.05) / (deep + 0.05) >= 4.5, (name, ground)
