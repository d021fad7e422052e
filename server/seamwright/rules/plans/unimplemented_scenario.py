"""SW407 unimplemented-scenario: a scenario of a seam that has a test class, and no test in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from seamwright.plan.model import Scenario, Status
from seamwright.rules.model import Action, Example, Problem, Severity
from seamwright.rules.plans.model import PlanContext, PlanRule
from seamwright.text.span import Span

if TYPE_CHECKING:
    from seamwright.trace.model import SeamTrace


def examine(context: PlanContext) -> Iterator[Problem]:
    """Scenarios without a test, in seams whose tests are all known to be something else."""
    for seam in context.plan.seams:
        trace = context.seam_trace(seam)
        if trace is None or not trace.classes or seam.status is not Status.PLANNED or not _is_sure(trace):
            continue
        states = {each.scenario.title: each.state.value for each in trace.scenarios}
        for scenario in seam.scenarios:
            state = states.get(scenario.title)
            if state == "missing":
                action = Action("add-scenarios", seam.id)
                yield Problem(_title(scenario, context.text), f"No test stands for {_short(scenario)}", action=action)
            elif state == "stub":
                yield Problem(_title(scenario, context.text), f"The test for {_short(scenario)} is a stub so far")


def _is_sure(trace: SeamTrace) -> bool:
    """Whether a scenario without a test has none: a test by hand may be one that nobody recognizes."""
    if all(link.confidence == 1.0 for link in trace.classes):
        return True
    known = {link.node_id for each in trace.scenarios for link in each.links}
    tests = {f"{link.cls.node_id}::{test.name}" for link in trace.classes for test in link.cls.tests}
    return tests <= known


def _short(scenario: Scenario) -> str:
    title = scenario.title
    return f"“{title if len(title) <= _LONGEST else title[: _LONGEST - 1].rstrip() + '…'}”"


def _title(scenario: Scenario, text: str) -> Span:
    """The first line of the scenario, without the mark of the list."""
    line = scenario.span.of(text).partition("\n")[0].rstrip()
    start = scenario.span.start + len(line) - len(line.lstrip(" \t-*+>"))
    return Span(start, max(start, scenario.span.start + len(line)))


_LONGEST = 80
_PATH = "tests/integration/TEST_PLAN.md"
_PLAN = """\
# Checkout integration test plan

### SEAM 1: Basket → Payment gateway
**HIGH PRIORITY** - money moves here
**TEST SCENARIOS:**
- Declined card leaves the basket as it was
- Paid basket is emptied
"""
_TEST = """\
class TestBasketPaymentGateway:
    \"""Paying.

    Plan: tests/integration/TEST_PLAN.md#basket-payment-gateway
    \"""

    def test_declined_card_leaves_the_basket_as_it_was(self):
        assert basket.lines

    def test_paid_basket_is_emptied(self):
        assert not basket.lines
"""
_ONE = _TEST.partition("    def test_paid")[0].rstrip() + "\n"
_FILE = "tests/integration/test_pay.py"

RULE = PlanRule(
    code="SW407",
    name="unimplemented-scenario",
    severity=Severity.HINT,
    what="A scenario without a test, in a seam that has a test class; or with a test that is a stub so far.",
    why="The class looks as if the seam were tested.",
    plan=examine,
    good=(
        Example(_PLAN, files={_FILE: _TEST}, path=_PATH),
        # Without a class, the seam as a whole is missing.
        Example(_PLAN, path=_PATH),
        # A test by hand that nobody recognizes may be the one.
        Example(
            _PLAN,
            files={
                _FILE: _TEST.replace("    Plan: tests/integration/TEST_PLAN.md#basket-payment-gateway\n", "").replace(
                    "test_paid_basket_is_emptied", "test_nothing_is_left"
                )
            },
            path=_PATH,
        ),
    ),
    bad=(
        Example(
            _PLAN.replace("Paid basket is emptied", "‹Paid basket is emptied›"),
            "No test stands for “Paid basket is emptied”",
            files={_FILE: _ONE},
            path=_PATH,
        ),
        Example(
            _PLAN.replace("Paid basket is emptied", "‹Paid basket is emptied›"),
            "The test for “Paid basket is emptied” is a stub so far",
            files={_FILE: _TEST.replace("assert not basket.lines", 'pytest.fail("not implemented")')},
            path=_PATH,
        ),
    ),
)
