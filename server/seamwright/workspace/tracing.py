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

_LARGEST_PLAN = 2 * 1024 * 1024
_LARGEST_TEST = 4 * 1024 * 1024


@dataclass(frozen=True)
class Listing:
    """The files that matter, relative to the root, with ``/``."""

    plans: tuple[str, ...]
    """Documents that may be plans."""
    tests: tuple[str, ...]


class Tracing:
    """One root. What was read of a file is kept until the file, or its buffer, changes. One thread at a time."""

    def __init__(self, workspace: Workspace, buffers: Buffers | None = None) -> None:
        self._workspace = workspace
        self._buffers = buffers
        self._plans: dict[str, tuple[object, PlanFacts | None]] = {}
        self._tests: dict[str, tuple[object, tuple[ClassFacts, ...]]] = {}

    def listing(self) -> Listing:
        """What there is below the root now."""
        root = self._workspace.root
        plans: list[str] = []
        tests: list[str] = []
        for path in walk(root, _matters):
            relative = path.relative_to(root).as_posix()
            (tests if relative.endswith(".py") else plans).append(relative)
        return Listing(tuple(plans), tuple(tests))

    def traces(
        self, results: Results | None = None, *, plans: Iterable[str] = (), listing: Listing | None = None
    ) -> dict[str, PlanTrace]:
        """How far each plan is implemented, by its path. ``plans`` count as plans wherever they stand.

        Raises:
            ConfigError: the configuration cannot be used.
        """
        found = listing if listing is not None else self.listing()
        named = set(plans)
        wanted = [path for path in found.plans if path in named or _may_be_plan(path, found.tests)]
        wanted += sorted(named.difference(wanted))
        facts = [each for path in wanted if (each := self.plan(path)) is not None]
        scopes = {each.path: self._scope(each, found.tests) for each in facts}
        return relate(facts, scopes, results)

    def plan(self, path: str) -> PlanFacts | None:
        """The plan at ``path``; ``None`` where there is none, or the document is none."""
        text, stamp = self._text(path, _LARGEST_PLAN)
        known = self._plans.get(path)
        if known is None or known[0] != stamp:
            facts = self._plan_facts(path, text) if text is not None else None
            known = self._plans[path] = (stamp, facts)
        return known[1]

    def tests(self, path: str) -> tuple[ClassFacts, ...]:
        """The test classes of the file at ``path``."""
        text, stamp = self._text(path, _LARGEST_TEST)
        known = self._tests.get(path)
        if known is None or known[0] != stamp:
            known = self._tests[path] = (stamp, read_facts(read_module(text), path) if text is not None else ())
        return known[1]

    def _plan_facts(self, path: str, text: str) -> PlanFacts | None:
        config = self._workspace.config
        plan = parse(text, config.vocabulary, name=path.rpartition("/")[2])
        return plan_facts(path, plan, self._workspace) if plan.seams else None

    def _scope(self, plan: PlanFacts, tests: tuple[str, ...]) -> tuple[ClassFacts, ...]:
        folder = plan.path.rpartition("/")[0]
        below = [path for path in tests if not folder or path.startswith(f"{folder}/")]
        if not below:
            below = [path for path in tests if not INTEGRATION_FOLDERS.isdisjoint(path.split("/"))] or list(tests)
        named = set(plan.targets.values()).intersection(tests)
        named.update(path for path in tests if path not in below and self._mentions(path, plan.path))
        return tuple(cls for path in dict.fromkeys([*below, *sorted(named)]) for cls in self.tests(path))

    def _mentions(self, path: str, plan: str) -> bool:
        """Whether the file at ``path`` may refer to ``plan``. What was read already tells without reading again."""
        name = plan.rpartition("/")[2]
        text, stamp = self._text(path, _LARGEST_TEST)
        known = self._tests.get(path)
        if known is not None and known[0] == stamp:
            return any(pin.path.endswith(name) for cls in known[1] for pin in cls.pins)
        return text is not None and f"{name}#" in text

    def _text(self, path: str, limit: int) -> tuple[str | None, object]:
        """The text at ``path``, and what changes when it does."""
        if self._buffers is not None and (buffer := self._buffers(path)) is not None:
            return buffer, buffer
        file = self._workspace.root / path
        try:
            status = os.stat(file)
            stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
            decoded = read_text(file, limit)
        except (OSError, Unreadable):
            return None, None
        return (decoded.text, stamp) if decoded is not None else (None, None)


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


def _may_be_plan(path: str, tests: tuple[str, ...]) -> bool:
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


_PLAN_NAME = re.compile(r"plan|seam", re.IGNORECASE)
