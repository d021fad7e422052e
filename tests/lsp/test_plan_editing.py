"""In a plan: renaming scenarios and components with their tests, links to files, hints behind scenarios."""

from __future__ import annotations

from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types as t
from pygls.exceptions import JsonRpcException
from pytest_lsp import LanguageClient, client_capabilities

from seamwright.lsp.convert import to_path, to_range
from seamwright.text.span import LineIndex, Span
from tests.lsp.session import FIRST, PLAN_PATH, Session, config

pytestmark = pytest.mark.asyncio


@pytest_lsp.fixture(config=config())
async def client(lsp_client: LanguageClient):  # type: ignore[no-untyped-def]
    yield
    await lsp_client.shutdown_session()


async def generated(client: LanguageClient, root: Path) -> Session:
    """A session with the plan open whose first seam has its generated class."""
    session = Session(client, root)
    await session.start(client_capabilities("visual-studio-code"))
    session.open()
    (action,) = [each for each in await session.actions("### 1. SEAM") if each.title.startswith("Implement seam 1")]
    await session.choose(action)
    client.workspace_did_change_watched_files(
        t.DidChangeWatchedFilesParams([t.FileEvent(session.uri(FIRST), t.FileChangeType.Created)])
    )
    return session


async def rename(session: Session, needle: str, new: str) -> t.WorkspaceEdit | None:
    """Rename what is at ``needle`` of the plan, and apply it."""
    text = session.editor.buffers[session.uri(PLAN_PATH)]
    offset = text.index(needle) + 1
    edit = await session.client.text_document_rename_async(
        t.RenameParams(
            t.TextDocumentIdentifier(session.uri(PLAN_PATH)),
            to_range(LineIndex(text), Span(offset, offset), session.encoding).start,
            new,
        )
    )
    if edit is not None:
        session.editor.buffers.setdefault(session.uri(FIRST), session.read(FIRST))
        session.editor.apply(edit)
        session.editor.save()
    return edit


async def test_a_scenario_takes_its_test_along(client: LanguageClient, tmp_path: Path) -> None:
    session = await generated(client, tmp_path)
    before = session.read(FIRST)

    await rename(session, "Paid basket is emptied", "Paid basket is empty afterwards")

    after = session.read(FIRST)
    assert "- Paid basket is empty afterwards" in session.read(PLAN_PATH)
    assert "def test_paid_basket_is_empty_afterwards(" in after
    assert "test_paid_basket_is_emptied" not in after
    assert "def test_declined_card_leaves_the_basket_as_it_was(" in after
    assert after.count("pytest.fail") == before.count("pytest.fail")
    reference = next(line for line in after.splitlines() if "Plan:" in line)
    assert reference not in before
    # Nothing is stale: the plan and the class say the same.
    lenses = await client.text_document_code_lens_async(
        t.CodeLensParams(t.TextDocumentIdentifier(session.uri(PLAN_PATH)))
    )
    resolved = [await client.code_lens_resolve_async(lens) for lens in lenses or ()]
    assert not [lens for lens in resolved if lens.command and "stale" in lens.command.title]


async def test_a_component_is_renamed_in_the_plan_and_in_docstrings(client: LanguageClient, tmp_path: Path) -> None:
    session = await generated(client, tmp_path)

    await rename(session, "PaymentGateway\n", "CardGateway")

    plan, test = session.read(PLAN_PATH), session.read(FIRST)
    assert "PaymentGateway" not in plan
    assert plan.count("CardGateway") == 2
    assert "Basket → CardGateway" in test
    assert "class TestBasketPaymentGateway" in test


@pytest.mark.parametrize("needle", ["# Checkout", "CRITICAL PATH", "## Low priority", "### 2. SEAM"])
async def test_nothing_else_is_renamed(client: LanguageClient, tmp_path: Path, needle: str) -> None:
    session = await generated(client, tmp_path)

    assert await rename(session, needle, "Other") is None


async def test_a_name_that_would_break_the_plan_is_refused(client: LanguageClient, tmp_path: Path) -> None:
    session = await generated(client, tmp_path)

    with pytest.raises(JsonRpcException, match="no name of a component"):
        await rename(session, "PaymentGateway\n", "two words")


async def test_files_that_exist_are_links(client: LanguageClient, tmp_path: Path) -> None:
    session = Session(client, tmp_path)
    await session.start(client_capabilities("visual-studio-code"), {"shop/basket.py": "", FIRST: ""})
    uri = session.open()
    session.change(
        uri, "## Low priority", f"See `shop/basket.py`, {FIRST}, gone.py, ../../../etc/passwd.txt.\n\n## Low priority"
    )

    links = await client.text_document_document_link_async(t.DocumentLinkParams(t.TextDocumentIdentifier(uri)))

    found = [Path(str(to_path(link.target or ""))).relative_to(tmp_path).as_posix() for link in links or ()]
    assert found == ["shop/basket.py", FIRST]


async def test_other_documents_have_no_links(client: LanguageClient, tmp_path: Path) -> None:
    session = Session(client, tmp_path)
    await session.start(client_capabilities("visual-studio-code"), {"README.md": "# Shop\n\nSee pyproject.toml.\n"})
    uri = session.open("README.md")

    assert await client.text_document_document_link_async(t.DocumentLinkParams(t.TextDocumentIdentifier(uri))) is None


async def hints(session: Session, path: str = PLAN_PATH) -> list[str]:
    """The hints of a document, in order."""
    text = session.editor.buffers[session.uri(path)]
    found = await session.client.text_document_inlay_hint_async(
        t.InlayHintParams(
            t.TextDocumentIdentifier(session.uri(path)),
            to_range(LineIndex(text), Span(0, len(text)), session.encoding),
        )
    )
    return [str(hint.label) for hint in found or ()]


async def test_hints_tell_the_test_that_is_missing_and_the_last_outcome(client: LanguageClient, tmp_path: Path) -> None:
    session = Session(client, tmp_path)
    name = "test_declined_card_leaves_the_basket_as_it_was"
    files = {
        FIRST: f"class TestBasketPaymentGateway:\n    def {name}(self):\n        assert basket\n",
        ".pytest_cache/v/cache/lastfailed": f'{{"{FIRST}::TestBasketPaymentGateway::{name}": true}}',
    }
    await session.start(client_capabilities("visual-studio-code"), files)
    session.open()

    assert await hints(session) == [
        "✘ failed",
        "→ test_paid_basket_is_emptied",
        "→ test_refund_is_booked",
        "→ test_empty_month_gives_an_empty_report",
    ]


async def test_hints_can_be_switched_off(client: LanguageClient, tmp_path: Path) -> None:
    session = Session(client, tmp_path)
    await session.start(client_capabilities("neovim"), options={"seamwright": {"inlayHints.testNames": False}})
    session.open()

    assert await hints(session) == []
