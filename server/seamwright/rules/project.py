"""What the rules know about a project beyond the module at hand; shared by all modules and kept between checks."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from seamwright.rules.model import Settings
from seamwright.rules.module import DEFAULT, Collects, Module, Reader
from seamwright.rules.names import Names, imports_of
from seamwright.rules.syntax import walk
from seamwright.rules.tree import FirstParty, Tree, above

_HOPS = 3
_LARGEST = 2 * 1024 * 1024


@dataclass
class Project:
    """One root."""

    tree: Tree
    settings: Settings
    collects: Collects = DEFAULT

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

    def shared(self, path: str, itself: Module | None = None) -> Sequence[Module]:
        """Modules whose fixtures the file at ``path`` sees: conftests, and what those or it import or load as plugins.

        Fixtures that come from installed plugins are not among them: a name that is not found means nothing.
        """
        found: dict[str, Module] = {}
        todo: list[tuple[Module, int]] = [(itself, _HOPS)] if itself is not None else []
        todo += [(module, _HOPS) for module in self.conftests(path)]
        while todo:
            module, hops = todo.pop(0)
            if module.path in found or (module.path == path and module is not itself):
                continue
            if module is not itself:
                found[module.path] = module
            for name in _brought_in(module, self.first_party.dotted(module.path)) if hops else ():
                place = self.first_party.find(name, module.path)
                if place is not None and place.is_test and place.path.endswith(".py"):
                    other = self.read(place.path)
                    if other is not None:
                        todo.append((other, hops - 1))
        return list(found.values())

    def read(self, path: str) -> Module | None:
        """The module at ``path``, as it is now."""
        text = self.tree.read(path)
        if text is None or len(text) > _LARGEST:
            return None
        known = self._readers.get(path)
        if known is not None and known[1] == text:
            return known[2]
        reader = known[0] if known is not None else Reader(path, self.collects)
        module = reader.read(text)
        self._readers[path] = (reader, text, module)
        return module

    def has_own_code(self, path: str) -> bool:
        """Whether anything is known to be the project's own, as seen from ``path``."""
        folder = path.rpartition("/")[0]
        if folder not in self._has_own:
            self._has_own[folder] = self.first_party.any(path)
        return self._has_own[folder]


def _brought_in(module: Module, dotted_name: str) -> Iterator[str]:
    """Modules from which ``module`` takes fixtures: imported ones, and those in ``pytest_plugins``."""
    package = dotted_name if module.path.endswith("__init__.py") else dotted_name.rpartition(".")[0]
    for statement in module.statements:
        if isinstance(statement, ast.ImportFrom):
            for _, found in imports_of(statement, package):
                yield found.module
                if found.name not in (None, "*"):
                    yield f"{found.module}.{found.name}"
        elif isinstance(statement, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "pytest_plugins" for target in statement.targets
        ):
            for node in walk(statement.value):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value


def stamps(modules: Iterable[Module]) -> tuple[str, ...]:
    """What changes when one of ``modules`` does."""
    return tuple(module.text for module in modules)
