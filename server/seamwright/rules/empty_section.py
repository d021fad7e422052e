"""SW105 empty-section: a heading of a docstring with nothing below it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from seamwright.rules.context import Context
from seamwright.rules.docstrings import CLASS_SECTIONS, METHOD_SECTIONS, Docstring, headings, read
from seamwright.rules.model import Example, Problem, Rule, Severity
from seamwright.rules.module import Class, Function

_Table = Mapping[str, tuple[str, ...]]


def examine(function: Function, context: Context) -> Iterator[Problem]:
    """The sections of a test; its strategy should be a list."""
    if function.role == "test" and (docstring := read(function.node, function.parsed)) is not None:
        names = headings(METHOD_SECTIONS, context.settings)
        yield from _empty(docstring, METHOD_SECTIONS, context)
        for section in docstring.sections(names):
            strategy = names.get(section.heading.casefold()) == "Test Strategy"
            if strategy and section.body and not any(_is_item(line) for line in section.body):
                yield Problem(section.span, "Test Strategy is no list of steps")


def examine_class(cls: Class, context: Context) -> Iterator[Problem]:
    """The sections of a test class."""
    if cls.is_test and (docstring := read(cls.node, cls.parsed)) is not None:
        yield from _empty(docstring, CLASS_SECTIONS, context)


def _empty(docstring: Docstring, table: _Table, context: Context) -> Iterator[Problem]:
    names = headings(table, context.settings)
    for section in docstring.sections(names):
        if section.is_empty and section.heading.casefold() in names:
            yield Problem(section.span, f"Nothing is said below {section.heading}")


def _is_item(line: str) -> bool:
    return line[:1] in "-*•" or line[:1].isdigit() or line.startswith("TODO")


RULE = Rule(
    code="SW105",
    name="empty-section",
    severity=Severity.HINT,
    what="A section of the template has nothing below its heading, or a test strategy is no list.",
    why="An empty heading looks like an answer and is none.",
    function=examine,
    cls=examine_class,
    good=(
        Example("""\
def test_order_is_paid(shop):
    '''
    Test that the order is paid.

    Test Strategy:
        - Pay

    Success Criteria:
        Paid.
    '''
    assert shop.order.is_paid
"""),
        Example("""\
class TestCheckout:
    '''
    Integration tests for the checkout.

    Seam Under Test: Basket → Payment
    '''

    def test_order_is_paid(self, shop):
        '''Test that the order is paid.'''
        assert shop.order.is_paid
"""),
    ),
    bad=(
        Example(
            """\
def test_order_is_paid(shop):
    '''
    Test that the order is paid.

    ‹Business Impact›:

    Success Criteria:
        Paid.
    '''
    assert shop.order.is_paid
""",
            "Nothing is said below Business Impact",
        ),
        Example(
            """\
def test_order_is_paid(shop):
    '''
    Test that the order is paid.

    ‹Test Strategy›:
        We pay and look.
    '''
    assert shop.order.is_paid
""",
            "Test Strategy is no list of steps",
        ),
    ),
)
