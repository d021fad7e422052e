"""Lenses that tie plan and tests: over each seam how far it is implemented, over each test class its seam.

Where they stand costs nothing to find out; what they say is worked out when one comes into view.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any

from lsprotocol import types as t

from seamwright.lsp.convert import to_range
from seamwright.lsp.errors import Code, Refusal
from seamwright.lsp.places import plan_at
from seamwright.lsp.traces import Traced
from seamwright.lsp.world import World
from seamwright.trace import ClassFacts, SeamState, SeamTrace


def plan_lenses(world: World, uri: str) -> list[t.CodeLens]:
    """One lens per seam of an open plan, without its title."""
    place = plan_at(world, uri)
    if place is None or not world.settings.plan_lens:
        return []
    return [
        t.CodeLens(
            range=to_range(place.document.index, seam.heading, world.encoding), data={"uri": uri, "seam": seam.id}
        )
        for seam in place.reading.plan.seams
    ]


def class_lenses(world: World, uri: str) -> list[t.CodeLens]:
    """One lens per test class of an open module that stands for a seam, without its title."""
    document = world.document(uri)
    if document is None or not world.settings.plan_lens:
        return []
    traced = world.shared.traces.of(world, uri)
    return [
        t.CodeLens(range=to_range(document.index, cls.name_span, world.encoding), data={"uri": uri, "class": cls.name})
        for cls in (traced.classes if traced is not None else ())
        if traced is not None and next(seams_of(traced, cls), None) is not None
    ]


def resolve(world: World, lens: t.CodeLens, data: dict[str, Any]) -> t.CodeLens:
    """``lens`` with its title; without, where what it was about is gone.

    Raises:
        Refusal: the data is not what we gave out.
    """
    uri = data["uri"]
    traced = world.shared.traces.of(world, uri)
    if isinstance(data.get("seam"), str):
        plan = traced.plan if traced is not None else None
        seam = plan.by_id.get(data["seam"]) if plan is not None else None
        if seam is not None and traced is not None:
            lens.command = _on_seam(world, traced, uri, seam)
    elif isinstance(data.get("class"), str):
        cls = next(
            (each for each in (traced.classes if traced is not None else ()) if each.name == data["class"]), None
        )
        if cls is not None and traced is not None:
            lens.command = _on_class(world, traced, cls)
    else:
        raise Refusal(Code.INVALID_PARAMS, "the data of the lens is not ours")
    return lens


def seams_of(traced: Traced, cls: ClassFacts) -> Iterator[tuple[str, SeamTrace]]:
    """The seams that ``cls`` stands for, each with the path of its plan; the plan nearest to the class first."""
    plans = sorted(traced.traces.values(), key=lambda trace: -len(trace.path.rpartition("/")[0]))
    for trace in plans:
        for seam in trace.seams:
            if any(link.cls.node_id == cls.node_id for link in seam.classes):
                yield trace.path, seam


def contents(traced: Traced) -> dict[str, Hashable]:
    """What the lenses of plans and modules say, by path, for comparing it with what they said before."""
    found: dict[str, list[Hashable]] = {}
    for path, trace in traced.traces.items():
        for seam in trace.seams:
            said = _summary(seam)
            found.setdefault(path, []).append(said)
            for link in seam.classes:
                found.setdefault(link.cls.path, []).append((link.cls.name, path, said))
    return {path: tuple(said) for path, said in found.items()}


def _summary(seam: SeamTrace) -> Hashable:
    first = max(seam.classes, key=lambda each: each.confidence).cls.node_id if seam.classes else None
    return seam.seam.id, seam.seam.number, seam.state, seam.covered, len(seam.scenarios), seam.is_stale, first


def _on_seam(world: World, traced: Traced, uri: str, seam: SeamTrace) -> t.Command:
    level = f" · {seam.seam.priority.value}" if seam.seam.priority else ""
    count = _count(seam)
    stale = " · stale" if seam.is_stale else ""
    if seam.state is SeamState.DEFERRED:
        return t.Command(title=f"{seam.seam.status.value}{level}", command="")
    if not seam.classes:
        return _command(
            world,
            f"Implement · {count}{level}",
            "seamwright.implementSeam",
            [uri, seam.seam.id],
            world.client.applies_edits,
        )
    sign = "✔ " if seam.state is SeamState.IMPLEMENTED else ""
    link = max(seam.classes, key=lambda each: each.confidence)
    arguments = [traced.project.uri(link.cls.path), link.cls.name]
    return _command(
        world, f"{sign}{count}{level}{stale}", "seamwright.openTest", arguments, world.client.shows_documents
    )


def _on_class(world: World, traced: Traced, cls: ClassFacts) -> t.Command | None:
    path, seam = next(seams_of(traced, cls), (None, None))
    if path is None or seam is None:
        return None
    name = f"seam {seam.seam.number}" if seam.seam.number else seam.seam.title
    stale = " · stale" if seam.is_stale else ""
    title = f"{name} of {path.rpartition('/')[2]} · {seam.covered}/{len(seam.scenarios)}{stale}"
    return _command(
        world, title, "seamwright.openSeam", [traced.project.uri(path), seam.seam.id], world.client.shows_documents
    )


def _count(seam: SeamTrace) -> str:
    if not seam.seam.scenarios:
        return "no scenarios"
    return f"{seam.covered}/{len(seam.scenarios)} scenario{'s' if len(seam.scenarios) != 1 else ''}"


def _command(world: World, title: str, command: str, arguments: list[str], works: bool) -> t.Command:
    """A lens that says what it knows even where the client could not carry out what a click asks for."""
    return t.Command(title=title, command=command, arguments=list(arguments)) if works else t.Command(title, "")
