"""Counts over a plan: how many seams and scenarios of each priority there are, and how many are done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from seamwright.trace.model import PlanTrace, ScenarioState, SeamState, SeamTrace

NO_PRIORITY = "none"
"""Where the plan gives no priority."""


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts. Deferred seams count as seams and nothing else: nobody waits for their scenarios."""

    seams: int = 0
    implemented: int = 0
    partial: int = 0
    missing: int = 0
    deferred: int = 0
    scenarios: int = 0
    covered: int = 0
    """Scenarios with a written test."""
    stubs: int = 0
    """Scenarios with a test that nobody has written yet."""
    stale: int = 0
    """Seams that the plan has changed since their test was generated."""

    @property
    def percent(self) -> float:
        """Covered scenarios out of 100; all of none is 100."""
        return 100.0 * self.covered / self.scenarios if self.scenarios else 100.0

    def __add__(self, other: Totals) -> Totals:
        return Totals(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


def totals(seams: Iterable[SeamTrace]) -> dict[str, Totals]:
    """Counts by priority, the most urgent first; only priorities that occur."""
    found: dict[str, Totals] = {}
    for seam in seams:
        level = seam.seam.priority.value if seam.seam.priority else NO_PRIORITY
        found[level] = found.get(level, Totals()) + _of(seam)
    return dict(sorted(found.items(), key=lambda each: (each[0] == NO_PRIORITY, each[0])))


def overall(traces: Iterable[PlanTrace]) -> dict[str, Totals]:
    """Counts over several plans."""
    return totals(seam for trace in traces for seam in trace.seams)


def _of(seam: SeamTrace) -> Totals:
    if seam.state is SeamState.DEFERRED:
        return Totals(seams=1, deferred=1)
    return Totals(
        seams=1,
        implemented=seam.state is SeamState.IMPLEMENTED,
        partial=seam.state is SeamState.PARTIAL,
        missing=seam.state is SeamState.MISSING,
        scenarios=len(seam.scenarios),
        covered=seam.covered,
        stubs=sum(each.state is ScenarioState.STUB for each in seam.scenarios),
        stale=seam.is_stale,
    )
