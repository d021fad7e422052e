"""Where tests of a seam go: the plan's wish, the project's pattern, the caller's directory, the plan's place."""

from __future__ import annotations

import pytest

from seamwright.generate.model import Options, SeamNames
from seamwright.generate.target import inside, target_path
from seamwright.plan.model import Priority, Seam
from seamwright.text.span import Span

PLAN = "backend/tests/integration/orders/TEST_PLAN.md"
BESIDE = "backend/tests/integration/orders"


def check(
    expected: str,
    test_file: str | None = None,
    *,
    plan: str = PLAN,
    target: str | None = None,
    out: str | None = None,
    file_name: str = "test_order_intake.py",
) -> None:
    seam = Seam(
        Span(0, 1), 1, 1, Span(0, 1), "Order intake", "order-intake", "4", priority=Priority.P0, test_file=test_file
    )
    names = SeamNames("TestOrderIntake", file_name, ())
    assert target_path(seam, names, plan, Options(target=target), out) == expected


def test_a_file_lies_beside_the_plan() -> None:
    check(f"{BESIDE}/test_order_intake.py")
    check("test_order_intake.py", plan="PLAN.md")
    check("tests/größe/test_order_intake.py", plan="tests/größe/PLAN.md")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("test_orders.py", f"{BESIDE}/test_orders.py"),
        ("orders_test.py", f"{BESIDE}/orders_test.py"),
        ("`test_orders.py` (new)", f"{BESIDE}/test_orders.py"),
        ("test_orders.py::TestOrders::test_one", f"{BESIDE}/test_orders.py"),
        ("./tests/integration/orders/test_orders.py", f"{BESIDE}/test_orders.py"),
        ("tests\\integration\\orders\\test_orders.py", f"{BESIDE}/test_orders.py"),
        ("backend/tests/integration/orders/test_orders.py", f"{BESIDE}/test_orders.py"),
        ("monorepo/backend/tests/integration/orders/test_orders.py", f"{BESIDE}/test_orders.py"),
        ("/home/ann/work/backend/tests/integration/orders/test_orders.py", f"{BESIDE}/test_orders.py"),
        ("C:\\work\\backend\\tests\\integration\\orders\\test_orders.py", f"{BESIDE}/test_orders.py"),
        ("Tests/Integration/Orders/test_orders.py", f"{BESIDE}/test_orders.py"),
        ("tests/integration/payment/test_pay.py", "backend/tests/integration/payment/test_pay.py"),
        ("tests/e2e/test_pay.py", "backend/tests/e2e/test_pay.py"),
        ("tests/integration/orders/", f"{BESIDE}/test_order_intake.py"),
        ("frontend/checks/test_pay.py", "frontend/checks/test_pay.py"),
    ],
)
def test_a_plan_names_its_file(written: str, expected: str) -> None:
    check(expected, written)


def test_a_plan_among_documents_names_a_path_from_the_root() -> None:
    check("tests/integration/test_pay.py", "tests/integration/test_pay.py", plan="docs/tests/pay.md")
    check("tests/integration/test_pay.py", "tests/integration/test_pay.py", plan="PAY.md")
    check("docs/plans/test_pay.py", "test_pay.py", plan="docs/plans/pay.md")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("decorators.test.ts", "test_decorators.py"),
        ("tests/integration/config_test.go", "test_config.py"),
        ("lifecycle.spec.js", "test_lifecycle.py"),
        ("Test_Orders.py", "test_orders.py"),
        ("conftest.py", "test_conftest.py"),
        ("test_é.py", "test_order_intake.py"),
        ("test_.py", "test_order_intake.py"),
        ("", "test_order_intake.py"),
        ("..", "test_order_intake.py"),
        ("test_a.b.py", "test_a_b.py"),
        ("CON", "test_con.py"),
        ("test_x\0.py", "test_order_intake.py"),
        ("../../../etc/test_orders.py", "test_orders.py"),
        ("/etc/test_orders.py", "test_orders.py"),
        ("//server/share/test_orders.py", "test_orders.py"),
        ("C:test_orders.py", "test_c_test_orders.py"),
        ("aux/test_orders.py", "test_orders.py"),
        (".git/hooks/test_orders.py", "test_orders.py"),
        ("tests./test_orders.py", "test_orders.py"),
        (f"test_{'x' * 300}.py", f"test_{'x' * 80}.py"),
    ],
)
def test_other_names_only_lend_their_words(written: str, expected: str) -> None:
    check(f"{BESIDE}/{expected}", written)


def test_a_pattern_places_files() -> None:
    check("tests/integration/orders/test_order_intake.py", target="tests/integration/{plan}/test_{seam}.py")
    check("tests/billing_flow/test_order_intake.py", target="tests/{plan}/test_{seam}.py", plan="docs/billing-flow.md")
    check("tests/test_4_p0.py", target="tests/test_{number}_{priority}.py")
    check("test_order_intake.py", target="{dir}/test_{seam}.py", plan="PLAN.md")


def test_a_named_file_keeps_its_name_in_a_pattern_and_its_place_against_one() -> None:
    check("tests/orders/test_pay.py", "test_pay.py", target="tests/{plan}/test_{seam}.py")
    check("backend/tests/e2e/test_pay.py", "tests/e2e/test_pay.py", target="tests/{plan}/test_{seam}.py")


def test_the_caller_decides_the_directory() -> None:
    check("build/out/test_order_intake.py", out="build/out")
    check("build/test_pay.py", "tests/e2e/test_pay.py", out="./build/", target="tests/test_{seam}.py")
    check("test_order_intake.py", out=".")
    check("out/test_order_intake.py", out="out", plan="PLAN.md")


@pytest.mark.parametrize(
    ("reason", "settings"),
    [
        ("outside the root", {"out": "../x"}),
        ("outside the root", {"out": "/tmp"}),
        ("outside the root", {"out": "C:\\x"}),
        ("not a path on every system", {"out": "nul"}),
        ("outside the root", {"plan": "../PLAN.md"}),
        ("outside the root", {"plan": "/x/PLAN.md"}),
        ("outside the root", {"target": "../test_{seam}.py"}),
        ("is unknown", {"target": "tests/test_{seem}.py"}),
        ("does not name a file", {"target": "tests/{seam}.txt"}),
        ("does not name a file", {"target": ""}),
        ("not a path on every system", {"target": "tests/\0/test_{seam}.py"}),
    ],
)
def test_what_leaves_the_root_is_refused(reason: str, settings: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=reason) as caught:
        check("nowhere", **settings)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)


def test_names_of_callers_are_checked_too() -> None:
    check(f"{BESIDE}/test_x_y.py", file_name="X Y.py")
    check(f"{BESIDE}/test_seam.py", file_name="../.py")


def test_inside_gives_the_plain_form() -> None:
    assert inside("./tests//test_x.py") == "tests/test_x.py"
    with pytest.raises(ValueError, match="outside"):
        inside("tests/../../x.py")
