"""How a failure is told: where it happened, but neither the text of a document nor a path of this machine."""

from __future__ import annotations

import logging
import traceback
from pathlib import PurePath

logger = logging.getLogger(__name__)

_FRAMES = 6


def describe(error: BaseException) -> str:
    """One line for the log: the kind of ``error`` and the innermost places it came through.

    The message of an exception often quotes what it was about, so it goes to the log only at level ``debug``.
    """
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    places = " > ".join(f"{'/'.join(PurePath(frame.filename).parts[-2:])}:{frame.lineno}" for frame in frames)
    said = f" ({error})" if logger.isEnabledFor(logging.DEBUG) else ""
    return f"{type(error).__name__}{said} at {places or 'an unknown place'}"
