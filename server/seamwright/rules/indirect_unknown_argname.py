"""SW312 indirect-unknown-argname: ``indirect`` lists a name that ``parametrize`` does not fill."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from seamwright.fixtures.model import Parametrize
from seamwright.rules.context import Context
from seamwright.rules.likely import facts, is_test_case
from seamwright.rules.model import Example, Fix, Problem, Rule, Severity
from seamwright.rules.module import Module
from seamwright.text.edit import Edit
from seamwright.text.span import Span


def examine(module: Module, context: Context) -> Iterator[Problem]:
    """Marks of which all names are written out."""
    found = facts(module, context, "indirect")
    if found is None:
        return
    seen: set[Span] = set()
    for function in found.tests():
        if is_test_case(found, function.class_path):
            continue
        for marks in found.marks(function):
            for mark in marks.parametrize:
                for problem in _of_mark(mark) if mark.names_known else ():
                    if problem.span not in seen:
                        seen.add(problem.span)
                        yield problem


def _of_mark(mark: Parametrize) -> Iterator[Problem]:
    names = [ref.value for ref in mark.names]
    for ref in mark.indirect_refs:
        if ref.value in names:
            continue
        free = [name for name in names if name not in mark.indirect]
        close = get_close_matches(ref.value, free, n=1, cutoff=0.6)
        hint = f"; did you mean {close[0]}?" if close else ""
        fix = Fix(f"Write {close[0]}", (Edit(ref.span, close[0]),), safe=False) if close and ref.exact else None
        yield Problem(ref.span, f"{ref.value} is none of the arguments of this parametrize{hint}", fix=fix)


RULE = Rule(
    code="SW312",
    name="indirect-unknown-argname",
    severity=Severity.ERROR,
    what="`indirect=[...]` lists a name that is not among the arguments of its `parametrize`.",
    why="pytest ends the collection of the module with an error.",
    module=examine,
    fixable=True,
    good=(
        Example("""\
import pytest


@pytest.fixture
def shop(request):
    '''A shop.'''
    return request.param


@pytest.mark.parametrize("shop, number", [(1, 2)], indirect=["shop"])
def test_shop_is_small(shop, number):
    '''Test that it is small.'''
    assert shop < number
"""),
        Example("""\
import pytest

from names import NAMES


@pytest.mark.parametrize(NAMES, [(1, 2)], indirect=["shop"])
def test_shop_is_small(shop, number):
    '''Test that it is small.'''
    assert shop < number
"""),
    ),
    bad=(
        Example(
            """\
import pytest


@pytest.fixture
def shop(request):
    '''A shop.'''
    return request.param


@pytest.mark.parametrize("shop, number", [(1, 2)], indirect=["‹shp›"])
def test_shop_is_small(shop, number):
    '''Test that it is small.'''
    assert shop < number
""",
            "shp is none of the arguments of this parametrize; did you mean shop?",
            """\
import pytest


@pytest.fixture
def shop(request):
    '''A shop.'''
    return request.param


@pytest.mark.parametrize("shop, number", [(1, 2)], indirect=["shop"])
def test_shop_is_small(shop, number):
    '''Test that it is small.'''
    assert shop < number
""",
        ),
        Example(
            """\
import pytest


class TestShop:
    '''A shop.'''

    @pytest.mark.parametrize("number", [1], indirect=["number", "‹town›"])
    def test_shop_is_small(self, number, town):
        '''Test that it is small.'''
        assert number
""",
            "town is none of the arguments of this parametrize",
        ),
    ),
)
