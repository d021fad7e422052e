"""SW302 local-fixture-duplicates-shared: a test module defines again what a conftest gives it already."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterator
from typing import NamedTuple

from seamwright.rewriting import RemoveDefinition
from seamwright.rules.context import Context
from seamwright.rules.model import Example, Fix, Problem, Related, Rule, Severity
from seamwright.rules.module import Function
from seamwright.rules.syntax import body_of, is_stub
from seamwright.text.span import LineIndex


def examine(function: Function, context: Context) -> Iterator[Problem]:
    """Fixtures of test modules against those of the conftests in reach."""
    fixture = function.fixture
    if function.role != "fixture" or fixture is None or context.module.is_conftest or _PLUGINS.fullmatch(fixture.name):
        return
    same = context.shared_fixtures.get(fixture.name)
    if same is not None and fixture.name in function.requested:
        return
    own = _shape(function)
    if same is not None and _shape(same[1]) == own:
        yield Problem(
            function.name_span,
            f"{fixture.name} is the same as in {same[0]}",
            fix=_fix(function, same[1], context),
            related=_related(same, context),
            unnecessary=True,
        )
        return
    if same is None and own.is_telling:
        twin = next((each for each in context.shared_fixtures.values() if _shape(each[1]) == own), None)
        if twin is not None:
            name = twin[1].fixture.name if twin[1].fixture is not None else twin[1].name
            yield Problem(
                function.name_span,
                f"{fixture.name} does the same as {name} in {twin[0]}",
                related=_related(twin, context),
            )
        return
    if same is not None and not _does_nothing(function):
        close = difflib.SequenceMatcher(None, own.text, _shape(same[1]).text).ratio() >= _CLOSE
        said = "is almost identical to" if close else "hides"
        yield Problem(
            function.name_span,
            f"{fixture.name} {said} the one in {same[0]}",
            Severity.INFORMATION,
            related=_related(same, context),
        )


def _does_nothing(function: Function) -> bool:
    """Whether it is there to switch the shared one off for this module."""
    return is_stub([each for each in body_of(function.node) if not _gives_nothing(each)])


def _gives_nothing(statement: ast.stmt) -> bool:
    value = statement.value if isinstance(statement, (ast.Return, ast.Expr)) else statement
    if isinstance(value, ast.Yield):
        value = value.value
    return value is None or (isinstance(value, ast.Constant) and value.value is None)


class _Shape(NamedTuple):
    """What a fixture does: its body without docstring, comments and imports, and what it requests."""

    text: str
    requested: tuple[str, ...]

    @property
    def is_telling(self) -> bool:
        """Long enough that two equal ones are no accident."""
        return "\n" in self.text or len(self.text) >= _TELLING


def _shape(function: Function) -> _Shape:
    key = f"shape {function.name}"
    known = function.parsed.extra.get(key)
    if known is None:
        body = [each for each in body_of(function.node) if not isinstance(each, (ast.Import, ast.ImportFrom))]
        known = function.parsed.extra[key] = _Shape("\n".join(ast.unparse(each) for each in body), function.requested)
    return known  # type: ignore[return-value]


def _related(shared: tuple[str, Function], context: Context) -> tuple[Related, ...]:
    path, function = shared
    text = next((module.text for module in context.conftests if module.path == path), "")
    line = LineIndex(text).line_at(function.start + function.name_span.start) + 1
    return (Related(path, line, f"{function.name} is defined here"),)


def _fix(function: Function, shared: Function, context: Context) -> Fix | None:
    """Delete it, where the decorators say the same and nothing else is lost with it."""
    if [ast.dump(each) for each in function.node.decorator_list] != [
        ast.dump(each) for each in shared.node.decorator_list
    ]:
        return None
    if function.is_async != shared.is_async or len(function.parsed.body) != 1:
        return None
    if function.owner is not None and sum(each.owner is function.owner for each in context.module.functions) < 2:
        return None
    gone = RemoveDefinition(function.name_span.start)
    return Fix("Delete it and use the shared one", rewrites=(gone,))


_CLOSE = 0.95
_TELLING = 12
_PLUGINS = re.compile(
    r"event_loop.*|anyio_backend.*|vcr_.*|celery_.*|django_db_.*|base_url|default_worker_.*|docker_compose.*|browser_.*"
)
_CONFTEST = """\
import pytest


@pytest.fixture
def basket():
    '''The shared basket.'''
    # Three is enough.
    return {"apples": 3}
"""

RULE = Rule(
    code="SW302",
    name="local-fixture-duplicates-shared",
    severity=Severity.WARNING,
    what="A fixture in a test module does the same as one of a conftest in reach. One that only has the same name is "
    "information: hiding the shared one may be meant.",
    why="There are two places to change, and one of them is forgotten.",
    function=examine,
    fixable=True,
    good=(
        Example(
            """\
import pytest


@pytest.fixture
def basket(basket):
    '''The shared basket, and more.'''
    return {**basket, "pears": 1}


def test_basket_is_full(basket):
    '''Test that it is full.'''
    assert basket
""",
            files={"tests/conftest.py": _CONFTEST},
        ),
        Example(
            """\
import pytest


@pytest.fixture(autouse=True)
def basket():
    '''No basket here.'''
    yield


def test_shop_is_open(shop):
    '''Test that the shop is open.'''
    assert shop.is_open
""",
            files={"tests/conftest.py": _CONFTEST},
        ),
        Example(
            """\
import pytest


@pytest.fixture
def bag():
    '''A bag.'''
    return {"apples": 4}


def test_bag_is_full(bag):
    '''Test that it is full.'''
    assert bag
""",
            files={"tests/conftest.py": _CONFTEST},
        ),
    ),
    bad=(
        Example(
            """\
import pytest


@pytest.fixture
def ‹basket›():
    '''A basket of our own.'''
    return {'apples': 3}


def test_basket_is_full(basket):
    '''Test that it is full.'''
    assert basket
""",
            "basket is the same as in tests/conftest.py",
            """\
import pytest


def test_basket_is_full(basket):
    '''Test that it is full.'''
    assert basket
""",
            files={"tests/conftest.py": _CONFTEST},
        ),
        Example(
            """\
import pytest


@pytest.fixture
def ‹bag›():
    '''A bag.'''
    return {"apples": 3}


def test_bag_is_full(bag):
    '''Test that it is full.'''
    assert bag
""",
            "bag does the same as basket in tests/conftest.py",
            files={"tests/conftest.py": _CONFTEST},
        ),
        Example(
            """\
import pytest


@pytest.fixture
def ‹basket›():
    '''Another basket.'''
    return {"pears": 1, "nuts": 7}


def test_basket_is_full(basket):
    '''Test that it is full.'''
    assert basket
""",
            "basket hides the one in tests/conftest.py",
            files={"tests/conftest.py": _CONFTEST},
            severity=Severity.INFORMATION,
        ),
    ),
)
