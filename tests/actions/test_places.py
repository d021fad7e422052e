"""Where in a plan actions are offered, and where they are not."""

from __future__ import annotations

import pytest

from seamwright.actions.model import Disabled
from seamwright.actions.registry import offers
from seamwright.generate.model import Options
from tests.actions.examples import context_of

PLAN = """\
# Shop integration test plan

Overview of the shop.

## High priority

### 1. SEAM: Basket → gateway
**COMPONENTS:** Basket, Gateway
**TEST SCENARIOS:**
- Paid basket is emptied

### 2. SEAM: Gateway → ledger
**COMPONENTS:** Gateway, Ledger
**TEST SCENARIOS:**
- Refund is booked

## Low priority

### 3. SEAM: Ledger → report
**COMPONENTS:** Ledger, Report
**TEST SCENARIOS:**
- Empty month gives an empty report

### 4. SEAM: Report → mail
**COMPONENTS:** Report, Mail
**TEST SCENARIOS:**
- Report is mailed

## Deferred seams

### 5. SEAM: Mail → archive
**STATUS:** DEFERRED
**TEST SCENARIOS:**
- Mail is archived

## Notes

Nothing more.
"""


def offered(marked: str, options: Options | None = None, **files: str | Exception) -> list[str]:
    """Titles of what is offered, without targets; a disabled action with its reason."""
    found = []
    named = {f"plans/{name}.py": text for name, text in files.items()}
    for _, offer in offers(context_of(marked, named, options)):
        title = offer.title.partition(" → plans")[0]
        found.append(f"{title}: {offer.reason}" if isinstance(offer, Disabled) else title)
    return found


def at(text: str, until: str | None = None, plan: str = PLAN) -> str:
    """``plan`` with the cursor before ``text``, or a selection from there to the end of ``until``."""
    start = plan.index(text)
    if until is None:
        return plan[:start] + "‸" + plan[start:]
    end = plan.index(until, start) + len(until)
    return plan[:start] + "‸" + plan[start:end] + "‸" + plan[end:]


FIRST = ["Implement seam 1: Basket → gateway (1 test)", "Implement all P0 seams (2 files)"]


@pytest.mark.parametrize("place", ["### 1", "1. SEAM", "gateway\n", "\n**COMPONENTS:** Basket"])
def test_anywhere_on_the_opening_line(place: str) -> None:
    assert offered(at(place)) == FIRST


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("### 1", "gateway"),
        ("Basket, G", "Gateway"),
        ("- Paid", "emptied"),
        ("### 1", "emptied\n"),
    ],
)
def test_a_selection_inside_the_seam(start: str, end: str) -> None:
    assert offered(at(start, end)) == FIRST


@pytest.mark.parametrize(
    ("start", "end"),
    [("### 1", "SEAM: Gateway"), ("## High", "High"), ("Overview", "shop"), ("# Shop", "Nothing more.")],
)
def test_no_other_selection(start: str, end: str) -> None:
    assert offered(at(start, end)) == []


@pytest.mark.parametrize("place", ["Overview", "**COMPONENTS:** Basket", "- Paid", "\n### 2", "## Notes", "Nothing"])
def test_nothing_in_the_middle_of_things(place: str) -> None:
    assert offered(at(place)) == []


def test_at_the_title_everything_at_once() -> None:
    assert offered(at("# Shop")) == [
        "Implement all P0 seams (2 files)",
        "Implement all P2 seams (2 files)",
        "Implement all 4 seams (4 files)",
    ]


@pytest.mark.parametrize(
    ("heading", "titles"),
    [
        ("## High", ["Implement all P0 seams (2 files)"]),
        ("## Low", ["Implement all P2 seams (2 files)"]),
        ("## Deferred", []),
    ],
)
def test_at_a_group_heading_its_priorities(heading: str, titles: list[str]) -> None:
    assert offered(at(heading)) == titles


def test_a_deferred_seam_is_implemented_only_by_itself() -> None:
    assert offered(at("### 5")) == ["Implement seam 5: Mail → archive (1 test)"]


def test_an_eliminated_seam_is_not() -> None:
    plan = PLAN.replace("**STATUS:** DEFERRED", "**STATUS:** ELIMINATED").replace("## Deferred", "## Eliminated")

    (only,) = offered(at("### 5", plan=plan))
    assert only == "Implement seam 5: Mail → archive (1 test): the plan eliminates this seam"


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_line_ends_of_all_kinds(line_end: str) -> None:
    plan = PLAN.replace("\n", line_end)

    assert offered(at("gateway" + line_end, plan=plan)) == FIRST
    assert offered(at("**COMPONENTS:** Basket", plan=plan)) == []


def test_titles_stay_on_one_short_line() -> None:
    plan = PLAN.replace("Basket → gateway", "Basket\u2028\u202e `x` " + "very " * 40 + "long")
    (title, _) = offered(at("### 1", plan=plan))

    assert len(title) < 90
    assert title.isprintable()


def test_a_target_that_cannot_be_read_is_a_reason() -> None:
    (first, *_) = offered(at("### 1"), test_basket_gateway=ValueError("is a directory"))

    assert first == f"{FIRST[0]}: plans/test_basket_gateway.py cannot be used: is a directory"


def test_a_configured_target_that_makes_no_sense_is_a_reason() -> None:
    found = offered(at("### 1"), Options(target="../x/test_{seam}.py"))

    assert len(found) == 2
    assert all("lies outside the root" in each for each in found)


def test_never_more_than_three_existing_places() -> None:
    files = {f"test_gateway_{number}": f"class TestGateway{number}:\n    pass\n" for number in range(9)}

    assert len([title for title in offered(at("### 1"), **files) if " into " in title]) == 3


def test_existing_places_come_by_how_well_they_fit() -> None:
    found = offered(
        at("### 1"),
        test_gateway="class TestRefunds:\n    pass\n",
        test_basket_to_gateway="class TestThings:\n    pass\n",
        test_mail="class TestMail:\n    pass\n",
    )

    assert [title.rpartition(" into ")[2] for title in found if " into " in title] == [
        "test_basket_to_gateway.py",
        "test_gateway.py",
    ]
