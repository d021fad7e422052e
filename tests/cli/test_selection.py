"""Which seams a command means."""

from __future__ import annotations

import pytest

from seamwright.cli.errors import CommandError
from seamwright.cli.selection import select
from seamwright.plan import Plan, Priority, Seam, Status
from seamwright.text.span import Span


def seam(id_: str, number: str | None, priority: str | None, status: Status = Status.PLANNED) -> Seam:
    return Seam(
        span=Span(0, 0),
        line=1,
        end_line=1,
        heading=Span(0, 0),
        title=id_.replace("-", " ").title(),
        id=id_,
        number=number,
        priority=Priority(priority) if priority else None,
        status=status,
    )


PLAN = Plan(
    "Plan",
    (
        seam("basket-to-payment", "1", "P0"),
        seam("order-mail", "2", "P1"),
        seam("gift-cards", "3", "P0", Status.DEFERRED),
        seam("fax", "4", None, Status.ELIMINATED),
        seam("search", "A", None),
        seam("login", None, "P0", Status.IMPLEMENTED),
    ),
)


def check(chosen: str, left: str = "", *, named: str = "", priorities: str = "", everything: bool = False) -> None:
    """The ids of the seams that are chosen, and of those that are left out with a reason; ``named`` is
    separated by commas, the rest by spaces."""
    names = named.split(",") if named else []
    found, skipped = select(
        PLAN, named=names, priorities=priorities.split(" ") if priorities else [], everything=everything
    )

    assert ([each.id for each in found], [each.seam for each in skipped]) == (chosen.split(), left.split())


def test_without_a_choice_every_planned_seam() -> None:
    check("basket-to-payment order-mail search", "gift-cards fax login")


def test_all() -> None:
    check("basket-to-payment order-mail gift-cards fax search login", everything=True)


@pytest.mark.parametrize("priorities", ["P0", "p0", "P0,", " P0"])
def test_one_priority(priorities: str) -> None:
    check("basket-to-payment", "gift-cards login", priorities=priorities)


@pytest.mark.parametrize("priorities", ["P0,P1", "P1 P0", "P1,P0,P3"])
def test_several_priorities_in_the_plans_order(priorities: str) -> None:
    check("basket-to-payment order-mail", "gift-cards login", priorities=priorities)


def test_priority_that_no_seam_has_chooses_nothing() -> None:
    check("", priorities="P3")


@pytest.mark.parametrize(
    ("named", "chosen"),
    [
        ("1", "basket-to-payment"),
        ("2,1", "basket-to-payment order-mail"),
        ("a", "search"),
        ("order-mail", "order-mail"),
        ("Order Mail", "order-mail"),
        ("3", "gift-cards"),
        ("fax", "fax"),
    ],
)
def test_named_seams_whatever_their_status_and_no_others(named: str, chosen: str) -> None:
    check(chosen, named=named)


def test_named_seams_and_those_of_a_priority() -> None:
    check("basket-to-payment order-mail gift-cards", "login", named="2,3", priorities="P0")


def test_number_that_the_plan_uses_twice_means_both() -> None:
    plan = Plan("Plan", (seam("a", "1", None), seam("b", "1", None)))

    assert [each.id for each in select(plan, named=["1"], priorities=[], everything=False)[0]] == ["a", "b"]


@pytest.mark.parametrize(
    ("named", "priorities", "message"),
    [
        ("9", "", "the plan has no seam '9'; there are 1, 2, 3, 4, A, login"),
        ("basket-to-paymet", "", "the plan has no seam 'basket-to-paymet'; did you mean 'basket-to-payment'?"),
        ("", "P4", "--priority: 'P4' is none of P0, P1, P2, P3"),
        ("", "P0,HIGH", "--priority: 'HIGH' is none of P0, P1, P2, P3"),
    ],
)
def test_unknown_choice_is_told(named: str, priorities: str, message: str) -> None:
    with pytest.raises(CommandError) as error:
        check("", named=named, priorities=priorities)

    assert str(error.value) == message
