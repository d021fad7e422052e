"""SW308 mark-on-fixture: a mark on a fixture, where it does nothing."""

from __future__ import annotations

from collections.abc import Iterator

from seamwright.rules.context import Context
from seamwright.rules.model import Example, Problem, Rule, Severity
from seamwright.rules.module import Function


def examine(function: Function, context: Context) -> Iterator[Problem]:
    """Marks of pytest on fixtures."""
    if function.role != "fixture":
        return
    for name, mark in function.marks():
        yield Problem(function.span(mark), f"The mark {name.partition('.')[0]} does nothing on a fixture")


RULE = Rule(
    code="SW308",
    name="mark-on-fixture",
    severity=Severity.WARNING,
    what="A `pytest.mark` on a fixture.",
    why="It has no effect, and pytest 9 makes it an error.",
    function=examine,
    good=(
        Example(
            "import pytest\n\n\n@pytest.mark.slow\ndef test_shop_opens_early(shop):\n    '''Test that it opens.'''\n "
            "   assert shop\n"
        ),
        Example("import pytest\n\n\n@pytest.fixture\ndef shop():\n    '''A shop.'''\n    return open_shop()\n"),
    ),
    bad=(
        Example(
            "import pytest\n\n\n@‹pytest.mark.slow›\n@pytest.fixture\ndef shop():\n    '''A shop.'''\n    return "
            "open_shop()\n",
            "The mark slow does nothing on a fixture",
        ),
        Example(
            "import pytest\n\n\n@pytest.fixture\n@‹pytest.mark.usefixtures(\"town\")›\ndef shop():\n    '''A shop.'''\n"
            "    return open_shop()\n",
            "The mark usefixtures does nothing on a fixture",
        ),
    ),
)
