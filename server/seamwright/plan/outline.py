"""Which part of a document is which seam.

Headings make sections; a seam is a section (or list item, or paragraph) that opens as one and ends where the next thing
of its rank begins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from seamwright.plan.blocks import Entry, Kind
from seamwright.plan.openings import Opening
from seamwright.plan.plain import plain, without_icon
from seamwright.plan.priority import Level, heading_level
from seamwright.plan.vocabulary import Vocabulary

Flow = Sequence[tuple[Entry, int]]
"""All entries of a document, each with the line at which its chunk begins."""

_DEFERRED = re.compile(r"\b(?:deferred|defer|future|backlog|postponed|out of scope|later|won't have)\b", re.IGNORECASE)
_ELIMINATED = re.compile(
    r"\b(?:eliminated|eliminate|rejected|removed|dropped|discarded|not recommended)\b", re.IGNORECASE
)


@dataclass(slots=True)
class Section:
    """A heading and all below it, ``flow[start:end]``; its own content ends at ``own``, the first sub-heading."""

    start: int
    end: int
    own: int
    level: int
    text: str
    """Plain, without leading symbols."""
    children: list[Section] = field(default_factory=list)


class Region(NamedTuple):
    """One seam's part of the flow."""

    opening: Opening
    line: int
    """0-based line of the opening in the document."""
    start: int
    """Index of the opening entry."""
    end: int
    """Exclusive index of its last entry."""
    groups: tuple[str, ...]
    """Texts of the headings above it, outermost first."""
    until: int | None = None
    """Line of the next opening in the same entry, counted like the opening's own."""


def sections(flow: Flow) -> Section:
    """The tree of headings; the root is the document (level 0)."""
    root = Section(-1, len(flow), len(flow), 0, "")
    path = [root]
    for index, (entry, _) in enumerate(flow):
        if entry.kind is not Kind.HEADING:
            continue
        while path[-1].level >= entry.depth:
            path.pop().end = index
        parent = path[-1]
        if not parent.children:
            parent.own = index
        section = Section(index, len(flow), len(flow), entry.depth, without_icon(plain(entry.text)))
        parent.children.append(section)
        path.append(section)
    for section in path:
        section.end = len(flow)
    _close(root)
    return root


def _close(root: Section) -> None:
    stack = [root]
    while stack:
        section = stack.pop()
        section.own = section.children[0].start if section.children else section.end
        stack += section.children


def regions(flow: Flow, openings: Sequence[tuple[int, Opening]]) -> list[Region]:
    """The parts that ``openings`` (with their index in ``flow``) open, in order."""
    found = []
    groups: list[tuple[int, str]] = []
    next_heading = 0
    starts = {index for index, _ in openings}
    for position, (index, opening) in enumerate(openings):
        for at in range(next_heading, index + (opening.kind is not Kind.HEADING)):
            entry = flow[at][0]
            if entry.kind is Kind.HEADING:
                while groups and groups[-1][0] >= entry.depth:
                    groups.pop()
                if at not in starts:
                    groups.append((entry.depth, without_icon(plain(entry.text))))
        next_heading = max(next_heading, index)
        limit = openings[position + 1][0] if position + 1 < len(openings) else len(flow)
        until = openings[position + 1][1].line if limit == index else None
        limit = max(limit, index + 1)
        end = _end(flow, index, opening, limit)
        above = tuple(text for level, text in groups if opening.kind is not Kind.HEADING or level < opening.depth)
        found.append(Region(opening, flow[index][1] + opening.line, index, end, above, until))
    return found


def _end(flow: Flow, index: int, opening: Opening, limit: int) -> int:
    for at in range(index + 1, limit):
        entry = flow[at][0]
        if entry.kind is Kind.HEADING:
            if opening.kind is not Kind.HEADING or entry.depth <= opening.depth:
                return at
        elif (
            opening.kind is Kind.ITEM
            and (entry.depth < opening.depth or (entry.kind is Kind.ITEM and entry.depth == opening.depth))
        ) or (opening.kind is Kind.PARAGRAPH and entry.kind is Kind.RULE):
            return at
    return limit


def group_level(groups: Sequence[str], vocabulary: Vocabulary) -> Level | None:
    """The priority that the nearest group heading gives."""
    for text in reversed(groups):
        level = heading_level(text, vocabulary)
        if level is not None:
            return level
    return None


def group_status(groups: Sequence[str]) -> str | None:
    """``deferred``, ``eliminated`` or ``both`` where a group heading says so."""
    for text in reversed(groups):
        deferred, eliminated = bool(_DEFERRED.search(text)), bool(_ELIMINATED.search(text))
        if deferred or eliminated:
            return "both" if deferred and eliminated else "deferred" if deferred else "eliminated"
    return None
