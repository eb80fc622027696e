"""JUnit XML: a suite a file, a case a finding. A finding that the run does not fail for is a case that passes.

https://github.com/testmoapp/junitxml
"""

from __future__ import annotations

from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from headlint.findings import Finding
from headlint.reports.escape import visible
from headlint.reports.text import coverage
from headlint.reports.view import UNREADABLE, View, problems
from headlint.reports.words import doubt, sentence, story


def render(view: View) -> str:
    root = Element("testsuites", name="headlint")
    said = sorted(problems(view.report), key=lambda finding: finding.place)
    for path, found in groupby(said, key=lambda finding: finding.place.path):
        suite = SubElement(root, "testsuite", name=visible(path))
        for finding in found:
            _case(suite, finding, view)
    if not said:
        # A report without a case looks like a run that did not happen.
        suite = SubElement(root, "testsuite", name="headlint")
        SubElement(suite, "testcase", name=coverage(view.report), classname="headlint")
    for element in (root, *root):
        _count(element)
    indent(root)
    text: str = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _case(suite: Element, finding: Finding, view: View) -> None:
    span, path = finding.place.span, visible(view.path(finding.place.path))
    name = f"{finding.rule} ({span.line}:{span.column})"
    case = SubElement(suite, "testcase", name=name, classname=path, file=path, line=str(span.line))
    text = "\n".join([f"{path}:{span.line}:{span.column}", *story(finding, view)])
    if finding.rule == UNREADABLE or view.fails(finding):
        kind = "error" if finding.rule == UNREADABLE else "failure"
        SubElement(case, kind, message=f"{sentence(finding)}{doubt(finding)}", type=finding.rule).text = text
    else:
        SubElement(case, "system-out").text = text


def _count(element: Element) -> None:
    cases = list(element.iter("testcase"))
    counts = {"failures": "failure", "errors": "error"}
    element.set("tests", str(len(cases)))
    for attribute, kind in counts.items():
        element.set(attribute, str(sum(case.find(kind) is not None for case in cases)))
