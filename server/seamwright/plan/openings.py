"""Where a seam begins: the small grammar of opening lines."""

from __future__ import annotations

import re
from typing import NamedTuple

from seamwright.plan.blocks import Entry, Kind
from seamwright.plan.plain import plain, without_icon
from seamwright.plan.priority import Level, read_level
from seamwright.plan.vocabulary import Vocabulary, opening_pattern

_SEAM = opening_pattern(r"(?:(?:critical|integration|key|new)\s+)?seam")
_ICONS = r"(?:[\u2300-\u27BF\u2B00-\u2BFF\U0001F000-\U0001FAFF\uFE0F]\s*)+"
_TRAILING = re.compile(rf"\s*[-–—|]?\s*[(\[]?\s*{_ICONS}(?P<word>[A-Z][A-Z ]*)?[)\]]?\s*$")
_LEVEL = re.compile(
    r"\s*[-–—:]?\s*[(\[]\s*"
    r"(?P<level>P[0-4]\b[^)\]]*|(?:critical|high|medium|low)(?: priority)?|priority[ :]+\w+)\s*[)\]]\s*$"
    r"|\s+[-–—|]\s+(?P<bare>P[0-4]|(?:critical|high|medium|low) priority)\s*$",
    re.IGNORECASE,
)
_LEADING = re.compile(r"[(\[]?(?P<level>P[0-4])[)\]]?\s*[:–—-]\s+(?P<title>\S.*)", re.DOTALL)


class Opening(NamedTuple):
    """A line that opens a seam."""

    kind: Kind
    depth: int
    """Heading level, or list depth."""
    number: str | None
    title: str
    level: Level | None
    """A priority in the line itself."""
    line: int
    """0-based, relative to the chunk (a paragraph may open a seam in a later line)."""


def seam_openings(entry: Entry, vocabulary: Vocabulary) -> list[Opening]:
    """The lines of ``entry`` that open a seam by the word *seam* or by a word of the team's own."""
    if entry.kind > Kind.ITEM or entry.quoted:
        # What is quoted stands somewhere else.
        return []
    lines = entry.text.split("\n")
    if entry.kind is not Kind.PARAGRAPH:
        lines = lines[:1]
    found = []
    for offset, line in enumerate(lines):
        opening = _read(entry, line, vocabulary)
        if opening is not None:
            found.append(opening._replace(line=entry.line + offset))
    return found


def _read(entry: Entry, line: str, vocabulary: Vocabulary) -> Opening | None:
    text = without_icon(plain(line))
    match = _SEAM.match(text)
    if match is None:
        match = next((found for pattern in vocabulary.patterns if (found := pattern.match(text))), None)
        if match is None:
            return None
    elif entry.kind is not Kind.HEADING and not _emphatic(line):
        return None
    groups = match.groupdict()
    number = (
        groups.get("number")
        or groups.get("before")
        or groups.get("dotted")
        or (entry.marker.rstrip(".)") if entry.marker[:1].isdigit() else None)
    )
    name, level = clean_title(match["title"], vocabulary)
    number = number.rstrip(".") if number else None
    return Opening(entry.kind, entry.depth, number, name, level, entry.line) if name else None


def _emphatic(line: str) -> bool:
    """A bullet or paragraph opens a seam only in capitals or bold; anything else is prose about seams."""
    return "SEAM" in line or line.lstrip().startswith(("**", "__"))


def clean_title(text: str, vocabulary: Vocabulary) -> tuple[str, Level | None]:
    """``(title, priority)`` of an opening's text: level words and symbols at its ends are taken off."""
    name, level = text.strip(), None
    match = _LEADING.match(name)
    if match:
        name, level = match["title"], read_level(match["level"], vocabulary)
    # What stands at the end is short; looking for it in the whole of a long line would take long.
    match = _TRAILING.search(name, max(len(name) - 80, 0))
    if match and match.start() > 0:
        name = name[: match.start()]
        level = level or (read_level(match["word"], vocabulary) if match["word"] else None)
    match = _LEVEL.search(name, max(len(name) - 200, 0))
    if match and match.start() > 0:
        name, level = name[: match.start()], level or read_level(match["level"] or match["bare"], vocabulary)
    return name.strip().removesuffix(":").rstrip(), level
