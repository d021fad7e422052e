"""Titles in, kind of phrase out."""

from __future__ import annotations

import pytest

from seamwright.text.english import is_clause, lowered


@pytest.mark.parametrize(
    "title",
    [
        "The basket survives a restart",
        "Orders are kept",
        "Stock service returns the number of articles",
        "Both services properly integrate with the ledger",
        "Two requests can share a basket",
        "An unknown article fails validation",
    ],
)
def test_clauses(title: str) -> None:
    assert is_clause(title)


@pytest.mark.parametrize(
    "title",
    [
        "Basket expiry",
        "Order without address",
        "Price updates",
        "Stock returns",
        "Retry (the queue is full)",
        "Work",
        "Склад полон",
        "",
    ],
)
def test_topics(title: str) -> None:
    assert not is_clause(title)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("All orders are kept", "all orders are kept"),
        ("The basket", "the basket"),
        ("Redis is down", "Redis is down"),
        ("API answers", "API answers"),
        ("All Orders", "All Orders"),
        ("An", "an"),
    ],
)
def test_only_ordinary_first_words_are_lowered(title: str, expected: str) -> None:
    assert lowered(title) == expected
