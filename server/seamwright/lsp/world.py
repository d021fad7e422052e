"""What one request sees: the documents, folders and client as they were when the request came in.

Requests run on workers while notifications go on changing the session; a request never notices. What is expensive to
make (plans, projects) is shared between snapshots in :class:`Shared` and checked against the snapshot on every use.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seamwright.lsp.capabilities import Client
from seamwright.lsp.documents import Documents, TextDocument
from seamwright.lsp.settings import DEFAULTS, Settings
from seamwright.lsp.workers import Token
from seamwright.text.span import PositionEncoding

if TYPE_CHECKING:
    from seamwright.lsp.examiner import Examiner
    from seamwright.lsp.fixtures import Fixtures
    from seamwright.lsp.index import Index
    from seamwright.lsp.plans import Plans
    from seamwright.lsp.projects import Projects
    from seamwright.lsp.traces import Traces

_QUIET = 0.06
"""Seconds without a message: longer than between two keys of who types fast."""
_STEP = 0.01
"""Seconds between two looks at whether the client is quiet."""
_LONGEST_WAIT = 2.0
"""Seconds. A request that takes longer, such as a report on the whole workspace, is no keystroke."""


class Shared:
    """What outlives a request. Everything in it is made on first use, for the sake of a fast start."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.heard = 0.0
        """When the client's last message came in, by the monotonic clock: work in the background gives way."""
        self.is_busy: Callable[[], bool] = lambda: False
        """Whether the client waits for an answer."""
        self.pages: dict[Path, Path] = {}
        """Root to the file outside of it that holds its status page, once somebody asked for one."""
        self._plans: Plans | None = None
        self._projects: Projects | None = None
        self._index: Index | None = None
        self._fixtures: Fixtures | None = None
        self._examiner: Examiner | None = None
        self._traces: Traces | None = None

    def give_way(self) -> None:
        """Wait, in the background, until the client is quiet and waits for nothing."""
        until = time.monotonic() + _LONGEST_WAIT
        self.wait_for_quiet()
        while self.is_busy() and time.monotonic() < until:
            time.sleep(_STEP)
            self.wait_for_quiet()

    def wait_for_quiet(self) -> None:
        """Wait, in the background, until the client has said nothing for a while."""
        while time.monotonic() - self.heard < _QUIET:
            time.sleep(_STEP)

    def forget(self, uri: str) -> None:
        """The document with this URI was closed."""
        if self._plans is not None:
            self._plans.forget(uri)

    def files_changed(self, paths: list[str]) -> None:
        """These files changed on disk, came or went."""
        if self._fixtures is not None:
            self._fixtures.forget(paths)
            self._fixtures.suites.revision += 1
        if self._examiner is not None:
            self._examiner.forget()
        if self._traces is not None:
            self._traces.forget()

    @property
    def plans(self) -> Plans:
        """The plans of open documents."""
        with self._lock:
            if self._plans is None:
                from seamwright.lsp.plans import Plans

                self._plans = Plans()
            return self._plans

    @property
    def projects(self) -> Projects:
        """Configuration, contracts and files of every root in use."""
        with self._lock:
            if self._projects is None:
                from seamwright.lsp.projects import Projects

                self._projects = Projects()
            return self._projects

    @property
    def index(self) -> Index:
        """The plans below the folders, open or not."""
        with self._lock:
            if self._index is None:
                from seamwright.lsp.index import Index

                self._index = Index()
            return self._index

    @property
    def examiner(self) -> Examiner:
        """What the rules say about open documents."""
        with self._lock:
            if self._examiner is None:
                from seamwright.lsp.examiner import Examiner

                self._examiner = Examiner()
            return self._examiner

    @property
    def traces(self) -> Traces:
        """How the plans and tests of the open projects belong together."""
        with self._lock:
            if self._traces is None:
                from seamwright.lsp.traces import Traces

                self._traces = Traces()
            return self._traces

    @property
    def fixtures(self) -> Fixtures:
        """The fixtures below the folders and in the environment."""
        with self._lock:
            if self._fixtures is None:
                from seamwright.lsp.fixtures import Fixtures

                self._fixtures = Fixtures()
            return self._fixtures


class World:
    """A snapshot of the session for one request."""

    def __init__(
        self,
        documents: Documents,
        client: Client,
        encoding: PositionEncoding,
        folders: tuple[Path, ...],
        trusted: bool,
        shared: Shared,
        token: Token,
        ask: Callable[..., None],
        tell_once: Callable[[str], None],
        settings: Settings = DEFAULTS,
        post: Callable[[Callable[[], None]], None] | None = None,
        tell: Callable[[str, Any], None] | None = None,
    ) -> None:
        self._post, self._tell = post, tell
        self.settings = settings
        self.documents = documents
        self.client = client
        self.encoding = encoding
        self.folders = folders
        self.trusted = trusted
        """Whether the user trusts the folders, so that a team's own templates may run."""
        self.shared = shared
        self.check = token.check
        """Call it between the steps of long work; raises when the request has been cancelled."""
        self.after: list[Callable[[], None]] = []
        """What is to be done, on the main thread, once the answer has been sent."""
        self._ask, self._tell_once = ask, tell_once

    def document(self, uri: str) -> TextDocument | None:
        """The open document with this URI."""
        return self.documents.get(uri)

    def describe(self, params: Any) -> str:
        """The document that ``params`` are about, for the log: its fingerprint and version, never its text or path."""
        document = self.documents.get(getattr(getattr(params, "text_document", None), "uri", ""))
        return f"document {document.fingerprint} version {document.version}" if document is not None else ""

    def ask_afterwards(self, method: str, params: Any, reply: Callable[[Any, str | None], None] | None = None) -> None:
        """Send the client a request once this one is answered, so that no client waits for us while we wait for it."""
        self.after.append(lambda: self._ask(method, params, reply))

    def ask_now(self, method: str, params: Any) -> None:
        """Send the client a request from work in the background."""
        if self._post is not None:
            self._post(lambda: self._ask(method, params))

    def tell_now(self, method: str, params: Any) -> None:
        """Send the client a notification from work in the background."""
        tell = self._tell
        if self._post is not None and tell is not None:
            self._post(lambda: tell(method, params))

    def warn_afterwards(self, message: str) -> None:
        """Show ``message`` to the user, once in a session."""
        self.after.append(lambda: self._tell_once(message))
