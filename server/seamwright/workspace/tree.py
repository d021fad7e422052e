"""The files of a root as rules see them: listings and texts, each looked at on disk once for as long as they hold."""

from __future__ import annotations

import os
import stat as modes
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple, Protocol

from seamwright.workspace.disk import Unreadable, read_text
from seamwright.workspace.walking import INTEGRATION_FOLDERS, may_be_written, subfolders, walk

if TYPE_CHECKING:
    from seamwright.contract import Contract
    from seamwright.fixtures import Resolver
    from seamwright.workspace.environment import Environment
    from seamwright.workspace.plugin_doubts import Doubts
    from seamwright.workspace.pytest_project import PytestProject
    from seamwright.workspace.saying import Saying


class Fixtures(NamedTuple):
    """A resolver that others use too."""

    resolver: Resolver
    environment: Callable[[str], Environment]
    """The environment of the file at an absolute path."""
    folder: str
    """How the resolver spells the root."""


_NEAR = 0.85
"""How much a name is like another, as ``difflib`` counts, to be a slip of the finger."""
_LARGEST = 4 * 1024 * 1024
_GLIMPSES = 16
"""Files that are looked at to guess what is customary."""


class Names(Protocol):
    """Who says which names; paths are as the resolver spells them."""

    def defines(self, name: str) -> bool | None:
        """See ``rules.tree.Tree``."""

    def mentions(self, name: str, besides: str) -> bool | None:
        """See ``rules.tree.Tree``."""


class DiskTree:
    """Implements ``rules.tree.Tree``. With ``live``, texts are compared with the disk each time they are asked for."""

    def __init__(
        self,
        root: Path,
        *,
        source_folders: Sequence[str] = (),
        buffers: Callable[[str], str | None] | None = None,
        contracts: Callable[[], dict[str, Path]] | None = None,
        live: bool = False,
        fixtures: Fixtures | None = None,
        names: Names | None = None,
    ) -> None:
        """Without ``names``, all files are read when the first rule asks who says a name."""
        self.root, self.source_folders = root, source_folders
        self.examining = ""
        """The module that is being examined."""
        self.shared: set[str] = set()
        """What was read for the sake of another module: a change of it may change what is found elsewhere."""
        self._names = names
        self._said: Saying | None = None
        self._buffers, self._live = buffers, live
        self._glimpses: dict[str, Mapping[str, str]] = {}
        self._listings: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
        self._folders: dict[str, int] = {}
        self._texts: dict[str, tuple[object, str | None]] = {}
        self._find_contracts = contracts
        self._stubs: dict[str, Path] | None = None
        self._contracts: dict[str, Contract | None] = {}
        self._given = self._fixtures = fixtures
        self._doubts: Doubts | None = None

    @property
    def resolver(self) -> Resolver:
        """See ``rules.tree.Tree``. The environment is looked for when the first rule asks."""
        return self._with_fixtures().resolver

    def _with_fixtures(self) -> Fixtures:
        if self._fixtures is None:
            from seamwright.fixtures import Resolver
            from seamwright.workspace.pytest_project import PytestProject

            disk = PytestProject([self.root])
            resolver = Resolver(_Buffered(self, disk))
            self._fixtures = Fixtures(resolver, disk.environment, self.root.as_posix())
        return self._fixtures

    def may_come_from_plugin(self, name: str, path: str) -> bool:
        """See ``rules.tree.Tree``."""
        environment = self._environment(path)
        folder = (self.root / path).parent
        if self._plugin_doubts().may_provide(name, folder, environment.path, own=_is_known(environment)):
            return True
        # In a fresh clone, any library may bring fixtures; but hardly one whose name is the project's own, or nearly.
        return not _is_known(environment) and not self.defines(name) and not self._is_near(name, path)

    def _is_near(self, name: str, path: str) -> bool:
        visible = self.resolver.visible(self.absolute(path)).names
        own = [each for each, chain in visible.items() if each != name and chain[0].origin in ("module", "conftest")]
        return bool(get_close_matches(name, own, n=1, cutoff=_NEAR))

    def lacks_plugins(self, path: str) -> bool:
        """See ``rules.tree.Tree``."""
        environment = self._environment(path)
        if not _is_known(environment):
            return True
        return self._plugin_doubts().lacks((self.root / path).parent, environment.path)

    def _environment(self, path: str) -> Environment:
        return self._with_fixtures().environment(self.absolute(path))

    def _plugin_doubts(self) -> Doubts:
        from seamwright.workspace.plugin_doubts import Doubts

        if self._doubts is None:
            self._doubts = Doubts(self.root)
        return self._doubts

    def defines(self, name: str) -> bool | None:
        """See ``rules.tree.Tree``."""
        if self._names is not None:
            return self._names.defines(name)
        return self._saying().defines(name)

    def mentions(self, name: str, path: str) -> bool | None:
        """See ``rules.tree.Tree``."""
        if self._names is not None:
            return self._names.mentions(name, self.absolute(path))
        return self._saying().mentions(name, self.absolute(path))

    def _saying(self) -> Saying:
        if self._said is None:
            from seamwright.workspace.saying import Saying

            files = walk(self.root, lambda name: name.endswith(".py"))
            paths = [file.relative_to(self.root).as_posix() for file in files]
            self._said = Saying({self.absolute(path): self.read(path) or "" for path in paths})
        return self._said

    def absolute(self, path: str) -> str:
        """See ``rules.tree.Tree``."""
        return f"{self._with_fixtures().folder}/{path}"

    def buffer(self, path: str) -> str | None:
        """The open buffer of the file at the absolute ``path``."""
        prefix = f"{self.root.as_posix()}/"
        if self._buffers is None or not path.startswith(prefix):
            return None
        return self._buffers(path[len(prefix) :])

    def read(self, path: str) -> str | None:
        """See ``rules.tree.Tree``. Open buffers win over the disk; what is no text is no module."""
        if path != self.examining:
            self.shared.add(path)
        if self._buffers is not None and (buffer := self._buffers(path)) is not None:
            return buffer
        known = self._texts.get(path)
        if known is not None and not self._live:
            return known[1]
        stamp = stamp_of(self.root / path)
        if known is None or known[0] != stamp:
            known = self._texts[path] = (stamp, self._text(path) if stamp is not None else None)
        return known[1]

    def _text(self, path: str) -> str | None:
        try:
            # A link may lead out of the project: nothing there is the project's own.
            if self.root not in Path(os.path.realpath(self.root / path)).parents:
                return None
            decoded = read_text(self.root / path, _LARGEST)
        except (Unreadable, OSError):
            return None
        return decoded.text if decoded is not None else None

    def files(self, folder: str) -> frozenset[str]:
        """See ``rules.tree.Tree``."""
        return self._listing(folder)[0]

    def folders(self, folder: str) -> frozenset[str]:
        """See ``rules.tree.Tree``."""
        return self._listing(folder)[1]

    def contract(self, module: str, path: str) -> Contract | None:
        """See ``rules.tree.Tree``."""
        if module not in self._contracts:
            if self._stubs is None:
                self._stubs = self._find_contracts() if self._find_contracts is not None else {}
            stub = self._stubs.get(module)
            self._contracts[module] = _read_contract(stub, module) if stub is not None else None
        return self._contracts[module]

    def glimpse(self, folder: str) -> Mapping[str, str]:
        """See ``rules.tree.Tree``. Those in the folder itself, then other integration tests beside it."""
        if folder not in self._glimpses:
            above = (self.root / folder).parent
            parts = PurePosixPath(folder).parent.parts
            beside = (above, *subfolders(above)) if INTEGRATION_FOLDERS.intersection(map(str.lower, parts)) else ()
            found = islice(self._tests_of((self.root / folder, *beside)), _GLIMPSES)
            paths = dict.fromkeys(path.relative_to(self.root).as_posix() for path in found)
            self._glimpses[folder] = {path: self._text(path) or "" for path in paths}
        return self._glimpses[folder]

    def _tests_of(self, folders: Iterable[Path]) -> Iterator[Path]:
        for folder in folders:
            yield from sorted(folder.glob("test_*.py"))

    def forget(self) -> None:
        """Files came or went."""
        self._glimpses.clear()
        self._listings.clear()
        self._folders.clear()
        self._contracts.clear()
        self._stubs = None
        self._fixtures, self._doubts = self._given, None
        self._said = None
        if not self._live:
            self._texts.clear()

    def is_stale(self, leaves: Callable[[str], bool]) -> bool:
        """Whether a file or folder that was looked at is another by now, apart from modules that nobody else reads."""
        return any(
            stamp_of(self.root / path) != stamp for path, (stamp, _) in self._texts.items() if not leaves(path)
        ) or any(_changed(self.root / folder) != stamp for folder, stamp in self._folders.items())

    def _listing(self, folder: str) -> tuple[frozenset[str], frozenset[str]]:
        found = self._listings.get(folder)
        if found is None:
            files, folders = set(), set()
            self._folders[folder] = _changed(self.root / folder)
            try:
                with os.scandir(self.root / folder) as entries:
                    for entry in entries:
                        if entry.is_dir(follow_symlinks=False):
                            if may_be_written(entry):
                                folders.add(entry.name)
                        elif entry.name.endswith((".py", ".pyi")) and entry.is_file():
                            files.add(entry.name)
            except OSError:
                pass
            found = self._listings[folder] = (frozenset(files), frozenset(folders))
        return found


