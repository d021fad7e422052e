"""Reads which pytest plugins are installed in an environment: the ``pytest11`` entry points of its distributions."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from seamwright.workspace.disk import Unreadable, read_text

_GROUP = re.compile(r"^\[\s*pytest11\s*\]\s*$(.*?)(?=^\[|\Z)", re.MULTILINE | re.DOTALL)
_LIMIT = 256 * 1024


class EntryPoint(NamedTuple):
    """A plugin: its name for ``-p no:``, its module, and the object in it if it is not the module."""

    name: str
    module: str
    attribute: str


def plugin_entry_points(path: Sequence[str]) -> tuple[EntryPoint, ...]:
    """The plugins of the distributions in the directories of ``path``, in the order in which pytest finds them."""
    found: dict[str, EntryPoint] = {}
    seen: set[str] = set()
    for folder in path:
        for name in _distributions(folder):
            project = name.split("-")[0].lower()
            if project in seen:
                continue  # the distribution that is first on the path hides others of its name
            seen.add(project)
            for entry in _entry_points(Path(folder, name, "entry_points.txt")):
                found.setdefault(entry.name, entry)
    return tuple(found.values())


def _distributions(folder: str) -> Iterator[str]:
    try:
        # Unsorted, as importlib.metadata lists them: the order decides which of two equal fixtures wins.
        names = os.listdir(folder)
    except OSError:
        return
    for name in names:
        if name.endswith((".dist-info", ".egg-info")):
            yield name


def _entry_points(path: Path) -> Iterator[EntryPoint]:
    try:
        decoded = read_text(path, _LIMIT)
    except Unreadable:
        return
    group = _GROUP.search(decoded.text) if decoded is not None else None
    for line in group[1].splitlines() if group is not None else ():
        name, equals, value = line.strip().partition("=")
        if equals and not name.startswith(("#", ";")):
            module, _, attribute = value.split("[")[0].strip().partition(":")
            yield EntryPoint(name.strip(), module.strip(), attribute.strip())
