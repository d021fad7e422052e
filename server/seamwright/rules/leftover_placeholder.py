"""SW109 leftover-placeholder: a test is written, and its docstring still says ``TODO``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from seamwright.rules.context import Context
from seamwright.rules.docstrings import Docstring, read
from seamwright.rules.model import Example, Problem, Rule, Severity
from seamwright.rules.module import Function, Module
from seamwright.rules.stubs import placeholder
from seamwright.text.span import Span


def examine(function: Function, context: Context) -> Iterator[Problem]:
    """Tests that somebody has written. What nobody has written yet may say so."""
    if (
        function.role == "test"
        and (docstring := read(function.node, function.parsed)) is not None
        and placeholder(function) is None
    ):
        yield from _placeholders(docstring)


def examine_module(module: Module, context: Context) -> Iterator[Problem]:
    """Classes of which a test is written. Looks at all bodies, so it cannot be asked about one piece alone."""
    written = {test.owner.name for test in module.tests if test.owner is not None and placeholder(test) is None}
    for cls in module.classes:
        if cls.name in written and (docstring := read(cls.node, cls.parsed)) is not None:
            for problem in _placeholders(docstring):
                yield problem._replace(span=problem.span.shifted(cls.start))


def _placeholders(docstring: Docstring) -> Iterator[Problem]:
    for offset, line in docstring.lines:
        match = _PLACEHOLDER.match(line)
        if match is not None:
            start = offset + match.start(1)
            text = match[1].rstrip()
            yield Problem(Span(start, start + len(text)), "The test is written, and this is still a placeholder")


_PLACEHOLDER = re.compile(
    r"\s*(?:[-*]\s+)?((?:TODO|FIXME|TBD|XXX)\b.*|\.\.\.|<[a-z][^<>]*>|\[(?:describe|todo|tbd|fill)[^\]]*\])\s*$",
    re.IGNORECASE,
)

RULE = Rule(
    code="SW109",
    name="leftover-placeholder",
    severity=Severity.INFORMATION,
    what="The docstring of a test that is written still holds a placeholder (`TODO: …`, `...`, `<describe>`).",
    why="Whoever reads it later does not know more than the one who wrote the test, and that one is gone.",
    function=examine,
    module=examine_module,
    good=(
        Example("""\
import pytest


def test_order_is_paid(shop):
    '''
    Test that the order is paid.

    Business Impact:
        TODO: business impact
    '''
    pytest.fail("not implemented: order is paid")
"""),
        Example("""\
def test_todo_list_is_sorted(shop):
    '''Test that the list of TODO items is sorted.'''
    assert shop.todo
"""),
    ),
    bad=(
        Example(
            """\
def test_order_is_paid(shop):
    '''
    Test that the order is paid.

    Business Impact:
        ‹TODO: business impact›
    '''
    assert shop.order.is_paid
""",
            "The test is written, and this is still a placeholder",
        ),
        Example(
            """\
class TestShop:
    '''
    Integration tests for the shop.

    Critical Paths:
        - ‹TBD›
    '''

    def test_order_is_paid(self, shop):
        '''Test that the order is paid.'''
        assert shop.order.is_paid
""",
            "The test is written, and this is still a placeholder",
        ),
    ),
)
