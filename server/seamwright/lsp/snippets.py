"""Generated code as a snippet: what a person has to fill in becomes a placeholder to jump to."""

from __future__ import annotations

import re

_MOST = 40
# A TODO up to the end of its line, or the call that ends a test that nobody has written, on one line or with its
# reason on a line of its own.
_GAPS = re.compile(r"TODO: [^\n\r]*|pytest\.(?:fail|skip|xfail)\((?:[^\n\r]+|\r?\n[^\n\r]*\r?\n[ \t]*)\)")
_SPECIAL = re.compile(r"[\\$}]")


def snippet_of(code: str) -> str | None:
    """``code`` as a snippet (specification 3.17, "Snippet Syntax"), or ``None`` where there is nothing to fill in.

    The first place comes first, the last is where the cursor stays; everything else is escaped, so that the inserted
    text is ``code`` to the letter.
    """
    gaps = list(_GAPS.finditer(code))[:_MOST]
    if not gaps:
        return None
    parts, position = [], 0
    for number, gap in enumerate(gaps, 1):
        parts += [_escaped(code[position : gap.start()]), f"${{{number}:{_escaped(gap[0])}}}"]
        position = gap.end()
    return "".join([*parts, _escaped(code[position:])])


def first_gap(code: str, start: int = 0) -> tuple[int, int] | None:
    """Start and end of the first place to fill in at or after ``start``."""
    gap = _GAPS.search(code, start)
    return (gap.start(), gap.end()) if gap else None


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda match: "\\" + match[0], text)
