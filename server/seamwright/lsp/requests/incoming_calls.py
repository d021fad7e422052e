"""``callHierarchy/incomingCalls``: the tests and fixtures that ask for a fixture."""

from __future__ import annotations

from lsprotocol import types as t

from seamwright.fixtures.mentions import Role
from seamwright.lsp.hierarchy import definition_of, item_of
from seamwright.lsp.users import uses_of
from seamwright.lsp.world import World


def handle(world: World, params: t.CallHierarchyIncomingCallsParams) -> list[t.CallHierarchyIncomingCall] | None:
    """One entry per test or fixture, with the places where it asks."""
    with world.shared.fixtures.everything(world) as base:
        definition = definition_of(base, params.item)
        if definition is None:
            return None
        found: dict[tuple[str, int], t.CallHierarchyIncomingCall] = {}
        for path, mention in uses_of(base, definition):
            owner, place = mention.owner, base.range(path, mention.span)
            if owner is None or place is None or mention.role in (Role.DEFINITION, Role.FUNCTION, Role.ALIAS):
                continue
            key = path, owner.name_span.start
            if key not in found:
                item = item_of(base, path, owner)
                if item is None:
                    continue
                found[key] = t.CallHierarchyIncomingCall(from_=item, from_ranges=[])
            found[key].from_ranges = [*found[key].from_ranges, place]
        return list(found.values()) or None
