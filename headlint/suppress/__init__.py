"""Comments that accept findings.

``# headlint: ignore[rule] reason`` accepts the findings of a rule that have a place on the comment's line, be it the
loss, the activation or the channels; on a line of its own it speaks of the next line of code. ``# headlint:
file-ignore[rule] reason`` does so for a whole file. Several rules have commas between.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from headlint.facts import ALWAYS, Ignore
from headlint.findings import Finding, Fix
from headlint.rule import all_rules
from headlint.settings import meant
from headlint.source.ir import Comment
from headlint.source.read import Unreadable
from headlint.span import Place
from headlint.suppress.directives import VERBS, Directive, directives, places
from headlint.suppress.edits import removal

RULE = "unused-ignore"
"""The rule that looks at the comments themselves."""

CommentsOf = Callable[[str], Sequence[Comment]]
"""The comments of a file that speak to headlint, by its path."""


def split(
    findings: Iterable[Finding], files: Iterable[str], comments_of: CommentsOf, known: Collection[str]
) -> tuple[list[Finding], list[Finding], list[Ignore]]:
    """The findings that no comment accepts, those that one does, and what is to be said of the comments in ``files``.

    ``known``: the names of all rules.
    """
    findings = tuple(findings)
    said: dict[str, tuple[Directive, ...]] = {}
    for path in {*files, *(place.path for finding in findings for place in places(finding))}:
        said[path] = tuple(directives(path, comments_of(path)))
    kept: list[Finding] = []
    accepted: list[Finding] = []
    used: set[tuple[Directive, str]] = set()
    for finding in findings:
        by = [one for path in {place.path for place in places(finding)} for one in said[path] if one.accepts(finding)]
        used.update((one, finding.rule) for one in by)
        (accepted if by else kept).append(finding)
    facts = [fact for path in files for one in said[path] for fact in _facts(one, used, known)]
    return kept, accepted, facts


def _facts(directive: Directive, used: set[tuple[Directive, str]], known: Collection[str]) -> Iterator[Ignore]:
    place = directive.place
    if directive.verb not in VERBS:
        intended = meant(directive.verb, VERBS)
        if intended:  # else it is prose that happens to mention us
            yield _fact("", place, wrong=f"headlint does not understand '{directive.verb}'{intended}")
    elif not directive.rules:
        yield _fact("", place, wrong=f"this comment names no rule: write {directive.verb}[rule]")
    for rule in directive.rules if directive.verb in VERBS else ():
        wrong = "" if rule in known else f"there is no rule '{rule}'{meant(rule, known)}"
        yield _fact(rule, place, (directive, rule) in used, wrong)


def _fact(rule: str, place: Place, used: bool = False, wrong: str = "") -> Ignore:
    return Ignore(when=ALWAYS, mode="training", rule=rule, used=used, wrong=wrong, place=place)


def stale(
    comments: Iterable[Ignore],
    runs: Callable[[str], bool],
    shown: Callable[[str], str],
    content_of: Callable[[str], bytes | None],
) -> list[Finding]:
    """The findings about comments themselves. ``runs``: whether a rule was run, by its name; ``shown``: a path as the
    user sees it, by which ``content_of`` knows it."""
    found = []
    rule = all_rules()[RULE]
    for ignore in comments:
        if not runs(rule.name) or not (ignore.wrong or runs(ignore.rule)):
            continue
        for seen in rule.reports(ignore):
            fix = _fix(ignore, shown(seen.place.path), content_of)
            found.append(Finding(rule.name, rule.level, "certain", seen.message, seen.place, fix=fix))
    return found


def _fix(ignore: Ignore, path: str, content_of: Callable[[str], bytes | None]) -> Fix | None:
    data = content_of(path)
    if data is None:
        return None
    try:
        edit = removal(path, data, ignore.place.span, {ignore.rule})
    except (Unreadable, UnicodeDecodeError):  # a config in another encoding
        return None
    return Fix(f"remove {ignore.rule or 'the comment'}", True, (edit,))
