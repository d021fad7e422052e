"""From the flow of a whole document to its plan."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from seamwright.plan.blocks import Entry, Kind, chunks
from seamwright.plan.drafts import SeamDraft
from seamwright.plan.finish import finish, has_critical_level, scenario_level
from seamwright.plan.mentions import Mentions, key_words
from seamwright.plan.model import Plan, Seam
from seamwright.plan.openings import Opening, seam_openings
from seamwright.plan.outline import Region, group_level, group_status, regions
from seamwright.plan.plain import plain, without_icon
from seamwright.plan.problems import find_problems
from seamwright.plan.reader import read_block
from seamwright.plan.units import find_units

if TYPE_CHECKING:
    from seamwright.plan.document import Document

Found = tuple[Region, SeamDraft]
_FEW = 200


def read_plan(document: Document) -> Plan:
    """The plan that the Markdown of ``document`` holds."""
    flow, openings = _flow(document)
    title = next((without_icon(plain(entry.text)) for entry, _ in flow if entry.kind is Kind.HEADING), None)
    reader = _BlockReader(document, flow)
    found = _explicit(flow, openings, reader)
    dropped: list[Found] = []
    repeats: list[tuple[Found, Found]] = []
    if found:
        found, repeats = _without_repeats(found)
        dropped = [repeat for repeat, _ in repeats]
        if dropped:
            kept = {id(region.opening) for region, _ in found}
            found = _read(
                flow, [(index, opening) for index, opening in openings if id(opening) in kept], reader, loose=False
            )
    else:
        found = find_units(flow, document.vocabulary, reader.read, name=document.name)
    reader.forget_unused()
    if not found:
        return Plan(title)
    problems = find_problems(flow, found, repeats, document.lines)
    return Plan(title, tuple(_finish(document, flow, found, dropped)), problems)


class _BlockReader:
    """Reads blocks, and remembers those whose text has not changed since the last reading."""

    def __init__(self, document: Document, flow: Sequence[tuple[Entry, int]]) -> None:
        self.document, self.flow = document, flow
        self.starts = [0, *accumulate(len(chunk.entries) for chunk in document.chunks)]
        self.used: dict[tuple[object, ...], object] = {}
        self.split: tuple[int, list[str]] | None = None
        """The lines of the entry that was opened last, by its index."""

    def read(self, region: Region, *, loose: bool) -> SeamDraft:
        key = self._key(region, loose)
        draft = (self.used.get(key) or self.document.cache.get(key)) if key else None
        if draft is None:
            opening = region.opening
            draft = SeamDraft(opening.number, opening.title, opening.level)
            block = [*self._rest_of_opening(region), *self.flow[region.start + 1 : region.end]]
            read_block(block, draft, self.document.vocabulary, base=region.line, loose=loose)
        assert isinstance(draft, SeamDraft)
        if key:
            self.used[key] = draft
        return draft

    def _rest_of_opening(self, region: Region) -> list[tuple[Entry, int]]:
        """What stands in the opening entry after its first line: an item or paragraph may go on with labels."""
        entry, base = self.flow[region.start]
        if entry.kind is Kind.HEADING or "\n" not in entry.text:
            return []
        if self.split is None or self.split[0] != region.start:
            # One paragraph may open many seams.
            self.split = region.start, entry.text.split("\n")
        skip = region.opening.line - entry.line + 1
        end = entry.end if region.until is None else region.until
        lines = self.split[1][skip : end - entry.line]
        rest = Entry(Kind.PARAGRAPH, entry.line + skip, end, entry.depth, "\n".join(lines))
        return [(rest, base)] if lines else []

    def _key(self, region: Region, loose: bool) -> tuple[object, ...] | None:
        from bisect import bisect_right

        chunks = self.document.chunks
        if len(self.starts) != len(chunks) + 1 or self.starts[-1] != len(self.flow):
            return None
        first = bisect_right(self.starts, region.start) - 1
        last = bisect_right(self.starts, max(region.end - 1, region.start)) - 1
        # The chunks themselves are part of the key, which keeps their identities from being used again.
        return (
            region.start - self.starts[first],
            region.end - self.starts[last],
            region.opening.line,
            region.until,
            loose,
            *chunks[first : last + 1],
        )

    def forget_unused(self) -> None:
        self.document.cache = self.used


def _flow(document: Document) -> tuple[list[tuple[Entry, int]], list[tuple[int, Opening]]]:
    flow: list[tuple[Entry, int]] = []
    openings: list[tuple[int, Opening]] = []
    line = 0
    for chunk in document.chunks:
        openings += [(len(flow) + index, opening) for index, opening in chunk.openings]
        flow += [(entry, line) for entry in chunk.entries]
        line += chunk.lines
    if len(flow) == 1 and flow[0][0].kind is Kind.CODE and flow[0][0].fenced:
        # A document that is nothing but a fence holds the plan in it; elsewhere a fence holds an example.
        entry, base = flow[0]
        first = base + entry.line + 1
        flow = [(inner, first + start) for start, part in chunks(entry.text) for inner in part]
        openings = [
            (index, opening)
            for index, (inner, _) in enumerate(flow)
            for opening in seam_openings(inner, document.vocabulary)
        ]
    return flow, openings


def _read(
    flow: Sequence[tuple[Entry, int]], openings: list[tuple[int, Opening]], reader: _BlockReader, *, loose: bool
) -> list[Found]:
    return [(region, reader.read(region, loose=loose)) for region in regions(flow, openings)]


def _explicit(
    flow: Sequence[tuple[Entry, int]], openings: list[tuple[int, Opening]], reader: _BlockReader
) -> list[Found]:
    """Seams that open by the word: bullets and paragraphs only where labels follow, else they are mentions."""
    if not openings:
        return []
    found = _read(flow, openings, reader, loose=False)
    sure = [pair for pair in found if pair[0].opening.kind is Kind.HEADING or pair[1].core]
    if not any(draft.labels or draft.scenarios for _, draft in sure):
        # A document of mere headings: a plan that is just being written, or a review that goes through another's seams.
        sure = [pair for pair in sure if pair[0].opening.kind is Kind.HEADING and len(sure) == len(found)]
    if len(sure) < len(found):
        kept = {id(region.opening) for region, _ in sure}
        return _read(
            flow, [(index, opening) for index, opening in openings if id(opening) in kept], reader, loose=False
        )
    return sure


def _without_repeats(found: list[Found]) -> tuple[list[Found], list[tuple[Found, Found]]]:
    """``(seams, repeats)``: a summary or order of implementation may open the same seams again. Each repeat has its
    seam beside it."""
    kept: list[Found] = []
    dropped: list[tuple[Found, Found]] = []
    seen: dict[frozenset[str], list[Found]] = {}
    # Comparing each with each is for plans that a person can read; in a longer list only equal titles are repeats.
    few = len(found) <= _FEW
    for pair in sorted(found, key=lambda pair: _evidence(pair[1]), reverse=True):
        words = key_words(pair[1].title)
        others = kept if few else seen.get(words, [])[:8]
        own = next((other for other in others if _repeats(pair, other)), None)
        if own is not None:
            dropped.append((pair, own))
        else:
            kept.append(pair)
            seen.setdefault(words, []).append(pair)
    kept.sort(key=lambda pair: pair[0].line)
    return kept, dropped


def _evidence(draft: SeamDraft) -> tuple[bool, int]:
    """The block that lists scenarios is the seam; among the others the one that says most."""
    return bool(draft.scenarios), draft.last


def _repeats(pair: Found, other: Found) -> bool:
    """Whether ``pair`` only names again what ``other``, which says more, is about."""
    draft, seam = pair[1], other[1]
    one, two = key_words(draft.title), key_words(seam.title)
    if not one or not two:
        return False
    same_number = draft.number is not None and draft.number == seam.number
    if one == two:
        return same_number or not draft.scenarios
    if draft.scenarios or draft.core > 1:
        return False
    if same_number:
        return len(one & two) * 2 > min(len(one), len(two))
    return len(one & two) > 1 and (one < two or two < one)


def _finish(
    document: Document, flow: Sequence[tuple[Entry, int]], found: list[Found], dropped: list[Found]
) -> list[Seam]:
    vocabulary = document.vocabulary
    levels = [
        draft.level or draft.heading_level or scenario_level(draft) or group_level(region.groups, vocabulary)
        for region, draft in found
    ]
    if None in levels:
        mentions = Mentions(flow, [region for region, _ in found], vocabulary, dropped)
        levels = [level or mentions.level_of(draft.title) for level, (_, draft) in zip(levels, found, strict=True)]
    has_critical = has_critical_level(
        [*levels, *(scenario.level for _, draft in found for scenario in draft.scenarios)]
    )
    seams: list[Seam] = []
    ids: dict[str, int] = {}
    for (region, draft), level in zip(found, levels, strict=True):
        seam = finish(
            draft,
            lines=document.lines,
            text=document.text,
            line=region.line,
            level=level,
            has_critical=has_critical,
            group_status=group_status(region.groups),
            ids=ids,
        )
        seams.append(seam)
    return seams
