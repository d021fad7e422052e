"""Fixtures over a real session: keystrokes, unsaved conftests, files that change on disk, settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from seamwright.lsp.convert import to_uri
from tests.lsp.wire import Wire

CONFTEST = "import pytest\n@pytest.fixture\ndef alpha(): pass\n"
CAPABILITIES = {
    "workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}, "configuration": True},
    "textDocument": {
        "rename": {"prepareSupport": True},
        "completion": {"completionItem": {"resolveSupport": {"properties": ["documentation"]}}},
    },
}


class Session:
    """One client at one project."""

    def __init__(self, wire: Wire, root: Path) -> None:
        self.wire, self.root, self.requests, self.versions = wire, root, 0, dict[str, int]()
        (root / "conftest.py").write_text(CONFTEST)
        (root / "pytest.ini").write_text("[pytest]\n")
        (root / "test_a.py").write_text("def test_x(): pass\n")
        folders = [{"uri": to_uri(str(root)), "name": "root"}]
        self.initialized = wire.initialize(capabilities=CAPABILITIES, workspaceFolders=folders)
        self.open("test_a.py", "def test_x(")

    def uri(self, path: str) -> str:
        return to_uri(str(self.root / path))

    def open(self, path: str, text: str) -> None:
        self.versions[path] = 1
        self.wire.open(self.uri(path), text, "python")

    def change(self, path: str, text: str) -> None:
        self.versions[path] += 1
        document = {"uri": self.uri(path), "version": self.versions[path]}
        self.wire.send(
            method="textDocument/didChange", params={"textDocument": document, "contentChanges": [{"text": text}]}
        )

    def changed_on_disk(self, path: str, kind: int) -> None:
        changes = [{"uri": self.uri(path), "type": kind}]
        self.wire.send(method="workspace/didChangeWatchedFiles", params={"changes": changes})

    def ask(self, method: str, **params: Any) -> Any:
        self.requests += 1
        response = self.wire.request(self.requests, method, **params)
        assert "error" not in response, response
        return response["result"]

    def complete(self, line: int = 0, character: int = 11) -> list[dict[str, Any]]:
        position = {"line": line, "character": character}
        found = self.ask("textDocument/completion", textDocument={"uri": self.uri("test_a.py")}, position=position) or {
            "items": []
        }
        return [item for item in found["items"] if "conftest" in item["detail"]]

    def names(self, character: int = 11) -> list[str]:
        return sorted(item["label"] for item in self.complete(0, character))


@pytest.fixture
def session(tmp_path: Path):  # type: ignore[no-untyped-def]
    with Wire() as wire:
        yield Session(wire, tmp_path.resolve())


def test_what_the_server_can_do(session: Session) -> None:
    capabilities = session.initialized["result"]["capabilities"]
    assert capabilities["completionProvider"]["resolveProvider"] is True
    assert capabilities["renameProvider"]["prepareProvider"] is True
    for name in ("definition", "typeDefinition", "implementation", "references", "hover", "callHierarchy", "inlayHint"):
        assert capabilities[f"{name}Provider"], name


def test_every_keystroke_is_answered_from_its_own_text(session: Session) -> None:
    for count in range(20):
        session.change("test_a.py", f"def test_x({'alpha, ' if count % 2 else ''}")
        assert session.names(18 if count % 2 else 11) == ([] if count % 2 else ["alpha"])


def test_an_unsaved_conftest_counts_at_once(session: Session) -> None:
    assert session.names() == ["alpha"]
    session.open("conftest.py", CONFTEST.replace("alpha", "beta"))
    assert session.names() == ["beta"]
    session.change("conftest.py", CONFTEST + "@pytest.fixture\ndef gamma(\n")
    assert session.names() == ["alpha", "gamma"]
    session.wire.send(method="textDocument/didClose", params={"textDocument": {"uri": session.uri("conftest.py")}})
    assert session.names() == ["alpha"]


def test_files_that_change_on_disk(session: Session) -> None:
    assert session.names() == ["alpha"]
    (session.root / "conftest.py").write_text(CONFTEST.replace("alpha", "delta_long"))
    session.changed_on_disk("conftest.py", 2)
    assert session.names() == ["delta_long"]
    (session.root / "conftest.py").unlink()
    session.changed_on_disk("conftest.py", 3)
    assert session.names() == []
    (session.root / "conftest.py").write_text(CONFTEST)
    session.changed_on_disk("conftest.py", 1)
    assert session.names() == ["alpha"]


def test_documentation_on_demand_and_the_parameter_at_once(session: Session) -> None:
    session.change("test_a.py", "def test_x():\n    al")
    (item,) = session.complete(1, 6)
    # This client would not ask for the edit, so it has it from the start.
    place = {"line": 0, "character": 11}
    assert item["additionalTextEdits"] == [{"range": {"start": place, "end": place}, "newText": "alpha"}]
    assert "documentation" not in item
    assert "alpha" in session.ask("completionItem/resolve", **item)["documentation"]["value"]


def test_the_client_is_asked_to_watch_and_for_settings(session: Session) -> None:
    session.names()
    asked = {message["method"]: message for message in session.wire.received if "method" in message}
    assert "workspace/configuration" in asked
    (registration,) = asked["client/registerCapability"]["params"]["registrations"]
    assert registration["method"] == "workspace/didChangeWatchedFiles"
    patterns = [each["globPattern"] for each in registration["registerOptions"]["watchers"]]
    assert {"**/*.py", "**/pytest.ini", "**/pyproject.toml"} <= set(patterns)


@pytest.mark.parametrize("method", ["definition", "typeDefinition", "implementation", "hover", "documentHighlight"])
def test_nothing_is_known_about_other_names(session: Session, method: str) -> None:
    session.change("test_a.py", "import json\n\ndef helper(json): pass\n")
    place = {"textDocument": {"uri": session.uri("test_a.py")}, "position": {"line": 2, "character": 12}}
    assert session.ask(f"textDocument/{method}", **place) is None
