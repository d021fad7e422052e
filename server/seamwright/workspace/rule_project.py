"""A root as rules see it: settings, files, contracts, and which of its files are integration tests."""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from seamwright.rules import baseline
from seamwright.rules.engine import Document
from seamwright.rules.model import Finding, Problem, Rule, Settings
from seamwright.rules.module import Collects
from seamwright.rules.project import Project
from seamwright.workspace.files import Workspace
from seamwright.workspace.roots import ancestors
from seamwright.workspace.selection import (
    PytestOptions,
    has_plan,
    is_integration,
    is_module_of_tests,
    pytest_options,
    python_files,
)
from seamwright.workspace.tree import DiskTree, Fixtures, Names, stamp_of

_INI = ("pytest.ini", ".pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg")


class Examination(NamedTuple):
    """What is found in one module."""

    findings: tuple[Finding, ...]
    known: int = 0
    """Further findings that the baseline knows."""


class RuleProject:
    """Everything that rules need below one root. Keeps what it read until it is told to forget it."""

    def __init__(
        self,
        workspace: Workspace,
        *,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        buffers: Callable[[str], str | None] | None = None,
        live: bool = False,
        fixtures: Fixtures | None = None,
        names: Names | None = None,
    ) -> None:
        self.workspace, self.root = workspace, workspace.root
        self._select, self._ignore = tuple(select), tuple(ignore)
        self._buffers, self._live, self._fixtures = buffers, live, fixtures
        self._names = names
        self._baseline: tuple[object, baseline.Known] = (None, {})
        self._ini: dict[Path, object] = {}
        self._kept: dict[str, Document] = {}
        self._projects: dict[tuple[tuple[str, ...], Collects], tuple[Settings, Project]] = {}
        self._options: dict[Path, PytestOptions] = {}

    @property
    def settings(self) -> Settings:
        """What the configuration says, and on top of it the command line.

        Raises:
            ConfigError: the configuration cannot be used.
        """
        settings = self.workspace.config.rules
        if self._select:
            settings = replace(settings, select=self._select, per_path=())
        if self._ignore:
            settings = replace(settings, ignore=(*settings.ignore, *self._ignore))
        return settings

    def near(self, path: str) -> Project:
        """The project for the file at ``path``: files with the same import path share it.

        Raises:
            ConfigError: the configuration cannot be used.
        """
        sources = self._source_folders(path)
        settings = self.settings
        collects = self.options(self.root / path).collects
        known = self._projects.get((sources, collects))
        if known is None or known[0] != settings:
            tree = DiskTree(
                self.root,
                source_folders=sources,
                buffers=self._buffers,
                contracts=lambda: self._stubs(path),
                live=self._live,
                fixtures=self._fixtures,
                names=self._names,
            )
            known = self._projects[sources, collects] = (settings, Project(tree, settings, collects))
        return known[1]

    def examine(
        self,
        path: str,
        text: str,
        known: baseline.Known,
        *,
        keep: bool = False,
        pause: Callable[[], None] = lambda: None,
        further: Sequence[tuple[Rule, Problem]] = (),
    ) -> Examination:
        """What the rules say about the module at ``path``: the one way in for the command line and the server.

        With ``keep`` what was read of it is kept for the next time. ``pause`` is called now and then; what it raises
        ends the examination. ``further`` problems are those that the plans have with it.

        Raises:
            ConfigError: the configuration cannot be used.
        """
        near = self.near(path)
        document = self._kept.get(path)
        if document is None or document.project is not near:
            document = Document(near, path)
            if keep:
                self._kept[path] = document
        tree = near.tree
        if isinstance(tree, DiskTree):
            tree.examining = path
        found = document.check(text, pause, further)
        fresh = baseline.without_known(path, text, found, known)
        return Examination(tuple(fresh), len(found) - len(fresh))

    def keep_only(self, places: Container[str]) -> None:
        """Nobody works any more on modules that are not at one of ``places``, which are absolute."""
        self._kept = {path: each for path, each in self._kept.items() if f"{self.root}/{path}" in places}

    def read(self, path: str) -> str | None:
        """The text of the module at ``path``, to be examined.

        Raises:
            ConfigError: the configuration cannot be used.
        """
        tree = self.near(path).tree
        if isinstance(tree, DiskTree):
            tree.examining = path
        return tree.read(path)

    @property
    def known(self) -> baseline.Known:
        """What the baseline knows.

        Raises:
            ConfigError: the configuration cannot be used.
            ValueError: it cannot be used.
        """
        path = self.workspace.config.baseline
        stamp = stamp_of(self.root / path)
        if self._baseline[0] != stamp:
            self._baseline = (stamp, baseline.parse(self.workspace.read(path) or ""))
        return self._baseline[1]

    def is_shared(self, path: str) -> bool:
        """Whether what is found in other modules may depend on the file at ``path``."""
        if path.rpartition("/")[2] == "conftest.py" or not self.is_module_of_tests(path):
            return True
        return any(path in tree.shared for tree in self._trees())

    def look_again(self) -> None:
        """Forget everything if something on disk has changed on which more than one module may depend."""
        stale = any(tree.is_stale(lambda path: not self.is_shared(path)) for tree in self._trees())
        if stale or any(stamp_of(path) != stamp for path, stamp in self._ini.items()):
            self.forget()

    def is_examined(self, path: str) -> bool:
        """Whether the file at ``path`` is one that a check of the whole root would examine.

        Raises:
            ConfigError: the configuration cannot be used.
        """
        if not self.is_module_of_tests(path):
            return False
        return is_integration(path, self.workspace.config.integration, lambda folder: has_plan(self.root, folder))

    def is_module_of_tests(self, path: str) -> bool:
        """Whether the file at ``path`` holds tests by its name."""
        return is_module_of_tests(path.rpartition("/")[2], self.options(self.root / path))

    def integration_files(self, top: Path) -> Iterator[str]:
        """The integration tests below ``top`` (absolute, inside the root), and their conftests.

        Raises:
            ConfigError: the configuration cannot be used.
        """
        plans: dict[str, bool] = {}

        def with_plan(folder: str) -> bool:
            if folder not in plans:
                plans[folder] = has_plan(self.root, folder)
            return plans[folder]

        for file in python_files(top):
            path = file.relative_to(self.root).as_posix()
            if is_module_of_tests(file.name, self.options(file)) and is_integration(
                path, self.workspace.config.integration, with_plan
            ):
                yield path

    def forget(self) -> None:
        """Files came or went, or changed on disk."""
        self._options.clear()
        self.__dict__.pop("_neighbours", None)
        self._ini.clear()
        for tree in self._trees():
            tree.forget()
        for _, project in self._projects.values():
            project.refresh()

    def options(self, file: Path) -> PytestOptions:
        """pytest's configuration for a file."""
        if file.parent not in self._options:
            for folder in ancestors(file.parent, self.root) if self._live else ():
                for name in _INI:
                    self._ini.setdefault(folder / name, stamp_of(folder / name))
            self._options[file.parent] = pytest_options(file.parent, self.root)
        return self._options[file.parent]

    def _trees(self) -> Iterator[DiskTree]:
        for _, project in self._projects.values():
            if isinstance(project.tree, DiskTree):
                yield project.tree

    def _source_folders(self, path: str) -> tuple[str, ...]:
        options = self.options(self.root / path)
        found = []
        for place in options.python_path if options.folder is not None else ():
            folder = Path(options.folder or self.root, place)
            for each in ancestors(folder.resolve()):
                if each == self.root:
                    found.append(
                        "" if folder.resolve() == self.root else folder.resolve().relative_to(self.root).as_posix()
                    )
        return tuple(dict.fromkeys((*found, *self._neighbours)))

    @cached_property
    def _neighbours(self) -> tuple[str, ...]:
        """Source folders of distributions that stand in the same repository, and are installed where its tests run."""
        found = []
        for place in (self.root, *(self.root / name for name in _SHELVES)):
            for name in sorted(_folders(place)):
                folder = place / name
                if any((folder / each).is_file() for each in ("pyproject.toml", "setup.py", "setup.cfg")):
                    path = folder.relative_to(self.root).as_posix()
                    found += [path, *([f"{path}/src"] if (folder / "src").is_dir() else [])]
        return tuple(found)

    def _stubs(self, path: str) -> dict[str, Path]:
        from seamwright.workspace.contracts import configured_contracts, discovered_contracts

        patterns = self.workspace.config.contracts
        if patterns is not None:
            files = configured_contracts(self.root, patterns)[0]
        else:
            files = discovered_contracts(self.root, (self.root / path).parent)
        return {file.module: file.path for file in reversed(files)}


def _folders(place: Path) -> list[str]:
    try:
        with os.scandir(place) as entries:
            return [each.name for each in entries if each.is_dir(follow_symlinks=False) and each.name[:1] != "."]
    except OSError:
        return []


_SHELVES = ("packages", "libs")
"""Folders that hold nothing but distributions."""
