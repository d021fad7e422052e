"""*Add the 2 missing scenarios to TestCacheAssembly*: the tests that an existing class lacks, at its end."""

from __future__ import annotations

from collections.abc import Iterator

from seamwright.actions.model import Action, Arguments, Context, Disabled, Edits, Example, Offer
from seamwright.actions.places import seam_at
from seamwright.actions.state import state_of
from seamwright.actions.wording import count
from seamwright.actions.work import arguments_for, find_seam, generate
from seamwright.plan.model import Status


def applies(context: Context) -> Iterator[Offer | Disabled]:
    """On the seam's opening line, or for a selection inside the seam, when its class exists and lacks a test."""
    seam = seam_at(context)
    if seam is None or seam.status is Status.ELIMINATED:
        return
    state = state_of(context, seam)
    if state.problem is None and state.class_name is not None and state.missing:
        title = f"Add the {count(len(state.missing), 'missing scenario')} to {state.class_name}"
        yield Offer(title, arguments_for(seam), preferred=True, target=state.path, class_name=state.class_name)


def edits(context: Context, arguments: Arguments) -> Edits:
    """The missing tests, behind those that are there."""
    seam = find_seam(context, arguments)
    state = state_of(context, seam)
    return generate(context, [seam], into=f"{state.path}::{state.class_name}" if state.is_elsewhere else None)


_PLAN = """\
# Checkout integration test plan

### ‸1. SEAM: Basket to payment gateway
**COMPONENTS:** Basket, PaymentGateway
**TEST SCENARIOS:**
- Declined card leaves the basket as it was
- Paid basket is emptied
- Expired card is refused
"""
_FILE = "plans/test_basket_to_payment_gateway.py"
_ONE_TEST = """\
class TestBasketToPaymentGateway:
    def test_paid_basket_is_emptied(self) -> None:
        assert not pay(Basket("book")).lines
"""
_RENAMED = _ONE_TEST.replace(
    "class TestBasketToPaymentGateway:",
    'class TestPaying:\n    """Plan: plans/PLAN.md#basket-to-payment-gateway [00000000]"""\n',
)

ACTION = Action(
    "add-scenarios",
    applies,
    edits,
    examples=(
        Example(
            _PLAN,
            "Add the 2 missing scenarios to TestBasketToPaymentGateway",
            files={_FILE: _ONE_TEST},
            writes={
                _FILE: (
                    '        assert not pay(Basket("book")).lines',
                    "    def test_declined_card_leaves_the_basket_as_it_was(",
                    "    def test_expired_card_is_refused(",
                )
            },
        ),
        # A class that was renamed is still the seam's, by the reference in its docstring.
        Example(
            _PLAN,
            "Add the 2 missing scenarios to TestPaying",
            files={_FILE: _RENAMED},
            writes={_FILE: ("class TestPaying:", "    def test_expired_card_is_refused(")},
        ),
        # A class that was moved to another file is completed there.
        Example(
            _PLAN,
            "Add the 2 missing scenarios to TestPaying",
            files={"plans/test_money.py": _RENAMED},
            writes={"plans/test_money.py": ("class TestPaying:", "    def test_expired_card_is_refused(")},
        ),
        # There is no class yet: that is another action's business.
        Example(_PLAN, None),
        # The file does not parse.
        Example(_PLAN, None, files={_FILE: _ONE_TEST + "def broken(:\n"}),
        # The cursor is on a scenario.
        Example(_PLAN.replace("‸", "").replace("- Paid", "- ‸Paid"), None, files={_FILE: _ONE_TEST}),
    ),
)
