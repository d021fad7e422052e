"""What the rules say about open documents and files, kept per document so that a keystroke costs what it touched."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from seamwright.lsp.convert import to_uri
from seamwright.lsp.documents import TextDocument
from seamwright.lsp.examined import Examined, result_id, shown
from seamwright.lsp.naming import Naming
from seamwright.lsp.plan_examiner import PlanExaminer
from seamwright.lsp.progress import Progress
from seamwright.lsp.projects import Root, root_of
from seamwright.lsp.session_project import slashed
from seamwright.rules.model import Finding
from seamwright.workspace.config import ConfigError
from seamwright.workspace.files import Workspace
from seamwright.workspace.rule_project import RuleProject
from seamwright.workspace.tree import Fixtures as TreeFixtures
from seamwright.workspace.walking import INTEGRATION_FOLDERS

if TYPE_CHECKING:
    from seamwright.lsp.fixtures import Fixtures
    from seamwright.lsp.world import World

_WAIT = 0.01
_PATIENCE = 1.0
"""Seconds after which files are looked at again where no client tells us of changes."""
_ANYWHERE = ("SW3", "SW4")
"""Codes of the rules about fixtures and plans, which hold in every test, whatever its style."""


class _Kept(NamedTuple):
    """What was found, for as long as ``key`` is what it depends on."""

    key: object
    findings: Sequence[Finding] | None
    result_id: str


class Examiner:
    """Shared by all requests of a session; one at a time examines.

    It uses the session's resolver of fixtures, and while it does nobody else can: so it lets whoever waits for that go
    first, between any two pieces of a module.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._projects: dict[Root, RuleProject] = {}
        self._kept: dict[tuple[Root, str], _Kept] = {}
        self._open: dict[str, TextDocument] = {}
        self._spelled: dict[str, str] = {}
        self._world: World | None = None
        self._stale = False
        self._looked = 0.0
        self.plans = PlanExaminer()
        self.given: dict[str, str] = {}
        """What a client that asks was given last for each document, by its result id."""
        self.examined = 0
        """Times that a document was examined, for tests of the promise that none is without need."""

    def examine(
        self, world: World, uri: str, pause: Callable[[], None] = lambda: None, *, wait: bool = False
    ) -> Examined | None:
        """What is found in the open document ``uri``; ``None`` for one that the rules are not about.

        ``pause`` is called between pieces; what it raises ends the examination. ``wait`` is about plans.
        """
        document = world.document(uri)
        if document is None or document.path is None:
            return None
        if document.language != "python":
            return shown(world, self.plans.examine(world, uri, wait=wait))
        root = root_of(Path(document.path), world.folders)
        with self._using(world) as session:
            project = self._project(root, session)
            if not world.client.watches_files and time.monotonic() - self._looked > _PATIENCE:
                project.look_again()
                self._looked = time.monotonic()
            try:
                path = project.workspace.relative(Path(document.path))
                return shown(world, self._examined(_Around(world, session, root, project, pause), path, document))
            except ConfigError as error:
                world.warn_afterwards(str(error))
            except ValueError:
                pass
        return None

    def concerns(self, world: World, uri: str) -> bool:
        """Whether all rules look at the open Python document ``uri``, so that it is an integration test."""
        document = world.document(uri)
        if document is None or document.path is None:
            return False
        root = root_of(Path(document.path), world.folders)
        with self._using(world) as session:
            project = self._project(root, session)
            try:
                return self._is_examined(project, root, project.workspace.relative(Path(document.path)))
            except ValueError:  # Also a configuration that cannot be used, of which the findings tell.
                return False

    def everything(self, world: World) -> Iterator[tuple[str, Examined]]:
        """What is found in the integration tests below the open folders: URI and findings of each file."""
        for root in dict.fromkeys(root_of(folder / "x", world.folders) for folder in world.folders):
            try:
                with self._using(world) as session:
                    project = self._project(root, session)
                    project.look_again()
                    paths = list(project.integration_files(root.real))
                progress = Progress(world, "Examining tests", len(paths))
                for number, path in enumerate(paths):
                    with self._using(world) as session:
                        document = self._open.get(f"{project.root}/{path}")
                        around = _Around(world, session, root, self._project(root, session), world.check)
                        examined = shown(world, self._examined(around, path, document))
                    progress.report(number)
                    if examined is not None:
                        yield document.uri if document is not None else to_uri(str(root.shown / path)), examined
                progress.end()
                for uri, found in self.plans.everything(world, root.shown):
                    yield uri, shown(world, found) or found
            except ConfigError as error:
                world.warn_afterwards(str(error))

    def forget(self) -> None:
        """Files changed on disk. Nobody waits here for a request that is being answered: the next one will look."""
        self._stale = True
        self.plans.forget()

    def _examined(self, around: _Around, path: str, document: TextDocument | None) -> Examined | None:
        """What is found in one file: what was found before, as long as nothing has changed on which that depends."""
        project, root = around.project, around.root
        near = project.near(path)
        text = document.text if document is not None else project.read(path)
        if text is None:
            return None
        whole = self._is_examined(project, root, path)
        if not whole and not (root.is_open and project.is_module_of_tests(path)):
            return None
        further = tuple(self.plans.further(around.world, root, path, text))
        shared = tuple(each for place, each in self._open.items() if self._is_shared(project, place))
        try:
            known = project.known
        except ConfigError:
            raise
        except ValueError:
            known = {}
        key = (
            text,
            whole,
            near,
            near.revision,
            known,
            around.session.project.epoch,
            shared,
            around.session.suites.revision,
            further,
        )
        kept = self._kept.get((root, path))
        if kept is None or kept.key != key:
            found: Sequence[Finding] | None
            found = project.examine(
                path, text, known, keep=document is not None, pause=around.pause, further=further
            ).findings
            self.examined += 1
            if not whole:
                # In other tests only what pytest itself would trip over, and what a plan says of them.
                found = [each for each in found if each.code.startswith(_ANYWHERE)] or None
            kept = self._kept[root, path] = _Kept(key, found, result_id(found or ()))
        if kept.findings is None:
            return None
        version = document.version if document is not None else None
        return Examined(text, version, kept.findings, root, kept.result_id)

    def _is_shared(self, project: RuleProject, place: str) -> bool:
        prefix = f"{project.root}/"
        return place.endswith(".py") and (not place.startswith(prefix) or project.is_shared(place[len(prefix) :]))

    def _is_examined(self, project: RuleProject, root: Root, path: str) -> bool:
        if project.is_examined(path):
            return True
        # A file on its own knows nothing of the folders above it but their names.
        if root.is_open or not project.is_module_of_tests(path):
            return False
        return bool(INTEGRATION_FOLDERS.intersection(part.lower() for part in root.real.parts))

    def _project(self, root: Root, session: Fixtures) -> RuleProject:
        project = self._projects.get(root)
        if project is None:
            prefix = f"{root.real}/"

            def buffer(path: str) -> str | None:
                found = self._open.get(prefix + path)
                return found.text if found is not None else None

            fixtures = TreeFixtures(session.resolver, session.project.environment, slashed(str(root.shown)))
            names = Naming(session, lambda: self._world)
            project = RuleProject(Workspace(root.real), buffers=buffer, live=True, fixtures=fixtures, names=names)
            self._projects[root] = project
        return project

    @contextmanager
    def _using(self, world: World) -> Iterator[Fixtures]:
        """Wait for the turn of ``world``, and look at the files as it sees them."""
        while not self._lock.acquire(timeout=_WAIT):
            world.check()
        try:
            if self._stale:
                self._stale = False
                self._spelled.clear()
                for project in self._projects.values():
                    project.forget()
            self._world = world
            before = set(self._open)
            self._open = {self._real(each.path): each for each in world.documents if each.path is not None}
            closed = before - self._open.keys()
            if closed:
                self._forget_closed(closed)
            with world.shared.fixtures.everything(world) as base:
                for path in closed:
                    # Read again from disk by whoever needs it; what was only a buffer takes no memory any more.
                    base.resolver.release(slashed(path))
                yield base.session
        finally:
            self._lock.release()

    def _forget_closed(self, closed: Set[str]) -> None:
        for project in self._projects.values():
            project.keep_only(self._open)
        self._kept = {key: each for key, each in self._kept.items() if f"{key[0].real}/{key[1]}" not in closed}
        self._spelled = {path: real for path, real in self._spelled.items() if real not in closed}

    def _real(self, path: str) -> str:
        """``path`` without symbolic links, as roots are spelled."""
        if path not in self._spelled:
            self._spelled[path] = os.path.realpath(path)
        return self._spelled[path]


class _Around:
    """What an examination goes on in."""

    def __init__(
        self, world: World, session: Fixtures, root: Root, project: RuleProject, pause: Callable[[], None]
    ) -> None:
        self.world, self.session, self.root, self.project, self._pause = world, session, root, project, pause

    def pause(self) -> None:
        """Between two pieces of a module."""
        self._pause()
        self.session.make_way(self.world)
