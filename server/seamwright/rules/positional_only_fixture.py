"""SW314 positional-only-fixture: a fixture is asked for by a parameter that pytest cannot fill."""

from __future__ import annotations

import re
from collections.abc import Iterator

from seamwright.fixtures.model import FixtureDef
from seamwright.fixtures.model import Function as Tested
from seamwright.rewriting import RemoveSlash
from seamwright.rules.context import Context
from seamwright.rules.likely import facts, is_test_case
from seamwright.rules.model import Example, Fix, Problem, Rule, Severity
from seamwright.rules.module import Module


def examine(module: Module, context: Context) -> Iterator[Problem]:
    """Parameters before a ``/`` in tests and fixtures."""
    found = facts(module, context, "/,", "/)", "/ ", "/\n", "/\r") if _MARKER.search(module.text) else None
    if found is None:
        return
    for function in found.tests():
        if function.known and not is_test_case(found, function.class_path):
            yield from _problems(module.text, function, _filled(function))
    for fixture in found.own():
        yield from _problems(module.text, fixture, 0)


def _filled(function: Tested) -> int:
    """How many parameters ``mock.patch`` fills, which it does by position; all of them where hypothesis does."""
    if any(name.startswith("hypothesis.") for name in function.decorators):
        return len(function.parameters)
    return sum(1 for name in function.decorators if name.startswith(("unittest.mock.", "mock.")))


def _problems(text: str, function: Tested | FixtureDef, filled: int) -> Iterator[Problem]:
    given = [each for each in function.parameters if each.kind == "positional-only"]
    if function.class_path and not _STATIC.search(text, function.span.start, function.name_span.start):
        given = given[1:]
    given = [each for each in given[filled:] if not each.has_default]
    fix = Fix("Take out the /", rewrites=(RemoveSlash(function.name_span.start),))
    for each in given:
        message = f"pytest fills parameters by their names, and {each.name} has none for its caller"
        yield Problem(each.span, message, fix=fix)


_MARKER = re.compile(r",\s*/(?=\s*[,)#])")
_STATIC = re.compile(r"@[ \t]*staticmethod\b")

RULE = Rule(
    code="SW314",
    name="positional-only-fixture",
    severity=Severity.ERROR,
    what="A test or fixture asks for a fixture by a positional-only parameter.",
    why="pytest gives fixtures by name and does not see such a parameter: the call fails.",
    module=examine,
    fixable=True,
    good=(
        Example(
            "class TestShop:\n    '''A shop.'''\n\n    def test_shop_opens_early(self, /, tmp_path):\n"
            "        '''Test that it opens.'''\n        assert tmp_path\n"
        ),
        Example(
            "from unittest.mock import patch\n\n\n@patch('os.getcwd')\ndef test_shop_opens_early(cwd, /):\n"
            "    '''Test that it opens.'''\n    assert cwd\n"
        ),
        Example("def test_shop_opens_early(size=3, /):\n    '''Test that it opens.'''\n    assert size\n"),
    ),
    bad=(
        Example(
            "def test_shop_opens_early(‹tmp_path›, /):\n    '''Test that it opens.'''\n    assert tmp_path\n",
            "pytest fills parameters by their names, and tmp_path has none for its caller",
            "def test_shop_opens_early(tmp_path):\n    '''Test that it opens.'''\n    assert tmp_path\n",
        ),
        Example(
            "import pytest\n\n\n@pytest.fixture\ndef shop(‹tmp_path›, /, capsys):\n    '''A shop.'''\n"
            "    return tmp_path\n",
            "pytest fills parameters by their names, and tmp_path has none for its caller",
            "import pytest\n\n\n@pytest.fixture\ndef shop(tmp_path, capsys):\n    '''A shop.'''\n    return tmp_path\n",
        ),
    ),
)
