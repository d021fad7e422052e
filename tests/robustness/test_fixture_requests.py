"""Requests about fixtures at every place of code that somebody has torn apart."""

from __future__ import annotations

import random
from contextlib import nullcontext, suppress
from pathlib import Path

import pytest
from lsprotocol import types as t

from seamwright.lsp.errors import Refusal
from seamwright.lsp.requests import (
    code_lens,
    completion,
    definition,
    document_highlight,
    document_symbol,
    hover,
    implementation,
    prepare_rename,
    type_definition,
)
from tests.lsp.test_fixture_navigation import SUITE
from tests.lsp.worlds import Shared, world_of

PLACES = (
    (completion, t.CompletionParams),
    (definition, t.DefinitionParams),
    (hover, t.HoverParams),
    (document_highlight, t.DocumentHighlightParams),
    (implementation, t.ImplementationParams),
    (type_definition, t.TypeDefinitionParams),
    (prepare_rename, t.PrepareRenameParams),
)
WHOLE = ((code_lens, t.CodeLensParams), (document_symbol, t.DocumentSymbolParams))
JUNK = (
    "(",
    '"',
    '"""',
    "def x(",
    "[",
    "\n",
    "    ",
    "\r",
    "é",
    "𝔘",
    "\x0c",
    "@pytest.fixture\ndef q(",
    "\ufeff",
    ":",
    ",",
)


@pytest.mark.parametrize("seed", range(40))
def test_torn_code(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    path = chance.choice([path for path in SUITE if path.endswith(".py") and SUITE[path]])
    for each, text in SUITE.items():
        (tmp_path / each).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / each).write_text(text)
    torn, uri, shared = SUITE[path], (tmp_path / path).as_uri(), Shared()
    for _ in range(8):
        at = chance.randrange(len(torn) + 1)
        torn = torn[:at] + chance.choice(JUNK) + torn[at + chance.choice((0, 0, 3, 20)) :]
        world = world_of({uri: torn}, folders=(tmp_path,), shared=shared)
        document = world.document(uri)
        assert document is not None
        identifier = t.TextDocumentIdentifier(uri)
        for _ in range(4):
            position = t.Position(*document.index.position(chance.randrange(len(torn) + 1), "utf-16"))
            for request, params in PLACES:
                # Only a rename may be refused, and with a reason.
                with suppress(Refusal) if request is prepare_rename else nullcontext():
                    request.handle(world, params(text_document=identifier, position=position))
        for request, params in WHOLE:
            request.handle(world, params(identifier))
