"""An editor that applies workspace edits by the letter, and refuses whatever it did not say it can do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lsprotocol import types as t
from pygls.capabilities import get_capability

from seamwright.lsp.convert import to_path, to_span
from seamwright.text.edit import Edit
from seamwright.text.edit import apply as apply_edits
from seamwright.text.span import LineIndex, PositionEncoding


class RefusedEdit(AssertionError):
    """The edit is not one that this client could apply."""


@dataclass
class Editor:
    """Buffers over a disk. ``save`` writes what ``apply`` changed, as people do afterwards."""

    capabilities: t.ClientCapabilities
    encoding: PositionEncoding
    versions: dict[str, int] = field(default_factory=dict)
    """Of open documents."""
    buffers: dict[str, str] = field(default_factory=dict)
    """Text of open or changed documents by URI."""
    created: list[str] = field(default_factory=list)

    def open(self, uri: str, text: str, version: int = 1) -> None:
        """Open a document."""
        self.buffers[uri], self.versions[uri] = text, version

    def apply(self, edit: t.WorkspaceEdit) -> None:
        """Make ``edit``, all of it or nothing."""
        before = dict(self.buffers), list(self.created)
        try:
            if edit.document_changes is not None:
                self._require(edit.changes is None, "both forms of changes at once")
                self._apply_document_changes(edit)
            else:
                for uri, edits in (edit.changes or {}).items():
                    self._apply_edits(uri, edits, edit)
        except RefusedEdit:
            self.buffers, self.created = before
            raise

    def save(self) -> list[Path]:
        """Write all buffers; the paths."""
        paths = []
        for uri, text in self.buffers.items():
            path = path_of(uri)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8"))
            paths.append(path)
        return paths

    def _apply_document_changes(self, edit: t.WorkspaceEdit) -> None:
        workspace_edit = get_capability(self.capabilities, "workspace.workspace_edit", None)
        self._require(
            workspace_edit is not None and bool(workspace_edit.document_changes or workspace_edit.resource_operations),
            "documentChanges",
        )
        if edit.change_annotations is not None:
            self._require(self._has("workspace.workspace_edit.change_annotation_support"), "change annotations")
        for change in edit.document_changes or ():
            if isinstance(change, t.CreateFile):
                self._create(change, edit)
            elif isinstance(change, t.TextDocumentEdit):
                self._apply_document_edit(change, edit)
            else:
                raise RefusedEdit(f"unexpected {change}")

    def _create(self, change: t.CreateFile, edit: t.WorkspaceEdit) -> None:
        operations = get_capability(self.capabilities, "workspace.workspace_edit.resource_operations", None) or ()
        self._require(t.ResourceOperationKind.Create in operations, "CreateFile")
        self._require_annotation(change.annotation_id, edit)
        options = change.options or t.CreateFileOptions()
        self._require(not options.overwrite, "overwriting")
        exists = path_of(change.uri).exists() or change.uri in self.buffers
        self._require(not exists or bool(options.ignore_if_exists), f"a new file where one exists ({change.uri})")
        if not exists:
            self.buffers[change.uri] = ""
            self.created.append(change.uri)

    def _apply_document_edit(self, change: t.TextDocumentEdit, edit: t.WorkspaceEdit) -> None:
        uri, version = change.text_document.uri, change.text_document.version
        if uri in self.versions:
            self._require(version == self.versions[uri], f"version {version} of {uri}, which is {self.versions[uri]}")
        else:
            self._require(version is None, f"version {version} of {uri}, which is not open")
        self._apply_edits(uri, change.edits, edit)

    def _apply_edits(
        self, uri: str, edits: Sequence[t.TextEdit | t.AnnotatedTextEdit | t.SnippetTextEdit], edit: t.WorkspaceEdit
    ) -> None:
        text = self._text(uri)
        index = LineIndex(text)
        plain = []
        for each in edits:
            for place in (each.range.start, each.range.end):
                offset = index.offset(place.line, place.character, self.encoding)
                self._require(index.position(offset, self.encoding) == (place.line, place.character), f"place {place}")
            if isinstance(each, t.SnippetTextEdit):
                self._require(self._has("workspace.workspace_edit.snippet_edit_support"), "snippets")
                new, _ = expand(each.snippet.value)
            else:
                new = each.new_text
            if not isinstance(each, t.TextEdit) or isinstance(each, t.AnnotatedTextEdit):
                self._require_annotation(each.annotation_id, edit)
            plain.append(Edit(to_span(index, each.range, self.encoding), new))
        try:
            self.buffers[uri] = apply_edits(text, plain)
        except ValueError as error:
            raise RefusedEdit(str(error)) from None

    def _text(self, uri: str) -> str:
        """The buffer, else the file, else an empty buffer for a file to be."""
        if uri in self.buffers:
            return self.buffers[uri]
        path = path_of(uri)
        return path.read_bytes().decode("utf-8-sig") if path.exists() else ""

    def _require_annotation(self, annotation: str | None, edit: t.WorkspaceEdit) -> None:
        if annotation is not None:
            self._require(annotation in (edit.change_annotations or {}), f"unknown annotation {annotation}")

    def _has(self, name: str) -> bool:
        found = self.capabilities
        for part in name.split("."):
            found = getattr(found, part, None)
        return bool(found)

    def _require(self, condition: bool, what: str) -> None:
        if not condition:
            raise RefusedEdit(f"this client does not take {what}")


_TOKEN = re.compile(r"\\([\\$}])|\$\{(\d+):|\$(\d+)|([$}\\])|([^\\$}]+)", re.DOTALL)


def expand(snippet: str) -> tuple[str, list[str]]:
    """The text that ``snippet`` inserts, and its placeholders in order. Anything unescaped by mistake is an error."""
    parts: list[str] = []
    placeholders: list[str] = []
    start: int | None = None
    for match in _TOKEN.finditer(snippet):
        escaped, opening, stop, special, plain = match.groups()
        if opening is not None:
            if start is not None or int(opening) != len(placeholders) + 1:
                raise RefusedEdit("placeholders are nested or out of order")
            start = len(parts)
        elif special == "}" and start is not None:
            placeholders.append("".join(parts[start:]))
            start = None
        elif special is not None or stop is not None:
            raise RefusedEdit(f"{special or stop!r} is not escaped")
        else:
            parts.append(escaped or plain)
    if start is not None:
        raise RefusedEdit("a placeholder does not end")
    return "".join(parts), placeholders


def path_of(uri: str) -> Path:
    path = to_path(uri)
    assert path is not None
    return Path(path)
