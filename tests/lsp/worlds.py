"""A session in memory: what a request sees, without a process or a protocol around it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lsprotocol import types as t

from seamwright.lsp.capabilities import Client
from seamwright.lsp.documents import Documents
from seamwright.lsp.workers import Token
from seamwright.lsp.world import Shared, World
from seamwright.text.span import PositionEncoding

NESTED = t.ClientCapabilities(
    text_document=t.TextDocumentClientCapabilities(
        document_symbol=t.DocumentSymbolClientCapabilities(hierarchical_document_symbol_support=True)
    )
)


class Asked(list[tuple[str, Any]]):
    """What a request asked the client for afterwards, and the warnings that it left."""


def world_of(
    documents: Mapping[str, str],
    *,
    capabilities: t.ClientCapabilities | None = None,
    encoding: PositionEncoding = "utf-16",
    folders: tuple[Path, ...] = (),
    shared: Shared | None = None,
    token: Token | None = None,
    asked: Asked | None = None,
) -> World:
    """``documents`` by URI, all open at version 1; their language follows from the URI."""
    opened = Documents()
    for uri, text in documents.items():
        language = "yaml" if uri.endswith(("yaml", "yml")) else "python" if uri.endswith(".py") else "markdown"
        opened.open(t.TextDocumentItem(uri=uri, language_id=language, version=1, text=text))
    notes = asked if asked is not None else Asked()
    return World(
        documents=opened,
        client=Client(capabilities or t.ClientCapabilities(), t.ClientInfo("an editor of the tests")),
        encoding=encoding,
        folders=folders,
        trusted=False,
        shared=shared or Shared(),
        token=token or Token(),
        ask=lambda method, params, reply=None: notes.append((method, params)),
        tell_once=lambda message: notes.append(("warning", message)),
    )


def finish(world: World) -> None:
    """Do what the request left for after its answer."""
    for step in world.after:
        step()
