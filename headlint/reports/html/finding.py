"""A finding as a card: what is wrong, the way of the values, the code, what was measured, what to do."""

from __future__ import annotations

from collections.abc import Iterator

from headlint.findings import Finding, Stage
from headlint.reports.html import code, measured
from headlint.reports.html.markup import Markup, joined, tag, text
from headlint.reports.suggest import suggestion
from headlint.reports.view import View
from headlint.span import Place

KINDS = {"head": "scores", "here": "reported"}


def card(finding: Finding, view: View, number: int, opened: bool) -> Markup:
    """``number``: the how-manieth finding on the page."""
    key = f"f{number}"
    title, sequel = _title(finding)
    level = tag("span", text(finding.level), class_=f"level {finding.level}")
    doubt = [tag("span", text("possible"), class_="doubt", title="holds for some of the cases only")]
    where = tag("span", *_where(finding.place, view), class_="where")
    summary = tag(
        "summary",
        tag("span", level, *(doubt if finding.certainty == "possible" else []), where, class_="eyebrow"),
        tag("h3", text(title)),
    )
    parts = [
        *(tag("p", text(line), class_="sequel") for line in sequel),
        _flow(finding, view),
        code.figures(finding, view),
        *([measured.section(finding.probe, key)] if finding.probe else []),
        *_fix(finding, view),
        tag("p", text("fingerprint "), tag("code", text(finding.fingerprint)), class_="print")
        if finding.fingerprint
        else Markup(""),
    ]
    return tag(
        "details", summary, tag("div", *parts, class_="body"), class_=f"finding {finding.level}", id=key, open=opened
    )


def _title(finding: Finding) -> tuple[str, list[str]]:
    """The sentence that says what is wrong, and what follows from it."""
    first, *others = finding.message.splitlines() or [""]
    fact, colon, consequence = first.partition(": ")
    return fact, [
        line for line in ([consequence[:1].upper() + consequence[1:]] if colon else []) + others if line.strip()
    ]


def _where(place: Place, view: View) -> Iterator[Markup]:
    yield tag("code", text(f"{place.path}:{place.span.line}:{place.span.column}"))
    cell = view.cell_of(place)
    if cell:
        yield tag("span", text(cell), class_="cell")


def _flow(finding: Finding, view: View) -> Markup:
    """The way of the values as a list in order. With one stage there is no way to show."""
    if len(finding.flow) < 2:
        return Markup("")
    stages = [_stage(stage, finding, view) for stage in finding.flow]
    return tag("ol", *stages, class_="flow", aria_label="The way of the values to the loss")


def _stage(stage: Stage, finding: Finding, view: View) -> Markup:
    here = " reported" if stage.place == finding.place else ""
    return tag(
        "li",
        tag("span", text(KINDS.get(stage.kind, stage.kind)), class_="kind"),
        tag("strong", text(stage.message)),
        tag("code", text(f"{stage.place.path.rpartition('/')[2]}:{stage.place.span.line}"), title=stage.place.path),
        class_=f"stage {stage.kind}{here}",
    )


def _fix(finding: Finding, view: View) -> Iterator[Markup]:
    fix = finding.fix
    if fix is None:
        return
    kind = "safe" if fix.safe else "unsafe"
    heading = tag("h4", text("Fix "), tag("span", text(kind), class_=f"safety {kind}"))
    offer = suggestion(fix, view)
    lines: list[Markup] = []
    if offer is not None:
        for sign, name, block in (("−", "del", offer.before), ("+", "ins", offer.text)):
            lines += [tag(name, text(f"{sign} {line.expandtabs(4)}")) for line in block.splitlines()]
    place = [tag("figcaption", tag("code", text(f"{offer.path}:{offer.first}")))] if offer else []
    change = [tag("figure", *place, tag("pre", joined(lines, "\n"), tabindex=0), class_="diff")] if lines else []
    yield tag("section", heading, tag("p", text(fix.message)), *change, class_="fix")
