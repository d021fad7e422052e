"""*Rewrite this test to the template* in an editor: offered, resolved and applied; and where nobody is bothered."""

from __future__ import annotations

from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types as t
from pytest_lsp import LanguageClient

from seamwright.lsp.requests import TEMPLATE, code_action
from tests.lsp.marked import marked
from tests.lsp.session import Session, config, titled

pytestmark = pytest.mark.asyncio

PATH = "tests/integration/test_payment_ledger.py"
TITLE = "Rewrite this test to the template"
PLAIN = """\
import pytest


# 💳
@pytest.mark.slow
def test_refund_is_booked(shop):
    shop.refund()
    assert shop.booked
"""
METHOD = "class TestShop:\n    def test_shop_opens_early(self, shop):\n        shop.open()\n        assert shop\n"
LITERALS = t.ClientCodeActionLiteralOptions(code_action_kind=t.ClientCodeActionKindOptions(value_set=[""]))


@pytest_lsp.fixture(config=config())
async def client(lsp_client: LanguageClient):  # type: ignore[no-untyped-def]
    yield
    await lsp_client.shutdown_session()


def capabilities(*, lazy: bool = True) -> t.ClientCapabilities:
    return t.ClientCapabilities(
        text_document=t.TextDocumentClientCapabilities(
            code_action=t.CodeActionClientCapabilities(
                code_action_literal_support=LITERALS,
                data_support=lazy,
                resolve_support=t.ClientCodeActionResolveOptions(properties=["edit"]) if lazy else None,
                disabled_support=True,
            )
        ),
        workspace=t.WorkspaceClientCapabilities(
            workspace_edit=t.WorkspaceEditClientCapabilities(document_changes=True)
        ),
    )


async def opened(
    client: LanguageClient, root: Path, text: str, path: str = PATH, toml: str = "", *, lazy: bool = True
) -> Session:
    session = Session(client, root)
    await session.start(capabilities(lazy=lazy), {path: text, "pyproject.toml": toml})
    session.open(path)
    return session


async def offered(session: Session, at: str, path: str = PATH, **context: object) -> list[str]:
    found = await session.actions(at, path=path, **context)
    return [each.title for each in found if each.title.startswith("Rewrite") and each.disabled is None]


async def chosen(session: Session, action: t.CodeAction) -> None:
    """The action is applied, and the editor tells that the text is another now."""
    await session.choose(action)
    uri = session.uri(PATH)
    session.client.text_document_did_change(
        t.DidChangeTextDocumentParams(
            t.VersionedTextDocumentIdentifier(session.editor.versions[uri] + 1, uri),
            [t.TextDocumentContentChangeWholeDocument(session.editor.buffers[uri])],
        )
    )


@pytest.mark.parametrize("lazy", [True, False])
async def test_a_plain_test_gets_the_class_of_its_seam(client: LanguageClient, tmp_path: Path, lazy: bool) -> None:
    session = await opened(client, tmp_path, PLAIN, lazy=lazy)
    action = titled(await session.actions("refund_is", path=PATH), TITLE)
    assert (action.edit is None) == lazy
    assert action.kind == "refactor.seamwright.template"
    await chosen(session, action)
    text = session.read(PATH)

    assert text.startswith("import pytest\n\n\nclass TestPaymentLedger:\n")
    assert "        PaymentGateway → Ledger\n" in text
    assert '    # 💳\n    @pytest.mark.slow\n    def test_refund_is_booked(self, shop):\n        """\n' in text
    assert "        # Act\n        shop.refund()\n\n        # Assert\n        assert shop.booked\n" in text
    assert await offered(session, "refund_is") == []


async def test_a_method_gets_what_it_lacks(client: LanguageClient, tmp_path: Path) -> None:
    session = await opened(client, tmp_path, METHOD)
    await chosen(session, titled(await session.actions("def test_shop", path=PATH, only=["refactor"]), TITLE))

    assert "        Success Criteria:\n            TODO: success criteria\n" in session.read(PATH)
    assert await offered(session, "def test_shop") == []
    assert await offered(session, "class TestShop") == ["Rewrite this class to the template"]


