"""``codeAction/resolve``: the edit of the action that the user has chosen."""

from __future__ import annotations

from lsprotocol import types as t

from seamwright.lsp.choice import Choice, edit_for
from seamwright.lsp.world import World


def handle(world: World, action: t.CodeAction) -> t.CodeAction:
    """``action`` with its edit. What it carries is checked as if a stranger had sent it."""
    if action.edit is not None:
        return action
    action.edit = edit_for(world, Choice.from_data(action.data), action.title)
    return action
