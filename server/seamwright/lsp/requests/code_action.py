"""``textDocument/codeAction``: what can be done at a place. Decides only; edits are computed when one is chosen.

Clients that cannot ask again for the chosen action get the edits at once.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from lsprotocol import types as t

from seamwright.actions.model import Action, Context, Disabled, Offer
from seamwright.actions.registry import ACTIONS
from seamwright.lsp import declaring, plan_actions, python_actions, rule_actions
from seamwright.lsp.choice import Choice, edit_for
from seamwright.lsp.errors import Refusal
from seamwright.lsp.failures import describe
from seamwright.lsp.places import Place, context_at, plan_at
from seamwright.lsp.requests import IMPLEMENT, TEMPLATE
from seamwright.lsp.world import World

logger = logging.getLogger(__name__)


def handle(world: World, params: t.CodeActionParams) -> list[t.CodeAction] | None:
    """The actions at ``params.range``."""
    if not world.client.takes_literals:
        return None
    if is_python(world, params.text_document.uri):
        return _on_python(world, params) or None
    fixes, ours = _is_wanted(params.context.only, "quickfix"), _is_wanted(params.context.only, IMPLEMENT)
    if not (fixes or ours):
        return None
    place = plan_at(world, params.text_document.uri)
    context = context_at(world, place, params.range) if place is not None else None
    if place is None or context is None or not context.plan.seams:
        return None
    quick = _fixes(world, place, context, params) if fixes else []
    found: list[t.CodeAction | None] = []
    for action in ACTIONS if ours else ():
        world.check()
        try:
            offers = list(action.applies(context))
        except Refusal as refusal:
            # The configuration cannot be used. The user is told, but a menu is no place for an error.
            world.warn_afterwards(refusal.message)
            return None
        except Exception as error:
            # One action that fails takes none of the others with it.
            logger.error("action %s failed on %s: %s", action.name, world.describe(params), describe(error))
            continue
        if world.client.only_wonders(params.context):
            # The editor only wants to know whether to show a light bulb.
            offers = [offer for offer in offers if isinstance(offer, Offer)]
        found += [_code_action(world, place, action, offer) for offer in offers]
    return _merged(quick, [each for each in found if each is not None]) or None


def _merged(fixes: list[t.CodeAction], actions: list[t.CodeAction]) -> list[t.CodeAction]:
    """All of them; what is a fix and an action is offered once, as an action that has its finding attached.

    To silence a finding comes last: many editors show the menu in this order.
    """
    own = {each.title: each for each in actions if each.disabled is None}
    alone = []
    for fix in fixes:
        same = own.get(fix.title)
        if same is None:
            alone.append(fix)
        else:
            same.diagnostics = [*(same.diagnostics or ()), *(fix.diagnostics or ())]
    silencing = [each for each in alone if each.title.startswith("Ignore ")]
    return [*(each for each in alone if each not in silencing), *actions, *silencing]


def _fixes(world: World, place: Place, context: Context, params: t.CodeActionParams) -> list[t.CodeAction]:
    """Quick fixes, without which the menu shows the rest."""
    try:
        return list(plan_actions.quick_fixes(world, place, context, params.range))
    except Refusal as refusal:
        world.warn_afterwards(refusal.message)
        return []


def _on_python(world: World, params: t.CodeActionParams) -> list[t.CodeAction]:
    """Ours on fixtures, then those on findings, without a fix of which ours is the better form: with the type."""
    ours = python_actions.actions(world, params)
    better = {
        f"Ask for {each.title.rpartition(' ')[2]}" for each in ours if each.title.startswith("Add the parameter ")
    }
    fixes = (each for each in rule_actions.actions(world, params) if each.title not in better)
    template = [each for each in ours if each.kind == TEMPLATE]
    return [*(each for each in ours if each.kind != TEMPLATE), *fixes, *template, *declaring.actions(world, params)]


def is_python(world: World, uri: str) -> bool:
    """Whether the document is one that the rules, and not plans, are about."""
    document = world.document(uri)
    return document is not None and document.language == "python"


def _is_wanted(only: Sequence[str] | None, ours: str) -> bool:
    """The client wants kinds that ours is one of: ``refactor`` means ``refactor.seamwright.implement`` too."""
    if only is None:
        return True
    kinds = [str(getattr(kind, "value", kind)) for kind in only]
    return any(not kind or kind == ours or ours.startswith(kind + ".") for kind in kinds)


def _code_action(world: World, place: Place, action: Action, offer: Offer | Disabled) -> t.CodeAction | None:
    if isinstance(offer, Disabled):
        if not world.client.shows_disabled:
            return None
        return t.CodeAction(title=offer.title, kind=IMPLEMENT, disabled=t.CodeActionDisabled(reason=offer.reason))
    choice = Choice(action.name, place.document.uri, place.document.version, dict(offer.arguments))
    code_action = t.CodeAction(
        title=offer.title,
        kind=IMPLEMENT,
        is_preferred=True if offer.preferred and world.client.prefers_actions else None,
        command=_show_first_todo(world, place, offer),
    )
    if world.client.resolves_edits:
        code_action.data = choice.to_data()
        return code_action
    try:
        code_action.edit = edit_for(world, choice, offer.title)
    except Refusal as refusal:
        # Whoever cannot be shown a disabled action is told once why it is missing.
        world.warn_afterwards(f"{offer.title}: {refusal.message}")
        return None
    return code_action


def _show_first_todo(world: World, place: Place, offer: Offer) -> t.Command | None:
    """The command that a client runs after the edit. Also one that inserts snippets: those have a cursor only in the
    editor that is active, which is the plan's."""
    if offer.target is None or place.project is None or not world.client.shows_documents:
        return None
    arguments = [place.project.uri(offer.target), offer.class_name]
    return t.Command(title="Show the first TODO", command="seamwright.showFirstTodo", arguments=arguments)
