"""The formats of ``headlint check``: one table. A format is a function from a ``View`` to text."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple, TypeAlias, cast

from headlint.reports.view import View

Render: TypeAlias = Callable[[View], str]


class Format(NamedTuple):
    """``renderer``: module and function below ``headlint.reports``, imported when the format is asked for.

    ``whole``: the text carries the coverage of the run in itself, so it need not be said beside it.
    """

    renderer: str
    about: str
    whole: bool = False


FORMATS = {
    "full": Format("text:full", "findings with their code and all places that take part"),
    "concise": Format("text:concise", "a line each: `path:line:column: level[rule] message`"),
    "json": Format("json:render", 'one document, `"schema_version": 1`; later versions only add keys', whole=True),
    "json-lines": Format("json:lines", "one JSON object a line: findings, unreadable files, coverage", whole=True),
    "github": Format("github:render", "annotations of a GitHub workflow, and its step summary"),
    "sarif": Format("sarif:render", "SARIF 2.1.0, for GitHub code scanning and editors", whole=True),
    "gitlab": Format("gitlab:render", "a GitLab code quality report"),
    "junit": Format("junit:render", "JUnit XML, for Jenkins and most other CI systems"),
    "rdjson": Format("rdjson:render", "reviewdog's format, with suggested changes"),
    "azure": Format("azure:render", "issues of an Azure pipeline"),
    "html": Format("html:render", "one page with everything: heads, findings, code, measured curves", whole=True),
}


def render(name: str, view: View) -> str:
    """The view as text in the format ``name``."""
    module, _, function = FORMATS[name].renderer.partition(":")
    found = getattr(import_module(f"headlint.reports.{module}"), function)
    return cast(Render, found)(view)
