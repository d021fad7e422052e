"""Tables in plans: lists of test cases, and seams described as *field | value*."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from seamwright.plan.labels import Label
from seamwright.plan.plain import plain, uncheck
from seamwright.plan.priority import Level, read_level
from seamwright.plan.vocabulary import Vocabulary

Rows = Sequence[tuple[int, tuple[str, ...]]]

_ID = re.compile(r"(?:[A-Za-z]{1,8}[-_ ]?)?\d+(?:[.-]\d+)*[a-z]?$")
_KEY = re.compile(
    r"(?:test ?case|test ?scenario|integration test|scenario|test|tc|case|use case)"
    r"(?: ?(?:id|name|no|#|number|description|title))?s?$"
)
_COUNT = re.compile(r"(?:test )?id$|#$|no\.?$")
_EXPECTED = re.compile(r"expect|outcome|result|success|assert|acceptance|pass criteria|verif|^then$")
_DETAIL = re.compile(r"^(?:test )?(?:steps?|inputs?|set-?up|pre-?conditions?|actions?|data|given|when|procedure)$")
_PRIORITY = re.compile(r"prio|severity level$|^p$")
_SKIP = re.compile(
    r"^(?:status|notes?|type|owner|estimate|effort|automated|done|result|file|location|coverage|implemented|covered)s?$"
)
_TEST = re.compile(r"`?(test_\w+)`?(?:\(\))?$")


class Row(NamedTuple):
    """One test case."""

    line: int
    title: str
    number: str | None
    details: list[str]
    expected: list[str]
    level: Level | None
    test_name: str | None


def test_rows(rows: Rows, vocabulary: Vocabulary, *, wanted: bool) -> list[Row]:
    """The test cases that the table lists, or none where its header does not speak of tests.

    Args:
        wanted: a label or heading already said that scenarios follow.
    """
    if len(rows) < 2:
        return []
    header = [plain(cell).casefold() for cell in rows[0][1]]
    counted = bool(header) and _COUNT.match(header[0]) is not None
    speaks = any(_KEY.match(name) for name in header[:2]) or (counted and any(map(_EXPECTED.search, header)))
    if not speaks and not wanted:
        return []
    priority = next((index for index, name in enumerate(header) if _PRIORITY.search(name)), None)
    found = []
    for line, cells in rows[1:]:
        row = _row(line, cells, header, priority, vocabulary)
        if row is not None:
            found.append(row)
    return found


def _row(
    line: int, cells: tuple[str, ...], header: list[str], priority: int | None, vocabulary: Vocabulary
) -> Row | None:
    texts = [plain(uncheck(cell)[1]) for cell in cells]
    number, test_name = None, None
    parts: list[str] = []
    details: list[str] = []
    expected: list[str] = []
    for index, text in enumerate(texts):
        name = header[index] if index < len(header) else ""
        if not text or index == priority or (_SKIP.match(name) and index):
            continue
        if number is None and not parts and _ID.match(text):
            number = text
        elif index and _EXPECTED.search(name):
            expected.append(text)
        elif index and _DETAIL.match(name):
            details.append(text)
        elif (match := _TEST.match(text)) and test_name is None:
            test_name = match[1]
        else:
            parts.append(text)
    title = " | ".join(parts) or test_name or " | ".join(details) or " | ".join(expected)
    if not title:
        return None
    level = read_level(texts[priority], vocabulary) if priority is not None and priority < len(texts) else None
    return Row(line, title, number, details if parts or test_name else [], expected, level, test_name)


def field_rows(rows: Rows, vocabulary: Vocabulary) -> list[tuple[int, Label]]:
    """``| Components | A → B |`` rows of a two-column table as labels, where at least two rows name a field."""
    if len(rows) < 2 or any(len(cells) != 2 for _, cells in rows):
        return []
    found = []
    for line, (name, value) in rows:
        label = plain(name).rstrip(":")
        if (field := vocabulary.field_of(label)) is not None and value.strip():
            found.append((line, Label(field, label, value, "", True)))
    return found if len(found) >= 2 and sum(label.field != "ignored" for _, label in found) >= 2 else []
