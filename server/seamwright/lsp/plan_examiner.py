"""What the rules say about open plans, and about plans on disk.

What stands in the plan itself is told at once. What is around it (which tests stand for it, which fixtures and names
there are) costs more than a keystroke may: it is as of the last pause in typing, see ``lsp/follower.py``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seamwright.lsp.convert import to_uri
from seamwright.lsp.documents import TextDocument, is_python
from seamwright.lsp.examined import Examined, result_id
from seamwright.lsp.projects import Project, Root, root_of
from seamwright.plan import Plan
from seamwright.rules import baseline
from seamwright.rules.model import Problem, Rule
from seamwright.rules.plans.engine import has_active
from seamwright.rules.plans.model import Wanted
from seamwright.rules.plans.surroundings import wanted_fixtures
from seamwright.trace import PlanTrace, Relation
from seamwright.workspace.config import ConfigError
from seamwright.workspace.plan_project import Around, examine_plan, suite_problems
from seamwright.workspace.project_names import NamesOnDisk, is_code
from seamwright.workspace.rule_project import RuleProject
from seamwright.workspace.tracing import may_be_plan, plan_facts

if TYPE_CHECKING:
    from seamwright.lsp.traces import Traced
    from seamwright.lsp.world import World


class PlanExaminer:
    """Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._roots: dict[Path, _Root] = {}

    def examine(self, world: World, uri: str, *, wait: bool = False) -> Examined | None:
        """What is found in the open plan ``uri``; ``None`` for a document that is none.

        With ``wait`` what is around it is found out first where nobody knows it yet.
        """
        document = world.document(uri)
        if document is None or document.path is None or is_python(document):
            return None
        project = world.shared.projects.around(world, document.path)
        try:
            path = project.relative(document.path)
        except ValueError:
            return None
        reading = world.shared.plans.read(document, project.vocabulary()) if may_be_plan(path) else None
        if reading is None or not (reading.plan.seams or reading.plan.problems):
            return None
        root = self._root(project)
        if wait and path not in root.around and reading.plan.seams and project.is_open:
            root.read_names(world.check)
            self.look_around(world, uri)
        place = root_of(Path(document.path), world.folders)
        return root.examine(world, project, place, path, document.text, reading.plan, document.version)

    def look_around(self, world: World, uri: str) -> Traced | None:
        """Find out what is around the open plan ``uri`` by now."""
        traced = world.shared.traces.of(world, uri)
        if traced is None:
            return None
        root = self._root(traced.project)
        root.see(world, traced.project)
        root.keep(traced.path, root.look_around(world, traced.project, traced.path, traced.plan))
        return traced

    def read_names(self, world: World, uri: str, pause: Callable[[], None]) -> bool:
        """Read which names the project around ``uri`` has; says whether there were any new ones."""
        document = world.document(uri)
        if document is None or document.path is None:
            return False
        project = world.shared.projects.around(world, document.path)
        return project.is_open and self._root(project).read_names(pause)

    def further(self, world: World, place: Root, path: str, text: str) -> list[tuple[Rule, Problem]]:
        """What is wrong about the module at ``path`` by the plans that it names."""
        if "Plan:" not in text or not place.is_open:
            return []
        project = world.shared.projects.around(world, str(place.shown / "x"))
        root = self._root(project)
        with world.shared.traces.near(world, project) as tracing:
            options = partial(project.workspace.options, path, trusted=world.trusted)
            return suite_problems(path, text, tracing, root.rules.settings, options, root.relation(project, path))

    def everything(self, world: World, folder: Path) -> Iterator[tuple[str, Examined]]:
        """What is found in all plans of the root around ``folder``: URI and findings of each."""
        project = world.shared.projects.around(world, str(folder / "x"))
        place = root_of(folder / "x", world.folders)
        root = self._root(project)
        root.see(world, project)
        root.read_names(world.check)
        for path, trace in world.shared.traces.everything(world, project).items():
            world.check()
            document = project.open_document(path)
            text = document.text if document is not None else _text(project, path)
            if text is None:
                continue
            root.keep(path, root.look_around(world, project, path, trace))
            version = document.version if document is not None else None
            found = root.examine(world, project, place, path, text, trace.plan, version)
            if found is not None:
                yield document.uri if document is not None else to_uri(str(place.shown / path)), found

    def forget(self) -> None:
        """Files changed on disk."""
        with self._lock:
            for root in self._roots.values():
                root.are_names_old = True

    def _root(self, project: Project) -> _Root:
        with self._lock:
            root = self._roots.get(project.root)
            if root is None:
                root = self._roots[project.root] = _Root(RuleProject(project.workspace))
            return root


