"""The plans and test classes of one root, read once for as long as their files hold, and related to each other.

Decides which documents count as plans of the project, and which classes may stand for a plan's seams: those in test
files at or below the plan's folder, those in the files that it names, and those that name it. A plan that stands apart
from all tests may have its tests in any folder of integration tests.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from seamwright.generate.names import plan_names
from seamwright.generate.target import target_path
from seamwright.plan import Plan, parse
from seamwright.suite import read_module
from seamwright.trace import ClassFacts, PlanFacts, PlanTrace, read_facts, relate
from seamwright.trace.results import Results
from seamwright.workspace.disk import Unreadable, read_text
from seamwright.workspace.files import PLAN_SUFFIXES, Workspace
from seamwright.workspace.selection import INTEGRATION_FOLDERS
from seamwright.workspace.walking import walk

Buffers = Callable[[str], str | None]
"""The text of the open document at a path (relative to the root), if there is one."""

OpenPlans = Callable[[str], Plan | None]
"""What the open document at a path says, where somebody reads it anyway; read afresh otherwise."""

_T = TypeVar("_T")
_LARGEST = 4 * 1024 * 1024


@dataclass(frozen=True)
class Listing:
    """The files that matter, relative to the root, with ``/``."""

    plans: tuple[str, ...]
    """Documents that may be plans."""
    tests: tuple[str, ...]


class Tracing:
    """One root. What was read of a file is kept until it is forgotten, or its buffer changes. One thread at a time."""

    def __init__(
        self, workspace: Workspace, buffers: Buffers | None = None, open_plans: OpenPlans | None = None
    ) -> None:
        self._workspace = workspace
        self._buffers = buffers
        self._open_plans = open_plans
        self._listing: Listing | None = None
        self._generation = 0
        self._plans: dict[str, tuple[object, PlanFacts | None]] = {}
        self._tests: dict[str, tuple[object, tuple[ClassFacts, ...]]] = {}
        self._mentions: dict[str, tuple[object, frozenset[str]]] = {}

    @property
    def listing(self) -> Listing:
        """What there is below the root."""
        if self._listing is None:
            root = self._workspace.root
            plans: list[str] = []
            tests: list[str] = []
            for path in walk(root, _matters):
                relative = path.relative_to(root).as_posix()
                (tests if relative.endswith(".py") else plans).append(relative)
            self._listing = Listing(tuple(plans), tuple(tests))
        return self._listing

    @property
    def possible_plans(self) -> list[str]:
        """The documents that are the project's plans if they list seams."""
        return [path for path in self.listing.plans if _may_be_plan(path)]

    def forget(self) -> None:
        """Files changed on disk, came or went: they are looked at again, and read again where they differ."""
        self._listing = None
        self._generation += 1

    def traces(self, results: Results | None = None, *, plans: Iterable[str] = ()) -> dict[str, PlanTrace]:
        """How far each plan is implemented, by its path. ``plans`` count as plans wherever they stand.

        Raises:
            ConfigError: the configuration cannot be used.
        """
        found = self.listing
        named = set(plans)
        wanted = [path for path in found.plans if path in named or _may_be_plan(path)]
        wanted += sorted(named.difference(wanted))
        facts = [each for path in wanted if (each := self.plan(path)) is not None]
        scopes = {each.path: self._scope(each, found.tests) for each in facts}
        return relate(facts, scopes, results)

    def plan(self, path: str) -> PlanFacts | None:
        """The plan at ``path``; ``None`` where there is none, or the document is none."""
        return self._kept(self._plans, path, lambda text: self._plan_facts(path, text))

    def tests(self, path: str) -> tuple[ClassFacts, ...]:
        """The test classes of the file at ``path``."""
        return self._kept(self._tests, path, lambda text: read_facts(read_module(text), path) if text else ())

    def _plan_facts(self, path: str, text: str | None) -> PlanFacts | None:
        if text is None:
            return None
        plan = self.read_plan(path, text)
        return plan_facts(path, plan, self._workspace) if plan.seams else None

    def read_plan(self, path: str, text: str) -> Plan:
        """What ``text``, which stands at ``path``, says as a plan.

        Raises:
            ConfigError: the configuration cannot be used.
        """
        plan = self._open_plans(path) if self._open_plans is not None else None
        return plan or parse(text, self._workspace.config.vocabulary, name=path.rpartition("/")[2])

    def _scope(self, plan: PlanFacts, tests: tuple[str, ...]) -> tuple[ClassFacts, ...]:
        folder = plan.path.rpartition("/")[0]
        below = [path for path in tests if not folder or path.startswith(f"{folder}/")]
        if not below:
            below = [path for path in tests if not INTEGRATION_FOLDERS.isdisjoint(path.split("/"))] or list(tests)
        chosen = dict.fromkeys(below)
        chosen.update(dict.fromkeys(sorted(set(plan.targets.values()).intersection(tests))))
        name = plan.path.rpartition("/")[2]
        chosen.update(dict.fromkeys(path for path in tests if path not in chosen and name in self._named_plans(path)))
        return tuple(cls for path in chosen for cls in self.tests(path))

    def _named_plans(self, path: str) -> frozenset[str]:
        """The file names of the plans that the file at ``path`` may refer to. It is not parsed for that."""
        return self._kept(self._mentions, path, lambda text: frozenset(_REFERENCE.findall(text or "")))

    def _kept(self, known: dict[str, tuple[object, _T]], path: str, read: Callable[[str | None], _T]) -> _T:
        """What ``read`` makes of the text at ``path``, made again only when the text may be another one."""
        buffer = self._buffers(path) if self._buffers is not None else None
        found = known.get(path)
        if buffer is not None:
            if found is None or found[0] != buffer:
                found = known[path] = (buffer, read(buffer))
            return found[1]
        seen = found[0] if found is not None else None
        if found is not None and isinstance(seen, _Seen):
            if seen.generation == self._generation:
                return found[1]
            if seen.stamp == self._stamp(path):
                known[path] = (_Seen(seen.stamp, self._generation), found[1])
                return found[1]
        seen = _Seen(self._stamp(path), self._generation)
        value = read(self._text(path))
        known[path] = (seen, value)
        return value

    def _stamp(self, path: str) -> object:
        try:
            status = os.stat(self._workspace.root / path)
        except OSError:
            return None
        return (status.st_mtime_ns, status.st_size, status.st_ino)

    def _text(self, path: str) -> str | None:
        try:
            decoded = read_text(self._workspace.root / path, _LARGEST)
        except (OSError, Unreadable):
            return None
        return decoded.text if decoded is not None else None


