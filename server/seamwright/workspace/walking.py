"""Decides which folders are looked into: the project's own, never an environment, a cache, or where a link leads."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

SKIPPED = frozenset({"__pycache__", "node_modules", "site-packages", "htmlcov"})
"""Folder names that hold nothing which a person wrote; hidden folders are skipped too."""

MADE = frozenset({"build", "dist", "env", "venv"})
"""Folder names that mean the same, unless the folder is a package: projects have modules of these names too."""

INTEGRATION_FOLDERS = frozenset({"integration", "integration_tests", "integrations_tests", "e2e_integration"})
"""Folder names that hold integration tests."""

ENTRIES_LIMIT = 200_000
"""Directory entries looked at in one walk, so that a root that is a whole disk ends in bounded time."""


def walk(top: Path, wanted: Callable[[str], bool]) -> Iterator[Path]:
    """Regular files below ``top`` whose name is ``wanted``, each folder in the order of names, files before folders.

    Symbolic links are not followed; folders that cannot be read are passed over.
    """
    left = ENTRIES_LIMIT
    pending = [top]
    while pending:
        folder = pending.pop()
        try:
            with os.scandir(folder) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            continue
        if folder != top and any(entry.name == "pyvenv.cfg" for entry in found):
            continue
        left -= len(found)
        if left < 0:
            return
        folders = []
        for entry in found:
            if _is_folder(entry):
                folders.append(folder / entry.name)
            elif wanted(entry.name) and _is_file(entry):
                yield folder / entry.name
        pending.extend(reversed(folders))


def subfolders(folder: Path) -> list[Path]:
    """The folders directly in ``folder`` that :func:`walk` would look into, by name."""
    try:
        with os.scandir(folder) as entries:
            return sorted(folder / entry.name for entry in entries if _is_folder(entry))
    except OSError:
        return []


def may_be_written(entry: os.DirEntry[str]) -> bool:
    """Whether the folder ``entry`` may hold what a person wrote, as its name tells and whether it is a package."""
    if entry.name.startswith(".") or entry.name in SKIPPED:
        return False
    return entry.name not in MADE or os.path.isfile(os.path.join(entry.path, "__init__.py"))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False) and may_be_written(entry)
    except OSError:
        return False


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file(follow_symlinks=False)
    except OSError:
        return False
