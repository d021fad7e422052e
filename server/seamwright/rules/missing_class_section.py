"""SW103 missing-class-section: the docstring of a test class leaves out the seam or its critical paths."""

from __future__ import annotations

from collections.abc import Iterator

from seamwright.rules.context import Context
from seamwright.rules.docstrings import CLASS_SECTIONS, insert_sections, missing, read
from seamwright.rules.missing_class_docstring import has_tests
from seamwright.rules.model import Example, Fix, Problem, Rule, Severity
from seamwright.rules.module import Class


def examine(cls: Class, context: Context) -> Iterator[Problem]:
    """Test classes whose docstring lacks a section under all the names that it is known by."""
    if not cls.is_test or (docstring := read(cls.node, cls.parsed)) is None or not has_tests(cls, context):
        return
    lacking = missing(docstring, CLASS_SECTIONS, context.settings)
    if lacking:
        edits = insert_sections(docstring, lacking, CLASS_SECTIONS, context.settings)
        yield Problem(
            cls.parsed.name_span(cls.node),
            f"The docstring of {cls.name} has no section {' and no section '.join(lacking)}",
            fix=Fix("Insert " + " and ".join(lacking), edits, safe=False),
        )


RULE = Rule(
    code="SW103",
    name="missing-class-section",
    severity=Severity.INFORMATION,
    what="The docstring of a test class has no `Seam Under Test` or no `Critical Paths`. Other headings in use count "
    "too "
    "(`Integration Scope`, `Critical Path`), and those that the configuration names.",
    why="Without the seam, a reader has to guess from the imports which parts are meant to work together.",
    cls=examine,
    fixable=True,
    good=(
        Example("""\
class TestCheckout:
    '''
    Integration tests for the checkout.

    Seam Under Test:
        Basket → Payment

    Critical Paths:
        - Basket total → charge
    '''

    def test_order_is_paid(self, shop):
        '''Test that the order is paid.'''
        assert shop.order.is_paid
"""),
        Example("""\
class TestCheckout:
    '''
    Integration tests for the checkout.

    Integration Scope:
        Basket → Payment

    Critical Path:
        Basket total → charge
    '''

    def test_order_is_paid(self, shop):
        '''Test that the order is paid.'''
        assert shop.order.is_paid
"""),
    ),
    bad=(
        Example(
            """\
class ‹TestCheckout›:
    '''
    Integration tests for the checkout.

    Seam Under Test:
        Basket → Payment

    Business Impact:
        No money, no shop.
    '''

    def test_order_is_paid(self, shop):
        '''Test that the order is paid.'''
        assert shop.order.is_paid
""",
            "The docstring of TestCheckout has no section Critical Paths",
            """\
class TestCheckout:
    '''
    Integration tests for the checkout.

    Seam Under Test:
        Basket → Payment

    Business Impact:
        No money, no shop.

    Critical Paths:
        TODO: critical paths
    '''

    def test_order_is_paid(self, shop):
        '''Test that the order is paid.'''
        assert shop.order.is_paid
""",
        ),
        Example(
            """\
class ‹TestCheckout›:
    '''Integration tests for the checkout.'''

    def test_order_is_paid(self, shop):
        '''Test that the order is paid.'''
        assert shop.order.is_paid
""",
            "The docstring of TestCheckout has no section Seam Under Test and no section Critical Paths",
            """\
class TestCheckout:
    '''Integration tests for the checkout.

    Seam Under Test:
        TODO: seam under test

    Critical Paths:
        TODO: critical paths
    '''

    def test_order_is_paid(self, shop):
        '''Test that the order is paid.'''
        assert shop.order.is_paid
""",
        ),
    ),
)
