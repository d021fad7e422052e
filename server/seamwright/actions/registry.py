"""All actions on a plan, in the order in which a menu shows them."""

from __future__ import annotations

from collections.abc import Iterator

from seamwright.actions import (
    add_scenarios,
    create_fixtures,
    implement_all,
    implement_into,
    implement_priority,
    implement_seam,
)
from seamwright.actions.model import Action, Context, Disabled, Offer

ACTIONS = (
    implement_seam.ACTION,
    add_scenarios.ACTION,
    implement_into.ACTION,
    create_fixtures.ACTION,
    implement_priority.ACTION,
    implement_all.ACTION,
)


def offers(context: Context) -> Iterator[tuple[Action, Offer | Disabled]]:
    """Everything that applies at a place."""
    for action in ACTIONS:
        for offer in action.applies(context):
            yield action, offer


def find(name: str) -> Action | None:
    """The action called ``name``."""
    return next((action for action in ACTIONS if action.name == name), None)
