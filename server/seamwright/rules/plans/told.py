"""Rules whose problems the reader of plans finds itself, because it sees how the document is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from seamwright.rules.model import Problem
from seamwright.rules.plans.model import PlanContext
from seamwright.text.span import Span


def told(code: str) -> Callable[[PlanContext], Iterator[Problem]]:
    """What the reader said under ``code``."""

    def examine(context: PlanContext) -> Iterator[Problem]:
        for problem in context.plan.problems:
            if problem.code == code:
                yield Problem(
                    _without_blanks(context.text, problem.span), problem.message[:1].upper() + problem.message[1:]
                )

    return examine


def _without_blanks(text: str, span: Span) -> Span:
    said = span.of(text)
    start = span.start + len(said) - len(said.lstrip())
    return Span(start, max(start, span.start + len(said.rstrip())))
