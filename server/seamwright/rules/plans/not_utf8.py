"""SW400 plan-not-utf-8: bytes of a plan that are no UTF-8."""

from __future__ import annotations

from collections.abc import Iterator

from seamwright.rules.model import Example, Problem, Severity
from seamwright.rules.plans.model import PlanContext, PlanRule
from seamwright.text.span import LineIndex, Span


def examine(context: PlanContext) -> Iterator[Problem]:
    """The first line with a broken byte: one wrong encoding breaks many."""
    at = context.text.find(BROKEN)
    if at >= 0 and context.plan.seams:
        lines = LineIndex(context.text)
        line = lines.span(lines.line_at(at), lines.line_at(at))
        last = at + len(context.text[at : line.end]) - len(context.text[at : line.end].lstrip(BROKEN))
        yield Problem(Span(at, last), "This line is not UTF-8; its broken bytes are read as U+FFFD")


BROKEN = "\ufffd"
"""What readers put in the place of bytes that they do not understand."""
_PLAN = """\
# Checkout integration test plan

### SEAM 1: Basket → Café
**COMPONENTS:** Basket, Café
"""

RULE = PlanRule(
    code="SW400",
    name="plan-not-utf-8",
    severity=Severity.WARNING,
    what="A plan with bytes that are no UTF-8.",
    why="What they were meant to say is lost, and with it the names of tests that are made from it.",
    plan=examine,
    good=(
        Example(_PLAN, path="tests/integration/TEST_PLAN.md"),
        # A document that is no plan may be in any encoding.
        Example("# Notes\n\nThe caf\ufffd is closed.\n", path="tests/integration/NOTES.md"),
    ),
    bad=(
        Example(
            _PLAN.replace("é\n**", "‹\ufffd›\n**"),
            "This line is not UTF-8; its broken bytes are read as U+FFFD",
            path="tests/integration/TEST_PLAN.md",
        ),
        Example(
            _PLAN.replace("Basket,", "Basket‹\ufffd\ufffd›,"),
            "This line is not UTF-8; its broken bytes are read as U+FFFD",
            path="tests/integration/TEST_PLAN.md",
        ),
    ),
)
