"""What is said of a head: the record that findings carry as well, and how it reads in a failed test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from headlint.reports.evidence import evidence, measured_with


@dataclass(frozen=True, slots=True, repr=False)
class Verdict:
    """``record``: as ``Finding.probe``, all numbers. ``advice``: what to do, or "". It is true only if it is clean."""

    record: Mapping[str, Any]
    advice: str = ""

    @property
    def verdict(self) -> Literal["confirmed", "clean", "open"]:
        """What the record calls refuted, a fault that does not show, is clean here."""
        found = self.record["verdict"]
        return "clean" if found == "refuted" else "confirmed" if found == "confirmed" else "open"

    @property
    def sentence(self) -> str:
        """What decided, or why nothing could."""
        return str(self.record["reason"] if self.verdict == "open" else self.record["criterion"])

    def __bool__(self) -> bool:
        return self.verdict == "clean"

    def __repr__(self) -> str:
        return f"<{self.verdict}: {self.sentence}>"

    def __str__(self) -> str:
        """In lines: what is wrong, the evidence, and what to do."""
        return "\n".join(self.lines())

    def lines(self, encoding: str = "utf-8") -> list[str]:
        _, *shown = evidence(self.record, encoding)
        more = [*shown, *([f"what to do: {self.advice}"] if self.advice else [])]
        return [self._first(), *(f"  {line}" for line in more)]

    def _first(self) -> str:
        yours = self.record.get("yours")
        if not yours:
            return self.sentence
        return f"{yours['describe']}: {self.sentence} ({measured_with(self.record)})"


class HeadFault(AssertionError):
    """A head that does not fit its loss. ``verdict`` has the numbers."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(str(verdict))
        self.verdict = verdict


class HeadNotMeasured(UserWarning):
    """Whether a head fits its loss could not be measured. The message says why."""
