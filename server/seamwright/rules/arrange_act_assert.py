"""SW107 incomplete-arrange-act-assert: a test breaks the habit of its own file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from seamwright.rules.context import Context
from seamwright.rules.model import Example, Problem, Rule, Severity
from seamwright.rules.module import Function, Module
from seamwright.rules.stubs import placeholder
from seamwright.rules.syntax import walk


def examine(module: Module, context: Context) -> Iterator[Problem]:
    """Only where at least half of the tests of a file mark their parts, and only what is certainly missing."""
    tests = module.tests
    marked = [(test, found) for test in tests if (found := markers(test))]
    if len(marked) * 2 < len(tests) or len(marked) < 2:
        return
    for test, found in marked:
        message = _wrong(test, found)
        if message is not None:
            yield Problem(test.name_span.shifted(test.start), message)


def markers(test: Function) -> list[str]:
    """The parts that comments of ``test`` mark, in order: ``arrange``, ``act``, ``assert``.

    A comment behind the last statement belongs to the test as well, as far as it is indented like its body.
    """
    known = test.parsed.extra.get("markers")
    if known is None:
        known = test.parsed.extra["markers"] = _markers(test.parsed.source)
    return known  # type: ignore[return-value]


def _markers(source: str) -> list[str]:
    if "#" not in source:
        return []
    found = []
    for match in _MARKER.finditer(source):
        found.append(_PARTS[match[1]])
        if match[2]:
            found.append(_PARTS[match[2]])
    return found


def _wrong(test: Function, found: list[str]) -> str | None:
    if placeholder(test) is not None:
        return None
    if "act" not in found and not _raises(test):
        return f"{test.name} marks its parts, but not where it acts"
    if "assert" not in found and not _LOOSE_ASSERT.search(test.parsed.source):
        return f"{test.name} marks its parts, but not where it asserts"
    if "act" in found and "assert" in found and found.index("assert") < found.index("act"):
        return f"{test.name} asserts before it acts, by its own comments"
    return None


def _raises(test: Function) -> bool:
    """``with pytest.raises`` is act and assert in one."""
    return any(
        isinstance(node, (ast.With, ast.AsyncWith))
        and any("raises" in ast.dump(item.context_expr) for item in node.items)
        for node in walk(test.node)
    )


_PARTS = {"Arrange": "arrange", "Given": "arrange", "Act": "act", "When": "act", "Assert": "assert", "Then": "assert"}
_MARKER = re.compile(
    r"(?m)^[ \t]*#[ \t]*(Arrange|Act|Assert|Given|When|Then)\b"
    r"(?:[ \t]*(?:&|and|/|\+)[ \t]*(Act|Assert|Then)\b)?[ \t]*(?:$|[:\-–—(\r])"
)
_LOOSE_ASSERT = re.compile(r"(?m)^[ \t]*#[ \t]*(?:Assert|Then)\b")

RULE = Rule(
    code="SW107",
    name="incomplete-arrange-act-assert",
    severity=Severity.HINT,
    what="In a file where at least half of the tests mark Arrange, Act and Assert (or Given, When, Then), one lacks "
    "its Act or "
    "its Assert, or has them in the wrong order. Files without the habit are left alone.",
    why="Where readers rely on the comments, a missing one means that a part is missing.",
    module=examine,
    good=(
        Example("""\
def test_order_is_paid(shop):
    '''Test that the order is paid.'''
    shop.pay()
    assert shop.order.is_paid


def test_order_is_shipped(shop):
    '''Test that the order is shipped.'''
    # Act
    shop.ship()
    assert shop.order.is_shipped
"""),
        Example("""\
def test_order_is_paid(shop):
    '''Test that the order is paid.'''
    # Act & Assert
    assert shop.pay()


def test_order_is_shipped(shop):
    '''Test that the order is shipped.'''
    # Act: ship it
    shop.ship()
    # Assert both arrive
    assert shop.order.is_shipped
"""),
    ),
    bad=(
        Example(
            """\
def test_order_is_paid(shop):
    '''Test that the order is paid.'''
    # Act
    shop.pay()
    # Assert
    assert shop.order.is_paid


def ‹test_order_is_shipped›(shop):
    '''Test that the order is shipped.'''
    # Arrange
    shop.pack()
    # Assert
    assert shop.ship()
""",
            "test_order_is_shipped marks its parts, but not where it acts",
        ),
        Example(
            """\
def test_order_is_paid(shop):
    '''Test that the order is paid.'''
    # When
    shop.pay()
    # Then
    assert shop.order.is_paid


def ‹test_order_is_shipped›(shop):
    '''Test that the order is shipped.'''
    # Assert
    assert shop.is_open
    # Act
    shop.ship()
""",
            "test_order_is_shipped asserts before it acts, by its own comments",
        ),
    ),
)
