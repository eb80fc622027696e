"""Imports: the project's modules are executed when first imported; everything else is an external name."""

from __future__ import annotations

from headlint.evaluate.machine import Machine, OutOfSteps
from headlint.evaluate.objects import Frame, Late, Module, Source
from headlint.faults import contained
from headlint.source import ir
from headlint.span import Span
from headlint.values import ALWAYS, Cases, Const, External, Unknown, just

_TOP = Span(1, 1, 1, 1)
"""Where a module begins."""

STARS = "*"
"""The cell of a module that names the external modules it star-imports."""


class Imports(Machine):
    """Loads modules and binds their names."""

    def module(self, source: Source) -> Module:
        """The executed module of a source file; a module that is still being executed is returned as it stands."""
        known = self.modules.get(source.path)
        if known is not None:
            return known
        module = Module(self.store.fresh(), source)
        self.modules[source.path] = module
        frame = Frame(module.ident, module, None, "module")
        outer_path, outer_site, outer_steps = self.path, self.site, self.steps
        outer_frame = getattr(self, "frame", frame)
        # A module is executed once, so it has a budget of its own: whoever imports it first may be short of steps. When
        # the run has used up its own, that is a small one.
        begun = self.begin(self.limits.file_steps)
        self.path, self.frame, self.steps = ALWAYS, frame, begun
        try:
            self.executing.add(module)
            with self.store.permanent(), contained(source.path, but=(OutOfSteps, RecursionError)):
                self.store.write(module.ident, "__name__", just(Const(source.name)))
                self.store.write(module.ident, "__file__", just(Const(source.path)))
                self.execute(source.tree.body)
        except (OutOfSteps, RecursionError):
            self.exhausted.append(self.here(_TOP))
        finally:
            self.executing.discard(module)
            self.spent += self.steps - begun
            self.path, self.frame, self.site, self.steps = outer_path, outer_frame, outer_site, outer_steps
        return module

    def _found(self, name: str, level: int) -> Source | None:
        """The project's module of that name; executed now if that does more than define names."""
        importer = self.frame.module.source
        source = self.loader.load(name, level, importer) if not importer.stub else None
        if source is not None and source.effects:
            self.module(source)
        return source

    def import_statement(self, node: ir.Import) -> str:
        """``import a.b.c`` binds ``a``; ``import a.b.c as d`` binds the last one."""
        first, _, rest = node.module.partition(".")
        found = self._found(node.module, 0)
        if node.alias is not None:
            self._bind(node.alias, just(Late(found)) if found is not None else self.external(node.module))
            return "live"
        root = self._found(first, 0) if rest else found
        self._bind(first, just(Late(root) if root is not None else External(first)))
        return "live"

    def import_from(self, node: ir.ImportFrom) -> str:
        found = self._found(node.module, node.level)
        if found is None:
            self._from_external(node)
        elif not node.names:
            self._all_of(self.module(found))
        else:
            for name, alias in node.names:
                self._bind(alias or name, just(Late(found, name)))
        return "live"

    def _from_external(self, node: ir.ImportFrom) -> None:
        if node.level:
            for name, alias in node.names:
                self._bind(alias or name, just(Unknown(f"{'.' * node.level}{node.module}.{name} was not found")))
        elif node.names:
            for name, alias in node.names:
                self._bind(alias or name, self.external(f"{node.module}.{name}"))
        else:
            ident = self.frame.module.ident
            known = self.store.read(ident, STARS)
            names = known.constant() if known is not None else None
            self.store.write(ident, STARS, just(Const(f"{names.value if names else ''} {node.module}".strip())))

    def _all_of(self, module: Module) -> None:
        """``from module import *``: its public names, and what it star-imports itself."""
        for name in self.store.names(module.ident):
            cases = self.store.read(module.ident, name)
            if cases is not None and (not name.startswith("_") or name == STARS):
                if name == STARS:
                    self.store.write(self.frame.module.ident, STARS, cases)
                else:
                    self._bind(name, cases)

    def _bind(self, name: str, cases: Cases) -> None:
        frame = self.frame.declared.get(name, self.frame)
        self.store.write(frame.ident, name, cases)

    def member(self, module: Module, name: str) -> Cases:
        """``module.name``: a global, a submodule, or what a star import brings."""
        known = self.store.read(module.ident, name)
        # ``from . import part`` in a package means its submodule, and not the name that is being bound.
        if known is not None and known.single() != Late(module.source, name):
            return self.arrived(known)
        submodule = self.loader.load(name, 1, module.source) if module.source.package else None
        if submodule is not None:
            return just(self.module(submodule))
        starred = self.starred(module, name)
        if starred is not None:
            return starred
        if module in self.executing:
            return just(Late(module.source, name))
        return just(Unknown(f"{module.source.name} has no {name}"))

    def arrived(self, cases: Cases) -> Cases:
        """A slot, with what was only imported by name looked up now."""
        value = cases.single()
        if not isinstance(value, Late):
            return cases
        if value in self.arriving:
            return just(Unknown(f"{value.name} is imported in a circle"))
        module = self.module(value.source)
        if value.name is None:
            return just(module)
        self.arriving.add(value)
        try:
            return self._from_module(module, value.name, cases)
        finally:
            self.arriving.discard(value)

    def _from_module(self, module: Module, name: str, cases: Cases) -> Cases:
        early = module in self.executing and self.store.read(module.ident, name) is None
        return cases if early else self.member(module, name)

    def starred(self, module: Module, name: str) -> Cases | None:
        """A name that one of the module's external star imports defines."""
        stars = self.store.read(module.ident, STARS)
        names = stars.constant() if stars is not None else None
        for star in reversed(names.value.split() if names else []):
            if self.library.knows(self.library.canonical(f"{star}.{name}")):
                return self.external(f"{star}.{name}")
        return None
