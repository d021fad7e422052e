"""Decides which directory is *the root*: configuration holds for it, paths are relative to it, nothing leaves it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

# A table header may have spaces around its parts, and may be that of a table below ours.
_OWN_TABLE = re.compile(rb"(?m)^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*seamwright[ \t]*[.\]]")
_SNIFFED = 1 << 20


# What repositories have at their top, and nothing else has. A copy without ``.git`` (from an archive, in an image) is
# the same project as its work tree, and its files have the same paths.
_TOP = (".github", ".gitlab-ci.yml", ".hg", ".jj", ".svn")


def find_root(start: Path, standing: Path | None = None) -> Path:
    """The root for ``start`` (a file or directory that may not exist): an absolute path without symbolic links.

    The nearest directory whose ``pyproject.toml`` has a ``[tool.seamwright]`` table; else the nearest git work tree;
    else the top of a repository without git's data; else the nearest ``pyproject.toml``; else where somebody is
    ``standing``, if ``start`` is below; else the directory itself.
    """
    directory = Path(os.path.realpath(start))
    if not directory.is_dir():
        directory = directory.parent
    git = top = project = None
    for candidate in ancestors(directory):
        if has_own_table(candidate / "pyproject.toml"):
            return candidate
        if git is None and (candidate / ".git").exists():
            git = candidate
        if top is None and is_top(candidate):
            top = candidate
        if project is None and (candidate / "pyproject.toml").is_file():
            project = candidate
    return git or top or project or _standing(standing, directory) or directory


def is_marked(directory: Path) -> bool:
    """Whether something on disk says that ``directory`` is a root, its own table aside."""
    return (directory / ".git").exists() or is_top(directory) or (directory / "pyproject.toml").is_file()


def is_top(directory: Path) -> bool:
    """Whether ``directory`` is the top of a repository that has none of git's data."""
    return any((directory / name).exists() for name in _TOP)


def _standing(standing: Path | None, directory: Path) -> Path | None:
    """``standing`` where it says something: it is not, as a home directory is, above all projects of somebody."""
    if standing is None:
        return None
    real = Path(os.path.realpath(standing))
    above_all = real == Path(real.anchor) or real == Path(os.path.realpath(os.path.expanduser("~")))
    return real if real in (directory, *directory.parents) and not above_all else None


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
