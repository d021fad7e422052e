"""Code actions on fixtures in Python files: which are offered where, and the edit of the one that was chosen.

Quick fixes stand on the name that they are about. Everything else is shown only to those who ask for a menu, so that no
light bulb follows the cursor.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from dataclasses import replace

from lsprotocol import types as t

from seamwright.actions.model import Disabled, Offer, Unavailable
from seamwright.actions.python.model import Place, PythonAction
from seamwright.actions.python.registry import ACTIONS
from seamwright.fixtures.mentions import Role
from seamwright.fixtures.model import FixtureDef
from seamwright.lsp.choice import Choice
from seamwright.lsp.convert import to_span
from seamwright.lsp.documents import TextDocument
from seamwright.lsp.edits import workspace_edit
from seamwright.lsp.errors import Code, Refusal
from seamwright.lsp.failures import describe
from seamwright.lsp.fixtures import View
from seamwright.lsp.typed import options_of
from seamwright.lsp.users import uses_of
from seamwright.lsp.world import World
from seamwright.rules.model import Settings
from seamwright.rules.registry import RULES
from seamwright.text.span import Span
from seamwright.trace.sole import Sole, sole

logger = logging.getLogger(__name__)
_CODES = {rule.name: rule.code for rule in RULES}


def actions(world: World, params: t.CodeActionParams) -> list[t.CodeAction]:
    """What can be done at ``params.range`` of a Python document."""
    uri = params.text_document.uri
    document = world.document(uri)
    automatic = world.client.only_wonders(params.context)
    wanted = [each for each in ACTIONS if _is_wanted(each.kind, params.context.only, automatic)]
    if document is None or not wanted:
        return []
    span = to_span(document.index, params.range, world.encoding)
    found: list[tuple[PythonAction, t.CodeAction]] = []
    with world.shared.fixtures.at(world, uri) as view:
        if view is None or not view.is_own(view.path):
            return []
        place = _place(view, span)
        for action in wanted:
            world.check()
            try:
                offers = list(action.applies(place))
            except Exception as error:
                # One action that fails takes none of the others with it.
                logger.error("action %s failed on %s: %s", action.name, world.describe(params), describe(error))
                continue
            diagnostics = _answered(action, params)
            for offer in offers:
                made = _code_action(view, place, action, offer, automatic=automatic)
                if made is not None:
                    made.diagnostics = diagnostics
                    found.append((action, made))
    # Outside of the block: the rules use the same resolver, and wait for it while they hold what is asked for here.
    if any(action.in_examined for action, _ in found) and not world.shared.examiner.concerns(world, uri):
        found = [(action, made) for action, made in found if not action.in_examined]
    return [each for action, made in found if (each := _completed(world, document, action, span, made)) is not None]


def edit_for(world: World, action: PythonAction, choice: Choice, label: str) -> t.WorkspaceEdit:
    """The edit that carries out ``choice``.

    Raises:
        Refusal: the file has changed, or it cannot be done.
    """
    document = world.document(choice.uri)
    if document is None or document.version != choice.version:
        raise Refusal(Code.CONTENT_MODIFIED, "the file has changed since the action was offered: ask again")
    arguments = dict(choice.arguments)
    try:
        span = Span(int(arguments.pop("start")), int(arguments.pop("end")))
    except (KeyError, ValueError):
        raise Refusal(Code.INVALID_PARAMS, "the data of the code action is not ours") from None
    if not 0 <= span.start <= span.end <= len(document.text):
        raise Refusal(Code.INVALID_PARAMS, "the data of the code action is not ours")
    planned = _planned(world, choice.uri) if action.asks_plans else Sole()
    with world.shared.fixtures.at(world, choice.uri) as view:
        if view is None or not view.is_own(view.path):
            raise Refusal(Code.CONTENT_MODIFIED, "the file is not open any more")
        return _edit(view, replace(_place(view, span), planned=planned), action, arguments, label)


def _completed(
    world: World, document: TextDocument, action: PythonAction, span: Span, made: t.CodeAction
) -> t.CodeAction | None:
    """``made`` with the edit that takes plans, for a client that does not ask for it later."""
    if made.edit is None and made.data is None and made.disabled is None:
        arguments = {"start": str(span.start), "end": str(span.end)}
        try:
            made.edit = edit_for(
                world, action, Choice(action.name, document.uri, document.version, arguments), made.title
            )
        except Refusal as refusal:
            if not world.client.shows_disabled:
                return None
            made.disabled = t.CodeActionDisabled(reason=refusal.message)
    return made


def _is_wanted(kind: str, only: Sequence[str] | None, automatic: bool) -> bool:
    if only is None:
        return not automatic or kind == "quickfix"
    kinds = [str(getattr(each, "value", each)) for each in only]
    return any(not each or kind == each or kind.startswith(each + ".") for each in kinds)


def _place(view: View, span: Span) -> Place:
    return Place(
        path=view.path,
        text=view.document.text,
        selection=span,
        resolver=view.resolver,
        is_own=view.is_own,
        shown=view.relative,
        find_options=lambda: options_of(view),
        typed=view.settings.typed_parameters,
        can_create=lambda path: view.world.client.creates_files,
        importers=lambda definition: _importers(view, definition),
        find_rules=lambda: _rules(view),
        naming=lambda word: (each for each in view.suites.saying(view, word) if each[0] != view.path),
    )


def _planned(world: World, uri: str) -> Sole:
    """What plans say of the document ``uri``. Related before the resolver is taken, since it may take long."""
    traced = world.shared.traces.of(world, uri)
    return sole(traced.traces, traced.path) if traced is not None else Sole()


def _rules(view: View) -> tuple[Settings, str]:
    project = view.world.shared.projects.around(view.world, view.document.path or view.path)
    try:
        rules = project.workspace.config.rules
        hidden = view.world.settings.unreported
        return replace(rules, ignore=(*rules.ignore, *hidden)), project.relative(view.document.path or view.path)
    except ValueError:
        return Settings(), ""


def _importers(view: View, definition: FixtureDef) -> list[str]:
    return [
        use.path for use in uses_of(view, definition) if use.mention.role is Role.IMPORT and use.path != definition.path
    ]


def _answered(action: PythonAction, params: t.CodeActionParams) -> list[t.Diagnostic] | None:
    """The findings at the place that ``action`` is an answer to."""
    code = _CODES.get(action.rule or "")
    here = params.range
    found = [
        each
        for each in params.context.diagnostics
        if code is not None
        and each.code == code
        and each.range.start.line <= here.end.line
        and here.start.line <= each.range.end.line
    ]
    return found or None


def _code_action(
    view: View, place: Place, action: PythonAction, offer: Offer | Disabled, *, automatic: bool
) -> t.CodeAction | None:
    client = view.world.client
    if isinstance(offer, Disabled):
        if automatic or not client.shows_disabled:
            return None
        return t.CodeAction(title=offer.title, kind=action.kind, disabled=t.CodeActionDisabled(reason=offer.reason))
    made = t.CodeAction(title=offer.title, kind=action.kind)
    made.is_preferred = True if offer.preferred and client.prefers_actions else None
    if client.resolves_edits:
        span = place.selection
        arguments = {**offer.arguments, "start": str(span.start), "end": str(span.end)}
        made.data = Choice(action.name, view.document.uri, view.document.version, arguments).to_data()
        return made
    if action.asks_plans:
        return made  # Its edit is made when the resolver is free again.
    try:
        made.edit = _edit(view, place, action, offer.arguments, offer.title)
    except Refusal as refusal:
        if automatic or not client.shows_disabled:
            return None
        made.disabled = t.CodeActionDisabled(reason=refusal.message)
    return made


def _edit(view: View, place: Place, action: PythonAction, arguments: object, label: str) -> t.WorkspaceEdit:
    try:
        changes = action.edits(place, arguments)  # type: ignore[arg-type]
    except Unavailable as error:
        raise Refusal(Code.REQUEST_FAILED, str(error)) from None
    return workspace_edit(_Files(view), changes, view.world.client, view.world.encoding, label, "by Seamwright")


class _Files:
    """Files by absolute paths, as ``workspace_edit`` asks for them."""

    def __init__(self, view: View) -> None:
        self._view = view

    def open_document(self, path: str) -> TextDocument | None:
        return self._view.project.document(path)

    def uri(self, path: str) -> str:
        return self._view.uri(path)

    def has_folder(self, path: str) -> bool:
        return os.path.isdir(path.rpartition("/")[0])
