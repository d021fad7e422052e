"""The project around a document: its root, its configuration, and its files with open buffers on top."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from seamwright.generate.model import Options
from seamwright.lsp.convert import to_uri
from seamwright.lsp.documents import Documents, TextDocument
from seamwright.lsp.errors import Code, Refusal
from seamwright.plan import DEFAULT, Vocabulary
from seamwright.workspace.config import ConfigError
from seamwright.workspace.files import Workspace
from seamwright.workspace.paths import inside
from seamwright.workspace.roots import find_root, is_marked

if TYPE_CHECKING:
    from seamwright.contract import Contract
    from seamwright.generate.fixture_stubs import ProjectFixtures
    from seamwright.lsp.world import World

_SIBLINGS_LIMIT = 400


class Projects:
    """One workspace per root, kept for its caches. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._workspaces: dict[Path, Workspace] = {}

    def around(self, world: World, path: str) -> Project:
        """The project of the file at the absolute ``path``, as ``world`` sees it."""
        root = root_of(Path(path), world.folders)
        world.check()
        with self._lock:
            workspace = self._workspaces.get(root.real)
            if workspace is None:
                workspace = self._workspaces[root.real] = Workspace(root.real)
        return Project(workspace, root, world)


class Root(NamedTuple):
    """A root in the file system's spelling and in the client's, which may go through a symbolic link."""

    real: Path
    shown: Path
    is_open: bool = True
    """It lies in an open folder. Otherwise there is only a file, and nothing around it is ever listed."""


class Project:
    """One root as a snapshot sees it. Implements ``actions.model.Project``; paths are relative to the root."""

    def __init__(self, workspace: Workspace, root: Root, world: World) -> None:
        self.root = workspace.root
        self._shown, self._is_open = root.shown, root.is_open
        self._workspace, self._world = workspace, world

    @property
    def is_open(self) -> bool:
        """It lies in an open folder, so that what stands around it may be listed."""
        return self._is_open

    @property
    def workspace(self) -> Workspace:
        """The project on disk."""
        return self._workspace

    def relative(self, path: str) -> str:
        """The absolute ``path`` relative to the root.

        Raises:
            ValueError: it is not inside.
        """
        return self._workspace.relative(Path(path))

    def open_document(self, path: str) -> TextDocument | None:
        """The open document of the file at ``path``."""
        return open_document(self._world.documents, self.root, path)

    def uri(self, path: str) -> str:
        """The URI for the file at ``path``: the client's own spelling where it has the file open."""
        document = self.open_document(path)
        return document.uri if document is not None else to_uri(str(self._shown / path))

    def has_folder(self, path: str) -> bool:
        """Whether the folder that ``path`` lies in exists."""
        return (self.root / path).parent.is_dir()

    def has_file(self, path: str) -> bool:
        """Whether ``path`` is a file of the project."""
        try:
            return inside(self.root, path, follow=True).is_file()
        except ValueError:
            return False

    def read(self, path: str) -> str | None:
        """See ``generate.model.Files``: what the editor has wins over the disk."""
        document = self.open_document(path)
        return document.text if document is not None else self._workspace.read(path)

    def vocabulary(self) -> Vocabulary:
        """The words of the team's plans; ours while its configuration cannot be used, which the user is told once."""
        try:
            return self._workspace.config.vocabulary
        except ConfigError as error:
            self._world.warn_afterwards(str(error))
            return DEFAULT

    def options(self, path: str) -> Options:
        """How the file at ``path`` is to be written, without templates: enough to decide what to offer."""
        try:
            return self._workspace.config.options_for(path)
        except ConfigError as error:
            raise Refusal(Code.REQUEST_FAILED, str(error)) from None

    def layout(self) -> Options:
        """Where files go, without how they are formatted, which takes reading the formatter's configuration."""
        try:
            return self._workspace.config.options
        except ConfigError as error:
            raise Refusal(Code.REQUEST_FAILED, str(error)) from None

    def full_options(self, path: str) -> Options:
        """How the file at ``path`` is to be written, with templates."""
        try:
            if self._workspace.config.template_dir is not None and not self._world.trusted:
                self._world.warn_afterwards(
                    "template-dir is not used: the editor has not said that this project is trusted "
                    '(initialization option "trusted")'
                )
            return self._workspace.options(path, trusted=self._world.trusted)
        except ConfigError as error:
            raise Refusal(Code.REQUEST_FAILED, str(error)) from None

    def contracts(self, near: str) -> Sequence[Contract]:
        """The contracts for the plan at ``near``."""
        if not self._is_open:
            return ()
        try:
            return self._workspace.contracts(near)
        except ConfigError as error:
            raise Refusal(Code.REQUEST_FAILED, str(error)) from None

    @contextmanager
    def fixtures(self, *, stubs: bool = False) -> Iterator[ProjectFixtures | None]:
        """What tests of the project can ask for. A file outside of all folders is on its own: nothing is known."""
        from seamwright.generate.fixture_stubs import ProjectFixtures

        if not self._is_open:
            yield None
            return
        with self._world.shared.fixtures.everything(self._world) as base:
            yield ProjectFixtures(base.resolver, base.project.real(str(self.root)), stubs=stubs)

    def module_files(self, module: str, near: str) -> Sequence[str]:
        """The contract of ``module`` (dotted) for the plan at ``near``, and its source, as far as there are any."""
        if not self._is_open:
            return ()
        try:
            return self._workspace.module_files(module, near)
        except (ConfigError, ValueError):
            return ()

    def test_files(self, folder: str) -> Sequence[str]:
        """The test files directly in ``folder``, by name; one folder is listed, none is walked."""
        if not self._is_open:
            return ()
        try:
            names = sorted(name for name in os.listdir(self.root / folder) if _is_test_file(name))
        except OSError:
            return ()
        prefix = f"{folder}/" if folder else ""
        return [prefix + name for name in names[:_SIBLINGS_LIMIT]]


def root_of(path: Path, folders: Sequence[Path]) -> Root:
    """The root for the file at ``path``: what the command line would take, inside the open folder that holds it.

    Where nothing on disk marks a root, the folder is a better one than the file's own directory: the user chose it.
    A file outside all folders is on its own: its directory is its root, and nothing above is looked at.
    """
    real = Path(os.path.realpath(path))
    holding = [
        Root(resolved, folder) for folder in folders if (resolved := Path(os.path.realpath(folder))) in real.parents
    ]
    if not holding:
        return Root(real.parent, path.parent, is_open=False)
    folder = max(holding, key=lambda each: len(each.real.parts))
    root = find_root(real.parent)
    if folder.real not in root.parents or not is_marked(root):
        return folder
    return Root(root, folder.shown / root.relative_to(folder.real))


def open_document(documents: Documents, root: Path, path: str) -> TextDocument | None:
    """The open document of the file at ``path`` (relative to ``root``, which is resolved)."""
    absolute = os.path.normpath(root / path)
    found = documents.at(absolute)
    if found is not None:
        return found
    return next((each for each in documents if each.path and os.path.realpath(each.path) == absolute), None)


def _is_test_file(name: str) -> bool:
    return name.endswith(".py") and (name.startswith("test_") or name.endswith("_test.py"))
