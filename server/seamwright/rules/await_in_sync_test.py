"""SW210 await-in-sync-test: ``await`` in a test that is no coroutine, so that the whole file cannot be imported."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from seamwright.rewriting import MakeAsync
from seamwright.rules.context import Context
from seamwright.rules.model import Example, Fix, Problem, Rule, Severity
from seamwright.rules.module import Function
from seamwright.rules.syntax import own
from seamwright.text.span import Span


def examine(function: Function, context: Context) -> Iterator[Problem]:
    """The first such place in each function."""
    if function.is_async:
        return
    for statement in function.node.body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        for node in (statement, *own(statement)):
            if isinstance(node, (ast.Await, ast.AsyncWith, ast.AsyncFor)):
                start = function.span(node).start
                word = "await" if isinstance(node, ast.Await) else "async"
                yield Problem(
                    Span(start, start + len(word)),
                    f"{word} in {function.name}, which is no coroutine: the file cannot be imported",
                    fix=_fix(function),
                )
                return


def _fix(function: Function) -> Fix:
    return Fix("Make it async", rewrites=(MakeAsync(function.name_span.start),))


RULE = Rule(
    code="SW210",
    name="await-in-sync-test",
    severity=Severity.ERROR,
    what="`await`, `async with` or `async for` in a function that is not `async`.",
    why="Python refuses the file: none of its tests runs, and a run that names other files does not show it.",
    function=examine,
    fixable=True,
    good=(
        Example("async def test_order_is_paid(shop):\n    '''Test that it is.'''\n    assert await shop.pay()\n"),
        Example("""\
import asyncio


def test_order_is_paid(shop):
    '''Test that it is.'''

    async def pay():
        return await shop.pay()

    assert asyncio.run(pay())
"""),
    ),
    bad=(
        Example(
            "def test_order_is_paid(shop):\n    '''Test that it is.'''\n    assert ‹await› shop.pay()\n",
            "await in test_order_is_paid, which is no coroutine: the file cannot be imported",
            "async def test_order_is_paid(shop):\n    '''Test that it is.'''\n    assert await shop.pay()\n",
        ),
        Example(
            """\
class TestShop:
    '''Integration tests for the shop.'''

    def test_order_is_paid(self, shop):
        '''Test that it is.'''
        ‹async› with shop as open_shop:
            assert await open_shop.pay()
""",
            "async in test_order_is_paid, which is no coroutine: the file cannot be imported",
            """\
class TestShop:
    '''Integration tests for the shop.'''

    async def test_order_is_paid(self, shop):
        '''Test that it is.'''
        async with shop as open_shop:
            assert await open_shop.pay()
""",
        ),
    ),
)
