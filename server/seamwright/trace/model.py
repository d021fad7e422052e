"""The relation between plans and tests, as plain data. Lines are 1-based, spans count code points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from seamwright.generate.model import Reference, SeamNames
from seamwright.plan.model import Plan, Scenario, Seam
from seamwright.text.span import Span


class SeamState(str, Enum):
    """How far a seam is implemented."""

    IMPLEMENTED = "implemented"
    PARTIAL = "partial"
    MISSING = "missing"
    DEFERRED = "deferred"
    """The plan puts it off or gives it up, and there is no test."""


class ScenarioState(str, Enum):
    """How far a scenario is implemented. A stub is no test."""

    MISSING = "missing"
    STUB = "stub"
    WRITTEN = "written"


class Outcome(str, Enum):
    """What the last known run said."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class TestFacts:
    """One test, as far as the relation needs it."""

    __test__ = False

    name: str
    line: int
    name_span: Span
    span: Span
    docstring: str
    is_stub: bool


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """One test class, or the functions of a module outside classes (``name`` is empty then)."""

    path: str
    """Of the file, relative to the root, with ``/``."""
    name: str
    line: int
    name_span: Span
    span: Span
    docstring: str
    docstring_span: Span | None
    reference: Reference | None
    """The seam that it says it stands for."""
    pins: tuple[Reference, ...]
    """All seams that it says it stands for."""
    denials: tuple[Reference, ...]
    """Seams that it says it does not stand for; an empty seam denies the whole plan."""
    tests: tuple[TestFacts, ...]
    about: str
    """The docstring of its file."""
    above: str = ""
    """The docstring of the class around it."""
    is_alone: bool = False
    """There is no other test class in its file."""

    @property
    def node_id(self) -> str:
        """As pytest writes it: ``path::TestX``."""
        return f"{self.path}::{self.name}" if self.name else self.path


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """One plan in its place."""

    path: str
    """Relative to the root, with ``/``."""
    plan: Plan
    names: Mapping[str, SeamNames]
    targets: Mapping[str, str]
    """Id of a seam to the file that generation would write for it; a seam for which there is none is left out."""


@dataclass(frozen=True, slots=True)
class Link:
    """A test that implements a scenario."""

    node_id: str
    """``path::TestX::test_y``."""
    path: str
    test: TestFacts
    cls: ClassFacts
    confidence: float
    """1.0 where it was said, less where it was concluded."""
    reason: str
    """For a person: what speaks for it."""


@dataclass(frozen=True, slots=True)
class ClassLink:
    """A class that implements a seam, or a part of it."""

    cls: ClassFacts
    confidence: float
    reason: str
    digest: str = ""
    """The seam's hash when the class was generated; empty where it is not known."""


@dataclass(frozen=True, slots=True)
class ScenarioTrace:
    """One scenario and its tests."""

    scenario: Scenario
    name: str
    """The test that generation would write."""
    state: ScenarioState
    links: tuple[Link, ...] = ()
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class SeamTrace:
    """One seam and what stands for it."""

    seam: Seam
    state: SeamState
    classes: tuple[ClassLink, ...]
    scenarios: tuple[ScenarioTrace, ...]
    """One per scenario of the plan, in its order; for a seam without scenarios the seam itself."""
    is_stale: bool = False
    """The plan says something else than when the class was generated."""

    @property
    def covered(self) -> int:
        """Scenarios that have a written test."""
        return sum(each.state is ScenarioState.WRITTEN for each in self.scenarios)


@dataclass(frozen=True, slots=True)
class PlanTrace:
    """One plan and what stands for it."""

    path: str
    plan: Plan
    seams: tuple[SeamTrace, ...]
    orphans: tuple[ClassFacts, ...] = ()
    """Classes that refer to this plan and to a seam that it does not have (any more)."""
    by_id: Mapping[str, SeamTrace] = field(default_factory=dict, compare=False)
