"""Generates and writes the files of one plan, several at a time.

Threads, not processes: a seam takes a few milliseconds to render, a worker process a third of a second to start, and
what threads share out is the waiting for the disk, to which each file is flushed before it appears. (165 files: 1.75 s
with one thread, 0.67 s with two, no less with more.)
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from seamwright.cli.errors import CommandError
from seamwright.cli.reading import PlanFile
from seamwright.contract import Contract
from seamwright.fixtures import Resolver
from seamwright.generate.fixture_stubs import ProjectFixtures
from seamwright.generate.fixtures import Fixtures, NoFixtures
from seamwright.generate.implement import implement
from seamwright.generate.model import FileChange, Options, SeamNames, Skipped
from seamwright.generate.names import plan_names
from seamwright.generate.target import target_path
from seamwright.plan import Seam
from seamwright.workspace.config import ConfigError
from seamwright.workspace.files import Workspace
from seamwright.workspace.paths import OutsideRoot, relative_to
from seamwright.workspace.pytest_project import PytestProject

Progress = AbstractContextManager[Callable[[int], None]]
"""Entered before the work starts; what it gives is called with the number of seams that are done."""


@dataclass(frozen=True)
class Results:
    """What was made (or would be), in the plan's order."""

    changes: tuple[FileChange, ...]
    """Their paths are relative to the plan's root."""
    failed: tuple[Skipped, ...]
    """Seams that were asked for and could not be generated."""
    missing: tuple[str, ...] = ()
    """Fixtures that the plan describes and that nothing provides."""

    def as_json(self, left_out: Sequence[Skipped]) -> dict[str, Any]:
        """The document of ``--format json``."""
        return {
            "files": [
                {"path": each.path, "action": each.action, "classes": list(each.classes), "tests": list(each.tests)}
                for each in self.changes
            ],
            "skipped": [{"seam": each.seam, "reason": each.reason} for each in (*left_out, *self.failed)],
        }


def generate(
    file: PlanFile,
    seams: Sequence[Seam],
    *,
    out: str | None,
    jobs: int | None,
    write: bool,
    progress: Progress,
    fixtures: str = "use",
) -> Results:
    """Generate ``seams`` and, with ``write``, put them on disk: each file whole or not at all.

    ``out`` is a directory as the user wrote it, which may lie outside the root; then nothing leaves that directory.
    Several seams with one target file are one piece of work. ``fixtures`` is ``use``, ``stub`` or ``none``.

    Raises:
        CommandError: configuration or templates cannot be used.
    """
    try:
        destination = _destination(file.workspace, out, create=write and bool(seams))
        # The command line is run by whoever owns the project, who therefore trusts its templates.
        options = file.workspace.options(file.path, trusted=True)
        contracts = file.workspace.contracts(file.path) if seams else []
    except ConfigError as error:
        raise CommandError(str(error)) from None
    known = _fixtures(destination.workspace.root, fixtures) if seams else None
    work = _Work(file, destination, options, contracts, plan_names(file.plan), write, known)
    with progress as done:
        parts = _in_parallel(work, _by_target(work, seams), jobs or min(4, os.cpu_count() or 1), done)
    if isinstance(known, ProjectFixtures) and fixtures == "stub":
        parts.append(work.finish(*known.changes(destination.workspace, options), [seam.id for seam in seams]))
    failed = tuple(each for part in parts for each in part[1])
    _raise_template_error(file.workspace.config.template_dir, options, failed)
    missing = known.missing if isinstance(known, ProjectFixtures) and fixtures == "use" else ()
    return Results(tuple(each for part in parts for each in part[0]), failed, missing)


def _raise_template_error(template_dir: str | None, options: Options, failed: Sequence[Skipped]) -> None:
    """A broken template of the team is one mistake in the configuration, and not one for each seam."""
    for each in failed:
        if each.reason.partition(":")[0] in options.team_templates:
            raise CommandError(f"{template_dir}/{each.reason}")


