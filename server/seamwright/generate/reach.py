"""Which fixtures a generated test may ask for without harm: those that pytest would give it, and would get to work.

Left out is what every test has anyway, what needs a value that only a ``parametrize`` mark gives, what asks for
something that does not exist or lives shorter than itself, and what is asynchronous where nothing would await it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from seamwright.fixtures import Resolver
from seamwright.fixtures.model import FixtureDef, Scope, Visible
from seamwright.fixtures.types import value_type

_PARAM = re.compile(r"\brequest\s*\.\s*param\b|\bgetattr\(\s*request\s*,\s*[\"']param[\"']\s*\)")
_MADE = re.compile(r"(?:return|yield|=|with)\s+(?:await\s+)?(?:\w+\.)*(?P<made>[A-Z]\w*)\(")
_TYPE_NAME = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True, eq=False)
class Reach:
    """The fixtures around one test file, which need not exist. ``path`` is absolute with forward slashes."""

    resolver: Resolver
    path: str

    @cached_property
    def visible(self) -> Visible:
        """What a test of the file's module may request."""
        return self.resolver.visible(self.path)

    @cached_property
    def fixtures(self) -> Mapping[str, FixtureDef]:
        """Those that a test may ask for, the nearest first."""
        return {name: chain[0] for name, chain in self.visible.names.items() if self._is_usable(name)}

    @property
    def conftest(self) -> str:
        """The nearest conftest that exists, else where it would be: beside the file."""
        return next(iter(self.resolver.conftests(self.path)), f"{self.path.rpartition('/')[0]}/conftest.py")

    @cached_property
    def types_parameters(self) -> bool:
        """The house style: most requests in the module and its nearest conftest have an annotation."""
        modules = [self.resolver.module(path) for path in (self.path, self.conftest)]
        requests = [
            request
            for module in modules
            if module is not None
            for requested in (
                *(each.requested for each in module.fixtures),
                *(each.requested for each in module.functions),
            )
            for request in requested
        ]
        asked = [request.annotation is not None for request in requests]
        return len(asked) > 1 and sum(asked) * 2 > len(asked)

    def value_names(self, definition: FixtureDef) -> frozenset[str]:
        """Names of classes that the value may be an instance of: the annotation, else what the body makes."""
        written = value_type(definition)
        if written is not None:
            return frozenset(_TYPE_NAME.findall(written))
        return frozenset(match["made"] for match in _MADE.finditer(self._body(definition)))

    def below(self, name: str) -> frozenset[str]:
        """What asking for ``name`` sets up besides it."""
        return frozenset(each for each, _, _ in self._requests(name)) - {name}

    def _is_usable(self, name: str) -> bool:
        definition = self.visible.names[name][0]
        if name in self.visible.autouse or definition.autouse or name in self.visible.generated:
            return False
        return all(self._works(asked, chain, by) for asked, chain, by in self._requests(name))

    def _works(self, asked: str, chain: tuple[FixtureDef, ...], by: FixtureDef | None) -> bool:
        if not chain:
            return asked == "request"
        definition = chain[0]
        if definition.maybe or (definition.is_async and not self._is_awaited(definition)):
            return False
        if by is not None and by.scope is not None and definition.scope is not None and definition.scope < by.scope:
            return False
        return definition.params or not _PARAM.search(self._body(definition))

    def _requests(self, name: str) -> Iterator[tuple[str, tuple[FixtureDef, ...], FixtureDef | None]]:
        """``name`` and everything that it asks for: the definitions in use, and who asks. A circle ends in nothing."""
        pending: list[tuple[str, tuple[FixtureDef, ...], FixtureDef | None, tuple[tuple[str, int, str], ...]]] = [
            (name, self.visible.names.get(name, ()), None, ())
        ]
        seen: set[tuple[str, int, str]] = set()
        while pending:
            asked, chain, by, above = pending.pop()
            if chain and chain[0].key in above:
                yield asked, (), by
                continue
            yield asked, chain, by
            if not chain or chain[0].key in seen:
                continue
            seen.add(chain[0].key)
            for request in chain[0].requested:
                # A fixture that asks for its own name means the one that it overrides.
                further = chain[1:] if request.name == asked else self.visible.names.get(request.name, ())
                pending.append((request.name, further, chain[0], (*above, chain[0].key)))

    def _is_awaited(self, definition: FixtureDef) -> bool:
        """A plugin gives the value of an asynchronous fixture to a test that is not asynchronous itself."""
        if definition.decorator.startswith("pytest_asyncio."):
            return True
        # The option belongs to pytest-asyncio: whoever sets it has the plugin.
        return self.resolver.project.config(self.path).asyncio_mode == "auto"

    def _body(self, definition: FixtureDef) -> str:
        if definition.origin == "builtin" or not definition.path:
            return ""
        module = self.resolver.world.get(definition.path)
        return definition.span.of(module.source.text) if module is not None else ""


def width(definition: FixtureDef) -> int:
    """How long the value lives; one whose scope is computed counts as the longest."""
    return int(Scope.SESSION if definition.scope is None else definition.scope)
