"""How a session begins, is interrupted, and ends."""

from __future__ import annotations

import json
import queue
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lsp.wire import COMMAND, INITIALIZE, Wire, environment

URI = "file:///plans/TEST_PLAN.md"
DOCUMENT = {"textDocument": {"uri": URI}}
SEAM = "### {n}. SEAM: A{n} → B{n}\n\n**TEST SCENARIOS:**\n- A{n} asks B{n}\n- B{n} answers A{n}\n\n"
SYMBOLS = "textDocument/documentSymbol"
NESTED = {"textDocument": {"documentSymbol": {"hierarchicalDocumentSymbolSupport": True}}}


@pytest.fixture
def wire() -> Iterator[Wire]:
    with Wire() as opened:
        yield opened


def big_plan(seams: int) -> str:
    return "# Test plan\n\n" + "".join(SEAM.format(n=number) for number in range(1, seams + 1))


def test_exit_after_shutdown_is_success(wire: Wire) -> None:
    wire.initialize()
    assert wire.request(1, "shutdown")["result"] is None
    wire.send(method="exit")

    assert wire.process.wait(5) == 0


@pytest.mark.parametrize("params", [{}, {"params": None}, {"params": {}}, {"params": [1]}])
def test_exit_without_shutdown_is_failure(wire: Wire, params: dict[str, object]) -> None:
    wire.initialize()
    wire.send(method="exit", **params)

    assert wire.process.wait(5) == 1


def test_exit_before_initialize_ends_too(wire: Wire) -> None:
    wire.send(method="exit")

    assert wire.process.wait(5) == 1


@pytest.mark.parametrize(("shutdown", "status"), [(False, 1), (True, 0)])
def test_the_end_of_the_input_ends_the_server(wire: Wire, shutdown: bool, status: int) -> None:
    wire.initialize()
    if shutdown:
        wire.request(1, "shutdown")

    assert wire.end(5) == status


def test_half_a_message_and_the_end_of_the_input(wire: Wire) -> None:
    wire.send_raw(b'Content-Length: 5000\r\n\r\n{"jsonrpc"')

    assert wire.end(5) == 1


def test_what_was_asked_before_the_end_of_the_input_is_answered() -> None:
    messages = [
        {"id": 1, "method": "initialize", "params": INITIALIZE},
        {"method": "initialized", "params": {}},
        {
            "method": "textDocument/didOpen",
            "params": {"textDocument": {"uri": URI, "languageId": "markdown", "version": 1, "text": big_plan(3)}},
        },
        {"id": 2, "method": SYMBOLS, "params": DOCUMENT},
    ]
    frames = [json.dumps({"jsonrpc": "2.0", **message}).encode() for message in messages]
    done = subprocess.run(
        COMMAND,
        input=b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(frame), frame) for frame in frames),
        capture_output=True,
        env=environment(),
        timeout=20,
        check=False,
    )

    assert b'"id":2,"result":[{' in done.stdout
    assert done.stderr == b""


def test_exit_does_not_wait_for_work(wire: Wire) -> None:
    wire.initialize()
    wire.open(URI, big_plan(3000))
    wire.send(id=1, method=SYMBOLS, params=DOCUMENT)
    time.sleep(0.05)
    start = time.monotonic()
    wire.send(method="exit")

    assert wire.process.wait(5) == 1
    assert time.monotonic() - start < 2


def test_a_cancelled_request_is_answered_at_once_and_once(wire: Wire) -> None:
    wire.initialize(capabilities=NESTED)
    wire.open(URI, big_plan(3000))
    wire.send(id=1, method=SYMBOLS, params=DOCUMENT)
    start = time.monotonic()
    wire.send(method="$/cancelRequest", params={"id": 1})
    error = wire.response(1)["error"]

    assert error["code"] == -32800
    assert time.monotonic() - start < 0.5
    assert len(wire.request(2, SYMBOLS, **DOCUMENT)["result"]) == 3000
    with pytest.raises(queue.Empty):
        wire.response(1, timeout=0.1)


def test_a_cancellation_overtakes_what_is_in_the_queue(wire: Wire) -> None:
    wire.initialize(capabilities=NESTED)
    wire.open(URI, big_plan(10))
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": SYMBOLS, "params": DOCUMENT}).encode()
    cancel = json.dumps({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 1}}).encode()
    noise = b"".join(b"Content-Length: 2\r\n\r\n{}" for _ in range(2000))
    frames = [b"Content-Length: %d\r\n\r\n%s" % (len(each), each) for each in (body, cancel)]
    wire.send_raw(noise + frames[0] + frames[1])

    assert wire.response(1)["error"]["code"] == -32800


