"""The status page: it says everything in words, leads everywhere it claims to, and takes nothing from plans as code."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from itertools import pairwise

import pytest

from seamwright.page import Links, UnusablePattern, status_page
from seamwright.page.drawing import MOST_STEPS
from seamwright.page.marks import Mark
from seamwright.trace import Outcome
from seamwright.trace.results import Results
from seamwright.workspace.page_assets import page_assets
from tests.page.made import Node, Page, page_of, traces_of

PLAN = """\
# Checkout Integration Test Plan

### 1. SEAM: Basket to Payment
**HIGH PRIORITY**
**COMPONENTS:** Basket → PaymentGateway → Ledger
**TEST SCENARIOS:**
- Payment is taken once when the customer clicks twice
- A refused card leaves the basket as it was

### 2. SEAM: Order Confirmation Mail
**MEDIUM PRIORITY**
**COMPONENTS:** OrderService → Mailer
**TEST SCENARIOS:**
- One mail is sent for one order

### 3. SEAM: Stock Reservation
**MEDIUM PRIORITY**
**COMPONENTS:** OrderService → Stock
**TEST SCENARIOS:**
- Reserved goods are not sold again

### 4. SEAM: FUTURE - Gift Cards
**STATUS**: DEFERRED
**TEST SCENARIOS:**
- A gift card pays a part
"""
BASKET = '''\
class TestBasketToPayment:
    """Integration tests for Basket to Payment."""

    def test_payment_is_taken_once_when_the_customer_clicks_twice(self):
        assert gateway.payments == 1

    def test_a_refused_card_leaves_the_basket_as_it_was(self):
        pytest.fail("not implemented: a refused card")
'''
STOCK = '''\
class TestStockReservation:
    """Integration tests for Stock Reservation.

    Plan: tests/TEST_PLAN.md#3-seam-stock-reservation [00000000]
    """

    def test_reserved_goods_are_not_sold_again(self):
        assert stock.sold == 1
'''
MAIL = '''\
class TestOrderConfirmationMail:
    """Integration tests for Order Confirmation Mail."""

    def test_one_mail_is_sent_for_one_order(self):
        assert len(outbox) == 1
'''
TESTS = {"tests/test_basket.py": BASKET, "tests/test_mail.py": MAIL}
FIRST = ("tests/test_basket.py", "TestBasketToPayment", "test_payment_is_taken_once_when_the_customer_clicks_twice")
SECOND = ("tests/test_mail.py", "TestOrderConfirmationMail", "test_one_mail_is_sent_for_one_order")


def marks(page: Page) -> dict[str, list[str]]:
    """What is said in words of each seam."""
    return {
        seam.one("h4").text: [each.text.split()[-1] for each in seam.one("summary").all("span", "mark")]
        for seam in page.root.all("details", "seam")
    }


def focusable(page: Page) -> list[Node]:
    """What the tab key reaches, in its order; nothing may have an order of its own."""
    found = []
    for node in page.root.walk():
        assert node.get("tabindex") in ("", "0", "-1")
        if node.get("tabindex") != "-1" and (node.tag in ("a", "button", "input", "summary") or node.get("tabindex")):
            found.append(node)
    return found


def check_sound(page: Page) -> None:
    """What holds for every page."""
    named = [node.get("id") for node in page.root.walk() if node.get("id")]
    ids = set(named)
    assert len(ids) == len(named)
    for node in page.root.walk():
        for name in ("aria-labelledby", "for"):
            assert set(node.get(name).split()) <= ids, node.get(name)
        href = node.get("href")
        assert not href.startswith("#") or href[1:] in ids, href
        assert not re.match(r"\w+:|//", href), href
        assert not node.get("src")
        assert [name for name in node.attributes if name.startswith("on")] == []
        assert node.tag not in ("iframe", "object", "embed", "link", "base", "img")
    assert "url(" not in re.sub(r"url\(#", "", page.source)
    assert "@import" not in page.source
    assert len(page.root.all("script")) == 1
    assert page.root.one("script").inside == [page_assets().script]
    assert (len(page.root.all("h1")), len(page.root.all("main")), page.root.one("html").get("lang")) == (1, 1, "en")
    for link in page.root.all("a"):
        assert link.text or link.get("aria-label")
    levels = [int(node.tag[1]) for node in page.root.walk() if re.fullmatch("h[1-6]", node.tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels


@pytest.mark.parametrize(
    ("tests", "outcomes", "expected"),
    [
        ({}, {}, ["missing", "missing", "missing", "deferred"]),
        (TESTS, {}, ["partial", "implemented", "missing", "deferred"]),
        (TESTS, {SECOND: Outcome.PASSED}, ["partial", "passing", "missing", "deferred"]),
        (TESTS, {SECOND: Outcome.SKIPPED}, ["partial", "implemented", "missing", "deferred"]),
        (TESTS, {FIRST: Outcome.PASSED}, ["partial", "implemented", "missing", "deferred"]),
        (TESTS, {FIRST: Outcome.FAILED}, ["failed partial", "implemented", "missing", "deferred"]),
        (TESTS, {SECOND: Outcome.FAILED}, ["partial", "failed implemented", "missing", "deferred"]),
    ],
)
def test_every_state_is_said_in_words(
    tests: Mapping[str, str], outcomes: Mapping[tuple[str, str, str], Outcome], expected: list[str]
) -> None:
    page = page_of(PLAN, tests, Results(outcomes.items()))

    check_sound(page)
    assert [" ".join(each) for each in marks(page).values()] == expected
    rows = page.root.one("details", "alternative").one("tbody").all("tr")
    assert [row.all("td")[-1].text.replace(",", "") for row in rows] == expected


def test_a_seam_that_the_plan_has_changed_is_stale() -> None:
    stock = STOCK.replace("3-seam-stock-reservation", traces_of(PLAN)[0].seams[2].seam.id)
    page = page_of(PLAN, {"tests/test_stock.py": stock})

    assert marks(page)["3. Stock Reservation"] == ["stale", "implemented"]


def test_a_test_of_a_seam_that_is_gone_is_listed() -> None:
    page = page_of(PLAN, {"tests/test_stock.py": STOCK.replace("3-seam-stock-reservation", "gone")})

    (link,) = page.root.one("ul", "orphans").all("a")
    assert (link.text, link.get("href")) == ("tests/test_stock.py::TestStockReservation", "tests/test_stock.py#L1")
    assert page_of(PLAN, TESTS).root.all("ul", "orphans") == []


def test_scenarios_tell_state_tests_reason_and_outcome() -> None:
    page = page_of(PLAN, TESTS, Results({FIRST: Outcome.FAILED}.items()))

    first, second = page.seam("Basket to Payment").one("table").one("tbody").all("tr")
    assert [cell.text for cell in first.all("td")] == [
        "✔ written",
        "Payment is taken once when the customer clicks twice",
        "test_payment_is_taken_once_when_the_customer_clicks_twice the test has the scenario's name, confidence 1.00",
        "✘ failed",
    ]
    assert [cell.text for cell in second.all("td")][0::3] == ["… stub", "not known"]
    assert [link.get("href") for link in first.all("a")] == ["tests/TEST_PLAN.md#L7", "tests/test_basket.py#L4"]


def test_the_map_has_a_named_link_for_each_step() -> None:
    page = page_of(PLAN, TESTS, Results({SECOND: Outcome.FAILED}.items()))

    steps = {link.get("aria-label"): link for link in page.root.one("div", "map").all("a")}
    assert list(steps) == [
        "Basket → PaymentGateway: seam 1 Basket to Payment, partial",
        "PaymentGateway → Ledger: seam 1 Basket to Payment, partial",
        "OrderService → Mailer: seam 2 Order Confirmation Mail, failed",
        "OrderService → Stock: seam 3 Stock Reservation, missing",
    ]
    assert [link.get("class") for link in steps.values()] == [
        "step partial",
        "step partial",
        "step failed",
        "step missing",
    ]
    assert [link.one("text").text for link in steps.values()] == ["◐ 1", "◐ 1", "✘ 2", "○ 3"]
    assert [link.get("href") for link in steps.values()][2] == f"#{page.seam('Order Confirmation Mail').get('id')}"


def test_a_plan_without_components_has_no_map() -> None:
    page = page_of("# Test Plan\n\n### 1. SEAM: Basket to Payment\n**TEST SCENARIOS:**\n- One payment\n")

    check_sound(page)
    assert page.root.all("div", "map") == []


def test_a_map_that_nobody_could_read_is_left_out_and_that_is_said() -> None:
    chain = " → ".join(f"Part{n}" for n in range(MOST_STEPS + 2))
    page = page_of(PLAN.replace("Basket → PaymentGateway → Ledger", chain))

    check_sound(page)
    assert page.root.all("div", "map") == []
    assert "too many steps" in page.root.one("section", "plan").text
    assert "too many steps" not in page_of(PLAN).source


def test_a_seam_without_scenarios_tells_its_tests_and_their_outcome() -> None:
    plan = "# Test Plan\n\n### 1. SEAM: Order Confirmation Mail\n**COMPONENTS:** OrderService → Mailer\n"
    page = page_of(plan, TESTS, Results({SECOND: Outcome.PASSED}.items()))

    (row,) = page.seam("Order Confirmation Mail").one("tbody").all("tr")
    assert [cell.text for cell in row.all("td")][0::3] == ["✔ written", "✔ passed"]
    assert page_of(plan).seam("Order Confirmation Mail").all("table") == []


def test_the_keyboard_meets_things_in_the_order_of_the_page() -> None:
    page = page_of(PLAN, TESTS)

    found = focusable(page)
    assert (found[0].get("class"), found[0].get("href")) == ("skip", "#main")
    tags = [f"{node.tag}.{node.get('class') or node.get('id')}".rstrip(".") for node in found]
    map_ = tags.index("div.scroll map")
    assert tags[map_ - 1] == "a.skip"
    assert found[map_ - 1].get("href") == f"#{page.root.one('section', 'plan').get('id')}-seams"
    assert all(node.get("aria-label") or node.get("aria-labelledby") for node in found if "scroll" in node.classes)


HOSTILE = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(2)> \u202egnp\u2066 {{ 7*7 }} &lt; <!--"


def test_nothing_that_a_plan_says_becomes_markup() -> None:
    plan = PLAN.replace("Basket to Payment", HOSTILE).replace("Ledger", HOSTILE).replace("One mail", HOSTILE)
    test = BASKET.replace("class TestBasketToPayment", "class TestOrderConfirmationMail")
    page = page_of(f"# {HOSTILE} Plan\n{plan.partition(chr(10))[2]}", {f"tests/{HOSTILE}/test_a.py": test})

    check_sound(page)
    assert "onerror=alert(2)>" in page.root.one("main").text
    assert "{{ 7*7 }}" in page.root.one("main").text
    shown = re.sub(r'data-path="[^"]*"', "", page.source)
    assert not any(char in shown for char in "\u202e\u2066\u2028\x00")


def test_the_policy_lets_run_what_we_wrote_and_nothing_else() -> None:
    page = page_of(PLAN, TESTS)

    (policy,) = (node.get("content") for node in page.root.all("meta") if node.get("http-equiv"))
    script = "".join(str(each) for each in page.root.one("script").inside)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy.split("; ")[:3] == [
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        f"script-src 'sha256-{digest}'",
    ]
    head = [node.get("http-equiv") or node.tag for node in page.root.one("head").inside if isinstance(node, Node)]
    assert head.index("Content-Security-Policy") < head.index("style")


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        (None, "tests/a b/ü#?%.py", "tests/a%20b/%C3%BC%23%3F%25.py#L3"),
        (None, "javascript:alert(1)/test_a.py", "./javascript%3Aalert%281%29/test_a.py#L3"),
        ("vscode://file{root}/{path}:{line}", "tests/a.py", "vscode://file/home/me/a%20shop/tests/a.py:3"),
        ("https://forge.example/blob/main/{path}#L{line}", "a.py", "https://forge.example/blob/main/a.py#L3"),
    ],
)
def test_links_lead_to_files(pattern: str | None, path: str, expected: str) -> None:
    assert Links(pattern, "/home/me/a shop").to(path, 3) == expected


@pytest.mark.parametrize(
    "pattern",
    [
        "javascript:alert('{path}')",
        " JavaScript\t:{path}",
        "java\nscript:{path}",
        "data:text/html,{path}",
        "{file}",
        "x",
    ],
)
def test_a_pattern_that_would_run_something_or_leads_nowhere_is_refused(pattern: str) -> None:
    with pytest.raises(UnusablePattern):
        Links(pattern)


@pytest.mark.parametrize("count", [0, 1, 60])
def test_it_works_for_few_and_for_many(count: int) -> None:
    seams = "".join(
        f"\n### {n}. SEAM: Part {n} meets part {n % 7}\n**COMPONENTS:** Part{n} → Hub{n % 7} → Part{n % 13}\n"
        "**TEST SCENARIOS:**\n" + "".join(f"- Thing {k} of {n} happens\n" for k in range(10))
        for n in range(1, count + 1)
    )
    page = page_of(f"# Test Plan\n{seams}")

    check_sound(page)
    assert len(page.root.all("details", "seam")) == count
    assert len(page.root.all("table", "scenarios")) == count
    assert sum(len(table.one("tbody").all("tr")) for table in page.root.all("table", "scenarios")) == 10 * count
    assert len(page.source) < 40_000 + count * 20_000


def test_no_plan_is_said() -> None:
    page = Page(status_page([], page_assets(), "shop"))

    check_sound(page)
    assert page.root.one("main").text == "No plans were found below this root."


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("name", ["text", "soft", "link", *(mark.value for mark in Mark)])
@pytest.mark.parametrize("theme", [0, 1])
def test_text_stands_out_from_what_is_behind_it(name: str, theme: int) -> None:
    """By the measure of WCAG 2.2, level AA."""
    colours = {
        match[1]: match[2 + theme]
        for match in re.finditer(r"--(\w+): light-dark\((#\w{6}), (#\w{6})\)", page_assets().style)
    }
    for behind in ("page", "card"):
        light, dark = sorted((luminance(colours[name]), luminance(colours[behind])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_every_mark_has_its_own_sign_and_line() -> None:
    assert len({mark.sign for mark in Mark}) == len(Mark)
    dashes = re.findall(r"^path\.(\w+).*\{ (.*) \}", page_assets().style, re.MULTILINE)
    assert {name for name, _ in dashes} | {"implemented"} == {mark.value for mark in Mark}
    assert len({line for _, line in dashes}) == len(dashes)
