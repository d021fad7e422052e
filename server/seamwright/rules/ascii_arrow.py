"""SW106 ascii-arrow: ``->`` instead of ``→`` in a seam."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from seamwright.rules.context import Context
from seamwright.rules.docstrings import CLASS_SECTIONS, METHOD_SECTIONS, Docstring, headings, read
from seamwright.rules.model import Example, Fix, Problem, Rule, Severity
from seamwright.rules.module import Class, Function
from seamwright.rules.stubs import has_plan
from seamwright.text.edit import Edit
from seamwright.text.span import Span


def examine(function: Function, context: Context) -> Iterator[Problem]:
    """The integration scope of a test."""
    if function.role == "test" and (docstring := read(function.node, function.parsed)) is not None:
        yield from _arrows(docstring, METHOD_SECTIONS, context, function.parsed.source)


def examine_class(cls: Class, context: Context) -> Iterator[Problem]:
    """The seam and the critical paths of a test class, but not where these are a plan's words."""
    if cls.is_test and not has_plan(cls) and (docstring := read(cls.node, cls.parsed)) is not None:
        yield from _arrows(docstring, CLASS_SECTIONS, context, cls.parsed.source)


def _arrows(
    docstring: Docstring, table: Mapping[str, tuple[str, ...]], context: Context, source: str
) -> Iterator[Problem]:
    names = headings(table, context.settings)
    for section in docstring.sections(names):
        if names.get(section.heading.casefold()) in _CHAINS:
            for match in _ARROW.finditer(source, *section.body_span):
                span = Span(match.start(1), match.end(1))
                yield Problem(span, "A chain of components is written with →", fix=Fix("Write →", (Edit(span, "→"),)))


_CHAINS = frozenset({"Seam Under Test", "Critical Paths", "Integration Scope"})
# Not the annotation of a function that the text quotes.
_ARROW = re.compile(r"(?<=[\w`)\]'\"] )([-=]{1,2}>)(?= [\w`(\['\"])(?<!\) ->)")

RULE = Rule(
    code="SW106",
    name="ascii-arrow",
    severity=Severity.HINT,
    what="A chain of components in a docstring is written with `->` or `=>`.",
    why="The plan and the tools that connect it with the tests use `→`; one sign is found by one search.",
    function=examine,
    cls=examine_class,
    fixable=True,
    good=(
        Example("""\
class TestCheckout:
    '''
    Integration tests for the checkout.

    Seam Under Test:
        Basket → Payment
    '''

    def test_order_is_paid(self, shop):
        '''Test that the order is paid.'''
        assert shop.order.is_paid
"""),
        Example("""\
def test_order_is_paid(shop):
    '''
    Test that pay(order) -> bool says so.

    Test Strategy:
        - pay(order) -> True
    '''
    assert shop.order.is_paid
"""),
    ),
    bad=(
        Example(
            """\
class TestCheckout:
    '''
    Integration tests for the checkout.

    Seam Under Test:
        Basket ‹->› Payment ‹->› Ledger
    '''

    def test_order_is_paid(self, shop):
        '''Test that the order is paid.'''
        assert shop.order.is_paid
""",
            "A chain of components is written with →",
            """\
class TestCheckout:
    '''
    Integration tests for the checkout.

    Seam Under Test:
        Basket → Payment → Ledger
    '''

    def test_order_is_paid(self, shop):
        '''Test that the order is paid.'''
        assert shop.order.is_paid
""",
        ),
        Example(
            """\
def test_order_is_paid(shop):
    '''
    Test that the order is paid.

    Integration Scope:
        Basket ‹->› Payment
    '''
    assert shop.order.is_paid
""",
            "A chain of components is written with →",
            """\
def test_order_is_paid(shop):
    '''
    Test that the order is paid.

    Integration Scope:
        Basket → Payment
    '''
    assert shop.order.is_paid
""",
        ),
    ),
)
