"""What the author of a plan should know about it; nothing at all about a document that is no plan."""

from __future__ import annotations

from collections.abc import Sequence

from seamwright.plan.blocks import Entry, Kind
from seamwright.plan.drafts import SeamDraft
from seamwright.plan.mentions import key_words
from seamwright.plan.model import Problem
from seamwright.plan.outline import Region
from seamwright.plan.plain import ARROW, split_outside
from seamwright.text.span import LineIndex

UNREADABLE = "SW401"
DUPLICATE_NUMBER = "SW402"
UNKNOWN_PRIORITY = "SW403"
REPEATED = "SW405"

Found = tuple[Region, SeamDraft]


def find_problems(
    flow: Sequence[tuple[Entry, int]],
    found: Sequence[Found],
    repeats: Sequence[tuple[Found, Found]],
    lines: LineIndex,
) -> tuple[Problem, ...]:
    """The problems of a plan with at least one seam, in order of their lines.

    ``repeats`` are further places that name a seam, each with that seam.
    """
    problems = [
        *_open_fence(flow, lines),
        *_duplicate_numbers(found, lines),
        *_unknown_priorities(found, lines),
        *_same_titles(found, lines),
        *_other_priorities(repeats, lines),
    ]
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


def _same_titles(found: Sequence[Found], lines: LineIndex) -> list[Problem]:
    """Seams that say the same in other words, or in the same ones, below one heading."""
    first: dict[tuple[tuple[str, ...], frozenset[str]], Found] = {}
    problems = []
    for region, draft in found:
        words = key_words(draft.title)
        other = first.setdefault((region.groups, words), (region, draft))
        if len(words) < 2 or other[0].line == region.line or _turns(other[1].title, draft.title):
            continue
        if other[1].scenarios and draft.scenarios:
            how = "already" if other[1].title == draft.title else "already, in other words"
            message = f"this seam is in line {other[0].line + 1} {how}: one of them is enough"
            problems.append(_problem(region.line, REPEATED, message, lines))
    return problems


def _turns(one: str, other: str) -> bool:
    """Whether two titles name the same parts in another order: a seam has a direction."""
    chains = [[key_words(part) for part in split_outside(title, ARROW)] for title in (one, other)]
    return all(len(chain) > 1 for chain in chains) and chains[0] != chains[1]


def _other_priorities(repeats: Sequence[tuple[Found, Found]], lines: LineIndex) -> list[Problem]:
    """A summary that gives a seam another priority than the seam itself."""
    problems = []
    for (region, draft), (own, seam) in repeats:
        here, there = draft.level or draft.heading_level, seam.level or seam.heading_level
        if here is not None and there is not None and (here.rank, here.explicit) != (there.rank, there.explicit):
            if (here.explicit is None) is not (there.explicit is None):
                continue
            message = f"here the seam has {here.text}, in line {own.line + 1} it has {there.text}"
            problems.append(_problem(region.line, REPEATED, message, lines))
    return problems


def _problem(line: int, code: str, message: str, lines: LineIndex) -> Problem:
    return Problem(line + 1, code, message, lines.span(line, line))
