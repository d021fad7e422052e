"""``seamwright plan``: what it shows, as text and as JSON."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.conftest import PLAN, Run, refused


def test_json_has_exactly_the_documented_form(run: Run, shop: Path) -> None:
    ran = run("plan", "tests/TEST_PLAN.md", "--format", "json")

    assert (ran.status, ran.err) == (0, "")
    (plan,) = ran.json["plans"]
    assert {key: plan[key] for key in plan if key != "seams"} == {
        "path": "tests/TEST_PLAN.md",
        "title": "Checkout Integration Test Plan",
        "problems": [],
    }
    assert plan["seams"][0] == {
        "id": "basket-to-payment",
        "number": "1",
        "title": "Basket to Payment",
        "line": 3,
        "end_line": 14,
        "priority": "P0",
        "priority_text": "HIGH PRIORITY",
        "status": "planned",
        "components": ["Basket", "PaymentGateway"],
        "critical_paths": ["Customer pays → gateway is asked once"],
        "business_impact": "A double charge costs a customer.",
        "scenarios": [
            {
                "line": 11,
                "title": "Payment is taken once when the customer clicks twice",
                "test_name": "test_payment_is_taken_once_when_the_customer_clicks_twice",
                "code": None,
            },
            {
                "line": 12,
                "title": "A refused card leaves the basket as it was",
                "test_name": "test_a_refused_card_leaves_the_basket_as_it_was",
                "code": None,
            },
        ],
        "infrastructure": [],
        "fixtures": [],
        "test_file": None,
        "class_name": "TestBasketToPayment",
    }
    assert [seam["status"] for seam in plan["seams"]] == ["planned", "planned", "deferred"]


def test_several_plans_in_the_order_given(run: Run, shop: Path) -> None:
    (shop / "OTHER.md").write_text("# Notes\n\nNothing planned here.\n", "utf-8")

    ran = run("plan", "OTHER.md", "tests/TEST_PLAN.md", "--format", "json")

    assert [(each["path"], len(each["seams"])) for each in ran.json["plans"]] == [
        ("OTHER.md", 0),
        ("tests/TEST_PLAN.md", 3),
    ]
    assert ran.json["plans"][0]["title"] is None or ran.json["plans"][0]["title"] == "Notes"


def test_text_names_seams_tests_and_lines(run: Run, shop: Path) -> None:
    ran = run("plan", "tests/TEST_PLAN.md")

    assert ran.status == 0
    assert ran.out.splitlines()[:9] == [
        "tests/TEST_PLAN.md: Checkout Integration Test Plan",
        "  3 seams (2 P0, 1 P1), 4 scenarios",
        "",
        "  P0  1  Basket to Payment  line 3",
        "         Basket → PaymentGateway",
        "         TestBasketToPayment",
        "           test_payment_is_taken_once_when_the_customer_clicks_twice  line 11",
        "           test_a_refused_card_leaves_the_basket_as_it_was  line 12",
        "",
    ]
    assert "  P0  3  FUTURE - Gift Cards [deferred]  line 24" in ran.out
    assert "\x1b" not in ran.out


def test_paths_are_relative_to_the_root_wherever_the_command_is_run(
    run: Run, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shop / "tests")

    assert run("plan", "TEST_PLAN.md", "--format", "json").json["plans"][0]["path"] == "tests/TEST_PLAN.md"
    assert run("plan", shop / "tests/TEST_PLAN.md").out.startswith("tests/TEST_PLAN.md: ")


def test_a_document_that_is_no_plan_makes_no_noise(run: Run, shop: Path) -> None:
    (shop / "README.md").write_text("# Shop\n\nA seam is where two parts meet.\n\n- first\n- second\n", "utf-8")

    ran = run("plan", "README.md")

    assert (ran.status, ran.err) == (0, "")
    assert ran.out == "README.md: no seams found, so this is no integration-test plan\n"


def test_the_teams_own_words_count(run: Run, shop: Path) -> None:
    (shop / "OWN.md").write_text(
        "# Plan\n\n## Handshake: A and B\n\n**Urgency**: blocker\n**Parties**: A → B\n", "utf-8"
    )
    before = run("plan", "OWN.md", "--format", "json").json["plans"][0]["seams"]
    (shop / "pyproject.toml").write_text(
        "[tool.seamwright]\nopenings = ['Handshake']\nlabels = {components = ['Parties'], priority = ['Urgency']}\n"
        "priorities = {blocker = 'P0'}\n",
        "utf-8",
    )

    (seam,) = run("plan", "OWN.md", "--format", "json").json["plans"][0]["seams"]

    assert before == []
    assert (seam["title"], seam["priority"], seam["components"]) == ("A and B", "P0", ["A", "B"])


def test_bytes_that_are_no_text_are_a_problem_with_its_line(run: Run, shop: Path) -> None:
    (shop / "LATIN.md").write_bytes(PLAN.encode().replace(b"- money", b"- \xe9\xe9"))

    ran = run("plan", "LATIN.md", "--format", "json")

    assert ran.status == 1
    assert [(each["line"], each["code"]) for each in ran.json["plans"][0]["problems"]] == [(5, "SW400")]
    assert len(ran.json["plans"][0]["seams"]) == 3
    assert "LATIN.md:5: SW400 " in run("plan", "LATIN.md").out


@pytest.mark.parametrize("prefix", [b"\xef\xbb\xbf", b""])
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
def test_line_ends_and_byte_order_mark_change_nothing(run: Run, shop: Path, prefix: bytes, line_end: bytes) -> None:
    expected = run("plan", "tests/TEST_PLAN.md", "--format", "json").json["plans"][0]["seams"]
    (shop / "OTHER.md").write_bytes(prefix + PLAN.encode().replace(b"\n", line_end))

    assert run("plan", "OTHER.md", "--format", "json").json["plans"][0]["seams"] == expected


def test_titles_cannot_steer_the_terminal(run: Run, shop: Path) -> None:
    (shop / "EVIL.md").write_text(
        "# Plan\n\n### 1. SEAM: A \x1b[31m\u202e B\x07\n\n- **Scenarios**:\n  - x \x1b]0;t\x07\n", "utf-8"
    )

    out = run("plan", "EVIL.md").out

    assert not {"\x1b", "\u202e", "\x07"} & set(out)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("missing.md", None, "missing.md: no such file"),
        ("tests", None, "tests: is a directory"),
        ("picture.md", b"\x89PNG\r\n\0\0\xff", "picture.md: not a text file"),
        ("pipe", "fifo", "pipe: not a regular file"),
        ("large.md", "large", "large.md: larger than 16 MiB"),
        ("a\0b", None, "null "),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line(run: Run, shop: Path, name: str, content: object, reason: str) -> None:
    if isinstance(content, bytes):
        (shop / name).write_bytes(content)
    elif content == "fifo":
        os.mkfifo(shop / name)
    elif content == "large":
        with (shop / name).open("wb") as stream:
            stream.truncate(50 * 1024 * 1024)

    refused(run("plan", name), reason)


def test_one_unreadable_plan_among_others_prints_no_half_document(run: Run, shop: Path) -> None:
    refused(run("plan", "tests/TEST_PLAN.md", "missing.md", "--format", "json"), "missing.md: no such file")


@pytest.mark.parametrize(
    ("configuration", "reason"),
    [
        ("[tool.seamwright]\nstubs = 'skip'\n", "pyproject.toml:2: unknown setting 'stubs'; did you mean 'stub'?"),
        ("[tool.seamwright]\nstub = \n", "pyproject.toml:2: "),
    ],
)
def test_configuration_mistake_is_told_with_file_and_line(
    run: Run, shop: Path, configuration: str, reason: str
) -> None:
    (shop / "pyproject.toml").write_text(configuration, "utf-8")

    refused(run("plan", "tests/TEST_PLAN.md"), reason)
