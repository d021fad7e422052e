"""SW100 unused-suppression: a comment that silences nothing.

Decided by the engine, which alone knows what was silenced.
"""

from __future__ import annotations

from seamwright.rules.model import Example, Rule, Severity

RULE = Rule(
    code="SW100",
    name="unused-suppression",
    severity=Severity.INFORMATION,
    what="A `# seamwright: ignore[...]` or `# noqa: SW...` comment that silences nothing; in a plan, a "
    "`<!-- seamwright: ignore[...] -->`.",
    why="It would hide the next problem on that line, and readers believe that there is one.",
    fixable=True,
    good=(
        Example("""\
import time


def test_order_is_paid_after_a_while(shop):
    '''Test that the order is paid.'''
    time.sleep(2)  # seamwright: ignore[sleep-in-test]
    assert shop.order.is_paid
"""),
        Example("""\
def test_order_is_paid_at_once(shop):
    '''Test that the order is paid.'''
    assert shop.order.is_paid  # noqa: E501
"""),
    ),
    bad=(
        Example(
            """\
def test_order_is_paid_at_once(shop):
    '''Test that the order is paid.'''
    assert shop.order.is_paid  # seamwright: ignore[‹sleep-in-test›]
""",
            "Nothing here for sleep-in-test to silence",
            """\
def test_order_is_paid_at_once(shop):
    '''Test that the order is paid.'''
    assert shop.order.is_paid
""",
        ),
        Example(
            """\
def test_order_is_paid_at_once(shop):
    '''Test that the order is paid.'''
    assert shop.order.is_paid  # seamwright: ignore[‹sleeping›]
""",
            "There is no rule sleeping",
            """\
def test_order_is_paid_at_once(shop):
    '''Test that the order is paid.'''
    assert shop.order.is_paid
""",
        ),
    ),
)
