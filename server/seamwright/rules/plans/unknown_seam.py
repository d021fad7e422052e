"""SW410 unknown-seam: a test class that refers to a seam that the plan does not have (any more)."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from seamwright.generate.model import Reference
from seamwright.rules.model import Example, Fix, Problem, Severity
from seamwright.rules.plans.model import PlanRule, SuiteContext
from seamwright.text.edit import Edit
from seamwright.text.span import Span
from seamwright.trace.model import ClassFacts, PlanFacts


def examine(context: SuiteContext) -> Iterator[Problem]:
    """References to a plan that is there and a seam that is not."""
    for cls, reference, plan in context.references():
        if any(seam.id == reference.seam for seam in plan.plan.seams):
            continue
        span = _place(context.text, cls, reference)
        if span is None:
            continue
        message = f"{plan.path.rpartition('/')[2]} has no seam {reference.seam}"
        near = _renamed(cls, reference, plan)
        if near is None:
            yield Problem(span, message)
            continue
        title = next(seam.title for seam in plan.plan.seams if seam.id == near)
        fix = Fix(f"Refer to “{title}”", (Edit(span, near),), safe=False)
        yield Problem(span, f"{message}: did you mean “{title}”?", fix=fix)


def _renamed(cls: ClassFacts, reference: Reference, plan: PlanFacts) -> str | None:
    """The seam that has most of the class's tests, else the one with nearly the same name."""
    tests = {test.name for test in cls.tests}
    shared = {seam.id: len(tests.intersection(plan.names[seam.id].tests)) for seam in plan.plan.seams}
    best = sorted(shared, key=lambda each: -shared[each])[:2]
    if best and shared[best[0]] and (len(best) == 1 or shared[best[0]] > shared[best[1]]):
        return best[0]
    return next(iter(get_close_matches(reference.seam, list(shared), n=1, cutoff=0.75)), None)


def _place(text: str, cls: ClassFacts, reference: Reference) -> Span | None:
    """Where the class's docstring writes the seam."""
    if cls.docstring_span is None:
        return None
    written = f"{reference.path}#{reference.seam}"
    at = cls.docstring_span.of(text).rfind(written)
    end = cls.docstring_span.start + at + len(written)
    return Span(end - len(reference.seam), end) if at >= 0 else None


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

RULE = PlanRule(
    code="SW410",
    name="unknown-seam",
    severity=Severity.WARNING,
    what="A class whose `Plan:` line names a seam that the plan does not have, because it was renamed or taken out.",
    why="The class counts for no seam, and the seam that it tests counts as missing.",
    suite=examine,
    fixable=True,
    good=(
        Example(_TEST, files=_FILES, path=_PATH),
        # A plan that is not there may be in another repository.
        Example(_TEST.replace("TEST_PLAN.md", "OTHER.md"), files=_FILES, path=_PATH),
    ),
    bad=(
        Example(
            _TEST.replace("#basket-payment-gateway", "#‹shop-till›"),
            "TEST_PLAN.md has no seam shop-till: did you mean “Basket → Payment gateway”?",
            fixed=_TEST,
            files=_FILES,
            path=_PATH,
        ),
        Example(
            _TEST.replace("#basket-payment-gateway", "#‹paper-jam›").replace("def test_", "def test_then_"),
            "TEST_PLAN.md has no seam paper-jam",
            files=_FILES,
            path=_PATH,
        ),
    ),
)
