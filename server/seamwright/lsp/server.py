"""The server as an object: the session's state, and which features there are."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from lsprotocol import types as t
from pygls.lsp.server import LanguageServer

from seamwright import __version__
from seamwright.lsp import notifications, parent
from seamwright.lsp.capabilities import Client
from seamwright.lsp.convert import DEFAULT_ENCODING, choose_encoding, to_path, to_uri
from seamwright.lsp.documents import Documents
from seamwright.lsp.follower import Follower
from seamwright.lsp.guard import Protocol
from seamwright.lsp.publisher import Publisher
from seamwright.lsp.requests import COMMANDS, REQUESTS
from seamwright.lsp.settings import DEFAULTS, SECTIONS, read_settings
from seamwright.lsp.structure import make_converter
from seamwright.lsp.workers import Token
from seamwright.lsp.world import Shared, World

logger = logging.getLogger(__name__)


class Server(LanguageServer):
    """One session with one client."""

    protocol: Protocol

    def __init__(self) -> None:
        super().__init__("seamwright", __version__, protocol_cls=Protocol, converter_factory=make_converter)
        self.documents = Documents()
        self.client = Client(t.ClientCapabilities())
        self.encoding = DEFAULT_ENCODING
        self.folder_uris: list[str] = []
        self.folders: tuple[Path, ...] = ()
        self.trusted = False
        self.settings = DEFAULTS
        self.shared = Shared()
        self.shared.is_busy = lambda: self.protocol.is_busy
        self.post: Callable[[Callable[[], None]], None] = lambda job: job()
        """Runs something on the main thread, which alone speaks with the client."""
        self.orphaned: Callable[[], None] = lambda: None
        """Ends the process when the client's has ended."""
        self.background: threading.Thread | None = None
        """What runs beside the requests."""
        self._told: set[str] = set()
        self.publisher = Publisher(self)
        self.follower = Follower(self)

    def begin(self, params: t.InitializeParams) -> None:
        """Take over what the client says of itself."""
        self.client = Client(params.capabilities, params.client_info)
        general = params.capabilities.general
        self.encoding = choose_encoding(general.position_encodings if general is not None else None)
        # A client that knows folders and has none says so with an empty list; only an older one is asked for its root.
        if params.workspace_folders is not None:
            uris = [folder.uri for folder in params.workspace_folders]
        else:
            root = params.root_uri or (to_uri(params.root_path) if params.root_path else None)
            uris = [root] if root else []
        self.set_folders(uris)
        if self.client.asks_for_workspace_only:
            self.protocol.fm.features.pop(t.WORKSPACE_DIAGNOSTIC, None)
        if params.process_id is not None:
            parent.watch(params.process_id, self.orphaned)
        options = params.initialization_options
        self.trusted = isinstance(options, dict) and options.get("trusted") is True
        if isinstance(options, dict):
            self.settings = read_settings(options.get("seamwright", options), options.get("python"))

    def set_folders(self, uris: list[str]) -> None:
        """The open folders from now on; none means single files, around which nothing is ever searched."""
        self.folder_uris = uris
        paths = (to_path(uri) for uri in uris)
        self.folders = tuple(dict.fromkeys(Path(path) for path in paths if path is not None))

    def ask_settings(self) -> None:
        """Ask the client for its settings; until they come, those of the initialization options hold.

        Of several folders each may have an interpreter of its own, so they are asked about one by one too.
        """
        if self.client.configures:
            scopes = (None, *(self.folder_uris if len(self.folder_uris) > 1 else ()))
            items = [t.ConfigurationItem(scope, section) for scope in scopes for section in SECTIONS]
            take = partial(self._take_settings, scopes[1:])
            self.protocol.ask(t.WORKSPACE_CONFIGURATION, t.ConfigurationParams(items=items), take)

    def _take_settings(self, folders: Sequence[str | None], answer: Any, error: str | None) -> None:
        if error is None and isinstance(answer, list) and any(isinstance(each, dict) and each for each in answer):
            size = len(SECTIONS)
            of_folders = {
                path: read_settings(*answer[size * place : size * (place + 1)]).interpreter
                for place, folder in enumerate(folders, 1)
                if folder is not None and (path := to_path(folder)) is not None and len(answer) >= size * (place + 1)
            }
            settings = replace(read_settings(*answer[:size]), interpreters=tuple(of_folders.items()))
            before, self.settings = self.settings, settings
            if before.unreported != self.settings.unreported:
                self.publisher.all_changed()

    def snapshot(self, token: Token) -> World:
        """The session as it is now, for one request."""
        return World(
            documents=self.documents.snapshot(),
            client=self.client,
            encoding=self.encoding,
            folders=self.folders,
            trusted=self.trusted,
            shared=self.shared,
            token=token,
            ask=self.protocol.ask,
            tell_once=self.warn_once,
            settings=self.settings,
            post=self.post,
            tell=self.protocol.tell,
        )

    def warn_once(self, message: str) -> None:
        """Show ``message`` to the user unless it was shown before."""
        if message not in self._told:
            self._told.add(message)
            self.protocol.tell(t.WINDOW_SHOW_MESSAGE, t.ShowMessageParams(type=t.MessageType.Warning, message=message))


def build() -> Server:
    """A server with all features, not yet connected to anything."""
    server = Server()
    server.feature(t.INITIALIZE)(_unwrapped(server.begin))
    for method, handler in notifications.HANDLERS.items():
        server.feature(method)(_unwrapped(handler))
    for request in REQUESTS:
        server.feature(request.method, request.options)(_unwrapped(request.handler()))
    for command in COMMANDS:
        server.command(command)(_unwrapped(_dispatched))
    return server


def _unwrapped(handler: Callable[..., Any]) -> Callable[..., Any]:
    """``handler`` without its signature, by which the toolkit would decide what to pass: the guard decides that."""

    def call(*args: Any) -> Any:
        return handler(*args)

    return call


def _dispatched(*_: Any) -> None:
    """Stands for a command in the list of capabilities; ``requests/execute_command.py`` runs it."""
