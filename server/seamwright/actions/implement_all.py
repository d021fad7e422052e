"""*Implement all 11 seams (9 files)*: the whole plan at once."""

from __future__ import annotations

from collections.abc import Iterator

from seamwright.actions.model import Action, Arguments, Context, Disabled, Edits, Example, Offer
from seamwright.actions.places import is_on_title
from seamwright.actions.state import implementable, states, todo
from seamwright.actions.wording import count
from seamwright.actions.work import generate


def applies(context: Context) -> Iterator[Offer | Disabled]:
    """On the title of a plan with several seams."""
    seams = implementable(context.plan.seams)
    if len(seams) < 2 or not is_on_title(context):
        return
    found = states(context, seams)
    if left := todo(found):
        files = len({state.path for state in left})
        what = f"all {len(left)} seams" if len(left) == len(seams) else f"the {count(len(left), 'missing seam')}"
        yield Offer(f"Implement {what} ({count(files, 'file')})", {})
    else:
        blocked = next((state.problem for state in found if state.problem is not None), None)
        yield Disabled(f"Implement all {len(seams)} seams", blocked or "all seams are implemented")


def edits(context: Context, _arguments: Arguments) -> Edits:
    """What is missing of each seam; one that cannot be generated is left out and named."""
    return generate(context, [state.seam for state in todo(states(context, implementable(context.plan.seams)))])


_PLAN = """\
# ‸Checkout integration test plan

### 1. SEAM: Basket to payment gateway
**COMPONENTS:** Basket, PaymentGateway
**TEST SCENARIOS:**
- Paid basket is emptied

### 2. SEAM: Payment to ledger
**COMPONENTS:** PaymentGateway, Ledger
**TEST SCENARIOS:**
- Refund is booked
"""
_FIRST, _SECOND = "plans/test_basket_to_payment_gateway.py", "plans/test_payment_to_ledger.py"
_FIRST_DONE = {_FIRST: "class TestBasketToPaymentGateway:\n    def test_paid_basket_is_emptied(self):\n        pay()\n"}

ACTION = Action(
    "implement-all",
    applies,
    edits,
    examples=(
        Example(
            _PLAN,
            "Implement all 2 seams (2 files)",
            writes={_FIRST: ("class TestBasketToPaymentGateway:",), _SECOND: ("class TestPaymentToLedger:",)},
        ),
        Example(
            _PLAN,
            "Implement the 1 missing seam (1 file)",
            files=_FIRST_DONE,
            writes={_SECOND: ("class TestPaymentToLedger:",)},
        ),
        Example(
            _PLAN,
            "Implement all 2 seams",
            files={
                **_FIRST_DONE,
                _SECOND: "class TestPaymentToLedger:\n    def test_refund_is_booked(self):\n        book()\n",
            },
            reason="all seams are implemented",
        ),
        # The cursor is on a seam, not on the title.
        Example(_PLAN.replace("‸", "").replace("### 1", "‸### 1"), None),
        # One seam has its own action.
        Example(_PLAN.partition("### 2")[0], None),
        # No plan at all.
        Example("# ‸Shopping list\n\n- milk\n", None),
    ),
)
