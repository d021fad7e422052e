"""``textDocument/implementation``: where a fixture makes its value, the ``yield`` if there is one.

On a plan: the tests of a seam or scenario.
"""

from __future__ import annotations

from lsprotocol import types as t

from seamwright.lsp.requests.definition import Places, in_form_of, other_side
from seamwright.lsp.targets import target_at
from seamwright.lsp.world import World


def handle(world: World, params: t.ImplementationParams) -> Places | None:
    """The ``yield`` of the fixture that is named, else its definition; nothing where none is named."""
    with world.shared.fixtures.at(world, params.text_document.uri) as view:
        target = (
            target_at(view, view.offset(params.position))
            if view is not None and world.settings.define_fixtures
            else None
        )
        definition = target.definition if target is not None else None
        if view is not None and target is not None and definition is not None:
            span = definition.yield_span or definition.name_span
            whole = definition.span if definition.yield_span is None else span
            return in_form_of(view, target, [(definition.path, whole, span)], world.client.links_implementations)
    return other_side(world, params, world.client.links_implementations)
