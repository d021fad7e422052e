"""The editors that cannot be run here, by what they say and do: Sublime Text with LSP, JetBrains' with LSP4IJ, and Zed.

``clients/`` has what they send to begin with. That of Sublime Text was written by the package LSP 2.13.0 itself, run by
hand with a stand-in for the editor; the others were written down from the sources of LSP4IJ 0.20.1 and Zed 1.17. Below
stands what each does with menus of actions and with settings; each is tried with the settings that its page recommends.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_lsp
from lsprotocol import converters
from lsprotocol import types as t
from pytest_lsp import LanguageClient

from seamwright.lsp.convert import to_path, to_range, to_span
from seamwright.text.span import LineIndex, Span
from seamwright.workspace.editor_settings import SWITCHES
from tests.lsp.session import FIRST, PLAN_PATH, Session, config, titled

pytestmark = pytest.mark.asyncio

CLIENTS = Path(__file__).parent / "clients"
PAGES = Path(__file__).resolve().parents[2] / "client-config"
FILES = {
    "tests/integration/conftest.py": "import pytest\n\n@pytest.fixture\ndef basket() -> list[str]:\n    return []\n",
    "tests/integration/test_scan.py": """\
import os


class TestScan:
    def test_scan_is_recorded(self, basket):
        os.environ["ZONE"] = "Halle"
        assert basket == [], "nothing was added"
