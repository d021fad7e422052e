"""Keeps plan and tests up to date with each other while somebody types in one of them.

How they belong together is worked out after a short pause, beside the requests, and given up when the next key comes.
Then whoever shows something that is another by now is told: diagnostics and lenses of open documents, and no others.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Hashable, Iterable, Iterator
from typing import TYPE_CHECKING

from lsprotocol import types as t

from seamwright.lsp.documents import TextDocument, may_be_plan
from seamwright.lsp.errors import Cancelled
from seamwright.lsp.failures import describe
from seamwright.lsp.workers import Token

if TYPE_CHECKING:
    from seamwright.lsp.server import Server
    from seamwright.lsp.world import World

logger = logging.getLogger(__name__)

_PAUSE = 0.05
"""Seconds after the last key."""


class Follower:
    """Beside the requests of one session."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._ready = threading.Condition()
        self._thread: threading.Thread | None = None
        self._changed: set[str] = set()
        self._since = 0.0
        self._token = Token()
        self._lenses: dict[str, Hashable] = {}
        self._shown: set[str] = set()

    def changed(self, uris: Iterable[str]) -> None:
        """These documents were opened or changed. Without a plan that is open there is nothing to follow."""
        if not any(map(may_be_plan, self._server.documents)):
            return
        with self._ready:
            self._changed.update(uris)
            self._since = time.monotonic()
            self._token.cancel()
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="seamwright-follower", daemon=True)
                self._thread.start()
            self._ready.notify()

    def _work(self) -> None:
        while True:
            with self._ready:
                while not self._changed:
                    self._ready.wait()
            left = self._since + _PAUSE - time.monotonic()
            while left > 0:
                time.sleep(left)
                left = self._since + _PAUSE - time.monotonic()
            with self._ready:
                changed, self._changed = self._changed, set()
                self._token = Token()
                world = self._server.snapshot(self._token)
            try:
                self.follow(world, changed)
            except Cancelled:
                with self._ready:
                    self._changed |= changed
            except Exception as error:
                logger.error("following changes failed: %s", describe(error))

    def follow(self, world: World, changed: set[str]) -> None:
        """Work out what is around the open plans by now, after these documents changed, and tell who shows it."""
        self._look_around(world, changed)
        news = [self._read_names(world, each.uri) for each in _plans(world)]
        if any(news):
            self._look_around(world, set())

    def _read_names(self, world: World, uri: str) -> bool:
        def pause() -> None:
            world.check()
            world.shared.give_way()

        return world.shared.examiner.plans.read_names(world, uri, pause)

    def _look_around(self, world: World, changed: set[str]) -> None:
        from seamwright.lsp.trace_lenses import contents

        lenses: dict[str, Hashable] = {}
        for document in _plans(world):
            world.check()
            traced = world.shared.examiner.plans.look_around(world, document.uri)
            if traced is not None:
                lenses |= {traced.project.uri(path): said for path, said in contents(traced).items()}
        self._tell_of_lenses(world, changed, lenses)
        self._tell_of_findings(world)
        for step in world.after:
            step()
        world.after.clear()

    def _tell_of_lenses(self, world: World, changed: set[str], lenses: dict[str, Hashable]) -> None:
        """Who types in a document asks for its lenses again without being told."""
        shown = {each.uri for each in world.documents}
        before, self._lenses = self._lenses, {uri: said for uri, said in lenses.items() if uri in shown}
        known = {uri for uri in self._shown & shown if before.get(uri) != self._lenses.get(uri)}
        self._shown = shown
        if (known - changed or (len(changed) > 1 and known)) and world.client.refreshes_lenses:
            world.ask_now(t.WORKSPACE_CODE_LENS_REFRESH, None)

    def _tell_of_findings(self, world: World) -> None:
        client, examiner = world.client, world.shared.examiner
        uris = [each.uri for each in world.documents if may_be_plan(each) or "Plan:" in each.text]
        if not client.pulls_diagnostics:
            self._server.publisher.want(uris)
            return
        if not client.refreshes_diagnostics:
            return
        for uri in uris:
            examined = examiner.examine(world, uri)
            if uri in examiner.given and examiner.given[uri] != (examined.result_id if examined is not None else ""):
                world.ask_now(t.WORKSPACE_DIAGNOSTIC_REFRESH, None)
                return


def _plans(world: World) -> Iterator[TextDocument]:
    return (each for each in world.documents if may_be_plan(each))
