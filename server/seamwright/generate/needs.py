"""What import statements bind, one name at a time."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple


class Need(NamedTuple):
    """One imported name: ``from module import name as alias``, or ``import module as alias``."""

    module: str
    """With the dots of a relative import."""
    name: str | None
    alias: str | None

    @property
    def bound(self) -> str:
        """How the code says it."""
        return self.alias or (self.module.partition(".")[0] if self.name is None else self.name)

    @property
    def written(self) -> str:
        """What stands behind ``import``."""
        return (self.name or self.module) + (f" as {self.alias}" if self.alias else "")

    @property
    def key(self) -> tuple[int, str]:
        """Sorts names as ``ruff`` and ``isort`` do: constants, classes, the rest."""
        name = self.name or self.module
        constant = name.isupper() and len(name) > 1
        return (0 if constant else 1 if name[:1].isupper() else 2), name


def parse_imports(statements: Iterable[str]) -> list[Need]:
    """What our own import statements, which are valid, bind."""
    return list(runtime_imports([node for source in statements for node in ast.parse(source).body]))


def runtime_imports(body: Sequence[ast.stmt]) -> Iterator[Need]:
    """Imports that run whenever the module does; not those below an ``if`` (``if TYPE_CHECKING:``)."""
    stack = list(reversed(body))
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Need(alias.name, None, alias.asname)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            for alias in node.names:
                yield Need(module, alias.name, None if alias.asname == alias.name else alias.asname)
        elif isinstance(node, (ast.Try, ast.With)):
            stack += reversed(node.body)
