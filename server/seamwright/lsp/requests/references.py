"""``textDocument/references``: every place where pytest would take this fixture, and no other."""

from __future__ import annotations

from lsprotocol import types as t

from seamwright.fixtures.mentions import Role
from seamwright.lsp.targets import target_at
from seamwright.lsp.users import uses_of
from seamwright.lsp.world import World

_DEFINITIONS = (Role.DEFINITION, Role.FUNCTION, Role.ALIAS)


def handle(world: World, params: t.ReferenceParams) -> list[t.Location] | None:
    """Parameters, strings and imports; the definition itself where the client asks for it."""
    with world.shared.fixtures.at(world, params.text_document.uri) as view:
        target = target_at(view, view.offset(params.position)) if view is not None else None
        definition = target.definition if target is not None else None
        if view is None or definition is None:
            return None
        found = []
        with_definition = params.context.include_declaration
        for path, mention in uses_of(view, definition):
            world.check()
            if mention.role in _DEFINITIONS:
                continue
            location = view.location(path, mention.span)
            if location is not None:
                found.append(location)
        own = view.location(definition.path, definition.name_span) if with_definition else None
        return [*([own] if own is not None else []), *found] or None
