"""What generation takes in and gives out, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from seamwright.text.edit import Edit

StubKind = Literal["fail", "skip", "xfail"]


@dataclass(frozen=True, slots=True)
class Options:
    """How a project wants its tests written. The defaults are what ``ruff format`` and ``black`` agree on."""

    line_length: int = 88
    """Columns; the formatter's configuration of the project."""
    stub: StubKind = "fail"
    """How the body of a test that nobody has written ends."""
    quote: Literal["double", "single", "preserve"] = "double"
    templates: Mapping[str, str] = field(default_factory=dict)
    """Template name (``test_class.py.j2``, …) to its source; the shipped ones unless a trusted team overrides them."""
    team_templates: frozenset[str] = frozenset()
    """Names in ``templates`` that come from the team, which therefore run with limits."""
    target: str | None = None
    """Path pattern for new files, relative to the root (``tests/{plan}/test_{seam}.py``); ``None``: beside the plan."""


@dataclass(frozen=True, slots=True)
class SeamNames:
    """The Python names of one seam, unique within its plan."""

    class_name: str
    file_name: str
    """``test_….py``, at most 80 characters before ``.py``."""
    tests: tuple[str, ...]
    """One per scenario, in order; for a seam without scenarios the one test that stands for the seam itself."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a generated class comes from; stands in its docstring as one ``Plan:`` line."""

    path: str
    """The plan's path relative to the root, with ``/``."""
    seam: str
    """The seam's id."""
    digest: str


@dataclass(frozen=True, slots=True)
class MethodSource:
    """One generated test method, indented as it stands in its class, ending in a line feed."""

    name: str
    source: str


@dataclass(frozen=True, slots=True)
class ClassSource:
    """One generated test class. ``header`` is the ``class`` line with its docstring; all lines end in a line feed."""

    name: str
    header: str
    methods: tuple[MethodSource, ...]
    imports: tuple[str, ...] = ()
    """Whole import statements that the class needs, e.g. ``import pytest``, ``from app.cache import Cache``."""
    annotations: tuple[str, ...] = ()
    """Those for the types of its parameters, which may come from anywhere."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """What generation does to one file. Nothing is written here: the editor or the command line does."""

    path: str
    """Relative to the root, with ``/``; never outside it."""
    action: Literal["create", "update", "unchanged"]
    before: str | None
    """The text that ``edits`` refer to; ``None`` for a new file."""
    edits: tuple[Edit, ...]
    classes: tuple[str, ...]
    """Classes that are created or get a method."""
    tests: tuple[str, ...]
    """Added tests as ``TestX::test_y``."""

    @property
    def after(self) -> str:
        """The file's text when the change has been made."""
        from seamwright.text.edit import apply

        return apply(self.before or "", self.edits)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A seam that could not be generated, and why, in words for the user."""

    seam: str
    reason: str


class Files(Protocol):
    """The project as generation sees it; given by ``workspace/`` (open buffers win over the disk)."""

    def read(self, path: str) -> str | None:
        """Text of the file at ``path`` (relative to the root, with ``/``), or ``None`` where there is none.

        Raises:
            ValueError: the path leaves the root, goes through a symbolic link that does, or is no regular text file.
        """
