"""What other places of a document say about a seam: a phase heading, a row of a summary, an order of priority.

They are read only for a seam whose own block is silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from seamwright.plan.blocks import Entry, Kind
from seamwright.plan.drafts import SeamDraft
from seamwright.plan.outline import Region
from seamwright.plan.plain import plain, without_icon
from seamwright.plan.priority import Level, heading_level, read_level
from seamwright.plan.vocabulary import Vocabulary
from seamwright.plan.words import word_set

_WORD = re.compile(r"[^\W_]+")
_GENERIC = word_set(
    """
    the, a, an, and, of, or, for, to, with, in, on, by, from, integration, integrations, test, tests, testing, seam,
    seams, phase, priority, high, medium, low, critical, scenario, scenarios, p0, p1, p2, p3, step, gap, group,
    must, should, could, have, plan, case, cases, suite, implement, implementation, add, real
    """
)
_REMARK = re.compile(r"\([^()]*\)")


@lru_cache(maxsize=4096)
def key_words(title: str) -> frozenset[str]:
    """The words of ``title`` that tell it from others."""
    found = {word for word in _WORD.findall(title.casefold()) if not word.isdigit()}
    return frozenset(found - _GENERIC) or frozenset(found)


class Mentions:
    """Places outside the seams' own blocks that carry a priority."""

    def __init__(
        self,
        flow: Sequence[tuple[Entry, int]],
        regions: Sequence[Region],
        vocabulary: Vocabulary,
        repeats: Sequence[tuple[Region, SeamDraft]],
    ) -> None:
        self.places: dict[str, list[tuple[frozenset[str], Level, bool]]] = {}
        for _, draft in repeats:
            if draft.level or draft.heading_level:
                self._add(draft.title, draft.level or draft.heading_level, sure=True)
        inside = [False] * len(flow)
        for region in regions:
            inside[region.start : region.end] = [True] * (region.end - region.start)
        group: list[tuple[int, Level | None]] = []
        for (entry, _), taken in zip(flow, inside, strict=True):
            if entry.kind is Kind.HEADING:
                text = without_icon(plain(entry.text))
                level = heading_level(text, vocabulary)
                while group and group[-1][0] >= entry.depth:
                    group.pop()
                group.append((entry.depth, level))
                if not taken:
                    self._add(text, level, sure=True)
            elif not taken and entry.kind is Kind.ITEM:
                text = plain(entry.text.split("\n")[0])
                level = heading_level(text, vocabulary) or next((level for _, level in reversed(group) if level), None)
                self._add(re.split(r"\s[-–—:]\s|:\s", text)[0], level)
            elif not taken and entry.kind is Kind.TABLE:
                self._rows(entry, vocabulary)

    def level_of(self, title: str) -> Level | None:
        """The level of the one place that means ``title``; ``None`` where none or several disagree."""
        wanted, short = key_words(title), key_words(_REMARK.sub("", title))
        best: list[tuple[int, Level]] = []
        for words, level, sure in self._near(wanted):
            shared = len(words & wanted)
            if words in (wanted, short) or (shared > (0 if sure else 2) and (words <= wanted or short <= words)):
                best.append((shared * 4 - len(words ^ short), level))
        if not best:
            return None
        best.sort(key=lambda pair: -pair[0])
        return best[0][1]

    def _near(self, wanted: frozenset[str]) -> Iterator[tuple[frozenset[str], Level, bool]]:
        """Places that share a telling word with ``wanted``; a word that stands everywhere tells nothing."""
        for word in wanted:
            places = self.places.get(word, ())
            if len(places) <= 64:
                yield from places

    def _add(self, text: str, level: Level | None, *, sure: bool = False) -> None:
        """Remember a place; a heading may name a seam by one word, a bullet or cell must name it in full."""
        words = key_words(_REMARK.sub("", text))
        if level is not None and words and len(text) < 160:
            for word in words:
                self.places.setdefault(word, []).append((words, level, sure))

    def _rows(self, entry: Entry, vocabulary: Vocabulary) -> None:
        header = [plain(cell).casefold() for cell in entry.rows[0][1]] if entry.rows else []
        column = next((index for index, name in enumerate(header) if "priority" in name), None)
        if column is None:
            return
        for _, cells in entry.rows[1:]:
            level = read_level(plain(cells[column]), vocabulary) if column < len(cells) else None
            for index, cell in enumerate(cells[:3]):
                if index != column:
                    self._add(plain(cell), level)
