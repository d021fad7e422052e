"""SW411 renamed-scenario: a generated test whose scenario has another title by now."""

from __future__ import annotations

import re
from collections.abc import Iterator

from seamwright.generate.model import Reference
from seamwright.generate.render import render_class
from seamwright.plan.model import Seam
from seamwright.rules.model import Example, Fix, Problem, Related, Severity
from seamwright.rules.plans.model import PlanRule, SuiteContext
from seamwright.suite.read import read_module
from seamwright.text.edit import Edit
from seamwright.trace.docstrings import Docstring
from seamwright.trace.model import ClassFacts, PlanFacts
from seamwright.trace.stale import Renamed, renamed


def examine(context: SuiteContext) -> Iterator[Problem]:
    """Tests that no scenario is called after, beside scenarios that no test is called after, and that resemble them."""
    for cls, reference, plan in context.references():
        trace = context.seam_trace(plan, reference.seam)
        for each in renamed(plan, trace) if trace is not None else ():
            if each.test not in cls.tests:
                continue
            title = each.scenario.scenario.title
            edits = (
                Edit(each.test.name_span, each.scenario.name),
                *_summary(context, cls, each, trace.seam if trace is not None else None, plan, reference),
            )
            yield Problem(
                each.test.name_span,
                f"The plan calls this scenario “{title}” by now",
                fix=Fix(f"Rename to {each.scenario.name}", tuple(sorted(edits)), safe=False),
                related=(Related(plan.path, each.scenario.scenario.line, title),),
            )


def _summary(
    context: SuiteContext, cls: ClassFacts, each: Renamed, seam: Seam | None, plan: PlanFacts, reference: Reference
) -> Iterator[Edit]:
    """The first lines of the docstring, if they say what the old name says, so that nobody has written them."""
    said = " ".join(_WORD.findall(each.test.docstring.strip().partition("\n\n")[0].lower()))
    name = " ".join(each.test.name.lower().split("_")[1:])
    owner = next((own for own in read_module(context.text).classes if own.name == cls.name), None)
    method = next((own for own in owner.methods if own.name == each.test.name), None) if owner is not None else None
    if seam is None or method is None or method.docstring_span is None or name not in said:
        return
    rendered = render_class(seam, plan.names[seam.id], reference, (), context.options())
    source = rendered.header + "".join("\n" + own.source for own in rendered.methods)
    planned = next((own for own in read_module(source).classes[0].methods if own.name == each.scenario.name), None)
    if planned is None or planned.docstring_span is None:
        return
    try:
        here = Docstring(context.text, method.docstring_span)
        there = Docstring(source, planned.docstring_span).section("")
    except ValueError:
        return
    own = here.section("")
    if own is not None and there is not None:
        yield here.replace(own, there.lines)


_WORD = re.compile(r"\w+")
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
_OLD = """\
class TestBasketPaymentGateway:
    \"""
    Paying.

    Plan: tests/integration/TEST_PLAN.md#basket-payment-gateway [00000000]
    \"""

    def ‹test_declined_card_leaves_all_things_in_the_basket›(self):
        \"""
        Test that Declined card leaves all things in the basket.
        \"""
        assert basket.lines

    def test_paid_basket_is_emptied(self):
        assert not basket.lines
"""
_NEW = (
    _OLD.replace("‹", "")
    .replace("›", "")
    .replace("leaves_all_things_in_the_basket", "leaves_the_basket_as_it_was")
    .replace("leaves all things in the basket", "leaves the basket as it was")
)

RULE = PlanRule(
    code="SW411",
    name="renamed-scenario",
    severity=Severity.INFORMATION,
    what="A generated test that is called after no scenario of its seam, and resembles one without a test.",
    why="The plan was reworded: by the name, nobody finds the test for the scenario any more.",
    suite=examine,
    fixable=True,
    good=(
        Example(_TEST, files=_FILES, path=_PATH),
        # Nobody generated it: its author may call it what he likes.
        Example(_OLD.replace(" [00000000]", "").replace("‹", "").replace("›", ""), files=_FILES, path=_PATH),
    ),
    bad=(
        Example(
            _OLD,
            "The plan calls this scenario “Declined card leaves the basket as it was” by now",
            fixed=_NEW,
            files=_FILES,
            path=_PATH,
        ),
        # What somebody wrote into the docstring stays.
        Example(
            _OLD.replace("Test that Declined card leaves all things in the basket.", "Mine."),
            "The plan calls this scenario “Declined card leaves the basket as it was” by now",
            fixed=_NEW.replace("Test that Declined card leaves the basket as it was.", "Mine."),
            files=_FILES,
            path=_PATH,
        ),
    ),
)
