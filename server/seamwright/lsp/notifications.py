"""What the client tells us. Handlers run on the main thread, one after the other, and must be quick."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from lsprotocol import types as t

from seamwright.lsp import preload, watching
from seamwright.lsp.convert import to_path
from seamwright.lsp.workers import Token

if TYPE_CHECKING:
    from seamwright.lsp.server import Server


def initialized(server: Server, _params: t.InitializedParams) -> None:
    """The client has our capabilities: load in peace what the first request would otherwise wait for."""
    server.ask_settings()
    watching.register(server)
    server.background = threading.Thread(
        target=preload.run,
        args=(server.snapshot(Token()), server.publisher.all_changed),
        name="seamwright-preload",
        daemon=True,
    )
    server.background.start()


def did_open(server: Server, params: t.DidOpenTextDocumentParams) -> None:
    """A document is the client's from now on."""
    server.documents.open(params.text_document)
    server.publisher.changed(params.text_document.uri)
    server.follower.changed([params.text_document.uri])


def did_change(server: Server, params: t.DidChangeTextDocumentParams) -> None:
    """The client changed a document."""
    server.documents.change(params, server.encoding)
    server.publisher.changed(params.text_document.uri)
    server.follower.changed([params.text_document.uri])


def did_close(server: Server, params: t.DidCloseTextDocumentParams) -> None:
    """A document is the disk's again."""
    server.documents.close(params.text_document.uri)
    server.shared.forget(params.text_document.uri)
    server.publisher.closed(params.text_document.uri)
    server.follower.changed([params.text_document.uri])


def did_change_folders(server: Server, params: t.DidChangeWorkspaceFoldersParams) -> None:
    """Folders were added to the window or taken out of it."""
    removed = {folder.uri for folder in params.event.removed}
    kept = [uri for uri in server.folder_uris if uri not in removed]
    server.set_folders(kept + [folder.uri for folder in params.event.added if folder.uri not in kept])
    server.ask_settings()


def did_change_configuration(server: Server, _params: t.DidChangeConfigurationParams) -> None:
    """Settings changed; what the notification itself carries is up to the client, so they are asked for."""
    server.ask_settings()


def did_change_watched_files(server: Server, params: t.DidChangeWatchedFilesParams) -> None:
    """Files changed on disk, came or went."""
    server.shared.files_changed([path for each in params.changes if (path := to_path(each.uri)) is not None])
    server.publisher.all_changed()
    server.follower.changed([each.uri for each in params.changes])


HANDLERS: dict[str, Callable[[Any, Any], None]] = {
    t.INITIALIZED: initialized,
    t.TEXT_DOCUMENT_DID_OPEN: did_open,
    t.TEXT_DOCUMENT_DID_CHANGE: did_change,
    t.TEXT_DOCUMENT_DID_CLOSE: did_close,
    t.WORKSPACE_DID_CHANGE_CONFIGURATION: did_change_configuration,
    t.WORKSPACE_DID_CHANGE_WATCHED_FILES: did_change_watched_files,
    t.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: did_change_folders,
}
