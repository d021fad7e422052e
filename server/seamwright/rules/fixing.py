"""Carries out fixes, one or several together. Of two that touch, the first is made and the other waits.

Here, and not when it is found, a fix that changes Python becomes edits; see ``rewriting``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from seamwright.rewriting import CannotRewrite, Rewrite
from seamwright.rewriting.edits import edits
from seamwright.rewriting.proof import parses
from seamwright.rules.model import Finding, Fix
from seamwright.text.edit import Edit, apply


def safe_edits(
    text: str, findings: Sequence[Finding], tell: Callable[[Finding, str], None] = lambda finding, reason: None
) -> list[Edit]:
    """The edits that fix ``findings`` and may be made without looking; see :func:`merged`."""
    safe = [(each, each.fix) for each in findings if each.fix is not None and each.fix.safe]
    return merged(text, [fix for _, fix in safe], lambda index, reason: tell(safe[index][0], reason))


def edits_of(text: str, fix: Fix) -> list[Edit]:
    """The edits of one fix.

    Raises:
        CannotRewrite: it cannot be made so that only what is meant is different.
    """
    found = merged(text, [fix._replace(rewrites=())]) + list(edits(text, fix.rewrites))
    if not found:
        raise CannotRewrite("the file would not parse afterwards" if fix.edits else "there is nothing to change")
    return sorted(found)


def merged(
    text: str, fixes: Sequence[Fix], tell: Callable[[int, str], None] = lambda index, reason: None
) -> list[Edit]:
    """The edits of ``fixes`` together, without overlaps; none where Python would turn into something else.

    ``tell`` is given the index of each fix that cannot be made, and why.
    """
    taken = _rewritten(text, {index: fix.rewrites for index, fix in enumerate(fixes) if fix.rewrites}, tell)
    for fix in fixes:
        fresh = [edit for edit in fix.edits if edit not in taken]
        if all(not _overlap(edit, other) for edit in fresh for other in taken):
            taken += fresh
    if taken and not parses(apply(text, taken)) and parses(text):
        return []
    return sorted(taken, key=lambda edit: edit.span)


def _rewritten(text: str, groups: Mapping[int, Sequence[Rewrite]], tell: Callable[[int, str], None]) -> list[Edit]:
    """All at once. Only if that cannot be, without those that cannot be made alone or with those before them."""
    try:
        return list(edits(text, [each for group in groups.values() for each in group]))
    except CannotRewrite:
        taken: list[Rewrite] = []
        found: list[Edit] = []
        for index, group in groups.items():
            try:
                found = list(edits(text, [*taken, *group]))
                taken += group
            except CannotRewrite as refusal:
                tell(index, str(refusal))
        return found


def _overlap(one: Edit, other: Edit) -> bool:
    if one.span == other.span:
        return True
    return one.span.start < other.span.end and other.span.start < one.span.end
