"""SW207 no-assert: a test that cannot fail except by accident."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from seamwright.rules.assertions import asserts
from seamwright.rules.context import Context
from seamwright.rules.model import Example, Problem, Rule, Severity
from seamwright.rules.module import Function
from seamwright.rules.stubs import placeholder
from seamwright.rules.syntax import body_of, constant, dotted, is_stub, keyword


def examine(function: Function, context: Context) -> Iterator[Problem]:
    """Tests from which no assertion can be reached."""
    if function.role != "test" or _is_excused(function) or asserts(function, context):
        return
    if placeholder(function) is not None and not is_stub(body_of(function.node)):
        return
    if not is_stub(body_of(function.node)) and _DOCUMENTED.search(function.parsed.source.replace("_", " ")):
        yield Problem(
            function.name_span,
            f"{function.name} asserts nothing; its text says that no exception is success",
            Severity.HINT,
        )
    else:
        yield Problem(function.name_span, f"{function.name} asserts nothing")


def _is_excused(function: Function) -> bool:
    decorators = [*function.node.decorator_list, *(function.owner.node.decorator_list if function.owner else ())]
    for each in decorators:
        name = dotted(each.func if isinstance(each, ast.Call) else each)
        if name.endswith(("mark.skip", "unittest.skip")):
            return True
        if (
            name.endswith("mark.xfail")
            and isinstance(each, ast.Call)
            and constant(keyword(each, "strict")) is not False
        ):
            return True
    return "benchmark" in function.requested


_DOCUMENTED = re.compile(
    r"(?i)\bno (?:exception|error)s?\b|\b(?:does|should|must|did|do|will)(?: not|n't) (?:raise|crash|fail|throw)|"
    r"\bwithout (?:raising|exception|error|crash|fail)|\bsucceeds without\b|\bno-?op\b|\bnot raise"
)

RULE = Rule(
    code="SW207",
    name="no-assert",
    severity=Severity.WARNING,
    what="A test that reaches no assertion: none of its own, and none in what it calls in the test tree. Where its "
    "text says that "
    "no exception is success, it is a hint.",
    why="It stays green whatever comes out.",
    function=examine,
    good=(
        Example("""\
def assert_paid(order):
    assert order.is_paid


def pay(shop):
    assert_paid(shop.pay())


def test_order_is_paid(shop):
    '''Test that the order is paid.'''
    pay(shop)
"""),
        Example("""\
import pytest


@pytest.fixture
def eventually():
    '''Waits for something.'''

    def wait(condition):
        if not condition():
            raise AssertionError(condition)

    return wait


def test_order_is_paid(shop, eventually):
    '''Test that the order is paid.'''
    eventually(lambda: shop.is_paid)


def test_closed_shop_refuses(shop):
    '''Test that a closed shop refuses.'''
    with pytest.raises(ValueError):
        shop.pay()
"""),
        Example("""\
def test_order_is_paid_soon(shop):
    '''Test that the order is paid soon.'''

    def wait():
        for _ in range(3):
            if shop.is_paid:
                return
        raise TimeoutError("not paid")

    shop.pay()
    wait()


def test_order_is_printed(pytester):
    '''Test that the order is printed.'''
    run = pytester.runpytest("--orders")
    run.stdout.fnmatch_lines(["*order*"])
"""),
    ),
    bad=(
        Example(
            """\
def ‹test_order_is_paid›(shop):
    '''Test that the order is paid.'''
    shop.pay()
""",
            "test_order_is_paid asserts nothing",
        ),
        Example(
            """\
def pay(shop):
    shop.pay()


def ‹test_order_is_paid›(shop):
    '''Test that paying does not raise.'''
    pay(shop)
""",
            "test_order_is_paid asserts nothing; its text says that no exception is success",
            severity=Severity.HINT,
        ),
        Example(
            """\
def ‹test_order_waits_for_the_bank›(shop, monkeypatch):
    '''Test that the order waits.'''

    def pay():
        raise ConnectionError("The bank is closed")

    monkeypatch.setattr(shop, "pay", pay)
    shop.order()
""",
            "test_order_waits_for_the_bank asserts nothing",
        ),
    ),
)
