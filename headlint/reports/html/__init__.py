"""One HTML file with everything: what was found, with its code and its curves; every head; the rules. It loads nothing
and runs nothing: no script, no font, no picture from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import resources
from itertools import groupby

from headlint.findings import LEVELS, Entry, Finding, Part, Report
from headlint.reports.html.finding import card
from headlint.reports.html.markup import Markup, joined, tag, text
from headlint.reports.html.prose import inline, prose
from headlint.reports.view import View
from headlint.reports.words import counted

MOST_OPEN = 12
"""With more findings than this only the first of each rule is unfolded."""

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""What a browser may load for this page: nothing."""

NOUNS = {"error": "error", "warning": "warning", "info": "remark"}


def render(view: View) -> str:
    title = _headline(view.report)
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", text(f"headlint: {title}")),
        tag("style", Markup(resources.files(__package__).joinpath("style.css").read_text(encoding="utf-8"))),
    )
    main = tag("main", *_findings(view), *_withdrawn(view), *_heads(view), *_errors(view), id="main")
    skip = tag("a", text("Skip to the findings"), href="#main", class_="skip")
    body = tag("body", skip, _header(view, title), main, _footer(view))
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"


def _headline(report: Report) -> str:
    levels = [(sum(f.level == level for f in report.findings), NOUNS[level]) for level in LEVELS]
    return ", ".join(counted(number, noun) for number, noun in levels if number) or "nothing found"


def _header(view: View, title: str) -> Markup:
    stats = view.report.stats
    tiles = [
        (stats.heads, "heads understood", ""),
        (stats.pairs, "with their loss", ""),
        (stats.unknown, "not understood", ""),
        (stats.files, "files read", ""),
        (stats.ignored, "ignored", "") if stats.ignored else None,
    ]
    figures = [
        tag("div", tag("dt", text(name)), tag("dd", text(f"{number:,}"))) for number, name, _ in filter(None, tiles)
    ]
    return tag(
        "header",
        tag("p", tag("b", text("headlint")), text(" · output channels, activation and loss"), class_="brand"),
        tag("h1", text(title[0].upper() + title[1:])),
        tag("dl", *figures, class_="tiles"),
        class_="top",
    )


def _findings(view: View) -> Iterator[Markup]:
    findings = sorted(view.report.findings, key=lambda f: (LEVELS.index(f.level), f.rule, f.certainty, f.place))
    groups = [(rule, list(found)) for rule, found in groupby(findings, key=lambda finding: finding.rule)]
    if not groups:
        yield tag("p", text("No head was found that does not fit its loss."), class_="nothing")
        return
    levels = {finding.level for finding in findings}
    if len(groups) > 1:
        yield _overview(groups, view)
    if len(levels) > 1 and len(findings) > 3:
        yield _filters([level for level in LEVELS if level in levels])
    number = 0
    for rule, found in groups:
        cards = []
        for index, finding in enumerate(found):
            number += 1
            cards.append(card(finding, view, number, index == 0 or len(findings) <= MOST_OPEN))
        yield _group(rule, found, cards, view)


def _overview(groups: Sequence[tuple[str, Sequence[Finding]]], view: View) -> Markup:
    rows = []
    for rule, found in groups:
        guide = view.guide_of(rule)
        level = tag("span", text(found[0].level), class_=f"level {found[0].level}")
        link = tag("a", text(rule), href=f"#{rule}")
        said = inline(guide.summary) if guide else Markup("")
        cells = (tag("td", level), tag("th", link, scope="row"), tag("td", said, class_="said"))
        rows.append(tag("tr", *cells, tag("td", text(f"{len(found):,}"), class_="count"), class_=found[0].level))
    titles = ("level", "rule", "what it says", "findings")
    head = tag("tr", *(tag("th", text(title), scope="col") for title in titles))
    table = tag("table", tag("caption", text("Findings by rule")), tag("thead", head), tag("tbody", *rows))
    return tag("section", tag("div", table, class_="scroll"), class_="overview")


