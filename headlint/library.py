"""What the evaluator may ask of the knowledge: names, and behaviour written as Python under ``knowledge/stubs/``."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from headlint import knowledge
from headlint.evaluate.objects import Source
from headlint.knowledge.rows import CALL_METHODS, Activate, Measure, Produce, Score
from headlint.source import ir
from headlint.source.read import read
from headlint.values import Apply, External, Member

_CONCERNING = (Activate, Measure, Produce, Score)

_STUBS = Path(knowledge.__file__).with_name("stubs")


class Knowledge:
    """The evaluator's view of the tables and stubs (see ``evaluate.objects.Library``)."""

    def __init__(self) -> None:
        self._sources: dict[str, Source | None] = {}

    def canonical(self, name: str) -> str:
        return knowledge.canonical(name)

    def stub(self, name: str) -> Source | None:
        if name not in self._sources:
            self._sources[name] = self._find(name)
        return self._sources[name]

    def _find(self, name: str) -> Source | None:
        stem = _STUBS.joinpath(*name.split("."))
        for path in (stem / "__init__.py", stem.with_suffix(".py")):
            if path.is_file():
                shown = f"<{name}>"
                return Source(name, shown, partial(read, path, shown), package=path.name == "__init__.py", stub=True)
        return None

    def knows(self, name: str) -> bool:
        if knowledge.row(name) is not None:
            return True
        module, _, attribute = name.rpartition(".")
        source = self.stub(module) if module else None
        return source is not None and any(attribute in _bound(statement) for statement in source.tree.body)

    def is_layer(self, name: str) -> bool:
        row = knowledge.row(name)
        return row is not None and row.form == "layer"

    def concerns(self, call: Apply) -> bool:
        callee = call.callee
        if isinstance(callee, External):
            row = knowledge.row(callee.name)
        elif isinstance(callee, Member):
            row = knowledge.method(callee.name)
        else:
            return isinstance(callee, Apply)  # something that a library made is called: a layer, a loss
        return row is not None and (row.form == "layer" or isinstance(row.does, _CONCERNING))

    def changes(self, method: str) -> bool:
        # https://docs.pytorch.org/docs/stable/torch.html: a trailing underscore marks the in-place form.
        return method.endswith("_") and not method.startswith("_")

    def calls(self) -> tuple[str, ...]:
        return CALL_METHODS

    def last_layer(self, name: str) -> str | None:
        row = knowledge.row(name)
        return getattr(row.does, "head", None) if row is not None else None

    def finisher(self, name: str) -> tuple[str, int] | None:
        row = knowledge.row(name)
        if row is None or knowledge.table(row).framework not in ("keras", "tensorflow"):
            return None  # elsewhere such a parameter takes a function that makes the activation
        parameter = getattr(row.does, "activation", None) or getattr(row.does, "kind_from", None)
        names = [each.name for each in knowledge.signature(row).positional]
        gated = getattr(row.does, "gated", False)  # more happens behind the activation
        return (parameter, names.index(parameter)) if parameter in names and not gated else None

    def is_root(self, name: str) -> bool:
        """Whether a top-level name belongs to a known library or to Python's own."""
        return name in sys.stdlib_module_names or name in knowledge.roots() or (_STUBS / name).is_dir()


def _bound(statement: ir.Stmt) -> set[str]:
    """The names that a definition or an assignment in a stub binds."""
    if isinstance(statement, ir.Assign):
        return {target.name for target in statement.targets if isinstance(target, ir.Name)}
    return {statement.name} if isinstance(statement, (ir.Define, ir.DefineClass)) else set()
