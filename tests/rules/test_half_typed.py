"""While a line is being typed, what is said about the rest of the file stays, key by key."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seamwright.rules.engine import Document
from seamwright.rules.model import Finding, Settings
from seamwright.rules.project import Project
from tests.rules.examples import PATH, Tree

FILES = {"app/__init__.py": "", "app/stock.py": "class Stock:\n    pass\n\n\ndef reserve():\n    return 1\n"}
BEFORE = '''\
import os
import time
from unittest.mock import patch

import pytest

from app.stock import Stock

SEEN = []


@pytest.fixture(scope="session")
def names():
    """Names."""
    return ["a", "b"]


class TestOrders:
    """
    Integration tests for orders.

    Seam Under Test:
        Orders -> Stock
    """

    def test_order_waits_for_stock(self, shop):
        """Test that it waits."""
        time.sleep(2)
        SEEN.append(shop)
        assert shop._stock == 1

    def test_order_reserves_stock_first(self, shop, names):
        """Test that stock is reserved."""
        os.environ["SHOP"] = "open"
        with patch("app.stock.reserve") as reserve:
'''
AFTER = '''\
            shop.order()
        reserve.assert_called_once()
        assert shop._orders


def test_order_is_taken_once(shop):
    time.sleep(3)
    await shop.order()
    assert SEEN


class TestStock:
    def test_stock_is_empty_now(self):
        """Test that it is empty."""
        stock = Stock()
        stock._clear()
'''
LINES = [
    'result = shop.order(1, name="x")',
    'assert shop.total == {"a": [1, 2], **rest}',
    "for each in shop.orders: each.pay(lambda order: order.total if order else 0)",
    'raise ValueError(f"no {shop.name!r}") from None',
    'text = """one line"""',
    "values = [each for each in shop if (each, 1)]",
    "def pay(order, *rest, limit=3): return order",
    "class Bank(Stock): limit: int = 3",
    "@pytest.mark.slow",
    "async with shop.open() as door, door.lock:",
    "x = 'it''s' # a comment with \"quotes\" and ''' three",
    "match shop: ",
]
typed_lines = st.sampled_from(LINES) | st.text("abc_.()[]{}'\"#@=:,\\ ", max_size=24)


def elsewhere(found: list[Finding], text: str, first: int, last: int) -> list[tuple[str, str, str]]:
    """Findings outside the lines of the test that is being edited, with the line that they are about."""
    lines = text.split("\n")
    return [
        (each.name, each.message, lines[each.line - 1])
        for each in found
        if not first <= each.line <= last and not first <= each.end_line <= last
    ]


def check(line: str, indent: str) -> None:
    project = Project(Tree({**FILES, PATH: BEFORE + AFTER}), Settings())
    document = Document(project, PATH)
    first = BEFORE[: BEFORE.index("    def test_order_reserves")].count("\n") + 1
    ends = AFTER.count("\n", 0, AFTER.index("\n\n\ndef test_order_is_taken")) + 1
    position = BEFORE.count("\n")
    whole = BEFORE + indent + "\n" + AFTER
    expected = elsewhere(document.check(whole), whole, first, position + 1 + ends)
    assert {name for name, _, _ in expected} >= {"sleep-in-test", "private-state", "await-in-sync-test", "ascii-arrow"}

    for length in range(1, len(line) + 1):
        text = BEFORE + indent + line[:length] + "\n" + AFTER
        found = elsewhere(document.check(text), text, first, position + 1 + ends)
        assert found == expected, line[:length]


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("indent", ["            ", "        "])
def test_code(line: str, indent: str) -> None:
    check(line, indent)


@given(typed_lines)
@settings(max_examples=20, deadline=None)
def test_anything(line: str) -> None:
    check(line, "            ")
