"""*Implement seam 3: Cache assembly (5 tests) → tests/test_cache.py*: the seam under the cursor, as a new class."""

from __future__ import annotations

from collections.abc import Iterator

from seamwright.actions.model import Action, Arguments, Context, Disabled, Edits, Example, Offer
from seamwright.actions.places import seam_at
from seamwright.actions.state import state_of
from seamwright.actions.wording import count, seam_name
from seamwright.actions.work import arguments_for, find_seam, generate
from seamwright.plan.model import Status


def applies(context: Context) -> Iterator[Offer | Disabled]:
    """On the seam's opening line, or for a selection inside the seam, until the seam has a class."""
    seam = seam_at(context)
    if seam is None:
        return
    state = state_of(context, seam)
    arrow = f" → {state.path}" if state.path else ""
    title = f"Implement {seam_name(seam)} ({count(len(state.names.tests), 'test')}){arrow}"
    if seam.status is Status.ELIMINATED:
        yield Disabled(title, "the plan eliminates this seam")
    elif state.problem is not None:
        yield Disabled(title, state.problem)
    elif state.is_complete:
        yield Disabled(title, f"already implemented: {state.class_name} in {state.path}")
    elif state.class_name is None:
        yield Offer(title, arguments_for(seam), preferred=True, target=state.path, class_name=state.names.class_name)


def edits(context: Context, arguments: Arguments) -> Edits:
    """The seam's class in its file, which is created where there is none."""
    return generate(context, [find_seam(context, arguments)])


_PLAN = """\
# Checkout integration test plan

### ‸1. SEAM: Basket to payment gateway
**HIGH PRIORITY** - money moves here
**COMPONENTS:** Basket, PaymentGateway
**TEST SCENARIOS:**
- Declined card leaves the basket as it was
- Paid basket is emptied
"""
_DONE = """\
import pytest


class TestBasketToPaymentGateway:
    \"""Basket meets the payment gateway.\"""

    def test_declined_card_leaves_the_basket_as_it_was(self) -> None:
        pytest.fail("not implemented")

    def test_paid_basket_is_emptied(self) -> None:
        pytest.fail("not implemented")
"""
_TITLE = "Implement seam 1: Basket to payment gateway (2 tests) → plans/test_basket_to_payment_gateway.py"
_FILE = "plans/test_basket_to_payment_gateway.py"

ACTION = Action(
    "implement-seam",
    applies,
    edits,
    examples=(
        Example(
            _PLAN,
            _TITLE,
            writes={
                _FILE: (
                    "class TestBasketToPaymentGateway:",
                    "    def test_declined_card_leaves_the_basket_as_it_was(",
                    "    def test_paid_basket_is_emptied(",
                )
            },
        ),
        Example(
            _PLAN.replace("‸", "").replace("**COMPONENTS:** Basket", "**COMPONENTS:** ‸Basket‸"),
            _TITLE,
            writes={_FILE: ("class TestBasketToPaymentGateway:",)},
        ),
        Example(
            _PLAN,
            _TITLE,
            files={_FILE: "import pytest\n\nLIMIT = 3\n"},
            writes={_FILE: ("LIMIT = 3", "class TestBasketToPaymentGateway:")},
        ),
        Example(
            _PLAN, _TITLE, files={_FILE: _DONE}, reason=f"already implemented: TestBasketToPaymentGateway in {_FILE}"
        ),
        Example(_PLAN, _TITLE, files={_FILE: "def broken(:\n"}, reason=f"{_FILE} does not parse"),
        # The cursor is in the seam's body, and nothing is selected.
        Example(_PLAN.replace("‸", "").replace("- Paid", "- ‸Paid"), None),
        # The cursor is on a line that belongs to no seam.
        Example("‸" + _PLAN.replace("‸", ""), None),
        # A selection reaches out of the seam.
        Example("‸" + _PLAN.replace("‸1", "1‸"), None),
    ),
)
