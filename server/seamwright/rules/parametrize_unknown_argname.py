"""SW311 parametrize-unknown-argname: ``parametrize`` fills an argument that the test does not have."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from seamwright.fixtures.model import Function as Tested
from seamwright.fixtures.model import Parametrize, StringRef
from seamwright.rules.context import Context
from seamwright.rules.likely import Facts, facts, is_test_case
from seamwright.rules.model import Example, Fix, Problem, Rule, Severity
from seamwright.rules.module import Module
from seamwright.text.edit import Edit
from seamwright.text.span import Span


def examine(module: Module, context: Context) -> Iterator[Problem]:
    """A fixture that the test needs may take the argument as well: what that is must be known."""
    found = facts(module, context, "parametrize")
    if found is None or found.view.has_errors:
        return
    seen: set[Span] = set()
    for function in found.tests():
        marked = [mark for marks in found.marks(function) for mark in marks.parametrize]
        if not any(mark.names for mark in marked) or not function.known:
            continue
        if is_test_case(found, function.class_path) or not _may_lack(function, marked):
            continue
        for problem in _of_test(found, function, marked):
            if problem.span not in seen:
                seen.add(problem.span)
                yield problem


def _may_lack(function: Tested, marked: list[Parametrize]) -> bool:
    """A cheap question first: nearly every test has all its arguments in its signature."""
    plain = {each.name for each in function.requested}
    return any(ref.value not in plain for mark in marked for ref in mark.names)


def _of_test(found: Facts, function: Tested, marked: list[Parametrize]) -> Iterator[Problem]:
    closure = found.resolver.closure(found.path, function)
    if closure.unknown or found.view.generates:
        return
    parameters = {each.name: each for each in function.parameters}
    for mark in marked:
        for ref in mark.names if mark.names_known else ():
            name = ref.value
            held = parameters.get(name)
            if name in closure.names or name == "request":
                continue
            if held is None:
                yield _problem(function, ref, marked)
            elif held.has_default:
                yield Problem(ref.span, f"{function.name} has a default for {name}, and pytest does not replace it")


def _problem(function: Tested, ref: StringRef, marked: list[Parametrize]) -> Problem:
    filled = {other.value for mark in marked for other in mark.names}
    free = [each.name for each in function.requested if each.name not in filled]
    close = get_close_matches(ref.value, free, n=1, cutoff=0.6)
    hint = f"; did you mean {close[0]}?" if close else ""
    fix = Fix(f"Fill {close[0]}", (Edit(ref.span, close[0]),), safe=False) if close and ref.exact else None
    return Problem(ref.span, f"{function.name} has no argument {ref.value}{hint}", fix=fix)


RULE = Rule(
    code="SW311",
    name="parametrize-unknown-argname",
    severity=Severity.ERROR,
    what="`parametrize` names an argument that is neither in the test's signature nor asked for by one of its "
    "fixtures, or one that has a default.",
    why="pytest ends the collection of the module with an error.",
    module=examine,
    fixable=True,
    good=(
        Example("""\
import pytest


@pytest.mark.parametrize("number, text", [(1, "a"), (2, "b")])
def test_number_is_small(number, text):
    '''Test that it is small.'''
    assert number < 3
"""),
        Example("""\
import pytest


@pytest.fixture
def shop(size):
    '''A shop of that size.'''
    return size


@pytest.mark.parametrize("size", [1, 2])
def test_shop_is_small(shop):
    '''Test that it is small.'''
    assert shop < 3
"""),
    ),
    bad=(
        Example(
            """\
import pytest


@pytest.mark.parametrize("‹numbr›", [1, 2])
def test_number_is_small(number):
    '''Test that it is small.'''
    assert number < 3
""",
            "test_number_is_small has no argument numbr; did you mean number?",
            """\
import pytest


@pytest.mark.parametrize("number", [1, 2])
def test_number_is_small(number):
    '''Test that it is small.'''
    assert number < 3
""",
        ),
        Example(
            """\
import pytest


@pytest.mark.parametrize("size", [1, 2])
@pytest.mark.parametrize("‹text›", ["a", "b"])
def test_number_is_small(size, text="x"):
    '''Test that it is small.'''
    assert size < 3
""",
            "test_number_is_small has a default for text, and pytest does not replace it",
        ),
    ),
)
