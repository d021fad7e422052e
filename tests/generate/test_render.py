"""What the plan says, in the house template; what it does not say, as a TODO."""

from __future__ import annotations

from dataclasses import replace
from textwrap import dedent
from typing import Any

import pytest

from seamwright.contract import parse_contract
from seamwright.generate.model import Options
from seamwright.plan.model import Scenario
from tests.generate.rendered import OPTIONS, body_of, docstring_of, method, module, rendered, scenario, seam

CONTRACT = parse_contract(
    "class OrderService:\n"
    "    def __init__(self, store: Store) -> None: ...\n"
    "    async def place(self, order: Order, *, gift: bool = False) -> Receipt: ...\n"
    "    @classmethod\n"
    "    def default(cls) -> OrderService: ...\n"
    "def reserve_stock(article: str) -> None: ...\n"
    "class TestKit: ...\n"
    "LIMIT: int\n",
    "shop.orders",
)


def check(what: Scenario, *expected: str, **fields: Any) -> None:
    """The docstring of the test for ``what`` holds ``expected`` sections, each with its whole contents."""
    docstring = docstring_of(method(what, **fields))
    for section in expected:
        assert f"\n\n{dedent(section).strip()}\n\n" in f"\n\n{docstring}\n\n"


def test_the_whole_template() -> None:
    source = module(
        seam(
            "Order → Stock",
            scenario(
                "Order reserves stock",
                details=("Put an article in stock", "Place an order for it"),
                expected=("The stock is reserved", "The order says so"),
            ),
            components=("OrderService", "StockService"),
            critical_paths=("Order placed → stock reserved",),
            business_impact="Nobody buys what is gone.",
            infrastructure=("a database in memory",),
            fixtures=("client", "stock"),
        )
    )
    assert source == dedent(
        '''\
        """Integration tests from a plan: each class names the seam it stands for."""

        import pytest


        class TestOrderStock:
            """
            Integration tests for Order → Stock.

            Seam Under Test:
                OrderService → StockService

            Critical Paths:
                - Order placed → stock reserved

            Business Impact:
                Nobody buys what is gone.

            Infrastructure:
                - a database in memory

            Plan: tests/TEST_PLAN.md#order-stock [1a2b3c4d]
            """

            def test_order_reserves_stock_the_stock_is_reserved(self, client, stock):
                """
                Test that Order reserves stock.

                Integration Scope:
                    OrderService → StockService

                Business Impact:
                    Nobody buys what is gone.

                Test Strategy:
                    - Put an article in stock
                    - Place an order for it

                Success Criteria:
                    - The stock is reserved
                    - The order says so
                """
                # Arrange
                # - fixtures: client, stock

                # Act

                # Assert
                pytest.fail("not implemented: Order reserves stock")
        '''
    )


def test_what_the_plan_does_not_say_is_one_line_each() -> None:
    source = module(seam("Orders", scenario("Order is kept")))
    todo = [line.strip() for line in source.split("\n") if "TODO" in line]
    assert todo == [
        "TODO: components (not in the plan)",
        "TODO: critical paths (not in the plan)",
        "TODO: integration scope (not in the plan)",
        "TODO: business impact (not in the plan)",
        "TODO: test strategy (not in the plan)",
        "TODO: success criteria (not in the plan)",
    ]


def test_given_when_then_becomes_arrange_act_assert() -> None:
    what = scenario(
        "Order",
        steps=[("given", "an article"), ("given", "a customer"), ("when", "she orders"), ("then", "it is reserved")],
    )
    check(what, "Test Strategy:\n    - Given an article\n    - Given a customer\n    - When she orders")
    check(what, "Success Criteria:\n    - it is reserved")
    assert body_of(method(what)) == [
        "# Arrange",
        "# - an article",
        "# - a customer",
        "",
        "# Act",
        "# - she orders",
        "",
        "# Assert",
        "# - it is reserved",
        'pytest.fail("not implemented: Order")',
    ]


def test_sections_come_from_where_the_plan_has_them() -> None:
    check(scenario("x"), "Integration Scope:\n    Order → Stock")
    check(scenario("x"), "Integration Scope:\n    From the click to the shelf", scope="From the click to the shelf")
    check(scenario("Order (verify that stock is reserved)"), "Success Criteria:\n    - stock is reserved")
    check(scenario("x", details=("a", "b"), expected=("b",)), "Test Strategy:\n    - a", "Success Criteria:\n    - b")


def test_criteria_of_the_seam_are_not_claimed_for_each_scenario() -> None:
    check(
        scenario("x"),
        "Success Criteria:\n    TODO: success criteria (not in the plan)",
        success_criteria=("no oversold",),
    )
    assert (
        "    Success Criteria:\n        - no oversold\n"
        in rendered(seam("A", scenario("x"), success_criteria=("no oversold",))).header
    )


