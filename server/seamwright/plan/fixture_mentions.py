"""Where a seam's text names fixtures, and which label a place of it stands under: for editors, line by line.

The reader of plans takes a document apart by its structure; here one line is asked about while it is being typed, so
that only the lines from the nearest label on are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from seamwright.plan.labels import read_label
from seamwright.plan.plain import plain, uncheck
from seamwright.plan.values import fixture_names
from seamwright.plan.vocabulary import Vocabulary
from seamwright.text.span import Span

FIELDS = ("fixtures", "infrastructure")
"""Labels whose values may be names of fixtures."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_LEAD = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,3}[.)])[ \t]+)?")
_FENCE = re.compile(r"[ \t>]*(?:```|~~~)")
_HEADING = re.compile(r"[ \t]{0,3}#{1,6}[ \t]+(?P<text>.*)")
_TICKED = re.compile(r"(?<!`)`(?P<name>[^\W\d]\w*)(?:\(\))?`(?!`)")
_SNAKE = re.compile(r"(?<![\w`./:-])(?P<name>[a-z][a-z0-9]*(?:_[a-z0-9]+)+)(?![\w`/(]|\.\w)")
_WORD = re.compile(r"(?<![\w`./:-])(?P<name>[^\W\d]\w*)(?![\w`/(]|\.\w)")


class Named(NamedTuple):
    """A place that may name a fixture. ``field`` is the label that it stands under, if that is known."""

    name: str
    span: Span
    field: str | None


class Line(NamedTuple):
    """One line of a seam outside code. ``value`` is the offset at which the value begins behind a label or bullet."""

    start: int
    text: str
    field: str | None
    value: int
    is_label: bool


def named_fixtures(text: str, seam: Span, vocabulary: Vocabulary) -> Iterator[Named]:
    """Names in code ticks anywhere in the seam, and bare ones under labels whose values are names of fixtures.

    Bare words are names only where the plan's reader takes them for one, or where an underscore says so: most words
    under those labels are prose.
    """
    for line in lines_of(text, seam, vocabulary):
        for match in _TICKED.finditer(line.text):
            yield _named(line, match)
        if line.field in FIELDS:
            value = line.text[line.value :]
            listed = set(fixture_names(value)) if line.field == "fixtures" else set()
            pattern = _WORD if listed else _SNAKE
            for match in pattern.finditer(line.text, line.value):
                name = match["name"]
                if (name in listed or "_" in name) and not line.text.count("`", 0, match.start()) % 2:
                    yield _named(line, match)


def lines_of(text: str, seam: Span, vocabulary: Vocabulary, end: int | None = None) -> Iterator[Line]:
    """The lines of the seam (up to the offset ``end``) outside fences, each with the label that it stands under."""
    field: str | None = None
    depth, fenced, blank, bare = -1, False, False, False
    for match in _LINE.finditer(text, seam.start, seam.end if end is None else end):
        line = match[0].rstrip("\r\n")
        if not line and match.start() == match.end():
            return
        if _FENCE.match(line):
            fenced = not fenced
            continue
        if fenced:
            continue
        if not line.strip():
            blank = True
            yield Line(match.start(), line, field, len(line), False)
            continue
        lead = _LEAD.match(line)
        indent = lead.end() if lead is not None else 0
        is_item = bool(lead is not None and lead[0].strip(" \t>"))
        heading = _HEADING.match(line)
        label = None if heading is not None else read_label(uncheck(line[indent:])[1], vocabulary)
        if heading is not None:
            field, depth, bare = vocabulary.field_of(plain(heading["text"]).rstrip(":")), -1, False
            yield Line(match.start(), line, None, len(line), True)
        elif label is not None and (label.field or label.bold):
            field, depth, bare = label.field, indent if is_item else -1, False
            at = line.find(label.value, indent) if label.value else len(line)
            yield Line(match.start(), line, field, at if at >= 0 else len(line), True)
        else:
            # A paragraph of its own, or a bullet beside the one that is the label, is about something else.
            if (blank and not is_item and not line[:1].isspace()) or (is_item and 0 <= indent <= depth):
                field, bare = None, True
            yield Line(match.start(), line, None if bare else field, indent, False)
        blank = False


def _named(line: Line, match: re.Match[str]) -> Named:
    start, end = match.span("name")
    return Named(match["name"], Span(start, end).shifted(line.start), line.field)
