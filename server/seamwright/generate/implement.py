"""The one way from seams to changes of test files, for editors and the command line alike.

Decides which file a seam belongs to and what of it is missing there, and gathers everything that lands in one file into
one change. Reads through ``Files`` only and writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from seamwright.contract import Contract
from seamwright.generate.fixtures import Fixtures
from seamwright.generate.merge import MergeResult, Refused, merge_all
from seamwright.generate.model import ClassSource, FileChange, Files, Options, Reference, SeamNames, Skipped
from seamwright.generate.names import plan_names
from seamwright.generate.reference import find_reference
from seamwright.generate.target import inside, target_path
from seamwright.plan.model import Plan, Seam
from seamwright.suite import read_module
from seamwright.text.edit import Edit
from seamwright.text.span import Span


def implement(
    plan: Plan,
    plan_path: str,
    seams: Sequence[Seam],
    files: Files,
    contracts: Sequence[Contract],
    options: Options,
    *,
    out: str | None = None,
    into: str | None = None,
    names: Mapping[str, SeamNames] | None = None,
    fixtures: Fixtures | None = None,
) -> tuple[list[FileChange], list[Skipped]]:
    """The changes that give each of ``seams`` (of ``plan``, in this order) its tests.

    ``plan_path`` is relative to the root. ``out`` is a directory for the files; ``into`` an existing file that takes
    the tests, ``path`` or ``path::TestClass``; ``names`` what ``plan_names`` gave, for a caller that goes through a
    plan in several steps; ``fixtures`` knows what the tests can ask for. A seam whose class stands in its own file
    already is completed there. A file that has everything gives a change that is ``unchanged``. Never raises for what
    a plan or a file holds: a seam that cannot be done becomes a ``Skipped`` and the others go on.
    """
    work = _Work(plan_path, files, contracts, options, fixtures)
    names = plan_names(plan) if names is None else names
    order = {seam.id: number for number, seam in enumerate(seams)}
    for seam in {seam.id: seam for seam in seams}.values():
        try:
            work.add(seam, names, out, into)
        except (ValueError, Refused) as error:
            work.skipped.append(Skipped(seam.id, _reason(error)))
        except Exception as error:  # one seam must not take the others with it
            work.skipped.append(Skipped(seam.id, f"internal error ({type(error).__name__})"))
    changes = [change for draft in work.placed if (change := work.finish(draft)) is not None]
    return changes, sorted(work.skipped, key=lambda skipped: order[skipped.seam])


@dataclass
class _Draft:
    """One file, and the seams that land in it."""

    path: str
    before: str | None
    into_class: str | None
    seams: list[str] = field(default_factory=list)
    classes: list[ClassSource] = field(default_factory=list)


class _Work:
    def __init__(
        self,
        plan_path: str,
        files: Files,
        contracts: Sequence[Contract],
        options: Options,
        fixtures: Fixtures | None,
    ) -> None:
        self._plan_path, self._files, self._contracts, self._options = plan_path, files, contracts, options
        self._fixtures = fixtures
        self._drafts: dict[str, _Draft] = {}
        self.placed: list[_Draft] = []
        """Files that get something, in the order of the seams."""
        self.skipped: list[Skipped] = []

    def add(self, seam: Seam, names: Mapping[str, SeamNames], out: str | None, into: str | None) -> None:
        """Render ``seam`` and note the file that it belongs to."""
        # The template engine is not needed to decide what an editor may offer, so it is loaded late.
        from seamwright.generate.render import render_class

        if seam.id not in names:
            raise ValueError("this seam is not part of the plan")
        reference = Reference(self._plan_path, seam.id, seam.digest)
        draft = self._place(seam, names[seam.id], reference, out, into)
        chosen = self._fixtures.choice(seam, draft.path) if self._fixtures is not None else None
        source = render_class(seam, names[seam.id], reference, self._contracts, self._options, fixtures=chosen)
        if not draft.seams:
            self.placed.append(draft)
        draft.seams.append(seam.id)
        draft.classes.append(source)

    def finish(self, draft: _Draft) -> FileChange | None:
        """The change to one file, or ``None`` where nothing of it can be done."""
        try:
            if draft.before is None or not draft.before.strip("\ufeff"):
                return self._created(draft)
            edits, outcomes = merge_all(draft.before, draft.classes, self._options, into_class=draft.into_class)
        except (ValueError, Refused) as error:
            self.skipped += [Skipped(seam, _reason(error)) for seam in draft.seams]
            return None
        done: list[MergeResult] = []
        for seam, outcome in zip(draft.seams, outcomes, strict=True):
            if isinstance(outcome, Refused):
                self.skipped.append(Skipped(seam, _reason(outcome)))
            else:
                done.append(outcome)
        if not done:
            return None
        changed = [result for result in done if result.added_class or result.added_tests]
        return FileChange(
            draft.path,
            "update" if edits else "unchanged",
            draft.before,
            edits,
            tuple(dict.fromkeys(result.class_name for result in changed)),
            tuple(f"{result.class_name}::{test}" for result in changed for test in result.added_tests),
        )

    def _created(self, draft: _Draft) -> FileChange:
        from seamwright.generate.render import render_module

        before = draft.before
        start = len(before or "")
        text = render_module(draft.classes, self._options)
        return FileChange(
            draft.path,
            "create" if before is None else "update",
            before,
            (Edit(Span(start, start), text),),
            tuple(cls.name for cls in draft.classes),
            tuple(f"{cls.name}::{method.name}" for cls in draft.classes for method in cls.methods),
        )

    def _place(self, seam: Seam, names: SeamNames, reference: Reference, out: str | None, into: str | None) -> _Draft:
        """The file that takes ``seam``."""
        if into is None:
            return self._draft(target_path(seam, names, self._plan_path, self._options, out), None)
        path, _, wanted = into.partition("::")
        chosen = self._draft(inside(path), wanted or None)
        if not _has_class_of(chosen.before, reference):
            try:
                own = self._draft(target_path(seam, names, self._plan_path, self._options, out), None)
            except ValueError:
                return chosen
            if _has_class_of(own.before, reference):
                return own
        return chosen

    def _draft(self, path: str, into_class: str | None) -> _Draft:
        # Paths that differ in upper and lower case only are one file on some systems, so they are one file everywhere.
        key = path.casefold()
        if key not in self._drafts:
            self._drafts[key] = _Draft(path, self._files.read(path), into_class)
        return self._drafts[key]


def _has_class_of(text: str | None, reference: Reference) -> bool:
    """Whether a class of ``text`` says that it stands for the seam."""
    if text is None or f"#{reference.seam}" not in text:
        return False
    found = [find_reference(cls.docstring) for cls in read_module(text).classes]
    return any(other is not None and (other.path, other.seam) == (reference.path, reference.seam) for other in found)


def _reason(error: Exception) -> str:
    """One line for the user."""
    return " ".join(str(error).split()) or type(error).__name__
