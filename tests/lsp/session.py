"""One editor at one project: the real server as a process, and an editor that applies what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from lsprotocol import types as t
from pytest_lsp import ClientServerConfig, LanguageClient

from seamwright.lsp.convert import to_range, to_uri
from seamwright.text.span import LineIndex, PositionEncoding, Span
from tests.lsp.editor import Editor
from tests.lsp.wire import COMMAND, environment

PLAN_PATH = "tests/integration/TEST_PLAN.md"
# Characters outside ASCII and the BMP, and a line separator that is none: every place below depends on counting right.
PLAN = """\
# Checkout 💳 integration test plan

## High priority

### 1. SEAM: Basket → payment gateway 💳
**PRIORITY:** HIGH (money\u2028moves here)
**COMPONENTS:** Basket, PaymentGateway
**CRITICAL PATH:** Basket total → charge → receipt
**TEST SCENARIOS:**
- Declined card 💥 leaves the basket as it was
  - the gateway answers with an error
- Paid basket is emptied

### 2. SEAM: Payment → ledger
**PRIORITY:** HIGH
**COMPONENTS:** PaymentGateway, Ledger
**TEST SCENARIOS:**
- Refund is booked

## Low priority

### 3. SEAM: Ledger → report
**PRIORITY:** LOW
**COMPONENTS:** Ledger, Report
**TEST SCENARIOS:**
- Empty month gives an empty report
"""
FIRST = "tests/integration/test_basket_payment_gateway.py"


def config() -> ClientServerConfig:
    return ClientServerConfig(server_command=list(COMMAND), server_env=environment())


class Session:
    """What a person does, in the terms of the protocol."""

    def __init__(self, client: LanguageClient, root: Path) -> None:
        self.client, self.root = client, root
        # The library takes every action that has a command for a command.
        client.protocol._converter.register_structure_hook(t.Command | t.CodeAction, self._structure_action)
        self.registered: list[str] = []
        """Methods that the server asked for after its start."""

        @client.feature(t.CLIENT_REGISTER_CAPABILITY)
        def take(params: t.RegistrationParams) -> None:
            self.registered += [each.method for each in params.registrations]

        # Editors ask again when they are told to; here every test asks for what it wants to see.
        for method in (t.WORKSPACE_CODE_LENS_REFRESH, t.WORKSPACE_DIAGNOSTIC_REFRESH, t.WORKSPACE_INLAY_HINT_REFRESH):
            if method not in client.protocol.fm.features:
                client.feature(method)(lambda *_: None)

        self.encoding: PositionEncoding = "utf-16"
        self.editor = Editor(t.ClientCapabilities(), "utf-16")

    async def start(
        self,
        capabilities: t.ClientCapabilities,
        files: Mapping[str, str] | None = None,
        *,
        folders: Sequence[str] = ("",),
        options: object = None,
        info: t.ClientInfo | None = None,
    ) -> t.InitializeResult:
        """Lay ``files`` into the root, and open ``folders`` of it."""
        for path, text in {PLAN_PATH: PLAN, "pyproject.toml": "", **(files or {})}.items():
            self.write(path, text)
        uris = [to_uri(str(self.root / folder)) for folder in folders]
        result = await self.client.initialize_session(
            t.InitializeParams(
                capabilities=capabilities,
                client_info=info,
                workspace_folders=[t.WorkspaceFolder(uri=uri, name=uri) for uri in uris],
                initialization_options=options,
            )
        )
        encoding = result.capabilities.position_encoding
        self.encoding = str(getattr(encoding, "value", encoding))  # type: ignore[assignment]
        self.editor = Editor(capabilities, self.encoding)
        return result

    def write(self, path: str, text: str) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())

    def uri(self, path: str) -> str:
        return to_uri(str(self.root / path))

    def open(self, path: str = PLAN_PATH, text: str | None = None, version: int = 1) -> str:
        """Open a file (or, with ``text``, a buffer over it)."""
        text = (self.root / path).read_bytes().decode() if text is None else text
        language = "python" if path.endswith(".py") else "yaml" if path.endswith("ml") else "markdown"
        uri = self.uri(path)
        self.editor.open(uri, text, version)
        self.client.text_document_did_open(
            t.DidOpenTextDocumentParams(t.TextDocumentItem(uri=uri, language_id=language, version=version, text=text))
        )
        return uri

    def change(self, uri: str, old: str, new: str) -> None:
        """Replace the first ``old`` in an open document by ``new``, incrementally."""
        text = self.editor.buffers[uri]
        start = text.index(old)
        version = self.editor.versions[uri] + 1
        range_ = to_range(LineIndex(text), Span(start, start + len(old)), self.encoding)
        self.editor.open(uri, text.replace(old, new, 1), version)
        self.client.text_document_did_change(
            t.DidChangeTextDocumentParams(
                t.VersionedTextDocumentIdentifier(version, uri),
                [t.TextDocumentContentChangePartial(range=range_, text=new)],
            )
        )

    async def actions(
        self, at: str, *, until: str | None = None, path: str = PLAN_PATH, **context: object
    ) -> list[t.CodeAction]:
        """The actions with the cursor before ``at``, or with everything up to ``until`` selected.

        Without those that silence a finding: when a finding is there is another matter.
        """
        uri = self.uri(path)
        text = self.editor.buffers[uri]
        start = text.index(at)
        end = start if until is None else text.index(until, start) + len(until)
        found = await self.client.text_document_code_action_async(
            t.CodeActionParams(
                text_document=t.TextDocumentIdentifier(uri),
                range=to_range(LineIndex(text), Span(start, end), self.encoding),
                context=t.CodeActionContext(diagnostics=[], **context),  # type: ignore[arg-type]
            )
        )
        actions = [action for action in found or () if isinstance(action, t.CodeAction)]
        return [action for action in actions if not action.title.startswith("Ignore ")]

    async def choose(self, action: t.CodeAction) -> t.WorkspaceEdit:
        """Apply ``action`` as an editor does: resolve it if there is no edit yet, apply, save, run its command."""
        assert action.disabled is None
        if action.edit is None:
            action = await self.client.code_action_resolve_async(action)
        assert action.edit is not None
        self.editor.apply(action.edit)
        self.editor.save()
        if action.command is not None:
            await self.client.workspace_execute_command_async(
                t.ExecuteCommandParams(command=action.command.command, arguments=action.command.arguments)
            )
        return action.edit

    def read(self, path: str) -> str:
        return (self.root / path).read_bytes().decode()

    def _structure_action(self, data: dict[str, object], _: type) -> t.Command | t.CodeAction:
        type_ = t.Command if isinstance(data.get("command"), str) else t.CodeAction
        return self.client.protocol._converter.structure(data, type_)  # type: ignore[return-value]


def titled(actions: Sequence[t.CodeAction], part: str) -> t.CodeAction:
    """The one action whose title has ``part``."""
    found = [action for action in actions if part in action.title]
    assert len(found) == 1, [action.title for action in actions]
    return found[0]
