"""SW303 unknown-fixture: a test or fixture asks for something that nobody provides."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from seamwright.fixtures.model import Requested, Visible
from seamwright.rules.context import Context
from seamwright.rules.likely import has_unknown, resolver_of
from seamwright.rules.model import Example, Fix, Problem, Rule, Severity
from seamwright.rules.module import Module
from seamwright.text.edit import Edit


def examine(module: Module, context: Context) -> Iterator[Problem]:
    """Only where everything that could provide a fixture was found and read."""
    resolver = resolver_of(module, context) if has_unknown(module, context) else None
    if resolver is None:
        return
    path = context.project.tree.absolute(module.path)
    view = resolver.module(path)
    if view is None or view.has_errors:
        return
    for function in view.functions:
        if not function.known or not function.requested or not resolver.is_test(path, function):
            continue
        visible = resolver.visible(path, function.class_path)
        if not visible.complete or all(each.name in visible.names for each in function.requested):
            continue
        closure = resolver.closure(path, function)
        if closure.unknown or view.generates:
            continue
        missing = {name for name, chain in closure.missing if len(chain) <= 1} - visible.generated
        for each in function.requested:
            if each.name in missing and each.name not in closure.direct and _is_certain(each, context):
                yield _problem(each, visible)
    for fixture in view.fixtures:
        if fixture.path == path and fixture.requested and fixture.origin != "plugin":
            visible = resolver.visible(path, fixture.class_path)
            if visible.complete:
                for each in fixture.requested:
                    given = each.name in visible.names or each.name in visible.generated or each.name == "request"
                    unknown = not given and not fixture.maybe
                    if unknown and _is_certain(each, context):
                        yield _problem(each, visible)


def _is_certain(request: Requested, context: Context) -> bool:
    return not context.project.tree.may_come_from_plugin(request.name, context.path)


def _problem(request: Requested, visible: Visible) -> Problem:
    close = get_close_matches(request.name, visible.names, n=1, cutoff=0.75)
    hint = f"; did you mean {close[0]}?" if close else ""
    fix = Fix(f"Ask for {close[0]}", (Edit(request.span, close[0]),), safe=False) if close else None
    return Problem(request.span, f"There is no fixture {request.name}{hint}", fix=fix)


_CONFTEST = "import pytest\n\n\n@pytest.fixture\ndef shop():\n    '''A shop.'''\n    return 1\n"

RULE = Rule(
    code="SW303",
    name="unknown-fixture",
    severity=Severity.WARNING,
    what="A test or fixture requests a fixture that neither its module, nor a conftest, nor a plugin defines. "
    "Nothing is said "
    "where some of these could not be found.",
    why="pytest reports an error when it comes to that test, after everything before it has run.",
    module=examine,
    fixable=True,
    good=(
        Example(
            "def test_shop_opens_early(shop, tmp_path, request):\n    '''Test that it opens.'''\n    assert shop\n",
            files={"tests/conftest.py": _CONFTEST},
        ),
        Example(
            "def test_shop_opens_early(weekday):\n    '''Test that it opens.'''\n    assert weekday\n",
            files={
                "tests/conftest.py": "def pytest_generate_tests(metafunc):\n    metafunc.parametrize('weekday', [1])\n"
            },
        ),
        Example("def test_shop_opens_early(mocker):\n    '''Test that it opens.'''\n    assert mocker\n"),
        Example("""\
import pytest


@pytest.mark.parametrize("number", [1, 2])
def test_number_is_small(number, text="x"):
    '''Test that it is small.'''
    assert number < 3
"""),
    ),
    bad=(
        Example(
            "def test_shop_opens_early(‹shopp›):\n    '''Test that it opens.'''\n    assert shopp\n",
            "There is no fixture shopp; did you mean shop?",
            "def test_shop_opens_early(shop):\n    '''Test that it opens.'''\n    assert shopp\n",
            files={"tests/conftest.py": _CONFTEST},
        ),
        Example(
            "import pytest\n\n\n@pytest.fixture\ndef shop(‹landlord›):\n    '''A shop.'''\n    return landlord\n",
            "There is no fixture landlord",
        ),
    ),
)
