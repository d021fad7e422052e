"""Each feature is made to fail in turn: it says so in one sentence, and all others go on."""

from __future__ import annotations

import hashlib
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from seamwright.lsp.notifications import HANDLERS
from seamwright.lsp.requests import REQUESTS
from tests.lsp.wire import Wire

SCRIPT = Path(__file__).with_name("faulty_server.py")
PLAN = (
    "# Test plan\n\n### 1. SEAM: Basket → gateway\n\n**PRIORITY:** P1\n**TEST SCENARIOS:**\n- Paid basket is emptied\n"
)
EDITOR = {
    "workspace": {"workspaceEdit": {"documentChanges": True}, "applyEdit": True},
    "textDocument": {
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": [""]}},
            "dataSupport": True,
            "resolveSupport": {"properties": ["edit"]},
        }
    },
    "window": {"showDocument": {"support": True}},
}


def start(broken: str) -> Wire:
    return Wire([sys.executable, str(SCRIPT), broken])


AT_A_PLACE = tuple(
    f"textDocument/{name}"
    for name in (
        *(
            "completion",
            "definition",
            "typeDefinition",
            "implementation",
            "prepareRename",
            "documentHighlight",
            "hover",
        ),
        "prepareCallHierarchy",
    )
)


def use_everything(wire: Wire, root: Path) -> dict[str, Any]:
    """What each request answers: ``None`` for a result, the code of an error otherwise."""
    uri = (root / "PLAN.md").as_uri()
    (root / "PLAN.md").write_text(PLAN, encoding="utf-8")
    wire.initialize(capabilities=EDITOR, workspaceFolders=[{"uri": root.as_uri(), "name": "root"}])
    wire.open(uri, PLAN)
    document = {"textDocument": {"uri": uri}}
    place = {"line": 2, "character": 0}
    action = {**document, "range": {"start": place, "end": place}, "context": {"diagnostics": []}}
    lines = {"start": place, "end": place}
    item = {"name": "basket", "kind": 12, "uri": uri, "range": lines, "selectionRange": lines}
    data = {"action": "implement-all", "uri": uri, "version": 1, "arguments": {}}
    requests = {
        "textDocument/codeAction": action,
        "codeAction/resolve": {"title": "x", "data": data},
        "textDocument/documentSymbol": document,
        "textDocument/foldingRange": document,
        **{method: {**document, "position": place} for method in AT_A_PLACE},
        "textDocument/references": {**document, "position": place, "context": {"includeDeclaration": True}},
        "textDocument/rename": {**document, "position": place, "newName": "basket"},
        "textDocument/codeLens": document,
        "textDocument/inlayHint": {**document, "range": {"start": place, "end": place}},
        "textDocument/documentLink": document,
        "textDocument/diagnostic": document,
        "workspace/diagnostic": {"previousResultIds": []},
        "completionItem/resolve": {"label": "basket"},
        "codeLens/resolve": {"range": lines, "data": {"uri": uri, "seam": "basket-gateway"}},
        "callHierarchy/incomingCalls": {"item": item},
        "callHierarchy/outgoingCalls": {"item": item},
        "workspace/symbol": {"query": "basket"},
        "workspace/executeCommand": {"command": "seamwright.openSeam", "arguments": [uri, "basket-gateway"]},
    }
    assert requests.keys() == {request.method for request in REQUESTS}
    return {method: wire.request(method, method, **params) for method, params in requests.items()}


@pytest.mark.parametrize("broken", [request.method for request in REQUESTS])
def test_only_the_broken_request_fails(broken: str, tmp_path: Path) -> None:
    with start(broken) as wire:
        answers = use_everything(wire, tmp_path)
        deadline = time.monotonic() + 5
        while not wire.log and time.monotonic() < deadline:
            time.sleep(0.01)
        log = list(wire.log)

    failed = {method: answer["error"] for method, answer in answers.items() if "error" in answer}
    assert {method: error["code"] for method, error in failed.items()} == {broken: -32603}
    assert failed[broken]["message"] == f"{broken} failed; the server's log says where"
    assert len(log) == 1
    assert f"{broken} failed" in log[0]
    assert "LookupError at" in log[0]
    assert "secret" not in log[0]
    assert str(tmp_path) not in log[0]
    if broken.startswith("textDocument/"):
        assert f"document {hashlib.sha256(PLAN.encode()).hexdigest()[:8]} version 1" in log[0]


@pytest.mark.parametrize("broken", [method for method in HANDLERS if method != "textDocument/didOpen"])
def test_a_broken_notification_breaks_no_request(broken: str, tmp_path: Path) -> None:
    with start(broken) as wire:
        answers = use_everything(wire, tmp_path)
        wire.send(method="textDocument/didClose", params={"textDocument": {"uri": "file:///x"}})
        wire.request("last", "workspace/symbol", query="")

    assert [method for method, answer in answers.items() if "error" in answer] == []


def test_without_the_document_requests_answer_with_nothing(tmp_path: Path) -> None:
    with start("textDocument/didOpen") as wire:
        answers = use_everything(wire, tmp_path)

    assert answers["textDocument/documentSymbol"]["result"] is None
    assert answers["textDocument/codeAction"]["result"] is None
    assert answers["codeAction/resolve"]["error"]["message"] == "the plan is not open any more"


@pytest.mark.parametrize(
    ("broken", "left"),
    [
        ("implement-seam", []),
        ("add-scenarios", ["Implement seam 1: Basket → gateway (1 test) → test_basket_gateway.py"]),
    ],
)
def test_a_broken_action_leaves_the_others(broken: str, left: list[str], tmp_path: Path) -> None:
    with start(f"action:{broken}") as wire:
        answers = use_everything(wire, tmp_path)
        log = list(wire.log)

    assert [action["title"] for action in answers["textDocument/codeAction"]["result"] or []] == left
    assert [line for line in log if "secret" in line] == []
