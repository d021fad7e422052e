"""SW308 mark-on-fixture: a mark on a fixture, where it does nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from seamwright.rewriting import RemoveDecorator
from seamwright.rules.context import Context
from seamwright.rules.likely import facts
from seamwright.rules.model import Example, Fix, Problem, Rule, Severity
from seamwright.rules.module import Module
from seamwright.text.span import Span


def examine(module: Module, context: Context) -> Iterator[Problem]:
    """Marks among the decorators of fixtures, whatever they are called here."""
    found = facts(module, context, "mark")
    for fixture in found.own() if found is not None else ():
        for span in fixture.marks.spans:
            if fixture.span.start <= span.start and span.end <= fixture.name_span.start:
                name = _NAME.sub("", module.text[span.start : span.end].partition("(")[0])
                message = f"The mark {name} does nothing on a fixture"
                yield Problem(span, message, fix=_fix(module.text, span), deprecated=True)


def _fix(text: str, mark: Span) -> Fix | None:
    """Delete the decorator, unless a comment says something about it."""
    if not text[: mark.start].rstrip(" \t").endswith("@") or _REST.match(text, mark.end) is None:
        return None
    return Fix("Remove the mark", safe=False, rewrites=(RemoveDecorator(mark),))


_NAME = re.compile(r".*\bmark\.")
_REST = re.compile(r"[ \t]*(?:\r\n|\n|\r)")

RULE = Rule(
    code="SW308",
    name="mark-on-fixture",
    severity=Severity.WARNING,
    what="A `pytest.mark` on a fixture.",
    why="It has no effect, and pytest 9 makes it an error.",
    module=examine,
    fixable=True,
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
            "import pytest\n\n\n@pytest.fixture\ndef shop():\n    '''A shop.'''\n    return open_shop()\n",
        ),
        Example(
            "import pytest\n\n\n@pytest.fixture\n@‹pytest.mark.usefixtures(\"town\")›\ndef shop():\n    '''A shop.'''\n"
            "    return open_shop()\n",
            "The mark usefixtures does nothing on a fixture",
            "import pytest\n\n\n@pytest.fixture\ndef shop():\n    '''A shop.'''\n    return open_shop()\n",
        ),
    ),
)
