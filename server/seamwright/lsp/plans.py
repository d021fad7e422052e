"""The plans of open documents, read again only where a document has changed."""

from __future__ import annotations

import os
import threading
from typing import NamedTuple

from seamwright.actions.model import Heading
from seamwright.lsp.documents import TextDocument
from seamwright.plan import Document, Plan, Vocabulary
from seamwright.plan.blocks import Kind

_SUFFIX_OF_LANGUAGE = {"markdown": ".md", "yaml": ".yaml"}
_SUFFIXES = (".md", ".markdown", ".yaml", ".yml")


class Reading(NamedTuple):
    """What one state of a document says."""

    plan: Plan
    headings: tuple[Heading, ...]


class Plans:
    """Keeps one incremental reading per open document. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, _Kept] = {}

    def read(self, document: TextDocument, vocabulary: Vocabulary) -> Reading | None:
        """What ``document`` says, or ``None`` where its language is none that plans are written in."""
        name = _name(document)
        if name is None:
            return None
        with self._lock:
            kept = self._kept.get(document.uri)
            if kept is None or kept.plan.vocabulary != vocabulary or kept.plan.name != name:
                kept = self._kept[document.uri] = _Kept(Document(document.text, vocabulary, name=name))
        # A slow reading of one document must not hold up another. Snapshots may ask for an older state after a newer
        # one: that costs a second reading, and is right all the same.
        with kept.lock:
            kept.plan.update(document.text)
            return Reading(kept.plan.plan, _headings(kept.plan))

    def forget(self, uri: str) -> None:
        """The document was closed."""
        with self._lock:
            self._kept.pop(uri, None)


class _Kept:
    def __init__(self, plan: Document) -> None:
        self.plan = plan
        self.lock = threading.Lock()


def _name(document: TextDocument) -> str | None:
    """The file name by which the plan reader tells its formats apart."""
    name = os.path.basename(document.path or document.uri)
    if name.lower().endswith(_SUFFIXES):
        return name
    suffix = _SUFFIX_OF_LANGUAGE.get(document.language)
    return None if suffix is None else name + suffix


def _headings(plan: Document) -> tuple[Heading, ...]:
    found, line = [], 0
    for chunk in plan.chunks:
        for entry in chunk.entries:
            if entry.kind is Kind.HEADING:
                first = line + entry.line
                found.append(Heading(plan.lines.span(first, first), entry.depth))
        line += chunk.lines
    return tuple(found)
