"""``seamwright.showStatus``: the page from what the editor has, and nothing written into the project."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import pytest_lsp
from lsprotocol import types as t
from pygls.exceptions import JsonRpcException
from pytest_lsp import LanguageClient, client_capabilities

from seamwright.lsp.convert import to_path
from tests.lsp.session import PLAN, PLAN_PATH, Session, config

pytestmark = pytest.mark.asyncio

VS_CODE = client_capabilities("visual-studio-code")
TEST_PATH = "tests/integration/test_books.py"
TEST = '''\
class TestPaymentLedger:
    """Integration tests for Payment → ledger."""

    def test_refund_is_booked(self):
        assert ledger.entries == 1
'''


@pytest_lsp.fixture(config=config())
async def client(lsp_client: LanguageClient):  # type: ignore[no-untyped-def]
    yield
    await lsp_client.shutdown_session()


async def ask(client: LanguageClient, *arguments: Any) -> Any:
    params = t.ExecuteCommandParams(command="seamwright.showStatus", arguments=list(arguments))
    answer = await client.workspace_execute_command_async(params)
    # Whatever the server asked for after its answer has come before the answer to this.
    await client.workspace_symbol_async(t.WorkspaceSymbolParams(query="nothing is called this"))
    return answer


async def refused(client: LanguageClient, *arguments: Any) -> tuple[int, str]:
    with pytest.raises(JsonRpcException) as caught:
        await ask(client, *arguments)
    return caught.value.code, caught.value.message


def files(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


async def test_the_page_of_the_project_shows_what_the_editor_has(client: LanguageClient, tmp_path: Path) -> None:
    session = Session(client, tmp_path)
    await session.start(VS_CODE, {TEST_PATH: TEST})
    before = files(tmp_path)
    session.open(text=PLAN.replace("Refund is booked", "Refund is booked\n- Nothing else is booked"))

    page = await ask(client)

    assert page.startswith("<!DOCTYPE html>")
    assert "Nothing else is booked" in page
    assert f'<a href="{TEST_PATH}#L4" data-path="{TEST_PATH}" data-line="4">' in page
    assert f'<a href="{session.uri(TEST_PATH)}#L4" ' in await ask(client, None, {"absolute": True})
    assert files(tmp_path) == before
    assert client.shown_documents == []


async def test_the_page_of_one_plan(client: LanguageClient, tmp_path: Path) -> None:
    session = Session(client, tmp_path)
    await session.start(
        VS_CODE, {"other/TEST_PLAN.md": "# Test Plan\n\n### 1. SEAM: Here to there\n- **Scenarios**:\n  - it goes\n"}
    )

    assert "Here to there" in await ask(client)
    assert "Here to there" in await ask(client, session.uri(TEST_PATH))
    assert "Here to there" not in await ask(client, session.uri(PLAN_PATH))


async def test_the_page_in_a_browser_stands_outside_of_the_project(client: LanguageClient, tmp_path: Path) -> None:
    session = Session(client, tmp_path)
    await session.start(VS_CODE, {TEST_PATH: TEST})
    before = files(tmp_path)

    assert await ask(client, session.uri(PLAN_PATH), {"open": True}) is None
    assert await ask(client, None, {"open": True}) is None

    first, second = client.shown_documents
    shown = Path(to_path(first.uri) or "")
    try:
        assert (first.uri, first.external) == (second.uri, True)
        assert tmp_path not in shown.parents
        assert f'href="{session.uri(TEST_PATH)}#L4"' in shown.read_text("utf-8")
        assert files(tmp_path) == before
    finally:
        shown.unlink()


async def test_what_cannot_be_shown_is_refused(client: LanguageClient, tmp_path: Path) -> None:
    session = Session(client, tmp_path)
    await session.start(t.ClientCapabilities())
    (tmp_path / PLAN_PATH).unlink()

    assert await refused(client) == (-32803, "the project has no plan")
    assert await refused(client, "file:///elsewhere/TEST_PLAN.md") == (-32803, "it lies in no open folder")
    assert (await refused(client, None, {"open": True}))[0] == -32803
    assert (await refused(client, 3))[0] == -32602
    assert (await refused(client, None, None, None))[0] == -32602
