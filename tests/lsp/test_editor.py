"""The editor that tests trust refuses what a real one would."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types as t
from pytest_lsp import client_capabilities

from seamwright.lsp.convert import to_uri
from tests.lsp.editor import Editor, RefusedEdit, expand

EVERYTHING = client_capabilities("visual-studio-code")
START = t.Range(t.Position(0, 0), t.Position(0, 0))


def edited(uri: str, *edits: t.TextEdit, version: int | None = None) -> t.WorkspaceEdit:
    document = t.OptionalVersionedTextDocumentIdentifier(uri=uri, version=version)
    return t.WorkspaceEdit(document_changes=[t.TextDocumentEdit(text_document=document, edits=list(edits))])


def check_refused(editor: Editor, edit: t.WorkspaceEdit, why: str) -> None:
    buffers = dict(editor.buffers)
    with pytest.raises(RefusedEdit, match=why):
        editor.apply(edit)
    assert editor.buffers == buffers


def test_it_edits_open_documents_and_files(tmp_path: Path) -> None:
    uri, other = to_uri(str(tmp_path / "a.py")), to_uri(str(tmp_path / "b.py"))
    (tmp_path / "b.py").write_text("b", encoding="utf-8")
    editor = Editor(EVERYTHING, "utf-16")
    editor.open(uri, "a", 3)
    editor.apply(edited(uri, t.TextEdit(START, "1"), version=3))
    editor.apply(edited(other, t.TextEdit(START, "2")))
    editor.save()

    assert [(tmp_path / name).read_text(encoding="utf-8") for name in ("a.py", "b.py")] == ["1a", "2b"]


def test_it_refuses_stale_and_missing_versions(tmp_path: Path) -> None:
    uri = to_uri(str(tmp_path / "a.py"))
    editor = Editor(EVERYTHING, "utf-16")
    editor.open(uri, "a", 3)

    check_refused(editor, edited(uri, t.TextEdit(START, "1"), version=2), "version 2")
    check_refused(editor, edited(uri, t.TextEdit(START, "1")), "version None")
    check_refused(editor, edited(to_uri(str(tmp_path / "b.py")), t.TextEdit(START, "1"), version=1), "not open")


def test_it_refuses_overlapping_edits_and_places_outside_the_text(tmp_path: Path) -> None:
    uri = to_uri(str(tmp_path / "a.py"))
    editor = Editor(EVERYTHING, "utf-16")
    editor.open(uri, "abc", 1)
    wide = t.Range(t.Position(0, 0), t.Position(0, 2))
    outside = t.Range(t.Position(0, 9), t.Position(0, 9))

    check_refused(editor, edited(uri, t.TextEdit(wide, ""), t.TextEdit(wide, ""), version=1), "overlaps")
    check_refused(editor, edited(uri, t.TextEdit(outside, ""), version=1), "place 0:9")


def test_it_refuses_what_the_client_cannot_do(tmp_path: Path) -> None:
    uri = to_uri(str(tmp_path / "a.py"))
    create = t.WorkspaceEdit(document_changes=[t.CreateFile(uri=uri)])
    snippet = edited(uri)
    snippet.document_changes = [
        t.TextDocumentEdit(
            t.OptionalVersionedTextDocumentIdentifier(uri=uri, version=None),
            [t.SnippetTextEdit(START, t.StringValue(value="x"))],
        )
    ]

    check_refused(Editor(client_capabilities("emacs"), "utf-32"), create, "CreateFile")
    check_refused(Editor(t.ClientCapabilities(), "utf-16"), create, "documentChanges")
    check_refused(Editor(EVERYTHING, "utf-16"), snippet, "snippets")


def test_it_refuses_to_create_what_exists(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("a", encoding="utf-8")
    uri = to_uri(str(tmp_path / "a.py"))

    check_refused(Editor(EVERYTHING, "utf-16"), t.WorkspaceEdit(document_changes=[t.CreateFile(uri=uri)]), "exists")


@pytest.mark.parametrize(
    ("snippet", "text", "placeholders"),
    [
        ("plain", "plain", []),
        ("a ${1:b} c ${2:d\\}e}", "a b c d}e", ["b", "d}e"]),
        ("\\$1 \\\\ \\}", "$1 \\ }", []),
        ("{}".replace("}", "\\}"), "{}", []),
    ],
)
def test_it_expands_snippets(snippet: str, text: str, placeholders: list[str]) -> None:
    assert expand(snippet) == (text, placeholders)


@pytest.mark.parametrize("snippet", ["$1", "$x", "}", "${1:a", "${2:a}", "${1:a ${2:b}}", "\\n"])
def test_it_refuses_snippets_that_escape_too_little(snippet: str) -> None:
    with pytest.raises(RefusedEdit):
        expand(snippet)
