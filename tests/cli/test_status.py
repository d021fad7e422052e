"""``seamwright status``: what counts as covered, how it is shown, and when it fails."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run, refused

BASKET = '''\
class TestBasketToPayment:
    """Integration tests for Basket to Payment."""

    def test_payment_is_taken_once_when_the_customer_clicks_twice(self):
        assert gateway.payments == 1

    def test_a_refused_card_leaves_the_basket_as_it_was(self):
        pytest.fail("not implemented: a refused card")
'''


@pytest.fixture
def half_done(shop: Path) -> Path:
    """The shop with a class for the first seam: one test is written, the other a stub."""
    (shop / "tests" / "test_basket.py").write_text(BASKET, "utf-8")
    return shop


def states(plan: Any) -> dict[str, list[Any]]:
    """What JSON says of each seam: its state and those of its scenarios."""
    return {seam["title"]: [seam["state"], *(each["state"] for each in seam["scenarios"])] for seam in plan["seams"]}


def test_json_tells_states_and_totals(run: Run, half_done: Path) -> None:
    ran = run("status", "--format", "json")

    assert (ran.status, ran.err) == (0, "")
    (plan,) = ran.json["plans"]
    assert plan["path"] == "tests/TEST_PLAN.md"
    assert states(plan) == {
        "Basket to Payment": ["partial", "written", "stub"],
        "Order Confirmation Mail": ["missing", "missing"],
        "FUTURE - Gift Cards": ["deferred", "missing"],
    }
    assert plan["totals"]["P0"] == {
        "seams": 2,
        "implemented": 0,
        "partial": 1,
        "missing": 0,
        "scenarios": 2,
        "covered": 1,
        "stubs": 1,
        "stale": 0,
        "deferred": 1,
    }
    (basket, *_) = plan["seams"]
    assert basket["classes"] == ["tests/test_basket.py::TestBasketToPayment"]
    assert basket["reason"] == "the class has the seam's name"


def test_text_names_what_is_open_and_not_what_is_done(run: Run, half_done: Path) -> None:
    out = run("status").out

    assert "A refused card leaves the basket as it was (only a stub)" in out
    assert "✔ Payment is taken once" not in out
    assert "✔ Payment is taken once" in run("status", "--all").out


def test_generated_tests_are_stubs_until_written(run: Run, shop: Path) -> None:
    run("generate", "tests/TEST_PLAN.md")

    (plan,) = run("status", "--format", "json").json["plans"]

    assert states(plan)["Basket to Payment"] == ["partial", "stub", "stub"]
    assert {each["confidence"] for each in plan["seams"][0]["scenarios"]} == {1.0}


def test_results_of_a_run_are_shown(run: Run, half_done: Path) -> None:
    (half_done / "junit.xml").write_text(
        '<testsuites><testsuite><testcase classname="tests.test_basket.TestBasketToPayment"'
        ' name="test_payment_is_taken_once_when_the_customer_clicks_twice[a]"/>'
        '<testcase classname="tests.test_basket.TestBasketToPayment"'
        ' name="test_payment_is_taken_once_when_the_customer_clicks_twice[b]"><failure/></testcase>'
        "</testsuite></testsuites>",
        "utf-8",
    )

    (plan,) = run("status", "--results", "junit.xml", "--format", "json").json["plans"]

    assert [each["outcome"] for each in plan["seams"][0]["scenarios"]] == ["failed", None]


def test_results_that_pytest_left_behind_are_used(run: Run, half_done: Path) -> None:
    cache = half_done / ".pytest_cache" / "v" / "cache"
    cache.mkdir(parents=True)
    name = "test_payment_is_taken_once_when_the_customer_clicks_twice"
    (cache / "lastfailed").write_text(json.dumps({f"tests/test_basket.py::TestBasketToPayment::{name}": True}), "utf-8")

    (plan,) = run("status", "--format", "json").json["plans"]

    assert [each["outcome"] for each in plan["seams"][0]["scenarios"]] == ["failed", None]


@pytest.mark.parametrize(("floor", "status"), [("P0=50", 0), ("p0=51", 1), ("P1=0", 0), ("P1=1", 1), ("P3=100", 0)])
def test_floor(run: Run, half_done: Path, floor: str, status: int) -> None:
    ran = run("status", "--fail-under", floor)

    assert ran.status == status
    assert bool(ran.err) == bool(status)


def test_ratchet_only_goes_up(run: Run, half_done: Path) -> None:
    assert run("status", "--ratchet", "coverage.json").status == 0
    test = half_done / "tests" / "test_basket.py"
    test.write_text(BASKET.replace("assert gateway.payments == 1", 'pytest.skip("not implemented")'), "utf-8")
    kept = (half_done / "coverage.json").read_text("utf-8")

    ran = run("status", "--ratchet", "coverage.json")

    assert ran.status == 1
    assert "P0: 0 % are covered, it was 50 % before" in ran.err
    assert (half_done / "coverage.json").read_text("utf-8") == kept
    test.write_text(BASKET.replace('pytest.fail("not implemented: a refused card")', "assert basket"), "utf-8")
    assert run("status", "--ratchet", "coverage.json").status == 0
    assert json.loads((half_done / "coverage.json").read_text("utf-8"))["tests/TEST_PLAN.md"]["P0"] == 100.0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--fail-under", "P0"], "--fail-under: 'P0' is not PRIORITY=PERCENT"),
        (["--fail-under", "P0=101"], "is not PRIORITY=PERCENT"),
        (["--results", "none.xml"], "none.xml: no such file"),
        (["--results", "pyproject.toml"], "pyproject.toml: line 1 is not well-formed XML"),
        (["tests/none.md"], "tests/none.md: no such file"),
        (["pyproject.toml"], "no integration-test plan"),
        (["--ratchet", "pyproject.toml"], "this is no ratchet file"),
        (["--format", "html", "--link", "javascript:{path}"], "--link: links of the scheme javascript"),
        (["--link", "{path}"], "--link: only --format html has links"),
        (["--format", "html", "--link", "{file}"], "--link: there is no {file}"),
    ],
)
def test_wrong_input_gets_one_line(run: Run, shop: Path, arguments: list[str], message: str) -> None:
    refused(run("status", *arguments), message)


def test_html_is_one_page_with_links_from_the_root(run: Run, half_done: Path) -> None:
    ran = run("status", "--format", "html")

    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("<!DOCTYPE html>")
    assert '<a href="tests/test_basket.py#L4"' in ran.out
    assert "shop" in ran.out.partition("</title>")[0]
    pattern = "vscode://file{root}/{path}:{line}"
    assert f"vscode://file{half_done.as_posix()}/tests/test_basket.py:4" in run(
        "status", "--format", "html", "--link", pattern
    ).out.replace("%3A", ":")


def test_results_colour_the_map(run: Run, half_done: Path) -> None:
    def step() -> str:
        found = re.search(r'aria-label="(Basket → PaymentGateway[^"]*)"', run("status", "--format", "html").out)
        return found[1] if found else ""

    assert step() == "Basket → PaymentGateway: seam 1 Basket to Payment, partial"
    cache = half_done / ".pytest_cache" / "v" / "cache"
    cache.mkdir(parents=True)
    name = "test_payment_is_taken_once_when_the_customer_clicks_twice"
    (cache / "lastfailed").write_text(json.dumps({f"tests/test_basket.py::TestBasketToPayment::{name}": True}), "utf-8")
    assert step() == "Basket → PaymentGateway: seam 1 Basket to Payment, failed"


def test_a_document_that_is_no_plan_is_not_shown(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "README.md").write_text("# Shop\n\n## Testing\n\n- run pytest\n", "utf-8")
    monkeypatch.chdir(tmp_path)

    ran = run("status")

    assert (ran.status, ran.out) == (0, "no plans found below this root\n")
