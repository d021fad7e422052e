"""What is gathered while a seam's block is read; becomes the model when the whole document is known.

Lines are 0-based and relative to the block's first line, so that an unchanged block keeps its draft when text is typed
above it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from seamwright.plan.model import Step
from seamwright.plan.priority import Level


@dataclass(slots=True)
class ScenarioDraft:
    """One scenario. ``end`` is the last line of it, inclusive."""

    line: int
    end: int
    title: str
    form: str
    """``item``, ``lead``, ``heading``, ``stub``, ``row`` or ``inline``."""
    depth: int = 0
    number: str | None = None
    details: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    test_name: str | None = None
    level: Level | None = None
    done: bool | None = None
    stub: str | None = None
    """Source of the stub's ``def``, dedented."""
    stub_name: str = ""
    stub_lines: tuple[int, int] = (0, 0)
    """First and last line of the stub, inclusive."""
    group: str | None = None
    check: bool = False
    """It stands under a label such as *Key Validations*: a test only where the seam lists no others."""


@dataclass(slots=True)
class SeamDraft:
    """One seam's block, read."""

    number: str | None
    title: str
    heading_level: Level | None = None
    """A level in the opening line itself (``⚠️ CRITICAL``, ``[P0]``)."""
    level: Level | None = None
    unknown_level: tuple[int, str] | None = None
    """Line and text of a priority that could not be understood."""
    components: list[str] = field(default_factory=list)
    critical_paths: list[str] = field(default_factory=list)
    business_impact: list[str] = field(default_factory=list)
    value: list[str] = field(default_factory=list)
    scope: list[str] = field(default_factory=list)
    success: list[str] = field(default_factory=list)
    infrastructure: list[str] = field(default_factory=list)
    fixtures: list[str] = field(default_factory=list)
    fixture_notes: list[str] = field(default_factory=list)
    status: list[str] = field(default_factory=list)
    scenarios: list[ScenarioDraft] = field(default_factory=list)
    test_file: str | None = None
    class_name: str | None = None
    deferred: bool = False
    eliminated: bool = False
    labels: int = 0
    """How many known labels the block has: evidence that it is a seam and not a mention."""
    core: int = 0
    """How many of them only a seam has (components, scenarios, …)."""
    last: int = 0
    """Last line with content, relative, inclusive."""
