"""Plan and tests belong together in the editor: lenses on both sides, and what a click on one does."""

from __future__ import annotations

from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types as t
from pytest_lsp import LanguageClient, client_capabilities

from seamwright.lsp.convert import to_path, to_range, to_span
from seamwright.text.span import LineIndex, Span
from tests.lsp.session import FIRST, PLAN_PATH, Session, config

pytestmark = pytest.mark.asyncio

WRITTEN = '''\
class TestBasketPaymentGateway:
    """
    Integration tests for basket and payment gateway.
    """

    def test_declined_card_leaves_the_basket_as_it_was(self):
        assert basket.lines == 2

    def test_total_is_rounded(self):
        assert basket.total == 1
'''


@pytest_lsp.fixture(config=config())
async def client(lsp_client: LanguageClient):  # type: ignore[no-untyped-def]
    yield
    await lsp_client.shutdown_session()


async def titles(session: Session, path: str) -> list[str | None]:
    """What the lenses of an open document say, in its order."""
    lenses = await session.client.text_document_code_lens_async(
        t.CodeLensParams(t.TextDocumentIdentifier(session.uri(path)))
    )
    found = []
    for lens in sorted(lenses or (), key=lambda each: each.range.start.line):
        resolved = await session.client.code_lens_resolve_async(lens)
        found.append(resolved.command.title if resolved.command is not None else None)
    return found


async def test_lenses_tell_how_far_a_seam_is_and_follow_the_buffers(client: LanguageClient, tmp_path: Path) -> None:
    session = Session(client, tmp_path)
    await session.start(client_capabilities("visual-studio-code"), {FIRST: WRITTEN})
    plan = session.open()

    assert await titles(session, PLAN_PATH) == [
        "1/2 scenarios · P0",
        "Implement · 0/1 scenario · P0",
        "Implement · 0/1 scenario · P2",
    ]
    session.open(FIRST)
    assert await titles(session, FIRST) == ["seam 1 of TEST_PLAN.md · 1/2"]

    session.change(session.uri(FIRST), "test_total_is_rounded", "test_paid_basket_is_emptied")
    assert (await titles(session, PLAN_PATH))[0] == "✔ 2/2 scenarios · P0"
    session.change(plan, "- Paid basket is emptied", "- Paid basket is emptied\n- Voucher lowers the total")
    assert await titles(session, FIRST) == ["seam 1 of TEST_PLAN.md · 2/3"]


async def test_no_lens_on_other_documents(client: LanguageClient, tmp_path: Path) -> None:
    session = Session(client, tmp_path)
    await session.start(
        client_capabilities("visual-studio-code"),
        {
            "README.md": "# Shop\n\n- run the tests\n",
            "tests/unit/test_sum.py": "class TestSum:\n    def test_it(self):\n        assert 1\n",
        },
    )
    for path in ("README.md", "tests/unit/test_sum.py"):
        session.open(path)
        assert await titles(session, path) == []


async def test_click_implements_the_seam_and_the_lens_changes(client: LanguageClient, tmp_path: Path) -> None:
    session = Session(client, tmp_path)
    await session.start(client_capabilities("visual-studio-code"))
    plan = session.open()

    @client.feature(t.WORKSPACE_APPLY_EDIT)
    def apply(params: t.ApplyWorkspaceEditParams) -> t.ApplyWorkspaceEditResult:
        session.editor.apply(params.edit)
        session.editor.save()
        return t.ApplyWorkspaceEditResult(applied=True)

    await client.workspace_execute_command_async(
        t.ExecuteCommandParams("seamwright.implementSeam", [plan, "basket-payment-gateway"])
    )
    # Whatever the server asked for after its answer has come before the answer to this.
    await titles(session, PLAN_PATH)
    client.workspace_did_change_watched_files(
        t.DidChangeWatchedFilesParams([t.FileEvent(session.uri(FIRST), t.FileChangeType.Created)])
    )

    assert (await titles(session, PLAN_PATH))[0] == "0/2 scenarios · P0"


def at(session: Session, path: str, needle: str) -> tuple[t.TextDocumentIdentifier, t.Position]:
    """The document and the position of the character after the first letter of ``needle``."""
    text = session.editor.buffers[session.uri(path)]
    offset = text.index(needle) + 1
    return (
        t.TextDocumentIdentifier(session.uri(path)),
        to_range(LineIndex(text), Span(offset, offset), session.encoding).start,
    )