def _filters(levels: Sequence[str]) -> Markup:
    boxes = [
        tag("label", tag("input", type="checkbox", id=f"show-{level}", checked=True), text(f" {NOUNS[level]}s"))
        for level in levels
    ]
    return tag("fieldset", tag("legend", text("Show")), *boxes, class_="filters")


def _group(rule: str, found: Sequence[Finding], cards: Sequence[Markup], view: View) -> Markup:
    guide = view.guide_of(rule)
    link = view.link(rule)
    heading = tag("h2", tag("a", text(rule), href=f"#{rule}"))
    parts = [heading]
    if guide:
        parts.append(tag("p", inline(guide.why), class_="why"))
        pages = [tag("p", tag("a", text("The page of the rule"), href=link))] if link else []
        whole = tag("div", *pages, prose(guide.page, 3), class_="prose")
        parts.append(tag("details", tag("summary", text("The rule, with examples")), whole, class_="guide"))
    return tag("section", *parts, *cards, class_=f"rule {found[0].level}", id=rule)


def _withdrawn(view: View) -> Iterator[Markup]:
    """Findings that the measurement contradicts are shown as what they are, folded."""
    withdrawn: Sequence[Finding] = getattr(view.report, "withdrawn", ())
    if withdrawn:
        cards = [card(finding, view, -index, False) for index, finding in enumerate(withdrawn, 1)]
        why = tag("p", text("The probe measured these and found nothing wrong, so they do not count."), class_="why")
        yield tag("section", tag("h2", text("Withdrawn")), why, *cards, class_="rule withdrawn", id="withdrawn")


def _heads(view: View) -> Iterator[Markup]:
    known = sorted((entry for entry in view.inventory if not entry.reason), key=lambda entry: entry.place)
    missed = sorted((entry for entry in view.inventory if entry.reason), key=lambda entry: (entry.place, entry.reason))
    if not view.inventory:
        return
    parts = [tag("h2", text("Heads"))]
    if known:
        titles = ("where", "task", "channels", "activation", "loss")
        head = tag("tr", *(tag("th", text(title), scope="col") for title in titles))
        caption = tag("caption", text("Every head that was understood"))
        table = tag("table", caption, tag("thead", head), tag("tbody", *map(_head, known)))
        parts.append(tag("div", table, class_="scroll"))
    if missed:
        items = [tag("li", tag("code", text(_at(entry))), text(f" {entry.reason}")) for entry in missed]
        said = f"{counted(len(missed), 'head')} not understood, and why"
        parts.append(tag("details", tag("summary", text(said)), tag("ul", *items), class_="missed"))
    yield tag("section", *parts, class_="heads", id="heads")


def _at(entry: Entry) -> str:
    return f"{entry.place.path}:{entry.place.span.line}"


def _head(entry: Entry) -> Markup:
    loss = _part(entry.loss, entry, "none found")
    when = tag("span", text(f" if {entry.when}"), class_="when") if entry.when else Markup("")
    return tag(
        "tr",
        tag("th", tag("code", text(_at(entry))), scope="row"),
        tag("td", text(entry.task or "?")),
        tag("td", _part(entry.channels, entry, "?")),
        tag("td", _part(entry.activation, entry, "?")),
        tag("td", loss, when),
    )


def _part(part: Part | None, entry: Entry, absent: str) -> Markup:
    if part is None:
        return tag("span", text(absent), class_="absent")
    if part.place is None:
        return text(part.text)
    same = part.place.path == entry.place.path
    place = f"line {part.place.span.line}" if same else f"{part.place.path}:{part.place.span.line}"
    return joined([text(part.text), tag("span", text(place), class_="at")])


def _errors(view: View) -> Iterator[Markup]:
    if view.report.errors:
        items = [
            tag("li", tag("code", text(error.path)), text(f" {'internal error: ' * error.fault}{error.message}"))
            for error in view.report.errors
        ]
        yield tag("section", tag("h2", text("Files that could not be read")), tag("ul", *items), id="unreadable")


def _footer(view: View) -> Markup:
    said = f"Made by headlint {view.version}. ".replace(" .", ".")
    return tag("footer", tag("p", text(said + "This page is one file: it loads nothing and runs no script.")))
