"""Bad messages: each request gets exactly one answer, with the right code, soon, and nothing of this machine in it."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from tests.lsp.wire import INITIALIZE, Wire

URI = "file:///plans/TEST_PLAN.md"
PLAN = "# Test plan\n\n### 1. SEAM: Basket to gateway\n\n**TEST SCENARIOS:**\n- Paid basket is emptied\n"
RANGE = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}
DOCUMENT = {"textDocument": {"uri": URI}}
ACTION = {**DOCUMENT, "range": RANGE, "context": {"diagnostics": []}}

PARSE, REQUEST, METHOD, PARAMS, BEFORE = -32700, -32600, -32601, -32602, -32002


class Bad(NamedTuple):
    """A message, and the codes of the answers that it gets: ``None`` for a result, no entry for no answer."""

    name: str
    body: Any
    """Plain data, or bytes as they are."""
    answers: dict[Any, int | None]


def request(name: str, method: Any, code: int | None, *params: Any, id_: Any = 7, **more: Any) -> Bad:
    body = {"jsonrpc": "2.0", "id": id_, "method": method, **more}
    if params:
        (body["params"],) = params
    return Bad(name, body, {id_ if isinstance(id_, (int, str)) and not isinstance(id_, bool) else None: code})


SESSION = [
    # Params that are missing or of the wrong type
    request("no params", "textDocument/codeAction", PARAMS),
    request("null params", "textDocument/codeAction", PARAMS, None),
    request("list of params", "textDocument/codeAction", PARAMS, [1]),
    request("string as params", "textDocument/documentSymbol", PARAMS, "x"),
    request("number as params", "textDocument/documentSymbol", PARAMS, 5),
    request("empty params", "textDocument/foldingRange", PARAMS, {}),
    request("null document", "textDocument/documentSymbol", PARAMS, {"textDocument": None}),
    request("number as URI", "textDocument/documentSymbol", PARAMS, {"textDocument": {"uri": 5}}),
    request("object as URI", "textDocument/documentSymbol", PARAMS, {"textDocument": {"uri": {}}}),
    request("no range", "textDocument/codeAction", PARAMS, {**DOCUMENT, "context": {"diagnostics": []}}),
    request(
        "negative line",
        "textDocument/codeAction",
        PARAMS,
        {**ACTION, "range": {**RANGE, "start": {"line": -1, "character": 0}}},
    ),
    request(
        "string as line",
        "textDocument/codeAction",
        PARAMS,
        {**ACTION, "range": {**RANGE, "end": {"line": "0", "character": 0}}},
    ),
    request(
        "true as line",
        "textDocument/codeAction",
        PARAMS,
        {**ACTION, "range": {**RANGE, "end": {"line": True, "character": 0}}},
    ),
    request("string as diagnostics", "textDocument/codeAction", PARAMS, {**ACTION, "context": {"diagnostics": "none"}}),
    request(
        "string as only",
        "textDocument/codeAction",
        PARAMS,
        {**ACTION, "context": {"diagnostics": [], "only": "refactor"}},
    ),
    request("null query", "workspace/symbol", PARAMS, {"query": None}),
    request("no query", "workspace/symbol", PARAMS, {}),
    request("no title", "codeAction/resolve", PARAMS, {}),
    request("no data", "codeAction/resolve", PARAMS, {"title": "x"}),
    request("data of somebody else", "codeAction/resolve", PARAMS, {"title": "x", "data": {"action": 1}}),
    request("data of a wrong type", "codeAction/resolve", PARAMS, {"title": "x", "data": [[[]]]}),
    request(
        "an action that does not exist",
        "codeAction/resolve",
        PARAMS,
        {"title": "x", "data": {"action": "../../etc", "uri": URI, "version": 1, "arguments": {}}},
    ),
    request("a command that does not exist", "workspace/executeCommand", PARAMS, {"command": "rm"}),
    request("a command without arguments", "workspace/executeCommand", PARAMS, {"command": "seamwright.openSeam"}),
    request(
        "a command with wrong arguments",
        "workspace/executeCommand",
        PARAMS,
        {"command": "seamwright.openSeam", "arguments": [1, {}]},
    ),
    request(
        "string as arguments", "workspace/executeCommand", PARAMS, {"command": "seamwright.openSeam", "arguments": "ab"}
    ),
    request(
        "a priority that does not exist",
        "workspace/executeCommand",
        PARAMS,
        {"command": "seamwright.implementPriority", "arguments": [URI, "P9"]},
    ),
    # Methods
    request("unknown method", "textDocument/teleport", METHOD, {}),
    request(
        "known method that is not served", "textDocument/moniker", METHOD, {**DOCUMENT, "position": RANGE["start"]}
    ),
    request("optional method", "$/unheardOf", METHOD, {}),
    request("notification as request", "textDocument/didOpen", METHOD, {}),
    request("empty method", "", METHOD),
    request("very long method", "x" * 10_000, METHOD),
    request("number as method", 5, REQUEST),
    request("null as method", None, REQUEST),
    request("initialize twice", "initialize", REQUEST, INITIALIZE),
    # Ids
    request("string as id", "textDocument/foldingRange", None, DOCUMENT, id_="seven"),
    request("null as id", "textDocument/foldingRange", REQUEST, DOCUMENT, id_=None),
    request("object as id", "textDocument/foldingRange", REQUEST, DOCUMENT, id_={"a": 1}),
    request("true as id", "textDocument/foldingRange", REQUEST, DOCUMENT, id_=True),
    request("fraction as id", "textDocument/foldingRange", REQUEST, DOCUMENT, id_=1.5),
    # The envelope
    Bad("no version of the protocol", {"id": 7, "method": "shutdown"}, {7: REQUEST}),
    Bad("another version of the protocol", {"jsonrpc": "1.0", "id": 7, "method": "shutdown"}, {7: REQUEST}),
    Bad("nothing but an id", {"jsonrpc": "2.0", "id": 7}, {7: REQUEST}),
    Bad("empty object", {}, {}),
    Bad(
        "a batch",
        [{"jsonrpc": "2.0", "id": 7, "method": "shutdown"}, {"jsonrpc": "2.0", "id": 8, "method": "shutdown"}],
        {7: REQUEST, 8: REQUEST},
    ),
    Bad("empty batch", [], {None: REQUEST}),
    Bad("a string", "hello", {None: REQUEST}),
    Bad("a number", 5, {None: REQUEST}),
    Bad("null", None, {None: REQUEST}),
    Bad("a reply that nobody waits for", {"jsonrpc": "2.0", "id": "x", "result": 5}, {}),
    Bad("an error that nobody waits for", {"jsonrpc": "2.0", "id": 5, "error": {"code": 1, "message": "x"}}, {}),
    # Notifications get no answer, whatever they say
    Bad("unknown notification", {"jsonrpc": "2.0", "method": "x/y"}, {}),
    Bad("request as notification", {"jsonrpc": "2.0", "method": "textDocument/codeAction", "params": ACTION}, {}),
    Bad("initialize as notification", {"jsonrpc": "2.0", "method": "initialize", "params": INITIALIZE}, {}),
    Bad("open without params", {"jsonrpc": "2.0", "method": "textDocument/didOpen"}, {}),
    Bad(
        "open with wrong params",
        {"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": 5}},
        {},
    ),
    Bad(
        "change of a document that is not open",
        {
            "jsonrpc": "2.0",
            "method": "textDocument/didChange",
            "params": {"textDocument": {"uri": "file:///no", "version": 2}, "contentChanges": [{"text": ""}]},
        },
        {},
    ),
    Bad(
        "close of a document that is not open",
        {"jsonrpc": "2.0", "method": "textDocument/didClose", "params": {"textDocument": {"uri": "file:///no"}}},
        {},
    ),
    Bad("cancel without params", {"jsonrpc": "2.0", "method": "$/cancelRequest"}, {}),
    Bad("cancel of nothing", {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 999}}, {}),
    Bad("cancel of an object", {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": {}}}, {}),
    # Bytes
    Bad("invalid JSON", b'Content-Length: 9\r\n\r\n{"id": 7,', {None: PARSE}),
    Bad("NaN", b'Content-Length: 27\r\n\r\n{"jsonrpc":"2.0","id":NaN }', {None: PARSE}),
    Bad("not UTF-8", b"Content-Length: 4\r\n\r\n\xff\xfe\x00\x01", {None: PARSE}),
    Bad("empty body", b"Content-Length: 0\r\n\r\n", {None: PARSE}),
    Bad("deep nesting", b"Content-Length: 200000\r\n\r\n" + b"[" * 200_000, {None: PARSE}),
    Bad("huge length", b"Content-Length: 99999999999\r\n\r\n{}", {None: PARSE}),
    Bad("length with too many digits", b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n{}", {}),
    Bad("length that is too long", b'Content-Length: 5000\r\n\r\n{"jsonrpc": "2.0"}', {None: PARSE}),
    Bad("length that is too short", b'Content-Length: 5\r\n\r\n{"jsonrpc": "2.0", "id": 7}', {None: PARSE}),
    Bad("negative length", b"Content-Length: -5\r\n\r\n{}", {}),
    Bad("no length", b'Content-Type: text/plain\r\n\r\n{"jsonrpc": "2.0", "id": 7, "method": "x"}', {}),
    Bad("a line of noise", b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", {}),
    Bad("zeros", b"\0" * 100_000, {}),
]

BEFORE_INITIALIZE = [
    request("a feature", "textDocument/documentSymbol", BEFORE, DOCUMENT),
    request("a feature with wrong params", "textDocument/documentSymbol", BEFORE, 5),
    request("an unknown method", "x/y", BEFORE),
    request("shutdown", "shutdown", BEFORE),
    request("initialize without params", "initialize", PARAMS),
    request("initialize without capabilities", "initialize", PARAMS, {"processId": None, "rootUri": None}),
    request("initialize with a wrong root", "initialize", PARAMS, {**INITIALIZE, "rootUri": 5}),
    Bad(
        "open",
        {
            "jsonrpc": "2.0",
            "method": "textDocument/didOpen",
            "params": {"textDocument": {"uri": URI, "languageId": "markdown", "version": 1, "text": ""}},
        },
        {},
    ),
]

AFTER_SHUTDOWN = [
    request("a feature", "textDocument/documentSymbol", REQUEST, DOCUMENT),
    request("a feature with wrong params", "textDocument/documentSymbol", REQUEST, 5),
    request("an unknown method", "x/y", REQUEST),
    request("initialize", "initialize", REQUEST, INITIALIZE),
    request("shutdown", "shutdown", REQUEST),
    Bad("a notification", {"jsonrpc": "2.0", "method": "textDocument/didClose", "params": DOCUMENT}, {}),
]


@pytest.fixture(scope="module")
def session() -> Iterator[Wire]:
    with Wire() as wire:
        wire.initialize(workspaceFolders=[])
        wire.open(URI, PLAN)
        yield wire
        # After everything that was sent, one line of log for each at the most, and never a traceback.
        assert wire.process.poll() is None
        assert [line for line in wire.log if "Traceback" in line or line.startswith(" ")] == []


@pytest.fixture(scope="module")
def closed() -> Iterator[Wire]:
    with Wire() as wire:
        wire.initialize()
        assert wire.request("end", "shutdown")["result"] is None
        yield wire


@pytest.fixture(scope="module")
def unopened() -> Iterator[Wire]:
    with Wire() as wire:
        # The process has started when it answers; that is not what is timed.
        assert wire.request("start", "x")["error"]["code"] == BEFORE
        yield wire


def check(wire: Wire, bad: Bad, probe: tuple[str, int | None]) -> None:
    """Send ``bad``, then a good request behind it: its answer must come, and nothing else than ``bad.answers``."""
    mark, start = len(wire.received), time.monotonic()
    if isinstance(bad.body, bytes):
        wire.send_raw(bad.body)
    else:
        wire.send_body(json.dumps(bad.body).encode())
    method, code = probe
    wire.send(id="probe", method=method, params=DOCUMENT)
    answer = wire.response("probe")
    deadline = start + 10
    while len(_answers(wire, mark)) < len(bad.answers) + 1 and time.monotonic() < deadline:
        time.sleep(0.005)

    answers = [message for message in _answers(wire, mark) if message is not answer and message != answer]
    assert time.monotonic() < deadline
    assert {message["id"]: message.get("error", {}).get("code") for message in answers} == bad.answers
    assert len(answers) == len(bad.answers)
    assert answer.get("error", {}).get("code") == code
    assert_discreet(wire.received[mark:])


def _answers(wire: Wire, mark: int) -> list[dict[str, Any]]:
    """What has come since, without what the server says and asks by itself."""
    return [message for message in wire.received[mark:] if "method" not in message]


def assert_discreet(messages: list[dict[str, Any]]) -> None:
    """No traceback, no path, nothing long in any error."""
    for message in messages:
        error = message.get("error", {})
        text = json.dumps(error)
        assert "data" not in error
        assert not re.search(r"Traceback|File \\?\"|\.py|/usr|/home|/tmp|/root|site-packages", text), text
        assert len(text) < 500


@pytest.mark.parametrize("bad", SESSION, ids=lambda bad: bad.name)
def test_in_a_session(session: Wire, bad: Bad) -> None:
    check(session, bad, ("textDocument/documentSymbol", None))


@pytest.mark.parametrize("bad", BEFORE_INITIALIZE, ids=lambda bad: bad.name)
def test_before_initialize(unopened: Wire, bad: Bad) -> None:
    check(unopened, bad, ("textDocument/documentSymbol", BEFORE))


@pytest.mark.parametrize("bad", AFTER_SHUTDOWN, ids=lambda bad: bad.name)
def test_after_shutdown(closed: Wire, bad: Bad) -> None:
    check(closed, bad, ("textDocument/documentSymbol", REQUEST))


def test_a_failed_initialize_can_be_repeated() -> None:
    with Wire() as wire:
        assert wire.request(1, "initialize")["error"]["code"] == PARAMS
        assert "capabilities" in wire.request(2, "initialize", **INITIALIZE)["result"]


def test_capabilities_from_the_future_do_not_lock_a_client_out() -> None:
    strange = {"workspace": {"applyEdit": True, "workspaceEdit": {"failureHandling": 5}}, "window": [], "hologram": {}}
    with Wire() as wire:
        assert "capabilities" in wire.request(1, "initialize", **{**INITIALIZE, "capabilities": strange})["result"]


def test_the_same_id_again_after_its_answer_is_a_new_request(session: Wire) -> None:
    first = session.request("again", "textDocument/documentSymbol", **DOCUMENT)
    second = session.request("again", "textDocument/documentSymbol", **DOCUMENT)

    assert first["result"] == second["result"] != []


def test_split_and_joined_messages_are_read_alike(session: Wire) -> None:
    body = json.dumps({"jsonrpc": "2.0", "id": "split", "method": "textDocument/documentSymbol", "params": DOCUMENT})
    frame = b"Content-Length: %d\r\n\r\n%s" % (len(body), body.encode())
    for byte in frame:
        session.send_raw(bytes([byte]))
    assert session.response("split")["result"]
    session.send_raw(frame.replace(b"split", b"join1") + frame.replace(b"split", b"join2"))

    assert session.response("join1")["result"]
    assert session.response("join2")["result"]


def test_headers_may_come_in_any_order_and_case(session: Wire) -> None:
    body = b'{"jsonrpc":"2.0","id":"head","method":"x"}'
    session.send_raw(b"content-type: application/vscode-jsonrpc; charset=utf-8\r\nCONTENT-LENGTH:42\r\n\r\n" + body)
    assert session.response("head")["error"]["code"] == METHOD
    session.send_raw(b"Content-Length: 42\r\nContent-Type: application/vscode-jsonrpc\r\n\r\n" + body)
    assert session.response("head")["error"]["code"] == METHOD


def test_lone_surrogates_come_back_as_they_went(session: Wire) -> None:
    session.open("file:///plans/odd.md", PLAN.replace("Basket", "Bas\ud800ket"))
    symbols = session.request(1, "textDocument/documentSymbol", textDocument={"uri": "file:///plans/odd.md"})["result"]

    assert symbols[0]["name"] == "1. Bas\ud800ket to gateway"
