"""What the author of a plan should know about it; nothing at all about a document that is no plan."""

from __future__ import annotations

from collections.abc import Sequence

from seamwright.plan.blocks import Entry, Kind
from seamwright.plan.drafts import SeamDraft
from seamwright.plan.model import Problem
from seamwright.plan.outline import Region
from seamwright.text.span import LineIndex

UNREADABLE = "SW401"
DUPLICATE_NUMBER = "SW402"
UNKNOWN_PRIORITY = "SW403"


def find_problems(
    flow: Sequence[tuple[Entry, int]], found: Sequence[tuple[Region, SeamDraft]], lines: LineIndex
) -> tuple[Problem, ...]:
    """The problems of a plan with at least one seam, in order of their lines."""
    problems = [*_open_fence(flow, lines), *_duplicate_numbers(found, lines), *_unknown_priorities(found, lines)]
    return tuple(sorted(problems, key=lambda problem: (problem.line, problem.code)))


def _open_fence(flow: Sequence[tuple[Entry, int]], lines: LineIndex) -> list[Problem]:
    """A fence that never closes hides the rest of the plan."""
    entry, base = flow[-1]
    if entry.kind is not Kind.CODE or entry.closed or entry.depth:
        return []
    message = "this code fence never closes, so the rest of the plan counts as code: close it with the same fence"
    return [_problem(base + entry.line, UNREADABLE, message, lines)]


def _duplicate_numbers(found: Sequence[tuple[Region, SeamDraft]], lines: LineIndex) -> list[Problem]:
    """Numbers may start again under another heading; under the same one they name two things alike."""
    first: dict[tuple[tuple[str, ...], str], int] = {}
    problems = []
    for region, draft in found:
        if draft.number is None:
            continue
        before = first.setdefault((region.groups, draft.number), region.line)
        if before != region.line:
            message = f"seam number {draft.number} is taken by the seam in line {before + 1}: give this one another"
            problems.append(_problem(region.line, DUPLICATE_NUMBER, message, lines))
    return problems


def _unknown_priorities(found: Sequence[tuple[Region, SeamDraft]], lines: LineIndex) -> list[Problem]:
    problems = []
    for region, draft in found:
        if draft.unknown_level is not None and draft.level is None:
            line, text = draft.unknown_level
            message = (
                f"{text!r} is no priority that is known: write P0 to P3 or HIGH, MEDIUM, LOW, "
                "or add the word to `priorities` in the configuration"
            )
            problems.append(_problem(region.line + line, UNKNOWN_PRIORITY, message, lines))
    return problems


def _problem(line: int, code: str, message: str, lines: LineIndex) -> Problem:
    return Problem(line + 1, code, message, lines.span(line, line))
