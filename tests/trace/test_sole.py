"""What plans say of one module where only one seam or scenario comes into question."""

from __future__ import annotations

from seamwright.generate.names import plan_names
from seamwright.plan import parse
from seamwright.suite import read_module
from seamwright.trace import PlanFacts, read_facts, relate
from seamwright.trace.sole import Sole, sole

PATH = "tests/integration/test_basket_payment.py"
PLAN = """\
# Shop

## SEAM 1: Basket → Payment

**COMPONENTS:** Basket, Payment

**TEST SCENARIOS:**
- The card is charged once
- The receipt is mailed

## SEAM 2: Basket → Stock

**COMPONENTS:** Basket, Stock

**TEST SCENARIOS:**
- The shelf is emptied
"""


def found(text: str, path: str = PATH, plan: str = PLAN, beside: str = "tests/integration/TEST_PLAN.md") -> Sole:
    read = parse(plan)
    facts = PlanFacts(beside, read, plan_names(read), {})
    return sole(relate([facts], {beside: read_facts(read_module(text), path)}), path)


def seams(said: Sole) -> dict[str, str]:
    return {name: standing.seam.id for name, standing in said.classes.items()}


def test_a_class_is_known_by_what_it_is_about() -> None:
    text = "class TestBasketPayment:\n    def test_the_card_is_charged_once(self):\n        assert 1\n"
    said = found(text)

    assert seams(said) == {"TestBasketPayment": "basket-payment"}
    ((key, (seam, scenario)),) = said.tests.items()
    assert key == ("TestBasketPayment", "test_the_card_is_charged_once")
    assert seam.id == "basket-payment"
    assert scenario is not None
    assert scenario.title == "The card is charged once"


def test_a_class_for_two_seams_stands_for_none_alone() -> None:
    pins = [f"    Plan: tests/integration/TEST_PLAN.md#{seam}\n" for seam in ("basket-payment", "basket-stock")]
    text = f'class TestShop:\n    """Both.\n\n{"".join(pins)}    """\n\n    def test_opens(self):\n        assert 1\n'

    assert seams(found(text)) == {}


def test_the_file_that_generation_would_write_has_a_seam() -> None:
    said = found("def test_it_works():\n    assert 1\n")

    assert said.target is not None
    assert (said.target.seam.id, said.target.class_name) == ("basket-payment", "TestBasketPayment")


def test_a_file_of_another_name_or_folder_has_none() -> None:
    text = "def test_it_works():\n    assert 1\n"

    assert found(text, "tests/integration/test_shop.py").target is None
    assert found(text, beside="tests/other/TEST_PLAN.md").target is None


def test_without_a_relation_nothing_is_said() -> None:
    text = "class TestWeather:\n    def test_it_rains(self):\n        assert 1\n"

    assert found(text, "tests/integration/test_weather.py").classes == {}
