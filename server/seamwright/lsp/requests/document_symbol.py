"""``textDocument/documentSymbol``: the seams of a plan with their scenarios, for outlines and breadcrumbs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from lsprotocol import types as t

from seamwright.lsp.convert import to_range
from seamwright.lsp.documents import TextDocument, is_python
from seamwright.lsp.labels import scenario_label, seam_detail, seam_label
from seamwright.lsp.places import Place, plan_at
from seamwright.lsp.world import World
from seamwright.plan import Scenario, Seam
from seamwright.text.span import Span

if TYPE_CHECKING:
    from seamwright.fixtures.model import FixtureDef


def handle(
    world: World, params: t.DocumentSymbolParams
) -> Sequence[t.DocumentSymbol] | Sequence[t.SymbolInformation] | None:
    """The outline of the plan; nothing for a document that is none, where the editor's own outline is better."""
    document = world.document(params.text_document.uri)
    if document is not None and is_python(document):
        return _fixtures(world, document) if world.settings.outline_tests else None
    place = plan_at(world, params.text_document.uri)
    if place is None or not place.reading.plan.seams or not world.settings.outline_plans:
        return None
    seams = place.reading.plan.seams
    if world.client.nests_symbols:
        return [_seam(world, place, seam) for seam in seams]
    return [symbol for seam in seams for symbol in _flat(world, place, seam)]


def _fixtures(world: World, document: TextDocument) -> list[t.DocumentSymbol] | list[t.SymbolInformation] | None:
    """The fixtures of a Python file; its classes and functions are another server's business."""
    with world.shared.fixtures.at(world, document.uri) as view:
        found = view.module.fixtures if view is not None else ()
        own = [each for each in found if view is not None and each.path == view.path]
        if not world.client.nests_symbols:
            return [_fixture_information(world, document, each) for each in own] or None
        return [
            t.DocumentSymbol(
                name=each.name,
                detail=" · ".join(["fixture", each.scope.word if each.scope is not None else "dynamic"]),
                kind=t.SymbolKind.Function,
                range=to_range(document.index, each.span, world.encoding),
                selection_range=to_range(document.index, each.name_span, world.encoding),
            )
            for each in own
        ] or None


def _fixture_information(world: World, document: TextDocument, definition: FixtureDef) -> t.SymbolInformation:
    return t.SymbolInformation(
        name=definition.name,
        kind=t.SymbolKind.Function,
        location=t.Location(uri=document.uri, range=to_range(document.index, definition.span, world.encoding)),
    )


def _seam(world: World, place: Place, seam: Seam) -> t.DocumentSymbol:
    return t.DocumentSymbol(
        name=seam_label(seam),
        detail=seam_detail(seam) or None,
        kind=t.SymbolKind.Class,
        range=to_range(place.document.index, _around(seam.span, seam.heading), world.encoding),
        selection_range=to_range(place.document.index, seam.heading, world.encoding),
        children=[_scenario(world, place, scenario) for scenario in seam.scenarios],
    )


def _scenario(world: World, place: Place, scenario: Scenario) -> t.DocumentSymbol:
    span = _on_one_line(place, scenario)
    return t.DocumentSymbol(
        name=scenario_label(scenario),
        kind=t.SymbolKind.Method,
        range=to_range(place.document.index, _around(scenario.span, span), world.encoding),
        selection_range=to_range(place.document.index, span, world.encoding),
    )


def _flat(world: World, place: Place, seam: Seam) -> Iterator[t.SymbolInformation]:
    uri, index = place.document.uri, place.document.index
    yield t.SymbolInformation(
        name=seam_label(seam),
        kind=t.SymbolKind.Class,
        location=t.Location(uri=uri, range=to_range(index, seam.span, world.encoding)),
    )
    for scenario in seam.scenarios:
        yield t.SymbolInformation(
            name=scenario_label(scenario),
            kind=t.SymbolKind.Method,
            container_name=seam_label(seam),
            location=t.Location(uri=uri, range=to_range(index, scenario.span, world.encoding)),
        )


def _on_one_line(place: Place, scenario: Scenario) -> Span:
    """The line of a scenario's title without its indentation, inside the scenario."""
    index, line = place.document.index, scenario.line - 1
    start, text = index.start(line), index.text(line)
    return Span(start + len(text) - len(text.lstrip(" \t")), index.end(line))


def _around(outer: Span, inner: Span) -> Span:
    """``outer``, stretched to hold ``inner``: the protocol asks for it, and VS Code shows no outline otherwise."""
    return Span(min(outer.start, inner.start), max(outer.end, inner.end))
