"""SW102 missing-test-docstring: a test does not say what it is about."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from seamwright.rules.context import Context
from seamwright.rules.docstrings import METHOD_SECTIONS
from seamwright.rules.model import Example, Fix, Problem, Rule, Severity
from seamwright.rules.module import Function
from seamwright.rules.syntax import walk
from seamwright.text.edit import Edit
from seamwright.text.span import Span


def examine(function: Function, context: Context) -> Iterator[Problem]:
    """Tests without any text at their beginning."""
    if function.role == "test" and function.docstring is None and not _has_other_text(function):
        yield Problem(function.name_span, f"{function.name} has no docstring", fix=_fix(function), by_habit=True)


def _has_other_text(function: Function) -> bool:
    """An f-string or concatenation at the beginning is no docstring for Python, but one for a reader."""
    first = function.node.body[0] if function.node.body else None
    return isinstance(first, ast.Expr) and isinstance(first.value, (ast.JoinedStr, ast.BinOp))


def _fix(function: Function) -> Fix | None:
    source = function.parsed.source
    if not function.node.body:
        return None
    first = _start(function)
    line = max(source.rfind("\n", 0, first), source.rfind("\r", 0, first)) + 1
    indent = source[line:first]
    if indent.strip():
        return None  # The body stands on the line of the def.
    newline = "\r\n" if "\r\n" in source else "\n"
    words = re.sub(r"^test_?", "", function.name).replace("_", " ").strip()
    lines = [f'{indent}"""', f"{indent}Test that {words}." if words else f"{indent}TODO: summary"]
    for section in METHOD_SECTIONS:
        lines += ["", f"{indent}{section}:", f"{indent}    TODO: {section.lower()}"]
    text = newline.join([*lines, f'{indent}"""']) + newline
    if isinstance(function.node.body[0], (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        text += newline  # As formatters have it.
    # Behind the colon, and before comments that belong to the first statement.
    place = _after_head(source, function, line)
    return Fix("Insert a docstring", (Edit(Span(place, place), text),), safe=False)


def _start(function: Function) -> int:
    """Where the first statement begins, at the sign of its first decorator if it has one."""
    statement = function.node.body[0]
    first = function.parsed.start(statement)
    for each in getattr(statement, "decorator_list", ())[:1]:
        first = function.parsed.source.rfind("@", 0, function.parsed.start(each))
    return first


def _after_head(source: str, function: Function, first: int) -> int:
    """The start of the line below the head of the function."""
    start = function.name_span.end
    returns = function.node.returns
    arguments = [*walk(function.node.args)]
    ends = [function.parsed.span(each).end for each in arguments if hasattr(each, "end_lineno")]
    if returns is not None:
        ends.append(function.parsed.span(returns).end)
    colon = _COLON.search(source, max([start, *ends]), first)
    return colon.end() if colon else first


_COLON = re.compile(r":[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n)")

RULE = Rule(
    code="SW102",
    name="missing-test-docstring",
    severity=Severity.WARNING,
    what="A test without a docstring. In a file with many tests, none of which has sections of the template, it is "
    "information.",
    why="The name has room for a few words. Why the behaviour matters and what counts as success stand in the "
    "docstring.",
    function=examine,
    fixable=True,
    good=(
        Example("""\
def test_order_is_paid(shop):
    '''Test that the order is paid.'''
    assert shop.order.is_paid
"""),
        Example("""\
import pytest


@pytest.fixture
def test_shop():
    return 1


def helper(shop):
    return shop
"""),
    ),
    bad=(
        Example(
            """\
def ‹test_order_is_paid›(shop):
    assert shop.order.is_paid
""",
            "test_order_is_paid has no docstring",
            '''\
def test_order_is_paid(shop):
    """
    Test that order is paid.

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
        ),
        Example(
            """\
class TestShop:
    '''Integration tests for the shop.'''

    async def ‹test_shop_opens›(
        self, shop: dict[str, int] = {"a": 1}
    ) -> None:
        # Arrange
        await shop.open()
        assert shop.is_open
""",
            "test_shop_opens has no docstring",
            '''\
class TestShop:
    \'\'\'Integration tests for the shop.\'\'\'

    async def test_shop_opens(
        self, shop: dict[str, int] = {"a": 1}
    ) -> None:
        """
        Test that shop opens.

        Integration Scope:
            TODO: integration scope

        Business Impact:
            TODO: business impact

        Test Strategy:
            TODO: test strategy

        Success Criteria:
            TODO: success criteria
        """
        # Arrange
        await shop.open()
        assert shop.is_open
''',
        ),
        Example(
            """\
def ‹test_shop_is_routed›(app):
    @app.route("/")
    def index():
        return "shop"

    assert app.get("/") == "shop"
""",
            "test_shop_is_routed has no docstring",
            '''\
def test_shop_is_routed(app):
    """
    Test that shop is routed.

    Integration Scope:
        TODO: integration scope

    Business Impact:
        TODO: business impact

    Test Strategy:
        TODO: test strategy

    Success Criteria:
        TODO: success criteria
    """

    @app.route("/")
    def index():
        return "shop"

    assert app.get("/") == "shop"
''',
        ),
    ),
)