@dataclass(frozen=True)
class _Seen:
    """A file as it was on disk when it was read."""

    stamp: object
    generation: int
    """Since when nobody has said that files changed."""


def plan_facts(path: str, plan: Plan, workspace: Workspace) -> PlanFacts:
    """``plan``, which stands at ``path`` (relative to the root), with the names and files that generation would use."""
    names = plan_names(plan)
    options = workspace.config.options
    targets: dict[str, str] = {}
    for seam in plan.seams:
        try:
            targets[seam.id] = target_path(seam, names[seam.id], path, options)
        except ValueError:
            continue
    return PlanFacts(path, plan, names, targets)


def _may_be_plan(path: str) -> bool:
    """Whether a document can be one of the project's plans: it is called so, or it stands where tests are."""
    folder, _, name = path.rpartition("/")
    if _PLAN_NAME.search(name):
        return True
    return any(part in ("test", "tests") or part in INTEGRATION_FOLDERS for part in folder.split("/"))


def _matters(name: str) -> bool:
    lower = name.lower()
    return (lower.endswith(".py") and (lower.startswith("test_") or lower.endswith("_test.py"))) or (
        lower.endswith(PLAN_SUFFIXES)
    )


_REFERENCE = re.compile(r"[ \t]*Plan:[ \t]*(?:[^\n#]*/)?([^\n/#]+)#")
_PLAN_NAME = re.compile(r"plan|seam", re.IGNORECASE)
