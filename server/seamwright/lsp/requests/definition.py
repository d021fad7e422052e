"""``textDocument/definition``: from any mention of a fixture to the definition that pytest would take there.

On a plan also from a seam, scenario or component to its tests or its contract, and back from tests to the plan.
"""

from __future__ import annotations

from lsprotocol import types as t

from seamwright.fixtures.mentions import Role
from seamwright.lsp.convert import to_range
from seamwright.lsp.fixtures import View
from seamwright.lsp.plan_fixtures import located
from seamwright.lsp.targets import Target
from seamwright.lsp.trace_links import linked_at, locations
from seamwright.lsp.world import World
from seamwright.text.span import Span

Places = list[t.Location] | list[t.LocationLink]


def handle(world: World, params: t.DefinitionParams) -> Places | None:
    """The definition; nothing where nothing of ours is named, so that the editor's other servers have the word."""
    with located(world, params.text_document.uri, params.position, world.settings.define_fixtures) as found:
        if found is not None:
            view, target = found
            return in_form_of(view, target, _places(view, target), world.client.links_definitions)
    return other_side(world, params, world.client.links_definitions)


def other_side(world: World, params: t.DefinitionParams | t.ImplementationParams, links: bool) -> Places | None:
    """From plan to tests, or from tests to the plan."""
    linked = linked_at(world, params.text_document.uri, params.position)
    return locations(world, linked, links) if linked is not None else None


def in_form_of(view: View, target: Target, places: list[tuple[str, Span, Span]], links: bool) -> Places | None:
    """``places`` (file, whole definition, name) as the client takes them."""
    if not links:
        locations = [view.location(path, name) for path, _, name in places]
        return [each for each in locations if each is not None] or None
    origin = to_range(view.document.index, target.mention.span, view.world.encoding)
    found = []
    for path, whole, name in places:
        range_, selection = view.range(path, whole), view.range(path, name)
        if range_ is not None and selection is not None:
            found.append(
                t.LocationLink(
                    target_uri=view.uri(path),
                    target_range=range_,
                    target_selection_range=selection,
                    origin_selection_range=origin,
                )
            )
    return found or None


def _places(view: View, target: Target) -> list[tuple[str, Span, Span]]:
    if target.argname is not None:
        return [(view.path, target.argname.span, target.argname.span)]
    if target.mention.role is Role.PLUGIN:
        plugin = view.project.plugin(target.mention.name, view.path)
        return [(plugin.path, Span(0, 0), Span(0, 0))] if plugin is not None and plugin.path else []
    definition = target.definition
    if definition is not None:
        return [(definition.path, definition.span, definition.name_span)]
    if target.mention.inside is None:
        return []
    # Asked for by a fixture whose tests have it, while it has none itself: all of those are meant.
    from seamwright.lsp.users import providers_below

    return [(each.path, each.span, each.name_span) for each in providers_below(view, view.path, target.mention.name)]
