"""Where the contents of frames, objects and containers lie, with a journal that lets branches be tried and joined.

Both sides of an undecided branch are executed one after the other on the same store: the writes of the first side are
taken back, the second side runs, and ``merge`` writes both, each under its condition. The cost is that of the writes,
never that of copying a state.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from headlint.values import Case, Cases, Condition, join

Cell = tuple[int, str]
Delta = dict[Cell, Cases]


class Store:
    """Cells by (ident of the owner, name)."""

    def __init__(self) -> None:
        self._cells: dict[Cell, Cases] = {}
        self._names: dict[int, dict[str, None]] = {}
        self._journal: list[tuple[Cell, Cases | None]] | None = None
        self._last_ident = 0
        self._born = 0
        """The last ident given before the innermost trial began. What is made inside a trial can only be reached from
        inside, so its cells are neither taken back nor merged."""

    def fresh(self) -> int:
        """An ident that was never used."""
        self._last_ident += 1
        return self._last_ident

    @property
    def last(self) -> int:
        """The ident that was given last."""
        return self._last_ident

    def read(self, ident: int, name: str) -> Cases | None:
        return self._cells.get((ident, name))

    def write(self, ident: int, name: str, cases: Cases) -> None:
        cell = (ident, name)
        if self._journal is not None and ident <= self._born:
            self._journal.append((cell, self._cells.get(cell)))
        self._cells[cell] = cases
        self._names.setdefault(ident, {})[name] = None

    def delete(self, ident: int, name: str) -> None:
        cell = (ident, name)
        if cell in self._cells:
            if self._journal is not None and ident <= self._born:
                self._journal.append((cell, self._cells[cell]))
            del self._cells[cell]

    def names(self, ident: int) -> Iterator[str]:
        """The names written under an ident, in order of their first write."""
        return (name for name in list(self._names.get(ident, ())) if (ident, name) in self._cells)

    @contextmanager
    def trial(self) -> Iterator[Delta]:
        """Run something, then take its writes back and leave them in the yielded dictionary."""
        delta: Delta = {}
        outer, born = self._journal, self._born
        self._journal, self._born = [], self._last_ident
        try:
            yield delta
        finally:
            for cell, _ in self._journal:
                if cell in self._cells:
                    delta[cell] = self._cells[cell]
            for cell, old in reversed(self._journal):
                if old is None:
                    self._cells.pop(cell, None)
                else:
                    self._cells[cell] = old
            self._journal, self._born = outer, born

    @contextmanager
    def permanent(self) -> Iterator[None]:
        """Writes made inside stay whatever branch is being tried: a module is imported once."""
        outer, self._journal = self._journal, None
        try:
            yield
        finally:
            self._journal = outer

    def merge(self, branches: list[tuple[Condition, Delta]]) -> None:
        """Write what several branches wrote, each under its condition."""
        touched = dict.fromkeys(cell for _, delta in branches for cell in delta)
        for cell in touched:
            before = self._cells.get(cell)
            after = [(when, delta.get(cell, before)) for when, delta in branches]
            written = [(when, cases) for when, cases in after if cases is not None]
            first = written[0][1]
            if len(written) == len(branches) and all(cases == first for _, cases in written):
                self.write(*cell, first)
            else:
                self.write(*cell, _conditional(written) or first)


def _conditional(written: list[tuple[Condition, Cases]]) -> Cases | None:
    alternatives = [
        Case(case.value, both)
        for when, cases in written
        for case in cases
        if (both := when.and_(case.when)) is not None
    ]
    return join(alternatives) if alternatives else None
