"""All actions on Python files, in the order in which a menu shows them."""

from __future__ import annotations

from seamwright.actions.python import (
    add_parameter,
    create_fixture,
    extract_fixture,
    move_fixture,
    rewrite_to_template,
)
from seamwright.actions.python.model import PythonAction

ACTIONS: tuple[PythonAction, ...] = (
    add_parameter.ACTION,
    create_fixture.ACTION,
    move_fixture.ACTION,
    extract_fixture.ACTION,
    rewrite_to_template.ACTION,
)


def find(name: str) -> PythonAction | None:
    """The action with this name."""
    return next((action for action in ACTIONS if action.name == name), None)