async def targets(session: Session, path: str, needle: str) -> list[str]:
    """Where a definition leads: file and the text that is selected there."""
    found = await session.client.text_document_definition_async(t.DefinitionParams(*at(session, path, needle)))
    places = []
    for each in found if isinstance(found, list) else ():
        assert isinstance(each, t.LocationLink)
        file = Path(str(to_path(each.target_uri)))
        text = session.editor.buffers.get(each.target_uri) or file.read_text("utf-8")
        selected = to_span(LineIndex(text), each.target_selection_range, session.encoding).of(text)
        places.append(f"{file.name}: {selected}")
    return places


CONTRACT = """\
class Basket:
    def add(self, article: str) -> None: ...

class PaymentGateway:
    def charge(self, amount: int) -> bool: ...
"""


@pytest.mark.parametrize(
    ("path", "needle", "expected"),
    [
        (PLAN_PATH, "### 1. SEAM", ["test_basket_payment_gateway.py: TestBasketPaymentGateway"]),
        (
            PLAN_PATH,
            "Declined card 💥",
            ["test_basket_payment_gateway.py: test_declined_card_leaves_the_basket_as_it_was"],
        ),
        (PLAN_PATH, "PaymentGateway\n", ["shop.pyi: PaymentGateway", "shop.py: PaymentGateway"]),
        (FIRST, "TestBasket", ["TEST_PLAN.md: ### 1. SEAM: Basket → payment gateway 💳"]),
        (FIRST, "test_declined", ["TEST_PLAN.md: - Declined card 💥 leaves the basket as it was"]),
        (PLAN_PATH, "Refund is booked", []),
        (PLAN_PATH, "# Checkout", []),
        (PLAN_PATH, "CRITICAL PATH", []),
        (FIRST, "test_total_is_rounded", []),
        (FIRST, "basket.total", []),
    ],
)
async def test_definition_leads_to_the_other_side(
    client: LanguageClient, tmp_path: Path, path: str, needle: str, expected: list[str]
) -> None:
    session = Session(client, tmp_path)
    files = {FIRST: WRITTEN, "contracts/shop.pyi": CONTRACT, "shop.py": CONTRACT}
    await session.start(client_capabilities("visual-studio-code"), files)
    session.open()
    session.open(FIRST)

    assert await targets(session, path, needle) == expected


@pytest.mark.parametrize(
    ("path", "needle", "expected"),
    [
        (PLAN_PATH, "### 1. SEAM", "**partial** · 1 of 2 scenarios have a test · P0"),
        (PLAN_PATH, "Paid basket", "**has no test**"),
        (PLAN_PATH, "PaymentGateway\n", "class PaymentGateway:\n    def charge(amount: int) -> bool"),
        (FIRST, "TestBasket", "**Basket → payment gateway** · P0 · 1/2 scenarios"),
        (FIRST, "test_declined", "- the gateway answers with an error"),
        (PLAN_PATH, "## High", None),
        (FIRST, "test_total_is_rounded", None),
    ],
)
async def test_hover(client: LanguageClient, tmp_path: Path, path: str, needle: str, expected: str | None) -> None:
    session = Session(client, tmp_path)
    await session.start(client_capabilities("visual-studio-code"), {FIRST: WRITTEN, "contracts/shop.pyi": CONTRACT})
    session.open()
    session.open(FIRST)

    found = await session.client.text_document_hover_async(t.HoverParams(*at(session, path, needle)))

    if expected is None:
        assert found is None
    else:
        assert found is not None
        assert expected in found.contents.value  # type: ignore[union-attr]


async def test_nothing_in_a_plan_becomes_a_link_in_a_hover(client: LanguageClient, tmp_path: Path) -> None:
    session = Session(client, tmp_path)
    await session.start(client_capabilities("visual-studio-code"), {FIRST: WRITTEN})
    session.open()
    session.open(FIRST)
    session.change(session.uri(PLAN_PATH), "Basket total → charge", "![pixel](https://example.org/x.png) <b>")

    found = await session.client.text_document_hover_async(t.HoverParams(*at(session, FIRST, "TestBasket")))

    assert found is not None
    assert r"\!\[pixel\](https://example.org/x.png) \<b\>" in found.contents.value  # type: ignore[union-attr]


async def test_brief_is_the_result_of_a_command_and_follows_the_buffer(client: LanguageClient, tmp_path: Path) -> None:
    session = Session(client, tmp_path)
    await session.start(client_capabilities("visual-studio-code"), {"contracts/shop.pyi": CONTRACT})
    plan = session.open()
    session.change(plan, "- Paid basket is emptied", "- Paid basket is emptied\n- Voucher lowers the total")

    text = await client.workspace_execute_command_async(
        t.ExecuteCommandParams("seamwright.brief", [plan, "basket-payment-gateway"])
    )

    assert "| Voucher lowers the total | `test_voucher_lowers_the_total` | to write |" in text
    assert "class PaymentGateway:" in text
    assert "Refund is booked" not in text
