"""``callHierarchy/outgoingCalls``: the fixtures that a fixture or test asks for."""

from __future__ import annotations

from lsprotocol import types as t

from seamwright.fixtures.mentions import Role, mentions
from seamwright.lsp.hierarchy import item_of_fixture, owner_of
from seamwright.lsp.targets import meaning
from seamwright.lsp.world import World

_DEFINITIONS = (Role.DEFINITION, Role.FUNCTION, Role.ALIAS)


def handle(world: World, params: t.CallHierarchyOutgoingCallsParams) -> list[t.CallHierarchyOutgoingCall] | None:
    """One entry per fixture, with the places where it is asked for."""
    with world.shared.fixtures.everything(world) as base:
        found = owner_of(base, params.item)
        if found is None:
            return None
        path, owner = found
        module = base.resolver.module(path)
        calls: dict[object, t.CallHierarchyOutgoingCall] = {}
        for mention in mentions(module) if module is not None else ():
            if mention.owner is not owner or mention.role in _DEFINITIONS:
                continue
            definition = meaning(base, path, mention).definition
            item = item_of_fixture(base, definition) if definition is not None else None
            place = base.range(path, mention.span)
            if definition is None or item is None or place is None:
                continue
            call = calls.setdefault(definition.key, t.CallHierarchyOutgoingCall(to=item, from_ranges=[]))
            call.from_ranges = [*call.from_ranges, place]
        return list(calls.values()) or None
