"""Where a request points: the document, what it plans, and the project around it."""

from __future__ import annotations

from typing import NamedTuple

from lsprotocol import types as t

from seamwright.actions.model import Context
from seamwright.lsp.convert import to_span
from seamwright.lsp.documents import TextDocument
from seamwright.lsp.plans import Reading
from seamwright.lsp.projects import Project
from seamwright.lsp.world import World
from seamwright.plan import DEFAULT


class Place(NamedTuple):
    """An open plan."""

    document: TextDocument
    reading: Reading
    project: Project | None
    """``None`` for a document that is no file yet."""


def plan_at(world: World, uri: str) -> Place | None:
    """The open document with this URI as a plan; ``None`` where it is not open, or in a language of its own."""
    document = world.document(uri)
    if document is None:
        return None
    project = world.shared.projects.around(world, document.path) if document.path is not None else None
    reading = world.shared.plans.read(document, project.vocabulary() if project is not None else DEFAULT)
    world.check()
    return Place(document, reading, project) if reading is not None else None


def context_at(world: World, place: Place, range_: t.Range) -> Context | None:
    """What actions are told about ``range_`` of ``place``; ``None`` for a document that is no file yet."""
    if place.project is None or place.document.path is None:
        return None
    return Context(
        plan=place.reading.plan,
        names=place.reading.names,
        path=place.project.relative(place.document.path),
        text=place.document.text,
        selection=to_span(place.document.index, range_, world.encoding),
        headings=place.reading.headings,
        project=place.project,
    )
