"""Plans in, class, file and test names out."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seamwright.generate.names import MAX_TEST_NAME, plan_names
from seamwright.plan.model import Plan, Scenario, Seam, Stub
from seamwright.text.names import is_identifier
from seamwright.text.span import Span

NOWHERE = Span(0, 0)


def scenario(
    title: str, *, expected: tuple[str, ...] = (), name: str | None = None, stub: str | None = None
) -> Scenario:
    draft = Stub(stub, f"def {stub}(): ...", NOWHERE) if stub is not None else None
    return Scenario(NOWHERE, 1, title, expected=expected, test_name=name, stub=draft)


def plan(*seams: Seam) -> Plan:
    return Plan(seams=seams)


def seam(title: str, *scenarios: Scenario, key: str = "seam", class_name: str | None = None) -> Seam:
    return Seam(NOWHERE, 1, 1, NOWHERE, title, key, scenarios=scenarios, class_name=class_name)


def check(expected: str | list[str], *scenarios: Scenario) -> None:
    names = plan_names(plan(seam("Seam", *scenarios)))["seam"].tests
    assert list(names) == ([expected] if isinstance(expected, str) else expected)


def check_seam(title: str, class_name: str, file_name: str) -> None:
    names = plan_names(plan(seam(title)))["seam"]
    assert (names.class_name, names.file_name) == (class_name, file_name)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Order is stored after payment", "test_order_is_stored_after_payment"),
        ("Test that the basket survives a restart", "test_the_basket_survives_a_restart"),
        ("Test basket survives.", "test_basket_survives"),
        ("TEST 1.2: Basket survives", "test_basket_survives"),
        ("Verify that prices include tax", "test_prices_include_tax"),
        ("Ensure stock is reserved", "test_stock_is_reserved"),
        ("Check that stock is reserved", "test_stock_is_reserved"),
        ("Testing", "test_testing"),
        ("Test", "test_test"),
        ("!!!", "test_scenario"),
    ],
)
def test_a_name_states_the_behaviour_once(title: str, expected: str) -> None:
    check(expected, scenario(title))


def test_words_that_only_look_like_openings_stay() -> None:
    check("test_check_constraint_violations", scenario("Check constraint violations"))
    check("test_validate_endpoint_rejects_text", scenario("Validate endpoint rejects text"))
    check("test_ensured_delivery", scenario("Ensured delivery"))


def test_the_expected_outcome_follows_the_scenario() -> None:
    check(
        "test_basket_hit_basket_comes_from_store_without_price_call",
        scenario("Basket hit (verify basket comes from store without price call)"),
    )
    check("test_missing_token_should_fail", scenario("Missing token (should fail)"))
    check("test_cancel_order_returns_409", scenario("Cancel order", expected=("Returns 409", "Stock unchanged")))
    check(
        "test_an_order_without_an_address_is_refused_by_the_checkout",
        scenario("An order without an address is refused by the checkout", expected=("Returns 422",)),
    )


def test_a_remark_is_dropped_when_there_is_no_room() -> None:
    check("test_order_types_are_read_sale_return", scenario("Order types are read (sale, return)"))
    check(
        "test_order_types_are_read_by_the_warehouse_and_by_the_shop",
        scenario("Order types are read by the warehouse and by the shop (sale, return, exchange)"),
    )


def test_the_definition_ends_in_column_79() -> None:
    check(
        "test_warehouse_reports_every_missing_article_to_shop_before_it_confirms",
        scenario("The warehouse reports every missing article to the shop before it confirms the reservation"),
    )
    assert len("    def test_warehouse_reports_every_missing_article_to_shop_before_it_confirms") == 79


def test_a_valid_name_of_the_plan_wins() -> None:
    check("test_own_name", scenario("Some title", name="test_own_name"))
    check("test_own_name", scenario("Some title", stub="test_own_name"))
    check("test_is_the_title", scenario("test_is_the_title"))
    check("test_it_works", scenario("Some title", stub="it_works"))


@pytest.mark.parametrize("name", ["test_", "test_größe", "test_a b", "test_x\n", "checkIt", "test_" + "x" * 200])
def test_an_unusable_name_of_the_plan_does_not_win(name: str) -> None:
    check("test_some_title", scenario("Some title", name=name))


def test_equal_scenarios_are_numbered_in_order() -> None:
    check(
        ["test_a_works", "test_a_works_2", "test_b", "test_a_works_3"],
        *map(scenario, ("a works", "A works", "b", "a works!")),
    )


def test_a_chosen_or_natural_name_is_never_renamed_by_a_number() -> None:
    check(["test_a_2", "test_a", "test_a_3"], scenario("a", name=None), scenario("x", name="test_a"), scenario("a 3"))
    check(["test_a", "test_a_3", "test_a_2"], scenario("a"), scenario("a"), scenario("a 2"))


@given(
    st.lists(st.sampled_from(["order paid", "order sent", "order lost", "basket kept"]), unique=True), st.integers(0, 4)
)
def test_adding_a_scenario_renames_no_other(titles: list[str], place: int) -> None:
    before = plan_names(plan(seam("Seam", *map(scenario, titles))))["seam"].tests
    more = [*titles[:place], "stock is counted", *titles[place:]]
    after = plan_names(plan(seam("Seam", *map(scenario, more))))["seam"].tests
    if titles:
        assert [name for name in after if name != "test_stock_is_counted"] == list(before)


def test_a_seam_without_scenarios_has_one_test() -> None:
    check("test_seam")


@pytest.mark.parametrize(
    ("title", "class_name", "file_name"),
    [
        ("Order Placement and Payment", "TestOrderPlacementAndPayment", "test_order_placement_and_payment.py"),
        ("Shop → Stock → Store", "TestShopStockStore", "test_shop_stock_store.py"),
        ("Whole checkout (shop → payment → mail)", "TestWholeCheckout", "test_whole_checkout.py"),
        ("Tests for HTTP retries", "TestHTTPRetries", "test_http_retries.py"),
        ("CON", "TestCON", "test_con.py"),
        ("../../etc/passwd", "TestEtcPasswd", "test_etc_passwd.py"),
        ("???", "TestSeam", "test_seam.py"),
        ("ложь", "TestLozh", "test_lozh.py"),
    ],
)
def test_classes_and_files(title: str, class_name: str, file_name: str) -> None:
    check_seam(title, class_name, file_name)


def test_a_long_chain_keeps_whole_links() -> None:
    check_seam(
        "Order Intake Service → Payment Authorisation Gateway → Warehouse Reservation",
        "TestOrderIntakeServicePaymentAuthorisationGateway",
        "test_order_intake_service_payment_authorisation_gateway.py",
    )


def test_class_and_file_names_are_unique_within_the_plan() -> None:
    names = plan_names(
        plan(seam("Orders", key="a"), seam("Orders!", key="b"), seam("x", key="c", class_name="TestOrders"))
    )
    assert [names[key].class_name for key in "abc"] == ["TestOrders2", "TestOrders3", "TestOrders"]
    assert [names[key].file_name for key in "abc"] == ["test_orders.py", "test_orders_2.py", "test_x.py"]


@pytest.mark.parametrize("own", ["Orders", "Test", "TestA(object)", "Test A", "testOrders", "TestÄ"])
def test_an_unusable_class_name_of_the_plan_does_not_win(own: str) -> None:
    assert plan_names(plan(seam("Orders", class_name=own)))["seam"].class_name == "TestOrders"


@given(st.lists(st.text(st.characters(), max_size=120), max_size=6))
def test_any_plan_gets_usable_names(titles: list[str]) -> None:
    names = plan_names(plan(seam(titles[0] if titles else "", *map(scenario, titles))))["seam"]
    assert len(set(names.tests)) == max(len(titles), 1)
    assert all(name.startswith("test_") and is_identifier(name) for name in names.tests)
    assert all(len(name) <= MAX_TEST_NAME for name in names.tests)
    assert is_identifier(names.class_name)
    assert len(names.class_name) <= 60
    assert len(names.file_name) <= 83


def test_the_plan_command_pays_for_no_generator() -> None:
    code = (
        "import sys, seamwright.generate.names; print({'jinja2', 'libcst', 'pygls', 'lsprotocol'} & set(sys.modules))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": ":".join(sys.path)}
    )
    assert run.stdout.strip() == "set()"
