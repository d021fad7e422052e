"""How long a language server takes from its start to its answer to ``initialize``."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Sequence

EMPTY = "from pygls.lsp.server import LanguageServer; LanguageServer('empty', '1').start_io()"
"""A pygls server without features, as a program for ``python -c``."""

_PARAMS = {"processId": None, "rootUri": None, "capabilities": {"general": {"positionEncodings": ["utf-16"]}}}


def time_to_initialize(command: Sequence[str]) -> float:
    """Seconds from starting ``command`` to the complete answer; the server is asked to leave afterwards."""
    start = time.perf_counter()
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    with server:
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(_message({"id": 1, "method": "initialize", "params": _PARAMS}))
        server.stdin.flush()
        length = 0
        while (line := server.stdout.readline().strip()) or not length:
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
            elif not line and server.poll() is not None:
                raise RuntimeError(f"{command} ended with {server.returncode}")
        answer = json.loads(server.stdout.read(length))
        taken = time.perf_counter() - start
        assert answer["id"] == 1
        assert "result" in answer
        server.stdin.write(_message({"method": "initialized", "params": {}}))
        server.stdin.write(_message({"id": 2, "method": "shutdown"}))
        server.stdin.write(_message({"method": "exit"}))
        server.stdin.flush()
    return taken


def _message(content: dict[str, object]) -> bytes:
    body = json.dumps({"jsonrpc": "2.0", **content}).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
