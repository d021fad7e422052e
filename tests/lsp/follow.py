"""An editor over bytes that keeps what it is shown: for findings and lenses that come by themselves."""

from __future__ import annotations

import queue
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from seamwright.lsp.convert import to_uri
from tests.lsp.wire import Wire

_LONGEST = 30.0


class Follow:
    """One session."""

    def __init__(self, wire: Wire, root: Path) -> None:
        self.wire, self.root = wire, root
        self.pushed: dict[str, Any] = {}
        """The last diagnostics of each document, as they were published."""
        self.asked: list[str] = []
        """What the server asked, in order."""
        self.edits: list[Any] = []
        """Workspace edits that it wanted applied."""
        self._versions: dict[str, int] = {}
        self._answers: dict[Any, Any] = {}
        self._count = 0

    def begin(
        self,
        *,
        pulls: bool = False,
        refreshes: bool = True,
        watches: bool = False,
        folders: Sequence[Path] = (),
    ) -> None:
        """Open the session."""
        text_document: dict[str, Any] = {
            "publishDiagnostics": {"relatedInformation": True, "codeDescriptionSupport": True},
            "codeAction": {
                "codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}},
                "dataSupport": True,
                "resolveSupport": {"properties": ["edit"]},
            },
        }
        if pulls:
            text_document["diagnostic"] = {"relatedDocumentSupport": False}
        workspace = {
            "applyEdit": True,
            "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create"]},
            "codeLens": {"refreshSupport": True},
            "diagnostics": {"refreshSupport": refreshes},
            "didChangeWatchedFiles": {"dynamicRegistration": watches},
        }
        shown = [{"uri": to_uri(str(each)), "name": each.name} for each in folders or [self.root]]
        capabilities = {"textDocument": text_document, "workspace": workspace}
        self.ask("initialize", processId=None, rootUri=None, capabilities=capabilities, workspaceFolders=shown)
        self.tell("initialized")

    def uri(self, path: str, root: Path | None = None) -> str:
        """The URI of a file."""
        return to_uri(str((root or self.root) / path))

    def tell(self, method: str, **params: Any) -> None:
        """Send a notification."""
        self.wire.send(method=method, params=params)

    def ask(self, method: str, **params: Any) -> Any:
        """The answer to a request."""
        self._count += 1
        self.wire.send(id=self._count, method=method, params=params)
        end = time.monotonic() + _LONGEST
        while self._count not in self._answers:
            assert time.monotonic() < end, f"no answer to {method}"
            self._take(0.05)
        answer = self._answers.pop(self._count)
        assert "result" in answer, answer
        return answer["result"]

    def open(self, path: str, text: str, root: Path | None = None) -> None:
        """Open a document; its language follows from its name."""
        uri = self.uri(path, root)
        self._versions[uri] = 1
        language = "python" if path.endswith(".py") else "yaml" if path.endswith("yaml") else "markdown"
        self.tell("textDocument/didOpen", textDocument={"uri": uri, "languageId": language, "version": 1, "text": text})

    def change(self, path: str, text: str) -> None:
        """Put another text in the place of a document's."""
        uri = self.uri(path)
        self._versions[uri] += 1
        document = {"uri": uri, "version": self._versions[uri]}
        self.tell("textDocument/didChange", textDocument=document, contentChanges=[{"text": text}])

    def pull(self, path: str, before: str | None = None) -> Any:
        """The report on a document."""
        more = {"previousResultId": before} if before is not None else {}
        return self.ask("textDocument/diagnostic", textDocument={"uri": self.uri(path)}, **more)

    def count(self, method: str) -> int:
        """How often the server has asked this."""
        return self.asked.count(method)

    def until_pushed(self, path: str, expected: Sequence[tuple[int, str, str]], root: Path | None = None) -> None:
        """Wait until just ``expected`` is shown: line, code and message."""
        uri = self.uri(path, root)
        shown: list[tuple[int, str, str]] | None = None
        end = time.monotonic() + _LONGEST
        while shown != list(expected):
            assert time.monotonic() < end, f"shown is {shown}"
            self._take(0.05)
            if uri in self.pushed:
                found = self.pushed[uri]["diagnostics"]
                shown = [(each["range"]["start"]["line"] + 1, each["code"], each["message"]) for each in found]

    def until_asked(self, method: str, after: int | None = None) -> None:
        """Wait until the server asks this once more (than ``after`` times)."""
        before = self.count(method) if after is None else after
        end = time.monotonic() + _LONGEST
        while self.count(method) <= before:
            assert time.monotonic() < end, f"{method} was not asked"
            self._take(0.05)

    def settle(self) -> None:
        """Take everything that comes, until nothing has come for half a second."""
        end = time.monotonic() + 0.5
        while time.monotonic() < end:
            if self._take(0.05):
                end = time.monotonic() + 0.5

    def _take(self, timeout: float) -> bool:
        try:
            message = self.wire.message(timeout)
        except queue.Empty:
            return False
        if "method" not in message:
            self._answers[message.get("id")] = message
        elif "id" in message:
            self.asked.append(message["method"])
            result: Any = None
            if message["method"] == "workspace/applyEdit":
                self.edits.append(message["params"]["edit"])
                result = {"applied": True}
            self.wire.send(id=message["id"], result=result)
        elif message["method"] == "textDocument/publishDiagnostics":
            self.pushed[message["params"]["uri"]] = message["params"]
        return True
