"""Reading messages off a stream that may hold anything, in pieces of any size."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from seamwright.lsp.transport import LIMIT, Unreadable, Writer, encode, read_messages


class Pieces:
    """A stream that gives ``data`` in pieces of ``size`` bytes."""

    def __init__(self, data: bytes, size: int) -> None:
        self._data, self._size = data, size

    def read(self, size: int) -> bytes:
        piece, self._data = self._data[: min(size, self._size)], self._data[min(size, self._size) :]
        return piece

    def write(self, data: bytes) -> None:
        raise BrokenPipeError


GOOD = encode({"a": 1})


def check(data: bytes, expected: list[Any]) -> None:
    """However the bytes arrive, ``expected`` is read; an ellipsis stands for something unreadable."""
    for size in (1, 2, 3, 7, 100, 1_000_000):
        found = [... if isinstance(message, Unreadable) else message for message in read_messages(Pieces(data, size))]
        assert found == expected, size


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", []),
        (GOOD, [{"a": 1}]),
        (GOOD * 3, [{"a": 1}] * 3),
        (b"noise\r\n" + GOOD, [{"a": 1}]),
        (b"\n\n\n" + GOOD, [{"a": 1}]),
        (b"Content-Length: 2\n\n{}" + GOOD, [{}, {"a": 1}]),
        (b"Content-Length: 2\r\n\r\n{" + b"!" + GOOD, [..., {"a": 1}]),
        (b"Content-Length: %d\r\n\r\n{}" % (LIMIT + 1) + GOOD, [..., {"a": 1}]),
        (b"Content-Length: 500\r\n\r\n{}" + GOOD, [..., {"a": 1}]),
        (b"Content-Length: 30\r\n\r\n{}" + GOOD, [..., {"a": 1}]),
        (b"Content-Length: 1\r\n\r\n{}" + GOOD, [..., {"a": 1}]),
        (b"Content-Length: 500\r\n\r\n{}", []),
        (GOOD[:-1], []),
        (b"Content-Length: 2", []),
    ],
)
def test_messages(data: bytes, expected: list[Any]) -> None:
    check(data, expected)


def test_a_client_that_has_left_is_noticed_once_and_raises_nothing() -> None:
    gone: list[int] = []
    Writer(Pieces(b"", 1), lambda: gone.append(1)).write(b"x")

    assert gone == [1]


class Slow:
    """A stream that takes a message in parts, with time for somebody else in between."""

    def __init__(self) -> None:
        self.data = bytearray()

    def read(self, size: int) -> bytes:
        del size
        return b""

    def write(self, data: bytes) -> None:
        for start in range(0, len(data), 100):
            self.data += data[start : start + 100]
            time.sleep(0)


def test_messages_of_several_threads_do_not_mix() -> None:
    stream = Slow()
    writer = Writer(stream, gone=lambda: None)
    messages = [encode({"from": number, "said": "x" * 5000}) for number in range(8)]
    threads = [threading.Thread(target=lambda each=each: [writer.write(each) for _ in range(5)]) for each in messages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = list(read_messages(Pieces(bytes(stream.data), 1_000_000)))

    assert [each for each in found if isinstance(each, Unreadable)] == []
    assert len(found) == 40
