"""SW110 not-implemented: a test that is still the stub that was generated for it."""

from __future__ import annotations

from collections.abc import Iterator

from seamwright.rules.context import Context
from seamwright.rules.model import Example, Problem, Rule, Severity
from seamwright.rules.module import Function
from seamwright.rules.stubs import placeholder


def examine(function: Function, context: Context) -> Iterator[Problem]:
    """Tests that end by saying so. A body of nothing but ``pass`` asserts nothing, which is another rule's."""
    if function.role != "test":
        return
    found = placeholder(function)
    if found is not None and not _is_silent(function):
        yield Problem(function.span(found), f"{function.name} is not implemented")


def _is_silent(function: Function) -> bool:
    from seamwright.rules.syntax import body_of, is_stub

    return is_stub(body_of(function.node))


RULE = Rule(
    code="SW110",
    name="not-implemented",
    severity=Severity.INFORMATION,
    what="A test that only says that it is not implemented.",
    why="It stands for a scenario of the plan that nobody tests yet.",
    function=examine,
    good=(
        Example("""\
def test_order_is_paid(shop):
    '''Test that the order is paid.'''
    assert shop.order.is_paid
"""),
        Example("""\
import pytest


def test_order_is_paid(shop):
    '''Test that the order is paid.'''
    if not shop.is_open:
        pytest.skip("not implemented by this shop")
    assert shop.order.is_paid
"""),
    ),
    bad=(
        Example(
            """\
import pytest


def test_order_is_paid(shop):
    '''Test that the order is paid.'''
    # Arrange
    ‹pytest.fail("not implemented: order is paid")›
""",
            "test_order_is_paid is not implemented",
        ),
        Example(
            """\
def test_order_is_paid(shop):
    '''Test that the order is paid.'''
    ‹raise NotImplementedError›
""",
            "test_order_is_paid is not implemented",
        ),
        Example(
            """\
import pytest


def test_order_is_paid(shop):
    '''Test that the order is paid.'''
    ‹pytest.skip(reason="TODO: when there is a bank")›
""",
            "test_order_is_paid is not implemented",
        ),
    ),
)
