"""*Implement all P0 seams (4 files)*: every seam of one priority at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from seamwright.actions.model import Action, Arguments, Context, Disabled, Edits, Example, Offer
from seamwright.actions.places import priorities_at
from seamwright.actions.state import implementable, states, todo
from seamwright.actions.wording import count
from seamwright.actions.work import find_priority, generate
from seamwright.plan.model import Priority, Seam


def applies(context: Context) -> Iterator[Offer | Disabled]:
    """On a seam's opening line, on a heading above seams, and on the title (there for each priority)."""
    for priority in priorities_at(context):
        seams = seams_of(context, priority)
        if len(seams) < 2:
            continue
        found = states(context, seams)
        if todo(found):
            files = len({state.path for state in todo(found)})
            title = f"Implement all {priority.value} seams ({count(files, 'file')})"
            yield Offer(title, {"priority": priority.value})
        else:
            blocked = next((state.problem for state in found if state.problem is not None), None)
            reason = blocked or f"all {priority.value} seams are implemented"
            yield Disabled(f"Implement all {priority.value} seams", reason)


def edits(context: Context, arguments: Arguments) -> Edits:
    """What is missing of each seam; one that cannot be generated is left out and named."""
    found = states(context, seams_of(context, find_priority(arguments)))
    return generate(context, [state.seam for state in todo(found)])


def seams_of(context: Context, priority: Priority) -> Sequence[Seam]:
    """The seams of ``priority`` that the plan wants implemented."""
    return implementable([seam for seam in context.plan.seams if seam.priority is priority])


_PLAN = """\
# ‸Checkout integration test plan

## High

### 1. SEAM: Basket to payment gateway
**PRIORITY:** HIGH
**COMPONENTS:** Basket, PaymentGateway
**TEST SCENARIOS:**
- Paid basket is emptied

### 2. SEAM: Payment to ledger
**PRIORITY:** HIGH
**COMPONENTS:** PaymentGateway, Ledger
**TEST SCENARIOS:**
- Refund is booked

## Low

### 3. SEAM: Ledger to report
**PRIORITY:** LOW
**COMPONENTS:** Ledger, Report
**TEST SCENARIOS:**
- Empty month gives an empty report
"""
_TITLE = "Implement all P0 seams (2 files)"
_FIRST, _SECOND = "plans/test_basket_to_payment_gateway.py", "plans/test_payment_to_ledger.py"
_DONE = {
    _FIRST: "class TestBasketToPaymentGateway:\n    def test_paid_basket_is_emptied(self):\n        pay()\n",
    _SECOND: "class TestPaymentToLedger:\n    def test_refund_is_booked(self):\n        book()\n",
}
_WRITES = {_FIRST: ("class TestBasketToPaymentGateway:",), _SECOND: ("class TestPaymentToLedger:",)}

ACTION = Action(
    "implement-priority",
    applies,
    edits,
    examples=(
        Example(_PLAN, _TITLE, writes=_WRITES),
        Example(_PLAN.replace("‸", "").replace("## High", "## ‸High"), _TITLE, writes=_WRITES),
        Example(_PLAN.replace("‸", "").replace("### 1", "‸### 1"), _TITLE, writes=_WRITES),
        # What is implemented already is not counted.
        Example(
            _PLAN,
            "Implement all P0 seams (1 file)",
            files={_FIRST: _DONE[_FIRST]},
            writes={_SECOND: _WRITES[_SECOND]},
        ),
        Example(_PLAN, "Implement all P0 seams", files=_DONE, reason="all P0 seams are implemented"),
        # One seam has its own action.
        Example(_PLAN.replace("‸", "").replace("## Low", "## ‸Low"), None),
        # The cursor is in the middle of a seam.
        Example(_PLAN.replace("‸", "").replace("- Refund", "- ‸Refund"), None),
        # A selection is about what is selected.
        Example(_PLAN.replace("# ‸Checkout", "# ‸Checkout‸"), None),
    ),
)
