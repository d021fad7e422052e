"""Puts the fixes of several findings together. Of two that touch, the first is made and the other waits."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Sequence

from seamwright.rules.model import Finding
from seamwright.text.edit import Edit, apply


def safe_edits(text: str, findings: Sequence[Finding]) -> list[Edit]:
    """The edits that fix ``findings`` and may be made without looking; see :func:`merged`."""
    return merged(text, [each.fix.edits for each in findings if each.fix is not None and each.fix.safe])


def merged(text: str, fixes: Sequence[Sequence[Edit]]) -> list[Edit]:
    """The edits of ``fixes`` together, without overlaps; none where Python would turn into something else."""
    taken: list[Edit] = []
    for edits in fixes:
        fresh = [edit for edit in edits if edit not in taken]
        if all(not _overlap(edit, other) for edit in fresh for other in taken):
            taken += fresh
    if taken and _parses(text) and not _parses(apply(text, taken)):
        return []
    return sorted(taken, key=lambda edit: edit.span)


def _overlap(one: Edit, other: Edit) -> bool:
    if one.span == other.span:
        return True
    return one.span.start < other.span.end and other.span.start < one.span.end


def _parses(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