def test_long_texts_are_wrapped_between_words() -> None:
    text = " ".join(["reservation"] * 20)
    what = seam("Orders", scenario("x", details=(text,)), business_impact=text)
    source = module(what, replace(OPTIONS, line_length=79))
    assert max(map(len, source.split("\n"))) <= 79
    assert "            - reservation reservation reservation" in source
    assert "              reservation" in source


@pytest.mark.parametrize(
    ("stub", "statement"),
    [
        ("fail", 'pytest.fail("not implemented: Order is kept")'),
        ("skip", 'pytest.skip("not implemented: Order is kept")'),
        ("xfail", 'pytest.xfail("not implemented: Order is kept")'),
    ],
)
def test_an_unwritten_test_ends_as_the_project_wants(stub: Any, statement: str) -> None:
    assert body_of(method(scenario("Order is kept"), replace(OPTIONS, stub=stub)))[-1] == statement


def test_quotes_are_those_of_the_project() -> None:
    single = replace(OPTIONS, quote="single")
    assert body_of(method(scenario("Order is kept"), single))[-1] == "pytest.fail('not implemented: Order is kept')"
    assert body_of(method(scenario("It's kept"), single))[-1] == 'pytest.fail("not implemented: It\'s kept")'


def test_only_fixtures_that_can_be_asked_for_become_parameters() -> None:
    names = ("client", "client", "self", "class", "a b", "__x", "pytest", "größe", "_", "x=print(1)", "stock")
    assert method(scenario("x"), fixtures=names).startswith("def test_x(self, client, stock):\n")


def test_a_seam_without_scenarios_has_one_test() -> None:
    (made,) = rendered(seam("Order → Stock", success_criteria=("no oversold article",))).methods
    assert made.name == "test_order_to_stock"
    assert "- no oversold article" in made.source


def test_only_the_wanted_tests_are_rendered() -> None:
    what = seam("Orders", scenario("a"), scenario("b"), scenario("a"))
    assert [made.name for made in rendered(what, only=["test_a_2"]).methods] == ["test_a_2"]
    assert rendered(what, only=[]).methods == ()


def test_components_of_a_contract_are_imported_and_called() -> None:
    what = seam("Orders", scenario("x"), components=("`OrderService`", "reserve_stock()", "the shelf"))
    made = rendered(what, contracts=[CONTRACT])
    assert made.imports == ("import pytest", "from shop.orders import OrderService, reserve_stock")
    assert "\n    components = (OrderService, reserve_stock)\n" in made.header
    assert (
        "        # Act\n        # result = await order_service.place(order: Order, *, gift: bool = False)"
        in made.methods[0].source
    )


@pytest.mark.parametrize(
    ("components", "fixtures", "call"),
    [
        (("reserve_stock",), (), "# reserve_stock(article: str) -> None"),
        (("OrderService.default()",), (), "# result = OrderService.default() -> OrderService"),
        (("OrderService",), ("fake_order_service",), "# result = await fake_order_service.place("),
    ],
)
def test_the_act_line_has_the_real_signature(components: tuple[str, ...], fixtures: tuple[str, ...], call: str) -> None:
    (made,) = rendered(
        seam("Orders", scenario("x"), components=components, fixtures=fixtures), contracts=[CONTRACT]
    ).methods
    assert f"# Act\n        {call}" in made.source


def test_nothing_is_imported_that_pytest_would_collect_or_nobody_uses() -> None:
    what = seam("Orders", scenario("x"), components=("TestKit", "an order", "Unknown"))
    made = rendered(what, contracts=[CONTRACT])
    assert made.imports == ("import pytest",)
    assert "components" not in made.header


def test_names_that_a_draft_uses_are_imported_too() -> None:
    what = seam("Orders", scenario("x", stub="def test_x():\n    OrderService.default()\n"))
    assert rendered(what, contracts=[CONTRACT]).imports == ("import pytest", "from shop.orders import OrderService")


def test_one_module_has_one_import_block() -> None:
    source = module(
        seam("Orders", scenario("x"), components=("OrderService", "LIMIT", "reserve_stock")), contracts=[CONTRACT]
    )
    assert "\n\nimport pytest\n\nfrom shop.orders import LIMIT, OrderService, reserve_stock\n\n\nclass" in source


def test_templates_are_taken_from_the_options() -> None:
    own = Options(
        templates={**OPTIONS.templates, "test_method.py.j2": "    {{ signature }}\n        {{ not_implemented }}\n"}
    )
    with pytest.raises(RuntimeError, match="does not read back"):
        rendered(seam("Orders", scenario("x")), own)
