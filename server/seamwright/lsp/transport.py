"""Messages on a byte stream: the headers of the base protocol around JSON.

Reading is written so that nothing a client sends can stop it. A length that was announced wrong would swallow the
messages behind it; but a raw line end after ``Content-Length: 12`` cannot occur in JSON, so such a line inside a body
is the head of the next message, and the reader goes on from there.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Generator, Iterator
from typing import Any, NamedTuple, NoReturn, Protocol

LIMIT = 64 * 1024 * 1024
"""The longest message that is read, in bytes. The longest that makes sense is a plan of a few megabytes."""

_CHUNK = 64 * 1024
_CONTENT_LENGTH = re.compile(rb"content-length:[ \t]*(\d{1,20})[ \t]*\r?\n", re.IGNORECASE)
_HEAD_END = re.compile(rb"\n\r?\n")
_LONGEST_HEAD_LINE = 64


class Stream(Protocol):
    """A pipe or a connection."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes as soon as there are any; nothing at the end."""

    def write(self, data: bytes, /) -> None:
        """Send all of ``data`` at once."""


class Encoded(NamedTuple):
    """The result of a request that is JSON already, because it is long and hardly ever new."""

    json: str


class Unreadable(NamedTuple):
    """A message that could not be decoded, and why in a few words."""

    reason: str


def read_messages(stream: Stream) -> Iterator[Any]:
    """Decoded messages as they come in, :class:`Unreadable` in the place of broken ones, until the stream ends."""
    buffer = bytearray()
    while True:
        head = _CONTENT_LENGTH.search(buffer)
        if head is None:
            # Nonsense is thrown away, except an end that may be the start of a header.
            del buffer[:-_LONGEST_HEAD_LINE]
        elif end := _HEAD_END.search(buffer, head.end() - 1):
            length = int(head[1])
            del buffer[: end.end()]
            if length <= LIMIT:
                if not (yield from _read_body(stream, buffer, length)):
                    return
            else:
                yield Unreadable(f"a message of more than {LIMIT} bytes is not read")
            continue
        if not _more(stream, buffer):
            return


def decode(body: bytes) -> Any:
    """``body`` as JSON, or :class:`Unreadable`."""
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except RecursionError:
        return Unreadable("the message is nested too deeply")
    except ValueError:
        return Unreadable("the message is not valid JSON in UTF-8")


def encode(message: Any) -> bytes:
    """``message`` (plain data) with its header. JSON escapes keep lone surrogates, which UTF-8 could not carry."""
    return _framed(json.dumps(message, separators=(",", ":")))


def encode_answer(id_: int | str, result: Encoded) -> bytes:
    """The answer to the request ``id_`` with its header."""
    return _framed(f'{{"jsonrpc":"2.0","id":{json.dumps(id_)},"result":{result.json}}}')


def _framed(text: str) -> bytes:
    body = text.encode("ascii")
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


class Writer:
    """Sends whole messages."""

    def __init__(self, stream: Stream, gone: Callable[[], None]) -> None:
        self._stream, self._gone = stream, gone
        self._lock = threading.Lock()

    def write(self, data: bytes) -> None:
        """Send ``data`` at once. A client that has left is no error: ``gone`` is called, and the server ends."""
        try:
            # A long message goes in parts, and findings are sent by a thread of their own.
            with self._lock:
                self._stream.write(data)
        except (OSError, ValueError):
            self._gone()

    def close(self) -> None:
        """Nothing: the stream belongs to whoever opened it."""


def _read_body(stream: Stream, buffer: bytearray, length: int) -> Generator[Any, None, bool]:
    """Take a body of ``length`` bytes off ``buffer``, reading more as needed.

    Returns (as a generator does) whether the stream goes on.
    """
    searched = 0
    while len(buffer) < length:
        if next_head := _CONTENT_LENGTH.search(buffer, max(searched - _LONGEST_HEAD_LINE, 0)):
            del buffer[: next_head.start()]
            yield Unreadable("the message is shorter than announced")
            return True
        searched = len(buffer)
        if not _more(stream, buffer):
            return False
    message = decode(bytes(buffer[:length]))
    next_head = _CONTENT_LENGTH.search(buffer, 0, length) if isinstance(message, Unreadable) else None
    del buffer[: next_head.start() if next_head else length]
    yield message
    return True


def _more(stream: Stream, buffer: bytearray) -> bool:
    """Read on; false at the end of the stream."""
    try:
        chunk = stream.read(_CHUNK)
    except (OSError, ValueError):
        return False
    buffer += chunk
    return bool(chunk)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
