"""Finds the files that ``check`` means and examines them, several processes at a time where that pays."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from seamwright.cli.errors import CommandError
from seamwright.cli.output import counted, is_terminal
from seamwright.generate.model import FileChange
from seamwright.rules import baseline
from seamwright.rules.engine import matches
from seamwright.rules.fixing import safe_edits
from seamwright.rules.model import Finding, Severity
from seamwright.rules.registry import RULES, suggestion
from seamwright.text.edit import Edit
from seamwright.text.span import Span
from seamwright.workspace.config import ConfigError
from seamwright.workspace.disk import Unreadable, read_text
from seamwright.workspace.files import PLAN_SUFFIXES, Workspace
from seamwright.workspace.paths import OutsideRoot
from seamwright.workspace.plan_project import PlanProject
from seamwright.workspace.roots import find_root
from seamwright.workspace.rule_project import RuleProject
from seamwright.workspace.trace_cache import TraceCache, trace_cache

_GARBAGE = 100_000
"""New objects after which Python looks for cycles among them."""
_WORTH_A_PROCESS = 10
"""Files. A process costs what a few of them do."""


class File(NamedTuple):
    """A file that was examined."""

    path: str
    """Relative to its root."""
    text: str
    findings: tuple[Finding, ...]
    known: int = 0
    """Findings that the baseline knows."""
    unreadable: str | None = None


@dataclass
class Root:
    """What was examined below one root."""

    project: RuleProject
    files: list[File] = field(default_factory=list)
    known: baseline.Known = field(default_factory=dict)
    named: frozenset[str] = frozenset()
    """Documents that the user calls plans, wherever they stand."""
    cache: TraceCache | None = None

    @cached_property
    def plans(self) -> PlanProject:
        """Its plans."""
        return PlanProject(self.project, self.cache)

    @property
    def workspace(self) -> Workspace:
        """Reads and writes its files."""
        return self.project.workspace


@dataclass
class Results:
    """Everything that was examined."""

    roots: list[Root]
    fixed: int = 0
    unfixed: list[str] = field(default_factory=list)
    """Why safe fixes could not be made, a line for each."""

    @property
    def files(self) -> list[File]:
        """In the order of their paths."""
        return [file for root in self.roots for file in root.files]

    @property
    def findings(self) -> list[Finding]:
        """What is reported."""
        return [finding for file in self.files for finding in file.findings]

    @property
    def status(self) -> int:
        """Exit status."""
        if any(file.unreadable for file in self.files):
            return 2
        return int(any(each.severity in (Severity.ERROR, Severity.WARNING) for each in self.findings))


def run(
    paths: Sequence[str],
    *,
    select: Sequence[str],
    ignore: Sequence[str],
    jobs: int | None,
    quiet: bool,
    known: bool = True,
) -> Results:
    """Examine what ``paths`` mean. Without ``known`` what the baseline knows is found again.

    Raises:
        CommandError: a path, a code or the configuration is wrong.
    """
    # Reading makes many objects that stay; looking among them for garbage costs more than it finds.
    gc.set_threshold(_GARBAGE)
    for word in (*select, *ignore):
        if not any(matches(rule, word) for rule in RULES):
            close = suggestion(word)
            raise CommandError(f"there is no rule {word!r}" + (f"; did you mean {close!r}?" if close else ""))
    wanted: dict[Path, dict[str, bool]] = {}
    for name in paths:
        _add(name, wanted)
    roots = []
    for place, files in wanted.items():
        named = frozenset(path for path, is_named in files.items() if is_named and is_document(path))
        root = Root(RuleProject(Workspace(place), select=select, ignore=ignore), named=named)
        try:
            root.known = root.project.known if known else {}
            with trace_cache(place) as root.cache:
                root.files = _examine(root, sorted(files), jobs, quiet)
        except (ConfigError, ValueError) as error:
            raise CommandError(str(error)) from None
        roots.append(root)
    return Results(roots)


def write_baseline(results: Results) -> Iterator[str]:
    """Take what is found as known. Says what was written."""
    for root in results.roots:
        path = root.workspace.config.baseline
        before = root.workspace.read(path)
        everything = baseline.render((file.path, file.text, file.findings) for file in root.files)
        if before is not None:
            # Files that were not examined this time keep what is known of them.
            everything = baseline.merged(before, everything, [file.path for file in root.files])
        change = FileChange(path, "create" if before is None else "update", before, _whole(before, everything), (), ())
        try:
            root.workspace.write(change)
        except ValueError as error:
            raise CommandError(str(error), path) from None
        count = sum(len(file.findings) for file in root.files)
        yield f"{path}: {counted(count, 'finding')} known from now on"


def fixes(results: Results) -> list[tuple[Root, FileChange]]:
    """The safe changes, one for each file that has some. What cannot be changed safely is noted in ``results``."""
    changes = []
    results.unfixed = []

    def note(finding: Finding, reason: str) -> None:
        results.unfixed.append(f"{finding.path}:{finding.line}: {finding.name} is not fixed: {reason}")

    for root in results.roots:
        for file in root.files:
            edits = safe_edits(file.text, file.findings, note)
            if edits:
                changes.append((root, FileChange(file.path, "update", file.text, tuple(edits), (), ())))
    return changes


def apply_fixes(results: Results) -> Results:
    """Make the safe changes, and examine the changed files again, until nothing changes any more."""
    done = 0
    for _ in range(5):
        changes = fixes(results)
        if not changes:
            break
        changed: dict[int, dict[str, str]] = {}
        for root, change in changes:
            try:
                root.workspace.write(change)
            except ValueError as error:
                raise CommandError(str(error), change.path) from None
            changed.setdefault(id(root), {})[change.path] = change.after
        before = len(results.findings)
        for root in results.roots:
            texts = changed.get(id(root), {})
            if texts:
                root.project.forget()
                root.plans.forget()
            root.files = [
                (_examined(root, file.path, texts[file.path]) or file) if file.path in texts else file
                for file in root.files
            ]
        done += max(before - len(results.findings), 0)
    return replace(results, fixed=done)


def _examined(root: Root, path: str, text: str) -> File | None:
    if is_document(path):
        found = root.plans.examine(path, text, root.known, root.named)
        if found is None:
            return File(path, text, ()) if path in root.named else None
        return File(path, text, *found)
    further = root.plans.further(path, text)
    return File(path, text, *root.project.examine(path, text, root.known, further=further))


def _whole(before: str | None, after: str) -> tuple[Edit, ...]:
    return (Edit(Span(0, len(before or "")), after),)


def _add(name: str, wanted: dict[Path, dict[str, bool]]) -> None:
    """The files that one argument means, by their roots; and of each whether it is the argument itself."""
    path = Path(name)
    if not path.exists():
        raise CommandError("no such file or folder", name)
    root = find_root(path, _working_directory())
    files = wanted.setdefault(root, {})
    try:
        if path.is_dir():
            workspace = Workspace(root)
            project = RuleProject(workspace)
            folder = path.resolve()
            below = PlanProject(project).plans_below(folder.relative_to(root).as_posix())
            for each in (*project.integration_files(folder), *below):
                files.setdefault(each, False)
        else:
            files[Workspace(root).relative(path)] = True
    except ConfigError as error:
        raise CommandError(str(error)) from None
    except OutsideRoot as error:
        raise CommandError(str(error), name) from None


def _working_directory() -> Path | None:
    try:
        return Path.cwd()
    except OSError:  # Somebody has deleted it.
        return None


def is_document(path: str) -> bool:
    """Whether the file at ``path`` is a plan, if it is anything for us, and no module."""
    return path.lower().endswith(PLAN_SUFFIXES)


def _examine(root: Root, paths: Sequence[str], jobs: int | None, quiet: bool) -> list[File]:
    """Examine modules, several at a time, and the plans meanwhile: these need each other."""
    files = [path for path in paths if not is_document(path)]
    documents = [path for path in paths if is_document(path)]
    examined = _examine_modules(root, files, jobs, quiet, lambda: [_examine_file(root, path) for path in documents])
    return sorted((file for file in examined if file is not None), key=lambda file: file.path)


def _examine_modules(
    root: Root, files: Sequence[str], jobs: int | None, quiet: bool, meanwhile: Callable[[], list[File | None]]
) -> list[File | None]:
    count = min(jobs or min(_cores(), 4), max(1, len(files) // _WORTH_A_PROCESS) if jobs is None else jobs)
    if count <= 1 or len(files) < 2 or "fork" not in multiprocessing.get_all_start_methods():
        with _progress(len(files), quiet) as done:
            return [*(_examine_file(root, path, done) for path in files), *meanwhile()]
    # Neighbours share conftests and imports, so each process gets runs of them; small ones, for all to end together.
    size = max(1, min(-(-len(files) // (count * 2)), _WORTH_A_PROCESS))
    parts = [files[index : index + size] for index in range(0, len(files), size)]
    with ProcessPoolExecutor(
        count, mp_context=multiprocessing.get_context("fork"), initializer=_begin, initargs=(root,)
    ) as pool:
        jobs_left = [pool.submit(_examine_part, part) for part in parts]
        with _progress(len(files), quiet) as done:
            examined = meanwhile()
            for part, job in zip(parts, jobs_left, strict=True):
                examined += job.result()
                done(len(part))
    return examined


def _cores() -> int:
    """Processors that this process may use, which containers and ``taskset`` make fewer."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _begin(root: Root) -> None:
    """In a process of its own."""
    global _root
    _root = root


_root: Root


def _examine_part(files: Sequence[str]) -> list[File | None]:
    return [_examine_file(_root, path) for path in files]


def _examine_file(root: Root, path: str, done: Callable[[int], None] = lambda count: None) -> File | None:
    """What is found in one file; ``None`` for a document that is no plan and that nobody named."""
    done(1)
    try:
        decoded = read_text(root.workspace.root / path)
    except Unreadable as error:
        return File(path, "", (), unreadable=str(error))
    if decoded is None:
        return File(path, "", (), unreadable="no such file")
    return _examined(root, path, decoded.text)


def _progress(total: int, quiet: bool) -> AbstractContextManager[Callable[[int], None]]:
    from seamwright.cli.report import progress

    return progress(total, quiet=quiet or not is_terminal(sys.stderr), title="Examining tests")