class _Buffered:
    """Implements ``fixtures.Project``: the disk, with open buffers on top."""

    def __init__(self, tree: DiskTree, disk: PytestProject) -> None:
        self._tree, self._disk = tree, disk
        self.config, self.plugins, self.plugin, self.module = disk.config, disk.plugins, disk.plugin, disk.module

    def text(self, path: str) -> str | None:
        """See ``fixtures.Project``."""
        buffer = self._tree.buffer(path)
        return buffer if buffer is not None else self._disk.text(path)

    def version(self, path: str) -> Hashable:
        """See ``fixtures.Project``."""
        buffer = self._tree.buffer(path)
        return buffer if buffer is not None else self._disk.version(path)


def _is_known(environment: Environment) -> bool:
    """Whether an environment is the project's, and the one that its tests run in: it has pytest."""
    return environment.is_own and any(os.path.isdir(f"{folder}/_pytest") for folder in environment.path)


def _read_contract(stub: Path, module: str) -> Contract | None:
    from seamwright.contract import parse_contract

    try:
        decoded = read_text(stub, _LARGEST)
    except Unreadable:
        return None
    return parse_contract(decoded.text, module) if decoded is not None else None


def stamp_of(path: Path) -> object:
    """Changes when the file does; ``None`` where there is none."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return (status.st_mtime_ns, status.st_size, status.st_ino) if modes.S_ISREG(status.st_mode) else None


def _changed(folder: Path) -> int:
    """When something in ``folder`` came or went."""
    try:
        return os.stat(folder).st_mtime_ns
    except (OSError, ValueError):
        return 0
