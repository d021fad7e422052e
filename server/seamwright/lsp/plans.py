"""The plans of open documents, read again only where a document has changed."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from seamwright.actions.model import Heading
from seamwright.generate.model import SeamNames
from seamwright.generate.names import plan_names
from seamwright.lsp.documents import TextDocument
from seamwright.plan import Document, Plan, Vocabulary
from seamwright.plan.blocks import Kind

_SUFFIX_OF_LANGUAGE = {"markdown": ".md", "yaml": ".yaml"}
_SUFFIXES = (".md", ".markdown", ".yaml", ".yml")


@dataclass(frozen=True)
class Reading:
    """What one state of a document says."""

    plan: Plan
    headings: tuple[Heading, ...]

    @cached_property
    def names(self) -> Mapping[str, SeamNames]:
        """The Python names of the plan's seams, by the seam's id."""
        return plan_names(self.plan)


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
            if kept.reading is None or kept.plan.text != document.text:
                kept.reading = None
                kept.reading = Reading(kept.plan.update(document.text), _headings(kept.plan))
            return kept.reading

    def forget(self, uri: str) -> None:
        """The document was closed."""
        with self._lock:
            self._kept.pop(uri, None)


class _Kept:
    def __init__(self, plan: Document) -> None:
        self.plan = plan
        self.reading: Reading | None = None
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
