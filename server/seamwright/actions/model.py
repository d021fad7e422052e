"""What an action is given, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from seamwright.generate.model import FileChange, Files, Options, SeamNames, Skipped
from seamwright.text.span import Span

if TYPE_CHECKING:
    from seamwright.contract import Contract
    from seamwright.generate.fixture_stubs import ProjectFixtures
    from seamwright.plan.model import Plan

Arguments = Mapping[str, str]
"""What an action needs to find its subject again when the user has chosen it: names and hashes, never text."""


class Heading(NamedTuple):
    """A heading of the plan."""

    span: Span
    """Its line, or lines."""
    level: int
    """1 to 6."""


class Project(Files, Protocol):
    """The project as actions see it; given by the server. Paths are relative to the root, with ``/``."""

    def options(self, path: str) -> Options:
        """How the file at ``path`` is to be written, without templates: enough to decide."""

    def full_options(self, path: str) -> Options:
        """How the file at ``path`` is to be written."""

    def contracts(self, near: str) -> Sequence[Contract]:
        """The contracts for the plan at ``near``."""

    def fixtures(self, *, stubs: bool = False) -> AbstractContextManager[ProjectFixtures | None]:
        """What tests of the project can ask for; ``None`` where that cannot be known.

        With ``stubs``, those that are missing count, since they are made as well.
        """

    def test_files(self, folder: str) -> Sequence[str]:
        """The test files directly in ``folder`` (empty for the root)."""


@dataclass(frozen=True)
class Context:
    """Where the user asks, and in which project."""

    plan: Plan
    names: Mapping[str, SeamNames]
    """The Python names of the plan's seams, by the seam's id."""
    path: str
    """Of the plan, relative to the root."""
    text: str
    selection: Span
    headings: tuple[Heading, ...]
    project: Project
    memo: dict[str, Any] = field(default_factory=dict, compare=False)
    """What one action found out and the next one need not."""


@dataclass(frozen=True)
class Offer:
    """An action that can be done."""

    title: str
    arguments: Arguments
    preferred: bool = False
    """The most natural of the actions at this place."""
    target: str | None = None
    """The file in which the first TODO is to be shown afterwards."""
    class_name: str | None = None
    """The class in which it is."""


@dataclass(frozen=True)
class Disabled:
    """An action that belongs here but cannot be done now."""

    title: str
    reason: str
    """For the user: what is in the way, in one plain sentence."""


class Edits(NamedTuple):
    """What an action does."""

    changes: Sequence[FileChange]
    skipped: Sequence[Skipped] = ()


class Unavailable(Exception):
    """The action cannot be done any more, because the plan or a file has changed. The text is for the user."""


@dataclass(frozen=True)
class Example:
    """An action at work. Its files are the action's documentation and are run as tests."""

    plan: str
    """A plan with one ``‸`` where the cursor is, or two around a selection."""
    title: str | None
    """What is offered; ``None``: nothing is."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Other files of the project. The plan is ``plans/PLAN.md``."""
    reason: str | None = None
    """Why it is offered but disabled."""
    writes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Path of a changed file to what stands in it afterwards."""


@dataclass(frozen=True)
class Action:
    """One kind of action."""

    name: str
    """Stable: clients send it back."""
    applies: Callable[[Context], Iterable[Offer | Disabled]]
    """What to offer at a place. Cheap: it runs on every movement of the cursor and writes nothing down."""
    edits: Callable[[Context, Arguments], Edits]
    """What to change, for an offer that was chosen; raises :class:`Unavailable` where that is impossible by now."""
    examples: Sequence[Example] = ()
