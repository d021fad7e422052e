"""``textDocument/references``: every place where pytest would take this fixture, and no other."""

from __future__ import annotations

from lsprotocol import types as t

from seamwright.fixtures.mentions import Role
from seamwright.lsp.plan_fixtures import located, plan_uses
from seamwright.lsp.trace_links import linked_at, locations
from seamwright.lsp.users import ranges_of, uses_by_file
from seamwright.lsp.world import World

_DEFINITIONS = (Role.DEFINITION, Role.FUNCTION, Role.ALIAS)


def handle(world: World, params: t.ReferenceParams) -> list[t.Location] | None:
    """Parameters, strings, imports and plans; the definition itself where the client asks for it."""
    with located(world, params.text_document.uri, params.position, world.settings.find_uses) as found:
        definition = found[1].definition if found is not None else None
        if found is None or definition is None:
            return _other_side(world, params) if found is None else None
        view = found[0]
        locations: list[t.Location | None] = []
        if params.context.include_declaration:
            locations.append(view.location(definition.path, definition.name_span))
        for path, places, mentions in uses_by_file(view, definition):
            uri = view.uri(path)
            locations += [t.Location(uri, each) for each in ranges_of(places, definition.name)]
            locations += [view.location(path, each.span) for each in mentions if each.role not in _DEFINITIONS]
        locations += [view.location(use.path, use.span) for use in plan_uses(view, definition)]
        return [each for each in locations if each is not None] or None


def _other_side(world: World, params: t.ReferenceParams) -> list[t.Location] | None:
    """The tests of a seam or scenario, or the seams and scenarios of a class or test."""
    linked = linked_at(world, params.text_document.uri, params.position)
    found = locations(world, linked, links=False) if linked is not None else None
    return [each for each in found or () if isinstance(each, t.Location)] or None
