"""Which words are a priority, and how urgent they are.

Two scales are in use: explicit levels (``P0`` …, ``Priority 1`` …) and words. Words are relative: where a plan uses
``CRITICAL`` for its seams, ``HIGH`` is the second level, else ``HIGH`` is the first.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from seamwright.plan.model import Priority
from seamwright.plan.vocabulary import Vocabulary
from seamwright.plan.words import word_set

_LEVELS = tuple(Priority)
_EXPLICIT = re.compile(
    r"(?<![\w-])P([0-4])(?![\w.])|\bPriority[ -]?(?:Level[ -]?)?([1-4])\b|\bTier[ -]?([1-4])\b", re.IGNORECASE
)
_RANKS = (
    "critical, blocker",
    "highest, high, must, must-have, essential",
    "medium, moderate, mid, normal, should, should-have, important",
    "low, lowest, minor, could, could-have, optional, nice, nice-to-have",
    "won't, wont",
)
_WORDS = {word: rank for rank, names in enumerate(_RANKS) for word in word_set(names)}
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*(?:-(?:to-)?have)?")
_LEAD = re.compile(
    r"(?P<level>CRITICAL|HIGHEST|HIGH|MEDIUM|MED|LOW|MUST[ -]HAVE|SHOULD[ -]HAVE|COULD[ -]HAVE|P[0-4])\s+PRIORITY\b",
    re.IGNORECASE,
)


class Level(NamedTuple):
    """A priority as a plan writes it: ``explicit`` is a P-level, else ``rank`` (0 critical … 3 low) is relative."""

    text: str
    explicit: Priority | None
    rank: int


def read_level(text: str, vocabulary: Vocabulary) -> Level | None:
    """The level that ``text``, known to speak of a priority, begins with or names explicitly."""
    for word, level in vocabulary.priorities.items():
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE):
            return Level(text.strip(), Priority(level), 0)
    match = _EXPLICIT.search(text)
    if match:
        number = int(match[1]) if match[1] else int(match[2] or match[3]) - 1
        return Level(text.strip(), _LEVELS[min(number, 3)], 0)
    for found in _WORD.finditer(text):
        rank = _WORDS.get(found[0].casefold().replace("’", "'"))
        if rank is not None:
            return Level(text.strip(), None, rank)
        if found.start() > 24:
            return None
    return None


def lead_level(text: str, vocabulary: Vocabulary) -> Level | None:
    """The level of a line such as ``HIGH PRIORITY - why`` (emphasis removed), if it is one."""
    match = _LEAD.match(text)
    return read_level(match[0], vocabulary) if match else None


def status_level(text: str, vocabulary: Vocabulary) -> Level | None:
    """The level that a status such as ``CONFIRMED (High Priority)`` carries along."""
    match = _LEAD.search(text)
    return read_level(match[0], vocabulary) if match else None


def heading_level(text: str, vocabulary: Vocabulary) -> Level | None:
    """The level that a group heading (emphasis removed) gives to what stands below it.

    ``P0 - Must Have``, ``Priority 1: HIGH (…)``, ``PRIORITY: HIGH``, ``Critical Gaps (P0)``; but not
    ``CRITICAL: read this first``, since a bare level word is a warning as often as a priority.
    """
    match = _EXPLICIT.search(text)
    if match or re.search(r"\bpriority\b", text, re.IGNORECASE):
        return read_level(_tail(text[match.start() :]) if match else text, vocabulary)
    if re.match(r"\W*(must|should|could|won't)[ -]have\b", text, re.IGNORECASE):
        return read_level(text, vocabulary)
    return read_level(text, vocabulary) if vocabulary.priorities and _own(text, vocabulary) else None


def priority_of(level: Level, has_critical: bool) -> Priority:
    """The priority that ``level`` means in a plan that does (or does not) use CRITICAL as a level of its seams."""
    if level.explicit is not None:
        return level.explicit
    return _LEVELS[min(max(level.rank - (0 if has_critical else 1), 0), 3)]


def _tail(text: str) -> str:
    """``P0)``, cut out of its parenthesis, without the end of that."""
    return text if "(" in text or "[" in text else text.rstrip(")] ")


def _own(text: str, vocabulary: Vocabulary) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) for word in vocabulary.priorities)
