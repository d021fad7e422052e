"""``seamwright brief``: what a package holds, and who gets which."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run, refused


def test_a_package_says_all_that_its_seam_needs(run: Run, shop: Path) -> None:
    (shop / "tests" / "conftest.py").write_text(
        'import pytest\n\n\n@pytest.fixture\ndef basket():\n    """A basket with two lines."""\n    return 2\n', "utf-8"
    )

    ran = run("brief", "tests/TEST_PLAN.md", "--seam", "1")

    assert (ran.status, ran.err) == (0, "")
    for part in (
        "**COMPONENTS:** Basket → PaymentGateway",
        "| A refused card leaves the basket as it was | `test_a_refused_card_leaves_the_basket_as_it_was` | to write |",
        "`tests/test_basket_to_payment.py`",
        "`basket` (function scope): A basket with two lines.",
        "class TestBasketToPayment:",
        "seamwright check tests/test_basket_to_payment.py",
    ):
        assert part in ran.out
    assert "Order Confirmation Mail" not in ran.out


def test_written_tests_are_not_asked_for_again(run: Run, shop: Path) -> None:
    run("generate", "tests/TEST_PLAN.md", "--seam", "1")
    file = shop / "tests" / "test_basket_to_payment.py"
    text = file.read_text("utf-8")
    file.write_text(text.replace("pytest.fail(", "assert len(", 1), "utf-8")

    (package,) = run("brief", "tests/TEST_PLAN.md", "--seam", "1", "--format", "json").json["packages"]

    assert sorted(each["state"] for each in package["scenarios"]) == ["stub", "written"]


def test_no_two_agents_touch_one_file(run: Run, shop: Path) -> None:
    plan = "# Shop integration test plan\n" + "".join(
        f"\n### SEAM {n}: Part{n} → Store\n**PRIORITY:** P0\n**TEST FILE:** `test_{'ab'[n % 2]}.py`\n"
        f"**TEST SCENARIOS:**\n- part {n} is stored\n"
        for n in range(1, 6)
    )
    (shop / "tests" / "MANY_PLAN.md").write_text(plan, "utf-8")

    packages = run("brief", "tests/MANY_PLAN.md", "--agents", "3", "--format", "json").json["packages"]

    assert len(packages) == 5
    owners: dict[str, set[int]] = {}
    for package in packages:
        owners.setdefault(package["target"], set()).add(package["agent"])
    assert {len(agents) for agents in owners.values()} == {1}
    assert len({package["agent"] for package in packages}) == 2


def test_out_writes_one_file_per_package(run: Run, shop: Path) -> None:
    ran = run("brief", "tests/TEST_PLAN.md", "--agents", "2", "--out", "handover")

    assert ran.out == "handover: overview and 2 packages\n"
    assert sorted(path.name for path in (shop / "handover").iterdir()) == [
        "00-overview.md",
        "01-basket-to-payment.md",
        "02-order-confirmation-mail.md",
    ]


def test_nothing_in_a_plan_ends_the_block_it_stands_in(run: Run, shop: Path) -> None:
    plan = "# Shop integration test plan\n\n### SEAM 1: Basket → Store\n**PRIORITY:** P0\n\n````python\n```\n````\n"
    (shop / "tests" / "FENCE_PLAN.md").write_text(plan, "utf-8")

    assert "`````markdown" in run("brief", "tests/FENCE_PLAN.md").out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["tests/none.md"], "tests/none.md: no such file"),
        (["pyproject.toml"], "pyproject.toml: no seams found"),
        (["tests/TEST_PLAN.md", "--seam", "99"], "the plan has no seam '99'"),
        (["tests/TEST_PLAN.md", "--agents", "0"], "--agents"),
        (["tests/TEST_PLAN.md", "--out", "pyproject.toml"], "pyproject.toml: cannot be written"),
    ],
)
def test_wrong_input_gets_one_line(run: Run, shop: Path, arguments: list[str], message: str) -> None:
    refused(run("brief", *arguments), message)
