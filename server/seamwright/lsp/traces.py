"""Plans and tests of the open projects, related to each other as the editor has them now: buffers first, disk second.

What a keystroke changes is one plan or one module; everything else is kept. Folders are listed again only when the
client says that files changed, or, for a client that watches none, when some time has passed.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from seamwright.lsp.documents import TextDocument
from seamwright.lsp.projects import Project
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
        root = self._root(project)
        with root.lock:
            world.check()
            traces, classes = root.look(world, project, path)
        return Traced(project, path, traces, classes)

    def everything(self, world: World, project: Project) -> Mapping[str, PlanTrace]:
        """All plans of ``project``, open or not, by path."""
        root = self._root(project)
        with root.lock:
            return root.look(world, project, "")[0]

    @contextmanager
    def near(self, world: World, project: Project) -> Iterator[Tracing]:
        """The single files of ``project``, for whoever asks about a module and its plans, and not about all of them.

        Nobody waits here for a relation that is being made.
        """
        root = self._root(project)
        with root.near.lock:
            try:
                yield root.near.see(world, project)
            finally:
                root.near.release()

    def _root(self, project: Project) -> _Root:
        with self._lock:
            return self._roots.setdefault(project.root, _Root(project.workspace))

    def forget(self) -> None:
        """Files changed on disk."""
        with self._lock:
            for root in self._roots.values():
                root.is_old = root.near.is_old = True


class _Files:
    """The files of a root as one world has them. One thread at a time, which holds ``lock``."""

    def __init__(self, workspace: Workspace) -> None:
        self.lock = threading.Lock()
        self.is_old = False
        self.tracing = Tracing(workspace, self._buffers, self._open_plan)
        self._world: World | None = None
        self._project: Project | None = None
        self._looked = 0.0
        self._open: dict[str, TextDocument] = {}
        self._real: dict[str, str] = {}

    def see(self, world: World, project: Project) -> Tracing:
        """What is on disk, with the documents of ``world`` on top. Files are looked at again if that may be needed."""
        self._world, self._project = world, project
        self._open = {path: each for each in world.documents if (path := self._path(each)) is not None}
        now = time.monotonic()
        if self.is_old or (not world.client.watches_files and now - self._looked > _HOLDS):
            self.is_old = False
            self._looked = now
            self.tracing.forget()
            self._real.clear()
        return self.tracing

    def release(self) -> None:
        """Keep nothing of the world that was seen."""
        self._world = self._project = None
        self._open = {}

    def _path(self, document: TextDocument) -> str | None:
        """Where a document stands below the root, without symbolic links."""
        if document.path is None or self._project is None:
            return None
        real = self._real.get(document.path)
        if real is None:
            real = self._real[document.path] = os.path.realpath(document.path)
        prefix = f"{self._project.root}{os.sep}"
        return real[len(prefix) :].replace(os.sep, "/") if real.startswith(prefix) else None

    def _buffers(self) -> dict[str, str]:
        """The texts of the project's open documents, by path."""
        if self._world is not None:
            self._world.check()
        return {path: document.text for path, document in self._open.items()}

    def _open_plan(self, path: str) -> Plan | None:
        document = self._open.get(path)
        if document is None or self._world is None or self._project is None:
            return None
        reading = self._world.shared.plans.read(document, self._project.vocabulary())
        return reading.plan if reading is not None else None


class _Root(_Files):
    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.near = _Files(workspace)
        self._key: object = None
        self._traces: dict[str, PlanTrace] = {}
        self._results = Results()

    def look(self, world: World, project: Project, path: str) -> tuple[dict[str, PlanTrace], tuple[ClassFacts, ...]]:
        """The relation as ``world`` has it, and the classes of the module at ``path``."""
        try:
            before = self._looked, self.is_old
            tracing = self.see(world, project)
            if before != (self._looked, self.is_old) or self._key is None:
                self._key = None
                self._results = cached_results((project.root,))
            key = tuple((each.uri, each.version, each.fingerprint) for each in world.documents)
            if key != self._key:
                self._traces = tracing.traces(self._results)
                self._key = key
            return self._traces, tracing.tests(path) if path.endswith(".py") else ()
        except ConfigError as error:
            world.warn_afterwards(str(error))
            return {}, ()
        finally:
            self.release()
