"""*Implement seam 3: Cache assembly (5 tests) into test_cache.py*: beside tests that are there already.

Only files that have to do with the seam are offered, the most fitting first, and never more than three: a menu with
every test file of the folder would hide the action that is wanted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from seamwright.actions.model import Action, Arguments, Context, Disabled, Edits, Example, Offer, Unavailable
from seamwright.actions.places import seam_at
from seamwright.actions.state import State, read_target, state_of
from seamwright.actions.wording import count, seam_name
from seamwright.actions.work import arguments_for, find_seam, generate
from seamwright.plan.model import Seam, Status
from seamwright.suite import Module

_MOST = 3
# Words that say nothing about what a test is about.
_COMMON = frozenset({"test", "tests", "integration", "service", "py", "init", "and", "the", "with", "for", "to", "of"})


class _Place(NamedTuple):
    """An existing file, or a class in it, that could take the tests."""

    fit: int
    path: str
    class_name: str | None


def applies(context: Context) -> Iterator[Offer | Disabled]:
    """Where *Implement seam* is offered, and a file beside it shares a component or a telling word with the seam."""
    seam = seam_at(context)
    if seam is None or seam.status is Status.ELIMINATED:
        return
    state = state_of(context, seam)
    if state.class_name is not None:
        return
    for place in _places(context, state):
        where = place.path.rpartition("/")[2]
        goal = f"{place.class_name} in {where}" if place.class_name else where
        title = f"Implement {seam_name(seam)} ({count(len(state.names.tests), 'test')}) into {goal}"
        into = f"{place.path}::{place.class_name}" if place.class_name else place.path
        name = place.class_name or state.names.class_name
        yield Offer(title, arguments_for(seam, into=into), target=place.path, class_name=name)


def edits(context: Context, arguments: Arguments) -> Edits:
    """The seam's class at the end of the file, or its tests at the end of the class."""
    seam = find_seam(context, arguments)
    into = arguments.get("into", "")
    state = state_of(context, seam)
    # What comes back from the client is only a choice among what would be offered now.
    if all(into not in (place.path, f"{place.path}::{place.class_name}") for place in _places(context, state)):
        raise Unavailable(f"{into.partition('::')[0].rpartition('/')[2]} does not take these tests any more")
    return generate(context, [seam], into=into)


def _places(context: Context, state: State) -> list[_Place]:
    words = _words(state.seam)
    folders = {path.rpartition("/")[0] for path in (context.path, state.path)}
    paths = [path for folder in sorted(folders) for path in context.project.test_files(folder) if path != state.path]
    fitting = []
    for path in paths:
        named = len(words & _split(path.rpartition("/")[2]))
        if named or _mentions(context, path, state.seam.components):
            fitting.append((-named, path))
    found: list[_Place] = []
    for named, path in sorted(fitting)[:_MOST]:
        module = read_target(context, path)
        if isinstance(module, Module):
            found += [_Place(-named, path, None), *_classes(module, path, words, state.seam.components)]
    return sorted(found, key=lambda place: (-place.fit, place.path, place.class_name or ""))[:_MOST]


def _classes(module: Module, path: str, words: frozenset[str], components: tuple[str, ...]) -> Iterator[_Place]:
    """Classes whose own name is about the seam: a component, or two words of its title."""
    names = [frozenset(_split(component)) for component in components]
    for cls in module.classes:
        own = _split(cls.name)
        if cls.name.startswith("Test") and cls.direct and (any(n and n <= own for n in names) or len(own & words) > 1):
            yield _Place(len(own & words), path, cls.name)


def _mentions(context: Context, path: str, components: tuple[str, ...]) -> bool:
    try:
        text = context.project.read(path) or ""
    except ValueError:
        return False
    names = [component for component in components if component.isidentifier() and len(component) > 3]
    return any(re.search(rf"\b{name}\b", text) for name in names)


def _words(seam: Seam) -> frozenset[str]:
    return frozenset(_split(" ".join((seam.title, *seam.components))))


def _split(text: str) -> set[str]:
    """The telling words of a title, an identifier or a file name."""
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", text)
    return {part.lower() for part in parts if len(part) > 1} - _COMMON


_PLAN = """\
# Checkout integration test plan

### ‸1. SEAM: Basket to payment gateway
**COMPONENTS:** Basket, PaymentGateway
**TEST SCENARIOS:**
- Declined card leaves the basket as it was
"""
_OTHER = """\
class TestPaymentGateway:
    def test_refund(self) -> None:
        assert refund(1) == 1
"""

ACTION = Action(
    "implement-into",
    applies,
    edits,
    examples=(
        Example(
            _PLAN,
            "Implement seam 1: Basket to payment gateway (1 test) into test_payment.py",
            files={"plans/test_payment.py": _OTHER.replace("PaymentGateway", "Refunds")},
            writes={"plans/test_payment.py": ("class TestRefunds:", "class TestBasketToPaymentGateway:")},
        ),
        Example(
            _PLAN,
            "Implement seam 1: Basket to payment gateway (1 test) into TestPaymentGateway in test_payment.py",
            files={"plans/test_payment.py": _OTHER},
            writes={
                "plans/test_payment.py": (
                    "        assert refund(1) == 1",
                    "    def test_declined_card_leaves_the_basket_as_it_was(",
                )
            },
        ),
        # The tests were put into another class before.
        Example(
            _PLAN,
            None,
            files={
                "plans/test_payment.py": _OTHER
                + "\n    def test_declined_card_leaves_the_basket_as_it_was(self):\n        decline()\n"
            },
        ),
        # A file that only has the folder in common.
        Example(_PLAN, None, files={"plans/test_shipping.py": _OTHER.replace("PaymentGateway", "Parcel")}),
        # A file that fits, but does not parse.
        Example(_PLAN, None, files={"plans/test_payment.py": "class TestPaymentGateway(:\n"}),
        # The seam has its class.
        Example(
            _PLAN,
            None,
            files={
                "plans/test_payment.py": _OTHER,
                "plans/test_basket_to_payment_gateway.py": "class TestBasketToPaymentGateway:\n    pass\n",
            },
        ),
        Example(_PLAN.replace("‸", "").replace("- D", "- ‸D"), None, files={"plans/test_payment.py": _OTHER}),
    ),
)
