"""SW108 vague-test-name: a name with too few words to say what happens and what comes of it."""

from __future__ import annotations

from collections.abc import Iterator

from seamwright.rules.context import Context
from seamwright.rules.model import Example, Problem, Rule, Severity
from seamwright.rules.module import Function


def examine(function: Function, context: Context) -> Iterator[Problem]:
    """Names of one or two words. More cannot be decided."""
    words = [word for word in function.name.split("_")[1:] if word]
    if function.role == "test" and "_" in function.name and len(words) < _FEWEST:
        yield Problem(function.name_span, f"{function.name} does not say what happens and what is expected of it")


_FEWEST = 3

RULE = Rule(
    code="SW108",
    name="vague-test-name",
    severity=Severity.HINT,
    what="The name of a test has fewer than three words after `test_`.",
    why="The report of a failing run shows names only. `test_<scenario>_<expected_outcome>` says what broke.",
    function=examine,
    good=(
        Example("def test_declined_card_keeps_basket(shop):\n    '''Test that it does.'''\n    assert shop.basket\n"),
        Example(
            "class TestShop:\n    '''Integration tests for the shop.'''\n\n    def testBasketIsKept(self, shop):\n   "
            "     '''Test that it is.'''\n        assert shop.basket\n"
        ),
    ),
    bad=(
        Example(
            "def ‹test_basket›(shop):\n    '''Test that it works.'''\n    assert shop.basket\n",
            "test_basket does not say what happens and what is expected of it",
        ),
        Example(
            "def ‹test_declined_card›(shop):\n    '''Test that it works.'''\n    assert shop.basket\n",
            "test_declined_card does not say what happens and what is expected of it",
        ),
    ),
)
