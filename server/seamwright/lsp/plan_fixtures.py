"""Fixtures in plans: what a name there means, and where plans name a fixture.

A plan's name means what a test in the seam's file would get under it. Documents that are no plans name nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from lsprotocol import types as t

from seamwright.fixtures.mentions import Mention, Role
from seamwright.fixtures.model import FixtureDef
from seamwright.generate.model import SeamNames
from seamwright.generate.names import plan_names
from seamwright.generate.target import target_path
from seamwright.lsp.documents import TextDocument, is_python
from seamwright.lsp.errors import Refusal
from seamwright.lsp.fixtures import Base, View
from seamwright.lsp.places import Place, plan_at
from seamwright.lsp.projects import Project
from seamwright.lsp.session_project import slashed
from seamwright.lsp.targets import Target, target_at
from seamwright.lsp.world import World
from seamwright.plan.fixture_mentions import FIELDS, Named, named_fixtures
from seamwright.plan.model import Plan, Seam
from seamwright.plan.vocabulary import Vocabulary
from seamwright.text.span import Span
from seamwright.workspace.walking import walk

_SUFFIXES = (".md", ".markdown")
_LONGEST = 1024 * 1024


class PlanUse(NamedTuple):
    """A place of a plan that names a fixture. ``labelled`` ones stand where names of fixtures are expected."""

    path: str
    span: Span
    labelled: bool


@contextmanager
def located(
    world: World, uri: str, position: t.Position, in_python: bool = True
) -> Iterator[tuple[View, Target] | None]:
    """The fixture that is named at a place of a Python document or a plan, for as long as the block runs.

    Without ``in_python`` none is found in Python, because another server answers there.
    """
    document = world.document(uri)
    if document is None or is_python(document):
        if not in_python:
            yield None
            return
        with world.shared.fixtures.at(world, uri) as view:
            target = target_at(view, view.offset(position)) if view is not None else None
            yield (view, target) if view is not None and target is not None else None
        return
    offset = document.index.offset(position.line, position.character, world.encoding)
    place = plan_at(world, uri)
    found = _seam_and_name(world, place, offset) if place is not None else None
    if place is None or found is None:
        yield None
        return
    seam, named = found
    with plan_view(world, place, seam) as view:
        chain = view.resolver.resolve(view.path, (), named.name) if view is not None else ()
        mention = Mention(named.name, named.span, Role.USEFIXTURES)
        yield (view, Target(mention, chain)) if view is not None and chain else None


@contextmanager
def plan_view(world: World, place: Place, seam: Seam) -> Iterator[View | None]:
    """The fixtures around the file that ``seam`` belongs to; positions are those of the plan."""
    path = test_path(place.project, place.document.path, seam, place.reading.names[seam.id])
    if path is None:
        yield None
        return
    with world.shared.fixtures.everything(world) as base:
        yield View(base, place.document, base.project.real(path))


def plan_uses(base: Base, definition: FixtureDef) -> Iterator[PlanUse]:
    """Where the plans of the open folders name ``definition``."""
    world = base.world
    for path in _plans(world):
        world.check()
        document = base.project.document(path)
        text = document.text if document is not None else _text(base, path)
        if text is None or definition.name not in text:
            continue
        project = world.shared.projects.around(world, path)
        vocabulary = project.vocabulary()
        plan = _plan(world, path, text, document, vocabulary)
        seams = [seam for seam in plan.seams if definition.name in seam.span.of(text)]
        names = plan_names(plan) if seams else {}
        for seam in seams:
            target = test_path(project, path, seam, names[seam.id])
            chain = base.resolver.resolve(base.project.real(target), (), definition.name) if target else ()
            if chain and chain[0].key == definition.key:
                seen: set[Span] = set()
                for named in named_fixtures(text, seam.span, vocabulary):
                    if named.name == definition.name and named.span not in seen:
                        seen.add(named.span)
                        yield PlanUse(path, named.span, named.field in FIELDS)


def test_path(project: Project | None, plan_path: str | None, seam: Seam, names: SeamNames) -> str | None:
    """The absolute path of the file that ``seam`` of the plan belongs to, as its fixtures see it."""
    if project is None or plan_path is None:
        return None
    try:
        relative = project.relative(plan_path)
        target = target_path(seam, names, relative, project.layout())
    except (ValueError, Refusal):
        return None
    return slashed(str(project.root / target))


def _seam_and_name(world: World, place: Place, offset: int) -> tuple[Seam, Named] | None:
    vocabulary = vocabulary_of(place)
    text = place.document.text
    for seam in place.reading.plan.seams:
        if seam.span.start <= offset <= seam.span.end:
            for named in named_fixtures(text, seam.span, vocabulary):
                if named.span.start <= offset <= named.span.end:
                    return seam, named
    return None


def vocabulary_of(place: Place) -> Vocabulary:
    """The words of the plan's team."""
    from seamwright.plan import DEFAULT

    return place.project.vocabulary() if place.project is not None else DEFAULT


def _plans(world: World) -> Iterator[str]:
    seen: set[str] = set()
    for folder in world.folders:
        for path in walk(folder, lambda name: name.lower().endswith(_SUFFIXES)):
            name = slashed(os.path.realpath(path))
            if name not in seen:
                seen.add(name)
                yield name


def _text(base: Base, path: str) -> str | None:
    try:
        return base.project.text(path) if os.stat(path).st_size <= _LONGEST else None
    except OSError:
        return None


def _plan(world: World, path: str, text: str, document: TextDocument | None, vocabulary: Vocabulary) -> Plan:
    from seamwright.plan import parse

    reading = world.shared.plans.read(document, vocabulary) if document is not None else None
    return reading.plan if reading is not None else parse(text, vocabulary, name=path.rpartition("/")[2])
