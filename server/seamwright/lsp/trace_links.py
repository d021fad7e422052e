"""What of the relation between plan and tests stands under the cursor, and where its other side is.

On a plan: a seam's opening line, the title of a scenario, the name of a component. On a module: the name of a test
class, the ``Plan:`` line of its docstring, the name of a test.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lsprotocol import types as t

from seamwright.lsp.components import Found, component_at
from seamwright.lsp.convert import to_range
from seamwright.lsp.documents import TextDocument, is_python
from seamwright.lsp.places import plan_at
from seamwright.lsp.shown import text_behind
from seamwright.lsp.trace_lenses import seams_of
from seamwright.lsp.traces import Traced
from seamwright.lsp.world import World
from seamwright.text.span import LineIndex, Span
from seamwright.trace import ClassFacts, PlanTrace, ScenarioTrace, SeamTrace, TestFacts


@dataclass(frozen=True)
class Far:
    """A place on the other side."""

    path: str
    """Relative to the root."""
    whole: Span
    name: Span


@dataclass(frozen=True)
class Linked:
    """What stands under the cursor."""

    traced: Traced
    document: TextDocument
    span: Span
    """Of what was pointed at."""
    seam: SeamTrace | None = None
    scenarios: tuple[ScenarioTrace, ...] = ()
    plan: PlanTrace | None = None
    """The plan that ``seam`` and ``scenarios`` belong to."""
    cls: ClassFacts | None = None
    test: TestFacts | None = None
    component: Found | None = None
    far: tuple[Far, ...] = field(default=())
    """Where the other side is: tests for a plan, the plan for tests."""


def linked_at(world: World, uri: str, position: t.Position) -> Linked | None:
    """What is under the cursor, if it has another side or could have one."""
    document = world.document(uri)
    if document is None:
        return None
    offset = document.index.offset(position.line, position.character, world.encoding)
    if is_python(document):
        return _in_module(world, document, offset)
    place = plan_at(world, uri)
    if place is None or not place.reading.plan.seams:
        return None
    return _in_plan(world, document, offset)


def locations(world: World, linked: Linked, links: bool) -> list[t.Location] | list[t.LocationLink] | None:
    """The other side as the client takes it."""
    origin = to_range(linked.document.index, linked.span, world.encoding)
    plain: list[t.Location] = []
    full: list[t.LocationLink] = []
    indexes: dict[str, LineIndex | None] = {}
    for far in linked.far:
        uri = linked.traced.project.uri(far.path)
        if far.path not in indexes:
            text = text_behind(world, uri)
            indexes[far.path] = LineIndex(text) if text is not None else None
        index = indexes[far.path]
        if index is None or far.whole.end > len(index.whole):
            continue  # The file has changed since it was read; what comes next is on its way.
        name = to_range(index, far.name, world.encoding)
        plain.append(t.Location(uri, name))
        full.append(
            t.LocationLink(
                target_uri=uri,
                target_range=to_range(index, far.whole, world.encoding),
                target_selection_range=name,
                origin_selection_range=origin,
            )
        )
    return (full if links else plain) or None


def _in_plan(world: World, document: TextDocument, offset: int) -> Linked | None:
    component = component_at(world, document, offset)
    traced = world.shared.traces.of(world, document.uri)
    plan = traced.plan if traced is not None else None
    if traced is None or plan is None:
        return None
    if component is not None:
        return Linked(traced, document, component.span, component=component, far=tuple(_of_component(component)))
    line = document.index.line_at(offset)
    for seam in plan.seams:
        if seam.seam.heading.start <= offset <= seam.seam.heading.end:
            far = tuple(Far(link.cls.path, link.cls.span, link.cls.name_span) for link in seam.classes)
            return Linked(traced, document, seam.seam.heading, seam, plan=plan, far=far)
        for scenario in seam.scenarios if seam.seam.scenarios else ():
            if scenario.scenario.line - 1 == line:
                span = document.index.span(line, line)
                far = tuple(Far(link.path, link.test.span, link.test.name_span) for link in scenario.links)
                return Linked(traced, document, span, seam, (scenario,), plan, far=far)
    return None


def _of_component(component: Found) -> Iterator[Far]:
    for path, span in component.places:
        yield Far(path, span, span)


def _in_module(world: World, document: TextDocument, offset: int) -> Linked | None:
    cheap = _may_be_about_tests(document, offset)
    traced = world.shared.traces.of(world, document.uri) if cheap else None
    if traced is None:
        return None
    for cls in traced.classes:
        if (cls.name and _touches(cls.name_span, offset)) or _on_plan_line(document, cls, offset):
            found = list(seams_of(traced, cls))
            if not found:
                return None
            path, seam = found[0]
            far = tuple(Far(each, other.seam.span, other.seam.heading) for each, other in found)
            return Linked(traced, document, cls.name_span, seam, (), traced.traces[path], cls, far=far)
        for test in cls.tests:
            if _touches(test.name_span, offset):
                return _of_test(world, traced, document, cls, test)
    return None


def _of_test(world: World, traced: Traced, document: TextDocument, cls: ClassFacts, test: TestFacts) -> Linked | None:
    node = f"{cls.node_id}::{test.name}"
    far: list[Far] = []
    scenarios: list[ScenarioTrace] = []
    nearest: tuple[PlanTrace, SeamTrace] | None = None
    for path, seam in seams_of(traced, cls):
        text = text_behind(world, traced.project.uri(path))
        index = LineIndex(text) if text is not None else None
        for scenario in seam.scenarios:
            if index is not None and any(link.node_id == node for link in scenario.links):
                nearest = nearest or (traced.traces[path], seam)
                scenarios.append(scenario)
                line = scenario.scenario.line - 1
                far.append(Far(path, scenario.scenario.span, _trimmed(index.whole, index.span(line, line))))
    if nearest is None:
        return None
    plan, seam = nearest
    return Linked(traced, document, test.name_span, seam, tuple(scenarios), plan, cls, test, far=tuple(far))


def _may_be_about_tests(document: TextDocument, offset: int) -> bool:
    """Whether the line at ``offset`` can be one that we answer for: most requests are about something else."""
    start = document.index.text(document.index.line_at(offset)).lstrip()
    return start.startswith(("class ", "def test", "async def test", "Plan:"))


def _on_plan_line(document: TextDocument, cls: ClassFacts, offset: int) -> bool:
    if cls.docstring_span is None or not cls.pins or not cls.docstring_span.start <= offset <= cls.docstring_span.end:
        return False
    return document.index.text(document.index.line_at(offset)).strip().startswith("Plan:")


def _touches(span: Span, offset: int) -> bool:
    return span.start <= offset <= span.end


def _trimmed(text: str, span: Span) -> Span:
    """``span`` without the white space around its text."""
    part = span.of(text)
    start = span.start + len(part) - len(part.lstrip())
    return Span(start, max(start, span.start + len(part.rstrip())))
