"""The words that plans use, and how a team adds its own.

Everything here is data: fields and the labels that announce them, words that open a seam, words that name a priority.
The grammar that uses the words is in the files beside this one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from seamwright.plan.words import word_set

FIELDS: Mapping[str, tuple[str, ...]] = {
    "components": (
        "components", "component", "components involved", "components under test", "component chain",
        "key components", "main components", "integration components", "systems", "systems involved",
        "services", "services involved", "modules", "modules involved", "modules under test", "participants",
        "parties", "boundary", "boundaries", "between", "library", "libraries", "integration points",
        "classes involved", "layers", "layers involved",
    ),
    "critical_path": (
        "critical path", "critical paths", "critical user journey", "critical user journeys", "user journey",
        "journey", "critical flow", "integration path", "integration flow", "data flow", "flow", "path",
        "request flow", "call chain", "workflow",
    ),
    "business_impact": (
        "business impact", "impact", "user impact",
    ),
    "value": (
        "business value", "business critical", "why", "why it matters", "why this matters", "why test",
        "objective", "purpose", "goal", "value", "reason", "rationale", "business context", "motivation",
        "priority justification",
    ),
    "scenarios": (
        "test scenarios", "scenarios", "scenario", "test", "test case", "key integration scenarios",
        "integration scenarios", "key scenarios", "test cases", "cases", "tests", "missing tests",
        "integration tests", "tests to write", "tests needed", "tests to add", "tests to implement",
        "recommended tests", "recommended integration tests", "recommended new integration tests", "new tests",
        "required tests", "planned tests", "proposed tests", "suggested tests", "test list", "what to test",
        "behaviors to test", "behaviours to test", "key tests", "key test cases", "critical tests",
        "tests required", "test points",
    ),
    "checks": (
        "testing requirements", "test requirements", "key validations", "validations", "behaviors",
        "behaviours", "coverage needed", "test coverage needed", "test coverage", "coverage", "verifies",
        "test steps", "what to verify", "verify", "key behaviors", "key behaviours", "areas to test",
        "test areas",
    ),
    "infrastructure": (
        "infrastructure needs", "infrastructure", "infrastructure requirements", "infrastructure needed",
        "infrastructure required", "test infrastructure", "setup", "set up", "test setup", "environment",
        "test environment", "dependencies", "requirements", "prerequisites", "preconditions", "resources",
        "required infrastructure", "needs", "test data",
    ),
    "fixtures": (
        "fixtures", "fixture", "fixtures needed", "fixtures used", "custom fixture", "custom fixtures",
        "required fixtures", "fixtures required", "new fixtures", "shared fixtures", "test fixtures",
        "pytest fixtures",
    ),
    "priority": (
        "priority", "priority level", "test priority", "integration test value", "importance", "urgency",
        "integration priority", "prio",
    ),
    "scope": (
        "integration scope", "expected integration scope", "scope", "test scope", "scope of integration",
    ),
    "success": (
        "success criteria", "success criterion", "acceptance criteria", "expected", "expected result",
        "expected results", "expected outcome", "expected outcomes", "expected behavior", "expected behaviour",
        "expectation", "expectations", "assertions", "asserts", "assert", "pass criteria", "verification",
        "verification points", "outcome", "expected output",
    ),
    "file": (
        "implementation file", "test file", "file", "test location", "test path", "target file", "location",
        "test module", "test files",
    ),
    "class": (
        "class", "test class", "test class name", "class name",
    ),
    "test": (
        "test name", "test function", "test method", "function", "method name",
    ),
    "status": (
        "status", "state", "implementation status", "integration status", "test status",
    ),
    "name": (
        "seam name",
    ),
    "deferral": (
        "reason for deferral", "deferred until", "when to revisit", "deferral reason", "why deferred",
    ),
    "elimination": (
        "reason for elimination", "elimination reason", "why eliminated",
    ),
    "recommendation": (
        "recommendation",
    ),
}  # fmt: skip
"""Field name → labels that announce it, lower case, single spaces."""

IGNORED = (
    "source", "confidence", "integration risk", "risk", "risk level", "severity", "complexity", "effort",
    "estimated effort", "validation", "validation checklist", "existing coverage", "unit test coverage",
    "integration gap", "revision to existing tests", "alternative", "cross-reference with prompt 1",
    "implementation notes", "implementation", "notes", "note", "contract reference", "files affected",
    "existing tests", "current coverage", "current tests", "unit tests", "related tests", "what's tested",
    "what's not tested",
)  # fmt: skip
"""Labels that are known not to be any of the fields; they only end the field before them."""

_BEFORE = r"(?:(?P<before>\d+(?:\.\d+)*|[A-Z]\d*|[A-Z]{1,6}-\d+)\s*[.):]\s*|(?P<dotted>\d+\.\d+(?:\.\d+)*)\s+)?"
_AFTER = (
    r"(?:(?:\s+#?|-(?=\d))(?P<number>\d+(?:\.\d+)*|[A-Z]\d*)(?!\w))?(?:\s*\([^()]*\))?"
    r"(?:\s*[:：.)]\s*|\s+[-–—]\s*|\s*[–—]\s+)"
)
_NOT_SCENARIOS = word_set(
    """
    unit, existing, current, implemented, related, eliminated, deleted, removed, revision, coverage, kept, keep, manual,
    skipped, passing, failing, previous, old, total, number, estimated, expected, count
    """
)
_SCENARIO_HEADS = re.compile(r"(?:scenarios?|test cases?|tests|test methods|use cases|edge cases|cases to cover)$")
_NOISE = re.compile(r"[^\w\s'/&-]+", re.UNICODE)


@dataclass(frozen=True)
class Vocabulary:
    """The words of one team. Immutable; :meth:`extended` gives a larger one."""

    labels: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: FIELDS)
    """Field (a key of :data:`FIELDS`) → labels."""
    openings: tuple[str, ...] = ()
    """Further words for *seam*, or regular expressions between slashes with a group ``title`` (and ``number``)."""
    priorities: Mapping[str, str] = field(default_factory=dict)
    """A team's own priority words, lower case → ``P0`` … ``P3``."""

    def extended(
        self,
        *,
        labels: Mapping[str, Iterable[str]] | None = None,
        openings: Iterable[str] = (),
        priorities: Mapping[str, str] | None = None,
    ) -> Vocabulary:
        """This vocabulary and more words.

        Raises:
            ValueError: an unknown field, a broken regular expression or an unknown level, in one line.
        """
        merged = dict(self.labels)
        for name, words in (labels or {}).items():
            if name not in FIELDS:
                raise ValueError(f"unknown plan field {name!r}; known are {', '.join(sorted(FIELDS))}")
            merged[name] = (*merged.get(name, ()), *(_normal(word) for word in words))
        for word in openings:
            _opening(word)
        levels = {word.casefold().strip(): level.upper() for word, level in (priorities or {}).items()}
        for word, level in levels.items():
            if level not in ("P0", "P1", "P2", "P3"):
                raise ValueError(f"priority {word!r} must be one of P0, P1, P2, P3, not {level!r}")
        return Vocabulary(merged, (*self.openings, *openings), {**self.priorities, **levels})

    @cached_property
    def _fields(self) -> dict[str, str]:
        table = dict.fromkeys(IGNORED, "ignored")
        for name, labels in self.labels.items():
            table.update(dict.fromkeys(labels, name))
        return table

    @cached_property
    def _cache(self) -> dict[str, str | None]:
        return {}

    @cached_property
    def patterns(self) -> tuple[re.Pattern[str], ...]:
        """The team's own openings, compiled."""
        return tuple(_opening(word) for word in self.openings)

    def field_of(self, label: str) -> str | None:
        """The field that ``label`` (as written, without emphasis and colon) announces, or ``None``."""
        known = self._cache.get(label, "?")
        if known == "?":
            known = self._cache[label] = self._find(_normal(label))
        return known

    def _find(self, label: str) -> str | None:
        found = self._fields.get(label)
        if found or not label:
            return found
        words = label.split()
        if len(words) <= 5 and _SCENARIO_HEADS.search(label) and not _NOT_SCENARIOS.intersection(words):
            return "scenarios"
        return None


def _normal(label: str) -> str:
    return " ".join(_NOISE.sub(" ", label.replace("’", "'")).casefold().split())


def _opening(word: str) -> re.Pattern[str]:
    if len(word) > 2 and word.startswith("/") and word.endswith("/"):
        try:
            pattern = re.compile(word[1:-1])
        except re.error as error:
            raise ValueError(f"opening {word!r} is no regular expression: {error}") from None
        if "title" not in pattern.groupindex:
            raise ValueError(f"opening {word!r} needs a group (?P<title>…)")
        return pattern
    if not word.strip():
        raise ValueError("an opening must not be empty")
    return opening_pattern(re.escape(word.strip()))


def opening_pattern(word: str) -> re.Pattern[str]:
    """Matches a line that opens a seam by ``word`` (a regular expression), with its number before or after it.

    Groups: ``title``, and where given ``number`` or one of ``before`` and ``dotted``.
    """
    return re.compile(_BEFORE + word + _AFTER + r"(?P<title>\S.*)", re.IGNORECASE | re.DOTALL)


DEFAULT = Vocabulary()
