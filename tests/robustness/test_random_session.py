"""Random sessions: nothing fails inside, and in the end the server knows what a fresh one would."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.lsp.wire import Wire
from tests.robustness.test_positions import plan_of

OPERATIONS = 400
EDITOR = {
    "general": {"positionEncodings": ["utf-32"]},
    "textDocument": {
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": [""]}},
            "dataSupport": True,
            "disabledSupport": True,
            "resolveSupport": {"properties": ["edit"]},
        },
    },
    "workspace": {"workspaceEdit": {"documentChanges": True, "resourceOperations": ["create"]}},
}
URIS = [f"file:///nowhere/plan{number}.md" for number in range(3)]
PIECES = ["\n### 7. SEAM: New → seam\n", "- scenario\n", "```\n", "**PRIORITY:** HIGH\n", "😀\u2028", "#", "\r\n", "x"]


class Player:
    """Sends random but well-formed messages, and remembers what the documents hold."""

    def __init__(self, wire: Wire, seed: int) -> None:
        self.wire, self.random = wire, random.Random(seed)
        self.texts: dict[str, str] = {}
        self.version = 0
        self.requests = 0
        self.actions: list[dict[str, Any]] = []

    def play(self) -> None:
        uri = self.random.choice(URIS)
        if uri not in self.texts:
            self.version += 1
            self.texts[uri] = plan_of(self.random.randrange(50)).replace("\r\n", "\n").replace("\r", "\n")
            self.wire.open(uri, self.texts[uri], version=self.version)
        else:
            self.random.choice([self.type, self.type, self.type, self.look, self.look, self.act, self.close])(uri)

    def type(self, uri: str) -> None:
        text = self.texts[uri]
        start = self.random.randint(0, len(text))
        end = min(len(text), start + self.random.choice([0, 0, 0, 1, 30]))
        new = self.random.choice(PIECES).replace("\r\n", "\n")
        range_ = {"start": place(text, start), "end": place(text, end)}
        self.texts[uri] = text[:start] + new + text[end:]
        self.version += 1
        document = {"uri": uri, "version": self.version}
        changes = [{"range": range_, "text": new}]
        self.wire.send(method="textDocument/didChange", params={"textDocument": document, "contentChanges": changes})

    def look(self, uri: str) -> None:
        method = self.random.choice(["textDocument/documentSymbol", "textDocument/foldingRange"])
        self.ask(method, textDocument={"uri": uri})
        if self.random.random() < 0.2:
            self.wire.send(method="$/cancelRequest", params={"id": self.requests})

    def act(self, uri: str) -> None:
        line = self.random.randrange(self.texts[uri].count("\n") + 1)
        here = {"line": line, "character": 0}
        self.ask(
            "textDocument/codeAction",
            textDocument={"uri": uri},
            range={"start": here, "end": here},
            context={"diagnostics": []},
        )
        answer = self.wire.response(self.requests)
        for action in answer["result"] or []:
            if "data" in action and self.random.random() < 0.5:
                self.ask("codeAction/resolve", **action)

    def close(self, uri: str) -> None:
        if self.random.random() < 0.2:
            del self.texts[uri]
            self.wire.send(method="textDocument/didClose", params={"textDocument": {"uri": uri}})

    def ask(self, method: str, **params: Any) -> None:
        self.requests += 1
        self.wire.send(id=self.requests, method=method, params=params)


def place(text: str, offset: int) -> dict[str, int]:
    before = text[:offset]
    return {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}


def outlines(wire: Wire, uris: list[str]) -> list[Any]:
    return [wire.request(f"end {uri}", "textDocument/documentSymbol", textDocument={"uri": uri}) for uri in uris]


@pytest.mark.parametrize("seed", range(3))
def test_random_session(seed: int) -> None:
    with Wire() as wire:
        wire.initialize(capabilities=EDITOR, workspaceFolders=[])
        player = Player(wire, seed)
        for _ in range(OPERATIONS):
            player.play()
        opened = sorted(player.texts)
        final = outlines(wire, opened)
        # Requests run beside each other, so the last ones may still be under way. Shutting down ends them all.
        wire.request("end", "shutdown")
        answered = [message for message in wire.received if isinstance(message.get("id"), int)]
        codes = {message["error"]["code"] for message in answered if "error" in message}
        log = [line for line in wire.log if "failed" in line]
    with Wire() as fresh:
        fresh.initialize(capabilities=EDITOR, workspaceFolders=[])
        for uri in opened:
            fresh.open(uri, player.texts[uri])
        expected = outlines(fresh, opened)

    assert final == expected
    assert sorted(message["id"] for message in answered) == list(range(1, player.requests + 1))
    # Cancelled, or overtaken by a change: never a failure of our own.
    assert codes <= {-32800, -32801, -32803}
    assert log == []
