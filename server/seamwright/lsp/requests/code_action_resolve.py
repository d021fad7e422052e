"""``codeAction/resolve``: the edit of the action that the user has chosen."""

from __future__ import annotations

from lsprotocol import types as t

from seamwright.actions.python.registry import find
from seamwright.lsp import python_actions, rule_actions
from seamwright.lsp.choice import Choice, edit_for
from seamwright.lsp.world import World


def handle(world: World, action: t.CodeAction) -> t.CodeAction:
    """``action`` with its edit. What it carries is checked as if a stranger had sent it."""
    if action.edit is not None:
        return action
    choice = Choice.from_data(action.data)
    if choice.action in rule_actions.NAMES:
        action.edit = rule_actions.edit_for(world, choice)
        return action
    on_python = find(choice.action)
    if on_python is not None:
        action.edit = python_actions.edit_for(world, on_python, choice, action.title)
    else:
        action.edit = edit_for(world, choice, action.title)
    return action
