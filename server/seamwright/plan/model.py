"""What a plan says, as plain data. Nothing here knows how it was written down."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import Enum

from seamwright.plan.plain import without_comments
from seamwright.text.span import Span


class Priority(str, Enum):
    """Urgency of a seam, most urgent first."""

    P0 = "P0"
    P1 = "P1"
    P2 = "P2"
    P3 = "P3"


class Status(str, Enum):
    """What the plan itself says about a seam; whether a test exists is not the plan's business."""

    PLANNED = "planned"
    IMPLEMENTED = "implemented"
    DEFERRED = "deferred"
    ELIMINATED = "eliminated"


class StepKind(str, Enum):
    """Part of a Given/When/Then scenario."""

    GIVEN = "given"
    WHEN = "when"
    THEN = "then"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a Given/When/Then scenario; an ``And`` has the kind of the step before it."""

    kind: StepKind
    text: str


@dataclass(frozen=True, slots=True)
class Stub:
    """A Python test that the plan spells out. ``source`` is untrusted text that may not even parse."""

    name: str
    source: str
    """The ``def`` with its decorators and body, dedented; at most what stood in one code block."""
    span: Span


@dataclass(frozen=True, slots=True)
class Scenario:
    """One behaviour of a seam; becomes one test method."""

    span: Span
    """All of it, with its details and code."""
    line: int
    """1-based line of its title."""
    title: str
    """Plain text: emphasis, code ticks, numbers, checkboxes and a closing colon removed."""
    number: str | None = None
    details: tuple[str, ...] = ()
    """Sub-bullets in order, plain text, nesting flattened."""
    expected: tuple[str, ...] = ()
    """Outcomes that the plan states for this scenario (``Expected``, ``Success criteria``, a ``Then``)."""
    steps: tuple[Step, ...] = ()
    stub: Stub | None = None
    test_name: str | None = None
    """The name that the plan itself gives (``test_…``), if it does."""
    priority: Priority | None = None
    done: bool = False
    """The plan ticks it off (``[x]``)."""


@dataclass(frozen=True, slots=True)
class Seam:
    """An integration boundary to test; becomes one test class."""

    span: Span
    """From its opening line to the last non-blank line of its block."""
    line: int
    """1-based line of the opening."""
    end_line: int
    """1-based last line, inclusive."""
    heading: Span
    """The opening line without indentation."""
    title: str
    id: str
    """Slug of the title, unique in the plan (a repeated slug gets ``-2``, ``-3``, …)."""
    number: str | None = None
    priority: Priority | None = None
    priority_text: str | None = None
    """The level as written (``HIGH PRIORITY``, ``P0 - Must Have``)."""
    status: Status = Status.PLANNED
    components: tuple[str, ...] = ()
    critical_paths: tuple[str, ...] = ()
    business_impact: str | None = None
    scope: str | None = None
    """The plan's own integration scope, where it gives one."""
    success_criteria: tuple[str, ...] = ()
    """Criteria for the whole seam."""
    scenarios: tuple[Scenario, ...] = ()
    infrastructure: tuple[str, ...] = ()
    fixtures: tuple[str, ...] = ()
    fixture_notes: tuple[str, ...] = ()
    """What stands under labels of fixtures, as written: names, or what a fixture is to be."""
    test_file: str | None = None
    """A path that the plan names for this seam, exactly as written (untrusted)."""
    class_name: str | None = None
    """A class name that the plan gives (``TestX``), if it does."""
    digest: str = ""
    """Short hash of the seam's text, insensitive to white space: changes when the promise changes."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a plan that its author should know."""

    line: int
    """1-based."""
    code: str
    """``SW4xx``."""
    message: str
    span: Span


@dataclass(frozen=True, slots=True)
class Plan:
    """A document that was read as a plan. A document that is none has no seams and no problems."""

    title: str | None = None
    seams: tuple[Seam, ...] = ()
    problems: tuple[Problem, ...] = field(default=())


def digest(text: str) -> str:
    """Eight hexadecimal digits that identify ``text`` up to white space and comments."""
    return hashlib.sha256(" ".join(without_comments(text).split()).encode("utf-8", "surrogatepass")).hexdigest()[:8]
