"""From the changes of files to a workspace edit in the form that the client understands.

Clients differ most in how they make a file, so the form was chosen by what they do (their sources, and trials with
Neovim 0.7 and Emacs 28):

* VS Code fails a ``CreateFile`` for a file that exists, and undoes the rest. That is what we want.
* Neovim, Helix and LSP4IJ *empty* an existing file unless ``ignoreIfExists`` is set, so for clients that do not undo
  failed edits it is set. Neovim then opens a buffer, and the file is there when that is saved.
* Emacs (eglot) has no ``CreateFile``, and opens a buffer for whatever file a text edit names; in a folder that does not
  exist that buffer cannot be written to, so there the action is refused.
* Sublime Text makes files and no folders, so the same is refused there; Zed and LSP4IJ make both.
* Emacs (lsp-mode) touches a new file after it has edited it in a buffer, and then asks before that is saved. So no file
  is made where its folder exists: the buffer becomes the file.
* Clients without ``documentChanges`` get plain ``changes``; they open the file that these name.

``overwrite`` is never set.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from lsprotocol import types as t

from seamwright.generate.model import FileChange
from seamwright.lsp.capabilities import Client
from seamwright.lsp.convert import to_range
from seamwright.lsp.documents import TextDocument
from seamwright.lsp.errors import Code, Refusal
from seamwright.lsp.snippets import snippet_of
from seamwright.text.edit import Edit
from seamwright.text.span import LineIndex, PositionEncoding

_ANNOTATION = "seamwright.implement"

AnyEdit = t.TextEdit | t.AnnotatedTextEdit | t.SnippetTextEdit


class Target(Protocol):
    """What must be known of the files that change; a ``projects.Project``."""

    def open_document(self, path: str) -> TextDocument | None:
        """The open document of the file at ``path``."""

    def uri(self, path: str) -> str:
        """The URI for the file at ``path``."""

    def has_folder(self, path: str) -> bool:
        """Whether the folder that ``path`` lies in exists."""


def workspace_edit(
    project: Target,
    changes: Sequence[FileChange],
    client: Client,
    encoding: PositionEncoding,
    label: str,
    description: str = "from the plan, as templated tests",
) -> t.WorkspaceEdit:
    """``changes`` as one edit that ``client`` can apply. ``label`` and ``description`` are shown by
    clients that annotate changes.

    Raises:
        Refusal: it needs a folder that the client cannot make.
    """
    for change in changes:
        if change.before is None and not client.creates_folders and not project.has_folder(change.path):
            folder = change.path.rpartition("/")[0]
            raise Refusal(Code.REQUEST_FAILED, f"create the folder {folder} first: this editor cannot")
    if not client.document_changes:
        return t.WorkspaceEdit(changes={project.uri(change.path): _plain_edits(change, encoding) for change in changes})
    annotation = _ANNOTATION if client.annotates_changes else None
    # Placeholders are for going through one by one; in several files at once nobody could.
    snippets = client.inserts_snippets and len(changes) == 1
    parts: list[t.TextDocumentEdit | t.CreateFile | t.RenameFile | t.DeleteFile] = []
    for change in changes:
        uri, document = project.uri(change.path), project.open_document(change.path)
        is_new = change.before is None and client.creates_files
        if is_new and not (client.creates_files_last and project.has_folder(change.path)):
            options = t.CreateFileOptions(overwrite=False, ignore_if_exists=not client.stops_on_failure)
            parts.append(t.CreateFile(uri=uri, options=options, annotation_id=annotation))
        version = document.version if document is not None else None
        identifier = t.OptionalVersionedTextDocumentIdentifier(uri=uri, version=version)
        edits = _snippet_edits(change, encoding, annotation) if snippets else _text_edits(change, encoding, annotation)
        parts.append(t.TextDocumentEdit(text_document=identifier, edits=edits))
    annotations = None
    if annotation is not None:
        annotations = {annotation: t.ChangeAnnotation(label=label, description=description)}
    return t.WorkspaceEdit(document_changes=parts, change_annotations=annotations)


def _plain_edits(change: FileChange, encoding: PositionEncoding) -> list[t.TextEdit]:
    index = LineIndex(change.before or "")
    return [t.TextEdit(range=to_range(index, edit.span, encoding), new_text=edit.new) for edit in change.edits]


def _text_edits(change: FileChange, encoding: PositionEncoding, annotation: str | None) -> list[AnyEdit]:
    index = LineIndex(change.before or "")
    return [_text_edit(index, edit, encoding, annotation) for edit in change.edits]


def _snippet_edits(change: FileChange, encoding: PositionEncoding, annotation: str | None) -> list[AnyEdit]:
    """The largest edit becomes a snippet, if it stands where no client would indent its lines anew."""
    before = change.before or ""
    index = LineIndex(before)
    largest = max(change.edits, key=lambda edit: len(edit.new), default=None)
    edits: list[AnyEdit] = []
    for edit in change.edits:
        line_start = before[index.start(index.line_at(edit.span.start)) : edit.span.start]
        snippet = snippet_of(edit.new) if edit is largest and not line_start[:1].isspace() else None
        if snippet is None:
            edits.append(_text_edit(index, edit, encoding, annotation))
        else:
            range_ = to_range(index, edit.span, encoding)
            edits.append(
                t.SnippetTextEdit(range=range_, snippet=t.StringValue(value=snippet), annotation_id=annotation)
            )
    return edits


def _text_edit(
    index: LineIndex, edit: Edit, encoding: PositionEncoding, annotation: str | None
) -> t.TextEdit | t.AnnotatedTextEdit:
    range_ = to_range(index, edit.span, encoding)
    if annotation is None:
        return t.TextEdit(range=range_, new_text=edit.new)
    return t.AnnotatedTextEdit(range=range_, new_text=edit.new, annotation_id=annotation)
