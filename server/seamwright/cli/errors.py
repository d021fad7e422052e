"""What ends a command early."""

from __future__ import annotations


class PipeClosed(Exception):
    """Nobody reads standard output any more (``seamwright plan X | head``)."""


class CommandError(Exception):
    """Wrong usage, unreadable input or configuration: one plain line on standard error and status 2."""

    def __init__(self, message: str, path: str | None = None, line: int | None = None) -> None:
        """``path`` as the user wrote it or relative to the root; ``line`` is 1-based."""
        place = "" if path is None else f"{path}: " if line is None else f"{path}:{line}: "
        super().__init__(f"{place}{message}")
