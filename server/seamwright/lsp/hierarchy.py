"""Items of the call hierarchy: fixtures and tests, found again by file and place of their name."""

from __future__ import annotations

from lsprotocol import types as t

from seamwright.fixtures.model import FixtureDef, Function
from seamwright.lsp.convert import to_path, to_span
from seamwright.lsp.fixtures import Base
from seamwright.lsp.session_project import slashed


def item_of_fixture(base: Base, definition: FixtureDef) -> t.CallHierarchyItem | None:
    """The item for a fixture, or ``None`` if its file cannot be read."""
    return item_of(base, definition.path, definition)


def item_of(base: Base, path: str, owner: FixtureDef | Function) -> t.CallHierarchyItem | None:
    """The item for a fixture or test."""
    whole, name = base.range(path, owner.span), base.range(path, owner.name_span)
    if whole is None or name is None:
        return None
    return t.CallHierarchyItem(
        name=owner.name,
        kind=t.SymbolKind.Method if owner.class_path else t.SymbolKind.Function,
        uri=base.uri(path),
        range=whole,
        selection_range=name,
        detail=" · ".join(["fixture" if isinstance(owner, FixtureDef) else "test", base.relative(path)]),
    )


def owner_of(base: Base, item: t.CallHierarchyItem) -> tuple[str, FixtureDef | Function] | None:
    """The file, and the fixture or test, that an item stands for; ``None`` if it is gone."""
    plain = to_path(item.uri)
    path = slashed(plain) if plain is not None else None
    index = base.index(path) if path is not None else None
    module = base.resolver.module(path) if path is not None and index is not None else None
    if path is None or index is None or module is None:
        return None
    start = to_span(index, item.selection_range, base.world.encoding).start
    owners: list[FixtureDef | Function] = [*module.fixtures, *module.functions]
    named = [each for each in owners if each.name == item.name]
    found = min(named, key=lambda each: abs(each.name_span.start - start), default=None)
    return (path, found) if found is not None else None


def definition_of(base: Base, item: t.CallHierarchyItem) -> FixtureDef | None:
    """The fixture that an item stands for; ``None`` for a test, which nobody asks for."""
    found = owner_of(base, item)
    return found[1] if found is not None and isinstance(found[1], FixtureDef) else None
