"""``workspace/diagnostic``: what the rules say about all integration tests below the open folders."""

from __future__ import annotations

from lsprotocol import types as t

from seamwright.lsp.examiner import to_diagnostics
from seamwright.lsp.world import World

Report = t.WorkspaceFullDocumentDiagnosticReport | t.WorkspaceUnchangedDocumentDiagnosticReport


def handle(world: World, params: t.WorkspaceDiagnosticParams) -> t.WorkspaceDiagnosticReport:
    """A report for each file; one that has not changed since the client asked before says only that."""
    before = {each.uri: each.value for each in params.previous_result_ids}
    items: list[Report] = []
    seen = set()
    for uri, examined in world.shared.examiner.everything(world):
        seen.add(uri)
        if before.get(uri) == examined.result_id:
            items.append(
                t.WorkspaceUnchangedDocumentDiagnosticReport(
                    uri=uri, result_id=examined.result_id, version=examined.version
                )
            )
            continue
        items.append(
            t.WorkspaceFullDocumentDiagnosticReport(
                uri=uri,
                items=to_diagnostics(world, examined, world.document(uri)),
                version=examined.version,
                result_id=examined.result_id,
            )
        )
    # Files that are gone, or that the rules are no longer about.
    items += [t.WorkspaceFullDocumentDiagnosticReport(uri=uri, items=[]) for uri in before if uri not in seen]
    return t.WorkspaceDiagnosticReport(items=items)
