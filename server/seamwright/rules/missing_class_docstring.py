"""SW101 missing-class-docstring: a test class does not say which seam it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator

from seamwright.rules.context import Context
from seamwright.rules.docstrings import CLASS_SECTIONS
from seamwright.rules.model import Example, Fix, Problem, Rule, Severity
from seamwright.rules.module import Class
from seamwright.text.edit import Edit
from seamwright.text.span import Span


def examine(cls: Class, context: Context) -> Iterator[Problem]:
    """Test classes that hold tests."""
    if not cls.is_test or cls.docstring is not None or not has_tests(cls, context):
        return
    yield Problem(
        cls.parsed.name_span(cls.node),
        f"{cls.name} has no docstring that says which seam it tests",
        fix=_fix(cls, context),
    )


def has_tests(cls: Class, context: Context) -> bool:
    """Whether ``cls`` has tests of its own."""
    return any(each.owner is not None and each.owner.name == cls.name for each in context.module.tests)


def _fix(cls: Class, context: Context) -> Fix | None:
    colon = _COLON.search(cls.parsed.source, cls.parsed.name_span(cls.node).end)
    if colon is None:
        return None
    newline = "\r\n" if "\r\n" in context.module.text else "\n"
    line = cls.parsed.source.rfind("\n", 0, cls.parsed.name_span(cls.node).start) + 1
    margin = cls.parsed.source[line : cls.parsed.source.index("class", line)]
    indent = margin + ("\t" if "\t" in margin else "    ")
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", cls.name.removeprefix("Test")).replace("_", " ").strip() or cls.name
    words = re.sub(r" Integration$", "", words)
    lines = [f'{indent}"""', f"{indent}Integration tests for {words.lower()}."]
    for section in CLASS_SECTIONS:
        lines += ["", f"{indent}{section}:", f"{indent}    TODO: {section.lower()}"]
    text = newline + newline.join([*lines, f'{indent}"""'])
    following = context.module.text[cls.start + colon.end() :].partition("\n")[2].partition("\n")[0]
    text += newline if following.strip() else ""  # A blank line stands behind the docstring of a class.
    return Fix("Insert a docstring", (Edit(Span(colon.end(), colon.end()), text),), safe=False)


_COLON = re.compile(r":(?=[ \t]*(?:#[^\r\n]*)?(?:\r?\n|\Z))")

RULE = Rule(
    code="SW101",
    name="missing-class-docstring",
    severity=Severity.WARNING,
    what="A test class without a docstring.",
    why="The docstring of the class is where a reader learns which seam the tests are about, and where the plan is "
    "found again.",
    cls=examine,
    fixable=True,
    good=(
        Example("""\
class TestCheckout:
    '''Integration tests for the checkout.'''

    def test_order_is_paid(self, shop):
        '''Test that the order is paid.'''
        assert shop.order.is_paid
"""),
        Example("""\
class TestData:
    rows = (1, 2)


class Shop:
    def open(self):
        pass
"""),
    ),
    bad=(
        Example(
            """\
class ‹TestCheckoutPayment›:
    def test_order_is_paid(self, shop):
        '''Test that the order is paid.'''
        assert shop.order.is_paid
""",
            "TestCheckoutPayment has no docstring that says which seam it tests",
            '''\
class TestCheckoutPayment:
    """
    Integration tests for checkout payment.

    Seam Under Test:
        TODO: seam under test

    Critical Paths:
        TODO: critical paths
    """

    def test_order_is_paid(self, shop):
        \'\'\'Test that the order is paid.\'\'\'
        assert shop.order.is_paid
''',
        ),
        Example(
            """\
import pytest


@pytest.mark.slow
class ‹TestCheckout›:
    limit = 3

    def test_order_is_paid(self, shop):
        '''Test that the order is paid.'''
        assert shop.order.is_paid
""",
            "TestCheckout has no docstring that says which seam it tests",
            '''\
import pytest


@pytest.mark.slow
class TestCheckout:
    """
    Integration tests for checkout.

    Seam Under Test:
        TODO: seam under test

    Critical Paths:
        TODO: critical paths
    """

    limit = 3

    def test_order_is_paid(self, shop):
        \'\'\'Test that the order is paid.\'\'\'
        assert shop.order.is_paid
''',
        ),
    ),
)