async def test_the_fix_of_a_class_says_what_its_seam_says(client: LanguageClient, tmp_path: Path) -> None:
    text = METHOD.replace("TestShop", "TestPaymentLedger")
    session = await opened(client, tmp_path, text)
    fix = next(
        each
        for each in await session.actions("TestPaymentLedger", path=PATH, only=["quickfix"])
        if each.title == "Insert a docstring"
    )
    await chosen(session, fix)

    assert "    Seam Under Test:\n        PaymentGateway → Ledger\n" in session.read(PATH)


async def test_it_says_why_a_test_stays_as_it_is(client: LanguageClient, tmp_path: Path) -> None:
    session = await opened(client, tmp_path, f"{PLAIN}\n\nAGAIN = test_refund_is_booked\n")
    action = titled(await session.actions("refund_is", path=PATH), TITLE)

    assert action.disabled is not None
    assert action.disabled.reason == "test_refund_is_booked is named elsewhere in this module (line 11)"


async def test_another_module_that_uses_the_test_is_found_when_it_is_chosen(
    client: LanguageClient, tmp_path: Path
) -> None:
    session = await opened(client, tmp_path, PLAIN)
    session.write("tests/other.py", "from tests.integration.test_payment_ledger import test_refund_is_booked\n")
    action = titled(await session.actions("refund_is", path=PATH), TITLE)

    with pytest.raises(Exception, match=r"tests/other\.py uses test_refund_is_booked"):
        await session.choose(action)


async def test_no_light_bulb_follows_the_cursor(client: LanguageClient, tmp_path: Path) -> None:
    session = await opened(client, tmp_path, PLAIN)

    assert await offered(session, "refund_is", trigger_kind=t.CodeActionTriggerKind.Automatic) == []
    assert await offered(session, "refund_is", only=["quickfix"]) == []
    assert await offered(session, "assert") == []
    assert await offered(session, "refund_is", trigger_kind=t.CodeActionTriggerKind.Invoked) == [TITLE]


@pytest.mark.parametrize(
    ("text", "path", "toml", "expected"),
    [
        (PLAIN.replace("refund_is", "▮refund_is"), PATH, "", [TITLE]),
        (PLAIN.replace("@pytest", "▮@pytest"), PATH, "", [TITLE]),
        (PLAIN.replace("assert", "▮assert"), PATH, "", []),
        (PLAIN.replace("import", "▮import"), PATH, "", []),
        (METHOD.replace("shop.open", "▮shop.open"), PATH, "", []),
        (PLAIN.replace("refund_is", "▮refund_is"), "tests/unit/test_shop.py", "", []),
        (PLAIN.replace("refund_is", "▮refund_is"), "app/shop.py", "", []),
        (PLAIN.replace("refund_is", "▮refund_is"), PATH, 'ignore = ["SW1"]', []),
        (METHOD.replace("def", "▮def"), PATH, 'select = ["SW2"]', []),
        (PLAIN.replace("refund_is", "▮refund_is"), PATH, 'integration = ["tests/elsewhere"]', []),
        (PLAIN.replace("refund_is", "▮refund_is"), "tests/unit/test_shop.py", 'integration = ["tests/unit"]', [TITLE]),
    ],
)
async def test_it_is_offered_on_heads_in_integration_tests_alone(
    tmp_path: Path, text: str, path: str, toml: str, expected: list[str]
) -> None:
    place = marked(
        tmp_path, {path: text, "pyproject.toml": f"[tool.seamwright]\n{toml}\n"}, capabilities=capabilities()
    )
    params = t.CodeActionParams(
        t.TextDocumentIdentifier(place.uri), t.Range(place.position, place.position), t.CodeActionContext([])
    )

    assert [each.title for each in code_action.handle(place.world, params) or [] if each.kind == TEMPLATE] == expected
