"""Tells the user how far long work in the background is, where the client can show it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from lsprotocol import types as t

if TYPE_CHECKING:
    from seamwright.lsp.world import World

_SHORT = 1.0
"""Seconds of work that are not worth a bar."""
_STEP = 0.2


class Progress:
    """One piece of work of ``total`` steps. Nothing is shown of work that ends soon."""

    def __init__(self, world: World, title: str, total: int) -> None:
        self._world, self._title, self._total = world, title, total
        self._started = self._told = time.monotonic()
        self._token = f"seamwright-{title.lower().replace(' ', '-')}-{id(self)}"
        self._shown = False

    def report(self, done: int) -> None:
        """``done`` steps are done."""
        now = time.monotonic()
        if not self._world.client.shows_progress or now - self._told < _STEP or now - self._started < _SHORT:
            return
        self._told = now
        percentage = min(100 * done // max(self._total, 1), 100)
        if not self._shown:
            self._shown = True
            token = t.WorkDoneProgressCreateParams(token=self._token)
            self._world.ask_now(t.WINDOW_WORK_DONE_PROGRESS_CREATE, token)
            self._send(t.WorkDoneProgressBegin(title=self._title, percentage=percentage, cancellable=False))
        self._send(t.WorkDoneProgressReport(percentage=percentage, message=f"{done}/{self._total} files"))

    def end(self) -> None:
        """The work is over."""
        if self._shown:
            self._send(t.WorkDoneProgressEnd())

    def _send(self, value: t.WorkDoneProgressBegin | t.WorkDoneProgressReport | t.WorkDoneProgressEnd) -> None:
        self._world.tell_now(t.PROGRESS, t.ProgressParams(token=self._token, value=value))
