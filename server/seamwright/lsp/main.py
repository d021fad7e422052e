"""Runs a server on a pair of streams until its client leaves."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import queue
import socket
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NoReturn

from seamwright.lsp import serial_imports
from seamwright.lsp.transport import Stream, Writer, read_messages

if TYPE_CHECKING:
    from seamwright.lsp.server import Server

_PATIENCE = 2.0
"""Seconds that requests may still take after the client has closed its end of the stream."""
_SWITCH = 0.0005
"""Seconds after which a thread that works lets another one go on."""
_GARBAGE = 20_000
"""New objects after which Python looks for cycles among them. Reading makes tens of thousands that stay."""

Job = Callable[[], None]


def main(*, tcp: tuple[str, int] | None, log_file: str | os.PathLike[str] | None, log_level: str) -> int:
    """See :func:`seamwright.lsp.serve`."""
    start_logging(log_file, log_level)
    return serve_stdio() if tcp is None else serve_tcp(*tcp)


def start_logging(file: str | os.PathLike[str] | None, level: str) -> None:
    """Log to ``file``, or to standard error, what is at least of ``level``."""
    number = logging.getLevelName(level.upper())
    if not isinstance(number, int):
        raise ValueError(f"unknown log level {level!r}")
    handler = logging.StreamHandler(sys.stderr) if file is None else logging.FileHandler(file, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    ours = logging.getLogger("seamwright")
    ours.handlers[:] = [handler]
    ours.setLevel(number)
    ours.propagate = False
    # The toolkit logs whole messages, and with them the text of documents.
    logging.getLogger("pygls").setLevel(logging.CRITICAL)


def serve_stdio(build: Callable[[], Server] | None = None) -> NoReturn:
    """Speak over standard input and output. Whatever else prints goes to standard error meanwhile."""
    with contextlib.redirect_stdout(sys.stderr):
        status = run(_build(build), _Standard())
    # Taking apart what a session has gathered takes longer than the client waits.
    _leave_at_once(status)


def serve_tcp(host: str, port: int, build: Callable[[], Server] | None = None) -> NoReturn:
    """Wait for one client on ``host:port``, and speak with it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listener:
        print(f"listening on {host}:{listener.getsockname()[1]}", file=sys.stderr, flush=True)  # noqa: T201
        server = _build(build)
        connection, _ = listener.accept()
    with connection:
        status = run(server, _Connection(connection))
    _leave_at_once(status)


def run(server: Server, stream: Stream) -> int:
    """The main loop: take messages as they come and finished work as it comes, one at a time."""
    from seamwright.lsp.workers import Workers

    # A message passes through three threads, each of which would wait five milliseconds for work in the background.
    sys.setswitchinterval(_SWITCH)
    protocol = server.protocol
    inbox: queue.SimpleQueue[Job | None] = queue.SimpleQueue()

    def read() -> None:
        for message in read_messages(stream):
            protocol.notice_cancellation(message)
            inbox.put(partial(protocol.receive, message))
        inbox.put(None)

    workers = Workers(inbox.put)
    server.post = inbox.put
    server.orphaned = partial(_leave_at_once, 1)
    protocol.use(workers)
    protocol.set_writer(Writer(stream, gone=partial(inbox.put, None)))
    threading.Thread(target=read, name="seamwright-reader", daemon=True).start()
    with contextlib.suppress(KeyboardInterrupt):
        while protocol.exit_code is None and (job := inbox.get()) is not None:
            job()
        _finish(server, inbox)
    workers.stop()
    return protocol.exit_code if protocol.exit_code is not None else int(not protocol.is_shut_down)


def _finish(server: Server, inbox: queue.SimpleQueue[Job | None]) -> None:
    """The stream has ended, perhaps because it was a file: what was asked before that still gets its answer."""
    deadline = time.monotonic() + _PATIENCE
    while server.protocol.exit_code is None and server.protocol.is_busy:
        try:
            job = inbox.get(timeout=max(deadline - time.monotonic(), 0))
        except queue.Empty:
            return
        if job is None:
            return
        job()


def _leave_at_once(status: int) -> NoReturn:
    """End the process, perhaps in the middle of work.

    Python would take itself apart around threads that are still running in compiled code, which some versions do not
    survive, and free every object one by one, which takes a second after a long session.
    """
    logging.shutdown()
    sys.stderr.flush()
    os._exit(status)


def _build(build: Callable[[], Server] | None) -> Server:
    """Load and make the server. Its modules define thousands of classes, none of which is garbage."""
    serial_imports.install()
    gc.disable()
    try:
        from seamwright.lsp import light_types

        light_types.load()
        from seamwright.lsp import server

        return (build or server.build)()
    finally:
        gc.freeze()
        gc.set_threshold(_GARBAGE)
        gc.enable()


class _Standard:
    """Standard input and output, past Python's buffers.

    The reader may be waiting for input when the process ends, and would then still hold the buffer's lock, which the
    interpreter takes for a deadlock.
    """

    def __init__(self) -> None:
        self._input, self._output = sys.stdin.fileno(), sys.__stdout__.fileno() if sys.__stdout__ else 1

    def read(self, size: int) -> bytes:
        return os.read(self._input, size)

    def write(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._output, rest) :]


class _Connection:
    """A socket."""

    def __init__(self, connection: socket.socket) -> None:
        self.read, self.write = connection.recv, connection.sendall