class _Root:
    def __init__(self, rules: RuleProject) -> None:
        self.rules = rules
        self.around: dict[str, Around] = {}
        self.are_names_old = True
        self._names = NamesOnDisk(rules.root)
        self._seen: dict[str, TextDocument] = {}
        self._relations: dict[str, Relation] = {}
        self._memo: tuple[object, dict[object, Any]] = (None, {})
        self._kept: dict[str, tuple[object, Examined]] = {}

    def examine(
        self, world: World, project: Project, place: Root, path: str, text: str, plan: Plan, version: int | None
    ) -> Examined | None:
        try:
            settings, vocabulary = self.rules.settings, project.workspace.config.vocabulary
            if not has_active(settings, path):
                return None
            around = self.around.get(path, Around())
            known = self._known()
            key = (text, around, settings, vocabulary, known, version)
            kept = self._kept.get(path)
            if kept is None or kept[0] != key:
                if vocabulary is not self._memo[0]:
                    self._memo = (vocabulary, {})
                memo = self._memo[1]
                found = examine_plan(path, text, plan, around, vocabulary, settings, known, memo).findings
                kept = self._kept[path] = (key, Examined(text, version, found, place, result_id(found)))
            return kept[1]
        except ConfigError as error:
            world.warn_afterwards(str(error))
            return None

    def look_around(self, world: World, project: Project, path: str, trace: PlanTrace | None) -> Around:
        wanted: Mapping[str, Wanted] = {}
        if trace is not None and any(seam.fixtures for seam in trace.plan.seams):
            facts = plan_facts(path, trace.plan, project.workspace)
            with project.fixtures() as fixtures:
                if fixtures is not None:
                    wanted = wanted_fixtures(facts, fixtures, lambda: world.shared.fixtures.make_way(world))
        names = self._names.names
        return Around(trace, wanted, names if names.is_complete else None, names.revision)

    def keep(self, path: str, around: Around) -> None:
        before = self.around.get(path)
        if before is None or before[1:] != around[1:] or before.trace is not around.trace:
            self.around[path] = around

    def relation(self, project: Project, path: str) -> Relation | None:
        """What is kept between two keys in the open module at ``path``."""
        self._relations = {each: kept for each, kept in self._relations.items() if project.open_document(each)}
        return self._relations.setdefault(path, Relation()) if project.open_document(path) is not None else None

    def see(self, world: World, project: Project) -> None:
        """Take in the names of open modules, and keep nothing of documents that were closed."""
        self._seen = {uri: each for uri, each in self._seen.items() if world.document(uri) is not None}
        self._kept = {path: each for path, each in self._kept.items() if project.open_document(path) is not None}
        self.around = {path: each for path, each in self.around.items() if path in self._kept}
        for document in world.documents:
            if document.path is not None and is_python(document) and self._seen.get(document.uri) is not document:
                self._seen[document.uri] = document
                if is_code(document.path.replace("\\", "/").rpartition("/")[2]):
                    self._names.names.add(document.text, "")

    def read_names(self, pause: Callable[[], None]) -> bool:
        if not self.are_names_old:
            return False
        changed = self._names.refresh(pause)
        self.are_names_old = False
        return changed

    def _known(self) -> baseline.Known:
        try:
            return self.rules.known
        except ConfigError:
            raise
        except ValueError:
            return {}


def _text(project: Project, path: str) -> str | None:
    try:
        decoded = project.workspace.document(path)
    except ValueError:
        return None
    return decoded.text if decoded is not None else None
