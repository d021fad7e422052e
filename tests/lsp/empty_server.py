"""The least that a server on the same toolkit can be: what its start costs, no other can do without."""

from __future__ import annotations

from lsprotocol import types as t
from pygls.lsp.server import LanguageServer

server = LanguageServer("empty", "0")


@server.feature(t.TEXT_DOCUMENT_CODE_ACTION)
def code_action(params: t.CodeActionParams) -> None:
    return None


if __name__ == "__main__":
    server.start_io()
