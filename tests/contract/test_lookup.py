"""Which contract a component text of a plan means; and what it does not mean."""

from __future__ import annotations

import pytest

from seamwright.contract import find, find_all, parse_contract

CONTRACTS = [
    parse_contract("class CacheFactory:\n    def make(self): ...\n    def make_fast(self): ...\n", "app.cache.factory"),
    parse_contract("class MemoryCache: ...\nclass Redis: ...\nclass Result: ...\n", "app.cache.stores"),
    parse_contract("def get_health(): ...\nclass Result: ...\napp: App\n", "app.health"),
    parse_contract("class Settings: ...\nsettings: Settings\ndef create_app(): ...\n", "app.core.config"),
    parse_contract("class HTTPError: ...\n", "app.errors"),
]


def check(component: str, *expected: str) -> None:
    """``component`` names ``expected`` (``module:Symbol.member``), the first one first."""
    matches = find_all(CONTRACTS, component)
    shown = [f"{m.contract.module}:{m.symbol.name}" + (f".{m.member.name}" if m.member else "") for m in matches]
    assert shown == list(expected)
    assert find(CONTRACTS, component) == (matches[0] if matches else None)


@pytest.mark.parametrize(
    ("component", "expected"),
    [
        ("CacheFactory", "app.cache.factory:CacheFactory"),
        ("`CacheFactory`", "app.cache.factory:CacheFactory"),
        (" CacheFactory() ", "app.cache.factory:CacheFactory"),
        ("CacheFactory (the only way to a cache)", "app.cache.factory:CacheFactory"),
        ("CacheFactory.make()", "app.cache.factory:CacheFactory.make"),
        ("CacheFactory._hidden()", "app.cache.factory:CacheFactory"),
        ("the real CacheFactory", "app.cache.factory:CacheFactory"),
        ("HTTPError conversion", "app.errors:HTTPError"),
        ("get_health dependency", "app.health:get_health"),
        ("make_fast()", "app.cache.factory:CacheFactory.make_fast"),
        ("Redis", "app.cache.stores:Redis"),
        ("`Redis` behind TLS", "app.cache.stores:Redis"),
        ("Settings object (app.core.config.Settings)", "app.core.config:Settings"),
        ("app.core.config.Settings", "app.core.config:Settings"),
        ("core.config.Settings", "app.core.config:Settings"),
        ("app.cache.MemoryCache", "app.cache.stores:MemoryCache"),
        ("app.core.config:create_app", "app.core.config:create_app"),
        ("app.health.Result", "app.health:Result"),
        ("stores.Result", "app.cache.stores:Result"),
    ],
)
def test_found_by_exact_name(component: str, expected: str) -> None:
    check(component, expected)


def test_several_are_found_in_reading_order() -> None:
    check(
        "cache implementations (`MemoryCache`, Redis, `Unknown`, `CacheFactory`)",
        "app.cache.stores:MemoryCache",
        "app.cache.factory:CacheFactory",
    )
    check(
        "get_health() → CacheFactory.make → get_health()",
        "app.health:get_health",
        "app.cache.factory:CacheFactory.make",
    )


@pytest.mark.parametrize(
    "component",
    [
        "",
        "Cachefactory",
        "CacheFactoryX",
        "MyCacheFactory",
        "cache factory",
        "Redis behind TLS",
        "Settings and Redis",
        "the app",
        "/health/CacheFactory",
        "CacheFactory/MemoryCache pair",
        "cache-CacheFactory",
        "CacheFactory-like things",
        "Result",
        "Result (of any kind)",
        "other.module.CacheFactory",
        "app.main lifespan",
        "settings.debug flag",
        "make",
        "→",
    ],
)
def test_no_guess_is_made(component: str) -> None:
    check(component)
