"""Code actions by which a person says that a class stands for a seam, or does not, where that was only concluded."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types as t

from seamwright.actions.declare import declare, deny_line, pin_line
from seamwright.generate.model import Reference
from seamwright.lsp.convert import to_range, to_span
from seamwright.lsp.documents import TextDocument
from seamwright.lsp.requests import PLAN
from seamwright.lsp.trace_lenses import seams_of
from seamwright.lsp.world import World
from seamwright.text.span import Span
from seamwright.trace import ClassFacts, SeamTrace


def actions(world: World, params: t.CodeActionParams) -> Iterator[t.CodeAction]:
    """On the opening line and in the docstring of a class that says itself nothing about its seam."""
    document = world.document(params.text_document.uri)
    if document is None or world.client.only_wonders(params.context):
        return
    only = params.context.only
    kinds = None if only is None else [str(getattr(kind, "value", kind)) for kind in only]
    if kinds is not None and not any(not kind or kind == PLAN or PLAN.startswith(kind + ".") for kind in kinds):
        return
    traced = world.shared.traces.of(world, document.uri)
    if traced is None:
        return
    span = to_span(document.index, params.range, world.encoding)
    for cls in traced.classes:
        if cls.name and not cls.pins and _is_at(document, cls, span):
            for path, seam in seams_of(traced, cls):
                yield from _offers(world, document, cls, path, seam)


def _offers(
    world: World, document: TextDocument, cls: ClassFacts, path: str, seam: SeamTrace
) -> Iterator[t.CodeAction]:
    said = f"seam {seam.seam.number}" if seam.seam.number else f"“{seam.seam.title}”"
    where = f"{said} of {path.rpartition('/')[2]}"
    pin = pin_line(Reference(path, seam.seam.id, seam.seam.digest))
    for title, line in (
        (f"This class implements {where} (pin)", pin),
        (f"This class does not implement {where} (deny)", deny_line(path, seam.seam.id)),
    ):
        edits = [
            t.TextEdit(range=to_range(document.index, edit.span, world.encoding), new_text=edit.new)
            for edit in declare(document.text, cls.name, line)
        ]
        if not edits:
            continue
        if world.client.document_changes:
            identifier = t.OptionalVersionedTextDocumentIdentifier(uri=document.uri, version=document.version)
            edit = t.WorkspaceEdit(document_changes=[t.TextDocumentEdit(text_document=identifier, edits=list(edits))])
        else:
            edit = t.WorkspaceEdit(changes={document.uri: edits})
        yield t.CodeAction(title=title, kind=PLAN, edit=edit)


def _is_at(document: TextDocument, cls: ClassFacts, span: Span) -> bool:
    line = document.index.line_at
    last = cls.docstring_span.end if cls.docstring_span is not None else cls.name_span.end
    return line(cls.name_span.start) <= line(span.start) <= line(last)
