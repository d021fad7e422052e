"""The open documents, as the client has them.

The store is our own because the toolkit's counts lines by ``str.splitlines``, which also splits at U+2028, form feed
and NEL; one such character in a plan would shift every position below it.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterable, Iterator
from functools import cached_property

from lsprotocol import types as t

from seamwright.lsp.convert import to_path, to_span
from seamwright.text.span import LineIndex, PositionEncoding

logger = logging.getLogger(__name__)


class TextDocument:
    """One state of one document. It never changes: the next state is another object, so any thread may read it."""

    def __init__(self, uri: str, language: str, version: int, text: str, before: TextDocument | None = None) -> None:
        self.uri, self.language, self.version, self.text = uri, language, version, text
        self.path: str | None = before.path if before is not None else to_path(uri)
        """The document's absolute path, or ``None`` where it is no file."""

    @cached_property
    def index(self) -> LineIndex:
        """Where the document's lines start and end."""
        return LineIndex(self.text)

    @cached_property
    def fingerprint(self) -> str:
        """Eight hexadecimal digits that stand for the text where the text itself must not appear, as in a log."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()[:8]

    def changed(
        self, version: int, changes: Iterable[t.TextDocumentContentChangeEvent], encoding: PositionEncoding
    ) -> TextDocument:
        """The next state: ``changes`` applied one after the other, each to the result of the one before."""
        index = self.index
        for change in changes:
            if isinstance(change, t.TextDocumentContentChangePartial):
                index = index.replaced(to_span(index, change.range, encoding), change.text)
            else:
                index = LineIndex(change.text)
        after = TextDocument(self.uri, self.language, version, index.whole, self)
        after.index = index
        return after


class Documents:
    """All open documents by the URI that the client uses for them."""

    def __init__(self, documents: dict[str, TextDocument] | None = None) -> None:
        self._by_uri = documents or {}

    def __iter__(self) -> Iterator[TextDocument]:
        return iter(self._by_uri.values())

    def get(self, uri: str) -> TextDocument | None:
        """The document with exactly this URI, if it is open."""
        return self._by_uri.get(uri)

    def at(self, path: str) -> TextDocument | None:
        """The open document of the file at the absolute ``path``; clients spell the URI of one file differently."""
        wanted = os.path.normcase(path)
        return next((each for each in self if each.path and os.path.normcase(each.path) == wanted), None)

    def snapshot(self) -> Documents:
        """A copy that later notifications do not touch."""
        return Documents(dict(self._by_uri))

    def open(self, item: t.TextDocumentItem) -> TextDocument:
        """Take over a document from the client; opening it again replaces what we had."""
        language = str(getattr(item.language_id, "value", item.language_id))
        document = TextDocument(item.uri, language, item.version, item.text)
        self._by_uri[item.uri] = document
        return document

    def change(self, params: t.DidChangeTextDocumentParams, encoding: PositionEncoding) -> TextDocument | None:
        """Apply the client's changes, or return ``None`` for a document that is not open.

        A version that does not grow is a fault of the client, yet its changes describe what it shows by now: leaving
        them out would put every later position wrong. So they are applied, and the log says so.
        """
        before = self._by_uri.get(params.text_document.uri)
        if before is None:
            logger.warning("change of a document that is not open: ignored")
            return None
        version = params.text_document.version
        if version <= before.version:
            logger.warning("version %s of document %s follows version %s", version, before.fingerprint, before.version)
        after = before.changed(version, params.content_changes, encoding)
        self._by_uri[before.uri] = after
        return after

    def close(self, uri: str) -> None:
        """Forget a document; a URI that is not open is ignored."""
        self._by_uri.pop(uri, None)


def may_be_plan(document: TextDocument) -> bool:
    """By its name: plans are written in Markdown and YAML."""
    return not is_python(document) and document.uri.lower().endswith((".md", ".markdown", ".yaml", ".yml"))


def is_python(document: TextDocument) -> bool:
    """By its language; files that a client knows no language for, by their name."""
    return document.language == "python" or document.uri.endswith((".py", ".pyi"))
