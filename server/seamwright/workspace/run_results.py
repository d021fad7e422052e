"""Finds what the last run of the tests said: the given report, else what pytest left in its own cache."""

from __future__ import annotations

from pathlib import Path

from seamwright.trace.results import (
    Results,
    UnreadableResults,
    read_junit,
    read_lastfailed,
    read_outcomes,
)
from seamwright.workspace.disk import Unreadable, read_text

OUTCOMES = ".pytest_cache/v/seamwright/outcomes"
"""Where our pytest plugin keeps its results, relative to pytest's root."""
LAST_FAILED = ".pytest_cache/v/cache/lastfailed"


def given_results(path: Path) -> Results:
    """The outcomes in the file at ``path``: JUnit XML, or what our pytest plugin keeps.

    Raises:
        ValueError: it is neither, or cannot be read; the message is one line without the path.
    """
    decoded = read_text(path, 256 * 1024 * 1024)
    if decoded is None:
        raise UnreadableResults("no such file")
    return read_outcomes(decoded.text) if decoded.text.lstrip().startswith("{") else read_junit(decoded.text)


def cached_results(folders: tuple[Path, ...]) -> Results:
    """The outcomes that pytest left behind in the first of ``folders`` that has some. None of it is trusted blindly."""
    for folder in folders:
        for name, read in ((OUTCOMES, read_outcomes), (LAST_FAILED, read_lastfailed)):
            try:
                decoded = read_text(folder / name)
                if decoded is not None:
                    return read(decoded.text)
            except (Unreadable, UnreadableResults):
                continue
    return Results()
