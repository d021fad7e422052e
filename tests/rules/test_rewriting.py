"""What *Rewrite this test to the template* adds: marks of a test's parts, and the words of a plan."""

from __future__ import annotations

import pytest

from seamwright.plan import parse
from seamwright.rules.from_plan import filled, owner_at
from seamwright.rules.marking import marks
from seamwright.rules.model import Settings
from seamwright.rules.module import Reader
from seamwright.text.edit import Edit, apply
from tests.rules.examples import PATH, run

PLAN = """\
# Shop

## SEAM 1: Basket → Payment

**COMPONENTS:** Basket, Payment
**CRITICAL PATH:** Basket → charge
**BUSINESS IMPACT:** No money in C:\\shop.

**TEST SCENARIOS:**
- Charges once (verify the card is charged)
"""
CLASS = '''\
class TestBasketPayment:
    """
    Integration tests for Basket → Payment.

    Plan: tests/TEST_PLAN.md#{seam} [0123]
    """

    def test_charges_once_the_card_is_charged(self, shop):
        """Test that it charges once."""
        assert shop.pay()
'''


def marked(body: str) -> str:
    text = "def test_shop_opens_early(shop):\n" + "".join(
        f"    {line}\n" if line else "\n" for line in body.split("\n")
    )
    function = Reader(PATH).read(text).functions[0]
    after = apply(text, list(marks(function)))
    return "\n".join(line.removeprefix("    ") for line in after.split("\n")[1:-1])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "'''Test.'''\nkey = shop.key()\ndoor = shop.open(key)\nassert door.is_open",
            "'''Test.'''\n# Arrange\nkey = shop.key()\n\n# Act\ndoor = shop.open(key)\n\n# Assert\nassert door.is_open",
        ),
        ("shop.open()\n\nassert shop.is_open", "# Act\nshop.open()\n\n# Assert\nassert shop.is_open"),
    ],
)
def test_the_parts_of_a_plain_test(before: str, after: str) -> None:
    assert marked(before) == after
    assert marked(after) == after


@pytest.mark.parametrize(
    "body",
    [
        "assert shop",
        "shop.open()",
        "key = 3\nassert shop",
        "door = shop.open()\nassert shop",
        "shop.open()\nassert shop\nshop.close()",
        "for door in shop: door.open()\nassert shop",
        "with shop:\n    shop.open()\nassert shop",
        "shop.door.assert_closed()\nshop.open()\nassert shop",
        "# when it opens\nshop.open()\nassert shop",
        "shop.open(); assert shop",
        "pytest.fail('not implemented: opens')\nassert shop",
    ],
)
def test_where_the_parts_are_a_matter_of_opinion_there_are_no_marks(body: str) -> None:
    assert marked(body) == body


def rewritten(text: str, name: str) -> str:
    """``text`` after all fixes of the template at ``name``, with the plan's words."""
    module = Reader(PATH).read(text)
    plan = parse(PLAN)
    edits: list[Edit] = []
    for finding in run(text, settings=Settings(select=("SW103", "SW104"))):
        if finding.fix is not None and text[finding.span.start : finding.span.end] == name:
            owner = owner_at(module, finding.span.start)
            assert owner is not None
            edits += filled(finding.fix.edits, owner, {"tests/TEST_PLAN.md": plan}.get, 80)
    return apply(text, edits)


SEAM = parse(PLAN).seams[0].id


def test_a_class_gets_the_components_and_paths_of_its_seam() -> None:
    after = rewritten(CLASS.format(seam=SEAM), "TestBasketPayment")

    assert "    Seam Under Test:\n        Basket → Payment\n\n    Critical Paths:\n        - Basket → charge\n" in after
    assert "TODO" not in after


def test_a_test_gets_what_its_scenario_says_and_the_rest_stays_to_be_done() -> None:
    after = rewritten(CLASS.format(seam=SEAM), "test_charges_once_the_card_is_charged")

    assert "        Business Impact:\n            No money in C:\\\\shop.\n" in after
    assert "        Success Criteria:\n            - the card is charged\n" in after
    assert "        Test Strategy:\n            TODO: test strategy\n" in after


@pytest.mark.parametrize("seam", ["another-seam", ""])
def test_without_a_seam_nothing_is_invented(seam: str) -> None:
    assert rewritten(CLASS.format(seam=seam), "test_charges_once_the_card_is_charged").count("TODO: ") == 4


def test_between_single_quotes_nothing_is_said_that_needs_escapes() -> None:
    text = CLASS.format(seam=SEAM).replace('"""Test that it charges once."""', "r'''Test that it charges once.'''")
    after = rewritten(text, "test_charges_once_the_card_is_charged")

    assert "            TODO: business impact\n" in after
    assert "            - the card is charged\n" in after


def test_an_empty_docstring_gets_a_summary_first() -> None:
    text = 'def test_shop_opens_early(shop):\n    """"""\n    assert shop\n'
    (finding,) = run(text, settings=Settings(select=("SW104",)))
    assert finding.fix is not None
    fixed = apply(text, list(finding.fix.edits))

    assert run(fixed, settings=Settings(select=("SW104",))) == []
