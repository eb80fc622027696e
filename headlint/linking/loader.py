"""The project's modules and the configs that its code loads, as the evaluator asks for them."""

from __future__ import annotations

from headlint.evaluate.objects import Source
from headlint.linking.files import ConfigFiles
from headlint.project import Project


class LinkedProject:
    """A project together with its configs. Implements ``evaluate.objects.Loader``."""

    def __init__(self, project: Project, files: ConfigFiles) -> None:
        self.project = project
        self.files = files

    def load(self, name: str, level: int, importer: Source) -> Source | None:
        return self.project.load(name, level, importer)
