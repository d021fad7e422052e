"""``seamwright.seamAt`` and ``seamwright.plans``: what an editor's own commands on a seam are about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import pytest_lsp
from lsprotocol import types as t
from pygls.exceptions import JsonRpcException
from pytest_lsp import LanguageClient, client_capabilities

from seamwright.lsp.convert import to_range
from seamwright.text.span import LineIndex, Span
from tests.lsp.session import FIRST, PLAN_PATH, Session, config

pytestmark = pytest.mark.asyncio

VS_CODE = client_capabilities("visual-studio-code")
CLASS = '''\
import pytest


class TestBasketPaymentGateway:
    """
    Integration tests for basket and payment gateway.

    Plan: TEST_PLAN.md#basket-payment-gateway
    """

    def helper(self):
        return 1

    @pytest.mark.parametrize("card", ["red", "blue"])
    def test_declined_card_leaves_the_basket_as_it_was(self, card):
        assert basket.lines == 2

    class TestWithVoucher:
        def test_total_is_rounded(self):
            assert basket.total == 1


def unrelated():
    return 2
'''
MORE = '''\
class TestBasketPaymentGatewayAtNight:
    """Plan: TEST_PLAN.md#basket-payment-gateway"""

    def test_paid_basket_is_emptied(self):
        assert basket.lines == 0


class TestLedger:
    """Plan: TEST_PLAN.md#payment-ledger"""

    def test_refund_is_booked(self):
        assert ledger.entries == 1
'''
LOOSE = '''\
"""Plan: TEST_PLAN.md#ledger-report"""


def test_empty_month_gives_an_empty_report():
    assert report.lines == 0


def test_leap_year():
    assert report.days == 29
