"""What a class and a test say about themselves, in plain text: the sections of the template, filled from the plan.

What the plan does not say becomes one ``TODO:`` line. Nothing is invented.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from seamwright.generate.names import outcome_of
from seamwright.plan.model import Scenario, Seam, StepKind
from seamwright.text.english import is_clause, lowered

ARROW = "→"

# Rarer blanks are visible in what we write, so they count as text.
_BLANKS = " \t\r\n"

_CHECK = re.compile(r"(?:verif(?:y|ies)|ensures?|checks?|confirms?)\s+(?P<that>that|if|whether)\s+", re.IGNORECASE)
_VERIFY = re.compile(r"(?:verify|ensure)\s+(?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a docstring: a list of bullets, or one paragraph, or what is missing."""

    items: tuple[str, ...]
    bulleted: bool = True
    missing: str = ""
    """The ``TODO:`` line that stands there when there are no items."""


def class_summary(seam: Seam) -> str:
    """``Integration tests for <title>.``"""
    return _sentence(f"Integration tests for {seam.title or 'this seam'}")


def scenario_summary(title: str) -> str:
    """``Test that <clause>.`` or ``Test <noun>.``, whichever the scenario's title is."""
    title = title.strip(_BLANKS) or "this scenario"
    if re.match(r"tests?\b", title, re.IGNORECASE):
        return _sentence(title[0].upper() + title[1:])
    if match := _CHECK.match(title):
        return _sentence(f"Test {match['that'].lower()} {title[match.end() :]}")
    if match := _VERIFY.match(title):
        title = title[match.end() :]
    return _sentence(f"Test that {lowered(title)}" if is_clause(title) else f"Test {lowered(title)}")


def seam_under_test(seam: Seam) -> Section:
    """The chain of components, from the field of that name or from a title that is one."""
    return Section(_chain(seam), bulleted=False, missing="components")


def critical_paths(seam: Seam) -> Section:
    return Section(_clean(seam.critical_paths), missing="critical paths")


def integration_scope(seam: Seam) -> Section:
    return Section(_clean([seam.scope or ""]) or _chain(seam), bulleted=False, missing="integration scope")


def business_impact(seam: Seam) -> Section:
    return Section(_clean([seam.business_impact or ""]), bulleted=False, missing="business impact")


def strategy(scenario: Scenario) -> Section:
    """The scenario's sub-steps, and what is given and done."""
    steps = [f"{step.kind.value.capitalize()} {step.text}" for step in scenario.steps if step.kind is not StepKind.THEN]
    told = {*_clean(scenario.expected), *_clean(step.text for step in scenario.steps)}
    details = [detail for detail in _clean(scenario.details) if detail not in told]
    return Section(_clean([*details, *steps]), missing="test strategy")


def success_criteria(scenario: Scenario) -> Section:
    """The outcomes that the plan expects: its own list, the ``Then`` steps, the ``(verify …)`` of a title."""
    then = [step.text for step in scenario.steps if step.kind is StepKind.THEN]
    return Section(
        _clean([*scenario.expected, *then]) or _clean([outcome_of(scenario.title)]), missing="success criteria"
    )


def listed(items: Iterable[str]) -> Section:
    """A section that only stands where the plan gives it."""
    return Section(_clean(items))


def has_section(lines: Sequence[str], heading: str) -> bool:
    """Does a docstring have a section of this name already?"""
    return any(re.match(rf"\s*{heading}\s*:", line, re.IGNORECASE) for line in lines)


def steps(scenario: Scenario, *kinds: StepKind) -> tuple[str, ...]:
    """The steps of these kinds, for the comments of the body."""
    return _clean(step.text for step in scenario.steps if step.kind in kinds)


def _chain(seam: Seam) -> tuple[str, ...]:
    if seam.components:
        return _clean([f" {ARROW} ".join(_clean(seam.components))])
    return _clean([seam.title]) if ARROW in seam.title else ()


def _clean(items: Iterable[str]) -> tuple[str, ...]:
    """Without empty and repeated items."""
    return tuple(dict.fromkeys(stripped for item in items if (stripped := item.strip(_BLANKS))))


def _sentence(text: str) -> str:
    text = text.rstrip(f"{_BLANKS}:")
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
