"""What a seam is marked with, in words, signs and colours, the most pressing first.

A mark is more than the state: what the last run said and whether the plan has changed count, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from seamwright.trace import Outcome, ScenarioState, SeamState, SeamTrace


class Mark(str, Enum):
    """One mark. Its value is the word that people read, and the class that the style gives its colour."""

    FAILED = "failed"
    MISSING = "missing"
    PARTIAL = "partial"
    STALE = "stale"
    DEFERRED = "deferred"
    IMPLEMENTED = "implemented"
    PASSING = "passing"

    @property
    def sign(self) -> str:
        """What stands beside the word, so that nobody has to tell colours apart."""
        return _SIGNS[self]

    @property
    def meaning(self) -> str:
        """One sentence for the legend."""
        return _MEANINGS[self]


SCENARIO_SIGNS = {ScenarioState.WRITTEN: "✔", ScenarioState.STUB: "…", ScenarioState.MISSING: "○"}
OUTCOME_SIGNS = {Outcome.PASSED: "✔", Outcome.FAILED: "✘", Outcome.SKIPPED: "→"}


def marks_of(seam: SeamTrace) -> tuple[Mark, ...]:
    """All marks of ``seam``, the most pressing first; at least one."""
    outcomes = [each.outcome for each in seam.scenarios]
    found = {_STATES[seam.state]}
    if Outcome.FAILED in outcomes:
        found.add(Mark.FAILED)
    elif seam.state is SeamState.IMPLEMENTED and outcomes and all(each is Outcome.PASSED for each in outcomes):
        found = {Mark.PASSING}
    if seam.is_stale:
        found.add(Mark.STALE)
    return tuple(each for each in Mark if each in found)


def most_pressing(marks: Iterable[Mark]) -> Mark:
    """The mark of what several seams share."""
    known = set(marks)
    return next(each for each in Mark if each in known)


_STATES = {
    SeamState.IMPLEMENTED: Mark.IMPLEMENTED,
    SeamState.PARTIAL: Mark.PARTIAL,
    SeamState.MISSING: Mark.MISSING,
    SeamState.DEFERRED: Mark.DEFERRED,
}
_SIGNS = {
    Mark.FAILED: "✘",
    Mark.MISSING: "○",
    Mark.PARTIAL: "◐",
    Mark.STALE: "↻",
    Mark.DEFERRED: "–",
    Mark.IMPLEMENTED: "●",
    Mark.PASSING: "✔",
}
_MEANINGS = {
    Mark.FAILED: "a test failed in the last known run",
    Mark.MISSING: "no test stands for it",
    Mark.PARTIAL: "some scenarios have no written test",
    Mark.STALE: "the plan has changed since its test was generated",
    Mark.DEFERRED: "the plan puts it off",
    Mark.IMPLEMENTED: "every scenario has a written test",
    Mark.PASSING: "implemented, and all its tests passed in the last known run",
}
