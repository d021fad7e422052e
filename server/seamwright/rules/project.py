"""What the rules know about a project beyond the module at hand; shared by all modules and kept between checks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from seamwright.rules.model import Settings
from seamwright.rules.module import Module, Reader
from seamwright.rules.names import Names
from seamwright.rules.tree import FirstParty, Tree, above

_LARGEST = 2 * 1024 * 1024


@dataclass
class Project:
    """One root."""

    tree: Tree
    settings: Settings

    def __post_init__(self) -> None:
        self.revision = 0
        """Grows when something changed on which findings in other files may depend."""
        self._readers: dict[str, tuple[Reader, str, Module]] = {}
        self.refresh()

    def refresh(self) -> None:
        """Files came, went or changed, other than modules that are being checked."""
        self.revision += 1
        self.first_party = FirstParty(self.tree)
        self.names = Names(self.first_party, self.settings)
        self._has_own: dict[str, bool] = {}

    def conftests(self, path: str) -> Sequence[Module]:
        """The conftest modules that the file at ``path`` sees, the nearest first; not itself."""
        found = []
        for folder in above(path.rpartition("/")[0]):
            name = f"{folder}/conftest.py" if folder else "conftest.py"
            if name != path and "conftest.py" in self.tree.files(folder) and (module := self.read(name)) is not None:
                found.append(module)
        return found

    def read(self, path: str) -> Module | None:
        """The module at ``path``, as it is now."""
        text = self.tree.read(path)
        if text is None or len(text) > _LARGEST:
            return None
        known = self._readers.get(path)
        if known is not None and known[1] == text:
            return known[2]
        reader = known[0] if known is not None else Reader(path)
        module = reader.read(text)
        self._readers[path] = (reader, text, module)
        return module

    def has_own_code(self, path: str) -> bool:
        """Whether anything is known to be the project's own, as seen from ``path``."""
        folder = path.rpartition("/")[0]
        if folder not in self._has_own:
            self._has_own[folder] = self.first_party.any(path)
        return self._has_own[folder]


def stamps(modules: Iterable[Module]) -> tuple[str, ...]:
    """What changes when one of ``modules`` does."""
    return tuple(module.text for module in modules)
