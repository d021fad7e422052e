"""``textDocument/diagnostic``: what the rules say about an open document, or that it has not changed."""

from __future__ import annotations

from lsprotocol import types as t

from seamwright.lsp.examined import to_diagnostics
from seamwright.lsp.world import World


def handle(
    world: World, params: t.DocumentDiagnosticParams
) -> t.RelatedFullDocumentDiagnosticReport | t.RelatedUnchangedDocumentDiagnosticReport:
    """The findings in the document as it was when the request came in."""
    uri = params.text_document.uri
    # Who can be told to ask again gets at once what the document itself says.
    examined = world.shared.examiner.examine(world, uri, wait=not world.client.refreshes_diagnostics)
    world.check()
    world.shared.examiner.given[uri] = examined.result_id if examined is not None else ""
    if examined is None:
        return t.RelatedFullDocumentDiagnosticReport(items=[])
    if params.previous_result_id == examined.result_id:
        return t.RelatedUnchangedDocumentDiagnosticReport(result_id=examined.result_id)
    items = to_diagnostics(world, examined, world.document(uri))
    return t.RelatedFullDocumentDiagnosticReport(items=items, result_id=examined.result_id)
