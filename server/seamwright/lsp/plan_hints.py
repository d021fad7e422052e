"""Hints in a plan: the name that the test of a scenario will get, and what its last run said."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types as t

from seamwright.lsp.convert import to_range, to_span
from seamwright.lsp.places import Place, plan_at
from seamwright.lsp.world import World
from seamwright.text.span import Span
from seamwright.trace import Outcome, PlanTrace, ScenarioState

_SIGNS = {Outcome.PASSED: "✔ passed", Outcome.FAILED: "✘ failed", Outcome.SKIPPED: "– skipped"}


def plan_hints(world: World, params: t.InlayHintParams) -> list[t.InlayHint]:
    """Hints at the ends of the lines in the range."""
    settings = world.settings
    if not (settings.hint_names or settings.hint_outcomes):
        return []
    place = plan_at(world, params.text_document.uri)
    if place is None or not place.reading.plan.seams:
        return []
    traced = world.shared.traces.of(world, params.text_document.uri)
    plan = traced.plan if traced is not None else None
    if plan is None:
        return []
    return list(_hints(world, place, plan, to_span(place.document.index, params.range, world.encoding)))


def _hints(world: World, place: Place, plan: PlanTrace, shown: Span) -> Iterator[t.InlayHint]:
    index = place.document.index
    for seam in plan.seams:
        for scenario in seam.scenarios if seam.seam.scenarios else ():
            end = index.end(scenario.scenario.line - 1)
            if not shown.start <= end <= shown.end:
                continue
            position = to_range(index, Span(end, end), world.encoding).start
            if scenario.outcome is not None and world.settings.hint_outcomes:
                yield t.InlayHint(position=position, label=_SIGNS[scenario.outcome], padding_left=True)
            elif scenario.state is ScenarioState.MISSING and scenario.name and world.settings.hint_names:
                yield t.InlayHint(position=position, label=f"→ {scenario.name}", padding_left=True)
