"""Which files of the open folders mention which fixture names: what references, rename and lenses look at.

Built in the background, file by file, and kept by each file's state. Whoever asks brings it up to date: a walk over the
folders takes milliseconds, and only files that changed are read. Open documents are read as they are in the editor.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Hashable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from seamwright.fixtures import Resolver
from seamwright.fixtures.mentions import Mention, Role, mentions
from seamwright.fixtures.model import ModuleFixtures

if TYPE_CHECKING:
    from seamwright.lsp.fixtures import Base

_QUIET = 0.02
"""Seconds without a message before the background goes on."""
_SKIPPED = frozenset({"node_modules", "site-packages", "__pycache__", "CVS", "_darcs"})
_MOST = 60_000


class Record(NamedTuple):
    """What one file mentions. ``defines`` are the fixtures that are written in it."""

    version: Hashable
    names: frozenset[str]
    defines: frozenset[str]


class Suites:
    """Safe to use from several threads: one at a time brings it up to date."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._records: dict[str, Record] = {}

    def mentions(self, base: Base, name: str, extra: str) -> Iterator[tuple[str, list[Mention]]]:
        """Files and their mentions of ``name``; those of the file ``extra`` in any case."""
        wanted = frozenset({name})
        paths = [path for path, record in self._current(base) if name in record.names]
        for path in dict.fromkeys([extra, *paths]):
            base.world.check()
            module = base.resolver.module(path)
            if module is not None:
                yield path, [each for each in mentions(module, names=wanted) if each.name == name]

    def defining(self, base: Base, name: str) -> list[str]:
        """The files that define a fixture called ``name``."""
        return [path for path, record in self._current(base) if name in record.defines]

    def definitions(self, base: Base) -> Iterator[tuple[str, frozenset[str]]]:
        """Every file with fixtures, and their names."""
        for path, record in self._current(base):
            if record.defines:
                yield path, record.defines

    def _current(self, base: Base) -> list[tuple[str, Record]]:
        """All records, brought up to date with what ``base`` sees."""
        found = []
        for path in files_below(base.folders()):
            base.world.check()
            record = self._record(path, base.project.version(path), base.resolver)
            if record is not None:
                found.append((path, record))
        return found

    def _record(self, path: str, version: Hashable, resolver: Resolver) -> Record | None:
        if version is None:
            return None
        known = self._records.get(path)
        if known is not None and known.version == version:
            return known
        was_known = path in getattr(resolver, "kept", ())
        module = resolver.module(path)
        record = Record(version, frozenset(), frozenset()) if module is None else record_of(version, module)
        if not was_known:
            pass
        self._records[path] = record
        return record


def record_of(version: Hashable, module: ModuleFixtures) -> Record:
    """What ``module`` mentions."""
    names = frozenset(each.name for each in mentions(module) if each.role is not Role.PLUGIN)
    return Record(version, names, frozenset(each.name for each in module.fixtures))


def files_below(folders: Iterable[str]) -> Iterator[str]:
    """The Python files below ``folders``, once each, with forward slashes. Environments are passed over."""
    seen: set[str] = set()
    left = _MOST
    pending = [folder.rstrip("/") or "/" for folder in folders]
    while pending:
        folder = pending.pop()
        if folder in seen:
            continue
        seen.add(folder)
        try:
            with os.scandir(folder) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            continue
        if any(entry.name == "pyvenv.cfg" for entry in found):
            continue
        folders_here = []
        for entry in found:
            try:
                if entry.is_dir(follow_symlinks=False):
                    if not entry.name.startswith(".") and entry.name not in _SKIPPED:
                        folders_here.append(f"{folder}/{entry.name}")
                elif entry.name.endswith(".py") and entry.is_file(follow_symlinks=False):
                    left -= 1
                    if left < 0:
                        return
                    yield f"{folder}/{entry.name}"
            except OSError:
                continue
        pending.extend(reversed(folders_here))
