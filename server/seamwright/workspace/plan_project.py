"""The plans of one root as rules see them: what is known around each, for the command line and the server alike."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, NamedTuple

from seamwright.generate.fixture_stubs import ProjectFixtures
from seamwright.generate.model import Options
from seamwright.plan.model import Plan
from seamwright.plan.vocabulary import Vocabulary
from seamwright.rules import baseline
from seamwright.rules.model import Problem, Rule, Settings
from seamwright.rules.plans.engine import check_plan, check_suite, has_active
from seamwright.rules.plans.model import Names, PlanContext, SuiteContext, Wanted
from seamwright.rules.plans.surroundings import wanted_fixtures
from seamwright.trace import PlanTrace, Relation
from seamwright.workspace.project_names import NamesOnDisk
from seamwright.workspace.rule_project import Examination, RuleProject
from seamwright.workspace.trace_cache import TraceCache
from seamwright.workspace.tracing import Tracing
from seamwright.workspace.tree import DiskTree


class Around(NamedTuple):
    """What is known around a plan, at a price, and holds for a while."""

    trace: PlanTrace | None = None
    wanted: Mapping[str, Wanted] = {}
    names: Names | None = None
    revision: int = 0
    """Of the names."""


class PlanProject:
    """The plans below one root, for one examination of all of them."""

    def __init__(self, rules: RuleProject, cache: TraceCache | None = None) -> None:
        self._rules = rules
        self._tracing = Tracing(rules.workspace, cache=cache, keep_parsed=True)
        self._names: NamesOnDisk | None = None
        self._traces: dict[str, dict[str, PlanTrace]] = {}
        """By folder."""

    def plans_below(self, folder: str) -> list[str]:
        """The documents in or below ``folder`` (relative to the root) that may be plans of the project."""
        prefix = f"{folder}/" if folder and folder != "." else ""
        return [path for path in self._tracing.possible_plans if path.startswith(prefix)]

    def further(self, path: str, text: str) -> list[tuple[Rule, Problem]]:
        """What is wrong about the module at ``path`` by the plans that it names.

        Raises:
            ConfigError: the configuration cannot be used.
        """
        if "Plan:" not in text:
            return []
        options = partial(self._rules.workspace.options, path, trusted=True)
        return suite_problems(path, text, self._tracing, self._rules.settings, options)

    def examine(self, path: str, text: str, known: baseline.Known, named: Iterable[str] = ()) -> Examination | None:
        """What the rules say about the plan at ``path``; ``None`` for a document that is none. ``named`` documents
        count as plans wherever they stand.

        Raises:
            ConfigError: the configuration cannot be used.
        """
        workspace = self._rules.workspace
        vocabulary, settings = workspace.config.vocabulary, self._rules.settings
        facts = self._tracing.plan(path)
        plan = facts.plan if facts is not None else self._tracing.read_plan(path, text)
        if not plan.seams and not plan.problems:
            return None
        if not has_active(settings, path):
            return Examination(())
        around = self._around(path, named) if plan.seams else Around()
        return examine_plan(path, text, plan, around, vocabulary, settings, known)

    def forget(self) -> None:
        """Files changed on disk."""
        self._tracing.forget()
        self._traces.clear()

    def _around(self, path: str, named: Iterable[str]) -> Around:
        folder = path.rpartition("/")[0]
        if folder not in self._traces:
            self._traces[folder] = self._tracing.traces_beside(path, named)
        if self._names is None:
            self._names = NamesOnDisk(self._rules.root, lazily=True)
            self._names.refresh()
        facts = self._tracing.plan(path)
        wanted: Mapping[str, Wanted] = {}
        tree = self._rules.near(path).tree
        if facts is not None and isinstance(tree, DiskTree) and any(seam.fixtures for seam in facts.plan.seams):
            wanted = wanted_fixtures(facts, ProjectFixtures(tree.resolver, tree.absolute("").rstrip("/")))
        return Around(self._traces[folder].get(path), wanted, self._names.names)


def examine_plan(
    path: str,
    text: str,
    plan: Plan,
    around: Around,
    vocabulary: Vocabulary,
    settings: Settings,
    known: baseline.Known,
    memo: dict[object, Any] | None = None,
) -> Examination:
    """What the rules say about a plan: the one way in for the command line and the server.

    ``memo`` is kept for as long as ``vocabulary`` is the same.
    """
    kept = memo if memo is not None else {}
    context = PlanContext(path, text, plan, around.trace, around.names, around.wanted, vocabulary, kept)
    found = check_plan(context, settings)
    fresh = baseline.without_known(path, text, found, known)
    return Examination(tuple(fresh), len(found) - len(fresh))


def suite_problems(
    path: str,
    text: str,
    tracing: Tracing,
    settings: Settings,
    options: Callable[[], Options],
    relation: Relation | None = None,
) -> list[tuple[Rule, Problem]]:
    """What is wrong about a module by the plans that its classes name: the one way in as well.

    With ``relation``, which the same module had before, only what changed is compared again.
    """
    classes = tracing.tests(path)
    places: dict[str, None] = {}
    for cls in classes:
        for pin in cls.pins:
            written = pin.path.replace("\\", "/")
            places.setdefault(written)
            places.setdefault(posixpath.normpath(posixpath.join(posixpath.dirname(path), written)))
    plans = {each: facts for each in places if (facts := tracing.plan(each)) is not None}
    if not plans:
        return []
    pinned = tuple(cls for cls in classes if cls.pins)
    traces = (relation or Relation()).relate(list(plans.values()), dict.fromkeys(plans, pinned))
    return check_suite(SuiteContext(path, text, classes, plans, traces, tracing.text, options), settings)
