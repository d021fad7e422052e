"""A plan as it is typed: the first reading cuts the document at its headings, a later one re-reads only what changed.

A heading written with ``#`` at the outermost level closes every open block, so that the text between two such headings
can be read alone; the one exception, a fence or HTML block that never closes, is noticed and read again with what
follows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from seamwright.plan.blocks import Entry, Kind, chunks
from seamwright.plan.model import Plan
from seamwright.plan.openings import Opening, seam_openings
from seamwright.plan.vocabulary import DEFAULT, Vocabulary
from seamwright.text.span import LineIndex

# An HTML block inside a list or quote ends with it.
_HTML_BLOCK = re.compile(r"(?:\A|[\r\n]) {0,3}<[!?/A-Za-z]")

_SEAM = re.compile("seam", re.IGNORECASE)
# A plan that never says "seam" says what it is in its name, its title or its first paragraphs.
_INTEGRATION = re.compile("integra|intégra|集成|통합|結合|統合", re.IGNORECASE)
_TITLE_REACH = 20_000


@dataclass(slots=True, eq=False)
class Chunk:
    """A run of whole lines that begins at an outermost ``#`` heading (or at the document's start)."""

    lines: int
    entries: list[Entry]
    openings: list[tuple[int, Opening]] = field(default_factory=list)
    """With their index in ``entries``."""


class Document:
    """One plan's text and what it says. ``update`` costs what changed; the result equals a fresh reading."""

    def __init__(self, text: str, vocabulary: Vocabulary = DEFAULT, *, name: str = "") -> None:
        self.text, self.vocabulary, self.name = text, vocabulary, name
        self.lines = LineIndex(text)
        self.chunks: list[Chunk] = []
        self.cache: dict[tuple[object, ...], object] = {}
        self._plan: Plan | None = None

    @property
    def is_manifest(self) -> bool:
        """A YAML document."""
        return self.name.casefold().endswith((".yaml", ".yml"))

    @property
    def plan(self) -> Plan:
        """What the text says."""
        if self._plan is None:
            self._plan = self._read()
        return self._plan

    def update(self, text: str) -> Plan:
        """Read ``text``, the document after a change."""
        if text == self.text:
            return self.plan
        before, self.text = self.text, text
        old_lines, self.lines = self.lines, LineIndex(text)
        self._plan = None
        if self.chunks:
            self._splice(before, old_lines)
        return self.plan

    def _read(self) -> Plan:
        if self.is_manifest:
            from seamwright.plan.manifest import read_manifest

            return read_manifest(self.text, self.lines)
        if self._is_none():
            return Plan()
        from seamwright.plan.reading import read_plan

        if not self.chunks:
            self.chunks = self._cut(self.text, len(self.lines))
        return read_plan(self)

    def _is_none(self) -> bool:
        """Whether the words alone tell that this is no plan: most Markdown is none, and need not be taken apart."""
        if self.vocabulary.openings or _SEAM.search(self.text):
            return False
        return _INTEGRATION.search(self.text, 0, _TITLE_REACH) is None and _INTEGRATION.search(self.name) is None

    def _cut(self, text: str, total: int | None = None) -> list[Chunk]:
        """Chunks of ``text``, which begins where a chunk may begin."""
        parts = chunks(text)
        ends = [line for line, _ in parts[1:]] + [len(LineIndex(text)) if total is None else total]
        return [self._chunk(end - begin, own) for (begin, own), end in zip(parts, ends, strict=True)]

    def _chunk(self, lines: int, own: list[Entry]) -> Chunk:
        anywhere = bool(self.vocabulary.openings)
        openings = [
            (index, opening)
            for index, entry in enumerate(own)
            if anywhere or "eam" in entry.text or "EAM" in entry.text
            for opening in seam_openings(entry, self.vocabulary)
        ]
        return Chunk(lines, own, openings)

    def _splice(self, before: str, old: LineIndex) -> None:
        """Replace the chunks that the change touched."""
        prefix = _common_prefix(before, self.text)
        suffix = _common_suffix(before, self.text, prefix)
        first_line = old.line_at(prefix)
        last_line = old.line_at(max(len(before) - suffix, prefix))
        grown = len(self.lines) - len(old)
        first, line = 0, 0
        while first + 1 < len(self.chunks) and line + self.chunks[first].lines <= first_line:
            line += self.chunks[first].lines
            first += 1
        # A change in the line of a heading may join its chunk to the one before (an underline, a deleted mark).
        if first > 0 and first_line <= line:
            first -= 1
            line -= self.chunks[first].lines
        last, end = first, line + self.chunks[first].lines if self.chunks else 0
        while last + 1 < len(self.chunks) and end <= last_line:
            last += 1
            end += self.chunks[last].lines
        while True:
            whole = last + 1 >= len(self.chunks)
            stop = len(self.text) if whole else self.lines.start(end + grown)
            piece = self.text[self.lines.start(line) : stop]
            fresh = self._cut(piece)
            if whole or _closed(piece, fresh, self.text[stop : stop + 1]):
                break
            # Something opened that the next heading does not close: read on to the end.
            last = len(self.chunks) - 1
        if not whole and fresh:
            # The piece ends with a line end, which opens no line of its own here.
            fresh[-1].lines -= 1
        self.chunks[first : last + 1] = fresh


def _closed(piece: str, chunks: list[Chunk], after: str) -> bool:
    """Whether the text behind ``piece``, which begins with ``after``, is read the same with and without it."""
    if _HTML_BLOCK.search(piece):
        return False
    last = chunks[-1].entries[-1] if chunks and chunks[-1].entries else None
    if last is None:
        return True
    if last.depth > 0 and last.kind is not Kind.HEADING:
        # A list ends before a heading, unless that is indented and so stands in the list.
        return after == "#"
    return last.kind is not Kind.CODE or last.closed


def _common_prefix(a: str, b: str) -> int:
    low, high = 0, min(len(a), len(b))
    if a[:high] == b[:high]:
        return high
    while low < high:
        middle = (low + high + 1) // 2
        if a[low:middle] == b[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _common_suffix(a: str, b: str, prefix: int) -> int:
    low, high = 0, min(len(a), len(b)) - prefix
    while low < high:
        middle = (low + high + 1) // 2
        if a[len(a) - middle : len(a) - low] == b[len(b) - middle : len(b) - low]:
            low = middle
        else:
            high = middle - 1
    return low
