"""SW413 stale-test: a class that was generated from an older text of the plan."""

from __future__ import annotations

from collections.abc import Iterator

from seamwright.rules.model import Example, Fix, Problem, Related, Severity
from seamwright.rules.plans.model import PlanRule, SuiteContext
from seamwright.trace.stale import Stale, Update, find_stale


def examine(context: SuiteContext) -> Iterator[Problem]:
    """Classes whose hash is not the seam's."""
    for cls, reference, plan in context.references():
        seam = next((each for each in plan.plan.seams if each.id == reference.seam), None)
        text = context.plan_text(plan.path)
        if seam is None or text is None or not reference.digest or reference.digest == seam.digest:
            continue
        stale = find_stale(cls, context.text, plan, text, reference, context.options())
        name = f"Seam {seam.number}" if seam.number else f"“{seam.title}”"
        fix = None
        if stale is not None:
            is_safe = not any(update.keeps for update in stale.updates)
            fix = Fix("Update from the plan", stale.edits, safe=is_safe)
        yield Problem(
            cls.name_span,
            f"{name} has changed since this class was generated{_difference(stale)}",
            fix=fix,
            related=(
                Related(plan.path, seam.line, f"What the plan says by now: {seam.title}"),
                *(_old(context.path, update) for update in (stale.updates if stale is not None else ())),
            ),
        )


def _difference(stale: Stale | None) -> str:
    """The first words that are others, old and new."""
    for update in stale.updates if stale is not None else ():
        old, new = _changed(update)
        if old or new:
            return f": “{old}” is “{new}” now" if old and new else f": “{old}” is gone" if old else f": “{new}” is new"
    return ""


def _old(path: str, update: Update) -> Related:
    old, new = _changed(update)
    return Related(path, update.line, f"{update.test or 'The class'} says: {old or '–'} The plan says: {new or '–'}")


def _changed(update: Update) -> tuple[str, str]:
    """The lines of each side that the other has not, in sections that both have."""
    before, planned = _sections(update.before), _sections(update.planned)
    old, new = [], []
    for heading in (each for each in before if each in planned):
        old += [line for line in before[heading] if line not in planned[heading]]
        new += [line for line in planned[heading] if line not in before[heading]]
    return _short(" ".join(old)), _short(" ".join(new))


def _sections(docstring: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"": []}
    heading = ""
    for line in docstring.splitlines():
        if line.endswith(":") and not line.startswith((" ", "-")):
            heading = line
        elif line.strip() and not line.startswith("Plan: "):
            found.setdefault(heading, []).append(line.strip())
    return found


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"


_LONGEST = 120
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
    Integration tests for Basket → Payment gateway.

    Plan: tests/integration/TEST_PLAN.md#basket-payment-gateway
    \"""

    def test_declined_card_leaves_the_basket_as_it_was(self):
        assert basket.lines

    def test_paid_basket_is_emptied(self):
        assert not basket.lines
"""
_OLD = _TEST.replace("#basket-payment-gateway", "#basket-payment-gateway [00000000]")
_GOOD = _TEST.replace("#basket-payment-gateway", "#basket-payment-gateway [30e7db5d]")

RULE = PlanRule(
    code="SW413",
    name="stale-test",
    severity=Severity.WARNING,
    what="A class whose `Plan:` line has the hash of an older text of its seam.",
    why="The class says what the plan said once, and may test that.",
    suite=examine,
    fixable=True,
    good=(
        Example(_GOOD, files=_FILES, path=_PATH),
        # By hand, without a hash: nobody said that it follows the text.
        Example(_TEST, files=_FILES, path=_PATH),
    ),
    bad=(
        Example(
            _OLD.replace("TestBasketPaymentGateway", "‹TestBasketPaymentGateway›"),
            "Seam 1 has changed since this class was generated",
            fixed=_GOOD,
            files=_FILES,
            path=_PATH,
        ),
        # What somebody may have written is kept beside the new text.
        Example(
            _OLD.replace("TestBasketPaymentGateway", "‹TestPaying›").replace("Payment gateway.", "Till."),
            "Seam 1 has changed since this class was generated: “Integration tests for Basket → Till.” is "
            "“Integration tests for Basket → Payment gateway.” now",
            fixed=_GOOD.replace("TestBasketPaymentGateway", "TestPaying").replace(
                "Payment gateway.", "Till.\n\n    Integration tests for Basket → Payment gateway."
            ),
            files=_FILES,
            path=_PATH,
        ),
    ),
)
