"""What others ask of an evaluation besides a program's own entry points: calls that a config stands for."""

from __future__ import annotations

from collections.abc import Callable

from headlint.evaluate.calls import Calls
from headlint.evaluate.objects import Frame, Module, Source
from headlint.source import ir
from headlint.span import Place, Span
from headlint.values import Cases, just

_OUTSIDE = "<asked for>"
"""The path of the module that calls which no program makes are made from: they are placed where they are asked for."""


class Requests(Calls):
    """Makes calls on request."""

    def outside(self) -> Module:
        empty = ir.Module(_OUTSIDE, (), ())
        return self.module(Source(_OUTSIDE, _OUTSIDE, lambda: empty, stub=True))

    def run(self, action: Callable[[], object], place: Place) -> None:
        """Do something within the budget of an entry point; calls that it makes are placed at ``place``, unless ``at``
        says otherwise."""
        module = self.outside()
        self.frame = Frame(module.ident, module, None, "module")
        self.site = place
        self.guarded(action, place.span)

    def imported(self, name: str, importer: str) -> Cases:
        """What an import path means to a file: something of the project, or an external name."""
        parts = name.split(".")
        asking = Source("", importer, lambda: ir.Module(importer, (), ()))
        for cut in range(len(parts), 0, -1):
            source = self.loader.load(".".join(parts[:cut]), 0, asking)
            if source is None:
                continue
            found = just(self.module(source))
            for part in parts[cut:]:
                found = self.fork(found, lambda value, part=part: self.attribute(value, part, self.site.span))  # type: ignore[misc]
            return found
        return self.external(name)

    def guarded(self, run: Callable[[], object], span: Span) -> None:
        raise NotImplementedError
