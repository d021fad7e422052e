"""Which stubs are contracts, and which module each describes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from seamwright.workspace.config import ConfigError
from seamwright.workspace.contracts import configured_contracts, discovered_contracts
from seamwright.workspace.files import Workspace
from tests.conftest import Project

MIRROR = [
    "backend/app/__init__.py",
    "backend/app/main.py",
    "backend/app/store/__init__.py",
    "backend/app/store/cache.py",
]
STUBS = ["backend/contracts/__init__.pyi", "backend/contracts/main.pyi", "backend/contracts/store/cache.pyi"]


def check(project: Project, paths: Sequence[str], near: str, expected: dict[str, str]) -> None:
    """The contracts found for a plan in the folder ``near``, as path and module."""
    root = project(dict.fromkeys([*paths, f"{near}/plan.md"], ""))

    found = discovered_contracts(root, root / near)

    assert {contract.path.relative_to(root).as_posix(): contract.module for contract in found} == expected


MODULES = {
    "backend/contracts/__init__.pyi": "app",
    "backend/contracts/main.pyi": "app.main",
    "backend/contracts/store/cache.pyi": "app.store.cache",
}


@pytest.mark.parametrize("near", ["backend/tests/integration/cache", "backend/tests", "backend"])
def test_folder_that_mirrors_a_package(project: Project, near: str) -> None:
    check(project, [*MIRROR, *STUBS], near, MODULES)


def test_other_folders_with_some_of_the_same_names(project: Project) -> None:
    check(project, [*MIRROR, *STUBS, "backend/tools/main.py", "backend/app/old/main.py"], "backend/tests", MODULES)


def test_stub_beside_its_module(project: Project) -> None:
    check(
        project,
        [
            "src/shop/__init__.py",
            "src/shop/cart.py",
            "src/shop/cart.pyi",
            "src/shop/pay/__init__.py",
            "src/shop/pay/card.pyi",
            "src/shop/pay/card.py",
        ],
        "tests",
        {"src/shop/cart.pyi": "shop.cart", "src/shop/pay/card.pyi": "shop.pay.card"},
    )


def test_contracts_of_a_source_folder(project: Project) -> None:
    check(
        project,
        ["contracts/shop/cart.pyi", "src/shop/__init__.py", "src/shop/cart.py"],
        "tests",
        {"contracts/shop/cart.pyi": "shop.cart"},
    )


def test_package_without_init(project: Project) -> None:
    check(
        project,
        ["contracts/cart.pyi", "contracts/pay/card.pyi", "shop/cart.py", "shop/pay/card.py"],
        "tests",
        {"contracts/cart.pyi": "shop.cart", "contracts/pay/card.pyi": "shop.pay.card"},
    )


def test_stubs_of_a_package_that_is_elsewhere(project: Project) -> None:
    check(project, ["typings/redis/client.pyi"], "tests", {"typings/redis/client.pyi": "redis.client"})


def test_contracts_written_before_the_code(project: Project) -> None:
    check(
        project,
        ["contracts/shop/__init__.pyi", "contracts/shop/cart.pyi"],
        "tests",
        {"contracts/shop/__init__.pyi": "shop", "contracts/shop/cart.pyi": "shop.cart"},
    )


@pytest.mark.parametrize(
    "path",
    [
        "other/deep/contracts/cart.pyi",
        "tests/data/cart.pyi",
        "shop/cart.pyi",
        "contracts/.hidden/cart.pyi",
        "contracts/node_modules/cart.pyi",
        "contracts/not-a-name.pyi",
        "contracts/cart.py",
    ],
)
def test_what_is_no_contract(project: Project, path: str) -> None:
    check(project, [path], "tests", {})


def test_stub_behind_a_link_is_not_followed(project: Project) -> None:
    root = project({"real/cart.pyi": "", "tests/plan.md": ""})
    (root / "contracts").mkdir()
    (root / "contracts/cart").symlink_to(root / "real")
    (root / "contracts/loop").symlink_to(root / "contracts")

    assert discovered_contracts(root, root / "tests") == []


@pytest.mark.parametrize(
    ("patterns", "modules", "empty"),
    [
        (["backend/contracts"], ["app", "app.main", "app.store.cache"], []),
        (["backend/contracts/main.pyi"], ["app.main"], []),
        (["backend/contracts/**/*.pyi"], ["app", "app.main", "app.store.cache"], []),
        (["backend/contracts/store", "backend/contracts"], ["app.store.cache", "app", "app.main"], []),
        (["backend/app"], [], ["backend/app"]),
        (["backend/contracts/main.pyi", "nowhere/*.pyi"], ["app.main"], ["nowhere/*.pyi"]),
    ],
)
def test_configured(project: Project, patterns: list[str], modules: list[str], empty: list[str]) -> None:
    root = project(dict.fromkeys([*MIRROR, *STUBS], ""))

    found, without = configured_contracts(root, patterns)

    assert [contract.module for contract in found] == modules
    assert without == empty


def test_configured_pattern_without_a_stub_is_an_error_with_its_line(project: Project) -> None:
    root = project({"pyproject.toml": "[tool.seamwright]\ncontracts = [\n  'nowhere',\n]\n", "plan.md": ""})

    with pytest.raises(ConfigError, match=r"^pyproject\.toml:2: contracts: there is no \.pyi file at 'nowhere'$"):
        Workspace(root).contracts("plan.md")


def test_contracts_are_read_and_follow_the_disk(project: Project) -> None:
    root = project({"contracts/shop/cart.pyi": "class Cart: ...\n", "plan.md": ""})
    workspace = Workspace(root)

    (contract,) = workspace.contracts("plan.md")
    assert (contract.module, [symbol.name for symbol in contract.symbols]) == ("shop.cart", ["Cart"])

    (root / "contracts/shop/cart.pyi").write_text("class ShoppingCart: ...\n")
    (contract,) = workspace.contracts("plan.md")
    assert [symbol.name for symbol in contract.symbols] == ["ShoppingCart"]


def test_unreadable_stub_is_left_out(project: Project) -> None:
    root = project({"contracts/a.pyi": b"\xff\0", "contracts/b.pyi": "def broken(:\n", "plan.md": ""})

    assert [contract.module for contract in Workspace(root).contracts("plan.md")] == ["b"]
