"""SW212 weak-assertion: the assertions of a test may never run, never fail, or fail unseen."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from seamwright.rules.assertions import is_assertion
from seamwright.rules.context import Context
from seamwright.rules.model import Example, Problem, Rule, Severity
from seamwright.rules.module import Function
from seamwright.rules.syntax import body_of, dotted, own, walk


def examine(function: Function, context: Context) -> Iterator[Problem]:
    """At most one problem for each test, the worst first, and every assertion that cannot fail."""
    if function.role != "test":
        return
    body = body_of(function.node)
    plain = [node for statement in body for node in (statement, *own(statement)) if isinstance(node, ast.Assert)]
    for node in plain:
        if isinstance(node.test, ast.Constant) and node.test.value:
            yield Problem(function.span(node), "This assertion cannot fail")
        elif isinstance(node.test, ast.Tuple) and node.test.elts:
            yield Problem(function.span(node), "A tuple that is not empty is always true: this assertion cannot fail")
    swallowed = next(_swallowed(body, context, function), None)
    if swallowed is not None:
        yield Problem(function.span(swallowed), "A failing assertion above is caught here, and the test goes on")
        return
    certain = _certain(body, function, context)
    if not certain and plain:
        yield Problem(
            function.name_span, f"All assertions of {function.name} stand under conditions: it may run none of them"
        )
        return
    if len(plain) == 1 and certain == 1 and _is_not_none(plain[0].test):
        yield Problem(function.span(plain[0]), "The only thing asserted is that there is something")


def _certain(body: list[ast.stmt], function: Function, context: Context) -> int:
    """How many assertions run whenever the test does; helpers that cannot be looked into count."""
    count = 0
    for statement in body:
        if isinstance(statement, ast.If):
            if (
                statement.orelse
                and _certain(statement.body, function, context)
                and _certain(statement.orelse, function, context)
            ):
                count += 1
            continue
        if isinstance(statement, (ast.For, ast.AsyncFor, ast.While)):
            # A loop over something is taken to run: what is asserted in it under a condition still is conditional.
            count += _certain(statement.body, function, context)
            continue
        if isinstance(statement, ast.Try):
            count += _certain(statement.body + statement.orelse + statement.finalbody, function, context)
            continue
        if isinstance(statement, (ast.With, ast.AsyncWith)):
            count += sum(_asserts(item.context_expr, function, context) for item in statement.items)
            count += _certain(statement.body, function, context)
            continue
        if type(statement).__name__ == "Match":
            continue
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            count += any(is_assertion(node, context, function) for node in walk(statement))
            continue
        count += _asserts(statement, function, context)
    return count


def _asserts(node: ast.AST, function: Function, context: Context) -> bool:
    for each in (node, *own(node)):
        if is_assertion(each, context, function):
            return True
        if isinstance(each, ast.Call):
            found = context.called(each, function)
            if found is not None and any(is_assertion(inner, found[1], found[0]) for inner in walk(found[0].node)):
                return True
    return False


def _swallowed(body: list[ast.stmt], context: Context, function: Function) -> Iterator[ast.ExceptHandler]:
    for statement in body:
        for node in (statement, *own(statement)):
            if isinstance(node, ast.Try) and any(
                isinstance(each, ast.Assert) for inner in node.body for each in (inner, *own(inner))
            ):
                for handler in node.handlers:
                    caught = dotted(handler.type) if handler.type is not None else "BaseException"
                    if caught in ("Exception", "BaseException", "AssertionError") and not _fails(
                        handler, context, function
                    ):
                        yield handler


def _fails(handler: ast.ExceptHandler, context: Context, function: Function) -> bool:
    for statement in handler.body:
        for node in (statement, *own(statement)):
            if isinstance(node, ast.Raise):
                return True
            if isinstance(node, ast.Call) and dotted(node.func) in ("pytest.skip", "pytest.xfail", "self.skipTest"):
                return False
            if is_assertion(node, context, function):
                return True
    return False


def _is_not_none(test: ast.expr) -> bool:
    return (
        isinstance(test, ast.Compare)
        and len(test.ops) == 1
        and isinstance(test.ops[0], ast.IsNot)
        and isinstance(test.comparators[0], ast.Constant)
        and test.comparators[0].value is None
        and isinstance(test.left, ast.Name)
    )


RULE = Rule(
    code="SW212",
    name="weak-assertion",
    severity=Severity.INFORMATION,
    what="All assertions of a test stand under `if`; or an `except Exception` around them goes on or skips; or one "
    "cannot fail "
    "(`assert True`); or the only one says that something is not `None`.",
    why="The test is green when the behaviour is gone.",
    function=examine,
    good=(
        Example("""\
def test_order_is_paid(shop):
    '''Test that the order is paid.'''
    if shop.is_open:
        assert shop.order.is_paid
    else:
        assert shop.order is None
"""),
        Example("""\
import pytest


def test_order_is_paid(shop):
    '''Test that the order is paid.'''
    try:
        assert shop.order.is_paid
    except Exception as error:
        pytest.fail(str(error))
    receipt = shop.receipt()
    assert receipt is not None
    assert receipt.total == 3
"""),
    ),
    bad=(
        Example(
            """\
def ‹test_order_is_paid›(shop):
    '''Test that the order is paid.'''
    if shop.order:
        assert shop.order.is_paid
""",
            "All assertions of test_order_is_paid stand under conditions: it may run none of them",
        ),
        Example(
            """\
def test_order_is_paid(shop):
    '''Test that the order is paid.'''
    shop.pay()
    ‹assert True›
""",
            "This assertion cannot fail",
        ),
        Example(
            """\
import pytest


def test_order_is_paid(shop):
    '''Test that the order is paid.'''
    try:
        assert shop.order.is_paid
    ‹except Exception:
        pytest.skip("no shop")›
""",
            "A failing assertion above is caught here, and the test goes on",
        ),
    ),
)
