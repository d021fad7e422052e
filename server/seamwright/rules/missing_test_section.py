"""SW104 missing-test-section: the docstring of a test leaves out sections of the template."""

from __future__ import annotations

from collections.abc import Iterator

from seamwright.rules.context import Context
from seamwright.rules.docstrings import METHOD_SECTIONS, insert_sections, missing, read
from seamwright.rules.model import Example, Fix, Problem, Rule, Severity
from seamwright.rules.module import Function


def examine(function: Function, context: Context) -> Iterator[Problem]:
    """Tests whose docstring lacks sections; one without any is a warning."""
    if function.role != "test" or (docstring := read(function.node, function.parsed)) is None:
        return
    lacking = missing(docstring, METHOD_SECTIONS, context.settings)
    if not lacking:
        return
    none_at_all = len(lacking) == len(METHOD_SECTIONS)
    said = "none of the template's sections" if none_at_all else f"no section {', '.join(lacking)}"
    yield Problem(
        function.name_span,
        f"The docstring of {function.name} has {said}",
        Severity.WARNING if none_at_all else None,
        Fix(
            "Insert " + ", ".join(lacking),
            insert_sections(docstring, lacking, METHOD_SECTIONS, context.settings),
            safe=False,
        ),
        by_habit=none_at_all,
    )


RULE = Rule(
    code="SW104",
    name="missing-test-section",
    severity=Severity.INFORMATION,
    what="The docstring of a test lacks `Integration Scope`, `Business Impact`, `Test Strategy` or `Success "
    "Criteria`. Headings "
    "that stand for one of them in use (`Behavior Under Test`) or by configuration count. One without any is a "
    "warning, where the file uses the template at all.",
    why="The sections are what tells a reader in a year whether a failing test is a bug or a changed mind.",
    function=examine,
    fixable=True,
    good=(
        Example("""\
def test_order_is_paid(shop):
    '''
    Test that the order is paid.

    Integration Scope:
        Basket → Payment

    Business Impact:
        No money, no shop.

    Test Strategy:
        - Pay

    Success Criteria:
        - It is paid
    '''
    assert shop.order.is_paid
"""),
        Example("""\
def test_order_is_paid(shop):
    '''
    Test that: the order is paid.

    Behavior Under Test:
        Paying

    Contract Validation:
        - PaymentGateway.charge()

    Business Impact: no money, no shop.

    Test Strategy:
        1. Pay

    Success Criteria:
        Paid
    '''
    assert shop.order.is_paid
"""),
    ),
    bad=(
        Example(
            """\
def ‹test_order_is_paid›(shop):
    '''
    Test that the order is paid.

    Integration Scope:
        Basket → Payment

    Test Strategy:
        - Pay

    Success Criteria:
        - It is paid
    '''
    assert shop.order.is_paid
""",
            "The docstring of test_order_is_paid has no section Business Impact",
            """\
def test_order_is_paid(shop):
    '''
    Test that the order is paid.

    Integration Scope:
        Basket → Payment

    Business Impact:
        TODO: business impact

    Test Strategy:
        - Pay

    Success Criteria:
        - It is paid
    '''
    assert shop.order.is_paid
""",
        ),
        Example(
            """\
def ‹test_order_is_paid›(shop):
    '''Test that the order is paid.'''
    assert shop.order.is_paid
""",
            "The docstring of test_order_is_paid has none of the template's sections",
            """\
def test_order_is_paid(shop):
    '''Test that the order is paid.

    Integration Scope:
        TODO: integration scope

    Business Impact:
        TODO: business impact

    Test Strategy:
        TODO: test strategy

    Success Criteria:
        TODO: success criteria
    '''
    assert shop.order.is_paid
""",
            severity=Severity.WARNING,
        ),
        Example(
            """\
def ‹test_order_is_paid›(shop):
    'Test that the "order" is paid.'
    assert shop.order.is_paid
""",
            "The docstring of test_order_is_paid has none of the template's sections",
            '''\
def test_order_is_paid(shop):
    """Test that the "order" is paid.

    Integration Scope:
        TODO: integration scope

    Business Impact:
        TODO: business impact

    Test Strategy:
        TODO: test strategy

    Success Criteria:
        TODO: success criteria
    """
    assert shop.order.is_paid
''',
            severity=Severity.WARNING,
        ),
    ),
)
