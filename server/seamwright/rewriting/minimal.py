"""The small edits that make one text of another: whole words and signs, found line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from seamwright.text.edit import Edit
from seamwright.text.span import Span

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_TOKEN = re.compile(r"\w+|\r\n|[ \t]+|[\W]", re.DOTALL)


def between(old: str, new: str) -> tuple[Edit, ...]:
    """Edits of ``old`` after which it is ``new``; the same for the same texts, and in order."""
    return tuple(
        edit
        for first, last, lines in _changes(_LINE.findall(old), _LINE.findall(new), 0)
        for start, end, tokens in _changes(_TOKEN.findall(old[first:last]), _TOKEN.findall(lines), first)
        for edit in (Edit(Span(start, end), tokens),)
    )


def _changes(old: Sequence[str], new: Sequence[str], at: int) -> Iterator[tuple[int, int, str]]:
    """Start, end and new text of each run that differs; ``old`` begins at ``at``."""
    offsets = [at]
    for part in old:
        offsets.append(offsets[-1] + len(part))
    for kind, first, last, from_, to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield offsets[first], offsets[last], "".join(new[from_:to])
