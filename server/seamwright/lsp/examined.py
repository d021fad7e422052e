"""What is found in one state of a document, and the same in the protocol's terms."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from lsprotocol import types as t

from seamwright.lsp.convert import to_range, to_uri
from seamwright.lsp.documents import TextDocument
from seamwright.lsp.projects import Root
from seamwright.rules.model import Finding, Severity
from seamwright.text.span import LineIndex
from seamwright.workspace.documentation import rule_page

if TYPE_CHECKING:
    from seamwright.lsp.world import World


class Examined(NamedTuple):
    """What is found in one state of a document."""

    text: str
    version: int | None
    findings: Sequence[Finding]
    root: Root
    result_id: str
    """The same for the same findings at the same places."""


def result_id(findings: Sequence[Finding]) -> str:
    """The same for the same findings at the same places."""
    said = "\n".join(f"{each.code} {each.span} {each.severity.value} {each.message}" for each in findings)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def shown(world: World, examined: Examined | None) -> Examined | None:
    """``examined`` without what the user has switched off."""
    hidden = world.settings.unreported
    if examined is None or not hidden:
        return examined
    findings = [each for each in examined.findings if not each.code.startswith(hidden)]
    return examined._replace(findings=findings, result_id=result_id(findings))


def to_diagnostic(world: World, examined: Examined, finding: Finding, index: LineIndex) -> t.Diagnostic:
    """``finding`` in the protocol's terms, with what the client understands of it."""
    client = world.client
    related = None
    if finding.related and client.relates_diagnostics:
        related = [
            t.DiagnosticRelatedInformation(
                location=t.Location(
                    uri=to_uri(str(examined.root.shown / each.path)),
                    range=t.Range(t.Position(each.line - 1, 0), t.Position(each.line - 1, 0)),
                ),
                message=each.message,
            )
            for each in finding.related
        ]
    tags = [
        tag
        for tag, holds in (
            (t.DiagnosticTag.Unnecessary, finding.unnecessary),
            (t.DiagnosticTag.Deprecated, finding.deprecated),
        )
        if holds and tag in client.diagnostic_tags
    ]
    return t.Diagnostic(
        range=to_range(index, finding.span, world.encoding),
        message=finding.message,
        severity=_SEVERITIES[finding.severity],
        code=finding.code,
        code_description=t.CodeDescription(href=_page(finding)) if client.describes_codes else None,
        source="seamwright",
        tags=tags or None,
        related_information=related,
        data={"rule": finding.name},
    )


def _page(finding: Finding) -> str:
    """A page that opens: the installed one, which also says what this version does."""
    page = rule_page(finding.name)
    return to_uri(str(page)) if page is not None else finding.url


def to_diagnostics(world: World, examined: Examined, document: TextDocument | None) -> list[t.Diagnostic]:
    """All findings in the protocol's terms."""
    index = document.index if document is not None else LineIndex(examined.text)
    return [to_diagnostic(world, examined, finding, index) for finding in examined.findings]


_SEVERITIES = {
    Severity.ERROR: t.DiagnosticSeverity.Error,
    Severity.WARNING: t.DiagnosticSeverity.Warning,
    Severity.INFORMATION: t.DiagnosticSeverity.Information,
    Severity.HINT: t.DiagnosticSeverity.Hint,
}
