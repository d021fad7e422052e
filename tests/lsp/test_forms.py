"""The same action in every form that clients ask for: plain, without ``CreateFile``, annotated, as a snippet."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

import pytest
from lsprotocol import types as t

from seamwright.generate.model import FileChange
from seamwright.lsp.capabilities import Client
from seamwright.lsp.convert import to_uri
from seamwright.lsp.documents import TextDocument
from seamwright.lsp.edits import workspace_edit
from seamwright.lsp.errors import Refusal
from seamwright.lsp.server import build
from seamwright.text.edit import Edit
from seamwright.text.span import PositionEncoding, Span
from tests.lsp.editor import Editor, expand, path_of

CODE = """\
def test_x():
    '''
    TODO: impact (not in the plan) costs $5 {a}
    '''
    pytest.fail("no \\\\ way: $HOME")
"""
CREATE = FileChange("new/test_x.py", "create", None, (Edit(Span(0, 0), CODE),), ("TestX",), ("TestX::test_x",))
BEFORE = "import os  # 😀 →\n\n\nclass TestX:\n    def test_a(self):\n        pass  # 💥"


def update(*edits: Edit) -> FileChange:
    return FileChange("test_y.py", "update", BEFORE, edits, ("TestX",), ("TestX::test_x",))


class Files:
    """A project whose open documents are given."""

    def __init__(self, root: Path, *documents: TextDocument) -> None:
        self.root, self.documents = root, documents

    def open_document(self, path: str) -> TextDocument | None:
        return next((each for each in self.documents if each.uri == self.uri(path)), None)

    def uri(self, path: str) -> str:
        return to_uri(str(self.root / path))

    def has_folder(self, path: str) -> bool:
        return (self.root / path).parent.is_dir()


def capabilities(
    *,
    documents: bool | None = True,
    operations: Sequence[t.ResourceOperationKind] | None = None,
    failure: t.FailureHandlingKind | None = None,
    annotations: bool = False,
    snippets: bool | None = None,
) -> t.ClientCapabilities:
    return t.ClientCapabilities(
        workspace=t.WorkspaceClientCapabilities(
            workspace_edit=t.WorkspaceEditClientCapabilities(
                document_changes=documents,
                resource_operations=operations,
                failure_handling=failure,
                change_annotation_support=t.ChangeAnnotationsSupportOptions() if annotations else None,
                snippet_edit_support=snippets,
            )
        )
    )


CREATES = (t.ResourceOperationKind.Create,)
FORMS = {
    "nothing": t.ClientCapabilities(),
    "plain changes": capabilities(documents=None),
    "versions only": capabilities(),
    "Neovim": capabilities(documents=None, operations=CREATES),
    "Helix": capabilities(operations=CREATES, failure=t.FailureHandlingKind.Abort),
    "silent about failures": capabilities(operations=CREATES),
    "VS Code": capabilities(operations=CREATES, failure=t.FailureHandlingKind.TextOnlyTransactional, annotations=True),
    "3.18": capabilities(
        operations=CREATES, failure=t.FailureHandlingKind.Transactional, annotations=True, snippets=True
    ),
}


def form(
    name: str, files: Files, *changes: FileChange, encoding: PositionEncoding = "utf-16"
) -> tuple[t.WorkspaceEdit, Editor]:
    edit = workspace_edit(files, changes, Client(FORMS[name]), encoding, "Implement")
    editor = Editor(FORMS[name], encoding)
    for document in files.documents:
        editor.open(document.uri, document.text, document.version)
    return edit, editor


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
@pytest.mark.parametrize("name", FORMS)
def test_every_form_leads_to_the_same_files(name: str, encoding: PositionEncoding, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    at = BEFORE.index("💥") + 1
    change = update(
        Edit(Span(0, 0), "import pytest\n"), Edit(Span(at, at), "\n\n    def test_b(self):\n        pass\n")
    )
    document = TextDocument(to_uri(str(tmp_path / "test_y.py")), "python", 4, BEFORE)
    edit, editor = form(name, Files(tmp_path, document), CREATE, change, encoding=encoding)
    editor.apply(edit)
    editor.save()

    assert (tmp_path / "new/test_x.py").read_text(encoding="utf-8") == CODE
    assert (tmp_path / "test_y.py").read_text(encoding="utf-8") == change.after


@pytest.mark.parametrize(("folder", "kinds"), [("new", [t.TextDocumentEdit]), ("", [t.CreateFile, t.TextDocumentEdit])])
def test_no_file_is_made_behind_the_buffer_of_lsp_mode(folder: str, kinds: list[type], tmp_path: Path) -> None:
    (tmp_path / folder).mkdir(exist_ok=True)

    edit = workspace_edit(
        Files(tmp_path), [CREATE], Client(FORMS["Helix"], t.ClientInfo("emacs")), "utf-16", "Implement"
    )
    assert [type(each) for each in edit.document_changes or ()] == kinds


@pytest.mark.parametrize(("name", "has"), [("Neovim", False), ("Visual Studio Code", True), (None, True)])
def test_neovim_is_not_tempted_to_ask_for_the_workspace_alone(name: str | None, has: bool) -> None:
    server = build()
    info = t.ClientInfo(name=name) if name is not None else None
    server.begin(t.InitializeParams(capabilities=t.ClientCapabilities(), client_info=info))

    assert (t.WORKSPACE_DIAGNOSTIC in server.protocol.fm.features) is has
    assert t.TEXT_DOCUMENT_DIAGNOSTIC in server.protocol.fm.features


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("VS Code", (False, False)),
        # These would empty a file that has come into being meanwhile.
        ("Neovim", (False, True)),
        ("Helix", (False, True)),
        # This is the form of LSP4IJ and Zed too, of which the former empties such a file.
        ("silent about failures", (False, True)),
    ],
)
def test_a_new_file_never_replaces_one(name: str, options: tuple[bool, bool], tmp_path: Path) -> None:
    edit, _ = form(name, Files(tmp_path), CREATE)
    first = (edit.document_changes or ())[0]

    assert isinstance(first, t.CreateFile)
    assert first.options is not None
    assert (first.options.overwrite, first.options.ignore_if_exists) == options


@pytest.mark.parametrize("name", ["nothing", "plain changes", "versions only"])
def test_clients_that_cannot_create_files_are_not_asked_to(name: str, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    edit, _ = form(name, Files(tmp_path), CREATE)

    assert [change for change in edit.document_changes or () if isinstance(change, t.CreateFile)] == []
    assert (edit.changes is None) == (name == "versions only")


@pytest.mark.parametrize("name", ["nothing", "plain changes", "versions only"])
def test_clients_that_cannot_create_folders_are_told_to(name: str, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="create the folder new first"):
        form(name, Files(tmp_path), CREATE)


@pytest.mark.parametrize(("name", "refused"), [("Sublime Text LSP", True), ("Zed", False), (None, False)])
def test_sublime_text_makes_files_and_no_folders(name: str | None, refused: bool, tmp_path: Path) -> None:
    client = Client(FORMS["Helix"], t.ClientInfo(name) if name is not None else None)
    with pytest.raises(Refusal, match="create the folder new first") if refused else nullcontext():
        workspace_edit(Files(tmp_path), [CREATE], client, "utf-16", "Implement")
    (tmp_path / "new").mkdir()

    assert workspace_edit(Files(tmp_path), [CREATE], client, "utf-16", "Implement").document_changes


@pytest.mark.parametrize(
    ("version", "trigger", "wonders"),
    [
        ("PyCharm (build PY-261.25134.95)", t.CodeActionTriggerKind.Automatic, False),
        ("1.102.0", t.CodeActionTriggerKind.Automatic, True),
        (None, t.CodeActionTriggerKind.Automatic, True),
        ("1.102.0", t.CodeActionTriggerKind.Invoked, False),
        ("1.102.0", None, False),
    ],
)
def test_lsp4ij_says_that_nobody_asks_and_shows_the_answer(
    version: str | None, trigger: t.CodeActionTriggerKind | None, wonders: bool
) -> None:
    client = Client(t.ClientCapabilities(), t.ClientInfo("an editor", version))

    assert client.only_wonders(t.CodeActionContext(diagnostics=[], trigger_kind=trigger)) is wonders


@pytest.mark.parametrize("name", ["Neovim", "VS Code"])
def test_versions_are_those_of_open_documents(name: str, tmp_path: Path) -> None:
    document = TextDocument(to_uri(str(tmp_path / "test_y.py")), "python", 4, BEFORE)
    change = update(Edit(Span(0, 0), "import pytest\n"))
    versions = []
    for files in (Files(tmp_path, document), Files(tmp_path)):
        edit, _ = form(name, files, change)
        (only,) = edit.document_changes or ()
        assert isinstance(only, t.TextDocumentEdit)
        versions.append(only.text_document.version)

    assert versions == [4, None]


def test_annotations_are_explained_and_only_where_understood(tmp_path: Path) -> None:
    annotated, _ = form("VS Code", Files(tmp_path), CREATE)
    plain, _ = form("Helix", Files(tmp_path), CREATE)

    assert annotated.change_annotations is not None
    assert [each.label for each in annotated.change_annotations.values()] == ["Implement"]
    assert [each.needs_confirmation for each in annotated.change_annotations.values()] == [None]
    assert plain.change_annotations is None


def snippets_of(edit: t.WorkspaceEdit) -> list[str]:
    parts = [change for change in edit.document_changes or () if isinstance(change, t.TextDocumentEdit)]
    return [each.snippet.value for part in parts for each in part.edits if isinstance(each, t.SnippetTextEdit)]


def test_what_is_to_be_filled_in_becomes_placeholders(tmp_path: Path) -> None:
    edit, editor = form("3.18", Files(tmp_path), CREATE)
    (snippet,) = snippets_of(edit)

    assert expand(snippet) == (
        CODE,
        ["TODO: impact (not in the plan) costs $5 {a}", 'pytest.fail("no \\\\ way: $HOME")'],
    )
    editor.apply(edit)
    editor.save()
    assert path_of(to_uri(str(tmp_path / "new/test_x.py"))).read_text(encoding="utf-8") == CODE


def test_several_files_at_once_get_no_placeholders(tmp_path: Path) -> None:
    edit, _ = form("3.18", Files(tmp_path), CREATE, update(Edit(Span(0, 0), CODE)))

    assert snippets_of(edit) == []


def test_an_insertion_that_an_editor_would_indent_gets_no_placeholders(tmp_path: Path) -> None:
    at = len(BEFORE)
    edit, _ = form("3.18", Files(tmp_path), update(Edit(Span(0, 0), "import x\n"), Edit(Span(at, at), "\n" + CODE)))

    assert snippets_of(edit) == []


def test_code_without_gaps_is_no_snippet(tmp_path: Path) -> None:
    edit, _ = form("3.18", Files(tmp_path), update(Edit(Span(0, 0), "import x\n")))

    assert snippets_of(edit) == []
