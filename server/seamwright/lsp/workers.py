"""Threads that requests run on, and the word that tells them to stop."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable

from seamwright.lsp.errors import Cancelled


class Token:
    """Whether somebody still waits for a result."""

    __slots__ = ("_cancelled",)

    def __init__(self) -> None:
        self._cancelled = False

    def cancel(self) -> None:
        """Nobody waits any more. May be called from any thread, any number of times."""
        self._cancelled = True

    def check(self) -> None:
        """Go on, or raise.

        Raises:
            Cancelled: the result is not wanted any more.
        """
        if self._cancelled:
            raise Cancelled


class Workers:
    """A few daemon threads: they never keep the process alive, so ``exit`` ends it even in the middle of work."""

    def __init__(self, finished: Callable[[Callable[[], None]], None], count: int = 2) -> None:
        """``finished`` is called, on a worker, with what remains to be done on the main thread."""
        self._finished = finished
        self._jobs: queue.SimpleQueue[Callable[[], Callable[[], None]]] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._working = 0
        self._stopped = False
        for number in range(count):
            threading.Thread(target=self._work, name=f"seamwright-worker-{number}", daemon=True).start()

    def submit(self, job: Callable[[], Callable[[], None]]) -> None:
        """Run ``job``, which must not raise, as soon as a thread is free."""
        self._jobs.put(job)

    def stop(self) -> bool:
        """Begin nothing any more. Returns whether something has been begun and not ended."""
        with self._lock:
            self._stopped = True
            return self._working > 0

    def _work(self) -> None:
        while True:
            job = self._jobs.get()
            with self._lock:
                if self._stopped:
                    return
                self._working += 1
            self._finished(job())
            with self._lock:
                self._working -= 1
