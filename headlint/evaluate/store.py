"""Where the contents of frames, objects and containers lie, with a journal that lets branches be tried and joined.

Both sides of an undecided branch are executed one after the other on the same store: the writes of the first side are
taken back, the second side runs, and ``merge`` writes both, each under its condition. The cost is that of the writes,
never that of copying a state.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

from headlint.values import Case, Cases, Condition, join

Cell = tuple[int, str]
Delta = dict[Cell, Cases]


class Store:
    """Cells by the ident of their owner and their name. A cell that was deleted, or not written yet on this side of a
    branch, holds None."""

    def __init__(self) -> None:
        self._owners: dict[int, dict[str, Cases | None]] = {}
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
        owner = self._owners.get(ident)
        return owner.get(name) if owner is not None else None

    def write(self, ident: int, name: str, cases: Cases | None) -> None:
        owner = self._owners.get(ident)
        if owner is None:
            owner = self._owners[ident] = {}
        if self._journal is not None and ident <= self._born:
            self._journal.append(((ident, name), owner.get(name)))
        owner[name] = cases

    def delete(self, ident: int, name: str) -> None:
        if self.read(ident, name) is not None:
            self.write(ident, name, None)

    def forget(self, ident: int) -> None:
        """Drop the cells of an owner that nothing can reach any more: a call that is over."""
        self._owners.pop(ident, None)

    def __len__(self) -> int:
        """How many owners have cells."""
        return len(self._owners)

    def cells(self, ident: int) -> Mapping[str, Cases | None]:
        """All cells of an owner."""
        return self._owners.get(ident, {})

    def keep(self, idents: Collection[int]) -> None:
        """Drop the cells of all other owners. Not while a branch is being tried."""
        self._owners = {ident: cells for ident, cells in self._owners.items() if ident in idents}

    def names(self, ident: int) -> Iterator[str]:
        """The names written under an ident, in order of their first write."""
        return iter([name for name, cases in self._owners.get(ident, {}).items() if cases is not None])

    @contextmanager
    def trial(self) -> Iterator[Delta]:
        """Run something, then take its writes back and leave them in the yielded dictionary."""
        delta: Delta = {}
        outer, born = self._journal, self._born
        journal: list[tuple[Cell, Cases | None]] = []
        self._journal, self._born = journal, self._last_ident
        try:
            yield delta
        finally:
            for cell, _ in journal:
                written = self.read(*cell)
                if written is not None:
                    delta[cell] = written
            for (ident, name), old in reversed(journal):
                self._owners[ident][name] = old
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
            before = self.read(*cell)
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
