"""``textDocument/typeDefinition``: the class of a fixture's value, by the annotation of its return type."""

from __future__ import annotations

from lsprotocol import types as t

from seamwright.fixtures.types import names_in, value_type
from seamwright.lsp.fixtures import View
from seamwright.lsp.requests.definition import Places, in_form_of
from seamwright.lsp.targets import module_path, target_at
from seamwright.lsp.world import World
from seamwright.text.span import Span

_FURTHEST = 5
"""Modules that a name may be passed through."""


def handle(world: World, params: t.TypeDefinitionParams) -> Places | None:
    """The classes that the return type names, as far as they are found without running anything."""
    with world.shared.fixtures.at(world, params.text_document.uri) as view:
        target = (
            target_at(view, view.offset(params.position))
            if view is not None and world.settings.define_fixtures
            else None
        )
        definition = target.definition if target is not None else None
        if view is None or target is None or definition is None:
            return None
        returned = value_type(definition)
        places = [
            place
            for name in (names_in(returned) if returned else ())
            if (place := find_class(view, definition.path, name)) is not None
        ]
        return in_form_of(view, target, places, world.client.links_types)


def find_class(view: View, path: str, dotted: str) -> tuple[str, Span, Span] | None:
    """File, span and name of the class that ``dotted`` means in the module at ``path``."""
    first, _, rest = dotted.partition(".")
    for _ in range(_FURTHEST):
        module = view.resolver.module(path)
        if module is None:
            return None
        if not rest:
            for each in module.classes:
                if each.path == (first,):
                    return path, each.span, each.name_span
        imported = next((each for each in module.imports if each.bound == first), None)
        if imported is None or imported.name == "*":
            return None
        if imported.name is None:
            first, rest = rest.rpartition(".")[2], ""
            source = module_path(view, path, imported.module)
        elif rest:
            dots = "" if imported.module.endswith(".") else "."
            source = module_path(view, path, f"{imported.module}{dots}{imported.name}")
            first, rest = rest.rpartition(".")[2], ""
        else:
            first = imported.name
            source = module_path(view, path, imported.module)
        if source is None:
            return None
        path = source
    return None
