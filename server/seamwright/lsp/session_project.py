"""The files that fixtures are read from, as one request sees them: its open buffers on top of the disk."""

from __future__ import annotations

import os
import time
from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from seamwright.fixtures.model import PluginModule, PytestConfig
from seamwright.lsp.documents import TextDocument
from seamwright.workspace.pytest_project import PytestProject

if TYPE_CHECKING:
    from seamwright.lsp.world import World
    from seamwright.workspace.environment import Environment

_PATIENCE = 1.0
"""Seconds after which files are looked at again where no client tells us of changes."""


class SessionProject:
    """Implements ``fixtures.Project``."""

    def __init__(self) -> None:
        self._made_for: Hashable = None
        self._disk = PytestProject(())
        self._buffers: dict[str, TextDocument] = {}
        self._unsaved: frozenset[str] = frozenset()
        self._known: dict[str, Hashable] = {}
        self._looked = 0.0
        self.epoch = 0
        """Grows when something on disk turned out to be another."""

    def see(self, world: World) -> None:
        """From now on, files are as ``world`` has them."""
        settings = world.settings
        wanted = (world.folders, settings.interpreter, settings.interpreters)
        if self._made_for != wanted:
            self._made_for = wanted
            self.epoch += 1
            of_folders = {Path(path): interpreter for path, interpreter in settings.interpreters}
            self._disk = PytestProject(world.folders, settings.interpreter, of_folders=of_folders)
            self._known.clear()
        elif not world.client.watches_files and time.monotonic() - self._looked > _PATIENCE:
            self._look_again()
        before = self._buffers.keys()
        self._buffers = {slashed(each.path): each for each in world.documents if each.path is not None}
        self._disk.buffered = self._buffers.get
        if before != self._buffers.keys():
            self._unsaved = frozenset(path for path in self._buffers if self._disk.version(path) is None)

    def forget(self, paths: Sequence[str] | None) -> None:
        """These files (all without an argument) changed on disk, came or went."""
        self.epoch += 1
        self._disk.forget(paths)
        self._known.clear()
        self._buffers = {}

    def document(self, path: str) -> TextDocument | None:
        """The open document of a file."""
        return self._buffers.get(path)

    def text(self, path: str) -> str | None:
        """See ``fixtures.Project``."""
        document = self._buffers.get(path)
        return document.text if document is not None else self._disk.text(path)

    def disk_text(self, path: str) -> str | None:
        """The text of a file as it was last saved."""
        return self._disk.text(path)

    def version(self, path: str) -> Hashable:
        """See ``fixtures.Project``. A document never changes, so it is its own version."""
        document = self._buffers.get(path)
        if document is not None:
            return document
        if not path:
            # Files come and go with buffers too.
            # With another interpreter or folder everything may be another, and a new project counts from the beginning.
            return self._made_for, self._disk.version(""), self._unsaved
        version = self._known[path] = self._disk.version(path)
        return version

    def config(self, path: str) -> PytestConfig:
        """See ``fixtures.Project``."""
        return self._disk.config(path)

    def plugins(self, path: str) -> Sequence[PluginModule]:
        """See ``fixtures.Project``."""
        return self._disk.plugins(path)

    def plugin(self, name: str, path: str) -> PluginModule | None:
        """See ``fixtures.Project``."""
        return self._disk.plugin(name, path)

    def module(self, name: str, path: str) -> str | None:
        """See ``fixtures.Project``."""
        return self._disk.module(name, path)

    def environment(self, path: str) -> Environment:
        """The environment of a file."""
        return self._disk.environment(path)

    def real(self, path: str) -> str:
        """How the core spells the absolute ``path``."""
        return slashed(path)

    def _look_again(self) -> None:
        """Forget what has changed of the files that were looked at."""
        self._looked = time.monotonic()
        changed = [path for path, version in self._known.items() if _version(path) != version]
        if changed:
            self.epoch += 1
            self._disk.forget(changed)
            for path in changed:
                del self._known[path]


def slashed(path: str) -> str:
    """``path`` with forward slashes, as the core spells paths."""
    return path.replace(os.sep, "/")


def _version(path: str) -> Hashable:
    """As ``PytestProject.version`` has it, from the disk as it is now."""
    return PytestProject(()).version(path)
