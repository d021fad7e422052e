"""From opening a plan to tests on disk, with the real server, as VS Code, Neovim and Emacs do it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types as t
from pytest_lsp import LanguageClient, client_capabilities

from tests.lsp.session import FIRST, PLAN, PLAN_PATH, Session, config, titled

pytestmark = pytest.mark.asyncio

EDITORS = ("visual-studio-code", "neovim", "neovim@v0.6.1", "emacs")
ENCODINGS = {"visual-studio-code": "utf-16", "neovim": "utf-8", "neovim@v0.6.1": "utf-16", "emacs": "utf-32"}


@pytest_lsp.fixture(params=EDITORS, config=config())
async def session(request: pytest.FixtureRequest, lsp_client: LanguageClient, tmp_path: Path):  # type: ignore[no-untyped-def]
    started = Session(lsp_client, tmp_path)
    result = await started.start(client_capabilities(request.param))
    assert started.encoding == ENCODINGS[request.param]
    assert result.server_info is not None
    assert result.server_info.name == "seamwright"
    lsp_client.session = started
    yield
    await lsp_client.shutdown_session()
    assert lsp_client.error is None


async def test_a_seam_becomes_a_test_file(session: LanguageClient, request: pytest.FixtureRequest) -> None:
    editor: Session = session.session  # type: ignore[attr-defined]
    editor.open()
    edit = await editor.choose(titled(await editor.actions("1. SEAM"), "Implement seam 1"))

    text = editor.read(FIRST)
    assert "class TestBasketPaymentGateway:" in text
    assert "Basket → PaymentGateway" in text
    assert f"Plan: {PLAN_PATH}#basket-payment-gateway [" in text
    (cls,) = (node for node in ast.parse(text).body if isinstance(node, ast.ClassDef))
    assert [node.name for node in cls.body if isinstance(node, ast.FunctionDef)] == [
        "test_declined_card_leaves_the_basket_as_it_was",
        "test_paid_basket_is_emptied",
    ]
    creates = [change for change in edit.document_changes or () if isinstance(change, t.CreateFile)]
    assert [change.options.overwrite for change in creates if change.options] == [False] * len(creates)
    assert editor.read(PLAN_PATH) == PLAN


async def test_afterwards_only_what_is_missing_is_offered(session: LanguageClient) -> None:
    editor: Session = session.session  # type: ignore[attr-defined]
    plan = editor.open()
    await editor.choose(titled(await editor.actions("1. SEAM"), "Implement seam 1"))
    before = editor.read(FIRST)
    assert [action.title for action in await editor.actions("1. SEAM") if action.disabled is None] == [
        "Implement all P0 seams (1 file)"
    ]

    editor.change(plan, "- Paid basket", "- Empty basket 🧺 is refused\n- Paid basket")
    await editor.choose(
        titled(await editor.actions("1. SEAM"), "Add the 1 missing scenario to TestBasketPaymentGateway")
    )

    after = editor.read(FIRST)
    assert after.startswith(before.rstrip("\n"))
    assert "def test_empty_basket_is_refused(" in after


async def test_an_open_buffer_wins_over_the_disk(session: LanguageClient) -> None:
    editor: Session = session.session  # type: ignore[attr-defined]
    editor.write(FIRST, "LIMIT = 1\n")
    editor.open()
    uri = editor.open(FIRST, "# 💳 unsaved →\nLIMIT = 2\n", version=7)
    edit = await editor.choose(titled(await editor.actions("1. SEAM"), "Implement seam 1"))

    text = editor.read(FIRST)
    assert "LIMIT = 2\n" in text
    assert "class TestBasketPaymentGateway:" in text
    versions = {
        change.text_document.uri: change.text_document.version
        for change in edit.document_changes or ()
        if isinstance(change, t.TextDocumentEdit)
    }
    assert versions == {uri: 7}


async def test_all_seams_of_a_priority(session: LanguageClient) -> None:
    editor: Session = session.session  # type: ignore[attr-defined]
    editor.open()
    await editor.choose(titled(await editor.actions("High priority"), "Implement all P0 seams (2 files)"))

    assert sorted(path.name for path in (editor.root / "tests/integration").glob("*.py")) == [
        "test_basket_payment_gateway.py",
        "test_payment_ledger.py",
    ]


async def test_a_file_with_windows_line_ends_keeps_them(session: LanguageClient) -> None:
    editor: Session = session.session  # type: ignore[attr-defined]
    editor.write(FIRST, "import os  # 💳\r\n\r\nHERE = os.getcwd()")
    editor.open()
    await editor.choose(titled(await editor.actions("1. SEAM"), "Implement seam 1"))

    text = editor.read(FIRST)
    assert "HERE = os.getcwd()\r\n" in text
    assert text.count("\n") == text.count("\r\n")


@pytest.mark.parametrize("at", ["- Paid basket", "**COMPONENTS:** Basket", "\n## Low"])
async def test_nothing_is_offered_in_the_middle_of_things(session: LanguageClient, at: str) -> None:
    editor: Session = session.session  # type: ignore[attr-defined]
    editor.open()

    assert await editor.actions(at) == []


async def test_nothing_is_offered_in_other_documents(session: LanguageClient) -> None:
    editor: Session = session.session  # type: ignore[attr-defined]
    editor.open("README.md", "# Shop\n\n## 1. Install\n\n- run make\n")
    editor.open("tests/test_x.py", "# Test plan\n# 1. SEAM: a\n")

    assert await editor.actions("# Shop", path="README.md") == []
    assert await editor.actions("1. SEAM", path="tests/test_x.py") == []


async def test_other_kinds_of_actions_are_not_ours(session: LanguageClient) -> None:
    editor: Session = session.session  # type: ignore[attr-defined]
    editor.open()

    assert await editor.actions("1. SEAM", only=["source"]) == []
    assert await editor.actions("1. SEAM", only=["refactor.seam"]) == []
    assert await editor.actions("1. SEAM", only=["source", "refactor"]) != []
    assert await editor.actions("1. SEAM", only=["refactor.seamwright"]) != []


async def test_a_file_that_does_not_parse_is_left_alone(session: LanguageClient) -> None:
    editor: Session = session.session  # type: ignore[attr-defined]
    editor.write(FIRST, "def broken(:\n")
    editor.open()
    actions = await editor.actions("1. SEAM")

    refused = [action for action in actions if "Implement seam 1" in action.title]
    if editor.editor.capabilities.text_document.code_action.disabled_support:  # type: ignore[union-attr]
        assert [action.disabled.reason for action in refused if action.disabled] == [f"{FIRST} does not parse"]
        quiet = await editor.actions("1. SEAM", trigger_kind=t.CodeActionTriggerKind.Automatic)
        assert [action for action in quiet if action.disabled is not None] == []
    assert [action for action in refused if action.disabled is None] == []
    assert editor.read(FIRST) == "def broken(:\n"
