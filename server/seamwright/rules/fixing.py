"""Carries out fixes, one or several together. Of two that touch, the first is made and the other waits.

Here, and not when it is found, a fix that changes Python becomes edits; see ``rewriting``.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Iterable, Sequence

from seamwright.rewriting import CannotRewrite, Rewrite
from seamwright.rewriting.edits import edits
from seamwright.rules.model import Finding, Fix
from seamwright.text.edit import Edit, apply

Tell = Callable[[str], None]


def _ignore(reason: str) -> None:
    del reason


def safe_edits(text: str, findings: Sequence[Finding], tell: Tell = _ignore) -> list[Edit]:
    """The edits that fix ``findings`` and may be made without looking; see :func:`merged`."""
    return merged(text, [each.fix for each in findings if each.fix is not None and each.fix.safe], tell)


def edits_of(text: str, fix: Fix) -> list[Edit]:
    """The edits of one fix.

    Raises:
        CannotRewrite: it cannot be made so that only what is meant is different.
    """
    found = merged(text, [fix._replace(rewrites=())]) + list(edits(text, fix.rewrites))
    if not found:
        raise CannotRewrite("the file would not parse afterwards" if fix.edits else "there is nothing to change")
    return sorted(found)


def merged(text: str, fixes: Iterable[Fix], tell: Tell = _ignore) -> list[Edit]:
    """The edits of ``fixes`` together, without overlaps; none where Python would turn into something else.

    ``tell`` is given the reason for each fix that cannot be made.
    """
    fixes = list(fixes)
    taken = _rewritten(text, [fix.rewrites for fix in fixes if fix.rewrites], tell)
    for fix in fixes:
        fresh = [edit for edit in fix.edits if edit not in taken]
        if all(not _overlap(edit, other) for edit in fresh for other in taken):
            taken += fresh
    if taken and _parses(text) and not _parses(apply(text, taken)):
        return []
    return sorted(taken, key=lambda edit: edit.span)


def _rewritten(text: str, groups: Sequence[Sequence[Rewrite]], tell: Tell) -> list[Edit]:
    """All at once; one after the other only if that cannot be, to leave out those that are in the way."""
    try:
        return list(edits(text, [each for group in groups for each in group]))
    except CannotRewrite as refusal:
        if len(groups) == 1:
            tell(str(refusal))
            return []
    taken: list[Rewrite] = []
    found: list[Edit] = []
    for group in groups:
        try:
            found = list(edits(text, [*taken, *group]))
            taken += group
        except CannotRewrite as refusal:
            tell(str(refusal))
    return found


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
