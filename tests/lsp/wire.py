"""A client that speaks bytes: for messages that no real client would send, and for timing."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

SERVER = Path(__file__).resolve().parents[2] / "server"
COMMAND = (sys.executable, "-c", "from seamwright.cli.main import main; raise SystemExit(main(['lsp']))")

INITIALIZE = {"processId": None, "rootUri": None, "capabilities": {}}


def environment() -> dict[str, str]:
    """The tests' own environment, with the server importable whether or not it is installed."""
    return {**os.environ, "PYTHONPATH": str(SERVER), "PYTHONWARNINGS": "error"}


class Wire:
    """A server process and the two ends of its pipes."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
        )
        self.log: list[str] = []
        self.received: list[dict[str, Any]] = []
        """Every message so far, in order."""
        self._passed: list[dict[str, Any]] = []
        self._incoming: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._threads = [threading.Thread(target=target, daemon=True) for target in (self._read, self._read_log)]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        self.process.kill()
        self.process.wait()
        for thread in self._threads:
            thread.join()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe is not None:
                pipe.close()

    def send(self, **message: Any) -> None:
        """A well-formed frame around ``message``, which may be nonsense."""
        self.send_body(json.dumps({"jsonrpc": "2.0", **message}).encode())

    def send_body(self, body: bytes) -> None:
        """A well-formed frame around ``body``."""
        self.send_raw(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    def send_raw(self, data: bytes) -> None:
        """Bytes, as they are."""
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def request(self, id_: int | str, method: str, **params: Any) -> dict[str, Any]:
        """The response to a request."""
        self.send(id=id_, method=method, params=params)
        return self.response(id_)

    def response(self, id_: int | str | None, timeout: float = 10) -> dict[str, Any]:
        """The next message that answers ``id_``; what comes before it waits, because answers have no order."""
        for message in self._passed:
            if message.get("id") == id_:
                self._passed.remove(message)
                return message
        end = time.monotonic() + timeout
        while True:
            message = self.message(max(end - time.monotonic(), 0.001))
            if "method" not in message and message.get("id") == id_:
                return message
            if "method" not in message:
                self._passed.append(message)

    def message(self, timeout: float = 10) -> dict[str, Any]:
        """The next message, whatever it is; ``queue.Empty`` if none comes."""
        return self._incoming.get(timeout=timeout)

    def initialize(self, **more: Any) -> dict[str, Any]:
        """Open the session."""
        response = self.request("initialize", "initialize", **{**INITIALIZE, **more})
        self.send(method="initialized", params={})
        return response

    def open(self, uri: str, text: str, language: str = "markdown", version: int = 1) -> None:
        """Open a document."""
        document = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.send(method="textDocument/didOpen", params={"textDocument": document})

    def end(self, timeout: float = 10) -> int:
        """Close standard input and wait for the process."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.process.wait(timeout)

    def _read(self) -> None:
        pipe = self.process.stdout
        assert pipe is not None
        while line := pipe.readline():
            name, _, value = line.partition(b":")
            assert name.lower() == b"content-length", line
            while pipe.readline().strip():
                pass
            message = json.loads(pipe.read(int(value)))
            self.received.append(message)
            self._incoming.put(message)

    def _read_log(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.log.append(line.decode(errors="replace"))
