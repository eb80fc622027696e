"""Issues of an Azure pipeline: ``##vso[task.logissue …]``. Azure has errors and warnings; a remark is a plain line.

https://learn.microsoft.com/en-us/azure/devops/pipelines/scripts/logging-commands
"""

from __future__ import annotations

from headlint.findings import Finding
from headlint.reports.escape import visible
from headlint.reports.view import View, problems
from headlint.reports.words import story, where

TYPES = {"error": "error", "warning": "warning"}


def render(view: View) -> str:
    return "".join(f"{_line(finding, view)}\n" for finding in problems(view.report))


def _line(finding: Finding, view: View) -> str:
    said = "; ".join(story(finding, view))
    if finding.level not in TYPES:
        return f"{where(finding.place)}: {finding.level}[{finding.rule}] {said}"
    properties = {
        "type": TYPES[finding.level],
        "sourcepath": view.path(finding.place.path),
        "linenumber": finding.place.span.line,
        "columnnumber": finding.place.span.column,
        "code": finding.rule,
    }
    return f"##vso[task.logissue {''.join(f'{name}={_escaped(value)};' for name, value in properties.items())}]{said}"


def _escaped(value: object) -> str:
    """A property: what would end it is escaped, percent signs as the agent decodes them.

    https://github.com/microsoft/azure-pipelines-agent/blob/master/src/Microsoft.VisualStudio.Services.Agent/CommandStringConvertor.cs
    """
    text = visible(str(value)).replace("%", "%AZP25")
    return text.replace(";", "%3B").replace("\r", "%0D").replace("\n", "%0A").replace("]", "%5D")
