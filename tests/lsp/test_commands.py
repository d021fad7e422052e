"""Commands, and what the server asks the client for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import pytest_lsp
from lsprotocol import types as t
from pygls.exceptions import JsonRpcException
from pytest_lsp import LanguageClient, client_capabilities

from tests.lsp.session import FIRST, PLAN_PATH, Session, config, titled

pytestmark = pytest.mark.asyncio

VS_CODE = client_capabilities("visual-studio-code")


@pytest_lsp.fixture(config=config())
async def client(lsp_client: LanguageClient):  # type: ignore[no-untyped-def]
    yield
    await lsp_client.shutdown_session()


async def started(client: LanguageClient, root: Path, capabilities: t.ClientCapabilities = VS_CODE) -> Session:
    """A session that applies what the server asks it to."""
    session = Session(client, root)

    @client.feature(t.WORKSPACE_APPLY_EDIT)
    def apply_edit(params: t.ApplyWorkspaceEditParams) -> t.ApplyWorkspaceEditResult:
        session.editor.apply(params.edit)
        session.editor.save()
        return t.ApplyWorkspaceEditResult(applied=True)

    await session.start(capabilities)
    return session


async def run(client: LanguageClient, command: str, *arguments: Any) -> None:
    params = t.ExecuteCommandParams(command=f"seamwright.{command}", arguments=list(arguments))
    assert await client.workspace_execute_command_async(params) is None
    # Whatever the server asked for after its answer has come before the answer to this.
    await client.workspace_symbol_async(t.WorkspaceSymbolParams(query="nothing is called this"))


async def refused(client: LanguageClient, command: str, *arguments: Any) -> tuple[int, str]:
    with pytest.raises(JsonRpcException) as caught:
        await run(client, command, *arguments)
    return caught.value.code, caught.value.message


async def test_all_seams_of_a_priority_as_one_edit(client: LanguageClient, tmp_path: Path) -> None:
    session = await started(client, tmp_path)
    await run(client, "implementPriority", session.open(), "P0")

    assert "class TestBasketPaymentGateway:" in session.read(FIRST)
    assert "class TestPaymentLedger:" in session.read("tests/integration/test_payment_ledger.py")
    assert not (tmp_path / "tests/integration/test_ledger_report.py").exists()


async def test_implementing_a_priority_again_changes_nothing(client: LanguageClient, tmp_path: Path) -> None:
    session = await started(client, tmp_path)
    uri = session.open()
    await run(client, "implementPriority", uri, "P0")
    before = session.read(FIRST)

    assert await refused(client, "implementPriority", uri, "P0") == (-32803, "everything is implemented already")
    assert session.read(FIRST) == before


async def test_a_priority_without_seams_and_a_plan_that_is_not_open(client: LanguageClient, tmp_path: Path) -> None:
    session = await started(client, tmp_path)
    uri = session.open()

    assert (await refused(client, "implementPriority", uri, "P3"))[0] == -32803
    assert await refused(client, "implementPriority", session.uri("other.md"), "P0") == (
        -32803,
        "the plan is not open",
    )
    assert sorted(path.name for path in (tmp_path / "tests/integration").iterdir()) == ["TEST_PLAN.md"]


async def test_clients_that_apply_no_edits_are_told_so(client: LanguageClient, tmp_path: Path) -> None:
    session = await started(client, tmp_path, t.ClientCapabilities())

    code, message = await refused(client, "implementPriority", session.open(), "P0")
    assert (code, message) == (-32803, "this editor does not apply edits that the server asks for")


async def test_open_seam_shows_its_line(client: LanguageClient, tmp_path: Path) -> None:
    session = await started(client, tmp_path)
    uri = session.open()
    await run(client, "openSeam", uri, "payment-ledger")

    (shown,) = client.shown_documents
    assert (shown.uri, shown.external) == (uri, False)
    assert shown.selection == t.Range(t.Position(13, 0), t.Position(13, 29))
    assert await refused(client, "openSeam", uri, "no-such-seam") == (-32803, "the plan has no such seam")


async def test_after_an_action_the_first_todo_is_shown(client: LanguageClient, tmp_path: Path) -> None:
    session = await started(client, tmp_path)
    session.open()
    await session.choose(titled(await session.actions("1. SEAM"), "Implement seam 1"))
    await run(client, "openSeam", session.uri(PLAN_PATH), "ledger-report")

    first, _ = client.shown_documents
    assert first.uri == session.uri(FIRST)
    assert first.selection is not None
    shown = session.read(FIRST).split("\n")[first.selection.start.line]
    assert shown[first.selection.start.character : first.selection.end.character].startswith("TODO: ")


async def test_nothing_is_shown_to_clients_that_cannot(client: LanguageClient, tmp_path: Path) -> None:
    session = await started(client, tmp_path, client_capabilities("emacs"))
    session.open()
    actions = await session.actions("1. SEAM")

    assert actions != []
    assert [action.command for action in actions if action.command is not None] == []
    assert (await refused(client, "openSeam", session.uri(PLAN_PATH), "ledger-report"))[0] == -32803
    assert client.shown_documents == []


async def test_an_action_on_a_plan_that_has_changed_is_refused(client: LanguageClient, tmp_path: Path) -> None:
    session = await started(client, tmp_path)
    uri = session.open()
    one, all_of_them = await session.actions("1. SEAM")
    session.change(uri, "Declined card", "Stolen card")

    for action, code in ((one, -32803), (all_of_them, -32801)):
        with pytest.raises(JsonRpcException, match="changed since the action was offered") as caught:
            await client.code_action_resolve_async(action)
        assert caught.value.code == code


async def test_a_change_elsewhere_in_the_plan_is_no_obstacle(client: LanguageClient, tmp_path: Path) -> None:
    session = await started(client, tmp_path)
    uri = session.open()
    action = titled(await session.actions("1. SEAM"), "Implement seam 1")
    session.change(uri, "Empty month", "New lines\n\nabove and\n\nbelow: empty month")
    await session.choose(action)

    assert "class TestBasketPaymentGateway:" in session.read(FIRST)


async def test_what_came_into_being_since_the_offer_is_kept(client: LanguageClient, tmp_path: Path) -> None:
    session = await started(client, tmp_path)
    session.open()
    action = titled(await session.actions("1. SEAM"), "Implement seam 1")
    session.write(FIRST, "MINE = 1\n")
    await session.choose(action)

    assert "MINE = 1\n" in session.read(FIRST)
    assert "class TestBasketPaymentGateway:" in session.read(FIRST)


@pytest.mark.parametrize(
    "data",
    [
        {"action": "implement-seam", "uri": "file:///etc/passwd", "version": 1, "arguments": {}},
        {"action": "implement-into", "arguments": {"seam": "basket-payment-gateway", "into": "../../outside.py"}},
        {"action": "implement-into", "arguments": {"seam": "basket-payment-gateway", "into": "setup.py"}},
        {"action": "implement-seam", "arguments": {"seam": "basket-payment-gateway", "digest": "00000000"}},
        {"action": "implement-priority", "arguments": {"priority": "P7"}},
    ],
)
async def test_data_that_was_tampered_with_is_refused(
    client: LanguageClient, tmp_path: Path, data: dict[str, Any]
) -> None:
    session = await started(client, tmp_path)
    session.write("setup.py", "")
    uri = session.open()
    action = titled(await session.actions("1. SEAM"), "Implement seam 1")
    genuine = action.data
    assert isinstance(genuine, dict)
    arguments = {**genuine["arguments"], **data["arguments"]}
    action.data = {**genuine, "uri": uri, **data, "arguments": arguments}

    with pytest.raises(JsonRpcException) as caught:
        await client.code_action_resolve_async(action)
    assert caught.value.code in (-32801, -32803)
    assert str(tmp_path) not in caught.value.message


async def test_an_editor_that_cannot_make_a_folder_is_told_once(client: LanguageClient, tmp_path: Path) -> None:
    session = await started(client, tmp_path, client_capabilities("emacs"))
    text = session.read(PLAN_PATH).replace("Ledger, Report\n", "Ledger, Report\n**FILE:** tests/fresh/test_report.py\n")
    session.open(text=text)
    for _ in range(2):
        assert [action.title for action in await session.actions("3. SEAM")] == []
    await client.workspace_symbol_async(t.WorkspaceSymbolParams(query="nothing is called this"))

    (message,) = client.messages
    assert message.message.endswith("create the folder tests/fresh first: this editor cannot")
    assert not (tmp_path / "tests/fresh").exists()
