"""Shows a plan as text that a person can compare with the document, and checks what holds for every plan."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from textwrap import dedent

from seamwright.plan import DEFAULT, Plan, Scenario, Seam, Vocabulary, parse

PLANS = Path(__file__).parents[1] / "plans"


def check(text: str, expected: str, vocabulary: Vocabulary = DEFAULT, *, name: str = "TEST_PLAN.md") -> Plan:
    """``text`` says what the outline ``expected`` shows (see :func:`outline`), and its spans fit.

    Both may be indented as a whole; blank lines of the outline do not matter.
    """
    text = dedent(text)
    plan = parse(text, vocabulary, name=name)
    check_spans(plan, text)
    assert list(outline(plan, text)) == [line for line in dedent(expected).splitlines() if line.strip()]
    return plan


def check_spans(plan: Plan, text: str) -> None:
    """Spans lie inside the text and inside each other, in order, and agree with the line numbers."""
    after = 0
    for seam in plan.seams:
        assert after <= seam.span.start <= seam.heading.start <= seam.heading.end <= seam.span.end <= len(text)
        after = seam.span.end
        assert (_line(text, seam.span.start), _line(text, seam.span.end)) == (seam.line, seam.end_line)
        inner = seam.span.start
        for scenario in seam.scenarios:
            assert inner <= scenario.span.start <= scenario.span.end <= seam.span.end
            assert _line(text, scenario.span.start) <= scenario.line <= _line(text, scenario.span.end)
            inner = scenario.span.end
            stub = scenario.stub
            assert stub is None or scenario.span.start <= stub.span.start <= stub.span.end <= scenario.span.end
    assert len({seam.id for seam in plan.seams}) == len(plan.seams)
    assert all(problem.span.end <= len(text) for problem in plan.problems)


def outline(plan: Plan, text: str) -> Iterator[str]:
    """The lines that show ``plan``, which was read from ``text``: its title, then every seam with all that it says.

    A seam is ``first-last number priority status "title" [components]``, a scenario
    ``- first-last number priority done "title" test_name (stub)``, both with 1-based lines and without what the plan
    does not say. Values of several lines are shown on one.
    """
    if plan.title:
        yield f'"{plan.title}"'
    for seam in plan.seams:
        components = f"[{' | '.join(seam.components)}]" if seam.components else None
        place = f"{seam.line}-{seam.end_line}"
        yield _join(place, seam.number, seam.priority, seam.status, f'"{seam.title}"', components)
        for name, values in _fields(seam).items():
            yield from (f"  {name}: {_flat(value)}" for value in values if value)
        for scenario in seam.scenarios:
            yield from _scenario(scenario, text)
    for problem in plan.problems:
        yield f"{problem.line} {problem.code} {problem.message}"


def _fields(seam: Seam) -> dict[str, tuple[str | None, ...]]:
    return {
        "path": seam.critical_paths,
        "impact": (seam.business_impact,),
        "scope": (seam.scope,),
        "needs": seam.infrastructure,
        "fixtures": (", ".join(seam.fixtures),),
        "file": (seam.test_file,),
        "class": (seam.class_name,),
        "success": seam.success_criteria,
    }


def _scenario(scenario: Scenario, text: str) -> Iterator[str]:
    last = _line(text, scenario.span.end)
    place = str(last) if last == scenario.line else f"{scenario.line}-{last}"
    done, stub = "done" if scenario.done else None, "(stub)" if scenario.stub else None
    title = f'"{scenario.title}"'
    yield "  - " + _join(place, scenario.number, scenario.priority, done, title, scenario.test_name, stub)
    yield from (f"      {_flat(detail)}" for detail in scenario.details)
    yield from (f"      {step.kind.value}: {_flat(step.text)}" for step in scenario.steps)
    steps = [step.text for step in scenario.steps]
    yield from (f"      expected: {_flat(outcome)}" for outcome in scenario.expected if outcome not in steps)


def _join(*parts: str | None) -> str:
    return " ".join(part.value if isinstance(part, Enum) else part for part in parts if part)


def _flat(text: str) -> str:
    return text.replace("\n", " / ")


def _line(text: str, offset: int) -> int:
    before = text[:offset]
    return 1 + before.count("\n") + before.count("\r") - before.count("\r\n")
