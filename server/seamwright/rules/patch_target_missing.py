"""SW211 patch-target-missing: a patch names something that its module has not got."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from seamwright.rules.context import Context
from seamwright.rules.mocks import replacements
from seamwright.rules.model import Example, Problem, Rule, Severity
from seamwright.rules.module import Function
from seamwright.rules.syntax import constant, keyword


def examine(function: Function, context: Context) -> Iterator[Problem]:
    """Targets in modules of the project that can be read completely."""
    for found in replacements(function.node, context, function):
        if found.target.nature != "missing" or found.kind == "spec":
            continue
        create, raising = keyword(found.call, "create"), keyword(found.call, "raising")
        if constant(create) is True or constant(raising) is False:
            continue
        name = found.target.name.removeprefix(f"{found.target.where}.").partition(".")[0]
        yield Problem(
            function.span(_place(found.call)), f"{found.target.where} has no {name}, so this fails when it runs"
        )


def _place(call: ast.Call) -> ast.AST:
    return call.args[0] if call.args else call


_APP = {
    "app/__init__.py": "",
    "app/orders.py": "from app.stock import reserve\n",
    "app/stock.py": "def reserve():\n    pass\n",
}

RULE = Rule(
    code="SW211",
    name="patch-target-missing",
    severity=Severity.WARNING,
    what="The target of a `patch` or `monkeypatch.setattr` is a name that its module, one of the project's, does not "
    "have.",
    why="The test fails with an `AttributeError` before it tests anything.",
    needs_first_party=True,
    function=examine,
    good=(
        Example(
            """\
from unittest.mock import patch


def test_order_reserves_stock(shop):
    '''Test that stock is reserved.'''
    with patch("app.orders.post", create=True):
        assert shop.place()
""",
            files=_APP,
        ),
        Example(
            """\
def test_order_reserves_stock(shop, monkeypatch):
    '''Test that stock is reserved.'''
    monkeypatch.setattr("other.orders.reserve", None)
    assert shop.place()
""",
            files=_APP,
        ),
    ),
    bad=(
        Example(
            """\
from unittest.mock import patch


def test_order_reserves_stock(shop):
    '''Test that stock is reserved.'''
    with patch(‹"app.orders.reserved"›):
        assert shop.place()
""",
            "app.orders has no reserved, so this fails when it runs",
            files=_APP,
        ),
        Example(
            """\
def test_order_reserves_stock(shop, mocker):
    '''Test that stock is reserved.'''
    mocker.patch(‹"app.stock.Stock.take"›)
    assert shop.place()
""",
            "app.stock has no Stock, so this fails when it runs",
            files=_APP,
        ),
    ),
)
