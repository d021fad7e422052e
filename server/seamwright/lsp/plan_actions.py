"""Quick fixes on what the rules found in a plan: changes of the plan, and actions that make what is missing."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lsprotocol import types as t

from seamwright.actions.model import Context, Offer
from seamwright.actions.registry import find
from seamwright.lsp.choice import Choice, edit_for
from seamwright.lsp.convert import to_range, to_span
from seamwright.lsp.errors import Refusal
from seamwright.lsp.examined import Examined, to_diagnostic
from seamwright.lsp.failures import describe
from seamwright.lsp.places import Place
from seamwright.lsp.world import World
from seamwright.rules.model import Action, Severity
from seamwright.rules.plans.suppress import ignore_here
from seamwright.text.edit import Edit
from seamwright.text.span import LineIndex, Span

logger = logging.getLogger(__name__)


def quick_fixes(world: World, place: Place, context: Context, range_: t.Range) -> Iterator[t.CodeAction]:
    """What removes the findings on the lines of ``range_``, each with its finding attached."""
    examined = world.shared.examiner.plans.examine(world, place.document.uri)
    index = place.document.index
    span = to_span(index, range_, world.encoding)
    for finding in examined.findings if examined is not None else ():
        if examined is None or not _touch(finding.span, span, index):
            continue
        diagnostic = to_diagnostic(world, examined, finding, index)
        if finding.fix is not None:
            yield _changing(world, place, examined, finding.fix.title, finding.fix.edits, diagnostic)
        if finding.action is not None:
            yield from _making(world, place, context, finding.action, diagnostic)
        # What only waits for its test is nothing to silence; neither is a hint, of which most seams have one.
        is_told = finding.action is None and finding.severity is not Severity.HINT and finding.code != "SW100"
        ignoring = ignore_here(finding.path, place.document.text, finding.span.start, finding.name) if is_told else None
        if ignoring is not None:
            yield _changing(world, place, examined, f"Ignore {finding.name} here", (ignoring,), diagnostic)


def _changing(
    world: World, place: Place, examined: Examined, title: str, edits: Sequence[Edit], diagnostic: t.Diagnostic
) -> t.CodeAction:
    document = place.document
    texts = [t.TextEdit(range=to_range(document.index, edit.span, world.encoding), new_text=edit.new) for edit in edits]
    if world.client.document_changes:
        identifier = t.OptionalVersionedTextDocumentIdentifier(uri=document.uri, version=examined.version)
        edit = t.WorkspaceEdit(document_changes=[t.TextDocumentEdit(text_document=identifier, edits=list(texts))])
    else:
        edit = t.WorkspaceEdit(changes={document.uri: texts})
    return t.CodeAction(title=title, kind="quickfix", diagnostics=[diagnostic], edit=edit)


def _making(
    world: World, place: Place, context: Context, wanted: Action, diagnostic: t.Diagnostic
) -> Iterator[t.CodeAction]:
    """The action of the plan, as it is offered on the seam's opening line."""
    action = find(wanted.name)
    seam = next((each for each in context.plan.seams if each.id == wanted.seam), None)
    if action is None or seam is None:
        return
    start = seam.heading.start
    try:
        offers = list(action.applies(replace(context, selection=Span(start, start))))
    except Refusal:
        raise
    except Exception as error:
        # An action that fails takes none of the others with it.
        logger.error("action %s failed on seam %s: %s", action.name, seam.number, describe(error))
        return
    for offer in offers:
        if not isinstance(offer, Offer):
            continue
        choice = Choice(action.name, place.document.uri, place.document.version, dict(offer.arguments))
        fix = t.CodeAction(
            title=offer.title,
            kind="quickfix",
            diagnostics=[diagnostic],
            is_preferred=True if offer.preferred and world.client.prefers_actions else None,
        )
        if world.client.resolves_edits:
            fix.data = choice.to_data()
        else:
            try:
                fix.edit = edit_for(world, choice, offer.title)
            except Refusal:
                continue
        yield fix


def _touch(finding: Span, selection: Span, index: LineIndex) -> bool:
    first, last = index.line_at(finding.start), index.line_at(finding.end)
    return index.line_at(selection.start) <= last and first <= index.line_at(selection.end)
