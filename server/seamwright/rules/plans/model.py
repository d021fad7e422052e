"""What a rule about plans is, and what it is told; all of it plain data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from seamwright.plan.vocabulary import DEFAULT, Vocabulary
from seamwright.rules.model import Problem, Rule
from seamwright.trace.declared import means

if TYPE_CHECKING:
    from seamwright.generate.model import Options, Reference
    from seamwright.plan.model import Plan, Seam, Status
    from seamwright.trace.model import ClassFacts, PlanFacts, PlanTrace, SeamTrace

OFF = frozenset({"deferred", "eliminated"})
"""What a plan calls a seam that nobody waits for."""


class Names(Protocol):
    """Which names the project has, as far as that is known."""

    def has(self, name: str) -> bool | None:
        """Whether ``name`` occurs in the project's contracts or code; ``None`` while that is not known."""

    def like(self, name: str) -> str | None:
        """The class or function of the project that somebody who wrote ``name`` may have meant."""

    def is_package(self, name: str) -> bool:
        """Whether ``name`` is a package or module at the top of the project's import path."""


class Wanted(NamedTuple):
    """Fixtures that a seam names and that nothing provides."""

    conftest: str
    """The file that would take them, relative to the root."""
    names: Sequence[str]


@dataclass(frozen=True)
class PlanContext:
    """One plan and what is known around it."""

    path: str
    """Relative to the root, with ``/``."""
    text: str
    plan: Plan
    trace: PlanTrace | None = None
    """What stands for its seams, perhaps as of some keystrokes ago; ``None`` where it is not known yet."""
    names: Names | None = None
    wanted: Mapping[str, Wanted] = field(default_factory=dict)
    """By the id of the seam."""
    vocabulary: Vocabulary = DEFAULT
    memo: dict[object, Any] = field(default_factory=dict, compare=False)
    """What was found in a seam is kept here by its text, for the next key in another seam."""

    @property
    def planned(self) -> list[Seam]:
        """The seams that somebody waits for."""
        return [seam for seam in self.plan.seams if seam.status.value not in OFF]

    def seam_trace(self, seam: Seam) -> SeamTrace | None:
        """What stands for ``seam``, if that is known."""
        return self.trace.by_id.get(seam.id) if self.trace is not None else None


@dataclass(frozen=True)
class SuiteContext:
    """One test module and the plans of its project."""

    path: str
    text: str
    classes: Sequence[ClassFacts]
    plans: Mapping[str, PlanFacts]
    """Those that its classes refer to, by path."""
    traces: Mapping[str, PlanTrace]
    """How these belong to the classes that refer to them."""
    plan_text: Callable[[str], str | None]
    """The text of one of them."""
    options: Callable[[], Options]
    """How generation would write the module."""

    def references(self) -> Iterator[tuple[ClassFacts, Reference, PlanFacts]]:
        """Every seam that a class says it stands for, with its plan."""
        for cls in self.classes:
            for pin in cls.pins:
                for path, plan in self.plans.items():
                    if means(pin, path, self.path, self.plans):
                        yield cls, pin, plan

    def seam_trace(self, plan: PlanFacts, seam: str) -> SeamTrace | None:
        """What stands for a seam of one of the plans."""
        trace = self.traces.get(plan.path)
        return trace.by_id.get(seam) if trace is not None else None


@dataclass(frozen=True)
class PlanRule(Rule):
    """One kind of problem of plans, or of tests against their plans. Examples of the latter are test modules."""

    plan: Callable[[PlanContext], Iterable[Problem]] | None = None
    """Sees one plan. Its spans count from the start of the document."""
    suite: Callable[[SuiteContext], Iterable[Problem]] | None = None
    """Sees the test classes of one module. Its spans count from the start of the module."""


def is_off(status: Status) -> bool:
    """Nobody waits for a seam of this status."""
    return status.value in OFF
