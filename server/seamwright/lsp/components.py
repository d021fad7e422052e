"""Components that plans name: which contract defines one, and where it is in the contract and in the source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from seamwright.contract.lookup import Match, find
from seamwright.lsp.documents import TextDocument
from seamwright.lsp.errors import Refusal
from seamwright.lsp.places import Place, plan_at
from seamwright.lsp.projects import Project
from seamwright.lsp.world import World
from seamwright.text.span import LineIndex, Span

_NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")


class Found(NamedTuple):
    """A component under the cursor."""

    match: Match
    span: Span
    """In the plan."""
    places: tuple[tuple[str, Span], ...]
    """File (relative to the root) and the name in it: the contract first, then the source."""


def component_at(world: World, document: TextDocument, offset: int) -> Found | None:
    """The component whose name is at ``offset`` of a plan, if a contract defines it."""
    place = plan_at(world, document.uri)
    if place is None or place.project is None or document.path is None:
        return None
    if not any(seam.span.start <= offset <= seam.span.end for seam in place.reading.plan.seams):
        return None
    line = document.index.line_at(offset)
    start, text = document.index.start(line), document.index.text(line)
    for match in _NAME.finditer(text):
        if match.start() <= offset - start <= match.end():
            found = _defined(place, match.group())
            if found is None:
                return None
            span = Span(start + match.start(), start + match.end())
            return Found(found, span, tuple(_places(place.project, found, place.project.relative(document.path))))
    return None


def _defined(place: Place, name: str) -> Match | None:
    # A word of prose may be called like a function of some contract; code looks like code.
    if place.project is None or place.document.path is None or not re.search(r"[A-Z_.]", name):
        return None
    try:
        contracts = place.project.contracts(place.project.relative(place.document.path))
    except (Refusal, ValueError):
        return None
    return find(contracts, name)


def _places(project: Project, match: Match, near: str) -> Iterator[tuple[str, Span]]:
    symbol = match.member or match.symbol
    for path in project.module_files(match.contract.module, near):
        try:
            text = project.read(path)
        except ValueError:
            continue
        if text is None:
            continue
        index = LineIndex(text)
        lines = [symbol.line - 1] if path.endswith(".pyi") else range(len(index))
        name = re.escape(symbol.name)
        definition = re.compile(rf"^\s*(?:async\s+)?(?:class|def)\s+({name})\b|^({name})\s*[:=]")
        for line in lines:
            found = definition.search(index.text(line))
            if found is not None:
                group = 1 if found[1] else 2
                yield path, Span(index.start(line) + found.start(group), index.start(line) + found.end(group))
                break
