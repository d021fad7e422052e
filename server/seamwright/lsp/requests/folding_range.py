"""``textDocument/foldingRange``: a plan folded to its seams, a seam folded to its scenarios."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types as t

from seamwright.lsp.places import Place, plan_at
from seamwright.lsp.world import World
from seamwright.text.span import Span


def handle(world: World, params: t.FoldingRangeParams) -> list[t.FoldingRange] | None:
    """Seams, and scenarios that have details. Whole lines, which every client can fold."""
    place = plan_at(world, params.text_document.uri)
    if place is None or not place.reading.plan.seams or not world.settings.outline_plans:
        return None
    ranges = list(_ranges(place))
    limit = world.client.folding_limit
    if limit is not None and len(ranges) > limit:
        # The outer ones are of more use than those of the first few seams.
        ranges = sorted(sorted(ranges, key=lambda each: each.start_line - each.end_line)[:limit], key=_start)
    return ranges


def _ranges(place: Place) -> Iterator[t.FoldingRange]:
    for seam in place.reading.plan.seams:
        yield from _fold(place, seam.line - 1, seam.span)
        for scenario in seam.scenarios:
            yield from _fold(place, scenario.line - 1, scenario.span)


def _fold(place: Place, first: int, span: Span) -> Iterator[t.FoldingRange]:
    """The lines below ``first`` up to the last one of ``span`` that is not blank."""
    index = place.document.index
    last = index.line_at(max(span.end - 1, span.start))
    while last > first and not index.text(last).strip():
        last -= 1
    if last > first:
        yield t.FoldingRange(start_line=first, end_line=last, kind=t.FoldingRangeKind.Region)


def _start(each: t.FoldingRange) -> tuple[int, int]:
    return each.start_line, -each.end_line
