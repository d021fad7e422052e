"""``textDocument/references``: every place where pytest would take this fixture, and no other."""

from __future__ import annotations

from lsprotocol import types as t

from seamwright.fixtures.mentions import Role
from seamwright.lsp.plan_fixtures import located, plan_uses
from seamwright.lsp.users import uses_of
from seamwright.lsp.world import World

_DEFINITIONS = (Role.DEFINITION, Role.FUNCTION, Role.ALIAS)


def handle(world: World, params: t.ReferenceParams) -> list[t.Location] | None:
    """Parameters, strings, imports and plans; the definition itself where the client asks for it."""
    with located(world, params.text_document.uri, params.position) as found:
        definition = found[1].definition if found is not None else None
        if found is None or definition is None:
            return None
        view, places = found[0], []
        with_definition = params.context.include_declaration
        for path, mention in uses_of(view, definition):
            world.check()
            if mention.role in _DEFINITIONS:
                continue
            location = view.location(path, mention.span)
            if location is not None:
                places.append(location)
        for use in plan_uses(view, definition):
            location = view.location(use.path, use.span)
            if location is not None:
                places.append(location)
        own = view.location(definition.path, definition.name_span) if with_definition else None
        return [*([own] if own is not None else []), *places] or None
