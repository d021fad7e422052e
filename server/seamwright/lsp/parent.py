"""Notices when the process that started the server is gone, so that the server does not outlive its editor.

A client that dies normally closes the pipe; it may not, where another process has inherited its end.
"""

from __future__ import annotations

import os
import select
import sys
import threading
import time
from collections.abc import Callable

_PAUSE = 0.2


def watch(process: int, gone: Callable[[], None]) -> None:
    """Call ``gone``, on a thread of its own, when ``process`` has ended. Nothing happens if it cannot be seen."""
    wait = _waiter(process)
    if wait is None:
        return

    def work() -> None:
        wait()
        gone()

    threading.Thread(target=work, name="seamwright-parent", daemon=True).start()


def _waiter(process: int) -> Callable[[], None] | None:
    """What returns once ``process`` has ended; ``None`` for one that is not there, as seen from a container."""
    if process <= 0 or sys.platform == "win32":
        # There, asking whether a process is alive takes handles, and its pipes always end with it.
        return None
    if not _is_alive(process):
        return None
    if hasattr(os, "pidfd_open"):
        try:
            descriptor = os.pidfd_open(process)
        except OSError:
            pass
        else:
            return lambda: _wait_for(descriptor)
    return lambda: _poll(process)


def _wait_for(descriptor: int) -> None:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    poll.poll()


def _poll(process: int) -> None:
    while _is_alive(process):
        time.sleep(_PAUSE)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