@dataclass(frozen=True)
class _Destination:
    """Where files go: a workspace, the directory in it if the user named one, and how to show its paths."""

    workspace: Workspace
    out: str | None
    prefix: str = ""


@dataclass(frozen=True)
class _Work:
    file: PlanFile
    destination: _Destination
    options: Options
    contracts: Sequence[Contract]
    names: Mapping[str, SeamNames]
    write: bool
    fixtures: Fixtures | None

    def run(self, seams: Sequence[Seam]) -> tuple[list[FileChange], list[Skipped]]:
        """Generate and write ``seams``, which share a file."""
        changes, failed = implement(
            self.file.plan,
            self.file.path,
            seams,
            self.destination.workspace,
            self.contracts,
            self.options,
            out=self.destination.out,
            names=self.names,
            fixtures=self.fixtures,
        )
        return self.finish(changes, failed, [seam.id for seam in seams])

    def finish(
        self, changes: Sequence[FileChange], failed: Sequence[Skipped], seams: Sequence[str]
    ) -> tuple[list[FileChange], list[Skipped]]:
        """Write ``changes``, which are for ``seams``; what cannot be written has failed as well."""
        made, failed = [], list(failed)
        for change in changes:
            shown = replace(change, path=self.destination.prefix + change.path)
            try:
                if self.write:
                    self.destination.workspace.write(change)
                made.append(shown)
            except ValueError as error:
                failed += [Skipped(seam, f"{shown.path}: {error}") for seam in seams]
        return made, failed


def _fixtures(root: Path, how: str) -> Fixtures:
    """What is known about the fixtures below ``root``: nothing is read before somebody asks."""
    if how == "none":
        return NoFixtures()
    return ProjectFixtures(Resolver(PytestProject([root])), root.as_posix(), stubs=how == "stub")


def _destination(workspace: Workspace, out: str | None, *, create: bool) -> _Destination:
    if out is None:
        return _Destination(workspace, None)
    folder = Path(os.path.realpath(out))
    if folder.exists() and not folder.is_dir():
        raise CommandError("not a directory", out)
    try:
        return _Destination(workspace, "" if folder == workspace.root else relative_to(workspace.root, folder))
    except OutsideRoot:
        pass
    if create:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CommandError(error.strerror or "cannot be made", out) from None
    return _Destination(Workspace(folder), "", _shown(folder, workspace.root))


def _shown(folder: Path, root: Path) -> str:
    try:
        return Path(os.path.relpath(folder, root)).as_posix() + "/"
    except ValueError:  # Another drive.
        return folder.as_posix() + "/"


def _by_target(work: _Work, seams: Sequence[Seam]) -> list[list[Seam]]:
    """Seams that go to one file together, so that no two threads write it; in the plan's order."""
    groups: dict[str, list[Seam]] = {}
    for seam in seams:
        try:
            target = target_path(seam, work.names[seam.id], work.file.path, work.options, work.destination.out)
        except ValueError:
            # Generation says what is wrong with it.
            target = f"\0{seam.id}"
        # Some file systems do not tell upper from lower case.
        groups.setdefault(target.casefold(), []).append(seam)
    return list(groups.values())


def _in_parallel(
    work: _Work, groups: Sequence[Sequence[Seam]], jobs: int, done: Callable[[int], None]
) -> list[tuple[list[FileChange], list[Skipped]]]:
    def run(group: Sequence[Seam]) -> tuple[list[FileChange], list[Skipped]]:
        result = work.run(group)
        done(len(group))
        return result

    with ThreadPoolExecutor(max_workers=max(1, min(jobs, len(groups)))) as pool:
        try:
            return list(pool.map(run, groups))
        except BaseException:
            # Ctrl+C and errors: what has begun finishes its file, the rest is not begun.
            pool.shutdown(wait=False, cancel_futures=True)
            raise
