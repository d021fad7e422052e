"""The project's files as rules see them, and which modules are the project's own.

Follows Python's import rules as far as they can be followed without running anything: a top-level package is looked
for in every folder between a test and the root, and in their source folders.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from seamwright.contract.model import Contract
from seamwright.fixtures import Resolver


class Tree(Protocol):
    """Given by whoever knows files. Paths are relative to the root, with ``/``; the root itself is the empty string."""

    def read(self, path: str) -> str | None:
        """The text of a Python file; ``None`` where there is none that can be read."""

    def files(self, folder: str) -> frozenset[str]:
        """Names of the files directly in ``folder``."""

    def folders(self, folder: str) -> frozenset[str]:
        """Names of the folders directly in ``folder``."""

    def contract(self, module: str, path: str) -> Contract | None:
        """The contract of the module at ``path``, if there is one."""

    def glimpse(self, folder: str) -> Mapping[str, str]:
        """Texts of some test modules in ``folder`` and around it, by their paths, as they were at the last refresh.

        Enough to guess by them what is customary. Nothing is examined again when one of them changes.
        """

    @property
    def resolver(self) -> Resolver | None:
        """The resolver of fixtures, over the same files; ``None`` where there is none."""

    def may_come_from_plugin(self, name: str, path: str) -> bool:
        """Whether a plugin that is declared for the file at ``path`` but cannot be read may define ``name``."""

    def lacks_plugins(self, path: str) -> bool:
        """Whether the environment of the file at ``path`` is not known, or lacks plugins that are declared for it."""

    def defines(self, name: str) -> bool | None:
        """Whether any file of the root may define a fixture called ``name``; ``None`` where not all are known."""

    def mentions(self, name: str, path: str) -> bool | None:
        """Whether a file of the root other than ``path`` may ask for a fixture called ``name``, by whatever means;
        ``None`` where not all are known."""

    def absolute(self, path: str) -> str:
        """``path`` as the resolver calls it."""

    @property
    def source_folders(self) -> Sequence[str]:
        """Further folders that ``sys.path`` would hold, as pytest's ``pythonpath`` says."""


class Found(NamedTuple):
    """A module of the project."""

    path: str
    """Of its file; of its folder for a namespace package."""
    is_package: bool
    is_test: bool
    """Lies in the test tree: first-party, but not what is under test."""


@dataclass
class FirstParty:
    """Finds modules. Keeps what it found: make a new one when files came or went."""

    tree: Tree
    _roots: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _found: dict[tuple[tuple[str, ...], str], Found | None] = field(default_factory=dict)
    _python: dict[tuple[str, int], bool] = field(default_factory=dict)

    def find(self, module: str, near: str) -> Found | None:
        """The module called ``module`` as the file at ``near`` would import it."""
        roots = self.roots(near)
        key = (roots, module)
        if key not in self._found:
            self._found[key] = self._search(module, roots)
        return self._found[key]

    def is_first_party(self, module: str, near: str) -> bool:
        """Whether the top-level package of ``module`` is the project's own."""
        return self.find(module.partition(".")[0], near) is not None

    def any(self, near: str) -> bool:
        """Whether there is any package of the project's own that is not a test tree."""
        for folder in self.roots(near):
            for name in self.tree.folders(folder):
                if self.holds_python(_join(folder, name)) and not is_test_path(_join(folder, name) + "/"):
                    return True
            if any(
                name.endswith(".py") and name not in _SCRIPTS and not is_test_path(name)
                for name in self.tree.files(folder)
            ):
                return True
        return False

    def roots(self, near: str) -> tuple[str, ...]:
        """The folders that ``sys.path`` may hold for the file at ``near``, the nearest first."""
        folder = near.rpartition("/")[0]
        if folder not in self._roots:
            roots: dict[str, None] = {}
            for each in above(folder):
                if "__init__.py" not in self.tree.files(each):
                    for place in (each, *(_join(each, name) for name in _SOURCES if name in self.tree.folders(each))):
                        roots.setdefault(place)
            for place in self.tree.source_folders:
                roots.setdefault(place)
            self._roots[folder] = tuple(roots)
        return self._roots[folder]

    def dotted(self, path: str) -> str:
        """The dotted name of the file at ``path``, by the packages that it stands in."""
        folder, _, name = path.rpartition("/")
        parts = [] if name == "__init__.py" else [name.removesuffix(".py")]
        while folder and "__init__.py" in self.tree.files(folder):
            folder, _, name = folder.rpartition("/")
            parts.insert(0, name)
        return ".".join(parts)

    def holds_python(self, folder: str, depth: int = 3) -> bool:
        """Whether there is Python somewhere in ``folder``."""
        key = (folder, depth)
        if key not in self._python:
            self._python[key] = any(name.endswith(".py") for name in self.tree.files(folder)) or (
                depth > 0
                and any(self.holds_python(_join(folder, name), depth - 1) for name in self.tree.folders(folder))
            )
        return self._python[key]

    def _search(self, module: str, roots: Sequence[str]) -> Found | None:
        parts = module.split(".")
        for root in roots:
            place = root
            for index, part in enumerate(parts):
                last = index == len(parts) - 1
                if part in self.tree.folders(place):
                    folder = _join(place, part)
                    if last:
                        if "__init__.py" in self.tree.files(folder):
                            return Found(f"{folder}/__init__.py", True, is_test_path(f"{folder}/"))
                        if f"{part}.py" not in self.tree.files(place) and self.holds_python(folder):
                            return Found(folder, True, is_test_path(f"{folder}/"))
                    else:
                        place = folder
                        continue
                if last and f"{part}.py" in self.tree.files(place):
                    path = _join(place, f"{part}.py")
                    return Found(path, False, is_test_path(path))
                break
        return None


def above(folder: str) -> Iterator[str]:
    """``folder`` and the folders above it up to the root."""
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]
    yield ""


def is_test_path(path: str) -> bool:
    """Whether a file or folder (ending in ``/``) belongs to a test tree."""
    *folders, name = path.split("/")
    return (
        any(_TEST_FOLDER.fullmatch(each) for each in folders)
        or bool(_TEST_FILE.fullmatch(name))
        or folders[:1] == ["t"]
    )


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


_SOURCES = ("src", "lib", "python")
_SCRIPTS = frozenset({"setup.py", "noxfile.py", "conftest.py", "tasks.py", "fabfile.py"})
_TEST_FOLDER = re.compile(r"(?i)tests?(?:[._-].*)?|.*[._-]tests?|testsuite")
_TEST_FILE = re.compile(r"test_.*\.py|.*_tests?\.py|conftest\.py|tests\.py")
