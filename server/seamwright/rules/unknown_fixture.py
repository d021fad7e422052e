"""SW303 unknown-fixture: a test or fixture asks for something that nobody provides."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import NamedTuple

from seamwright.fixtures.model import FixtureDef, Parametrize, Visible
from seamwright.fixtures.model import Function as Tested
from seamwright.rules.context import Context
from seamwright.rules.free import bound_names
from seamwright.rules.likely import Facts, facts, has_unknown
from seamwright.rules.model import Example, Fix, Problem, Rule, Severity
from seamwright.rules.module import Module
from seamwright.text.edit import Edit
from seamwright.text.span import Span


def examine(module: Module, context: Context) -> Iterator[Problem]:
    """Only where everything that could provide a fixture was found and read."""
    found = facts(module, context) if has_unknown(module, context) else None
    if found is None or found.view.has_errors:
        return
    seen: set[Span] = set()
    for ref, visible in (*_of_tests(found), *_of_fixtures(found, context), *_of_bodies(found, context)):
        doubtful = ref.span in seen or found.resolver.may_exist(found.path, ref.name)
        if not doubtful and not context.project.tree.may_come_from_plugin(ref.name, context.path):
            seen.add(ref.span)
            yield _problem(ref, visible, module)


class _Ref(NamedTuple):
    name: str
    span: Span
    exact: bool = True
    owner: Tested | FixtureDef | None = None
    """Whose parameter it is; otherwise it is the text of a string."""


def _of_tests(found: Facts) -> Iterator[tuple[_Ref, Visible]]:
    """Parameters of tests, and ``usefixtures`` on them, their classes and the module."""
    for function in found.tests():
        used = [ref for marks in found.marks(function) for ref in marks.usefixtures]
        if not (function.known and function.requested) and not used:
            continue
        visible = found.resolver.visible(found.path, function.class_path)
        names = [each.name for each in function.requested] + [ref.value for ref in used]
        if not visible.complete or all(name in visible.names for name in names):
            continue
        closure = found.resolver.closure(found.path, function)
        if closure.unknown or found.view.generates or not _is_told(found, function):
            continue
        missing = {name for name, chain in closure.missing if not chain} - visible.generated - closure.direct
        if function.known:
            asked = [each for each in function.requested if each.name in missing]
            yield from ((_Ref(each.name, each.span, owner=function), visible) for each in asked)
        yield from ((_Ref(ref.value, ref.span, ref.exact), visible) for ref in used if ref.value in missing)


def _is_told(found: Facts, function: Tested) -> bool:
    """Whether it is known which arguments are parametrized; of decorators, ``Function.known`` tells."""
    return found.view.marks.known and all(
        each.names_known for marks in found.marks(function) for each in marks.parametrize
    )


def _of_fixtures(found: Facts, context: Context) -> Iterator[tuple[_Ref, Visible]]:
    """Parameters of fixtures."""
    for fixture in found.own():
        if not fixture.requested or fixture.origin == "plugin" or fixture.maybe:
            continue
        visible = found.resolver.visible(found.path, fixture.class_path)
        for each in fixture.requested if visible.complete else ():
            if not _is_given(each.name, visible) and not _may_stand_below(found, fixture, each.name, context):
                yield _Ref(each.name, each.span, owner=fixture), visible


def _of_bodies(found: Facts, context: Context) -> Iterator[tuple[_Ref, Visible]]:
    """Names that are written out in ``getfixturevalue``; not those of which a test expects that they do not exist."""
    for use in found.view.uses:
        if use.how != "getfixturevalue" or not _NAME.fullmatch(use.ref.value):
            continue
        around: list[Tested | FixtureDef] = [*found.tests(), *found.own()]
        place = next((each for each in around if each.span.start <= use.ref.span.start < each.span.end), None)
        if place is None or _EXPECTED.search(found.text, place.span.start, use.ref.span.start):
            continue
        visible = found.resolver.visible(found.path, place.class_path)
        name = use.ref.value
        if not visible.complete or _is_given(name, visible) or found.view.generates:
            continue
        if isinstance(place, FixtureDef) and _may_stand_below(found, place, name, context):
            continue
        if isinstance(place, FixtureDef) or name not in found.resolver.closure(found.path, place).direct:
            yield _Ref(name, use.ref.span, use.ref.exact), visible


def _is_given(name: str, visible: Visible) -> bool:
    return name in visible.names or name in visible.generated or name == "request"


def _may_stand_below(found: Facts, fixture: FixtureDef, name: str, context: Context) -> bool:
    """Whether something nearer to a test may provide what ``fixture`` asks for, or a ``parametrize`` there fill it."""
    if any(ref.value == name for mark in _marks(found) for ref in mark.names):
        return True
    if fixture.class_path or not found.resolver.is_test_file(found.path):
        return context.project.tree.defines(name) is not False
    return any(each.name == name for each in found.view.fixtures)


def _marks(found: Facts) -> Iterator[Parametrize]:
    marks = [each.marks for each in found.view.functions] + [each.marks for each in found.view.classes]
    for each in (*marks, found.view.marks):
        yield from each.parametrize


def _problem(request: _Ref, visible: Visible, module: Module) -> Problem:
    close = get_close_matches(request.name, visible.names, n=1, cutoff=0.75)
    hint = f"; did you mean {close[0]}?" if close else ""
    edits = _edits(request, close[0], module) if close and request.exact else ()
    fix = Fix(f"Ask for {close[0]}", edits, safe=False) if edits else None
    return Problem(request.span, f"There is no fixture {request.name}{hint}", fix=fix)


def _edits(request: _Ref, new: str, module: Module) -> tuple[Edit, ...]:
    """Another name for what is asked for, in the body as well; none where it would then mean something else.

    As text, for it is a word that becomes another wherever it stands.
    """
    here = Edit(request.span, new)
    owner = request.owner
    if owner is None:
        return (here,)
    starts = (each for each in module.functions if each.start + each.name_span.start == owner.name_span.start)
    function = next(starts, None)
    if function is None or function.parsed.broken:
        return ()
    arguments = [each.arg for each in ast.walk(function.node) if isinstance(each, ast.arg)]
    names = [each for statement in function.node.body for each in ast.walk(statement) if isinstance(each, ast.Name)]
    uses = [each for each in names if each.id == request.name]
    is_taken = new in arguments or new in bound_names(function.node.body) or arguments.count(request.name) != 1
    if is_taken or (uses and any(each.id == new for each in names)):
        return ()
    spans = [function.span(each).shifted(function.start) for each in uses]
    # Before Python 3.12, places in f-strings are wrong.
    if any(span.of(module.text) != request.name for span in spans):
        return ()
    return (here, *(Edit(span, new) for span in spans))


_NAME = re.compile(r"[^\W\d]\w*")
_EXPECTED = re.compile(r"\braises\b|\btry\b|\bsuppress\b")
_CONFTEST = "import pytest\n\n\n@pytest.fixture\ndef shop():\n    '''A shop.'''\n    return 1\n"

RULE = Rule(
    code="SW303",
    name="unknown-fixture",
    severity=Severity.WARNING,
    what="A test or fixture requests, by a parameter, in `usefixtures` or with `getfixturevalue`, a fixture that "
    "neither its module, nor a conftest, nor a plugin defines. "
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
        Example(
            "from not_installed import shop\n\n\ndef test_shop_opens_early(shop):\n    '''Test that it opens.'''\n"
        ),
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
            "def test_shop_opens_early(shop):\n    '''Test that it opens.'''\n    assert shop\n",
            files={"tests/conftest.py": _CONFTEST},
        ),
        Example(
            "import pytest\n\n\n@pytest.fixture\ndef shop(‹landlord›):\n    '''A shop.'''\n    return landlord\n",
            "There is no fixture landlord",
        ),
        Example(
            "import pytest\n\n\n@pytest.mark.usefixtures('‹shopp›')\ndef test_shop_opens_early(request):\n"
            "    '''Test that it opens.'''\n    assert request.getfixturevalue('‹shopp›')\n",
            "There is no fixture shopp; did you mean shop?",
            "import pytest\n\n\n@pytest.mark.usefixtures('shop')\ndef test_shop_opens_early(request):\n"
            "    '''Test that it opens.'''\n    assert request.getfixturevalue('shop')\n",
            files={"tests/conftest.py": _CONFTEST},
        ),
    ),
)
