"""Changes to a text as data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from seamwright.text.span import Span


class Edit(NamedTuple):
    """Replace ``span`` (code points) of a text by ``new``. An empty span inserts."""

    span: Span
    new: str


def apply(text: str, edits: Iterable[Edit]) -> str:
    """``text`` with all ``edits`` applied; their spans refer to ``text`` as it is and must not overlap.

    Raises:
        ValueError: two edits overlap, or one reaches outside the text.
    """
    parts, position = [], 0
    for span, new in sorted(edits, key=lambda edit: edit.span):
        if span.start < position or span.end < span.start or span.end > len(text):
            raise ValueError(f"edit {span} overlaps another one or leaves the text")
        parts += [text[position : span.start], new]
        position = span.end
    parts.append(text[position:])
    return "".join(parts)
