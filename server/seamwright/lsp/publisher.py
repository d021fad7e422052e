"""Sends diagnostics to clients that do not ask for them: after each change, as soon as the client gives us a moment.

One thread examines, so what is published never goes back to an older version. It waits a few milliseconds for the next
keystroke, because a completion that is on its way comes first.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from lsprotocol import types as t

from seamwright.lsp.documents import may_be_plan
from seamwright.lsp.errors import Cancelled
from seamwright.lsp.failures import describe
from seamwright.lsp.workers import Token

if TYPE_CHECKING:
    from seamwright.lsp.server import Server

logger = logging.getLogger(__name__)

_PAUSE = 0.015
_PATIENCE = 0.05
"""Seconds. The longest that diagnostics wait for requests that are being answered."""


class Publisher:
    """Beside the requests of one session."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._wanted: dict[str, float] = {}
        self._ready = threading.Condition()
        self._thread: threading.Thread | None = None
        self._shown: dict[str, tuple[int, list[t.Diagnostic]]] = {}

    def changed(self, uri: str) -> None:
        """A document was opened or changed; what depends on it is looked at again too."""
        server = self._server
        document = server.documents.get(uri)
        if document is None:
            return
        uris = [uri]
        if document.language != "python":
            if not server.client.pulls_diagnostics and may_be_plan(document):
                self.want(uris)
            return
        if document.path is None or document.path.endswith("conftest.py"):
            uris += [each.uri for each in server.documents if each.language == "python" and each.uri != uri]
        if not server.client.pulls_diagnostics:
            self.want(uris)
        elif len(uris) > 1 and server.client.refreshes_diagnostics:
            server.protocol.ask(t.WORKSPACE_DIAGNOSTIC_REFRESH, None)

    def all_changed(self) -> None:
        """Files changed on disk."""
        server = self._server
        uris = [each.uri for each in server.documents]
        if not server.client.pulls_diagnostics:
            self.want(uris)
        elif uris and server.client.refreshes_diagnostics:
            server.protocol.ask(t.WORKSPACE_DIAGNOSTIC_REFRESH, None)

    def closed(self, uri: str) -> None:
        """Nothing is shown any more for a document that was closed."""
        with self._ready:
            self._wanted.pop(uri, None)
        if uri in self._shown:
            del self._shown[uri]
            self._server.protocol.tell(
                t.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, t.PublishDiagnosticsParams(uri=uri, diagnostics=[])
            )

    def want(self, uris: list[str]) -> None:
        """Look at these documents, and show what is found if that is not what is shown."""
        now = time.monotonic()
        with self._ready:
            for uri in uris:
                self._wanted.setdefault(uri, now)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="seamwright-diagnostics", daemon=True)
                self._thread.start()
            self._ready.notify()

    def _work(self) -> None:
        while True:
            with self._ready:
                while not self._wanted:
                    self._ready.wait()
            time.sleep(_PAUSE)
            until = time.monotonic() + _PATIENCE - _PAUSE
            while self._server.protocol.is_busy and time.monotonic() < until:
                time.sleep(0.002)
            with self._ready:
                uri = min(self._wanted, key=lambda each: self._wanted[each], default=None)
                if uri is None:
                    continue
                del self._wanted[uri]
            try:
                self._publish(uri)
            except Cancelled:
                continue
            except Exception as error:
                logger.error("diagnostics failed: %s", describe(error))

    def _publish(self, uri: str) -> None:
        from seamwright.lsp.examined import to_diagnostics

        server = self._server
        world = server.snapshot(Token())
        document = world.document(uri)

        def pause() -> None:
            if server.documents.get(uri) is not document:
                raise Cancelled  # What comes next is on its way.

        examined = world.shared.examiner.examine(world, uri, pause)
        for step in world.after:
            step()
        if document is None or server.protocol.is_shut_down or (examined is None and uri not in self._shown):
            return
        current = server.documents.get(uri)
        if current is None or current.version != document.version:
            return  # What comes next is on its way, and nothing older is shown in between.
        diagnostics = to_diagnostics(world, examined, document) if examined is not None else []
        if self._shown.get(uri) == (document.version, diagnostics):
            return
        self._shown[uri] = (document.version, diagnostics)
        params = t.PublishDiagnosticsParams(uri=uri, diagnostics=diagnostics, version=document.version)
        server.protocol.tell(t.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, params)
