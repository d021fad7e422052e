"""SW208 sleep-in-test: a test waits for a fixed time."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from seamwright.rules.context import Context
from seamwright.rules.model import Example, Problem, Rule, Severity
from seamwright.rules.module import Function
from seamwright.rules.syntax import children, constant, dotted, own

SLEEPS = frozenset({"time.sleep", "asyncio.sleep", "anyio.sleep", "trio.sleep", "gevent.sleep"})


def examine(function: Function, context: Context) -> Iterator[Problem]:
    """Sleeps of a test or fixture itself, and of helpers that tests of the module call."""
    if function.role == "helper" and not _is_called_by_tests(function, context):
        return
    for statement in function.node.body:
        if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield from _in(statement, function, context)


def _in(node: ast.AST, function: Function, context: Context, in_loop: bool = False) -> Iterator[Problem]:
    # A loop that can end early is waiting for something, which is what one should do.
    if isinstance(node, ast.While) or (isinstance(node, (ast.For, ast.AsyncFor)) and _can_end(node)):
        return
    if isinstance(node, ast.Call) and (seconds := _sleep(node, function, context)) is not None:
        long = isinstance(seconds, (int, float)) and seconds >= 1
        said = (
            f"The test sleeps for {seconds:g} s"
            if isinstance(seconds, (int, float))
            else "The test sleeps for a fixed time"
        )
        yield Problem(
            function.span(node), f"{said}; wait for what it waits for instead", Severity.WARNING if long else None
        )
    for child in children(node):
        # Whoever sleeps where something has failed, and tries again, waits for it as well.
        tries_again = in_loop and isinstance(child, ast.ExceptHandler)
        if not tries_again and not isinstance(child, _NESTED):
            in_it = in_loop or isinstance(node, (ast.For, ast.AsyncFor))
            yield from _in(child, function, context, in_it)


def _sleep(call: ast.Call, function: Function, context: Context) -> object:
    """The argument of a call of ``sleep``, ``...`` where it is no literal; ``None`` where nothing sleeps."""
    name = dotted(call.func)
    if not name or context.imported(name, function) not in SLEEPS:
        return None
    value = constant(call.args[0]) if call.args else None
    if isinstance(value, (int, float)):
        return None if value == 0 else value
    return ... if call.args or call.keywords else None


def _can_end(loop: ast.For | ast.AsyncFor) -> bool:
    return any(
        isinstance(each, (ast.Break, ast.Return)) for statement in loop.body for each in (statement, *own(statement))
    )


def _is_called_by_tests(function: Function, context: Context) -> bool:
    return not _WORK.intersection(function.name.split("_")) and function.name in context.module.called_helpers


_NESTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_WORK = frozenset({"job", "task", "worker", "slow", "server", "long"})

RULE = Rule(
    code="SW208",
    name="sleep-in-test",
    severity=Severity.INFORMATION,
    what="A test, or a fixture or helper that it uses, sleeps for a fixed time. From one second on this is a warning.",
    why="A fixed time is too long on most days and too short on the one that matters. Wait for the event, with a "
    "limit.",
    function=examine,
    good=(
        Example("""\
import asyncio
import time


def test_order_arrives_in_time(shop):
    '''Test that orders arrive.'''
    deadline = time.monotonic() + 5
    while not shop.arrived and time.monotonic() < deadline:
        time.sleep(0.1)
    assert shop.arrived


async def test_other_tasks_get_their_turn(shop):
    '''Test that tasks change.'''

    async def slow():
        await asyncio.sleep(0.2)

    shop.use(slow)
    await asyncio.sleep(0)
    assert shop.arrived


def test_shop_opens_at_last(shop):
    '''Test that the shop opens.'''
    for _ in range(3):
        try:
            shop.open()
        except ConnectionError:
            time.sleep(1)
    assert shop.is_open
"""),
        Example("""\
def test_order_arrives_with_a_patient_shop(shop):
    '''Test that sleep of the shop is not ours.'''
    shop.sleep(3)
    assert shop.arrived
"""),
    ),
    bad=(
        Example(
            """\
import time


def test_order_arrives_in_time(shop):
    '''Test that orders arrive.'''
    ‹time.sleep(3)›
    assert shop.arrived
""",
            "The test sleeps for 3 s; wait for what it waits for instead",
            severity=Severity.WARNING,
        ),
        Example(
            """\
from asyncio import sleep as pause


async def test_order_arrives_in_time(shop):
    '''Test that orders arrive.'''
    await ‹pause(0.1)›
    assert shop.arrived
""",
            "The test sleeps for 0.1 s; wait for what it waits for instead",
        ),
    ),
)
