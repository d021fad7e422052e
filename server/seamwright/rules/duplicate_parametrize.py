"""SW313 duplicate-parametrize: two ``parametrize`` marks fill the same argument."""

from __future__ import annotations

from collections.abc import Iterator

from seamwright.fixtures.model import Parametrize, StringRef
from seamwright.rewriting import RemoveDecorator
from seamwright.rules.context import Context
from seamwright.rules.likely import facts, is_test_case
from seamwright.rules.model import Example, Fix, Problem, Related, Rule, Severity
from seamwright.rules.module import Module
from seamwright.text.span import Span


def examine(module: Module, context: Context) -> Iterator[Problem]:
    """Marks of the test, its classes and its module. Each place is reported, for either may be the wrong one."""
    found = facts(module, context, "parametrize")
    if found is None:
        return
    seen: set[Span] = set()
    for function in found.tests():
        marked = [mark for marks in found.marks(function) for mark in marks.parametrize]
        if sum(len(mark.names) for mark in marked) < 2 or is_test_case(found, function.class_path):
            continue
        places: dict[str, list[tuple[StringRef, Parametrize]]] = {}
        for mark in marked:
            for ref in mark.names:
                places.setdefault(ref.value, []).append((ref, mark))
        for name, each in places.items():
            if len({ref.span for ref, _ in each}) < 2:
                continue
            for ref, mark in each:
                if ref.span in seen:
                    continue
                seen.add(ref.span)
                other = next(place for place, _ in each if place.span != ref.span)
                line = module.text.count("\n", 0, other.span.start) + 1
                related = (Related(module.path, line, f"{name} is filled here too"),)
                message = f"{name} is filled twice for {function.name}"
                yield Problem(ref.span, message, fix=_fix(module.text, mark), related=related)


def _fix(text: str, mark: Parametrize) -> Fix | None:
    """Delete a decorator that fills nothing else."""
    if len(mark.names) != 1 or not text[: mark.span.start].rstrip(" \t").endswith("@"):
        return None
    return Fix("Remove this parametrize", safe=False, rewrites=(RemoveDecorator(mark.span),))


RULE = Rule(
    code="SW313",
    name="duplicate-parametrize",
    severity=Severity.ERROR,
    what="The same argument is filled by two `parametrize` marks, on the test, its class or module, or twice by one.",
    why="pytest ends the collection of the module with an error.",
    module=examine,
    fixable=True,
    good=(
        Example("""\
import pytest


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("text", ["a", "b"])
def test_number_is_small(number, text):
    '''Test that it is small.'''
    assert number < 3
"""),
        Example("""\
import pytest

numbers = pytest.mark.parametrize("number", [1, 2])


@numbers
def test_number_is_small(number):
    '''Test that it is small.'''
    assert number < 3


@numbers
def test_number_is_positive(number):
    '''Test that it is positive.'''
    assert number > 0
"""),
    ),
    bad=(
        Example(
            """\
import pytest


@pytest.mark.parametrize("‹number›, text", [(1, "a")])
@pytest.mark.parametrize("‹number›", [1, 2])
def test_number_is_small(number, text):
    '''Test that it is small.'''
    assert number < 3
""",
            "number is filled twice for test_number_is_small",
            """\
import pytest


@pytest.mark.parametrize("number, text", [(1, "a")])
def test_number_is_small(number, text):
    '''Test that it is small.'''
    assert number < 3
""",
        ),
        Example(
            """\
import pytest


@pytest.mark.parametrize("‹number›, ‹number›", [(1, 2)])
def test_number_is_small(number):
    '''Test that it is small.'''
    assert number < 3
""",
            "number is filled twice for test_number_is_small",
        ),
    ),
)
