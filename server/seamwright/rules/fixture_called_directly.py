"""SW306 fixture-called-directly: a fixture is called like a function."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from seamwright.rules.context import Context
from seamwright.rules.model import Example, Problem, Rule, Severity
from seamwright.rules.module import Function
from seamwright.rules.syntax import walk


def examine(function: Function, context: Context) -> Iterator[Problem]:
    """Calls of the module's own fixtures by the name of their function."""
    local = None
    for node in walk(function.node):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        found = context.names.functions.get(node.func.id)
        if found is None or found.role != "fixture" or found is function:
            continue
        local = context.locals(function) if local is None else local
        if node.func.id in local[1] or node.func.id in local[0] or _is_nested(function, node.func.id):
            continue
        yield Problem(function.span(node), f"{node.func.id} is a fixture, and pytest does not let it be called")


def _is_nested(function: Function, name: str) -> bool:
    return any(
        isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        and node.name == name
        and node is not function.node
        for node in walk(function.node)
    )


_SHOP = "import pytest\n\n\n@pytest.fixture\ndef shop():\n    '''A shop.'''\n    return open_shop()\n\n\n"

RULE = Rule(
    code="SW306",
    name="fixture-called-directly",
    severity=Severity.ERROR,
    what="A fixture of the module is called by its name, instead of being requested as a parameter.",
    why="pytest ends the test with an error: a fixture is made by pytest alone.",
    function=examine,
    good=(
        Example(_SHOP + "def test_shop_opens_early(shop):\n    '''Test that it opens.'''\n    assert shop()\n"),
        Example(
            _SHOP
            + "def test_shop_opens_early():\n    '''Test that it opens.'''\n\n    def shop():\n        return 1\n\n"
            "    assert shop()\n"
        ),
    ),
    bad=(
        Example(
            _SHOP + "def test_shop_opens_early():\n    '''Test that it opens.'''\n    assert ‹shop()›.is_open\n",
            "shop is a fixture, and pytest does not let it be called",
        ),
        Example(
            _SHOP + "@pytest.fixture\ndef town():\n    '''A town.'''\n    return [‹shop()›]\n",
            "shop is a fixture, and pytest does not let it be called",
        ),
    ),
)
