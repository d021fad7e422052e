"""The seams and scenarios of all plans below the open folders.

Built in the background, kept by each file's state on disk, and brought up to date by whoever asks: a walk over the
folders takes milliseconds, and only files that have changed are read. Without a folder nothing is ever walked.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from lsprotocol import types as t

from seamwright.lsp.convert import to_range, to_uri
from seamwright.lsp.documents import TextDocument
from seamwright.lsp.labels import scenario_label, seam_label
from seamwright.lsp.projects import open_document
from seamwright.lsp.world import World
from seamwright.plan import Plan, Vocabulary, parse
from seamwright.text.span import LineIndex, PositionEncoding
from seamwright.workspace.disk import Unreadable, read_text
from seamwright.workspace.files import PLAN_SUFFIXES
from seamwright.workspace.walking import walk

_SIZE_LIMIT = 1024 * 1024
"""Bytes. A larger Markdown file is generated, or somebody's book."""
_WAIT = 0.02


class Entry(NamedTuple):
    """Something to be found by name."""

    name: str
    container: str | None
    """The seam of a scenario."""
    range: t.Range


class Indexed(NamedTuple):
    """One plan."""

    uri: str
    entries: tuple[Entry, ...]


class Index:
    """Safe to use from several threads; one at a time brings it up to date."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[Path, tuple[object, tuple[Entry, ...]]] = {}

    def plans(self, world: World, pause: Callable[[], None] = lambda: None) -> Iterator[Indexed]:
        """Every plan below the folders of ``world``, as its documents have it where they are open.

        ``pause`` is called before each; it must not wait for a request, which may itself wait for this.
        """
        while not self._lock.acquire(timeout=_WAIT):
            world.check()
        try:
            seen: set[Path] = set()
            for folder in world.folders:
                # Looked up for every file, the configuration would cost more than all the rest.
                words = world.shared.projects.around(world, str(folder / "x")).vocabulary()
                for path in walk(folder, _is_candidate):
                    world.check()
                    if path not in seen:
                        seen.add(path)
                        pause()
                        yield from self._plan(world, path, words)
            for gone in self._known.keys() - seen:
                del self._known[gone]
        finally:
            self._lock.release()

    def _plan(self, world: World, path: Path, words: Vocabulary) -> Iterator[Indexed]:
        document = open_document(world.documents, path.parent, path.name)
        if document is not None:
            entries = _open_entries(world, document)
            uri = document.uri
        else:
            entries = self._entries(world, path, words)
            uri = to_uri(str(path))
        if entries:
            yield Indexed(uri, entries)

    def _entries(self, world: World, path: Path, words: Vocabulary) -> tuple[Entry, ...]:
        try:
            status = os.stat(path)
            stamp = (status.st_mtime_ns, status.st_size, status.st_ino, words)
            known = self._known.get(path)
            if known is None or known[0] != stamp:
                decoded = read_text(path, _SIZE_LIMIT)
                text = decoded.text if decoded is not None else ""
                vocabulary = world.shared.projects.around(world, str(path)).vocabulary()
                known = (stamp, _entries_of(parse(text, vocabulary, name=path.name), text, world.encoding))
                self._known[path] = known
        except (OSError, Unreadable):
            return ()
        return known[1]


def _open_entries(world: World, document: TextDocument) -> tuple[Entry, ...]:
    project = world.shared.projects.around(world, document.path or "")
    reading = world.shared.plans.read(document, project.vocabulary())
    return _entries_of(reading.plan, document.text, world.encoding) if reading is not None else ()


def _entries_of(plan: Plan, text: str, encoding: PositionEncoding) -> tuple[Entry, ...]:
    if not plan.seams:
        return ()
    index, found = LineIndex(text), []
    for seam in plan.seams:
        found.append(Entry(seam_label(seam), None, to_range(index, seam.heading, encoding)))
        found += [
            Entry(
                scenario_label(scenario),
                seam_label(seam),
                to_range(index, index.span(scenario.line - 1, scenario.line - 1), encoding),
            )
            for scenario in seam.scenarios
        ]
    return tuple(found)


def _is_candidate(name: str) -> bool:
    return name.lower().endswith(PLAN_SUFFIXES)
