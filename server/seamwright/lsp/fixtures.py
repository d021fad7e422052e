"""The fixtures of the open folders: one resolver for all requests, over the disk and the buffers of whoever asks.

Answers are computed on demand from what the request's snapshot holds, so they are never older than it. One request at a
time uses the resolver; it keeps what did not change, and most answers take far less than a millisecond.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lsprotocol import types as t

from seamwright.fixtures import Resolver
from seamwright.fixtures.model import FixtureDef, ModuleFixtures
from seamwright.lsp.convert import to_range, to_uri
from seamwright.lsp.documents import TextDocument, is_python
from seamwright.lsp.offers import Offers
from seamwright.lsp.session_project import SessionProject, slashed
from seamwright.lsp.settings import Settings
from seamwright.lsp.snippet_offers import SnippetOffers
from seamwright.lsp.suites import Suites
from seamwright.text.span import LineIndex, Span

if TYPE_CHECKING:
    from seamwright.actions.python.annotation import Annotation
    from seamwright.lsp.world import World

_WAIT = 0.005
_PATIENCE = 0.05
"""Seconds that long work waits for others."""
_INDEXES = 32


class Fixtures:
    """Shared by all requests of a session."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._waiting: set[object] = set()
        self._changed: list[list[str] | None] = []
        self.project = SessionProject()
        self.resolver = Resolver(self.project, lambda path: self.project.document(path) is not None)
        self.offers = Offers()
        self.snippets = SnippetOffers()
        self.suites = Suites()
        self.annotations: dict[Hashable, Annotation | None] = {}
        self.indexes: dict[str, tuple[Hashable, LineIndex]] = {}

    @contextmanager
    def at(self, world: World, uri: str) -> Iterator[View | None]:
        """What is known around the open Python document ``uri``, for as long as the block runs."""
        document = world.document(uri)
        path = document.path if document is not None and is_python(document) else None
        if document is None or path is None:
            yield None
            return
        with self.everything(world) as base:
            yield View(base, document, base.project.real(path))

    @contextmanager
    def everything(self, world: World) -> Iterator[Base]:
        """The resolver with the buffers of ``world`` on top of the disk, for as long as the block runs."""
        self._take(world)
        try:
            self._see(world)
            yield Base(self, world)
        finally:
            self._lock.release()

    def make_way(self, world: World) -> None:
        """Let those go first who wait by now; for long work inside of :meth:`everything`."""
        if not self._waiting:
            return
        self._lock.release()
        try:
            until = time.monotonic() + _PATIENCE
            while self._waiting and time.monotonic() < until:
                time.sleep(0.001)
        finally:
            while not self._lock.acquire(timeout=_WAIT):
                pass
        self._see(world)

    def _take(self, world: World) -> None:
        """Wait for the lock, or until nobody waits for the answer any more."""
        if self._lock.acquire(blocking=False):
            return
        ticket = object()
        self._waiting.add(ticket)
        try:
            while not self._lock.acquire(timeout=_WAIT):
                world.check()
        finally:
            self._waiting.discard(ticket)

    def _see(self, world: World) -> None:
        while self._changed:
            self.project.forget(self._changed.pop())
        self.project.see(world)

    def forget(self, paths: Sequence[str] | None = None) -> None:
        """These files (all without an argument) changed on disk, came or went."""
        # Nobody waits here for a request that is being answered: the next one will look.
        self._changed.append(None if paths is None else [slashed(each) for each in paths])


class Base:
    """The resolver and what is needed to say its answers in the protocol's terms."""

    def __init__(self, session: Fixtures, world: World) -> None:
        self.session, self.world = session, world
        self.resolver, self.project = session.resolver, session.project
        self.offers, self.suites = session.offers, session.suites

    @contextmanager
    def resolver_at(self, path: str) -> Iterator[ModuleFixtures | None]:
        """What the file at ``path`` holds; afterwards it is forgotten, unless it was known before."""
        was_known = path in self.resolver.world.modules
        try:
            yield self.resolver.module(path)
        finally:
            if not was_known:
                self.resolver.release(path)

    @property
    def settings(self) -> Settings:
        """What the user has chosen."""
        return self.world.settings

    def folders(self) -> list[str]:
        """The open folders."""
        return [self.project.real(str(folder)) for folder in self.world.folders]

    def place(self, definition: FixtureDef) -> str:
        """Where a fixture comes from, for people."""
        if definition.origin == "builtin":
            return "pytest"
        return self.relative(definition.path)

    def uri(self, path: str) -> str:
        """The URI of a file, in the client's spelling where it has the file open."""
        document = self.project.document(path)
        return document.uri if document is not None else to_uri(path)

    def index(self, path: str) -> LineIndex | None:
        """The lines of a file; ``None`` if it cannot be read."""
        document = self.project.document(path)
        if document is not None:
            return document.index
        version = self.project.version(path)
        known = self.session.indexes.get(path)
        if known is None or known[0] != version:
            text = self.project.text(path)
            if text is None:
                return None
            if len(self.session.indexes) >= _INDEXES:
                self.session.indexes.clear()
            known = self.session.indexes[path] = (version, LineIndex(text))
        return known[1]

    def range(self, path: str, span: Span) -> t.Range | None:
        """The range of ``span`` of a file."""
        index = self.index(path)
        return to_range(index, span, self.world.encoding) if index is not None else None

    def location(self, path: str, span: Span) -> t.Location | None:
        """The place of ``span`` of a file."""
        range_ = self.range(path, span)
        return t.Location(uri=self.uri(path), range=range_) if range_ is not None else None

    def relative(self, path: str) -> str:
        """How a file is called for people: from the nearest open folder, or from the environment's packages."""
        for folder in self.folders():
            prefix = folder.rstrip("/") + "/"
            if path.startswith(prefix) and "/site-packages/" not in path:
                return path[len(prefix) :]
        return path.rpartition("/site-packages/")[2] if "/site-packages/" in path else path.rpartition("/")[2]

    def is_own(self, path: str) -> bool:
        """The file belongs to the user: it lies in an open folder and in no environment."""
        if "/site-packages/" in path:
            return False
        return any(path.startswith(folder.rstrip("/") + "/") for folder in self.folders())


class View(Base):
    """The same, around one open document."""

    def __init__(self, base: Base, document: TextDocument, path: str) -> None:
        super().__init__(base.session, base.world)
        self.document, self.path = document, path

    @property
    def module(self) -> ModuleFixtures:
        """What the document holds."""
        return self.resolver.module(self.path) or ModuleFixtures(self.path)

    def offset(self, position: t.Position) -> int:
        """The offset of a position of the document."""
        return self.document.index.offset(position.line, position.character, self.world.encoding)

    def rank(self, definition: FixtureDef) -> int:
        """How far a fixture is from here, for sorting: 0 for the file itself, at most 98."""
        if definition.path == self.path:
            return 0 if definition.class_path else 1
        if definition.origin == "builtin":
            return 98
        if definition.origin == "plugin":
            return 90
        folder, own = definition.path.split("/")[:-1], self.path.split("/")[:-1]
        shared = sum(1 for one, other in zip(folder, own, strict=False) if one == other)
        return min(2 + len(own) - shared, 80)
