"""Prose in, identifiers out."""

from __future__ import annotations

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seamwright.text.names import identifier, is_bindable, is_identifier, pascal, shorten, snake, unique, words


def check(text: str, expected: str) -> None:
    assert snake(text) == expected
    assert words(text) == words(text), "names are the same on every run"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HTTPException", "http_exception"),
        ("APIKeyAuth works", "api_key_auth_works"),
        ("getUserByID", "get_user_by_id"),
        ("All URLs and IDs", "all_urls_and_ids"),
        ("HTTP2Server", "http2_server"),
        ("an E2E run on utf8", "an_e2e_run_on_utf8"),
        ("OAuth2Flow via GraphQL", "oauth2_flow_via_graphql"),
        ("`snake_case` and kebab-case", "snake_case_and_kebab_case"),
    ],
)
def test_words_are_split_where_a_reader_splits_them(text: str, expected: str) -> None:
    check(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Failures Don't Cascade", "failures_dont_cascade"),
        ("the user’s basket", "the_users_basket"),
        ("tenant A's orders", "tenant_a_orders"),
        ("answers in <500ms", "answers_in_under_500ms"),
        ("answers in < 500 ms", "answers_in_under_500_ms"),
        ("load > 80%", "load_over_80_percent"),
        ("≤ 3 retries", "at_most_3_retries"),
        ("x >= 2", "x_at_least_2"),
        ("PENDING → PAID", "pending_to_paid"),
        ("queue -> worker", "queue_to_worker"),
        ("read & write", "read_and_write"),
        ("retry + breaker", "retry_and_breaker"),
        ("returns -1", "returns_minus_1"),
        ("status == 200", "status_equals_200"),
        ("C++ and C#", "cpp_and_csharp"),
        ("GET /v1/orders/{id}", "get_v1_orders_id"),
        ("✅ done 🎉", "done"),
        ("a\u2028b\x0bc\x00d", "a_b_c_d"),
    ],
)
def test_symbols_are_read_or_dropped(text: str, expected: str) -> None:
    check(text, expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Überprüfung läuft", "uberprufung_lauft"),
        ("проверка кэша", "proverka_kesha"),
        ("缓存 命中", "huan_cun_ming_zhong"),
        ("e\u0301te\u0301", "ete"),
    ],
)
def test_every_script_becomes_ascii(text: str, expected: str) -> None:
    check(text, expected)


def test_a_text_without_letters_gets_the_fallback() -> None:
    for text in ("", "!!!", "\ud800", "→", "🎉"):
        assert snake(text, fallback="scenario") == "scenario"
        assert pascal(text, fallback="Seam") == "Seam"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("order service", "OrderService"),
        ("HTTP cache with TLS", "HTTPCacheWithTLS"),
        ("SECURITY HEADERS", "SecurityHeaders"),
        ("API TLS termination", "APITlsTermination"),
        ("API → OrderService → Store", "APIOrderServiceStore"),
    ],
)
def test_pascal_case_keeps_acronyms_readable(text: str, expected: str) -> None:
    assert pascal(text) == expected


def test_long_names_lose_small_words_first_and_end_between_words() -> None:
    text = "the order is properly stored and the invoice is sent"
    assert snake(text, limit=60) == "the_order_is_properly_stored_and_the_invoice_is_sent"
    assert snake(text, limit=40) == "order_stored_and_invoice_sent"
    assert snake(text, limit=20) == "order_stored"
    assert snake("x" * 90, limit=20) == "x" * 20
    assert shorten([], 5, gap=1) == []


def test_identifiers_can_be_bound() -> None:
    assert identifier("class") == "class_"
    assert identifier("match") == "match_"
    assert identifier("3 orders") == "_3_orders"
    assert identifier("order store") == "order_store"


@pytest.mark.parametrize("name", ["", "class", "None", "1a", "a-b", "größe", "a\n", "a b", "ａ"])
def test_what_is_no_identifier(name: str) -> None:
    assert not is_identifier(name)


@pytest.mark.parametrize("name", ["__debug__", "__x", "_", "type", "case"])
def test_what_can_be_an_identifier_but_is_not_bound(name: str) -> None:
    assert is_identifier(name)
    assert not is_bindable(name)


def test_numbers_make_names_unique_within_the_limit() -> None:
    assert unique("a", {"b"}, limit=5) == "a"
    assert unique("a", {"a", "a_2"}, limit=5) == "a_3"
    assert unique("abcde", ["abcde"], limit=5) == "abc_2"


@given(st.text(st.characters(), max_size=80), st.integers(8, 80))
def test_any_text_becomes_an_identifier(text: str, limit: int) -> None:
    name = identifier(text, limit=limit)
    assert is_bindable(name)
    assert len(name) <= limit + 1
    assert not keyword.iskeyword(name)
    assert is_identifier("Test" + pascal(text))
