"""SW412 test-not-in-plan: a test of a class that stands for a seam, and that is no scenario of it."""

from __future__ import annotations

from collections.abc import Iterator

from seamwright.rules.model import Example, Problem, Severity
from seamwright.rules.plans.model import PlanRule, SuiteContext
from seamwright.trace.model import ClassFacts, SeamTrace
from seamwright.trace.stale import renamed, unplanned


def examine(context: SuiteContext) -> Iterator[Problem]:
    """Only where every seam that the class names is there, and lists scenarios."""
    seams: dict[str, tuple[ClassFacts, list[SeamTrace | None]]] = {}
    moved = set()
    for cls, reference, plan in context.references():
        trace = context.seam_trace(plan, reference.seam)
        seams.setdefault(cls.node_id, (cls, []))[1].append(trace)
        moved |= {each.test.name_span for each in renamed(plan, trace)} if trace is not None else set()
    for cls, traces in seams.values():
        known = [each for each in traces if each is not None and each.seam.scenarios]
        if len(known) < len(cls.pins):
            continue
        for test in unplanned(cls, known):
            if test.name_span not in moved:
                yield Problem(test.name_span, f"{test.name} is in no scenario of the plan")


_PATH = "tests/integration/test_basket_payment_gateway.py"
_PLAN = """\
# Checkout integration test plan

### SEAM 1: Basket → Payment gateway
**HIGH PRIORITY** - money moves here
**TEST SCENARIOS:**
- Declined card leaves the basket as it was
- Paid basket is emptied
"""
_FILES = {"tests/integration/TEST_PLAN.md": _PLAN}
_TEST = """\
class TestBasketPaymentGateway:
    \"""
    Paying.

    Plan: tests/integration/TEST_PLAN.md#basket-payment-gateway
    \"""

    def test_declined_card_leaves_the_basket_as_it_was(self):
        assert basket.lines

    def test_paid_basket_is_emptied(self):
        assert not basket.lines
"""
_MORE = (
    _TEST
    + """
    def ‹test_receipt_is_printed_in_two_languages›(self):
        assert receipt.languages == 2
"""
)

RULE = PlanRule(
    code="SW412",
    name="test-not-in-plan",
    severity=Severity.HINT,
    what="A test that stands for no scenario, in a class whose `Plan:` line says which seam it stands for.",
    why="Either the plan lacks a scenario that somebody found worth a test, or the test belongs elsewhere.",
    suite=examine,
    good=(
        Example(_TEST, files=_FILES, path=_PATH),
        # Without a reference, the plan is not about it.
        Example(
            _MORE.replace("‹", "").replace("›", "").replace("    Plan: tests", "    See: tests"),
            files=_FILES,
            path=_PATH,
        ),
    ),
    bad=(
        Example(
            _MORE, "test_receipt_is_printed_in_two_languages is in no scenario of the plan", files=_FILES, path=_PATH
        ),
        Example(
            _MORE.replace("    Paying.\n", "    Paying.\n\n    More.\n").replace("assert receipt", "assert printed"),
            "test_receipt_is_printed_in_two_languages is in no scenario of the plan",
            files=_FILES,
            path=_PATH,
        ),
    ),
)
