"""Which files of the open folders mention which fixture names: what references, rename and lenses look at.

Built in the background, file by file, and kept by each file's state. Whoever asks brings it up to date: a walk over the
folders takes milliseconds, and only files that changed are read. Open documents are read as they are in the editor.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Hashable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from seamwright.fixtures.mentions import Mention, mentions
from seamwright.fixtures.words import Words, words_of
from seamwright.lsp.progress import Progress
from seamwright.lsp.session_project import slashed
from seamwright.workspace.pytest_project import PytestProject

if TYPE_CHECKING:
    from seamwright.lsp.fixtures import Base
    from seamwright.lsp.world import World

_QUIET = 0.02
"""Seconds without a message before the background goes on."""
_SWITCH = 0.0005
_SKIPPED = frozenset({"node_modules", "site-packages", "__pycache__", "CVS", "_darcs"})
_MOST = 60_000


class Record(NamedTuple):
    """What one file may mention."""

    version: Hashable
    words: Words


class Suites:
    """What the files of the open folders mention."""

    def __init__(self) -> None:
        self._records: dict[str, Record] = {}

    def mentions(self, base: Base, name: str, extra: str) -> Iterator[tuple[str, list[Mention]]]:
        """Files and their mentions of ``name``; those of the file ``extra`` in any case."""
        wanted = frozenset({name})
        paths = [path for path, record in self._current(base) if record.words.mentions(name)]
        for path in dict.fromkeys([extra, *paths]):
            base.world.check()
            with base.resolver_at(path) as module:
                if module is not None:
                    yield path, [each for each in mentions(module, names=wanted) if each.name == name]

    def defining(self, base: Base, name: str) -> list[str]:
        """The files that may define a fixture called ``name``."""
        return [path for path, record in self._current(base) if name in record.words.defined]

    def definitions(self, base: Base) -> list[tuple[str, frozenset[str]]]:
        """Every file that may have fixtures, and their names."""
        return [(path, record.words.defined) for path, record in self._current(base) if record.words.defined]

    def fill(self, world: World) -> None:
        """Read in the background what nobody has asked for yet, from the disk, giving way to every message."""
        before = sys.getswitchinterval()
        # A message passes through three threads; each would wait five milliseconds for this one.
        sys.setswitchinterval(_SWITCH)
        try:
            self._fill(world, PytestProject(world.folders))
        finally:
            sys.setswitchinterval(before)

    def _fill(self, world: World, project: PytestProject) -> None:
        paths = list(files_below(slashed(str(folder)) for folder in world.folders))
        progress = Progress(world, "Indexing fixtures", len(paths))
        for done, path in enumerate(paths):
            while time.monotonic() - world.shared.heard < _QUIET:
                time.sleep(_QUIET)
            world.check()
            progress.report(done)
            if path not in self._records:
                version = project.version(path)
                text = project.text(path) if version is not None else None
                if text is not None:
                    self._records.setdefault(path, Record(version, words_of(text)))
        progress.end()

    def _current(self, base: Base) -> list[tuple[str, Record]]:
        """All records, brought up to date with what ``base`` sees."""
        found = []
        for path in files_below(base.folders()):
            version = base.project.version(path)
            known = self._records.get(path)
            if version is not None and (known is None or known.version != version):
                base.world.check()
                known = self._records[path] = Record(version, words_of(base.project.text(path) or ""))
            if version is not None and known is not None:
                found.append((path, known))
        return found


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
