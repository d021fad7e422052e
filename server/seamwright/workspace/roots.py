"""Decides which directory is *the root*: configuration holds for it, paths are relative to it, nothing leaves it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

# A table header may have spaces around its parts, and may be that of a table below ours.
_OWN_TABLE = re.compile(rb"(?m)^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*seamwright[ \t]*[.\]]")
_SNIFFED = 1 << 20


def find_root(start: Path) -> Path:
    """The root for ``start`` (a file or directory that may not exist): an absolute path without symbolic links.

    The nearest directory whose ``pyproject.toml`` has a ``[tool.seamwright]`` table; else the nearest git work tree;
    else the nearest ``pyproject.toml``; else the directory itself.
    """
    directory = Path(os.path.realpath(start))
    if not directory.is_dir():
        directory = directory.parent
    git = project = None
    for candidate in ancestors(directory):
        if has_own_table(candidate / "pyproject.toml"):
            return candidate
        if git is None and (candidate / ".git").exists():
            git = candidate
        if project is None and (candidate / "pyproject.toml").is_file():
            project = candidate
    return git or project or directory


def ancestors(directory: Path, top: Path | None = None) -> Iterator[Path]:
    """``directory`` and the directories above it, nearest first, up to ``top`` or the file system's root."""
    yield directory
    for parent in directory.parents if directory != top else ():
        yield parent
        if parent == top:
            return


def has_own_table(file: Path) -> bool:
    """Whether ``file`` has a ``[tool.seamwright]`` table. Only looks for the header: the file may be half-written."""
    try:
        if not file.is_file():
            return False
        with file.open("rb") as stream:
            return _OWN_TABLE.search(stream.read(_SNIFFED)) is not None
    except OSError:
        return False
