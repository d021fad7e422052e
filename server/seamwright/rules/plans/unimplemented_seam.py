"""SW406 unimplemented-seam: a seam for which no test class is found."""

from __future__ import annotations

from collections.abc import Iterator

from seamwright.plan.model import Priority, Status
from seamwright.rules.model import Action, Example, Problem, Severity
from seamwright.rules.plans.model import PlanContext, PlanRule


def examine(context: PlanContext) -> Iterator[Problem]:
    """Seams that are planned and have no class, by what classes say and by what speaks for them."""
    for seam in context.plan.seams:
        trace = context.seam_trace(seam)
        if trace is None or trace.classes or seam.status is not Status.PLANNED:
            continue
        name = f"seam {seam.number}" if seam.number else "this seam"
        level = f" ({seam.priority.value})" if seam.priority else ""
        yield Problem(
            seam.heading,
            f"No test class stands for {name}{level}",
            Severity.INFORMATION if seam.priority is Priority.P0 else None,
            action=Action("implement-seam", seam.id),
        )


_PATH = "tests/integration/TEST_PLAN.md"
_PLAN = """\
# Checkout integration test plan

### SEAM 1: Basket → Payment gateway
**HIGH PRIORITY** - money moves here
**TEST SCENARIOS:**
- Declined card leaves the basket as it was
"""
_HEADING = "### SEAM 1: Basket → Payment gateway"
_TEST = """\
class TestPaying:
    \"""Paying.

    Plan: tests/integration/TEST_PLAN.md#basket-payment-gateway
    \"""

    def test_declined_card_leaves_the_basket_as_it_was(self):
        assert basket.lines
"""

RULE = PlanRule(
    code="SW406",
    name="unimplemented-seam",
    severity=Severity.HINT,
    what="A planned seam for which no test class is found. Of a P0 seam it is information.",
    why="Nobody tests it yet.",
    plan=examine,
    good=(
        Example(_PLAN, files={"tests/integration/test_pay.py": _TEST}, path=_PATH),
        # Nobody waits for a seam that is put off.
        Example(_PLAN.replace("**TEST", "**STATUS:** deferred\n**TEST"), path=_PATH),
        # Written by hand, without a word about the plan.
        Example(
            _PLAN,
            files={
                "tests/integration/test_basket_payment_gateway.py": _TEST.replace(
                    "class TestPaying", "class TestBasketPaymentGateway"
                ).replace("    Plan: tests/integration/TEST_PLAN.md#basket-payment-gateway\n", "")
            },
            path=_PATH,
        ),
    ),
    bad=(
        Example(
            _PLAN.replace(_HEADING, f"‹{_HEADING}›"),
            "No test class stands for seam 1 (P0)",
            severity=Severity.INFORMATION,
            path=_PATH,
        ),
        Example(
            _PLAN.replace(_HEADING, f"‹{_HEADING}›").replace("HIGH", "LOW"),
            "No test class stands for seam 1 (P2)",
            files={"tests/integration/test_paper.py": _TEST.replace("#basket-payment-gateway", "#paper-jam")},
            path=_PATH,
        ),
    ),
)