""",
}
TEST = "tests/integration/test_scan.py"
INVOKED, AUTOMATIC = t.CodeActionTriggerKind.Invoked, t.CodeActionTriggerKind.Automatic


@dataclass(frozen=True)
class Other:
    """What an editor does that its capabilities do not tell."""

    name: str
    menu: Callable[[t.InitializeResult], dict[str, object]]
    """The context of the actions that stand in its menu, wherever the cursor is."""
    settings: Callable[[Any], object]
    """The example of its page, as it answers a request for the section ``seamwright``."""


def dotted(settings: dict[str, object]) -> dict[str, Any]:
    """LSP in Sublime Text makes nested settings of names with dots."""
    nested: dict[str, Any] = {}
    for name, value in settings.items():
        *parents, last = name.split(".")
        place = nested
        for part in parents:
            place = place.setdefault(part, {})
        place[last] = value
    return nested


def kinds(result: t.InitializeResult) -> list[str]:
    """The kinds of actions that the server says it has, all of which Zed asks for."""
    provider = result.capabilities.code_action_provider
    assert isinstance(provider, t.CodeActionOptions)
    return [str(getattr(kind, "value", kind)) for kind in provider.code_action_kinds or ()]


OTHERS = [
    Other("sublime", lambda _: {"trigger_kind": INVOKED}, lambda page: dotted(page["settings"])["seamwright"]),
    # Its intentions and its quick fixes alike say that nobody asked.
    Other("jetbrains", lambda _: {"trigger_kind": AUTOMATIC}, lambda page: page["seamwright"]),
    Other(
        "zed",
        lambda result: {"only": kinds(result)},
        lambda page: page["lsp"]["seamwright"]["settings"]["seamwright"],
    ),
]


class Running:
    """One of them with the server and a project."""

    def __init__(self, other: Other, session: Session, result: t.InitializeResult) -> None:
        self.other, self.session, self.result = other, session, result

    async def actions(self, at: str, path: str = PLAN_PATH) -> list[t.CodeAction]:
        return await self.session.actions(at, path=path, **self.other.menu(self.result))

    def at(self, path: str, needle: str) -> tuple[t.TextDocumentIdentifier, t.Position]:
        """The document and the place after the first letter of ``needle``."""
        text = self.session.editor.buffers[self.session.uri(path)]
        offset = text.index(needle) + 1
        place = to_range(LineIndex(text), Span(offset, offset), self.session.encoding).start
        return t.TextDocumentIdentifier(self.session.uri(path)), place

    async def completions(self, uri: str) -> dict[str, t.CompletionItem]:
        """What is offered at the end of a document, by label."""
        index = LineIndex(self.session.editor.buffers[uri])
        end = len(self.session.editor.buffers[uri])
        place = to_range(index, Span(end, end), self.session.encoding).start
        params = t.CompletionParams(t.TextDocumentIdentifier(uri), place)
        found = await self.session.client.text_document_completion_async(params)
        return {each.label: each for each in (found.items if isinstance(found, t.CompletionList) else found or ())}

    async def definition(self, path: str, needle: str) -> list[str]:
        """Where it leads: the files and the text that is selected there."""
        params = t.DefinitionParams(*self.at(path, needle))
        found = await self.session.client.text_document_definition_async(params)
        places = []
        for each in found if isinstance(found, list) else ():
            assert isinstance(each, t.LocationLink)
            file = Path(str(to_path(each.target_uri)))
            text = file.read_text("utf-8")
            selected = to_span(LineIndex(text), each.target_selection_range, self.session.encoding).of(text)
            places.append(f"{file.name}: {selected}")
        return places


def said_by(name: str) -> tuple[t.ClientCapabilities, t.ClientInfo]:
    said = json.loads((CLIENTS / f"{name}.json").read_text(encoding="utf-8"))
    converter = converters.get_converter()
    return (
        converter.structure(said["capabilities"], t.ClientCapabilities),
        converter.structure(said["clientInfo"], t.ClientInfo),
    )


def example(name: str) -> Any:
    """The settings that the page of an editor recommends beside other servers."""
    (block,) = re.findall(r"```json\n(.*?)```", (PAGES / name / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    return json.loads(block)


@pytest_lsp.fixture(params=OTHERS, config=config(), ids=[each.name for each in OTHERS])
async def client(request: pytest.FixtureRequest, lsp_client: LanguageClient, tmp_path: Path):  # type: ignore[no-untyped-def]
    session = Session(lsp_client, tmp_path)
    capabilities, info = said_by(request.param.name)
    result = await session.start(capabilities, FILES, info=info, options={})
    assert session.encoding == "utf-16"
    lsp_client.running = Running(request.param, session, result)
    yield
    await lsp_client.shutdown_session()
    assert lsp_client.error is None


def running(client: LanguageClient) -> Running:
    return client.running  # type: ignore[attr-defined, no-any-return]


async def test_diagnostics_are_pulled(client: LanguageClient) -> None:
    here = running(client)
    uri = here.session.open(TEST)
    # All of them know pulling, so nothing is pushed that would double it.
    report = await client.text_document_diagnostic_async(t.DocumentDiagnosticParams(t.TextDocumentIdentifier(uri)))

    assert isinstance(report, t.RelatedFullDocumentDiagnosticReport)
    assert "os.environ" in " ".join(each.message for each in report.items)
    uri = here.session.open("tests/integration/conftest.py")
    report = await client.text_document_diagnostic_async(t.DocumentDiagnosticParams(t.TextDocumentIdentifier(uri)))
    assert isinstance(report, t.RelatedFullDocumentDiagnosticReport)
    assert not report.items
    assert client.diagnostics == {}


async def test_completion_has_snippets_and_fixtures(client: LanguageClient) -> None:
    here = running(client)
    uri = here.session.open(TEST, FILES[TEST] + "\n    def test_x(self, ba")

    assert "basket" in await here.completions(uri)
    here.session.change(uri, "def test_x(self, ba", "te")
    offered = (await here.completions(uri)).values()
    snippets = [each for each in offered if each.kind == t.CompletionItemKind.Snippet]
    assert {each.insert_text_format for each in snippets} == {t.InsertTextFormat.Snippet}
    texts = [(await client.completion_item_resolve_async(each)).insert_text or "" for each in snippets]
    assert all("${0:pytest.fail(" in text for text in texts)
    # Sublime Text knows placeholders but no choices, and would write them down as they stand.
    choices = [text for text in texts if re.search(r"\$\{2\|\w+,basket\|\}", text)]
    assert bool(choices) == (here.other.name != "sublime")
    assert all("|" not in text for text in texts) == (here.other.name == "sublime")


async def test_an_action_makes_a_file_and_empties_none(client: LanguageClient) -> None:
    here = running(client)
    here.session.open()
    action = titled(await here.actions("1. SEAM"), "Implement seam 1")
    edit = await here.session.choose(action)

    (cls,) = (node for node in ast.parse(here.session.read(FIRST)).body if isinstance(node, ast.ClassDef))
    assert cls.name == "TestBasketPaymentGateway"
    (create,) = (each for each in edit.document_changes or () if isinstance(each, t.CreateFile))
    assert create.options == t.CreateFileOptions(overwrite=False, ignore_if_exists=True)
    # LSP4IJ drops edits that are snippets, so it must get none.
    edits = [each for change in edit.document_changes or () for each in getattr(change, "edits", ())]
    assert any(isinstance(each, t.SnippetTextEdit) for each in edits) == (here.other.name != "jetbrains")


async def test_definition_leads_to_the_other_side(client: LanguageClient) -> None:
    here = running(client)
    here.session.open()
    await here.session.choose(titled(await here.actions("1. SEAM"), "Implement seam 1"))
    here.session.open(FIRST)

    assert await here.definition(PLAN_PATH, "### 1. SEAM") == [f"{Path(FIRST).name}: TestBasketPaymentGateway"]
    assert await here.definition(FIRST, "TestBasketPaymentGateway:") == [
        "TEST_PLAN.md: ### 1. SEAM: Basket → payment gateway 💳"
    ]
    assert await here.definition(PLAN_PATH, "# Checkout") == []


async def test_the_menu_has_what_people_look_for_there(client: LanguageClient) -> None:
    here = running(client)
    here.session.open(TEST, "import pytest\n\n\n@pytest.fixture\ndef shop():\n    return 1\n")

    assert "Move the fixture shop" in " ".join(each.title for each in await here.actions("shop()", TEST))
    assert await here.actions("return 1", TEST) == []


async def test_the_fix_of_a_finding_is_offered_and_nothing_else(client: LanguageClient) -> None:
    here = running(client)
    here.session.open(TEST)
    offered = await here.session.actions("os.environ", path=TEST, only=["quickfix"], trigger_kind=AUTOMATIC)

    assert {each.kind for each in offered} == {"quickfix"}
    await here.session.choose(titled(offered, "Use monkeypatch"))
    assert 'monkeypatch.setenv("ZONE", "Halle")' in here.session.read(TEST)


async def test_settings_of_the_page_are_understood(client: LanguageClient) -> None:
    here = running(client)
    here.session.open(TEST)
    hover = t.HoverParams(*here.at(TEST, "basket)"))
    assert await client.text_document_hover_async(hover) is not None

    client.set_configuration({"seamwright": here.other.settings(example(here.other.name))})
    client.workspace_did_change_configuration(t.DidChangeConfigurationParams(settings={}))
    # The server asks for them, and meanwhile answers as before.
    for _ in range(100):
        if await client.text_document_hover_async(hover) is None:
            break
    assert await client.text_document_hover_async(hover) is None


@pytest.mark.parametrize("other", OTHERS, ids=[each.name for each in OTHERS])
async def test_settings_of_the_page_exist(other: Other) -> None:
    section = other.settings(example(other.name))
    assert isinstance(section, dict)
    names = {f"{group}.{name}" for group, switches in section.items() for name in switches}

    assert names
    assert names <= {name for name, _, _ in SWITCHES.values()}
