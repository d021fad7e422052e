"""``textDocument/prepareCallHierarchy``: the fixture at a place as an item of a hierarchy of requests."""

from __future__ import annotations

from lsprotocol import types as t

from seamwright.lsp.hierarchy import item_of_fixture
from seamwright.lsp.targets import target_at
from seamwright.lsp.world import World


def handle(world: World, params: t.CallHierarchyPrepareParams) -> list[t.CallHierarchyItem] | None:
    """The fixture that is meant, or nothing."""
    with world.shared.fixtures.at(world, params.text_document.uri) as view:
        target = (
            target_at(view, view.offset(params.position)) if view is not None and world.settings.find_uses else None
        )
        item = item_of_fixture(view, target.definition) if view is not None and target and target.definition else None
        return [item] if item is not None else None