def test_a_slow_request_does_not_hold_up_a_quick_one(wire: Wire) -> None:
    wire.initialize(capabilities=NESTED)
    wire.open(URI, big_plan(3000))
    wire.open("file:///plans/small.md", big_plan(1))
    wire.send(id=1, method=SYMBOLS, params=DOCUMENT)
    wire.send(id=2, method=SYMBOLS, params={"textDocument": {"uri": "file:///plans/small.md"}})

    assert len(wire.response(2)["result"]) == 1
    assert [message for message in wire.received if message.get("id") == 1] == []
    assert len(wire.response(1)["result"]) == 3000


def test_shutdown_cancels_what_is_running(wire: Wire) -> None:
    wire.initialize(capabilities=NESTED)
    wire.open(URI, big_plan(3000))
    wire.send(id=1, method=SYMBOLS, params=DOCUMENT)
    wire.send(id=2, method="shutdown")

    assert wire.response(1)["error"]["code"] == -32800
    assert wire.response(2)["result"] is None


def test_an_answer_belongs_to_the_state_at_the_time_of_the_question(wire: Wire) -> None:
    wire.initialize(capabilities=NESTED)
    wire.open(URI, big_plan(3))
    change = {"textDocument": {"uri": URI, "version": 2}, "contentChanges": [{"text": big_plan(1)}]}
    wire.send(id=1, method=SYMBOLS, params=DOCUMENT)
    wire.send(method="textDocument/didChange", params=change)
    wire.send(id=2, method=SYMBOLS, params=DOCUMENT)

    answers = {id_: len(wire.response(id_)["result"]) for id_ in (1, 2)}

    assert answers == {1: 3, 2: 1}


def test_over_tcp() -> None:
    program = "from seamwright.cli.main import main; raise SystemExit(main(['lsp', '--tcp', '127.0.0.1:0']))"
    with subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE, env=environment()) as server:
        assert server.stderr is not None
        port = int(server.stderr.readline().decode().rpartition(":")[2])
        with (
            socket.create_connection(("127.0.0.1", port), timeout=10) as connection,
            connection.makefile("rwb") as stream,
        ):
            for message in (
                {"id": 1, "method": "initialize", "params": INITIALIZE},
                {"id": 2, "method": "shutdown"},
                {"method": "exit"},
            ):
                body = json.dumps({"jsonrpc": "2.0", **message}).encode()
                stream.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
                stream.flush()
            answers = stream.read()
        assert server.wait(5) == 0

    assert answers.count(b"Content-Length") == 2
    assert b'"id":1,"result":{"capabilities"' in answers
    assert b'"id":2,"result":null' in answers


def test_a_client_that_leaves_tcp_ends_the_server() -> None:
    program = "from seamwright.cli.main import main; raise SystemExit(main(['lsp', '--tcp', '127.0.0.1:0']))"
    with subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE, env=environment()) as server:
        assert server.stderr is not None
        port = int(server.stderr.readline().decode().rpartition(":")[2])
        socket.create_connection(("127.0.0.1", port), timeout=10).close()

        assert server.wait(5) == 1


def test_a_client_that_stops_reading_is_no_crash() -> None:
    with subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        assert server.stderr is not None
        server.stdout.close()
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": INITIALIZE}).encode()
        server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        server.stdin.flush()

        assert server.wait(5) == 1
        assert b"Traceback" not in server.stderr.read()


def test_the_log_goes_to_a_file(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    program = f"from seamwright.cli.main import main; raise SystemExit(main(['lsp', '--log-file', {str(log)!r}]))"
    with Wire([sys.executable, "-c", program]) as wire:
        wire.initialize(capabilities=NESTED)
        change = {"textDocument": {"uri": URI, "version": 2}, "contentChanges": [{"text": "secret"}]}
        wire.send(method="textDocument/didChange", params=change)
        wire.request(1, "shutdown")
        wire.send(method="exit")
        assert wire.process.wait(5) == 0
        assert wire.log == []

    text = log.read_text(encoding="utf-8")
    assert "WARNING change of a document that is not open" in text
    assert "secret" not in text


def test_an_unknown_level_is_refused() -> None:
    from seamwright.lsp import serve

    with pytest.raises(ValueError, match="unknown log level 'loud'"):
        serve(log_level="loud")
