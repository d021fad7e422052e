"""``workspace/diagnostic``: what the rules say about all integration tests and plans below the open folders."""

from __future__ import annotations

import time

from lsprotocol import types as t

from seamwright.lsp.examined import Examined, to_diagnostics
from seamwright.lsp.world import World

Report = t.WorkspaceFullDocumentDiagnosticReport | t.WorkspaceUnchangedDocumentDiagnosticReport

_STEP = 0.2
"""Seconds between two parts of the answer, for a client that takes it in parts."""


def handle(world: World, params: t.WorkspaceDiagnosticParams) -> t.WorkspaceDiagnosticReport:
    """A report for each file; one that has not changed since the client asked before says only that."""
    before = {each.uri: each.value for each in params.previous_result_ids}
    items: list[Report] = []
    told = time.monotonic()
    seen = set()
    for uri, examined in world.shared.examiner.everything(world):
        seen.add(uri)
        items.append(_report(world, uri, examined, before.get(uri)))
        if params.partial_result_token is not None and time.monotonic() - told > _STEP:
            told = time.monotonic()
            value = t.WorkspaceDiagnosticReportPartialResult(items=items)
            world.tell_now(t.PROGRESS, t.ProgressParams(token=params.partial_result_token, value=value))
            items = []
    # Files that are gone, or that the rules are no longer about.
    items += [t.WorkspaceFullDocumentDiagnosticReport(uri=uri, items=[]) for uri in before if uri not in seen]
    return t.WorkspaceDiagnosticReport(items=items)


def _report(world: World, uri: str, examined: Examined, before: str | None) -> Report:
    if before == examined.result_id:
        return t.WorkspaceUnchangedDocumentDiagnosticReport(
            uri=uri, result_id=examined.result_id, version=examined.version
        )
    return t.WorkspaceFullDocumentDiagnosticReport(
        uri=uri,
        items=to_diagnostics(world, examined, world.document(uri)),
        version=examined.version,
        result_id=examined.result_id,
    )