'''
MORE_PATH, LOOSE_PATH = "tests/integration/test_night.py", "tests/integration/test_report.py"
FILES = {FIRST: CLASS, MORE_PATH: MORE, LOOSE_PATH: LOOSE, "tests/unit/test_sum.py": "def test_sum():\n    assert 1\n"}
BASKET = [f"{FIRST}::TestBasketPaymentGateway", f"{MORE_PATH}::TestBasketPaymentGatewayAtNight"]


@pytest_lsp.fixture(config=config())
async def client(lsp_client: LanguageClient):  # type: ignore[no-untyped-def]
    yield
    await lsp_client.shutdown_session()


async def ask(client: LanguageClient, command: str, *arguments: Any) -> Any:
    return await client.workspace_execute_command_async(t.ExecuteCommandParams(command, list(arguments)))


async def meant(session: Session, path: str, needle: str) -> Any:
    """The answer with the cursor before ``needle``."""
    text = session.editor.buffers[session.uri(path)]
    offset = text.index(needle)
    start = to_range(LineIndex(text), Span(offset, offset), session.encoding).start
    place = {"line": start.line, "character": start.character}
    return await ask(session.client, "seamwright.seamAt", session.uri(path), place)


@pytest.mark.parametrize(
    ("path", "needle", "seam", "shown", "tests"),
    [
        (PLAN_PATH, "### 1. SEAM", "basket-payment-gateway", "### 1. SEAM", BASKET),
        (PLAN_PATH, "- Paid basket is emptied", "basket-payment-gateway", "### 1. SEAM", BASKET),
        (PLAN_PATH, "**COMPONENTS:** PaymentGateway, Ledger", "payment-ledger", "### 2.", [f"{MORE_PATH}::TestLedger"]),
        (FIRST, "import pytest", "basket-payment-gateway", "### 1. SEAM", BASKET),
        (FIRST, "Plan: TEST", "basket-payment-gateway", "### 1. SEAM", BASKET),
        (FIRST, "return 1", "basket-payment-gateway", "### 1. SEAM", BASKET),
        (FIRST, "@pytest.mark", "basket-payment-gateway", "- Declined card", BASKET),
        (FIRST, "basket.lines", "basket-payment-gateway", "- Declined card", BASKET),
        (FIRST, "basket.total", "basket-payment-gateway", "### 1. SEAM", BASKET),
        (MORE_PATH, "ledger.entries", "payment-ledger", "- Refund is booked", [f"{MORE_PATH}::TestLedger"]),
        (
            LOOSE_PATH,
            "report.days",
            "ledger-report",
            "### 3. SEAM",
            [f"{LOOSE_PATH}::test_empty_month_gives_an_empty_report", f"{LOOSE_PATH}::test_leap_year"],
        ),
    ],
)
async def test_the_seam_and_its_tests(
    client: LanguageClient, tmp_path: Path, path: str, needle: str, seam: str, shown: str, tests: list[str]
) -> None:
    session = Session(client, tmp_path)
    await session.start(VS_CODE, FILES)
    session.open()
    if path != PLAN_PATH:
        session.open(path)

    found = await meant(session, path, needle)

    assert (found["plan"], found["id"], found["root"]) == (session.uri(PLAN_PATH), seam, session.uri("."))
    assert sorted(each["node"] for each in found["tests"]) == sorted(tests)
    assert {each["uri"] for each in found["tests"]} == {session.uri(each.split("::")[0]) for each in tests}
    lines = LineIndex(session.editor.buffers[session.uri(PLAN_PATH)])
    assert lines.text(found["range"]["start"]["line"])[found["range"]["start"]["character"] :].startswith(shown)


async def test_buffers_count_and_the_plan_need_not_be_open(client: LanguageClient, tmp_path: Path) -> None:
    session = Session(client, tmp_path)
    await session.start(VS_CODE, FILES)
    session.open(MORE_PATH, MORE.replace("TestLedger", "TestBooks"))

    found = await meant(session, MORE_PATH, "class TestBooks")

    assert [each["node"] for each in found["tests"]] == [f"{MORE_PATH}::TestBooks"]
    assert found["range"]["start"]["line"] == 13
    assert "Refund is booked" in await ask(client, "seamwright.brief", found["plan"], found["id"])


@pytest.mark.parametrize(
    ("path", "needle", "reason"),
    [
        (PLAN_PATH, "## High priority", "there is no seam at the cursor"),
        (MORE_PATH, "\n\nclass TestLedger", "the test at the cursor stands for no seam of a plan"),
        ("tests/unit/test_sum.py", "assert 1", "the test at the cursor stands for no seam of a plan"),
    ],
)
async def test_no_seam_is_a_reason(client: LanguageClient, tmp_path: Path, path: str, needle: str, reason: str) -> None:
    session = Session(client, tmp_path)
    await session.start(VS_CODE, FILES)
    session.open(path)

    with pytest.raises(JsonRpcException, match=reason):
        await meant(session, path, needle)


@pytest.mark.parametrize(
    "arguments",
    [(), ("file:///a.md",), ("file:///a.md", {"line": -1, "character": 0}), (1, {"line": 0, "character": 0})],
)
async def test_other_arguments_are_refused(client: LanguageClient, tmp_path: Path, arguments: tuple[Any, ...]) -> None:
    session = Session(client, tmp_path)
    await session.start(VS_CODE)

    with pytest.raises(JsonRpcException) as caught:
        await ask(client, "seamwright.seamAt", *arguments)
    assert caught.value.code == -32602


async def test_plans_of_all_folders_and_open_ones(client: LanguageClient, tmp_path: Path) -> None:
    session = Session(client, tmp_path)
    plan = "# Other plan\n\n### 1. SEAM: Here to there\n- **Scenarios**:\n  - it goes\n"
    files = {
        "shop/pyproject.toml": "[tool.seamwright]\n",
        "shop/tests/TEST_PLAN.md": plan.replace("Other", "Shop"),
        "depot/pyproject.toml": "[tool.seamwright]\n",
        "depot/tests/TEST_PLAN.md": plan,
        "depot/notes.md": "# Notes\n",
        "notes.md": "# Notes\n",
        "draft.md": "",
    }
    await session.start(VS_CODE, files, folders=("shop", "depot"))
    session.open("notes.md")
    session.open("draft.md", plan.replace("Other", "New"))

    found = await ask(client, "seamwright.plans")

    assert [(each["uri"], each["title"]) for each in found] == [
        (session.uri("shop/tests/TEST_PLAN.md"), "Shop plan"),
        (session.uri("depot/tests/TEST_PLAN.md"), "Other plan"),
        (session.uri("draft.md"), "New plan"),
    ]
