"""Plans and tests of the open projects, related to each other as the editor has them now: buffers first, disk second.

What a keystroke changes is one plan or one module; everything else is kept. Folders are listed again only when the
client says that files changed, or, for a client that watches none, when some time has passed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from seamwright.lsp.projects import Project, open_document
from seamwright.lsp.world import World
from seamwright.plan import Plan
from seamwright.trace import ClassFacts, PlanTrace
from seamwright.trace.results import Results
from seamwright.workspace.config import ConfigError
from seamwright.workspace.files import Workspace
from seamwright.workspace.run_results import cached_results
from seamwright.workspace.tracing import Tracing

_HOLDS = 2.0
"""Seconds that a listing holds where the client does not watch files."""


@dataclass(frozen=True)
class Traced:
    """What one request sees of the project around its document."""

    project: Project
    path: str
    """Of the document, relative to the root."""
    traces: Mapping[str, PlanTrace]
    """All plans of the project, by path."""
    classes: tuple[ClassFacts, ...]
    """The test classes of the document, if it is a module."""

    @property
    def plan(self) -> PlanTrace | None:
        """The document itself, if it is a plan."""
        return self.traces.get(self.path)


class Traces:
    """One relation per root. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._roots: dict[Path, _Root] = {}

    def of(self, world: World, uri: str) -> Traced | None:
        """The project around the open document ``uri``; ``None`` for a document outside all open folders."""
        document = world.document(uri)
        return self.around(world, document.path) if document is not None and document.path is not None else None

    def around(self, world: World, absolute: str) -> Traced | None:
        """The same for a file that need be neither open nor there."""
        project = world.shared.projects.around(world, absolute)
        if not project.is_open:
            return None
        try:
            path = project.relative(absolute)
        except ValueError:
            return None
        with self._lock:
            root = self._roots.setdefault(project.root, _Root(project.workspace))
        with root.lock:
            world.check()
            traces, classes = root.look(world, project, path)
        return Traced(project, path, traces, classes)

    def forget(self) -> None:
        """Files changed on disk."""
        with self._lock:
            for root in self._roots.values():
                root.is_old = True


class _Root:
    def __init__(self, workspace: Workspace) -> None:
        self.lock = threading.Lock()
        self.is_old = False
        self._tracing = Tracing(workspace, self._buffers, self._open_plan)
        self._places: dict[str, str | None] = {}
        self._world: World | None = None
        self._project: Project | None = None
        self._looked = 0.0
        self._key: object = None
        self._traces: dict[str, PlanTrace] = {}
        self._results = Results()

    def look(self, world: World, project: Project, path: str) -> tuple[dict[str, PlanTrace], tuple[ClassFacts, ...]]:
        """The relation as ``world`` has it, and the classes of the module at ``path``."""
        self._world, self._project = world, project
        try:
            now = time.monotonic()
            if self.is_old or (not world.client.watches_files and now - self._looked > _HOLDS):
                self.is_old = False
                self._key = None
                self._tracing.forget()
                self._places.clear()
            key = tuple((each.uri, each.version, each.fingerprint) for each in world.documents)
            if key != self._key:
                if self._key is None:
                    self._looked = now
                    self._results = cached_results((project.root,))
                self._traces = self._tracing.traces(self._results)
                self._key = key
            return self._traces, self._tracing.tests(path) if path.endswith(".py") else ()
        except ConfigError as error:
            world.warn_afterwards(str(error))
            return {}, ()
        finally:
            self._world = self._project = None

    def _buffers(self) -> dict[str, str]:
        """The texts of the project's open documents, by path."""
        found: dict[str, str] = {}
        for document in self._world.documents if self._world is not None else ():
            path = self._place(document.path) if document.path is not None else None
            if path is not None:
                found.setdefault(path, document.text)
        return found

    def _place(self, path: str) -> str | None:
        """``path`` relative to the root; links are followed once, at every key that would take too long."""
        if path not in self._places and self._project is not None:
            try:
                self._places[path] = self._project.relative(path)
            except ValueError:
                self._places[path] = None
        return self._places.get(path)

    def _open_plan(self, path: str) -> Plan | None:
        if self._world is None or self._project is None:
            return None
        document = open_document(self._world.documents, self._project.root, path)
        if document is None:
            return None
        reading = self._world.shared.plans.read(document, self._project.vocabulary())
        return reading.plan if reading is not None else None
