"""What the files of the open folders say about fixtures: what references, rename, lenses and symbols look at.

Built in the background, file by file, and kept in a few bytes each, also on disk. Whoever asks brings it up to date:
only files that changed are read, and of files that are not known yet only those that have the name in their text. Open
documents are read as they are in the editor.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Hashable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from seamwright.fixtures.summary import Summary, quoted, read_summary, summarize
from seamwright.lsp.progress import Progress
from seamwright.lsp.session_project import slashed
from seamwright.workspace.cache import Cache, cache_of, state_of
from seamwright.workspace.pytest_project import PytestProject

if TYPE_CHECKING:
    from seamwright.lsp.fixtures import Base
    from seamwright.lsp.world import World

_SWITCH = 0.0005
_SKIPPED = frozenset({"node_modules", "site-packages", "__pycache__", "CVS", "_darcs"})
_MOST = 60_000


class Record(NamedTuple):
    """The summary of one state of one file."""

    version: Hashable
    data: bytes

    def says(self, needles: Iterable[bytes]) -> bool:
        """Whether one of these quoted names is in it."""
        return any(needle in self.data for needle in needles)

    @property
    def summary(self) -> Summary:
        """What it says."""
        return read_summary(self.data)


class Suites:
    """Records of the Python files below the open folders."""

    def __init__(self) -> None:
        self._records: dict[str, Record] = {}
        self._listed: tuple[Hashable, list[str]] | None = None
        self.is_filled = False
        """Whether every file has been read once."""
        self.revision = 0
        """Grows when what files on disk say may be other than before."""

    def naming(self, base: Base, names: Iterable[str], *, exact: bool = False) -> Iterator[tuple[str, Record]]:
        """The files that have one of ``names`` in them.

        Only with ``exact`` are files summarized that were not reached yet and in whose text no name is: it could be
        written there in pieces.
        """
        wanted = tuple(names)
        needles = tuple(map(quoted, wanted))
        for path in self._paths(base):
            version = base.project.version(path)
            if version is None:
                continue
            record = self._records.get(path)
            if record is None or record.version != version:
                base.world.check()
                text = base.project.text(path) or ""
                if not exact and not any(name in text for name in wanted):
                    continue
                record = self._records[path] = record_of(version, text, path)
            if record.says(needles):
                yield path, record

    def record(self, base: Base, path: str) -> Record | None:
        """The record of one file; ``None`` if there is no such file."""
        version = base.project.version(path)
        if version is None:
            return None
        record = self._records.get(path)
        if record is None or record.version != version:
            record = self._records[path] = record_of(version, base.project.text(path) or "", path)
        return record

    def known(self) -> list[tuple[str, Record]]:
        """What is known of all files, perhaps of an older state of some."""
        return list(self._records.items())

    def saying(self, base: Base, word: str) -> Iterator[tuple[str, str]]:
        """The files in whose text ``word`` stands, and their texts. All files are read for that."""
        for path in self._paths(base):
            base.world.check()
            base.session.make_way(base.world)
            text = base.project.text(path) or ""
            if word in text:
                yield path, text

    def defining(self, base: Base, name: str) -> list[str]:
        """The files that may define a fixture called ``name``."""
        return [path for path, record in self.naming(base, [name]) if name in record.summary.defines]

    def definitions(self, base: Base) -> Iterator[tuple[str, list[str]]]:
        """Every file that may have fixtures, and their names."""
        for path in self._paths(base):
            base.world.check()
            record = self.record(base, path)
            names = list(record.summary.defines) if record is not None and b'"' in record.data else []
            if names:
                yield path, names

    def fill(self, world: World) -> None:
        """Read in the background what nobody has asked for yet, from the disk, giving way to every message."""
        before = sys.getswitchinterval()
        # A message passes through three threads; each would wait five milliseconds for this one.
        sys.setswitchinterval(_SWITCH)
        try:
            folders = [slashed(str(folder)) for folder in world.folders]
            with cache_of(folders, world.settings.cache) as cache:
                self._fill(world, folders, cache)
        finally:
            sys.setswitchinterval(before)

    def _fill(self, world: World, folders: list[str], cache: Cache) -> None:
        project = PytestProject(world.folders)
        paths = list(files_below(folders))
        progress = Progress(world, "Indexing fixtures", len(paths))
        for done, path in enumerate(paths):
            world.shared.give_way()
            world.check()
            progress.report(done)
            if path in self._records:
                continue
            state = state_of(path)
            if state is None:
                continue
            data = cache.get(path, state, partial(project.text, path))
            if data is None:
                text = project.text(path)
                if text is None:
                    continue
                data = summarize(text, path).encode("ascii")
                cache.put(path, state, text, data)
            self._records.setdefault(path, Record((state.changed, state.size), data))
        cache.keep_only(paths)
        self.is_filled = True
        self.revision += 1
        progress.end()

    def _paths(self, base: Base) -> list[str]:
        """The files below the folders, listed again when one may have come or gone."""
        folders = base.folders()
        key = (base.project.version(""), tuple(folders))
        if self._listed is None or self._listed[0] != key or not base.world.client.watches_files:
            found = list(files_below(folders))
            for gone in self._records.keys() - set(found):
                self._records.pop(gone, None)
            self._listed = (key, found)
        return self._listed[1]


def record_of(version: Hashable, text: str, path: str) -> Record:
    """The record of a text."""
    return Record(version, summarize(text, path).encode("ascii"))


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
