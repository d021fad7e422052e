"""Which seam somebody means at a place of a document, and the tests that stand for it: for an editor's own commands.

On a plan it is the seam around the place. On a test module it is the one that the innermost test or class around the
place stands for; elsewhere in the module, the only one that anything in it stands for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lsprotocol import types as t

from seamwright.lsp.convert import to_range, to_uri
from seamwright.lsp.documents import is_python
from seamwright.lsp.errors import Code, Refusal
from seamwright.lsp.places import plan_at
from seamwright.lsp.shown import text_behind
from seamwright.lsp.trace_lenses import seams_of
from seamwright.lsp.traces import Traced
from seamwright.lsp.world import World
from seamwright.text.span import LineIndex, Span
from seamwright.trace import ScenarioTrace, SeamTrace

Meant = tuple[str, SeamTrace, ScenarioTrace | None]
"""The path of a plan, a seam of it, and the scenario where it is only about that."""


def seam_at(world: World, uri: str, position: t.Position) -> dict[str, Any]:
    """The seam, where its plan speaks of it, and the node ids of its tests, relative to the root.

    Raises:
        Refusal: there is none, or the document lies in no open folder.
    """
    document, traced = world.document(uri), world.shared.traces.of(world, uri)
    if document is None or traced is None:
        raise Refusal(Code.REQUEST_FAILED, "the file is not open, or lies in no open folder")
    if is_python(document):
        offset = document.index.offset(position.line, position.character, world.encoding)
        meant, missing = _in_module(traced, offset), "the test at the cursor stands for no seam of a plan"
    else:
        meant, missing = _in_plan(traced, position.line + 1), "there is no seam at the cursor"
    if meant is None:
        raise Refusal(Code.REQUEST_FAILED, missing)
    path, seam, scenario = meant
    plan = traced.project.uri(path)
    return {
        "plan": plan,
        "id": seam.seam.id,
        "title": seam.seam.title,
        "range": _range(world, plan, seam, scenario),
        "root": to_uri(str(traced.project.root)),
        "tests": [{"uri": traced.project.uri(file), "node": node} for node, file in _tests(seam).items()],
    }


def plans(world: World) -> list[dict[str, str]]:
    """The plans of the open folders and those that are open, for somebody who is to choose one."""
    found: dict[str, dict[str, str]] = {}
    for folder in world.folders:
        traced = world.shared.traces.around(world, str(folder / "any"))
        for path, trace in sorted(traced.traces.items()) if traced is not None else ():
            if traced is not None and trace.seams:
                uri = traced.project.uri(path)
                found[uri] = {"uri": uri, "path": path, "title": trace.plan.title or path}
    for document in world.documents:
        place = plan_at(world, document.uri) if not is_python(document) else None
        if place is not None and place.reading.plan.seams and document.uri not in found:
            path = document.path or document.uri
            found[document.uri] = {"uri": document.uri, "path": path, "title": place.reading.plan.title or path}
    return list(found.values())


def _in_plan(traced: Traced, line: int) -> Meant | None:
    seams = traced.plan.seams if traced.plan is not None else ()
    around = [each for each in seams if each.seam.line <= line <= each.seam.end_line]
    return (traced.path, around[-1], None) if around else None


def _in_module(traced: Traced, offset: int) -> Meant | None:
    around = next(_around(traced, offset), None)
    if around is not None:
        return around
    everywhere = {(path, seam.seam.id): seam for cls in traced.classes for path, seam in seams_of(traced, cls)}
    if len(everywhere) != 1:
        return None
    ((path, _), seam) = everywhere.popitem()
    return path, seam, None


def _around(traced: Traced, offset: int) -> Iterator[Meant]:
    """What the tests and classes around ``offset`` stand for, the innermost first."""
    size = {cls.node_id: cls.span.end - cls.span.start for cls in traced.classes}
    for cls in sorted(traced.classes, key=lambda each: (each.name == "", size[each.node_id])):
        test = next((each for each in cls.tests if each.span.start <= offset <= each.span.end), None)
        if test is None and not (cls.name and cls.span.start <= offset <= cls.span.end):
            continue
        seams = list(seams_of(traced, cls))
        node = f"{cls.node_id}::{test.name}" if test is not None else None
        for path, seam in seams:
            for scenario in seam.scenarios:
                if any(link.node_id == node for link in scenario.links):
                    yield path, seam, scenario
        if cls.name or len(seams) == 1:
            for path, seam in seams:
                yield path, seam, None


def _range(world: World, plan: str, seam: SeamTrace, scenario: ScenarioTrace | None) -> dict[str, Any]:
    index = LineIndex(text_behind(world, plan) or "")
    span = seam.seam.heading
    if scenario is not None and seam.seam.scenarios:
        line = index.span(scenario.scenario.line - 1, scenario.scenario.line - 1)
        text = line.of(index.whole)
        span = Span(line.start + len(text) - len(text.lstrip()), line.end)
    place = to_range(index, span, world.encoding)
    return {
        name: {"line": each.line, "character": each.character}
        for name, each in (("start", place.start), ("end", place.end))
    }


def _tests(seam: SeamTrace) -> dict[str, str]:
    """Node ids of classes, and of functions outside of classes, with their files. Nothing is named twice."""
    found: dict[str, str] = {}
    for link in seam.classes:
        if link.cls.name:
            found[link.cls.node_id] = link.cls.path
        elif link.cls.pins:
            found.update((f"{link.cls.node_id}::{test.name}", link.cls.path) for test in link.cls.tests)
    for scenario in seam.scenarios:
        found.update((link.node_id, link.path) for link in scenario.links)
    return {
        node: path
        for node, path in found.items()
        if not any(node.startswith(f"{other}::") for other in found if other != node)
    }
